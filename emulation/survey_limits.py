"""How often one address may answer at an open point, and how often one client did: counted in the cache for a window, under
hashes that are others tomorrow and never leave it."""

from dataclasses import dataclass
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
    (seen,) = counting.count(_name(address, about, at), timeout=minutes * 60)
    return bool(seen <= limit)


REPEATED_FROM = 3
"""From which answer on a client is told to have answered before: a family at the counter may well send two."""


@dataclass(frozen=True)
class Admitted:
    """Whether an answer is within the limit of its address, and whether its client has sent several before it."""

    within: bool
    repeated: bool


def admit_answer(address: str, agent: str, about: str, *, limit: int, minutes: int, at: datetime) -> Admitted:
    """Count an answer at an open point for its address and for its client, in one round trip. A client is an address and what
    its browser says of itself: all that a hall's network lets through looks like one address, one telephone does not."""
    counting: Any = cache
    names = (_name(address, about, at), _name(f"{address} {agent}", f"{about} client", at))
    here, mine = counting.count(*names, timeout=minutes * 60)
    return Admitted(here <= limit, mine >= REPEATED_FROM)


def admit_code(address: str, *, at: datetime) -> bool:
    return admit(address, "code", limit=WRONG_CODES, minutes=WRONG_WINDOW, at=at)
