"""Reads for the form of a month's sheet: the numbered lines with every column, what is typed, sums, and whose sheet is next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from emulation import appeals, people, sheet_drafts, units, visibility
from emulation.boards.campaigns import find, find_month
from emulation.boards.service import ServiceLine, of_months
from emulation.models import (
    Campaign,
    CampaignMonth,
    Evaluation,
    EvaluationLayer,
    Participation,
    Posting,
    Ranking,
    SheetDraft,
    Standing,
)
from emulation.models.rankings import IN_FORCE
from emulation.rankings import carried_into
from emulation.rules import sheet_fields, states
from emulation.rules.nodes import EVALUATION, Node, Title
from emulation.rules.periods import Month, local_date
from emulation.rules.schemes import Scheme, Veto
from emulation.rules.scores import score_sheet
from emulation.rules.sheet_fields import NOTE, SCORE, VETO, Fields
from emulation.rules.sheets import Sheet, sheet_to_data
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop

Row = TypeVar("Row")
JUDGES = (EvaluationLayer.HEAD, EvaluationLayer.CLUSTER, EvaluationLayer.APPRAISAL)


@dataclass(frozen=True)
class SubjectLine:
    """One of the sheets of the unit's month. ``state`` is empty where nothing is written, ``typed`` where a form is kept."""

    code: str
    name: str
    position: str
    state: str
    typed: bool
    late: bool
    absent: bool
    total: Decimal | None
    evaluation: str = ""


@dataclass(frozen=True)
class FormLine:
    """A line of the paper. ``number`` is its place in the tree (I, 1, a); ``typed`` and ``note`` are as they stand in the form,
    ``judged`` has the figure of each judge's column; ``returned`` is what was said at this line when the sheet came back."""

    number: str
    depth: int
    code: str
    title: Title
    kind: str
    maximum: Decimal | None
    is_leaf: bool
    source: str
    typed: str = ""
    note: str = ""
    judged: tuple[str, ...] = ()
    last: str = ""
    returned: str = ""
    appraiser: str = ""


@dataclass(frozen=True)
class Sums:
    """What a form comes to: the whole, each group of lines, and the lines that are missing. ``total`` is None for who is away."""

    total: Decimal | None
    groups: Mapping[str, Fraction]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class FormBoard:
    campaign: Campaign
    month: CampaignMonth
    unit: units.ChartedUnit
    subject: str
    name: str
    position: str
    scheme: Scheme
    evaluation: Evaluation | None
    state: str
    may: tuple[str, ...]
    judges: tuple[tuple[str, EvaluationLayer], ...]
    lines: list[FormLine]
    vetoes: list[tuple[Veto, bool]]
    values: Mapping[str, str]
    clashes: Mapping[str, str]
    sums: Sums
    draft: SheetDraft | None
    returned: EvaluationLayer | None
    said_of_whole: str
    subjects: list[SubjectLine]
    last: Evaluation | None
    service: ServiceLine | None = None
    chart: units.Chart | None = None
    carries: int = 0
    appeal: str = ""

    @property
    def writes(self) -> bool:
        return "save" in self.may

    @property
    def place(self) -> int:
        return next((at for at, line in enumerate(self.subjects) if line.code == self.subject), 0)

    @property
    def before(self) -> SubjectLine | None:
        return self.subjects[self.place - 1] if self.place else None

    @property
    def after(self) -> SubjectLine | None:
        return self.subjects[self.place + 1] if self.place + 1 < len(self.subjects) else None


@dataclass(frozen=True)
class Room:
    """A unit's month as far as the actor may enter it."""

    campaign: Campaign
    month: CampaignMonth
    chart: units.Chart
    unit: units.ChartedUnit
    postings: Mapping[str, Posting]
    evaluations: Mapping[str, Evaluation]
    drafts: Mapping[str, SheetDraft]
    whole: bool
    open: bool

    def may(self, subject: str, by: Actor) -> tuple[str, ...]:
        row = self.evaluations.get(subject)
        roles = by.roles_over(self.chart.place(self.unit.code, subject))
        return states.EVALUATION.possible(row.state if row else states.DRAFT, roles) if self.open else ()


def _takes_part(campaign: Campaign, unit: str, month: str) -> bool:
    entry = Participation.objects.filter(campaign=campaign, unit__code=unit, from_month__lte=month).first()
    return entry is not None and (not entry.to_month or entry.to_month >= month)


