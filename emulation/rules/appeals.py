"""Appeals against a ranking: until when one may come, what a decision on its lines adds up to, and whom a revision concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from emulation.rules.business_days import Calendar
from emulation.rules.revisions import Change, Place

UPHOLD, UPHOLD_IN_PART, TURN_DOWN = "uphold", "uphold_in_part", "turn_down"
PLACE = ("grade", "rank", "rank_in_cluster", "rank_in_unit", "reason")


@dataclass(frozen=True)
class Window:
    """From when to when appeals against one ranking are taken in, both ends with it."""

    opens: datetime
    closes: datetime

    def is_open(self, at: datetime) -> bool:
        return self.opens <= at <= self.closes


def window(known_since: datetime, days: int, calendar: Calendar) -> Window:
    """The window of a ranking that was made known at a moment: to the end of so many working days after that day."""
    return Window(known_since, calendar.deadline(known_since, days))


def outcome(upheld: Iterable[bool]) -> str:
    """The act that a decision on every line adds up to. Raises `ValueError` without lines."""
    found = set(upheld)
    if not found:
        raise ValueError("an appeal has lines")
    if len(found) == 2:
        return UPHOLD_IN_PART
    return UPHOLD if found == {True} else TURN_DOWN


def _standing(place: Place | None) -> tuple[object, ...] | None:
    return None if place is None else tuple(getattr(place, name) for name in PLACE)


def placed_otherwise(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Those who hold another rank or grade than before, or are ranked no longer; other points alone concern no award."""
    return tuple(one for one in changes if one.subject and _standing(one.before) != _standing(one.after))
