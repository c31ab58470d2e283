"""Scoring one sheet under a scheme: exact points with the tree of contributions that explains every figure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text, rounded
from emulation.rules.nodes import BONUS, CRITERIA, DEDUCTION, REBASE, ZERO, Node, Title
from emulation.rules.schemes import COMPONENT, NEVER, Scheme
from emulation.rules.sheets import NOT_APPLICABLE, Entry, Sheet, check_sheet, missing_leaves, parse_points
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

__all__ = [
    "NOT_APPLICABLE", "Contribution", "Entry", "Policy", "Scored", "Sheet", "check_sheet", "missing_leaves",
    "parse_points", "score_sheet",
]  # fmt: skip


class Policy(StrEnum):
    """What happened to a figure on its way, besides being added up."""

    NOT_APPLICABLE = "not_applicable"  # declared not applicable: taken out of its group
    NOT_SUBMITTED = "not_submitted"  # absent, and the scheme takes it out of its group
    LEFT_OUT = "left_out"  # a group of which nothing is left
    ZERO = "zero"  # absent, and the scheme counts it as zero
    MISSING = "missing"  # absent although needed: counted as zero for now, the sheet is incomplete
    REBASED = "rebased"  # scaled from what is left of the maximum to the full maximum
    CAPPED = "capped"  # cut to its maximum
    RAISED = "raised"  # lifted to zero
    ROUNDED = "rounded"  # rounded before it was added up


_GONE = frozenset({Policy.NOT_APPLICABLE, Policy.NOT_SUBMITTED, Policy.LEFT_OUT})


@dataclass(frozen=True)
class Contribution:
    """What one node brings: ``raw`` before and ``points`` after its policies, both before its weight.

    ``effective_maximum`` is what was left of the maximum once parts were taken out; points were scaled by
    maximum / effective_maximum.
    """

    code: str
    title: Title
    kind: str
    maximum: Decimal | None
    effective_maximum: Fraction | None
    weight: Decimal
    raw: Fraction
    points: Fraction
    policies: tuple[Policy, ...] = ()
    children: tuple["Contribution", ...] = ()

    @property
    def left_out(self) -> bool:
        return not _GONE.isdisjoint(self.policies)

    @property
    def weighted(self) -> Fraction:
        return self.points * Fraction(self.weight)

    def walk(self) -> Iterator["Contribution"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def to_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title.to_data(),
            "kind": self.kind,
            "points": exact_text(self.points),
            "raw": exact_text(self.raw),
            "max": None if self.maximum is None else exact_text(self.maximum),
            "effective_max": None if self.effective_maximum is None else exact_text(self.effective_maximum),
            "weight": exact_text(self.weight),
            "policies": [str(policy) for policy in self.policies],
            "children": [child.to_data() for child in self.children],
        }


@dataclass(frozen=True)
class Scored:
    """A scored sheet. ``total`` is the published figure, ``exact`` the same before rounding, ``decisive`` the one of
    the two that ranks (the published one, unless the scheme never rounds).

    ``missing`` names the absent leaves that the scheme insists on; the total of an incomplete sheet is provisional.
    ``limit`` says whether the floor or the ceiling cut the ``unlimited`` sum.
    """

    total: Decimal
    exact: Fraction
    decisive: Fraction
    unlimited: Fraction
    maximum: Decimal | None
    effective_maximum: Fraction | None
    contributions: tuple[Contribution, ...]
    components: Mapping[str, Fraction]
    limit: str = ""
    missing: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    complete: bool = True

    @property
    def rebased(self) -> bool:
        """Whether the sum of the top components itself was scaled to the full maximum."""
        return self.maximum is not None and self.effective_maximum != self.maximum

    def to_data(self) -> dict[str, Any]:
        return {
            "total": format(self.total, "f"),
            "exact": exact_text(self.exact),
            "unlimited": exact_text(self.unlimited),
            "limit": self.limit,
            "max": None if self.maximum is None else exact_text(self.maximum),
            "effective_max": None if self.effective_maximum is None else exact_text(self.effective_maximum),
            "rebased": self.rebased,
            "complete": self.complete,
            "missing": list(self.missing),
            "vetoes": list(self.vetoes),
            "contributions": [contribution.to_data() for contribution in self.contributions],
        }


def score_sheet(scheme: Scheme, sheet: Sheet, *, vetoes: Iterable[str] = (), complete: bool = True) -> Scored:
    """The points of one sheet. A faulty sheet is refused, with ``complete`` also one that lacks something needed;
    without it absent leaves count as zero for the time being, so that a draft can be shown."""
    applied = tuple(sorted(set(vetoes)))
    _refuse([*check_sheet(scheme, sheet, complete=complete), *_unknown_vetoes(scheme, applied)])
    tops = tuple(_contribution(node, sheet) for node in scheme.components)
    if scheme.rounding.stage == COMPONENT:
        tops = tuple(_rounded(top, scheme) for top in tops)
    added = _add_up(tops, scheme.maximum)
    if complete and added.empty:
        message = gettext_noop("Phiếu không còn tiêu chí nào để tính điểm; hãy chấm ít nhất một tiêu chí.")
        _refuse([Problem("sheet.nothing_to_score", message)])
    missing = missing_leaves(scheme, sheet)
    exact, limit = _limited(scheme, added.points)
    total = rounded(exact, scheme.rounding.decimals, scheme.rounding.mode)
    return Scored(
        total=total,
        exact=exact,
        decisive=exact if scheme.rounding.stage == NEVER else Fraction(total),
        unlimited=added.points,
        maximum=scheme.maximum,
        effective_maximum=added.effective_maximum,
        contributions=tops,
        components=decisive_components(scheme, {part.code: part.points for top in tops for part in top.walk()}),
        limit=limit,
        missing=missing,
        vetoes=applied,
        complete=not missing and not added.empty,
    )


def _refuse(problems: list[Problem]) -> None:
    if problems:
        message = gettext_noop("Phiếu chấm điểm có %(count)d lỗi.")
        raise Invalid("sheet.invalid", message, problems=problems, count=len(problems))


def decisive(scheme: Scheme, value: Fraction) -> Fraction:
    """The value as it ranks: as published, or untouched where the scheme never rounds."""
    if scheme.rounding.stage == NEVER:
        return value
    return Fraction(rounded(value, scheme.rounding.decimals, scheme.rounding.mode))


def decisive_components(scheme: Scheme, points: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The components that a ranking shows or breaks ties with: the top ones and those of the tie-break chain."""
    codes = [node.code for node in scheme.components] + [tie_break.code for tie_break in scheme.tie_breaks]
    return {code: decisive(scheme, points[code]) for code in dict.fromkeys(codes) if code in points}


