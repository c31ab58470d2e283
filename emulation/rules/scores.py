"""Scoring one sheet under a scheme: exact points with the tree of contributions that explains every figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.contributions import GONE, Contribution, Policy
from emulation.rules.exact import NOUGHT, exact_text, fraction, rounded
from emulation.rules.groups import Group, put_together
from emulation.rules.nodes import CRITERIA, EXCLUDE, REBASE, RENORMALISE, ZERO, Node
from emulation.rules.normalising import OVERALL, Norm, Norms, norm_of, normalised
from emulation.rules.scheme_parts import COMPONENT, LEVEL, NEVER
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import NOT_APPLICABLE, Entry, Sheet, check_sheet, missing_leaves, parse_points
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

__all__ = [
    "NOT_APPLICABLE",
    "Contribution",
    "Entry",
    "Norms",
    "Policy",
    "Scored",
    "Sheet",
    "check_all",
    "check_sheet",
    "decisive",
    "missing_leaves",
    "norms_of",
    "parse_points",
    "score_sheet",
]  # fmt: skip


@dataclass(frozen=True)
class Scored:
    """A scored sheet. ``total`` is the published figure, ``exact`` the same before rounding, ``decisive`` the one of
    the two that ranks (the published one, unless the scheme never rounds).

    ``missing`` names the absent leaves that the scheme insists on; the total of an incomplete sheet is provisional.
    ``excluded`` names absent leaves for which the scheme does not rank, and ``thin`` says that too few criteria are there.
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
    excluded: tuple[str, ...] = ()
    thin: bool = False
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
            "excluded": list(self.excluded),
            "low_coverage": self.thin,
            "vetoes": list(self.vetoes),
            "contributions": [contribution.to_data() for contribution in self.contributions],
        }


def score_sheet(
    scheme: Scheme,
    sheet: Sheet,
    *,
    vetoes: Iterable[str] = (),
    complete: bool = True,
    norms: Norms | None = None,
    groups: Mapping[str, str] | None = None,
    previous: Sheet | None = None,
) -> Scored:
    """The points of one sheet. A faulty sheet is refused, with ``complete`` also one that lacks something needed;
    without it absent leaves count as zero for the time being, so that a draft can be shown.

    ``norms`` is what `norms_of` says of the table, needed where the scheme measures against it, with the ``groups`` of the
    subject; ``previous`` is the sheet of the period before, for leaves that are carried forward.
    """
    applied = tuple(sorted(set(vetoes)))
    _refuse(check_all(scheme, sheet, vetoes=applied, complete=complete, previous=previous))
    return score_checked(
        scheme, sheet, vetoes=applied, complete=complete, norms=norms, groups=groups, previous=previous
    )


def score_checked(
    scheme: Scheme,
    sheet: Sheet,
    *,
    vetoes: tuple[str, ...],
    complete: bool,
    norms: Norms | None = None,
    groups: Mapping[str, str] | None = None,
    previous: Sheet | None = None,
) -> Scored:
    """`score_sheet` for a sheet in which `check_all` found no fault; ``vetoes`` in their order."""
    filled, carried = _carried(scheme, sheet, previous or {})
    scorer = _Scorer(scheme, filled, carried, norms or {}, groups or {})
    tops = tuple(scorer.contribution(node, top=True) for node in scheme.components)
    whole = Group(aggregate=scheme.aggregate, trim=scheme.trim, maximum=scheme.maximum, coverage=scheme.coverage)
    added = put_together(whole, tops)
    if complete and added.empty:
        message = gettext_noop("Phiếu không còn tiêu chí nào để tính điểm; hãy chấm ít nhất một tiêu chí.")
        _refuse([Problem("sheet.nothing_to_score", message)])
    missing = missing_leaves(scheme, filled)
    exact, limit = _limited(scheme, added.points)
    total = rounded(exact, scheme.rounding.decimals, scheme.rounding.mode)
    return Scored(
        total=total,
        exact=exact,
        decisive=exact if scheme.rounding.stage == NEVER else fraction(total),
        unlimited=added.points,
        maximum=scheme.maximum,
        effective_maximum=added.effective_maximum,
        contributions=added.members,
        components=decisive_components(scheme, {part.code: part.points for top in tops for part in top.walk()}),
        limit=limit,
        missing=missing,
        excluded=tuple(part.code for top in tops for part in top.walk() if Policy.EXCLUDED in part.policies),
        thin=added.thin,
        vetoes=vetoes,
        complete=not missing and not added.empty,
    )


