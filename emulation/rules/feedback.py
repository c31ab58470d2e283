"""Citizens' feedback: its kinds, its time limits by working days, who is told of what is overdue, and figures of units."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from emulation.rules.access import AUTHORITY_HEAD, STANDING_OFFICER, UNIT_HEAD
from emulation.rules.business_days import Calendar
from emulation.rules.periods import is_late, local_date
from emulation.rules.reading import Fields
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

REFLECTION, PROPOSAL, PRAISE = "reflection", "proposal", "praise"
KINDS = (REFLECTION, PROPOSAL, PRAISE)
KIND_TITLES = {
    REFLECTION: gettext_noop("Phản ánh"),
    PROPOSAL: gettext_noop("Kiến nghị"),
    PRAISE: gettext_noop("Lời khen"),
}

ROUTE, ANSWER, SEND = "route", "answer", "send"
"""What is to be done next, each with a time limit of its own."""
_MOST = 250


@dataclass(frozen=True)
class FeedbackPolicy:
    """Working days for routing, answering and sending; how many working days after a missed limit who is told; how long a
    citizen may reopen; and how many days after the end the contact is deleted."""

    route_days: int = 2
    answer_days: int = 7
    send_days: int = 2
    unit_head_after: int = 0
    officer_after: int = 1
    authority_after: int = 3
    reopen_days: int = 10
    contact_days: int = 60

    def to_data(self) -> dict[str, int]:
        return asdict(self)


def parse_policy(data: Mapping[str, Any]) -> FeedbackPolicy:
    """Read a policy; what is absent takes its default. Raises one `Invalid` that lists every fault."""
    faults: list[Problem] = []
    usual = FeedbackPolicy()
    names = tuple(usual.to_data())
    fields = Fields(data, "", faults, names)
    lowest = {"unit_head_after": 0, "officer_after": 0, "authority_after": 0}
    values = {name: fields.whole(name, getattr(usual, name), lowest.get(name, 1), _MOST) for name in names}
    policy = FeedbackPolicy(**values)
    if not policy.unit_head_after <= policy.officer_after <= policy.authority_after:
        message = gettext_noop("Cấp cao hơn không được báo trước cấp thấp hơn.")
        fields.fault("escalation_order", message, "authority_after")
    if faults:
        message = gettext_noop("Quy định tiếp nhận có %(count)d lỗi.")
        raise Invalid("feedback_policy.invalid", message, problems=faults, count=len(faults))
    return policy


def limit(calendar: Calendar, policy: FeedbackPolicy, stage: str, since: datetime) -> datetime:
    """Until when a step is in time that became possible at a moment."""
    days = {ROUTE: policy.route_days, ANSWER: policy.answer_days, SEND: policy.send_days}
    return calendar.deadline(since, days[stage])


def told(policy: FeedbackPolicy, stage: str) -> tuple[tuple[str, int], ...]:
    """Who is told of a missed limit, and how many working days after it. Routing and sending are the standing office's own."""
    above = ((STANDING_OFFICER, policy.officer_after), (AUTHORITY_HEAD, policy.authority_after))
    return ((UNIT_HEAD, policy.unit_head_after), *above) if stage == ANSWER else above


def escalations(calendar: Calendar, policy: FeedbackPolicy, stage: str, due: datetime, at: datetime) -> tuple[str, ...]:
    """The roles that are to have been told by now that a limit was missed."""
    if not is_late(at, due):
        return ()
    past = calendar.taken(due, at)
    return tuple(role for role, days in told(policy, stage) if past >= days)


_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NUMBER = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,9}(?!\d)|(?<!\d)\d{12}(?!\d)|(?<!\d)\d{9}(?!\d)")


def personal_marks(text: str, contact: Iterable[str] = ()) -> tuple[str, ...]:
    """What in a text looks like a telephone number, an identity number or a mail address, or is a part of the contact."""
    found = [*_MAIL.findall(text), *_NUMBER.findall(text)]
    folded = text.casefold()
    found += [part for part in contact if len(part) > 2 and part.casefold() in folded]
    return tuple(dict.fromkeys(mark.strip(" ,.;()") for mark in found))


@dataclass(frozen=True)
class Course:
    """How one item went at a unit: when it came, its limit, when it was answered, and whether it is overdue at present."""

    unit: str
    routed: datetime
    due: datetime | None
    answered: datetime | None


@dataclass(frozen=True)
class UnitFigures:
    """A unit's figures of a span. ``median_days`` is exact and None where nothing was answered."""

    unit: str
    received: int
    answered: int
    in_time: int
    overdue: int
    median_days: Fraction | None


def median(values: Sequence[int]) -> Fraction | None:
    """The middle of the values, exact; of an even number of them half-way between the middle two."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return Fraction(ordered[middle] + ordered[-middle - 1], 2)


def _missed(course: Course, at: datetime) -> bool:
    return course.due is not None and is_late(course.answered or at, course.due)


def figures(courses: Iterable[Course], calendar: Calendar, at: datetime) -> list[UnitFigures]:
    """The figures of each unit, in the order of their codes."""
    by_unit: dict[str, list[Course]] = {}
    for course in courses:
        by_unit.setdefault(course.unit, []).append(course)
    return [_figures(unit, by_unit[unit], calendar, at) for unit in sorted(by_unit)]


def _figures(unit: str, courses: Sequence[Course], calendar: Calendar, at: datetime) -> UnitFigures:
    answered = [course for course in courses if course.answered]
    days = [calendar.taken(course.routed, course.answered) for course in answered if course.answered]
    return UnitFigures(
        unit=unit,
        received=len(courses),
        answered=len(answered),
        in_time=sum(not _missed(course, at) for course in answered),
        overdue=sum(_missed(course, at) for course in courses),
        median_days=median(days),
    )


def last_day(days: int, ended: datetime) -> date:
    """The day from which the contact is deleted, so many days after the end."""
    return date.fromordinal(local_date(ended).toordinal() + days)
