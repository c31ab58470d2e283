"""What forms offer where a unit or a cluster is asked for: names with their codes, in Vietnamese order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from emulation.models import Cluster, UnitVersion
from kernel.text import sort_key


@dataclass(frozen=True)
class Choice:
    """One of what is offered; ``said`` is how it stands in a field, and is read again by `typed_names`."""

    code: str
    name: str

    @property
    def said(self) -> str:
        return f"{self.name} ({self.code})"


def _sorted(found: Iterable[tuple[str, str]]) -> list[Choice]:
    named = sorted(dict(found).items(), key=lambda one: (sort_key(one[1]), one[0]))
    return [Choice(code, name) for code, name in named]


def units(authority: str, on: date) -> list[Choice]:
    """Those that are there on a day and those already recorded for a later one, by their last name, in one query."""
    rows = UnitVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), authority_id=authority)
    return _sorted(rows.order_by("valid_from").values_list("unit__code", "name"))


def clusters(authority: str) -> list[Choice]:
    return _sorted(Cluster.objects.filter(authority_id=authority).values_list("code", "name"))
