"""The bonus of an award (tiền thưởng): a multiple of the base salary of the day of decision, rounded as the rule says, in đồng."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kernel.text import gettext_noop

UP, DOWN, HALF_UP, HALF_EVEN = "up", "down", "half_up", "half_even"
MODES = (UP, DOWN, HALF_UP, HALF_EVEN)
STEP = 10_000
"""Bonuses are rounded to tens of thousands (article 68 of Decree 91/2017/NĐ-CP), unless a rule says another step."""
ROUNDINGS = {
    UP: gettext_noop("làm tròn lên"),
    DOWN: gettext_noop("làm tròn xuống"),
    HALF_UP: gettext_noop("làm tròn đến mức gần nhất, nửa mức làm tròn lên"),
    HALF_EVEN: gettext_noop("làm tròn đến mức gần nhất, nửa mức về số chẵn"),
}
PERSON, COLLECTIVE, HOUSEHOLD = "person", "collective", "household"


@dataclass(frozen=True)
class Rule:
    """What a text says of one award: ``multiple`` of the base salary for a person, times ``collective`` or ``household`` for
    those, rounded by ``rounding`` to ``step`` đồng."""

    multiple: Decimal
    collective: Decimal = Decimal(1)
    household: Decimal = Decimal(1)
    rounding: str = UP
    step: int = STEP

    def faults(self) -> tuple[str, ...]:
        """Names of what cannot be so."""
        wrong = {
            "multiple": self.multiple <= 0,
            "collective": self.collective <= 0,
            "household": self.household <= 0,
            "rounding": self.rounding not in MODES,
            "step": self.step < 1,
        }
        return tuple(name for name, holds in wrong.items() if holds)

    def multiple_of(self, subject_kind: str) -> Decimal:
        """The multiple for such a recipient, for a collective and a household times what the rule says of them."""
        times = {COLLECTIVE: self.collective, HOUSEHOLD: self.household}.get(subject_kind, Decimal(1))
        return self.multiple * times


def rounded(exact: Fraction, rounding: str, step: int) -> int:
    """An amount of nought or more as a whole number of steps. Raises `ValueError` for a rounding that is not of `MODES`."""
    whole, rest = divmod(exact, step)
    lifted = {
        UP: rest > 0,
        DOWN: False,
        HALF_UP: 2 * rest >= step,
        HALF_EVEN: 2 * rest > step or (2 * rest == step and whole % 2 == 1),
    }
    if rounding not in lifted:
        raise ValueError(f"unknown rounding {rounding!r}")
    return (whole + (1 if lifted[rounding] else 0)) * step


def amount(rule: Rule, base_salary: int, subject_kind: str) -> int:
    """The bonus in đồng. Raises `ValueError` for a rule that cannot be and for a base salary of nothing."""
    if rule.faults() or base_salary <= 0:
        raise ValueError(f"no bonus by {rule} of {base_salary}")
    return rounded(Fraction(rule.multiple_of(subject_kind)) * base_salary, rule.rounding, rule.step)


@dataclass(frozen=True)
class Claim:
    """One award with its bonus; ``achievement`` is empty where it is for one of its own. ``place`` orders claims of one amount."""

    key: str
    achievement: str
    amount: int
    place: int = 0


def paid(claims: Iterable[Claim]) -> frozenset[str]:
    """Keys of the claims that are paid: of those for one achievement that are decided at one time the highest alone."""
    best: dict[str, Claim] = {}
    for claim in claims:
        group = claim.achievement or f" {claim.key}"
        known = best.get(group)
        if known is None or (-claim.amount, claim.place, claim.key) < (-known.amount, known.place, known.key):
            best[group] = claim
    return frozenset(claim.key for claim in best.values())


def pays(fund_unit: str, levels: Iterable[str], *, unit: str, level: str) -> bool:
    """Who decides pays, from the fund of its own level: a fund pays awards of the levels it is kept for, a unit's fund those of
    its unit alone."""
    return level in tuple(levels) and fund_unit in ("", unit)


def lacking(balance: int, overdraft: int, wanted: int) -> int:
    """How many đồng a payment goes beyond what a fund may give; nought where it is enough."""
    return max(0, wanted - balance - overdraft)
