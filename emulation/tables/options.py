"""What may be said about a table beforehand: which column is what, how its numbers are spelled, which rows stay out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from emulation.tables.numbers import POINTS
from kernel.errors import Invalid
from kernel.text import gettext_noop, search_key

NOT_SUBMITTED = ("", "-", "–", "—", "..", "...", "…", ".", "chưa nộp", "not submitted", "missing")
NOT_APPLICABLE = ("na", "n/a", "n.a.", "không áp dụng", "kad", "k/a/d", "not applicable")
TOTALS_ROWS = (
    "tổng", "tổng cộng", "tổng số", "cộng", "trung bình", "bình quân", "điểm tối đa", "điểm chuẩn", "total", "totals",
    "sum", "mean", "average", "median", "maximum", "max", "minimum", "min", "std", "standard deviation",
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """Columns are named by their header or their letter; what is left empty is looked for under its usual names.

    ``groups`` maps names of groupings to columns, ``where`` columns to the only values that count. ``keep`` names rows
    that look like totals and are not. ``missing_columns`` allows leaves of the scheme without any column.
    """

    subject: str = ""
    name: str = ""
    total: str = ""
    rank: str = ""
    grade: str = ""
    month: str = ""
    absent: str = ""
    veto: str = ""
    component: str = ""
    value: str = ""
    rater: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    ranks_within: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    skip_totals: bool = False
    missing_columns: bool = False
    not_submitted: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    decimal: str = ""
    percent: str = POINTS
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""

    def columns(self) -> dict[str, str]:
        """The columns that were named, by role."""
        named = {
            "subject": self.subject, "name": self.name, "total": self.total, "rank": self.rank, "grade": self.grade,
            "month": self.month, "absent": self.absent, "veto": self.veto, "component": self.component,
            "value": self.value, "rater": self.rater,
        }  # fmt: skip
        return {role: column for role, column in named.items() if column}

    def absent_words(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words for "not submitted" and for "not applicable"; a word that was stated leaves its usual meaning."""
        stated = (_keys(self.not_submitted), _keys(self.not_applicable))
        usual = (_keys(NOT_SUBMITTED), _keys(NOT_APPLICABLE))
        return (usual[0] - stated[1]) | stated[0], (usual[1] - stated[0]) | stated[1]


def pairs(option: str, texts: Iterable[str]) -> list[tuple[str, str]]:
    """``NAME=VALUE`` texts as pairs; raises `Invalid` for what is none."""
    found = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals):
            message = gettext_noop("%(option)s cần dạng TÊN=GIÁ TRỊ, không phải “%(text)s”.")
            raise Invalid("table.not_a_pair", message, option=option, text=text)
        found.append((name.strip(), value.strip()))
    return found


def several(option: str, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """``NAME=VALUE`` texts by name, with all values of each."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs(option, texts):
        found[name] = (*found.get(name, ()), value)
    return found


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(search_key(word) for word in words)
