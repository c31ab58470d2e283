"""Events of the calendar of working days."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CalendarDayAdded(Event):
    """A day is off (``holiday``) or worked (``working``) for the authority from now on, whatever the nation's row says."""

    type = "emulation.calendar_day.added.v1"
    calendar_day: str
    day: str
    kind: str
    name: str
    legal_basis: str


@dataclass(frozen=True, kw_only=True)
class CalendarDayWithdrawn(Event):
    """The authority's row of a day counts no more; the nation's row, or the plain week, does again."""

    type = "emulation.calendar_day.withdrawn.v1"
    calendar_day: str
    day: str
    kind: str
    reason: str
