"""What each layer of a campaign's evaluations gave, row by row, as the fairness instruments read it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.models import Campaign, CampaignMonth, Evaluation, EvaluationLayer, Posting, SchemeVersion, in_force
from emulation.rules import states
from emulation.rules.gaps import Marked
from emulation.rules.periods import Month
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import sheet_from_data
from emulation.schemes import scheme_of
from kernel.errors import Invalid
from kernel.text import canonical_json, gettext_noop

LIMIT = 120_000
"""So many evaluations are read at once; beyond that a report is asked for month by month."""
_HANDED_IN = (states.SUBMITTED, states.CONFIRMED, states.ASSESSED, states.APPRAISED)
_CONFIRMED = (states.CONFIRMED, states.ASSESSED, states.APPRAISED)


@dataclass(frozen=True)
class Marks:
    """Rows of units and of people, and the people's names by code."""

    units: list[Marked] = field(default_factory=list)
    people: list[Marked] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Layer:
    scores: Mapping[str, Any]
    vetoes: Sequence[str]
    total: Decimal | None

    @property
    def spelled(self) -> str:
        return canonical_json(dict(self.scores))


def read(campaign: Campaign, months: Collection[CampaignMonth]) -> Marks:
    """Every sheet of these months that was handed in and is not of somebody away. Raises `Invalid` when it is too much."""
    found = Evaluation.objects.filter(month__in=months, state__in=_HANDED_IN, absent=False)
    if found.count() > LIMIT:
        message = gettext_noop("Quá %(limit)s phiếu cho một lần xem; hãy xem từng tháng.")
        raise Invalid("fairness.too_many", message, limit=LIMIT)
    layers = _layers(months)
    groups = {month.month: _duty_groups(month) for month in months}
    names = {month.pk: month.month for month in months}
    marks = Marks()
    rows = found.select_related("unit", "person").order_by("pk")
    for row in rows:
        own, head = layers.get((row.pk, EvaluationLayer.SELF)), layers.get((row.pk, EvaluationLayer.HEAD))
        month, person = names[row.month_id], row.person
        if person:
            marks.names[person.code] = person.full_name
        confirmed = head if row.state in _CONFIRMED else None
        one = Marked(
            subject=person.code if person else row.unit.code,
            unit=row.unit.code,
            cluster=row.cluster_code,
            month=month,
            duty_group=groups[month].get(row.person_id, "") if person else "",
            own=_own_total(campaign.person_scheme if person else campaign.unit_scheme, row, own, confirmed),
            head=_exact(confirmed.total) if confirmed else None,
            official=_exact(row.total) if row.state == states.APPRAISED else None,
            marks=own.spelled if own else "",
            head_marks=confirmed.spelled if confirmed else "",
        )
        (marks.people if person else marks.units).append(one)
    return marks


def _exact(total: Decimal | None) -> Fraction | None:
    return None if total is None else Fraction(total)


def _layers(months: Collection[CampaignMonth]) -> dict[tuple[Any, str], _Layer]:
    """Of each evaluation the self-score and the head's layer that stand last."""
    kinds = (EvaluationLayer.SELF, EvaluationLayer.HEAD)
    rows = EvaluationLayer.objects.filter(evaluation__month__in=months, kind__in=kinds).order_by("revision")
    values = rows.values_list("evaluation_id", "kind", "scores", "vetoes", "total")
    return {(id_, kind): _Layer(scores, vetoes, total) for id_, kind, scores, vetoes, total in values.iterator()}


def _duty_groups(month: CampaignMonth) -> dict[Any, str]:
    day = Month.parse(month.month).last_day
    return dict(
        Posting.objects.filter(in_force(day), authority_id=month.authority_id).values_list("person_id", "duty_group")
    )


def _own_total(
    version: SchemeVersion | None, row: Evaluation, own: _Layer | None, head: _Layer | None
) -> Fraction | None:
    """The total of the self-score: that of a later layer where nobody changed anything, else scored once more (a draft
    has no total of its own)."""
    if own is None or version is None:
        return None
    if head and head.scores == own.scores:
        return _exact(head.total)
    if row.scores == own.scores:
        return _exact(row.total)
    return Fraction(score_sheet(scheme_of(version), sheet_from_data(own.scores), complete=False).total)
