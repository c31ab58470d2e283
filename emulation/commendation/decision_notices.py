"""What is told about decisions: a list that is open for comment, objections and their answers, awards corrected, revoked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emulation import notices, units
from emulation.events import (
    AwardsAmended,
    AwardsRevoked,
    DecisionConsulted,
    ObjectionAnswered,
    ObjectionRaised,
)
from emulation.models import Consultation, Objection
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.awards import notices as kinds
from emulation.rules.periods import local_date


def tell_of_consultation(event: DecisionConsulted, at: datetime) -> int:
    """Every unit: the list is open, and until when."""
    row = Consultation.objects.select_related("decision").get(pk=event.consultation)
    chart = units.chart(event.authority, local_date(at))
    values = {"title": row.decision.title, "day": event.last_day}
    about = {"page": "consultation", "consultation": event.consultation}
    key = f"consultation:{event.consultation}"
    return notices.tell(
        event.authority, kinds.CONSULTATION_OPEN, key=key, values=values, about=about, units=sorted(chart.units), at=at
    )


def tell_of_objection(event: ObjectionRaised, at: datetime) -> int:
    """The standing office; the notice says nothing of who objects or to whom."""
    row = Consultation.objects.select_related("decision").get(pk=event.consultation)
    about = {"page": "consultation", "consultation": event.consultation}
    values, key = {"title": row.decision.title}, f"objection:{event.objection}"
    return notices.tell(
        event.authority, kinds.OBJECTION_CAME, key=key, values=values, about=about, roles=[STANDING_OFFICER], at=at
    )


def tell_of_reply(event: ObjectionAnswered, at: datetime) -> int:
    row = Objection.objects.select_related("consultation__decision").get(pk=event.objection)
    about = {"page": "consultation", "consultation": event.consultation}
    values, key = {"title": row.consultation.decision.title}, f"objection:{event.objection}:answer"
    return notices.tell(
        event.authority,
        kinds.OBJECTION_ANSWERED,
        key=key,
        values=values,
        about=about,
        accounts=[str(row.by_id)],
        at=at,
    )


def _tell_each(event: AwardsAmended | AwardsRevoked, kind: str, values: Mapping[str, Any], at: datetime) -> int:
    """Each person, or the unit of a collective or household, of what a decision means for them."""
    told = 0
    for award in event.awards:
        to: dict[str, Any] = {"people": [award["person"]]} if award["person"] else {"units": [award["unit"]]}
        about = {"page": "decision", "decision": event.decision}
        said = {**values, "number": event.number, "day": event.decided_on, "name": award["recipient_name"]}
        key = f"{kind}:{award['award']}"
        told += notices.tell(event.authority, kind, key=key, values=said, about=about, at=at, **to)
    return told


def tell_of_amendment(event: AwardsAmended, at: datetime) -> int:
    return _tell_each(event, kinds.AWARD_AMENDED, {"target": event.target_number}, at)


def tell_of_revocation(event: AwardsRevoked, at: datetime) -> int:
    return _tell_each(event, kinds.AWARD_REVOKED, {"target": event.target_number}, at)
