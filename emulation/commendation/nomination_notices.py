"""What is told about registrations and dossiers: to the standing body what came, to the unit what became of it."""

from datetime import datetime
from typing import Any

from emulation import notices, units
from emulation.events import NominationMoved, RegistrationMoved
from emulation.models import NominationLine
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.awards import notices as kinds
from emulation.rules.periods import local_date
from kernel.text import digest

OF_REGISTRATIONS = {
    "submit": kinds.REGISTRATION_CAME,
    "approve": kinds.REGISTRATION_APPROVED,
    "return": kinds.REGISTRATION_RETURNED,
}
OF_NOMINATIONS = {
    "submit": kinds.NOMINATION_CAME,
    "receive": kinds.NOMINATION_RECEIVED,
    "return": kinds.NOMINATION_RETURNED,
    "appraise": kinds.NOMINATION_APPRAISED,
    "forward": kinds.NOMINATION_FORWARDED,
    "decide": kinds.NOMINATION_DECIDED,
}


def _unit(authority: str, code: str, at: datetime) -> str:
    chart = units.branch(authority, code, local_date(at))
    return chart.units[code].name if code in chart.units else code


def _to(event: RegistrationMoved | NominationMoved) -> dict[str, Any]:
    """What came is for the standing body; all else is for the unit."""
    return {"roles": [STANDING_OFFICER]} if event.act == "submit" else {"units": [event.unit]}


def tell_of_registration(event: RegistrationMoved, at: datetime) -> int:
    kind = OF_REGISTRATIONS.get(event.act)
    if kind is None:
        return 0
    values = {"year": event.year, "unit": _unit(event.authority, event.unit, at), "reason": event.reason}
    key = f"registration:{event.act}:{event.registration}:{digest([event.reason, at.isoformat()])[:16]}"
    about = {"page": "registration", "registration": event.registration}
    return notices.tell(event.authority, kind, key=key, values=values, about=about, at=at, **_to(event))


def _counts(event: NominationMoved) -> dict[str, int]:
    outcomes = [line.get("outcome") for line in event.lines]
    passed, failed = outcomes.count(NominationLine.PASS), outcomes.count(NominationLine.FAIL)
    return {"passed": passed, "failed": failed, "other": len(outcomes) - passed - failed}


def tell_of_nomination(event: NominationMoved, at: datetime) -> int:
    kind = OF_NOMINATIONS.get(event.act)
    if kind is None:
        return 0
    values = {
        "title": event.title,
        "unit": _unit(event.authority, event.unit, at),
        "reason": event.reason,
        "level": event.forwarded_to,
        **({"day": event.answer_by} if event.answer_by else {}),
        **_counts(event),
    }
    key = f"nomination:{event.act}:{event.nomination}:{digest([event.reason, at.isoformat()])[:16]}"
    about = {"page": "nomination", "nomination": event.nomination}
    return notices.tell(event.authority, kind, key=key, values=values, about=about, at=at, **_to(event))
