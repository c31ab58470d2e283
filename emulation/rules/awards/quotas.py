"""Caps on how many may be proposed for an award, with their counters, and the shares of leaders and women on any list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.awards.award_rules import Quota

Group = tuple[str, str]
"""A unit's code and a duty group, each empty where the quota does not divide by it."""


@dataclass(frozen=True)
class Candidate:
    """Somebody proposed (or awarded already). ``score`` orders them; None where nobody gave one: they tie at the end."""

    subject: str
    unit: str
    duty_group: str = ""
    score: Decimal | None = None


@dataclass(frozen=True)
class Counter:
    """What a cap leaves in one group: ``limit`` of an ``out_of``. ``within`` are those that it has room for; who ties on the
    boundary stands in ``contested``: nobody of them is in by himself, the council decides; ``beyond`` come after."""

    quota: str
    group: Group
    pct: Decimal
    out_of: int
    limit: int
    proposed: int
    within: tuple[str, ...]
    contested: tuple[str, ...]
    beyond: tuple[str, ...]

    @property
    def over(self) -> int:
        return max(self.proposed - self.limit, 0)


def group_of(quota: Quota, one: Candidate) -> Group:
    return (one.unit if quota.scope == "unit" else "", one.duty_group if quota.by_duty_group else "")


def limit_of(pct: Decimal, out_of: int) -> int:
    """Always rounded down: 20 percent of 23 are 4."""
    return int(Fraction(pct) * out_of / 100)


def counters(
    quota: Quota, base: Iterable[Candidate], candidates: Iterable[Candidate], *, exceptional: bool = False
) -> tuple[Counter, ...]:
    """A counter for each group that anybody is in, in the groups' order. ``exceptional``: the exceptional share, where the rule
    has one."""
    pct = quota.exception_pct if exceptional and quota.exception_pct is not None else quota.pct
    out_of: dict[Group, set[str]] = {}
    for one in base:
        out_of.setdefault(group_of(quota, one), set()).add(one.subject)
    proposed: dict[Group, dict[str, Candidate]] = {}
    for one in candidates:
        proposed.setdefault(group_of(quota, one), {}).setdefault(one.subject, one)
    return tuple(
        _counter(quota, group, pct, len(out_of.get(group, ())), tuple(proposed.get(group, {}).values()))
        for group in sorted(out_of.keys() | proposed.keys())
    )


def _counter(quota: Quota, group: Group, pct: Decimal, out_of: int, candidates: Sequence[Candidate]) -> Counter:
    limit = limit_of(pct, out_of)
    order = sorted(candidates, key=_place)
    parts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    if len(order) <= limit:
        parts = (tuple(one.subject for one in order), (), ())
    else:
        boundary = _rank(order[limit])
        within = tuple(one.subject for one in order if _rank(one) < boundary)
        tied = tuple(one.subject for one in order if _rank(one) == boundary)
        beyond = tuple(one.subject for one in order if _rank(one) > boundary)
        parts = (within, tied, beyond) if len(within) < limit else (within, (), tied + beyond)
    return Counter(quota.code, group, pct, out_of, limit, len(order), *parts)


def _rank(one: Candidate) -> tuple[bool, Decimal]:
    return (one.score is None, -(one.score or Decimal(0)))


def _place(one: Candidate) -> tuple[bool, Decimal, str]:
    return (*_rank(one), one.subject)


@dataclass(frozen=True)
class Listed:
    """A line of any list as the shares see it; ``woman`` is None for collectives and households. Lines of one ``person`` count as
    one of the people."""

    category: str = ""
    leads: bool = False
    direct: bool = False
    woman: bool | None = None
    person: str = ""


@dataclass(frozen=True)
class Shares:
    """Out of ``people``: leaders, people who work directly, and women; and how many lines each category has."""

    lines: int
    people: int
    leaders: int
    direct: int
    women: int
    by_category: Mapping[str, int]

    def percent(self, count: int) -> int:
        """Of the people, in whole percent, rounded half up; 0 where there is nobody."""
        return (count * 200 + self.people) // (2 * self.people) if self.people else 0


def shares(lines: Iterable[Listed]) -> Shares:
    found = tuple(lines)
    people = {one.person or str(n): one for n, one in enumerate(found) if one.woman is not None}.values()
    by_category: dict[str, int] = {}
    for one in found:
        by_category[one.category] = by_category.get(one.category, 0) + 1
    return Shares(
        lines=len(found),
        people=len(people),
        leaders=sum(one.leads for one in people),
        direct=sum(one.direct for one in people),
        women=sum(bool(one.woman) for one in people),
        by_category=dict(sorted(by_category.items())),
    )
