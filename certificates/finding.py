"""Certificates found by the name on them, by their number in the register, or by the code that verifies them."""

import re

from django.db.models import Q

from certificates import verification
from certificates.models import Certificate
from kernel.actors import Actor
from kernel.text import search_key

_NUMBER = re.compile(r"([0-9]{1,9})(?:/([0-9]{4}))?")


def _meant(sought: str) -> Q:
    number = _NUMBER.fullmatch(sought)
    if number:
        year = {"register_year": int(number[2])} if number[2] else {}
        return Q(register_number=int(number[1]), **year)
    named = Q()
    for word in search_key(sought).split():
        named &= Q(search_name__contains=word)
    return named | Q(token=sought.upper())


def search(sought: str, *, by: Actor, units: frozenset[str], most: int) -> list[Certificate]:
    """Of the certificates that the actor may list, the newest first; a number like 15 or 15/2019 is one in the register."""
    rows = verification.seen_by(by, units).filter(_meant(sought))
    return list(rows.order_by("-decided_on", "decision", "place_in_decision", "issue")[:most])
