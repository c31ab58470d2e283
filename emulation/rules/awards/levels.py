"""Administrative levels between two days: as what each reports, and the awards of which levels its head decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Level:
    """``reports_as`` is the part of the statistical forms it belongs to, ``decides`` the levels of awards that are its own."""

    code: str
    name: str
    name_en: str
    reports_as: str
    decides: frozenset[str]
    valid_from: date
    valid_to: date | None
    basis: str
    to_confirm: bool

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def read(rows: Iterable[Mapping[str, str]]) -> tuple[Level, ...]:
    """The levels as the catalogue writes them."""
    return tuple(
        Level(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            reports_as=row["reports_as"],
            decides=frozenset(row["decides"].split()),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            basis=row["basis"],
            to_confirm=row["to_confirm"] == "1",
        )
        for row in rows
    )


def level_on(levels: Iterable[Level], code: str, on: date) -> Level | None:
    """The level of this code if there is one on the day: that of districts ended with the reform of 2025."""
    return next((one for one in levels if one.code == code and one.holds(on)), None)
