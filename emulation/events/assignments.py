"""Tasks of a campaign's plan: entered, assigned, reported, judged, and what overdue ones led to."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AssignmentsEntered(Event):
    """Drafts of tasks, written or changed together."""

    type = "emulation.assignments.entered.v1"
    campaign: str
    codes: list[str]


@dataclass(frozen=True, kw_only=True)
class AssignmentMoved(Event):
    """One act on one task. ``deadline`` is the one that holds after it."""

    type = "emulation.assignment.moved.v1"
    assignment: str
    campaign: str
    code: str
    act: str
    state: str
    unit: str
    person: str
    deadline: str
    text: str
