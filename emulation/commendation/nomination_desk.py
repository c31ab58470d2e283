"""What every act on a dossier does: hold it, ask whether the actor may, and write the step and the event of the move."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from emulation import award_visibility, units
from emulation.decisions.checks import AWARDABLE, needs_council
from emulation.events import NominationMoved
from emulation.files import account_of
from emulation.models import (
    Award,
    ForwardedLine,
    Forwarding,
    Nomination,
    NominationLine,
    NominationStep,
    Posting,
    in_force,
)
from emulation.rules.awards.forwarding import SENT_BACK
from emulation.rules.awards.states import NOMINATION, SIGNED
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, system_actor
from kernel.errors import Missing, NotAllowed
from kernel.text import gettext_noop

RECORD = "nomination"
REASON_LENGTH = 2000


def roles(row: Nomination, *, by: Actor, on: date) -> frozenset[str]:
    """What the actor is over the unit of a dossier."""
    return by.roles_over(units.branch(row.authority_id, row.unit.code, on).place(row.unit.code))


def hold(nomination_id: str, *, by: Actor, on: date) -> Nomination:
    """The dossier, locked. Raises `Missing` for one that the actor may not even know."""
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("unit", "campaign", "ranking")
    row = rows.filter(pk=nomination_id, authority_id=by.authority).first()
    if row is None or not award_visibility.nominations(by, on).filter(pk=row.pk).exists():
        raise Missing("nomination.missing", gettext_noop("Không có hồ sơ đề nghị này."))
    return row


def hold_for_system(nomination_id: str) -> tuple[Nomination, Actor]:
    """The dossier, locked, with the platform as the actor."""
    row = Nomination.objects.select_for_update(of=("self",)).select_related("unit").get(pk=nomination_id)
    return row, system_actor(row.authority_id)


def move(
    row: Nomination,
    act: str,
    *,
    reason: str = "",
    lines: Sequence[Mapping[str, Any]] = (),
    held: frozenset[str] | None = None,
    by: Actor,
    at: datetime,
) -> Nomination:
    """Bring a dossier to the state that the act leads to, with a step and an event. Who calls it has set the other fields."""
    granted = roles(row, by=by, on=local_date(at)) if held is None else held
    row.state = NOMINATION.step(row.state, act, granted)
    row.save()
    NominationStep.objects.create(
        authority_id=row.authority_id,
        nomination=row,
        act=act,
        state=row.state,
        reason=reason,
        by_id=account_of(by),
        at=at,
    )
    event = NominationMoved(
        authority=row.authority_id,
        nomination=str(row.pk),
        unit=row.unit.code,
        act=act,
        state=row.state,
        title=row.title,
        reason=reason,
        letter=row.letter_number,
        answer_by=row.answer_by.isoformat() if row.answer_by else "",
        forwarded_to=row.forwarded_to,
        lines=[dict(line) for line in lines],
    )
    ledger.record(event, by=by, at=at)
    return row


def arrived(row: Nomination) -> bool:
    """Whether a dossier came from the level below."""
    return Forwarding.objects.filter(arrival=row).exists()


def possible(row: Nomination, held: Iterable[str], *, from_below: bool) -> tuple[str, ...]:
    """What somebody with these roles may do with a dossier now; one from below is given back there, any other to its unit."""
    never = {"return", "withdraw"} if from_below else {"send_back", "answer_below"}
    found = (act for act in NOMINATION.possible(row.state, held) if act not in never)
    return tuple("return" if act == "send_back" else act for act in found)


def undecided(row: Nomination) -> list[NominationLine]:
    """Nominees who could still be awarded at this level."""
    given = Award.objects.filter(line__nomination=row, decision__state=SIGNED).values("line")
    gone = ForwardedLine.objects.filter(line__nomination=row).exclude(forwarding__state=SENT_BACK).values("line")
    rows = row.lines.filter(outcome__in=AWARDABLE).exclude(pk__in=given).exclude(pk__in=gone)
    return [
        line
        for line in rows.select_related("nomination")
        if line.recommended or (line.recommended is None and not needs_council(line))
    ]


def require_distance(row: Nomination, *, by: Actor, at: datetime) -> None:
    """Nobody judges what they wrote or handed in themselves, nor a dossier of the unit in which they serve."""
    own = {str(row.submitted_by_id), str(row.drafted_by_id)} & by.accounts
    here = Posting.objects.filter(in_force(local_date(at)), unit=row.unit, person__code__in=by.persons)
    if own or here.exists():
        message = gettext_noop("Không ai được thẩm định hồ sơ do mình lập, mình nộp hoặc của đơn vị mình.")
        raise NotAllowed("nomination.own", message)
