"""Reads for the pages of appeals: the list with what is due, the form of a line, and one appeal with all that came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from emulation import affected, appeals, files, visibility
from emulation.affected import Affected
from emulation.appeal_lines import months_for, of_sheet, scheme_for, sheets_of
from emulation.boards import campaigns, corrections, publications
from emulation.models import Appeal, AppealLine, Campaign, Ranking, Standing, StoredFile
from emulation.rules import appeal_states
from emulation.rules.access import COMMITTEE
from emulation.rules.appeals import Window
from emulation.rules.nodes import Title
from emulation.rules.periods import local_date
from emulation.rules.revisions import Change
from emulation.rules.schemes import Scheme
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

JOINED = ("unit", "person", "campaign", "ranking__month", "submitted_by", "taken_up_by", "closed_by")
OPEN, ALL = "open", "all"


@dataclass(frozen=True)
class Row:
    """An appeal in the list, with the name of who appeals."""

    appeal: Appeal
    name: str
    overdue: bool
    lines: int


@dataclass(frozen=True)
class ListBoard:
    campaign: Campaign
    shown: str
    rows: list[Row]
    waiting: int
    overdue: int
    decides: bool


@dataclass(frozen=True)
class FormBoard:
    """A line and what an appeal against it may name."""

    standing: Standing
    span: Window
    months: list[str]
    criteria: list[tuple[str, Title]]


@dataclass(frozen=True)
class LineRow:
    """A line as it was appealed against: what stood on the sheet then or stands now, what was asked, what was decided."""

    line: AppealLine
    title: Title
    present: str
    of_sheet: bool


@dataclass(frozen=True)
class RevisionRow:
    """A revision that came of the appeal: how many it places otherwise, and which decided awards that concerns."""

    ranking: Ranking
    moved: int
    affected: list[Affected]


@dataclass(frozen=True)
class AppealBoard:
    appeal: Appeal
    name: str
    standing: Standing | None
    lines: list[LineRow]
    evidence: list[StoredFile]
    revisions: list[RevisionRow]
    acts: tuple[str, ...]
    decides: bool
    overdue: bool


def _names(rows: Sequence[Appeal]) -> dict[tuple[str, str], str]:
    """By ranking and subject the names as the rankings have them."""
    found = Standing.objects.filter(
        ranking__in={row.ranking_id for row in rows}, subject__in={subject(r) for r in rows}
    )
    return {(str(ranking), code): name for ranking, code, name in found.values_list("ranking_id", "subject", "name")}


def subject(row: Appeal) -> str:
    return row.person.code if row.person else row.unit.code


def _name(row: Appeal, names: dict[tuple[str, str], str]) -> str:
    return names.get((str(row.ranking_id), subject(row)), subject(row))


def _overdue(row: Appeal, at: datetime) -> bool:
    return row.state in appeals.WAITING and at > row.due_at


def listing(campaign_id: str, shown: str, *, by: Actor, at: datetime) -> ListBoard:
    """Appeals of a campaign that the reader may see: those that wait, the first due first, or all of them."""
    campaign = campaigns.find(campaign_id, by=by)
    rows = visibility.appeals(by, local_date(at)).filter(campaign=campaign).select_related(*JOINED)
    everything = list(rows.order_by("due_at", "id").prefetch_related("lines"))
    waiting = [row for row in everything if row.state in appeals.WAITING]
    chosen = everything if shown == ALL else waiting
    names = _names(chosen)
    return ListBoard(
        campaign=campaign,
        shown=ALL if shown == ALL else OPEN,
        rows=[Row(row, _name(row, names), _overdue(row, at), len(row.lines.all())) for row in chosen],
        waiting=len(waiting),
        overdue=sum(_overdue(row, at) for row in waiting),
        decides=visibility.holds(by, COMMITTEE),
    )


def form(standing_id: str, *, by: Actor, at: datetime) -> FormBoard:
    """Raises `Missing` for a line that the reader may not see, and what the act would raise whatever is written."""
    joined = ("ranking__campaign__unit_scheme", "ranking__campaign__person_scheme", "ranking__month")
    row = visibility.standings(by, local_date(at)).select_related(*joined).filter(pk=standing_id).first()
    if row is None:
        raise Missing("standing.missing", gettext_noop("Không có kết quả xếp hạng này."))
    appeals.require_sense(row, by=by, at=at)
    scheme, sheets = scheme_for(row.ranking), sheets_of(row)
    months = [month for month in months_for(row.ranking) if month in sheets]
    return FormBoard(row, appeals.window_of(row.ranking), months, criteria(scheme))


def criteria(scheme: Scheme) -> list[tuple[str, Title]]:
    """What an appeal may name: the lines that are scored, and the vetoes."""
    leaves = [(node.code, node.title) for node in scheme.nodes.values() if node.is_leaf]
    return [*leaves, *((veto.code, veto.title) for veto in scheme.vetoes)]


def find(appeal_id: str, *, by: Actor, at: datetime) -> Appeal:
    joined = (*JOINED, "campaign__unit_scheme", "campaign__person_scheme", "ranking__campaign")
    row = visibility.appeals(by, local_date(at)).select_related(*joined).filter(pk=appeal_id).first()
    if row is None:
        raise Missing("appeal.missing", gettext_noop("Không có khiếu nại này."))
    return row


def appeal(appeal_id: str, *, by: Actor, at: datetime) -> AppealBoard:
    """One appeal with its lines, its evidence, the corrections and revisions that came of it, and what those concern."""
    row = find(appeal_id, by=by, at=at)
    scheme = scheme_for(row.ranking)
    titles = dict(criteria(scheme))
    joined = ("evaluation__month", "evaluation__unit", "evaluation__person", "evaluation__campaign", "correction")
    lines = list(row.lines.select_related(*joined))
    possible = appeal_states.APPEAL.possible(row.state, appeals.roles(row, by=by, at=at))
    return AppealBoard(
        appeal=row,
        name=_name(row, _names([row])),
        standing=visibility.explained(by, local_date(at)).filter(ranking=row.ranking_id, subject=subject(row)).first(),
        lines=[
            LineRow(
                line,
                titles.get(line.criterion, Title(line.criterion)),
                line.evaluation.scores.get(line.criterion, ""),
                of_sheet(line, scheme),
            )
            for line in lines
        ],
        evidence=files.attached(appeals.RECORD, str(row.pk)),
        revisions=_revisions(lines, by=by, at=at),
        acts=tuple(act for act in possible if act in ("take_up", "withdraw")),
        decides="uphold" in possible and appeals.may_decide(row, lines, by=by),
        overdue=_overdue(row, at),
    )


def _revisions(lines: Sequence[AppealLine], *, by: Actor, at: datetime) -> list[RevisionRow]:
    asked = {line.correction.pk: line.correction for line in lines if line.correction}
    found = {ranking.pk: ranking for row in asked.values() for ranking in corrections.revisions_of(row, by=by)}
    return [_revision(ranking, by=by, at=at) for ranking in found.values()]


def _revision(ranking: Ranking, *, by: Actor, at: datetime) -> RevisionRow:
    moved = concerned(ranking, by=by, at=at)
    return RevisionRow(ranking, len([c for c in _changes(ranking, by=by, at=at) if c.moved]), moved)


def _changes(ranking: Ranking, *, by: Actor, at: datetime) -> list[Change]:
    return publications.changes(ranking, by=by, at=at)


def concerned(ranking: Ranking, *, by: Actor, at: datetime) -> list[Affected]:
    """Awards already decided of those whom a revision places otherwise, as far as the reader may see their places."""
    return affected.by_revision(ranking, _changes(ranking, by=by, at=at))
