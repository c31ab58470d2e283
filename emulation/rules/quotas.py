"""Caps on a grade: how many may hold it, out of whom, in which groups, and what a tie on the boundary does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import DOWN, ROUNDING_MODES, exact_text, rounded
from emulation.rules.reading import Fields
from kernel.errors import Problem
from kernel.text import gettext_noop

RATED, REACHED, FINAL = "rated", "reached", "final"
BASES = (RATED, REACHED, FINAL)
COUNCIL, NOBODY = "council", "none"
BOUNDARIES = (COUNCIL, NOBODY)

_FIELDS = (
    "code", "grade", "share", "exceptional_share", "denominator", "within", "rounding", "minimum", "boundary",
)  # fmt: skip


@dataclass(frozen=True)
class Quota:
    """At most ``share`` of the denominator may hold ``grade``; the best of those who reached it keep it, the others get the
    next grade.

    The denominator is everybody ``rated``, those who ``reached`` one of ``grades`` by their points, or those who ``final``\\ ly
    hold one of them: 20 % of those rated good is not 20 % of those rated good or better. ``within`` names the groupings whose
    every combination has a quota of its own. A tie that crosses the boundary stays out whole; with ``council`` it is marked
    as contested, for the council to decide. Named groups may have the ``exceptional_share``.
    """

    code: str
    grade: str
    share: Decimal
    base: str
    grades: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    rounding: str = DOWN
    minimum: int = 0
    boundary: str = COUNCIL
    exceptional_share: Decimal | None = None

    def to_data(self) -> dict[str, Any]:
        exceptional = None if self.exceptional_share is None else exact_text(self.exceptional_share)
        return {
            "code": self.code,
            "grade": self.grade,
            "share": exact_text(self.share),
            "exceptional_share": exceptional,
            "denominator": {"base": self.base, "grades": list(self.grades)},
            "within": list(self.within),
            "rounding": self.rounding,
            "minimum": self.minimum,
            "boundary": self.boundary,
        }


def read_quota(data: object, path: str, faults: list[Problem]) -> Quota:
    """A quota says its denominator itself: there is no usual one."""
    fields = Fields(data, path, faults, _FIELDS)
    inner = Fields(fields.data.get("denominator"), fields.at("denominator"), faults, ("base", "grades"))
    base = inner.choice("base", BASES, "")
    grades = tuple(str(code) for code, _ in inner.rows("grades"))
    if base in (REACHED, FINAL) and not grades:
        inner.fault("grades_needed", gettext_noop("Hãy nêu các loại được tính vào mẫu số."), "grades")
    return Quota(
        code=fields.text("code"),
        grade=fields.text("grade"),
        share=_share(fields, "share") or Decimal(0),
        exceptional_share=_share(fields, "exceptional_share") if fields.data.get("exceptional_share") else None,
        base=base,
        grades=grades,
        within=tuple(str(name) for name, _ in fields.rows("within")),
        rounding=fields.choice("rounding", ROUNDING_MODES, DOWN),
        minimum=fields.whole("minimum", 0, 0, 1_000_000),
        boundary=fields.choice("boundary", BOUNDARIES, COUNCIL),
    )


def _share(fields: Fields, key: str) -> Decimal | None:
    share = fields.number(key, None)
    if share is None or not 0 < share < 1:
        fields.fault("out_of_range", gettext_noop("Cần một tỷ lệ lớn hơn 0 và nhỏ hơn 1, ví dụ “0.2”."), key)
        return None
    return share


@dataclass(frozen=True)
class Rated:
    """Somebody with a grade, by its place among the grades (0 is the best), and the key that orders those who reached it."""

    subject: str
    place: int
    key: tuple[Fraction, ...]
    groups: Mapping[str, str]


@dataclass(frozen=True)
class Cut:
    """What a quota did in one group: ``limit`` of ``candidates`` keep the grade, out of a denominator of ``out_of``."""

    quota: str
    grade: str
    group: Mapping[str, str]
    share: Decimal
    out_of: int
    candidates: int
    limit: int
    kept: int
    contested: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        return {
            "quota": self.quota,
            "grade": self.grade,
            "group": dict(sorted(self.group.items())),
            "share": exact_text(self.share),
            "out_of": self.out_of,
            "candidates": self.candidates,
            "limit": self.limit,
            "kept": self.kept,
            "contested": sorted(self.contested),
            "lowered": sorted(self.lowered),
        }


def apply_quotas(
    quotas: Iterable[Quota], grades: Sequence[str], rated: Iterable[Rated], *, exceptional: Collection[str] = ()
) -> tuple[dict[str, int], tuple[Cut, ...]]:
    """The final places among the grades by subject, and what every quota did. Quotas of better grades come first.

    ``exceptional`` holds the groups, by the value of any grouping of the quota, that have its exceptional share.
    """
    by_points = {one.subject: one for one in rated}
    now = dict(by_points)
    cuts: list[Cut] = []
    for quota in sorted(quotas, key=lambda quota: (grades.index(quota.grade), quota.code)):
        for group, members in _groups(quota, now.values()):
            cut = _cut(quota, grades, group, members, by_points, exceptional)
            cuts.append(cut)
            for subject in (*cut.lowered, *cut.contested):
                now[subject] = replace(now[subject], place=now[subject].place + 1)
    return {subject: one.place for subject, one in now.items()}, tuple(cuts)


def _groups(quota: Quota, rated: Iterable[Rated]) -> list[tuple[dict[str, str], list[Rated]]]:
    found: dict[tuple[str, ...], list[Rated]] = {}
    for one in rated:
        found.setdefault(tuple(one.groups.get(name, "") for name in quota.within), []).append(one)
    return [(dict(zip(quota.within, key, strict=True)), found[key]) for key in sorted(found)]


def _cut(
    quota: Quota,
    grades: Sequence[str],
    group: Mapping[str, str],
    members: Sequence[Rated],
    by_points: Mapping[str, Rated],
    exceptional: Collection[str],
) -> Cut:
    place = grades.index(quota.grade)
    candidates = [one for one in members if one.place == place]
    special = quota.exceptional_share is not None and any(value in exceptional for value in group.values())
    share = quota.exceptional_share if special and quota.exceptional_share is not None else quota.share
    counted = frozenset(grades.index(code) for code in quota.grades)
    limit = _limit(quota, share, _denominator(quota, counted, members, by_points, place), len(candidates))
    kept, contested, lowered = _split(candidates, limit)
    if quota.boundary == NOBODY:
        contested, lowered = (), (*lowered, *contested)
    return Cut(
        quota.code, quota.grade, group, share, _out_of(quota, counted, members, by_points, place, kept),
        len(candidates), limit, kept, contested, lowered,
    )  # fmt: skip


def _denominator(
    quota: Quota, counted: Collection[int], members: Sequence[Rated], by_points: Mapping[str, Rated], place: int
) -> tuple[int, int, int]:
    """(a, b, c) of the denominator a + b·x + c·(candidates − x) when x keep the grade."""
    if quota.base == RATED:
        return len(members), 0, 0
    if quota.base == REACHED:
        return sum(by_points[one.subject].place in counted for one in members), 0, 0
    others = sum(one.place in counted for one in members if one.place != place)
    return others, int(place in counted), int(place + 1 in counted)


def _limit(quota: Quota, share: Decimal, denominator: tuple[int, int, int], candidates: int) -> int:
    """The most that may keep the grade: the largest x with x ≤ share × denominator(x), rounded as the quota says."""
    fixed, kept, lowered = denominator
    part = Fraction(share)
    bound = part * (fixed + lowered * candidates) / (1 - part * (kept - lowered))
    limit = max(int(rounded(bound, 0, quota.rounding)), quota.minimum)
    return min(limit, candidates)


def _out_of(
    quota: Quota,
    counted: Collection[int],
    members: Sequence[Rated],
    by_points: Mapping[str, Rated],
    place: int,
    kept: int,
) -> int:
    """The denominator as it came out."""
    fixed, with_kept, with_lowered = _denominator(quota, counted, members, by_points, place)
    candidates = sum(one.place == place for one in members)
    return fixed + with_kept * kept + with_lowered * (candidates - kept)


def _split(candidates: Sequence[Rated], limit: int) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many keep the grade, who is tied across the boundary, and who comes after it."""
    if len(candidates) <= limit:
        return len(candidates), (), ()
    order = sorted(candidates, key=lambda one: (one.key, one.subject), reverse=True)
    boundary = order[limit].key
    kept = sum(one.key > boundary for one in candidates)
    contested = [one.subject for one in candidates if one.key == boundary] if kept < limit else []
    lowered = [one.subject for one in candidates if one.key < boundary or (one.key == boundary and kept == limit)]
    return kept, tuple(sorted(contested)), tuple(sorted(lowered))
