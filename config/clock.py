"""The clock that the mouths read: the server's, or for the demo and for tests a time written in a file."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


def system_clock() -> datetime:
    return datetime.now(UTC)


def file_clock(path: Path) -> Callable[[], datetime]:
    """A clock that stands at the ISO time in a file; without the file it is the system's."""

    def now() -> datetime:
        try:
            text = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return system_clock()
        return datetime.fromisoformat(text).astimezone(UTC)

    return now
