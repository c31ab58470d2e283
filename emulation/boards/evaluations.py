"""Reads for the page of one evaluation: the sheet as a tree, a column per layer, and everything that was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from emulation import peers, units, visibility
from emulation.boards.service import ServiceLine, of_months
from emulation.models import Evaluation, EvaluationLayer, FedFigure, PeerScore
from emulation.rules import states
from emulation.rules.nodes import SURVEY, Node, Title
from emulation.rules.periods import Month, local_date
from emulation.rules.schemes import Scheme, Veto
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import sheet_from_data, sheet_to_data
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

COLUMNS = (EvaluationLayer.SELF, EvaluationLayer.HEAD, EvaluationLayer.APPRAISAL)
EXTRA = (EvaluationLayer.PEERS, EvaluationLayer.CLUSTER, EvaluationLayer.CORRECTION)
_ORDER = (
    EvaluationLayer.SELF,
    EvaluationLayer.HEAD,
    EvaluationLayer.PEERS,
    EvaluationLayer.CLUSTER,
    EvaluationLayer.APPRAISAL,
    EvaluationLayer.CORRECTION,
)


@dataclass(frozen=True)
class LayerRow:
    kind: str
    by: str
    at: datetime
    total: Decimal | None
    reason: str
    revision: int
    behalf: str = ""


@dataclass(frozen=True)
class Cell:
    """What one layer says of one criterion: points as text, NA, or nothing; ``changed`` against the layer before."""

    value: str
    changed: bool = False


@dataclass(frozen=True)
class SheetRow:
    depth: int
    code: str
    title: Title
    kind: str
    maximum: Decimal | None
    is_leaf: bool
    from_survey: bool
    cells: tuple[Cell, ...]
    appraiser: str = ""


@dataclass(frozen=True)
class Column:
    """The layer that stands in a column, and its total under the scheme (``complete`` or for the time being)."""

    kind: str
    layer: LayerRow | None
    total: Decimal | None
    complete: bool


@dataclass(frozen=True)
class PeerRow:
    """What one scorer wrote; the committee reads who it was, others what was said."""

    scorer: str
    note: str
    at: datetime


@dataclass(frozen=True)
class EvaluationBoard:
    evaluation: Evaluation
    subject: str
    name: str
    unit_name: str
    columns: tuple[Column, ...]
    rows: list[SheetRow]
    vetoes: list[Veto]
    history: list[LayerRow]
    survey_follows: bool
    peers: list[PeerRow]
    fed: list[FedFigure]
    service: ServiceLine | None = None


def find(evaluation_id: str, *, by: Actor, at: datetime) -> Evaluation:
    """An evaluation that the actor may see. Raises `Missing`."""
    joined = ("month", "unit", "person", "campaign__unit_scheme", "campaign__person_scheme")
    row = visibility.evaluations(by, local_date(at)).filter(pk=evaluation_id).select_related(*joined).first()
    if row is None:
        raise Missing("evaluation.missing", gettext_noop("Không có phiếu đánh giá này."))
    return row


def evaluation(evaluation_id: str, *, by: Actor, at: datetime) -> EvaluationBoard:
    row = find(evaluation_id, by=by, at=at)
    version = row.campaign.person_scheme if row.person else row.campaign.unit_scheme
    if version is None:
        raise Missing("evaluation.no_scheme", gettext_noop("Phong trào không chấm điểm đối tượng này."))
    scheme = scheme_of(version)
    layers = list(row.layers.select_related("by", "behalf"))
    present = _present(layers)
    words = _peers_words(row, present)
    committee = visibility.holds(by, visibility.WHOLE)
    chart = units.chart(by.authority, Month.parse(row.month.month).last_day)
    unit_name = chart.units[row.unit.code].name if row.unit.code in chart.units else row.unit.code
    return EvaluationBoard(
        evaluation=row,
        subject=row.person.code if row.person else row.unit.code,
        name=row.person.full_name if row.person else unit_name,
        unit_name=unit_name,
        columns=tuple(_column(kind, present.get(kind), scheme) for kind in _kinds(present)),
        rows=[_sheet_row(node, depth, present) for node, depth in _walk(scheme.components)],
        vetoes=[veto for veto in scheme.vetoes if veto.code in row.vetoes],
        history=[_layer_row(layer) for layer in reversed(layers)],
        survey_follows=row.month.state == states.OPEN and bool(scheme.leaf_codes(source=SURVEY)),
        peers=[PeerRow(word.assignment.scorer if committee else "", word.note, word.at) for word in words],
        fed=list(FedFigure.objects.filter(evaluation=row)) if scheme.task_list else [],
        service=service_of(row, by=by, at=at),
    )


def service_of(row: Evaluation, *, by: Actor, at: datetime) -> ServiceLine | None:
    """What the records say of the person's month; None for a unit's own sheet."""
    if row.person_id is None:
        return None
    return of_months(row.campaign, [row.person_id], [row.month.month], by=by, at=at)[row.month.month].get(row.person_id)


def _peers_words(row: Evaluation, present: dict[str, EvaluationLayer]) -> list[PeerScore]:
    """What peers wrote of this sheet; their figures stand in a column, also where they are advice alone."""
    kind = peers.PEOPLE if row.person else peers.UNITS
    policy = peers.policies(row.campaign).get(kind)
    if policy is None:
        return []
    target = row.person.code if row.person else row.unit.code
    words = peers.standing(row.month, kind, [target]).get(target, [])
    figures = peers.combined(policy, words) if words else {}
    if figures and EvaluationLayer.PEERS not in present:
        present[EvaluationLayer.PEERS] = EvaluationLayer(kind=EvaluationLayer.PEERS, scores=sheet_to_data(figures))
    return words


def _present(layers: Sequence[EvaluationLayer]) -> dict[str, EvaluationLayer]:
    """The layer that counts of each kind: judgements from before the last return are history."""
    returned = max((layer.revision for layer in layers if layer.kind == EvaluationLayer.RETURN), default=0)
    counting = [e for e in layers if e.kind == EvaluationLayer.SELF or e.revision > returned]
    return {layer.kind: layer for layer in counting if layer.kind in (*COLUMNS, *EXTRA)}


def _kinds(present: Mapping[str, EvaluationLayer]) -> tuple[str, ...]:
    """The columns of the sheet; the cluster and a correction of a closed month have one only where there was one."""
    return tuple(kind for kind in _ORDER if kind in COLUMNS or kind in present)


def _layer_row(layer: EvaluationLayer) -> LayerRow:
    name = layer.by.get_full_name() or layer.by.username
    behalf = layer.behalf.get_full_name() or layer.behalf.username if layer.behalf else ""
    return LayerRow(layer.kind, name, layer.at, layer.total, layer.reason, layer.revision, behalf)


def _column(kind: str, layer: EvaluationLayer | None, scheme: Scheme) -> Column:
    if layer is None or layer.absent or not layer.scores:
        return Column(kind, _layer_row(layer) if layer else None, None, complete=False)
    scored = score_sheet(scheme, sheet_from_data(layer.scores), vetoes=layer.vetoes, complete=False)
    return Column(kind, _layer_row(layer) if layer.at else None, scored.total, scored.complete)


def _walk(nodes: Sequence[Node], depth: int = 0) -> Iterator[tuple[Node, int]]:
    for node in nodes:
        yield node, depth
        yield from _walk(node.children, depth + 1)


def _sheet_row(node: Node, depth: int, present: Mapping[str, EvaluationLayer]) -> SheetRow:
    cells: list[Cell] = []
    before: str | None = None
    for kind in _kinds(present):
        layer = present.get(kind)
        value = layer.scores.get(node.code, "") if layer else ""
        cells.append(
            Cell(value, changed=layer is not None and layer.at is not None and before is not None and value != before)
        )
        before = value if layer and layer.at else before
    return SheetRow(
        depth=depth,
        code=node.code,
        title=node.title,
        kind=node.kind,
        maximum=node.maximum,
        is_leaf=node.is_leaf,
        from_survey=node.is_leaf and node.source == SURVEY,
        cells=tuple(cells),
        appraiser=node.appraiser,
    )