def check_all(
    scheme: Scheme,
    sheet: Sheet,
    *,
    vetoes: Iterable[str] = (),
    complete: bool = False,
    previous: Sheet | None = None,
) -> list[Problem]:
    """Every fault of a sheet with its vetoes and what it carries forward."""
    filled, _ = _carried(scheme, sheet, previous or {})
    return [*check_sheet(scheme, filled, complete=complete), *_unknown_vetoes(scheme, sorted(set(vetoes)))]


def norms_of(
    scheme: Scheme,
    sheets: Mapping[str, Sheet],
    *,
    groups: Mapping[str, Mapping[str, str]] | None = None,
    previous: Mapping[str, Sheet] | None = None,
) -> Norms:
    """What the table says of every figure that is measured against it: of all who have the figure, in their groups where
    the scheme says so. The order of the sheets decides nothing."""
    known: dict[str, dict[str, Norm]] = {}
    filled = {s: _carried(scheme, sheet, (previous or {}).get(s, {})) for s, sheet in sheets.items()}
    for node in scheme.relative:
        if node.normalise is None:
            continue
        values: dict[str, list[Fraction]] = {}
        for subject, (sheet, carried) in filled.items():
            own = (groups or {}).get(subject, {})
            part = _Scorer(scheme, sheet, carried, known, own).figure(node)
            if not part.left_out and Policy.MISSING not in part.policies and Policy.ZERO not in part.policies:
                values.setdefault(_measured_in(node, own), []).append(part.points)
        known[node.code] = {group: norm_of(node.normalise, found) for group, found in sorted(values.items())}
    return known


def _measured_in(node: Node, groups: Mapping[str, str]) -> str:
    within = node.normalise.within if node.normalise else OVERALL
    return groups.get(within, OVERALL) if within else OVERALL


def _carried(scheme: Scheme, sheet: Sheet, previous: Sheet) -> tuple[Sheet, frozenset[str]]:
    """The sheet with what is carried forward from the period before, and which leaves these are."""
    codes = frozenset(code for code in scheme.carried if code not in sheet and code in previous)
    return ({**sheet, **{code: previous[code] for code in codes}}, codes) if codes else (sheet, codes)


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


