"""Reads about the state of a ranking: what was made known of it, what may be done with it, and what a revision moves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from emulation import publications, revisions, visibility
from emulation.boards import ceremonies
from emulation.boards.nominations import WRITERS
from emulation.bundles import Report
from emulation.models import Ranking, RankingPublication
from emulation.models.rankings import IN_FORCE
from emulation.rules import states
from emulation.rules.periods import local_date
from emulation.rules.revisions import Change
from kernel.actors import Actor
from kernel.errors import Missing, NotAllowed
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Step:
    """A step into the open: who took it, when and why."""

    step: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class StateBoard:
    """Where a ranking stands. ``others`` are its other revisions as far as the reader may know them, ``shadow`` the one
    that waits to take its place, ``acts`` what this reader may do now, ``nominates`` whether they write dossiers."""

    ranking: Ranking
    steps: list[Step]
    others: list[Ranking]
    shadow: Ranking | None
    in_force: Ranking | None
    acts: list[str]
    has_bundle: bool
    checks: bool
    hall: bool
    meets: bool
    nominates: bool


def find(ranking_id: str, *, by: Actor) -> Ranking:
    """A ranking that the actor may know of. Raises `Missing`."""
    joined = ("campaign__unit_scheme", "campaign__person_scheme", "month", "replaces")
    row = visibility.rankings(by).select_related(*joined).filter(pk=ranking_id).first()
    if row is None:
        raise Missing("ranking.missing", gettext_noop("Không có bảng xếp hạng này."))
    return row


def state(row: Ranking, *, by: Actor) -> StateBoard:
    known = {"campaign": row.campaign_id, "month": row.month_id, "subjects": row.subjects}
    others = list(
        visibility.rankings(by).filter(**known).exclude(pk=row.pk).defer("inputs", "changes").order_by("revision")
    )
    steps = list(row.publications.select_related("by"))
    return StateBoard(
        ranking=row,
        steps=[Step(s.step, s.by.get_full_name() or s.by.username, s.at, s.reason) for s in steps],
        others=others,
        shadow=next((other for other in others if other.state == states.SHADOW), None),
        in_force=row if row.state in IN_FORCE else next((o for o in others if o.state in IN_FORCE), None),
        acts=acts(row, steps, by=by),
        has_bundle=bool(steps) and may_take(row, by=by),
        checks=visibility.holds(by, visibility.WHOLE),
        hall=bool(steps) and row.state in IN_FORCE and ceremonies.may_open(by),
        meets=row.state in IN_FORCE and ceremonies.may_open(by),
        nominates=row.state in (states.PUBLISHED, states.FINAL) and bool(by.roles & WRITERS),
    )


def acts(row: Ranking, steps: Iterable[RankingPublication], *, by: Actor) -> list[str]:
    """What the actor may do with a ranking now; nothing that would confirm their own work."""
    held = publications.roles(by)
    machine = states.REVISION if row.state == states.SHADOW else states.RANKING
    own = {str(row.asked_by_id), *(str(step.by_id) for step in steps)}
    confirming = {"apply", "finalise", "publish"} if by.accounts & own else frozenset()
    return [act for act in machine.possible(row.state, held) if act not in confirming]


def may_take(row: Ranking, *, by: Actor) -> bool:
    """Whether the actor may have the bundle: of units every member, of people the committee, who answer for handing it out."""
    return row.subjects == Ranking.UNITS or visibility.holds(by, visibility.WHOLE)


def bundle(ranking_id: str, *, by: Actor) -> tuple[str, bytes]:
    """Name and content of the file."""
    row = find(ranking_id, by=by)
    if not may_take(row, by=by):
        message = gettext_noop("Gói kiểm chứng của bảng cá nhân do Hội đồng quyết định cung cấp.")
        raise NotAllowed("bundle.people", message)
    period = row.month.month if row.month else "ca-phong-trao"
    return f"xep-hang-{row.campaign.code}-{period}-{row.subjects}-{row.revision}.zip", publications.bundle(row)


def verification(ranking_id: str, *, by: Actor) -> tuple[Ranking, Report]:
    row = find(ranking_id, by=by)
    if not visibility.holds(by, visibility.WHOLE):
        message = gettext_noop("Chỉ Hội đồng và đoàn kiểm tra được tính lại bảng xếp hạng trong hệ thống.")
        raise NotAllowed("ranking.no_check", message)
    return row, publications.verify(row)


def changes(row: Ranking, *, by: Actor, at: datetime) -> list[Change]:
    """What a revision moves, as far as the actor may see it: places as in its table, inputs only where figures may be
    followed down to the lines."""
    found = revisions.changes_of(row)
    if visibility.holds(by, visibility.WHOLE):
        return list(found)
    on = local_date(at)
    seen, followed = (
        set(rows.filter(ranking__in=[row.pk, row.replaces_id]).values_list("subject", flat=True))
        for rows in (visibility.standings(by, on), visibility.explained(by, on))
    )
    shown = [change for change in found if change.subject in seen]
    return [change if change.subject in followed else replace(change, inputs=()) for change in shown]
