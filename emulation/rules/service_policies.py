"""The part of a campaign's policy on those who served only a part of a month or of the year, frozen at its launch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text
from emulation.rules.reading import Fields
from emulation.rules.service import ACTUAL_TIME, AWAY, ELSEWHERE, SERVED, Months
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

_FIELDS = ("minimum_days", "kinds", "exempt", "ceilings", "minimum_months", "legal_basis")
COUNTS = (SERVED, ACTUAL_TIME, AWAY, ELSEWHERE)
MOST_DAYS, MOST_MONTHS = 23, 12


@dataclass(frozen=True)
class Ceiling:
    """Whoever was away from so many months to fewer than so many has this veto, a cap of the grade, for the campaign."""

    from_months: int
    below_months: int
    veto: str

    def to_data(self) -> dict[str, Any]:
        return {"from_months": self.from_months, "below_months": self.below_months, "veto": self.veto}


@dataclass(frozen=True)
class ServicePolicy:
    """Fewer than ``minimum_days`` served is a month away. ``kinds`` says what days on each kind of leave count as; whoever was
    on one of ``exempt`` needs no number of months. Whoever served fewer than ``minimum_months`` of the year is not rated; how many
    months with a score a ranking needs stands in the scheme."""

    minimum_days: int = 1
    kinds: Mapping[str, str] = field(default_factory=dict)
    exempt: tuple[str, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    minimum_months: int = 0
    legal_basis: str = ""

    def to_data(self) -> dict[str, Any]:
        return {
            "minimum_days": self.minimum_days,
            "kinds": dict(self.kinds),
            "exempt": list(self.exempt),
            "ceilings": [one.to_data() for one in self.ceilings],
            "minimum_months": self.minimum_months,
            "legal_basis": self.legal_basis,
        }

    def of_year(self, found: Months) -> "OfYear":
        """What the months of service mean for a year's ranking."""
        hit = [one for one in self.ceilings if one.from_months <= found.away < one.below_months]
        exempt = bool(set(found.kinds) & set(self.exempt))
        return OfYear(
            exempt=exempt,
            vetoes=tuple(sorted({one.veto for one in hit})),
            served=found.served,
            away=found.away,
            legal_basis=self.legal_basis,
            minimum_months=self.minimum_months,
            short=found.served < self.minimum_months and not exempt,
        )


@dataclass(frozen=True)
class OfYear:
    """What a person's service means for the ranking of a campaign, with the months that it follows from."""

    exempt: bool
    vetoes: tuple[str, ...]
    served: Fraction
    away: Fraction
    legal_basis: str
    minimum_months: int = 0
    short: bool = False

    @property
    def matters(self) -> bool:
        return self.exempt or self.short or bool(self.vetoes)

    def to_data(self) -> dict[str, Any]:
        return {
            "exempt": self.exempt,
            "vetoes": list(self.vetoes),
            "served": exact_text(self.served),
            "away": exact_text(self.away),
            "legal_basis": self.legal_basis,
            **({"minimum_months": self.minimum_months, "short": True} if self.short else {}),
        }


def parse_service_policy(data: Mapping[str, Any]) -> ServicePolicy:
    """Read a policy; what is absent takes its default. Raises one `Invalid` that lists every fault."""
    faults: list[Problem] = []
    fields = Fields(data, "", faults, _FIELDS)
    policy = ServicePolicy(
        fields.whole("minimum_days", 1, 1, MOST_DAYS),
        _kinds(fields),
        tuple(sorted({str(code) for code, _ in fields.rows("exempt")})),
        _ceilings(fields),
        fields.whole("minimum_months", 0, 0, MOST_MONTHS),
        fields.text("legal_basis", ""),
    )
    if faults:
        message = gettext_noop("Quy định về thời gian công tác có %(count)d lỗi.")
        raise Invalid("service_policy.invalid", message, problems=faults, count=len(faults))
    return policy


def _kinds(fields: Fields) -> dict[str, str]:
    given = fields.data.get("kinds", {})
    if not isinstance(given, Mapping):
        fields.fault("not_an_object", gettext_noop("Phải là một đối tượng gồm các trường có tên."), "kinds")
        return {}
    inner = Fields(given, fields.at("kinds"), fields.faults, given)
    return {str(code): inner.choice(str(code), COUNTS, ACTUAL_TIME) for code in sorted(given)}


def _ceilings(fields: Fields) -> tuple[Ceiling, ...]:
    found = []
    for data, path in fields.rows("ceilings"):
        one = Fields(data, path, fields.faults, ("from_months", "below_months", "veto"))
        ceiling = Ceiling(
            one.whole("from_months", 0, 0, MOST_MONTHS),
            one.whole("below_months", MOST_MONTHS + 1, 1, MOST_MONTHS + 1),
            one.text("veto"),
        )
        if ceiling.below_months <= ceiling.from_months:
            message = gettext_noop("Khoảng thời gian nghỉ phải kết thúc sau khi bắt đầu.")
            one.fault("service_policy.empty_range", message, "below_months")
        found.append(ceiling)
    return tuple(found)
