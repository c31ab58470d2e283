"""What is missing of a month, and when somebody may be reminded of it again."""

from datetime import datetime, timedelta

from emulation.rules import states

NOT_BEGUN = ""
UNSUBMITTED, UNCONFIRMED = "unsubmitted", "unconfirmed"
STAGES = (UNSUBMITTED, UNCONFIRMED)


def stage_of(state: str, *, of_head: bool = False) -> str | None:
    """What an evaluation waits for; None when the unit's side has done its part. That of the head is confirmed by nobody."""
    if state in (NOT_BEGUN, states.DRAFT, states.RETURNED):
        return UNSUBMITTED
    return UNCONFIRMED if state == states.SUBMITTED and not of_head else None


def again_from(last: datetime | None, hours: int) -> datetime | None:
    """From when on somebody who was reminded at a moment may be reminded again; None for who never was."""
    return last + timedelta(hours=hours) if last else None


def too_soon(last: datetime | None, at: datetime, hours: int) -> bool:
    again = again_from(last, hours)
    return again is not None and at < again
