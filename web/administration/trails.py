"""What the ledger knows of a row: who did something to it, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from emulation.models import Account
from kernel.actors import SYSTEM
from kernel.models import LedgerEntry


@dataclass(frozen=True)
class Told:
    entry: LedgerEntry
    actor: str

    @property
    def reason(self) -> str:
        return str(self.entry.payload.get("reason", ""))


def _names(actors: set[str]) -> dict[str, str]:
    """By account; what is no account's did something by itself."""
    known = Account.objects.filter(pk__in=actors - {SYSTEM})
    return {str(one.pk): one.get_full_name() or one.username for one in known} | {SYSTEM: gettext("hệ thống")}


def told(entries: Iterable[LedgerEntry]) -> list[Told]:
    """With the names of those who did it, in one query."""
    found = list(entries)
    names = _names({entry.actor for entry in found})
    return [Told(entry, names.get(entry.actor, entry.actor)) for entry in found]
