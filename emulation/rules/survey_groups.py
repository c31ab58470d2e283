"""Groups of survey answers, as far as what is kept of them tells them apart: never single answers, never by what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from kernel.errors import Problem
from kernel.text import gettext_noop

LEAST_GROUP = 3
"""Answers that a group must have to be left out: fewer would be picking opinions."""
ANY = "*"
"""Stands for every channel, as the empty channel is that of answers which another system collected."""


@dataclass(frozen=True, order=True)
class Group:
    """Answers about one unit, further told apart by channel, counter and day. An empty counter or day does not tell apart.
    An answer is kept without its hour and without the code that let it in, so no group is finer than this."""

    unit: str
    channel: str = ANY
    counter: str = ""
    day: str = ""

    def to_data(self) -> dict[str, str]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Group":
        return cls(**{one.name: str(data[one.name]) for one in fields(cls) if one.name in data})


def group_problems(group: Group, month: str) -> list[Problem]:
    """What keeps answers from being named like this."""
    found = []
    if not group.unit:
        found.append(Problem("exclusion.unit_needed", gettext_noop("Hãy chọn đơn vị."), "unit"))
    if group.day and not _is_day(group.day):
        message = gettext_noop("Hãy ghi ngày theo dạng năm-tháng-ngày, ví dụ 2019-04-15.")
        found.append(Problem("exclusion.bad_day", message, "day"))
    elif group.day and not group.day.startswith(month):
        message = gettext_noop("Ngày này không thuộc tháng %(month)s.")
        found.append(Problem("exclusion.other_month", message, "day", {"month": month}))
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
