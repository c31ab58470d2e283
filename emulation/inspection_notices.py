"""Tells those concerned what inspections did: the unit, the team, the office; a surprise is told to the team alone."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from emulation import inspection_teams, notices
from emulation.events import (
    FindingBooked,
    FindingDeclined,
    FindingMeasureProposed,
    FindingWaived,
    VisitBegun,
    VisitPlanned,
    VisitReported,
)
from emulation.models import Finding, InspectionVisit
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.notices import (
    FINDING_DECIDED,
    FINDING_PROPOSED,
    VISIT_ANNOUNCED,
    VISIT_ASSIGNED,
    VISIT_BEGUN,
    VISIT_MINUTED,
)


def _team(row: InspectionVisit, on: date) -> list[str]:
    return [str(member.account_id) for member in inspection_teams.members(row.team, on)]


@transaction.atomic
def tell_of_plan(event: VisitPlanned, at: datetime) -> int:
    row = InspectionVisit.objects.select_related("unit", "team").get(pk=event.visit)
    values = {"team": row.team.name, "unit": row.unit.code, "day": row.planned_on.isoformat()}
    about = {"page": "visit", "visit": event.visit}
    team = _team(row, row.planned_on)
    key = f"visit:{event.visit}:plan"
    told = notices.tell(
        event.authority, VISIT_ASSIGNED, key=f"{key}:team", values=values, about=about, accounts=team, at=at
    )
    if row.surprise:
        return told
    units = [row.unit.code]
    return told + notices.tell(
        event.authority, VISIT_ANNOUNCED, key=key, values=values, about=about, units=units, at=at
    )


@transaction.atomic
def tell_of_begin(event: VisitBegun, at: datetime) -> int:
    row = InspectionVisit.objects.select_related("team").get(pk=event.visit)
    values, about = {"team": row.team.name, "code": event.code}, {"page": "visit", "visit": event.visit}
    key = f"visit:{event.visit}:begun"
    return notices.tell(event.authority, VISIT_BEGUN, key=key, values=values, about=about, units=[event.unit], at=at)


@transaction.atomic
def tell_of_minutes(event: VisitReported, at: datetime) -> int:
    values = {"code": event.code, "count": len(event.findings), "day": event.answer_by}
    about, key = {"page": "visit", "visit": event.visit}, f"visit:{event.visit}:minutes"
    return notices.tell(event.authority, VISIT_MINUTED, key=key, values=values, about=about, units=[event.unit], at=at)


@transaction.atomic
def tell_of_proposal(event: FindingMeasureProposed, at: datetime) -> int:
    about, key = {"page": "finding", "finding": event.finding}, f"finding:{event.finding}:proposed"
    values = {"code": event.code}
    return notices.tell(
        event.authority, FINDING_PROPOSED, key=key, values=values, about=about, roles=[STANDING_OFFICER], at=at
    )


@transaction.atomic
def tell_of_decision(event: FindingBooked | FindingDeclined | FindingWaived, at: datetime) -> int:
    """The unit, and whoever the finding is about."""
    row = Finding.objects.select_related("visit__unit", "person").get(pk=event.finding)
    about: Mapping[str, str] = {"page": "finding", "finding": event.finding}
    return notices.tell(
        event.authority,
        FINDING_DECIDED,
        key=f"finding:{event.finding}:decided",
        values={"code": row.code},
        about=about,
        units=[row.visit.unit.code],
        people=[row.person.code] if row.person else [],
        at=at,
    )
