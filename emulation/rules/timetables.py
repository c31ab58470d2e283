"""How often a job of the timetable runs: every so many seconds, or daily at a time, as one short text and back."""

import re
from dataclasses import dataclass

from kernel.errors import invalid_at
from kernel.text import gettext_noop

MOST_SECONDS = 86_400
_EVERY, _DAILY = re.compile(r"every ([1-9]\d{0,4})"), re.compile(r"daily ([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Rhythm:
    """``every`` seconds, or daily at ``hour``:``minute`` where it is 0."""

    every: int = 0
    hour: int = 0
    minute: int = 0

    def __str__(self) -> str:
        return f"every {self.every}" if self.every else f"daily {self.hour:02d}:{self.minute:02d}"


def read(text: str) -> Rhythm:
    """What ``every 30`` or ``daily 02:40`` says. Raises `Invalid` for anything else, and for more than a day."""
    every, daily = _EVERY.fullmatch(text.strip()), _DAILY.fullmatch(text.strip())
    if every and int(every[1]) <= MOST_SECONDS:
        return Rhythm(every=int(every[1]))
    if daily:
        return Rhythm(hour=int(daily[1]), minute=int(daily[2]))
    message = gettext_noop("Hãy ghi số giây giữa hai lần (1 đến 86400), hoặc giờ chạy mỗi ngày, ví dụ 02:40.")
    raise invalid_at("job.rhythm", message, "rhythm")
