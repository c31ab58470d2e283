"""What a change of a table means: an act on the nation's catalogue, or one on the rules of an authority's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from emulation.commendation import legal_catalogue, rule_books
from emulation.commendation.legal_tables import NOTES, Table
from emulation.rules.periods import local_date
from kernel.actors import Actor


@dataclass(frozen=True)
class NationDesk:
    """The acts of the system administrator."""

    table: Table
    by: Actor
    at: datetime

    def may_change(self, row: Any) -> bool:
        return legal_catalogue.may_keep(self.by)

    def decided(self, row: Any) -> bool:
        return self.table.decided(row, local_date(self.at))

    def fixed(self, row: Any) -> tuple[str, ...]:
        """What may not be changed in place."""
        if not self.decided(row):
            return ()
        return tuple(name for name in self.table.fields if name not in NOTES)

    def enter(self, given: Mapping[str, Any], reason: str) -> Any:
        return legal_catalogue.enter(self.table.name, given, reason=reason, by=self.by, at=self.at)

    def correct(self, row: Any, given: Mapping[str, Any], reason: str) -> Any:
        return legal_catalogue.correct(self.table.name, str(row.pk), given, reason=reason, by=self.by, at=self.at)

    def succeed(self, row: Any, given: Mapping[str, Any], reason: str) -> Any:
        return legal_catalogue.succeed(self.table.name, str(row.pk), given, reason=reason, by=self.by, at=self.at)

    def end(self, row: Any, valid_to: date, reason: str) -> Any:
        return legal_catalogue.end(
            self.table.name, str(row.pk), valid_to=valid_to, reason=reason, by=self.by, at=self.at
        )

    def remove(self, row: Any, reason: str) -> None:
        legal_catalogue.remove(self.table.name, str(row.pk), reason=reason, by=self.by, at=self.at)


@dataclass(frozen=True)
class OfficeDesk(NationDesk):
    """The acts of whoever keeps an authority's own rules; the nation's rows are only read."""

    def may_change(self, row: Any) -> bool:
        own = row is None or getattr(row, "authority_id", None) == self.by.authority
        return self.table.name == "award_rule" and own and rule_books.may_keep(self.by)

    def decided(self, row: Any) -> bool:
        """Own rows are never changed in place: they end, and a new version follows."""
        return True

    def fixed(self, row: Any) -> tuple[str, ...]:
        return self.table.fields

    def _texts(self, given: Mapping[str, Any], row: Any = None) -> dict[str, str]:
        return {name: given.get(name, getattr(row, name, "")) for name in ("article", "legal_basis", "source")}

    def enter(self, given: Mapping[str, Any], reason: str) -> Any:
        return rule_books.add(
            given["award_code"],
            given["aspect"],
            given["params"],
            code=given["code"],
            valid_from=given["valid_from"],
            valid_to=given.get("valid_to"),
            **self._texts(given),
            by=self.by,
            at=self.at,
        )

    def succeed(self, row: Any, given: Mapping[str, Any], reason: str) -> Any:
        return rule_books.succeed(
            str(row.pk),
            given["params"],
            valid_from=given["valid_from"],
            reason=reason,
            **self._texts(given, row),
            by=self.by,
            at=self.at,
        )

    def end(self, row: Any, valid_to: date, reason: str) -> Any:
        return rule_books.end(str(row.pk), valid_to=valid_to, reason=reason, by=self.by, at=self.at)
