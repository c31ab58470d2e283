"""Reads for handing in: the sheets of a unit's month that are still being written, and what each of them lacks."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from emulation import sheet_drafts
from emulation.boards.sheet_forms import Room, carried, room, subjects, sums
from emulation.models import Campaign, CampaignMonth, EvaluationLayer
from emulation.rules import states
from emulation.schemes import scheme_of
from emulation.units import ChartedUnit
from kernel.actors import Actor
from kernel.errors import Problem


@dataclass(frozen=True)
class InHand:
    """One sheet that may be handed in. ``missing`` are codes of lines without points."""

    code: str
    name: str
    state: str
    total: Decimal | None
    absent: bool
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        return (self.absent or self.total is not None) and not self.missing and not self.problems


@dataclass(frozen=True)
class HandInBoard:
    campaign: Campaign
    month: CampaignMonth
    unit: ChartedUnit
    rows: list[InHand]
    handed_in: int


def in_hand(campaign_id: str, month: str, unit: str, *, by: Actor, at: datetime) -> HandInBoard:
    """Raises `Missing` for who has no business in the unit's month."""
    found = room(campaign_id, month, unit, by=by, at=at)
    shown = subjects(found, by=by)
    layers = _self_scores(found)
    rows = []
    for line in shown:
        if "submit" not in found.may(line.code, by) or not (line.state or line.typed):
            continue
        version = found.campaign.person_scheme if line.code else found.campaign.unit_scheme
        if version is None:
            continue
        sheet = found.evaluations.get(line.code)
        written = sheet_drafts.written_fields(sheet, layers.get(sheet.pk, []) if sheet else [])
        laid = sheet_drafts.present(found.drafts.get(line.code), written, sheet.revision if sheet else 0)
        scheme = scheme_of(version)
        told = sums(scheme, laid.values, carried(found, line.code, scheme, laid.values))
        absent = laid.values.get("absent") == "1"
        rows.append(InHand(line.code, line.name, line.state, told.total, absent, told.missing, told.problems))
    done = sum(line.state not in ("", states.DRAFT, states.RETURNED) for line in shown)
    return HandInBoard(found.campaign, found.month, found.unit, rows, done)


def _self_scores(found: Room) -> dict[object, list[EvaluationLayer]]:
    ids = [row.pk for row in found.evaluations.values() if row.state in (states.DRAFT, states.RETURNED)]
    rows = EvaluationLayer.objects.filter(evaluation__in=ids, kind=EvaluationLayer.SELF).order_by("revision")
    by_sheet: dict[object, list[EvaluationLayer]] = {}
    for layer in rows:
        by_sheet.setdefault(layer.evaluation_id, []).append(layer)
    return by_sheet
