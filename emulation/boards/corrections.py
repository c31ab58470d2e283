"""Reads for the pages of corrections: the sheet that is asked to be another, each request with what it moves, and the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Q, QuerySet, Value, When

from emulation import units, visibility
from emulation.boards import campaigns, evaluations
from emulation.boards.behalves import Behalves
from emulation.boards.evaluations import EvaluationBoard
from emulation.events import CorrectionDeclined, CorrectionProposed, EvaluationCorrected
from emulation.models import Campaign, Correction, Evaluation, Ranking, SchemeVersion
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.nodes import SURVEY, Title
from emulation.rules.periods import Month, local_date
from emulation.rules.schemes import Scheme, Veto
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import sheet_from_data
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Missing, NotAllowed, WrongState
from kernel.text import gettext_noop

PAGE = 50
_JOINED = ("evaluation__month", "evaluation__unit", "evaluation__person", "proposed_by", "decided_by")


@dataclass(frozen=True)
class Offer:
    """What stands beside an evaluation: whether this reader may ask for a correction, and the request that waits."""

    may_ask: bool
    waiting: Correction | None


@dataclass(frozen=True)
class FormBoard:
    """The sheet as its own page shows it, and every veto that the scheme knows."""

    sheet: EvaluationBoard
    vetoes: tuple[Veto, ...]


@dataclass(frozen=True)
class Move:
    """One figure of a request: what it is and what it is to be."""

    code: str
    title: Title
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """A request in the list. ``moves`` are its figures, ``other`` says that it is about vetoes or an absence too."""

    correction: Correction
    name: str
    moves: tuple[Move, ...]
    other: bool


@dataclass(frozen=True)
class ListBoard:
    campaign: Campaign
    month: str
    rows: list[Row]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class Side:
    """The sheet before or after: its total, what vetoes it, whether somebody was away."""

    total: Decimal | None
    vetoes: tuple[Veto, ...]
    absent: bool


@dataclass(frozen=True)
class CorrectionBoard:
    """``stale``: the evaluation has a layer that the request did not know. ``acts`` is what this reader may do now.
    ``proposed_for`` and ``decided_for`` name in whose place that was done, if in anybody's. ``surveyed``: the ranking's totals
    hold points of the survey, which are not on the sheet."""

    correction: Correction
    evaluation: Evaluation
    name: str
    unit_name: str
    moves: tuple[Move, ...]
    before: Side
    after: Side
    acts: tuple[str, ...]
    own: bool
    stale: bool
    proposed_for: str
    decided_for: str
    surveyed: bool
    revisions: list[Ranking]
    sees_revisions: bool


def offer(evaluation: Evaluation, *, by: Actor) -> Offer:
    """Of an appraised evaluation of a closed month; anything else is returned or appraised again."""
    if evaluation.state != states.APPRAISED or evaluation.month.state != states.CLOSED:
        return Offer(may_ask=False, waiting=None)
    waiting = evaluation.corrections.filter(state=states.PROPOSED).first()
    may_ask = waiting is None and evaluation.campaign.state != states.CANCELLED and _asks(by)
    return Offer(may_ask=may_ask, waiting=waiting)


def _asks(by: Actor) -> bool:
    return STANDING_OFFICER in by.roles_over(Place(by.authority))


def form(evaluation_id: str, *, by: Actor, at: datetime) -> FormBoard:
    """The sheet as it counts now. Raises `Missing`, and refuses whom and what the act would refuse whatever is asked."""
    row = evaluations.find(evaluation_id, by=by, at=at)
    if not _asks(by):
        message = gettext_noop("Chỉ chuyên viên thường trực được đề nghị đính chính.")
        raise NotAllowed("correction.not_allowed", message)
    offered = offer(row, by=by)
    if offered.waiting:
        message = gettext_noop("Phiếu này đang có một đề nghị đính chính chờ duyệt.")
        raise WrongState("correction.waits", message, state=states.PROPOSED, may=("approve", "decline"))
    if not offered.may_ask:
        message = gettext_noop("Chỉ đính chính phiếu của tháng đã khóa; tháng còn mở thì trả lại hoặc thẩm định lại.")
        raise WrongState("correction.month_open", message, state=row.month.state)
    return FormBoard(evaluations.evaluation(evaluation_id, by=by, at=at), _scheme(row).vetoes)


def _scheme(row: Evaluation) -> Scheme:
    campaign = row.campaign
    version: SchemeVersion | None = campaign.person_scheme if row.person_id else campaign.unit_scheme
    if version is None:
        raise Missing("evaluation.no_scheme", gettext_noop("Phong trào không chấm điểm đối tượng này."))
    return scheme_of(version)


def _names(row: Evaluation, chart: units.Chart) -> tuple[str, str]:
    """The subject's name and the unit's, as the unit was called at the end of the month."""
    unit = chart.units[row.unit.code].name if row.unit.code in chart.units else row.unit.code
    return (row.person.full_name if row.person else unit), unit


def _visible(by: Actor, at: datetime) -> QuerySet[Correction]:
    rows = visibility.corrections(by, local_date(at)).select_related(*_JOINED)
    return rows.prefetch_related("evaluation__layers")


def listing(campaign_id: str, month: str, page: int, *, by: Actor, at: datetime) -> ListBoard:
    """Requests about evaluations that the reader may see, of all months or of one: those that wait first, then the newest."""
    campaign = campaigns.find(campaign_id, by=by)
    rows = _visible(by, at).filter(evaluation__campaign=campaign)
    if month:
        rows = rows.filter(evaluation__month__month=month)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 1), pages)
    waits_first = Case(When(state=states.PROPOSED, then=Value(0)), default=Value(1))
    found = list(rows.order_by(waits_first, "-proposed_at", "id")[(shown - 1) * PAGE : shown * PAGE])
    days = {row.evaluation.month.month: Month.parse(row.evaluation.month.month).last_day for row in found}
    charts = {name: units.chart(by.authority, day) for name, day in days.items()}
    return ListBoard(
        campaign=campaign,
        month=month,
        rows=[_row(row, campaign, charts[row.evaluation.month.month]) for row in found],
        page=shown,
        pages=pages,
        total=total,
    )


def _row(row: Correction, campaign: Campaign, chart: units.Chart) -> Row:
    row.evaluation.campaign = campaign
    scores, vetoes, absent = _base(row)
    return Row(
        correction=row,
        name=_names(row.evaluation, chart)[0],
        moves=_moves(_scheme(row.evaluation), scores, row.scores),
        other=(vetoes, absent) != (row.vetoes, row.absent),
    )


def _base(row: Correction) -> tuple[Mapping[str, str], list[str], bool]:
    """Scores, vetoes and absence that the request was written against."""
    layers = {layer.revision: layer for layer in row.evaluation.layers.all()}
    layer = layers.get(row.base)
    return (layer.scores, layer.vetoes, layer.absent) if layer else ({}, [], False)


def _moves(scheme: Scheme, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Move, ...]:
    return tuple(
        Move(code, node.title, before.get(code, ""), after.get(code, ""))
        for code, node in scheme.leaves.items()
        if before.get(code, "") != after.get(code, "")
    )


def _side(scheme: Scheme, scores: Mapping[str, str], vetoes: Sequence[str], *, absent: bool) -> Side:
    total = None
    if scores and not absent:
        total = score_sheet(scheme, sheet_from_data(scores), vetoes=vetoes, complete=False).total
    return Side(total, tuple(veto for veto in scheme.vetoes if veto.code in vetoes), absent)


def correction(correction_id: str, *, by: Actor, at: datetime) -> CorrectionBoard:
    """One request with what it moves and what became of it. Raises `Missing`."""
    joined = ("evaluation__campaign__unit_scheme", "evaluation__campaign__person_scheme")
    row = _visible(by, at).select_related(*_JOINED, *joined).filter(pk=correction_id).first()
    if row is None:
        raise Missing("correction.missing", gettext_noop("Không có đề nghị đính chính này."))
    scheme, (scores, vetoes, absent) = _scheme(row.evaluation), _base(row)
    chart = units.chart(by.authority, Month.parse(row.evaluation.month.month).last_day)
    name, unit_name = _names(row.evaluation, chart)
    behalves = Behalves(by.authority, [row.pk])
    mine = {str(row.proposed_by_id), *ledger.principals(by.authority, str(row.pk))}
    own, stale = bool(by.accounts & mine), row.evaluation.revision != row.base
    possible = states.CORRECTION.possible(row.state, by.roles_over(Place(by.authority)))
    return CorrectionBoard(
        correction=row,
        evaluation=row.evaluation,
        name=name,
        unit_name=unit_name,
        moves=_moves(scheme, scores, row.scores),
        before=_side(scheme, scores, vetoes, absent=absent),
        after=_side(scheme, row.scores, row.vetoes, absent=row.absent),
        acts=tuple(act for act in possible if act != "approve" or not (own or stale)),
        own=own,
        stale=stale and row.state == states.PROPOSED,
        proposed_for=behalves.of(row.pk, CorrectionProposed),
        decided_for=behalves.of(row.pk, EvaluationCorrected, CorrectionDeclined),
        surveyed=bool(scheme.leaf_codes(source=SURVEY)),
        revisions=revisions_of(row, by=by),
        sees_revisions=visibility.holds(by, visibility.WHOLE),
    )


def revisions_of(row: Correction, *, by: Actor) -> list[Ranking]:
    """Rankings that were computed again because of it, and those that wait in the shadow of the same tables since."""
    if row.state != states.APPROVED:
        return []
    evaluation = row.evaluation
    rows = visibility.rankings(by).filter(
        Q(month__month__gte=evaluation.month.month) | Q(month=None),
        campaign=evaluation.campaign_id,
        subjects=Ranking.PEOPLE if evaluation.person_id else Ranking.UNITS,
        replaces__isnull=False,
        computed_at__gte=row.decided_at,
    )
    mine = Q(reason=row.reason, asked_by=row.proposed_by_id) | Q(state=states.SHADOW)
    return list(rows.filter(mine).select_related("month").defer("inputs", "changes").order_by("computed_at", "id"))