def _unknown_vetoes(scheme: Scheme, vetoes: Iterable[str]) -> list[Problem]:
    message = gettext_noop("Bộ tiêu chí không có điều kiện loại “%(code)s”; các mã dùng được: %(known)s.")
    known = scheme.veto_codes()
    return [
        Problem("sheet.unknown_veto", message, code, {"code": code, "known": ", ".join(known)})
        for code in vetoes
        if code not in known
    ]


def _contribution(node: Node, sheet: Sheet) -> Contribution:
    return _leaf(node, sheet.get(node.code)) if node.is_leaf else _group(node, sheet)


def _leaf(node: Node, entry: Entry | None) -> Contribution:
    points, policies = Fraction(0), tuple[Policy, ...]()
    if isinstance(entry, Decimal):
        points = Fraction(entry)
    elif entry is NOT_APPLICABLE:
        policies = (Policy.NOT_APPLICABLE,)
    elif node.missing == REBASE:
        policies = (Policy.NOT_SUBMITTED,)
    elif node.missing == ZERO:
        policies = (Policy.ZERO,)
    else:
        policies = (Policy.MISSING,)
    left = Fraction(node.maximum) if node.maximum is not None else None
    if left is not None and not _GONE.isdisjoint(policies):
        left = Fraction(0)
    return Contribution(node.code, node.title, node.kind, node.maximum, left, node.weight, points, points, policies)


def _group(node: Node, sheet: Sheet) -> Contribution:
    children = tuple(_contribution(child, sheet) for child in node.children)
    added = _add_up(children, node.maximum, kind=node.kind)
    points, policies = added.points, list[Policy]()
    if added.empty:
        points = Fraction(0)
        policies.append(Policy.LEFT_OUT)
    elif added.rebased:
        policies.append(Policy.REBASED)
    if points < 0:
        points = Fraction(0)
        policies.append(Policy.RAISED)
    if node.maximum is not None and points > Fraction(node.maximum):
        points = Fraction(node.maximum)
        policies.append(Policy.CAPPED)
    return Contribution(
        node.code, node.title, node.kind, node.maximum, added.effective_maximum, node.weight,
        added.raw, points, tuple(policies), children,
    )  # fmt: skip


@dataclass(frozen=True)
class _Sum:
    raw: Fraction
    points: Fraction
    effective_maximum: Fraction | None
    rebased: bool = False
    empty: bool = False


def _add_up(children: tuple[Contribution, ...], maximum: Decimal | None, *, kind: str = CRITERIA) -> _Sum:
    """The sum of a group. Of criteria only those that count are added and scaled to the full maximum; then bonuses
    are added and deductions taken off."""
    own = [child for child in children if child.kind == kind]
    kept = [child for child in own if not child.left_out]
    raw = sum((child.weighted for child in kept), Fraction(0))
    if kind != CRITERIA:
        return _Sum(raw, raw, None if maximum is None else Fraction(maximum))
    effective = _maximum_of(kept) if maximum is not None else None
    rebased = len(kept) < len(own) and bool(kept) and effective is not None
    points = raw
    if rebased and effective is not None and maximum is not None:
        points = raw * Fraction(maximum) / effective
    extra = sum((child.weighted for child in children if child.kind == BONUS), Fraction(0))
    extra -= sum((child.weighted for child in children if child.kind == DEDUCTION), Fraction(0))
    return _Sum(raw, points + extra, effective, rebased, empty=not kept)


def _maximum_of(kept: Iterable[Contribution]) -> Fraction | None:
    total = Fraction(0)
    for child in kept:
        if child.maximum is None:
            return None
        total += Fraction(child.maximum) * Fraction(child.weight)
    return total


def _rounded(top: Contribution, scheme: Scheme) -> Contribution:
    points = Fraction(rounded(top.points, scheme.rounding.decimals, scheme.rounding.mode))
    return top if points == top.points else replace(top, points=points, policies=(*top.policies, Policy.ROUNDED))


def _limited(scheme: Scheme, points: Fraction) -> tuple[Fraction, str]:
    if scheme.floor is not None and points < Fraction(scheme.floor):
        return Fraction(scheme.floor), "floor"
    if scheme.ceiling is not None and points > Fraction(scheme.ceiling):
        return Fraction(scheme.ceiling), "ceiling"
    return points, ""
