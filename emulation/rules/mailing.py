"""When a mail about a notice is due: how often somebody wants mail, their quiet hours, and the distance between tries."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from emulation.rules.periods import VIETNAM

OFF, EACH, DAILY, WEEKLY = "off", "each", "daily", "weekly"
FREQUENCIES = (OFF, EACH, DAILY, WEEKLY)
LANGUAGES = ("vi", "en")
DIGEST_TIME = time(7, 30)
DIGEST_WEEKDAY = 0  # Monday
DISTANCES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
"""Between one try and the next; after the last of them a mail is given up."""
BOUNCES = 3
"""So many refused mails one after the other, and the address gets no more."""


@dataclass(frozen=True)
class Quiet:
    """The hours in which no mail goes out, Vietnamese time, over midnight if they end before they begin. No hours: equal."""

    begins: time = time(21)
    ends: time = time(6, 30)

    def holds(self, at: datetime) -> bool:
        now = at.astimezone(VIETNAM).time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends

    def after(self, at: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours in which it lies."""
        if not self.holds(at):
            return at
        there = at.astimezone(VIETNAM)
        day = there.date() if there.time() < self.ends else there.date() + timedelta(days=1)
        return datetime.combine(day, self.ends, VIETNAM).astimezone(at.tzinfo)


@dataclass(frozen=True)
class Rhythm:
    """How often somebody wants mail, and when not."""

    frequency: str
    quiet: Quiet


def due(rhythm: Rhythm, told_at: datetime, *, urgent: bool = False) -> datetime | None:
    """When a mail about something told at a moment goes out; None for who wants none. What is urgent waits for nothing."""
    if rhythm.frequency == OFF:
        return None
    if urgent:
        return told_at
    if rhythm.frequency == EACH:
        return rhythm.quiet.after(told_at)
    return rhythm.quiet.after(_next_digest(told_at, weekly=rhythm.frequency == WEEKLY))


def _next_digest(at: datetime, *, weekly: bool) -> datetime:
    """The first digest hour at or after a moment."""
    there = at.astimezone(VIETNAM)
    slot = datetime.combine(there.date(), DIGEST_TIME, VIETNAM)
    if slot < there:
        slot += timedelta(days=1)
    if weekly:
        slot += timedelta(days=(DIGEST_WEEKDAY - slot.weekday()) % 7)
    return slot.astimezone(at.tzinfo)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When a mail is tried again after so many failed tries; None when it is given up."""
    return at + DISTANCES[attempts - 1] if attempts <= len(DISTANCES) else None


@dataclass(frozen=True)
class Answer:
    """What a mail server said against a mail: its code, 0 where none came. ``of_address``: the address is to blame."""

    code: int
    text: str
    of_address: bool = False

    @property
    def final(self) -> bool:
        """5xx is for good; 4xx, and a connection that failed, are worth another try."""
        return self.code >= 500

    @property
    def said(self) -> str:
        return f"{self.code} {self.text}" if self.code else self.text