def room(campaign_id: str, month_: str, unit: str, *, by: Actor, at: datetime) -> Room:
    """Raises `Missing` for who has no business in this unit's month: its officers and heads, the committee, and its staff for
    their own sheet."""
    campaign = find(campaign_id, by=by)
    month = find_month(campaign, month_)
    chart = units.chart(by.authority, Month.parse(month_).last_day)
    postings = {p.person.code: p for p in people.posted(by.authority, unit, Month.parse(month_).last_day)}
    whole = visibility.holds(by, visibility.WHOLE) or unit in visibility.own_units(by, local_date(at))
    if unit not in chart.units or not (whole or not by.persons.isdisjoint(postings)):
        raise Missing("unit.missing", gettext_noop("Không có đơn vị %(code)s trong phong trào tháng này."), code=unit)
    takes_part = _takes_part(campaign, unit, month_)
    written = Evaluation.objects.filter(month=month, unit__code=unit).select_related(
        "person", "submitted_by", "confirmed_by", "assessed_by", "appraised_by"
    )
    sheets = {e.person.code if e.person else "": e for e in written}
    kept = sheet_drafts.drafts(month, unit)
    mine = None if whole else by.persons
    open_ = takes_part and month.state == states.OPEN and campaign.state == states.LAUNCHED
    return Room(
        campaign, month, chart, chart.units[unit], postings, _only(sheets, mine), _only(kept, mine), whole, open_
    )


def _only(rows: Mapping[str, Row], codes: frozenset[str] | None) -> dict[str, Row]:
    return {code: row for code, row in rows.items() if codes is None or code in codes}


def _shown(room_: Room, by: Actor) -> list[SubjectLine]:
    found = [("", room_.unit.name, "")] if room_.whole and room_.campaign.unit_scheme_id else []
    if room_.campaign.person_scheme_id:
        mine = None if room_.whole else by.persons
        found += [(c, p.person.full_name, p.position) for c, p in _only(room_.postings, mine).items()]
    return [_subject(code, name, position, room_) for code, name, position in found]


def _subject(code: str, name: str, position: str, room_: Room) -> SubjectLine:
    row = room_.evaluations.get(code)
    return SubjectLine(
        code=code,
        name=name,
        position=position,
        state=row.state if row else "",
        typed=code in room_.drafts,
        late=bool(row and row.late),
        absent=bool(row and row.absent),
        total=row.total if row else None,
        evaluation=str(row.pk) if row else "",
    )


def subjects(room_: Room, *, by: Actor) -> list[SubjectLine]:
    """The unit's own sheet, then those of its people, as far as the actor may see them."""
    return _shown(room_, by)


def sums(scheme: Scheme, values: Fields, previous: Sheet | None = None) -> Sums:
    """What the form comes to as it stands: lines that cannot be read count as empty, and are told."""
    read = sheet_fields.read(scheme, values)
    if read.absent:
        return Sums(None, {}, (), read.problems)
    try:
        scored = score_sheet(scheme, read.scores, vetoes=read.vetoes, complete=False, previous=previous)
    except Invalid as no:
        return Sums(None, {}, (), (*read.problems, *no.problems))
    groups = {part.code: part.points for top in scored.contributions for part in top.walk() if part.children}
    missing = tuple(code for code in scored.missing if scheme.leaves[code].source == EVALUATION)
    return Sums(scored.total, groups, missing, read.problems)


def carried(room_: Room, subject: str, scheme: Scheme, values: Fields) -> Sheet | None:
    """What the month before, once it is ranked, gives to lines that are empty here."""
    scores = sheet_to_data(sheet_fields.read(scheme, values).scores)
    kind, key = ("people", subject) if subject else ("units", room_.unit.code)
    return carried_into(scheme, room_.month, {key: scores}, kind).get(key)


def _numbered(nodes: Sequence[Node], depth: int = 0) -> Iterator[tuple[str, int, Node]]:
    for place, node in enumerate(nodes):
        yield _number(depth, place + 1), depth, node
        yield from _numbered(node.children, depth + 1)


_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def _number(depth: int, place: int) -> str:
    """I, II above; 1, 2 below; a, b below that: as official forms count."""
    if depth == 1 or depth > 2:
        return str(place)
    if depth == 2:
        return chr(ord("a") + (place - 1) % 26)
    text = ""
    for worth, sign in _ROMAN:
        while place >= worth:
            text, place = text + sign, place - worth
    return text


