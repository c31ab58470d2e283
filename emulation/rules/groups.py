"""The figure of a group from those of its members: what is left of them, made good, with bonuses and deductions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from emulation.rules.aggregates import SUM, TRIMMED_MEAN, Member, Trim, aggregated, kept_after
from emulation.rules.contributions import Contribution, Policy
from emulation.rules.exact import NOUGHT, fraction, weighed
from emulation.rules.nodes import BONUS, CRITERIA, DEDUCTION
from kernel.errors import Invalid
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Group:
    """How members are put together: as a node of the tree says it, or the scheme for its top components."""

    kind: str = CRITERIA
    aggregate: str = SUM
    trim: Trim | None = None
    maximum: Decimal | None = None
    coverage: Decimal = Decimal(0)
    makes_good: bool = True
    """Whether what is left out of a sum is made good by maxima here, or handed up as a smaller reach."""


@dataclass(frozen=True)
class Together:
    """``raw`` is the aggregate of what counts, ``points`` the same made good and with bonuses and deductions.

    ``empty`` means that nothing, or too little, is left; ``by_weight`` that what is gone is to be made good by weights above.
    """

    raw: Fraction
    points: Fraction
    effective_maximum: Fraction | None
    members: tuple[Contribution, ...]
    policy: Policy | None = None
    empty: bool = False
    thin: bool = False
    by_weight: bool = False


def put_together(group: Group, members: tuple[Contribution, ...]) -> Together:
    """The figure of a group. Of criteria only those that count are aggregated; then bonuses are added and deductions taken
    off. What is left out of a bonus or a deduction is not made good."""
    own = [member for member in members if member.kind == group.kind]
    kept = [member for member in own if not member.left_out]
    if group.kind != CRITERIA:
        pairs = [(member.points, fraction(member.weight)) for member in kept]
        raw = (_aggregated(group, pairs) if pairs else None) or NOUGHT
        return Together(raw, raw, None if group.maximum is None else fraction(group.maximum), members)
    by_weight = bool(own) and all(member.by_weight for member in own if member.left_out)
    if not kept or (group.coverage and _coverage(kept, own) < fraction(group.coverage)):
        return _nothing(members, thin=bool(kept), by_weight=by_weight)
    figure = _aggregated(group, [(member.points, fraction(member.weight)) for member in kept])
    if figure is None:
        return _nothing(members, thin=True, by_weight=by_weight)
    effective = _reach_of(kept) if group.maximum is not None and group.aggregate == SUM else _plain(group.maximum)
    points, policy = _made_good(group, figure, kept, own, effective)
    return Together(figure, points + _extras(members), effective, _trimmed(group, members, kept), policy)


def _nothing(members: tuple[Contribution, ...], *, thin: bool, by_weight: bool) -> Together:
    return Together(NOUGHT, NOUGHT, NOUGHT, members, empty=True, thin=thin, by_weight=by_weight)


def _plain(maximum: Decimal | None) -> Fraction | None:
    return None if maximum is None else fraction(maximum)


def _coverage(kept: Sequence[Contribution], own: Sequence[Contribution]) -> Fraction:
    return _weight_of(kept) / _weight_of(own)


def _weight_of(members: Sequence[Contribution]) -> Fraction:
    return sum((fraction(member.weight) for member in members), NOUGHT)


def _aggregated(group: Group, members: Sequence[Member]) -> Fraction | None:
    try:
        return aggregated(group.aggregate, members, group.trim)
    except ValueError as error:
        message = gettext_noop("Trung bình nhân và trung bình điều hòa không dùng được với điểm âm.")
        raise Invalid("scores.negative_under_a_mean", message) from error


def _made_good(
    group: Group,
    raw: Fraction,
    kept: Sequence[Contribution],
    own: Sequence[Contribution],
    effective: Fraction | None,
) -> tuple[Fraction, Policy | None]:
    """A mean of what is left stands for all as it is; a sum is scaled by weights, or by maxima."""
    gone = [member for member in own if member.left_out]
    if group.aggregate != SUM:
        return raw, Policy.RENORMALISED if gone else None
    if gone and all(member.by_weight for member in gone):
        return raw * _weight_of(own) / _weight_of(kept), Policy.RENORMALISED
    full = _plain(group.maximum)
    if not group.makes_good or full is None or not effective or effective == full:
        return raw, None
    return raw * full / effective, Policy.REBASED


def _reach_of(kept: Sequence[Contribution]) -> Fraction | None:
    """What those that are left can bring together."""
    total = NOUGHT
    for member in kept:
        if member.reach is None:
            return None
        total += weighed(member.reach, fraction(member.weight))
    return total


def _extras(members: Sequence[Contribution]) -> Fraction:
    bonus = sum((member.weighted for member in members if member.kind == BONUS), NOUGHT)
    return bonus - sum((member.weighted for member in members if member.kind == DEDUCTION), NOUGHT)


def _trimmed(group: Group, members: tuple[Contribution, ...], kept: Sequence[Contribution]) -> tuple[Contribution, ...]:
    """The members with a mark on those that a trimmed mean leaves out."""
    if group.aggregate != TRIMMED_MEAN:
        return members
    stay = {kept[place].code for place in kept_after(group.trim or Trim(), [member.points for member in kept])}
    cut = {member.code for member in kept} - stay
    return tuple(
        replace(member, policies=(*member.policies, Policy.TRIMMED)) if member.code in cut else member
        for member in members
    )
