"""Public lists of one bit for each certificate (W3C Bitstring Status List): which hold no longer, and which have a new issue.

Whoever asks for a list does not tell whose certificate is looked at: a list stands for 131,072 of them.
"""

import base64
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Min

from certificates.models import Certificate
from kernel.errors import Missing
from kernel.text import gettext_noop

BITS = 131_072
"""The least that the standard allows, so that a crowd hides each one."""
REVOCATION, REFRESH = "revocation", "refresh"
PURPOSES = {REVOCATION: (Certificate.SUPERSEDED, Certificate.REVOKED), REFRESH: (Certificate.SUPERSEDED,)}
"""States whose bit is set. A superseded certificate holds no longer either; ``refresh`` tells that there is a newer one."""
VALID_DAYS, TTL_MS = 7, 300_000
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Contents:
    encoded: str
    since: datetime
    until: datetime


def address_of(authority: str, purpose: str, number: int) -> str:
    return f"{settings.PUBLIC_URL}/issuers/{authority}/status/{purpose}/{number}"


def entry(authority: str, purpose: str, place: int) -> dict[str, str]:
    """Where a credential says that its bit stands."""
    number, index = divmod(place, BITS)
    address = address_of(authority, purpose, number)
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def encoded(places: Iterable[int]) -> str:
    """The bits, the first one leftmost, compressed without a time stamp, in the URL-safe base64 that multibase calls ``u``."""
    bits = bytearray(BITS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def contents(authority: str, purpose: str, number: int, *, at: datetime) -> Contents:
    """A list from its latest change to a week after today. Raises `Missing` where no certificate has a place in it."""
    first = number * BITS
    rows = Certificate.objects.filter(authority=authority, status_place__range=(first, first + BITS - 1))
    known = rows.aggregate(began=Min("issued_at"), changed=Max("ended_at"))
    if purpose not in PURPOSES or known["began"] is None:
        raise Missing("status_list.missing", gettext_noop("Không có danh sách trạng thái này."))
    places = rows.filter(state__in=PURPOSES[purpose]).values_list("status_place", flat=True)
    today = at.astimezone(_HERE).replace(hour=0, minute=0, second=0, microsecond=0)
    since = (known["changed"] or known["began"]).astimezone(_HERE).replace(microsecond=0)
    bits = encoded(place - first for place in places if place is not None)
    return Contents(bits, since, today + timedelta(days=VALID_DAYS))
