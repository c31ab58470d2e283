"""In whose place things were done: the ledger knows, and the pages of a thing say so beside the name of who did them."""

from collections.abc import Iterable, Mapping

from emulation.models import Account
from kernel import ledger
from kernel.events import Event


class Behalves:
    """The names of those for whom something was done about things, by thing and kind of event."""

    def __init__(self, authority: str, things: Iterable[object]) -> None:
        self._told = told = ledger.behalves(authority, [str(thing) for thing in things])
        rows = Account.objects.filter(pk__in=set(told.values())) if told else ()
        names: Mapping[str, str] = {str(row.pk): row.get_full_name() or row.username for row in rows}
        self._names = {place: names.get(account, "") for place, account in told.items()}

    def account(self, thing: object, event: type[Event]) -> str:
        return self._told.get((str(thing), event.type), "")

    def of(self, thing: object, *events: type[Event]) -> str:
        """Empty where whoever did it did it for themselves."""
        return next((name for event in events if (name := self._names.get((str(thing), event.type)))), "")