@dataclass(frozen=True)
class _Scorer:
    """One sheet on its way through the tree."""

    scheme: Scheme
    sheet: Sheet
    carried: frozenset[str]
    norms: Norms
    groups: Mapping[str, str]

    def contribution(self, node: Node, *, top: bool = False) -> Contribution:
        """What a node hands to its group: its figure, normalised and rounded where the scheme says so."""
        part = self.figure(node)
        if part.left_out:
            return part
        counted = Policy.MISSING not in part.policies and Policy.ZERO not in part.policies
        if node.normalise is not None and counted:
            part = self._on_its_scale(node, part)
        return self._rounded(node, part, top=top)

    def figure(self, node: Node) -> Contribution:
        """The node's own figure: as entered, or put together from its children."""
        return self._leaf(node) if node.is_leaf else self._group(node)

    def _leaf(self, node: Node) -> Contribution:
        points, policies, by_weight = self._entered(node)
        reach = None if node.reach is None else fraction(node.reach)
        gone = not GONE.isdisjoint(policies)
        left = None if node.maximum is None else NOUGHT if gone else fraction(node.maximum)
        return Contribution(
            node.code, node.title, node.kind, node.maximum, left, node.weight, points, points, policies,
            by_weight=by_weight, reach=reach,
        )  # fmt: skip

    def _entered(self, node: Node) -> tuple[Fraction, tuple[Policy, ...], bool]:
        """Points, what happened to them, and whether their absence is made good by weights."""
        entry = self.sheet.get(node.code)
        if isinstance(entry, Decimal):
            return fraction(entry), (Policy.CARRIED,) if node.code in self.carried else (), False
        if entry is NOT_APPLICABLE:
            return NOUGHT, (Policy.NOT_APPLICABLE,), node.not_applicable == RENORMALISE
        return NOUGHT, (_ABSENT.get(node.missing, Policy.MISSING),), node.missing in (RENORMALISE, EXCLUDE)

    def _group(self, node: Node) -> Contribution:
        children = tuple(self.contribution(child) for child in node.children)
        makes_good = not self.scheme.rebases_at_total
        how = Group(node.kind, node.aggregate, node.trim, node.maximum, node.coverage, makes_good=makes_good)
        added = put_together(how, children)
        points, limits = _within_limits(node, added.points)
        policies = [added.policy] if added.policy else []
        if added.empty:
            points, limits = NOUGHT, []
            policies = [Policy.LEFT_OUT, *([Policy.LOW_COVERAGE] if added.thin else [])]
        made_good = makes_good or node.kind != CRITERIA or added.effective_maximum is None
        reach = added.effective_maximum if not made_good else None if node.reach is None else fraction(node.reach)
        return Contribution(
            node.code, node.title, node.kind, node.maximum, added.effective_maximum, node.weight, added.raw, points,
            (*policies, *limits), added.members, node.aggregate, by_weight=added.by_weight, reach=reach,
        )  # fmt: skip

    def _on_its_scale(self, node: Node, part: Contribution) -> Contribution:
        if node.normalise is None:
            return part
        norm = self.norms.get(node.code, {}).get(_measured_in(node, self.groups))
        try:
            points = normalised(node.normalise, part.points, maximum=node.maximum, norm=norm)
        except Invalid as refusal:
            _refuse([Problem(refusal.code, refusal.message, node.code, refusal.params)])
            raise
        return replace(
            part,
            points=points,
            policies=(*part.policies, Policy.NORMALISED),
            norm=norm.to_data() if norm else {},
        )

    def _rounded(self, node: Node, part: Contribution, *, top: bool) -> Contribution:
        whole = self.scheme.rounding
        if node.rounding is not None:
            decimals, mode = node.rounding.decimals, node.rounding.mode
        elif whole.stage == LEVEL or (whole.stage == COMPONENT and top):
            decimals, mode = whole.decimals, whole.mode
        else:
            return part
        points = Fraction(rounded(part.points, decimals, mode))
        return (
            part if points == part.points else replace(part, points=points, policies=(*part.policies, Policy.ROUNDED))
        )


_ABSENT = {
    REBASE: Policy.NOT_SUBMITTED,
    RENORMALISE: Policy.NOT_SUBMITTED,
    ZERO: Policy.ZERO,
    EXCLUDE: Policy.EXCLUDED,
}


def _within_limits(node: Node, points: Fraction) -> tuple[Fraction, list[Policy]]:
    if node.floor is not None and points < fraction(node.floor):
        return fraction(node.floor), [Policy.RAISED]
    if node.maximum is not None and points > fraction(node.maximum):
        return fraction(node.maximum), [Policy.CAPPED]
    return points, []


def _limited(scheme: Scheme, points: Fraction) -> tuple[Fraction, str]:
    if scheme.floor is not None and points < fraction(scheme.floor):
        return fraction(scheme.floor), "floor"
    if scheme.ceiling is not None and points > fraction(scheme.ceiling):
        return fraction(scheme.ceiling), "ceiling"
    return points, ""
