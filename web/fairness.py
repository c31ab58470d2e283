"""The page of the fairness instruments: units with their inflation indicator, its parts and reasons; flags; advice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from emulation import fairness
from emulation.rules.fairness import LENIENCY, TITLES, FairnessPolicy, Reading, shown
from emulation.rules.inflation import MISSING, Inflation, why_missing
from emulation.rules.raters import Leniency
from web.access import Visit, member_required

_ALL = "all"
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


@dataclass(frozen=True)
class PartRow:
    """One part of an indicator: its worst reading in words, and how many of its readings are flags."""

    title: str
    weight: int
    severity: int
    flags: int
    month: str
    reason: str


@dataclass(frozen=True)
class UnitRow:
    line: fairness.UnitLine
    indicator: Decimal | None
    height: int
    coverage: int
    flagged: list[PartRow]
    quiet: list[PartRow]
    missing: list[tuple[str, str]]


@dataclass(frozen=True)
class FlagRow:
    line: fairness.PersonLine
    title: str
    reason: str


def _reason(one: Reading) -> str:
    return fairness.said(one.message, {name: _month_told(value) for name, value in one.params.items()})


def _month_told(value: Any) -> Any:
    """2019-05 as 5/2019; everything else as it is."""
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return f"{int(value[5:])}/{value[:4]}"
    return value


def _lenient(report: fairness.Report) -> set[str]:
    """Units whose heads lie beyond the limit against the inspectors."""
    parts = [part for line in report.units for part in line.inflation.parts if part.kind == LENIENCY]
    return {reading.subject for part in parts for reading in part.readings if reading.beyond}


def _parts(of: Inflation) -> list[PartRow]:
    """The heaviest first: what brings most to the indicator."""
    parts = sorted(of.parts, key=lambda part: -part.weight * part.severity)
    return [
        PartRow(
            title=gettext(TITLES[part.kind]),
            weight=part.weight,
            severity=round(100 * part.severity),
            flags=part.flags,
            month=part.readings[0].month,
            reason=_reason(part.readings[0]),
        )
        for part in parts
    ]


def _unit_row(line: fairness.UnitLine, params: Mapping[str, Any]) -> UnitRow:
    of = line.inflation
    parts = _parts(of)
    return UnitRow(
        line=line,
        indicator=None if of.value is None else shown(of.value, 1),
        height=0 if of.value is None else round(of.value),
        coverage=round(100 * of.coverage),
        flagged=[part for part in parts if part.flags],
        quiet=[part for part in parts if not part.flags],
        missing=[(gettext(TITLES[kind]), fairness.said(MISSING[kind], params)) for kind in of.missing],
    )


def _units(report: fairness.Report) -> list[UnitRow]:
    policy: FairnessPolicy = report.policy
    params = why_missing(policy)
    return [_unit_row(line, params) for line in report.units]


def _month(request: HttpRequest) -> str:
    asked = request.GET.get("month", "")
    return fairness.WHOLE_CAMPAIGN if asked in ("", _ALL) else asked


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    report = fairness.report(str(campaign), _month(visit.request), by=visit.actor)
    names = {line.code: line.name for line in report.units}
    values = {
        "report": report,
        "campaign": report.campaign,
        "rows": _units(report),
        "people": [FlagRow(line, gettext(TITLES[line.reading.kind]), _reason(line.reading)) for line in report.people],
        "advice": [(names.get(one.unit, one.unit), one, _figures(one)) for one in report.advice],
        "lenient": _lenient(report),
        "weights": [(gettext(TITLES[kind]), weight) for kind, weight in report.policy.weights.to_data().items()],
    }
    return visit.page("web/fairness.html", values)


def _figures(one: Leniency) -> dict[str, Decimal | None]:
    """An advice as it is shown: two decimals, and nothing where there is too little to go by."""
    figures = {"difference": one.difference, "error": one.error, "advice": one.advice, "advice_error": one.advice_error}
    return {name: None if value is None else shown(Fraction(value)) for name, value in figures.items()}
