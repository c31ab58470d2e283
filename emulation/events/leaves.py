"""Events of recorded leaves. The ledger is read by many: why somebody is away is nobody's business there."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LeaveRecorded(Event):
    """A person is on leave between two days, both counted. Kind and document stand in the record alone."""

    type = "emulation.leave.recorded.v1"
    leave: str
    person: str
    first_day: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class LeaveWithdrawn(Event):
    """A leave was recorded by mistake or otherwise than it came; it counts no more."""

    type = "emulation.leave.withdrawn.v1"
    leave: str
    person: str
    first_day: str
    last_day: str
