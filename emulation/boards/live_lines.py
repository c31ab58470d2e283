"""Reads for one line of the live board: its months with their components, and the sheets that they come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from emulation import visibility
from emulation.boards import live
from emulation.models import Cluster, Ranking, Rollup
from emulation.rollups import entries_of
from emulation.rules import states
from emulation.rules.exact import exact_text, rounded
from emulation.rules.grades import graded
from emulation.rules.nodes import Title
from emulation.rules.periods import Month, local_date
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class MonthLine:
    """``components`` are those that break ties; ``sheet`` is empty where the actor may not open it. ``state`` says of a month that
    does not count yet where its sheet is: empty without one, or where the actor may not know."""

    month: str
    score: Decimal | None
    grade: str
    components: Mapping[str, str]
    sheet: str
    reason: str
    counted: bool = True
    state: str = ""


@dataclass(frozen=True)
class Line:
    head: live.Head
    row: live.LiveRow
    months: list[MonthLine]
    components: list[tuple[str, Title]]
    cluster: str


def own(actor: Actor, at: datetime) -> frozenset[str]:
    """The subjects that are the actor's own: the person, and the units over which a role was given."""
    return visibility.own_units(actor, local_date(at)) | ({actor.person} - {""})


def line(campaign_id: str, subjects: str, subject: str, *, by: Actor, at: datetime) -> Line:
    """Raises `Missing` for a line that the actor does not see on the board."""
    if subjects not in (Ranking.UNITS, Ranking.PEOPLE) or not subject or "\0" in subject:
        raise _missing()
    head = live.head(campaign_id, live.Wish(subjects, subject=subject), by=by, at=at)
    rows = live.rows(head)
    if not rows:
        raise _missing()
    clusters = Cluster.objects.filter(authority_id=by.authority, code=rows[0].cluster)
    months = _months(head, by, at)
    told = frozenset().union(*(month.components for month in months))
    return Line(
        head=head,
        row=rows[0],
        months=months,
        components=[(node.code, node.title) for node in head.scheme.components if node.code in told],
        cluster=clusters.values_list("name", flat=True).first() or rows[0].cluster,
    )


def _missing() -> Missing:
    return Missing("board.line_missing", gettext_noop("Bảng điểm không có dòng này, hoặc bạn không được xem."))


def _months(head: live.Head, by: Actor, at: datetime) -> list[MonthLine]:
    found = Rollup.objects.get(board_id=head.board, subject=head.wish.subject)
    sheets = _sheets(head, by, at)
    scheme, lines = head.scheme, []
    entries = entries_of(scheme, found)
    for month in sorted({*entries, *_begun(head, at)}):
        sheet, state = sheets.get(month, ("", ""))
        entry = entries.get(month)
        if entry is None:
            lines.append(MonthLine(month, None, "", {}, sheet, "", counted=False, state=state))
            continue
        score = entry.score
        band = graded(scheme, score.score, entry.vetoes) if score else None
        lines.append(
            MonthLine(
                month=month,
                score=rounded(score.score, scheme.rounding.decimals, scheme.rounding.mode) if score else None,
                grade=band.code if band else "",
                components={code: exact_text(value) for code, value in score.components.items()} if score else {},
                sheet=sheet,
                reason=entry.reason,
            )
        )
    return lines


def _begun(head: live.Head, at: datetime) -> list[str]:
    """The months that are open and over or running: those whose sheets may still come."""
    rows = head.campaign.months.filter(month__lte=str(Month.of(local_date(at))), state=states.OPEN)
    return list(rows.values_list("month", flat=True))


def _sheets(head: live.Head, by: Actor, at: datetime) -> dict[str, tuple[str, str]]:
    subject = head.wish.subject
    whose = Q(person__code=subject) if head.wish.subjects == Ranking.PEOPLE else Q(unit__code=subject, person=None)
    rows = visibility.evaluations(by, local_date(at)).filter(whose, month__campaign=head.campaign)
    return {month: (str(pk), state) for month, pk, state in rows.values_list("month__month", "pk", "state")}
