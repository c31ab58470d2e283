"""How often one address may answer at an open point: counted in the cache for a window, under a hash that is another tomorrow."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from emulation.rules.periods import local_date

WRONG_CODES, WRONG_WINDOW = 30, 10
"""Codes that nobody has, typed from one address within so many minutes: enough for a service hall, too few to guess one."""


def _name(address: str, about: str, at: datetime) -> str:
    """The address itself is nowhere: its hash is keyed by our secret and the day, so that no two days can be joined."""
    salt = f"survey.address.{local_date(at).isoformat()}"
    return (
        "survey:" + salted_hmac(salt, f"{address} {about}", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
    )


def admit(address: str, about: str, *, limit: int, minutes: int, at: datetime) -> bool:
    """Count one more and say whether it is within the limit. Where the cache is away everybody is let in: a survey that
    turns citizens away would be the worse fault, and bursts are flagged from the counts anyway."""
    counting: Any = cache
    return int(counting.count(_name(address, about, at), minutes * 60)) <= limit


def admit_code(address: str, *, at: datetime) -> bool:
    return admit(address, "code", limit=WRONG_CODES, minutes=WRONG_WINDOW, at=at)
