"""Weekly task lists, and the figures that they feed into sheets."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskListSaved(Event):
    """``digest`` is that of the tasks."""

    type = "emulation.task_list.saved.v1"
    task_list: str
    person: str
    week: str
    revision: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class TaskListSubmitted(Event):
    type = "emulation.task_list.submitted.v1"
    task_list: str
    person: str
    week: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class TaskListConfirmed(Event):
    type = "emulation.task_list.confirmed.v1"
    task_list: str
    person: str
    week: str
    revision: int
    digest: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskListReturned(Event):
    type = "emulation.task_list.returned.v1"
    task_list: str
    person: str
    week: str
    revision: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SheetFed(Event):
    """Figures that were proposed into a sheet. ``figures``: leaf → points; ``sources``: ids of the lists."""

    type = "emulation.sheet.fed.v1"
    evaluation: str
    campaign: str
    month: str
    person: str
    figures: dict[str, str]
    sources: list[str]