def _line(number: str, depth: int, node: Node, given: "_Given") -> FormLine:
    code = node.code
    return FormLine(
        number=number,
        depth=depth,
        code=code,
        title=node.title,
        kind=node.kind,
        maximum=node.maximum,
        is_leaf=node.is_leaf,
        source=node.source if node.is_leaf else "",
        typed=given.values.get(SCORE + code, ""),
        note=given.values.get(NOTE + code, ""),
        judged=tuple(layer.scores.get(code, "") for layer in given.judges),
        last=given.last.get(code, ""),
        returned=given.returned.get(code, ""),
        appraiser=node.appraiser,
    )


@dataclass(frozen=True)
class _Given:
    values: Mapping[str, str]
    judges: Sequence[EvaluationLayer]
    last: Mapping[str, str] = field(default_factory=dict)
    returned: Mapping[str, str] = field(default_factory=dict)


def _judged(layers: Sequence[EvaluationLayer], returned: EvaluationLayer | None) -> list[EvaluationLayer]:
    """The judgements that count: those since the sheet last came back."""
    since = returned.revision if returned else 0
    newest = {layer.kind: layer for layer in layers if layer.revision > since}
    return [newest[kind] for kind in JUDGES if kind in newest]


def form(campaign_id: str, month: str, unit: str, subject: str, *, by: Actor, at: datetime) -> FormBoard:
    """The form of one sheet, as it stands with what was typed last. Raises `Missing` for who is not of the unit's month."""
    found = room(campaign_id, month, unit, by=by, at=at)
    shown = _shown(found, by)
    own = next((line for line in shown if line.code == subject), None)
    version = found.campaign.person_scheme if subject else found.campaign.unit_scheme
    if own is None or version is None:
        raise Missing("evaluation.missing", gettext_noop("Không có phiếu đánh giá này."))
    scheme, row, draft = scheme_of(version), found.evaluations.get(subject), found.drafts.get(subject)
    layers = list(row.layers.order_by("revision")) if row else []
    returned = next((one for one in reversed(layers) if one.kind == EvaluationLayer.RETURN), None)
    written = sheet_drafts.written_fields(row, layers)
    laid = sheet_drafts.present(draft, written, row.revision if row else 0)
    judges = _judged(layers, returned)
    last = sheet_drafts.last_sheet(found.month, unit, subject)
    whole, at_lines = sheet_fields.told_at_lines(returned.reason if returned else "", scheme.nodes)
    given = _Given(laid.values, judges, last.scores if last else {}, at_lines)
    return FormBoard(
        campaign=found.campaign,
        month=found.month,
        unit=found.unit,
        subject=subject,
        name=own.name,
        position=own.position,
        scheme=scheme,
        evaluation=row,
        state=row.state if row else "",
        may=found.may(subject, by),
        judges=tuple((layer.kind, layer) for layer in judges),
        lines=[_line(*place, given) for place in _numbered(scheme.components)],
        vetoes=[(veto, laid.values.get(VETO + veto.code) == sheet_fields.TICKED) for veto in scheme.vetoes],
        values=laid.values,
        clashes=laid.clashes,
        sums=sums(scheme, laid.values, carried(found, subject, scheme, laid.values)),
        draft=draft,
        returned=returned,
        said_of_whole=whole,
        subjects=shown,
        last=last,
        service=_service(found, subject, by, at),
        chart=found.chart,
        appeal=_appeal(found, row, by, at),
        carries=sum(1 for code in scheme.carried if code in (last.scores if last else {})),
    )


def _service(found: Room, subject: str, by: Actor, at: datetime) -> ServiceLine | None:
    posting = found.postings.get(subject)
    if posting is None:
        return None
    ids = [posting.person_id]
    return of_months(found.campaign, ids, [found.month.month], by=by, at=at)[found.month.month].get(posting.person_id)


def _appeal(found: Room, row: Evaluation | None, by: Actor, at: datetime) -> str:
    """The line of the month's ranking against which the reader may appeal now; empty without one."""
    if row is None or row.state != states.APPRAISED or found.month.state == states.OPEN:
        return ""
    kind, code = (Ranking.PEOPLE, row.person.code) if row.person else (Ranking.UNITS, found.unit.code)
    known = {"ranking__month": found.month, "ranking__subjects": kind, "ranking__state__in": IN_FORCE}
    lines = Standing.objects.filter(subject=code, **known).defer("inputs")
    line = lines.select_related("ranking__campaign", "ranking__month").first()
    return str(line.pk) if line and appeals.may_appeal(line, by=by, at=at) else ""
