"""Acts on a contest as a whole: opened, prizes given by the organiser, signed by a second person, published, cancelled."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from emulation import accounts, bookings
from emulation.contest_plans import prizes_of
from emulation.contest_rounds import hold, told
from emulation.events import ContestAwarded, ContestSigned
from emulation.models import Account, Contest, ContestEntrant, Ranking
from emulation.rules import states
from emulation.rules.bookings import PRIZE
from emulation.rules.contests import PERSON, Line, prize_problems
from emulation.rules.periods import Month
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop, paragraphs


def _step(row: Contest, act: str, *, by: Actor) -> str:
    return states.CONTEST.step(row.state, act, by.roles_over(Place(by.authority)))


def source_of(row: ContestEntrant) -> bookings.Source:
    """What the points of a prize come from."""
    return bookings.Source(PRIZE, str(row.pk), f"{row.contest.code} {row.code}"[:60])


def final_of(row: Contest) -> list[Line]:
    return [Line(**line) for line in row.result]


def _required(reason: str) -> str:
    text = paragraphs(reason)
    if not text:
        message = gettext_noop("Hãy ghi lý do.")
        raise Invalid("contest.text_needed", message, problems=[Problem("contest.text_needed", message, "text")])
    return text


@transaction.atomic
def open_(contest_id: str, *, by: Actor, at: datetime) -> Contest:
    """Open a contest: from now on its criteria, entrants and judges do not change."""
    return _move(contest_id, "open", by=by, at=at)


@transaction.atomic
def cancel(contest_id: str, *, reason: str, by: Actor, at: datetime) -> Contest:
    return _move(contest_id, "cancel", text=_required(reason), by=by, at=at)


@transaction.atomic
def return_(contest_id: str, *, reason: str, by: Actor, at: datetime) -> Contest:
    """Hand the prizes back to the organiser, who decides again."""
    row = _move(contest_id, "return", text=_required(reason), by=by, at=at)
    row.awarded_by = row.awarded_at = None
    row.save(update_fields=["awarded_by", "awarded_at"])
    row.entrants.update(prize="")
    return row


@transaction.atomic
def publish(contest_id: str, *, by: Actor, at: datetime) -> Contest:
    """Show the results to everybody."""
    row = _move(contest_id, "publish", by=by, at=at)
    row.published_at = at
    row.save(update_fields=["published_at"])
    return row


def _move(contest_id: str, act: str, *, text: str = "", by: Actor, at: datetime) -> Contest:
    row = hold(contest_id, by=by)
    row.state = _step(row, act, by=by)
    row.save(update_fields=["state"])
    ledger.record(told(row, act, text), by=by, at=at)
    return row


@transaction.atomic
def award(contest_id: str, picks: Mapping[str, str], *, by: Actor, at: datetime) -> Contest:
    """Give the prizes (by entrant). Where a place is shared across two prizes the organiser decides; nobody gets a better one
    than who stands before them. Raises one `Invalid` with every fault."""
    row = hold(contest_id, by=by)
    row.state = _step(row, "award", by=by)
    faults = prize_problems(picks, prizes_of(row), final_of(row))
    if faults:
        message = gettext_noop("Danh sách giải có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("contest.prizes", message, problems=faults, count=len(faults))
    row.awarded_by_id, row.awarded_at = by.account, at
    row.save(update_fields=["state", "awarded_by", "awarded_at"])
    row.entrants.update(prize="")
    for entrant, prize in picks.items():
        row.entrants.filter(code=entrant).update(prize=prize)
    event = ContestAwarded(
        authority=by.authority, contest=str(row.pk), code=row.code, prizes=dict(sorted(picks.items()))
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def sign(contest_id: str, *, by: Actor, at: datetime) -> Contest:
    """Sign the prizes off: somebody else than the organiser. Their points are booked in the month of the last round, each cut
    at the maximum of the leaf that takes prizes; where the scheme has none a prize is an honour."""
    row = hold(contest_id, by=by)
    state = _step(row, "sign", by=by)
    if str(row.awarded_by_id) in by.accounts:
        message = gettext_noop("Người chốt giải không được tự ký.")
        raise NotAllowed("contest.own_award", message)
    row.state, row.signed_by_id, row.signed_at = state, by.account, at
    row.save(update_fields=["state", "signed_by", "signed_at"])
    organiser = accounts.actor_of(Account.objects.get(pk=str(row.awarded_by_id)))
    points = {prize.code: prize.points for prize in prizes_of(row)}
    winners = row.entrants.exclude(prize="").select_related("unit", "person", "contest")
    booked = [
        entrant.code
        for entrant in winners
        if points[entrant.prize] > 0 and _book(row, entrant, points[entrant.prize], organiser, by=by, at=at)
    ]
    ledger.record(
        ContestSigned(authority=by.authority, contest=str(row.pk), code=row.code, booked=booked), by=by, at=at
    )
    return row


def _book(row: Contest, entrant: ContestEntrant, points: Decimal, organiser: Actor, *, by: Actor, at: datetime) -> bool:
    """Points for a unit, for the unit of a team, or for a person; proposed by who gave the prize, booked by who signs."""
    person = entrant.code if entrant.kind == PERSON else ""
    leaves = bookings.leaves_for(row.campaign, Ranking.PEOPLE if person else Ranking.UNITS, PRIZE)
    if not leaves:
        return False
    leaf, month = leaves[0], Month.of(row.rounds.order_by("-number")[0].held_on)
    title = next(prize.title for prize in prizes_of(row) if prize.code == entrant.prize)
    proposed = bookings.propose(
        source_of(entrant),
        campaign=str(row.campaign_id),
        month=str(month),
        unit=entrant.unit.code,
        person=person,
        criterion=leaf.code,
        points=points if leaf.maximum is None else min(points, leaf.maximum),
        reason=f"{title}, {row.name}",
        by=organiser,
        at=at,
    )
    bookings.book_signed(str(proposed.pk), by=by, at=at)
    return True


def act(contest_id: str, name: str, *, text: str, prizes: Mapping[str, str], by: Actor, at: datetime) -> Contest:
    """One of the acts on a contest by its name, with the reason or the prizes that it takes. Raises `Missing` for others."""
    acts: dict[str, Callable[[], Contest]] = {
        "open": lambda: open_(contest_id, by=by, at=at),
        "award": lambda: award(contest_id, prizes, by=by, at=at),
        "return": lambda: return_(contest_id, reason=text, by=by, at=at),
        "sign": lambda: sign(contest_id, by=by, at=at),
        "publish": lambda: publish(contest_id, by=by, at=at),
        "cancel": lambda: cancel(contest_id, reason=text, by=by, at=at),
    }
    if name not in acts:
        raise Missing("contest.no_act", gettext_noop("Không có thao tác này."))
    return acts[name]()
