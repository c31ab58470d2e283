"""The tasks of a campaign's plan: what each must say, when it is overdue, and which months an overdue one costs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from emulation.rules.periods import VIETNAM, Month, is_late
from kernel.errors import Problem
from kernel.text import gettext_noop, nfc

_LAST_SECOND = time(23, 59, 59)
_STEP = re.compile(r"(?P<title>.*?)\s*\((?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\)")
_PARTS_OF_LINE = re.compile(r"[;\n]")
LONGEST_CODE, LONGEST_TITLE, LONGEST_TEXT, MOST_STEPS = 40, 500, 4000, 30


@dataclass(frozen=True)
class Step:
    """One step of the process with its own date."""

    title: str
    due: date


@dataclass(frozen=True)
class Part:
    """Somebody who takes part beside the one responsible: the code of a unit or of a person, and their role."""

    who: str
    role: str


@dataclass(frozen=True)
class Task:
    """What is assigned: who (a unit, and a person of it where one is named), what, with which responsibility, by which
    steps, with which product and how that is checked, until when."""

    code: str
    title: str
    unit: str
    responsibility: str
    product: str
    check: str
    steps: tuple[Step, ...]
    deadline: date | None
    person: str = ""
    parts: tuple[Part, ...] = ()


CONTENTS = {
    "code": gettext_noop("Mã nhiệm vụ"),
    "title": gettext_noop("Rõ việc: nội dung nhiệm vụ"),
    "unit": gettext_noop("Rõ người: đơn vị chủ trì"),
    "responsibility": gettext_noop("Rõ trách nhiệm"),
    "steps": gettext_noop("Quy trình: các bước và mốc thời gian"),
    "product": gettext_noop("Rõ kết quả: sản phẩm"),
    "check": gettext_noop("Cách kiểm tra kết quả"),
    "deadline": gettext_noop("Rõ thời hạn"),
}


def end_of(day: date) -> datetime:
    """The last second of a Vietnamese day, as a UTC moment."""
    return datetime.combine(day, _LAST_SECOND, VIETNAM).astimezone(UTC)


def overdue(deadline: date, *, done_at: datetime | None, at: datetime) -> bool:
    """Whether the task was not reported done within its last day; the whole last second is still in time."""
    return is_late(done_at or at, end_of(deadline))


def costly_months(deadline: date, *, done_at: datetime | None, at: datetime, last: Month) -> tuple[Month, ...]:
    """The months that an overdue task costs: the one of its deadline as soon as that has passed, and each later one (not
    after ``last``) at whose end it is still not reported done."""
    return tuple(_costly(deadline, done_at, at, last))


def _costly(deadline: date, done_at: datetime | None, at: datetime, last: Month) -> Iterator[Month]:
    month, limit = Month.of(deadline), end_of(deadline)
    while month <= last and is_late(at, limit) and (done_at is None or is_late(done_at, limit)):
        yield month
        month = month.next
        limit = end_of(month.last_day)


def task_problems(task: Task, *, first: date, last: date) -> list[Problem]:
    """What a task does not say, says too long, or dates outside the campaign (``first`` to ``last``)."""
    message = gettext_noop("Nhiệm vụ chưa ghi “%(content)s”.")
    problems = [
        Problem("assignment.content_missing", message, name, {"content": title})
        for name, title in CONTENTS.items()
        if not getattr(task, name)
    ]
    return [*problems, *_too_long(task), *_date_problems(task, first, last)]


def _too_long(task: Task) -> list[Problem]:
    message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    longest = {"code": LONGEST_CODE, "title": LONGEST_TITLE}
    longest |= dict.fromkeys(("responsibility", "product", "check"), LONGEST_TEXT)
    return [
        Problem("assignment.too_long", message, name, {"longest": most})
        for name, most in longest.items()
        if len(getattr(task, name)) > most
    ]


def _date_problems(task: Task, first: date, last: date) -> list[Problem]:
    problems = []
    if len(task.steps) > MOST_STEPS:
        message = gettext_noop("Quy trình có quá %(most)s bước; hãy gộp lại.")
        problems.append(Problem("assignment.too_many_steps", message, "steps", {"most": MOST_STEPS}))
    if task.deadline and not first <= task.deadline <= last:
        message = gettext_noop("Thời hạn phải trong thời gian của phong trào, từ %(first)s đến %(last)s.")
        problems.append(Problem("assignment.outside_campaign", message, "deadline", {"first": first, "last": last}))
    if task.deadline and any(step.due > task.deadline for step in task.steps):
        message = gettext_noop("Mốc của các bước không được sau thời hạn của nhiệm vụ.")
        problems.append(Problem("assignment.step_after_deadline", message, "steps"))
    return problems


def read_steps(text: str) -> tuple[Step, ...] | Problem:
    """Steps as they are written in one cell or field: ``Khảo sát (15/02/2019); Báo cáo (28/02/2019)``."""
    steps = []
    for piece in _pieces(text):
        found = _STEP.fullmatch(piece)
        day = _day(found) if found else None
        if found is None or day is None or not found["title"]:
            message = gettext_noop("Không đọc được bước “%(piece)s”: hãy viết theo dạng Khảo sát (15/02/2019).")
            return Problem("assignment.step_malformed", message, "steps", {"piece": piece[:60]})
        steps.append(Step(found["title"], day))
    return tuple(steps)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def read_parts(text: str) -> tuple[Part, ...] | Problem:
    """Those who take part as they are written in one cell or field: ``P02: phối hợp; CB-P03-1: thư ký``."""
    parts = []
    for piece in _pieces(text):
        who, colon, role = piece.partition(":")
        if not colon or not nfc(who) or not nfc(role):
            message = gettext_noop("Không đọc được “%(piece)s”: hãy viết theo dạng P02: phối hợp.")
            return Problem("assignment.part_malformed", message, "parts", {"piece": piece[:60]})
        parts.append(Part(nfc(who), nfc(role)))
    return tuple(parts)


def _pieces(text: str) -> list[str]:
    return [piece for piece in map(nfc, _PARTS_OF_LINE.split(text)) if piece]


def written_steps(steps: Sequence[Step]) -> str:
    return "; ".join(f"{step.title} ({step.due:%d/%m/%Y})" for step in steps)


def written_parts(parts: Sequence[Part]) -> str:
    return "; ".join(f"{part.who}: {part.role}" for part in parts)
