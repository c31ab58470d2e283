"""The words of award rules and how their values are read: from text or JSON, refused where they make no sense."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text
from kernel.text import nfc

ELIGIBILITY, QUOTA, COUNCIL, PAPERS, BONUS, PROCEDURE = (
    "eligibility", "quota", "council", "papers", "bonus", "procedure",
)  # fmt: skip
MERIT, AD_HOC, THEMATIC, DEDICATION, TENURE, EXTERNAL = (
    "merit", "ad_hoc", "thematic", "dedication", "tenure", "external",
)  # fmt: skip
COMMENDATION_KINDS = (MERIT, AD_HOC, THEMATIC, DEDICATION, TENURE, EXTERNAL)
SUBJECT_KINDS = ("person", "collective", "household")
EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED = "excellent", "good", "completed", "not_completed"
GRADES = (EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED)
"""The four levels of the law, best first."""
REACHES = ("unit", "province", "nation")
REPRIMAND, WARNING, SALARY, DEMOTION, REMOVAL, DISMISSAL = (
    "reprimand", "warning", "salary", "demotion", "removal", "dismissal",
)  # fmt: skip
DISCIPLINES = (REPRIMAND, WARNING, SALARY, DEMOTION, REMOVAL, DISMISSAL)
"""From the mildest on."""
BEFORE, SAME, EITHER = "before", "same", "either"
CONDITIONS = (
    "active", "no_hold", "merit", "registered", "one_reward", "one_form", "title_once", "merit_basis", "grade", "title",
    "ladder", "grade_years", "initiative", "members_award", "members_grade", "members_title", "members_discipline", "leader",
    "campaign_years",
)  # fmt: skip
TOTAL_MEMBERS, PRESENT, CAST = "total_members", "present", "ballots_cast"
AT_LEAST, ABOVE = "at_least", "above"
"""How a share is reached: by itself, or only by more than it, as in a majority (quá bán)."""
UP, HALF_UP, DOWN = "up", "half_up", "down"
UNIT, AUTHORITY = "unit", "authority"
DOSSIER, LINE = "dossier", "line"
NORMAL, SIMPLE = "normal", "simple"

Reader = Callable[[Any], Any]


def decimal(value: Any) -> Decimal:
    if isinstance(value, float):
        raise TypeError("a float has no exact value")
    number = Decimal(str(value).replace(",", "."))
    if not number.is_finite() or number < 0:
        raise ValueError(value)
    return number


def share(value: Any) -> Decimal:
    number = decimal(value)
    if number > 100:
        raise ValueError(value)
    return number


def whole(value: Any) -> int:
    number = int(value)
    if number < 0:
        raise ValueError(value)
    return number


def proportion(value: Any) -> str:
    """An exact share of a whole, as ``2/3``; empty where nothing is asked."""
    found = text(value)
    if found and not 0 < Fraction(found) <= 1:
        raise ValueError(value)
    return str(Fraction(found)) if found else ""


def flag(value: Any) -> bool:
    known = {True: True, False: False, "1": True, "0": False}
    return known[value]


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return nfc(value)


def month_day(value: Any) -> str:
    """A day of every year, as ``03-31``."""
    found = text(value)
    if found:
        date.fromisoformat(f"2019-{found}")
    return found


def one_of(*choices: str) -> Reader:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(value)
        return str(value)

    return read


def codes(*choices: str) -> Reader:
    def read(value: Any) -> tuple[str, ...]:
        found = tuple(value.split(",") if isinstance(value, str) else map(str, value))
        if choices and set(found) - set(choices):
            raise ValueError(value)
        return tuple(sorted(set(found) - {""}))

    return read


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return exact_text(value)
    return list(value) if isinstance(value, tuple) else value
