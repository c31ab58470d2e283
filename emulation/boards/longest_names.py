"""The longest names, posts and units that an authority has: what a certificate must find room for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Length

from emulation.models import Authority, Posting, UnitVersion, in_force
from kernel.actors import Actor

_MOST = 12
"""Of each kind so many by letters; which of them is widest on paper is for whoever knows the letters to say."""


@dataclass(frozen=True)
class Longest:
    """``authority``: the title of its head and its place."""

    authority: tuple[str, str]
    people: tuple[str, ...]
    positions: tuple[str, ...]
    units: tuple[str, ...]


def _longest(rows: QuerySet[Posting] | QuerySet[UnitVersion], name: str) -> tuple[str, ...]:
    told = rows.order_by(Length(name).desc(), name).values_list(name, flat=True)
    return tuple(told[:_MOST])


def longest(by: Actor, on: date) -> Longest:
    """Of those who serve, and of the units that stand, on a day."""
    authority = Authority.objects.get(pk=by.authority)
    posted = Posting.objects.filter(in_force(on), authority=authority)
    standing = UnitVersion.objects.filter(in_force(on), authority=authority)
    return Longest(
        (authority.head_title, authority.place),
        _longest(posted, "person__full_name"),
        _longest(posted, "position"),
        _longest(standing, "name"),
    )
