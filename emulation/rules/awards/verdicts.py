"""A verdict of eligibility: what was asked, the article, and the fact that decided it, as a message with its values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulation.rules.awards.rule_values import (
    COMPLETED,
    DEMOTION,
    DISMISSAL,
    EXCELLENT,
    GOOD,
    NOT_COMPLETED,
    REMOVAL,
    REPRIMAND,
    SALARY,
    WARNING,
)
from kernel.text import gettext_noop

PASS, WARN, UNKNOWN, FAIL = "pass", "warn", "unknown", "fail"
OUTCOMES = (PASS, WARN, UNKNOWN, FAIL)
"""Best first: of several conditions any of which is enough, the best one decides."""

OUTCOME_TITLES = {
    PASS: gettext_noop("Đạt"),
    WARN: gettext_noop("Cần lưu ý"),
    UNKNOWN: gettext_noop("Chưa đủ dữ liệu"),
    FAIL: gettext_noop("Không đạt"),
}
GRADE_TITLES = {
    EXCELLENT: gettext_noop("Hoàn thành xuất sắc nhiệm vụ"),
    GOOD: gettext_noop("Hoàn thành tốt nhiệm vụ"),
    COMPLETED: gettext_noop("Hoàn thành nhiệm vụ"),
    NOT_COMPLETED: gettext_noop("Không hoàn thành nhiệm vụ"),
}
REACH_TITLES = {
    "unit": gettext_noop("cơ sở"),
    "province": gettext_noop("bộ, ban, ngành, tỉnh"),
    "nation": gettext_noop("toàn quốc"),
}
DISCIPLINE_TITLES = {
    REPRIMAND: gettext_noop("Khiển trách"),
    WARNING: gettext_noop("Cảnh cáo"),
    SALARY: gettext_noop("Hạ bậc lương"),
    DEMOTION: gettext_noop("Giáng chức"),
    REMOVAL: gettext_noop("Cách chức"),
    DISMISSAL: gettext_noop("Buộc thôi việc"),
}
_CODED: Mapping[str, Mapping[str, str]] = {
    "grade": GRADE_TITLES,
    "needed_grade": GRADE_TITLES,
    "reach": REACH_TITLES,
    "level": DISCIPLINE_TITLES,
}
TITLE, REWARDS = "title", "rewards"
"""Values that name awards: one code, and pairs of a code with the decision that is cited (empty where there is none yet)."""


@dataclass(frozen=True)
class Fact:
    """A sentence about the nominee."""

    outcome: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str, names: Mapping[str, str] | None = None) -> str:
        """The sentence with its values; codes of grades, reaches and disciplines by their titles, awards by their ``names``."""
        known = names or {}
        said = {name: self._value(name, value, translate, known) for name, value in self.params.items()}
        return translate(self.message) % said if said else translate(self.message)

    @staticmethod
    def _value(name: str, value: Any, translate: Callable[[str], str], names: Mapping[str, str]) -> Any:
        if name in _CODED:
            return translate(_CODED[name].get(str(value), str(value)))
        if name == TITLE:
            return names.get(str(value), value)
        if name == REWARDS:
            return "; ".join(", ".join(filter(None, (names.get(code, code), cited))) for code, cited in value)
        return value


@dataclass(frozen=True)
class AwardName:
    """What an award is called, in both languages."""

    vi: str
    en: str = ""

    def said(self, _translate: Callable[[str], str], *, english: bool) -> str:
        return self.en if english and self.en else self.vi


@dataclass(frozen=True)
class ToldFact:
    """A fact as a value of another sentence, such as a refusal: said in that one's language. ``names`` are of awards by code."""

    fact: Fact
    names: Mapping[str, AwardName] = field(default_factory=dict)

    def said(self, translate: Callable[[str], str], *, english: bool) -> str:
        names = {code: name.said(translate, english=english) for code, name in self.names.items()}
        return self.fact.text(translate, names).rstrip(".")


@dataclass(frozen=True)
class Verdict:
    """``facts`` decided it; where any of several was enough, a failure tells of each. ``overridden`` is the reason for which
    somebody entitled set it aside."""

    check: str
    outcome: str
    article: str
    facts: tuple[Fact, ...]
    overridable: bool = True
    to_confirm: bool = False
    overridden: str = ""

    @property
    def message(self) -> str:
        return self.facts[0].message

    @property
    def params(self) -> Mapping[str, Any]:
        return self.facts[0].params

    @property
    def refuses(self) -> bool:
        return self.outcome == FAIL and not self.overridden

    def to_data(self) -> dict[str, Any]:
        facts = [{"outcome": one.outcome, "message": one.message, "params": dict(one.params)} for one in self.facts]
        return {
            "check": self.check,
            "outcome": self.outcome,
            "article": self.article,
            "facts": facts,
            "overridable": self.overridable,
            "to_confirm": self.to_confirm,
            "overridden": self.overridden,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Verdict":
        return cls(**{**data, "facts": tuple(Fact(**one) for one in data["facts"])})


def refused(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Those that stand in the way and that nobody set aside."""
    return tuple(one for one in verdicts if one.refuses)
