"""Reads of service for screens: how many working days of a month somebody served, where, and on which leave they were."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from emulation import service_times, visibility
from emulation.models import Campaign, Leave, LeaveKind
from emulation.rules.periods import local_date
from kernel.actors import Actor


@dataclass(frozen=True)
class LeaveSpan:
    """Days on leave; ``kind`` and ``document`` are empty for who may not read why somebody is away."""

    first_day: date
    last_day: date
    kind: LeaveKind | None = None
    document: str = ""

    @property
    def code(self) -> str:
        return self.kind.code if self.kind else ""

    @property
    def title(self) -> Mapping[str, str] | None:
        return {"vi": self.kind.name, "en": self.kind.name_en} if self.kind else None


@dataclass(frozen=True)
class ServiceLine:
    """A person's month by the records as they are now. ``units`` are working days served by unit; ``noteworthy`` is whatever is
    not a whole month in one unit."""

    worked: int
    working: int
    absent: bool
    units: Mapping[str, int]
    leaves: tuple[LeaveSpan, ...]
    joined: date | None
    left: date | None
    noteworthy: bool


def of_months(
    campaign: Campaign, persons: Collection[Any], months: Sequence[str], *, by: Actor, at: datetime
) -> dict[str, dict[Any, ServiceLine]]:
    """By month and the ids of people. Whoever asks sees of leaves what they may."""
    found = service_times.of_months(campaign, persons, months)
    shown = {leave.pk for facts in found.values() for one in facts.values() for leave in one.leaves}
    seen = visibility.leaves(by, local_date(at)).filter(pk__in=shown) if shown else Leave.objects.none()
    told = set(seen.values_list("pk", flat=True))
    return {
        month: {person: _line(facts, told) for person, facts in by_person.items()} for month, by_person in found.items()
    }


def _line(facts: service_times.Facts, told: Collection[Any]) -> ServiceLine:
    leaves = tuple(
        LeaveSpan(leave.first_day, leave.last_day, leave.kind, leave.document)
        if leave.pk in told
        else LeaveSpan(leave.first_day, leave.last_day)
        for leave in facts.leaves
    )
    served = facts.service
    return ServiceLine(
        worked=served.days,
        working=served.working,
        absent=facts.absent,
        units=served.worked,
        leaves=leaves,
        joined=facts.joined,
        left=facts.left,
        noteworthy=facts.noteworthy,
    )
