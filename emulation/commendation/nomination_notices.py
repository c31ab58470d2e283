"""What is told about registrations and dossiers: to the standing body what came, to the unit what became of it."""

from datetime import datetime
from typing import Any

from emulation import notices, units
from emulation.events import ForwardingMoved, NominationMoved, RegistrationMoved
from emulation.models import NominationLine
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.awards import forwarding as forwarding
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
    "arrive": kinds.NOMINATION_CAME,
    "receive": kinds.NOMINATION_RECEIVED,
    "return": kinds.NOMINATION_RETURNED,
    "appraise": kinds.NOMINATION_APPRAISED,
    "forward": kinds.NOMINATION_FORWARDED,
    "forward_part": kinds.NOMINATION_FORWARDED,
    "decide": kinds.NOMINATION_DECIDED,
}


def _unit(authority: str, code: str, at: datetime) -> str:
    chart = units.branch(authority, code, local_date(at))
    return chart.units[code].name if code in chart.units else code


def _to(event: RegistrationMoved | NominationMoved) -> dict[str, Any]:
    """What came is for the standing body; all else is for the unit."""
    return {"roles": [STANDING_OFFICER]} if event.act in ("submit", "arrive") else {"units": [event.unit]}


def tell_of_registration(event: RegistrationMoved, at: datetime) -> int:
    kind = OF_REGISTRATIONS.get(event.act)
    if kind is None:
        return 0
    values = {"year": event.year, "unit": _unit(event.authority, event.unit, at), "reason": event.reason}
    key = f"registration:{event.act}:{event.registration}:{digest([event.reason, at.isoformat()])[:16]}"
    about = {"page": "registration", "registration": event.registration}
    return notices.tell(event.authority, kind, key=key, values=values, about=about, at=at, **_to(event))


OF_FORWARDINGS = {
    forwarding.TAKEN_IN: kinds.FORWARDED_TAKEN_IN,
    forwarding.SENT_BACK: kinds.FORWARDED_SENT_BACK,
    forwarding.ANSWERED: kinds.FORWARDED_ANSWERED,
}


def tell_of_forwarding(event: ForwardingMoved, at: datetime) -> int:
    """What the level above did: for the standing body, and the answer for the unit too."""
    values = {
        "title": event.title,
        "level": event.to,
        "reason": event.reason,
        "decision": event.decision,
        **_counts(event),
    }
    key = f"forwarding:{event.act}:{event.forwarding}:{digest([event.reason, at.isoformat()])[:16]}"
    about = {"page": "nomination", "nomination": event.nomination}
    to: dict[str, Any] = {"units": [event.unit]} if event.state == forwarding.ANSWERED else {}
    kind = OF_FORWARDINGS[event.state]
    return notices.tell(
        event.authority, kind, key=key, values=values, about=about, at=at, roles=[STANDING_OFFICER], **to
    )


def _counts(event: NominationMoved | ForwardingMoved) -> dict[str, int]:
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
