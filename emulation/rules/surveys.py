"""Citizen surveys: tallies of answers from 1 to 5, the satisfied share, the scaled mean, how sure they are, and points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any

from emulation.rules.exact import DOWN, UP, exact_text, from_text, rounded
from emulation.rules.nodes import SURVEY
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import POINT_DECIMALS
from emulation.rules.shrinkage import Prior, Sample, priors
from emulation.rules.survey_policies import ALL, NONE, SHARE, SurveyPolicy
from kernel.errors import Invalid
from kernel.text import gettext_noop

INTERVAL_DECIMALS = 4
PERCENT_DECIMALS = 1
Z = Decimal("1.96")
"""The normal quantile of an interval of 95 %, as every table prints it."""
VERY_DISSATISFIED, DISSATISFIED, NEUTRAL, SATISFIED, VERY_SATISFIED = 1, 2, 3, 4, 5
NO_OPINION = 0
WEIGHTS = 100
"""What a channel weighs is a whole number of hundredths of a person."""
ANSWERS = (VERY_DISSATISFIED, DISSATISFIED, NEUTRAL, SATISFIED, VERY_SATISFIED)


@dataclass(frozen=True)
class Tally:
    """The answers to one item: ``counts`` of 1, 2, 3, 4, 5 and of "no opinion". Tallies add up in any order.

    ``scale`` says how many units of a count one full answer is: 1, or `WEIGHTS` where channels weigh differently. Shares and
    means are ratios and know nothing of it; only how many people answered is divided by it."""

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    no_opinion: int = 0
    scale: int = 1

    def __post_init__(self) -> None:
        if len(self.counts) != len(ANSWERS) or min((*self.counts, self.no_opinion)) < 0:
            message = gettext_noop("Bảng đếm khảo sát cần năm số đếm (mức 1 đến 5) và số “không ý kiến”, không âm.")
            raise Invalid("survey.bad_tally", message)

    def __add__(self, other: "Tally") -> "Tally":
        scale = max(self.scale, other.scale)
        x, y = scale // self.scale, scale // other.scale
        a, b = self.counts, other.counts
        counts = (
            a[0] * x + b[0] * y, a[1] * x + b[1] * y, a[2] * x + b[2] * y, a[3] * x + b[3] * y, a[4] * x + b[4] * y,
        )  # fmt: skip
        return Tally(counts, self.no_opinion * x + other.no_opinion * y, scale)

    def weighed(self, weight: int) -> "Tally":
        """Each answer at so many hundredths of one."""
        if weight == WEIGHTS:
            return self
        a = self.counts
        counts = (a[0] * weight, a[1] * weight, a[2] * weight, a[3] * weight, a[4] * weight)
        return Tally(counts, self.no_opinion * weight, WEIGHTS)

    @property
    def people(self) -> int:
        """How many full people the valid answers come to, rounded down."""
        return self.valid // self.scale

    @property
    def valid(self) -> int:
        return sum(self.counts)

    @property
    def satisfied(self) -> int:
        return self.counts[3] + self.counts[4]

    @property
    def points(self) -> int:
        return sum(answer * count for answer, count in zip(ANSWERS, self.counts, strict=True))


Tallies = Mapping[str, Tally]


def tally(answers: Iterable[int]) -> Tally:
    """Count answers 1 to 5, with 0 for "no opinion"."""
    counts = dict.fromkeys((NO_OPINION, *ANSWERS), 0)
    for answer in answers:
        if answer not in counts:
            message = gettext_noop("Câu trả lời “%(answer)s” không hợp lệ; chỉ nhận 1 đến 5 hoặc 0 (không ý kiến).")
            raise Invalid("survey.bad_answer", message, answer=str(answer))
        counts[answer] += 1
    return Tally((counts[1], counts[2], counts[3], counts[4], counts[5]), counts[NO_OPINION])


def respondents(tallies: Tallies) -> int:
    """How many people surely answered: the valid answers of the item that got most. Items of one person are not
    independent, so answers are never counted as people."""
    return max((item.people for item in tallies.values()), default=0)


def satisfaction(tallies: Tallies) -> Fraction | None:
    """Share of answers 4 and 5 among all valid answers, pooled over the items; None without a valid answer."""
    valid = sum(item.valid for item in tallies.values())
    return Fraction(sum(item.satisfied for item in tallies.values()), valid) if valid else None


def scaled_mean(tallies: Tallies) -> Fraction | None:
    """The mean answer on a scale from 0 (all 1) to 100 (all 5); None without a valid answer."""
    valid = sum(item.valid for item in tallies.values())
    points = sum(item.points for item in tallies.values())
    return (Fraction(points, valid) - 1) * 25 if valid else None


def need(served: int, margin: Decimal) -> int:
    """How many people to ask so that a share is known to ± the margin: N / (1 + N·e²), rounded up."""
    asked = served / (1 + served * Fraction(margin) ** 2)
    return -(-asked.numerator // asked.denominator)


@dataclass(frozen=True)
class Interval:
    """Where the rate of everybody who was served may lie, given those who answered."""

    low: Decimal
    high: Decimal


def wilson(rate: Fraction, people: int, *, z: Decimal = Z) -> Interval:
    """Wilson's interval of a rate among so many people, its ends rounded outwards at four decimals.

    ``people`` are those who answered, not their answers: several items of one person say much the same, and how much is not
    in the counters. A person's own share lies between 0 and 1, so it varies by at most r(1 − r) between people, and the
    interval is at least as wide as it has to be; the same holds for a mean brought to that scale.
    The ends are (2nr + z² ∓ z·√(4nr(1−r) + z²)) / 2(n + z²), decided on whole numbers, so that every machine gets the
    same digits and the rate itself always lies inside.
    """
    squared = Fraction(z) ** 2
    middle = (2 * people * rate + squared) / (2 * (people + squared))
    square = squared * (4 * people * rate * (1 - rate) + squared) / (2 * (people + squared)) ** 2
    ends = (_floor_below(middle, square), -_floor_below(-middle, square))
    low, high = (Decimal(end).scaleb(-INTERVAL_DECIMALS) for end in ends)
    return Interval(low, high)


def _floor_below(middle: Fraction, square: Fraction) -> int:
    """⌊10⁴·(middle − √square)⌋: over one denominator, whether a whole number lies below only needs the root rounded up."""
    scale: int = 10**INTERVAL_DECIMALS
    a, b = (scale * middle).as_integer_ratio()
    r, s = (scale**2 * square).as_integer_ratio()
    radicand = b * b * r * s
    return (a * s - (isqrt(radicand - 1) + 1 if radicand else 0)) // (b * s)


@dataclass(frozen=True)
class SurveyResult:
    """What may be shown of a survey; below the minimum of respondents nothing may, and every figure is None.

    ``share`` (0–1) and ``mean`` (0–100) are raw. ``interval`` is that of the measure the policy takes, on the scale 0–1.
    ``value`` is what the points are made of: the raw measure, or drawn towards ``prior``.
    """

    respondents: int
    minimum: int
    measure: str = SHARE
    share: Fraction | None = None
    mean: Fraction | None = None
    interval: Interval | None = None
    prior: Prior | None = None
    value: Fraction | None = None
    points: Decimal | None = None

    @property
    def few(self) -> bool:
        return self.value is None

    @property
    def raw(self) -> Fraction | None:
        """The measure before anything was done to it, on the scale 0–1."""
        if self.measure == SHARE or self.mean is None:
            return self.share
        return self.mean / 100

    @property
    def printed(self) -> dict[str, Decimal | None]:
        """The figures as they are printed: of a hundred, with one decimal; the interval rounded outwards once more."""
        ends = (Fraction(self.interval.low) * 100, Fraction(self.interval.high) * 100) if self.interval else None
        return {
            "raw": _of_hundred(self.raw),
            "low": rounded(ends[0], PERCENT_DECIMALS, DOWN) if ends else None,
            "high": rounded(ends[1], PERCENT_DECIMALS, UP) if ends else None,
            "mean": None if self.mean is None else rounded(self.mean, PERCENT_DECIMALS),
            "shrunk": _of_hundred(self.value) if self.prior else None,
            "mu": _of_hundred(Fraction(self.prior.mu)) if self.prior else None,
        }

    def to_data(self) -> dict[str, Any]:
        """Everything as exact text, in one spelling; `points_again` finds the points in it once more."""
        return {
            "respondents": self.respondents,
            "minimum": self.minimum,
            "measure": self.measure,
            "share": _text(self.share),
            "mean": _text(self.mean),
            "low": _text(self.interval.low) if self.interval else None,
            "high": _text(self.interval.high) if self.interval else None,
            "mu": _text(self.prior.mu) if self.prior else None,
            "k": _text(self.prior.k) if self.prior else None,
            "estimated": self.prior.estimated if self.prior else None,
            "value": _text(self.value),
            "points": None if self.points is None else format(self.points, "f"),
        }


def _text(value: Fraction | Decimal | None) -> str | None:
    return None if value is None else exact_text(value)


def _of_hundred(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value * 100, PERCENT_DECIMALS)


def survey_result(tallies: Tallies, *, maximum: Decimal, minimum: int) -> SurveyResult:
    """Points of a leaf under the usual policy: satisfied share × maximum."""
    return survey_points({"": tallies}, {}, SurveyPolicy(), maximum=maximum, minimum=minimum)[""]


def survey_points(
    tallies: Mapping[str, Tallies], groups: Mapping[str, str], policy: SurveyPolicy, *, maximum: Decimal, minimum: int
) -> dict[str, SurveyResult]:
    """What the survey gives every subject for one leaf: value × maximum, half-up at four decimals because that figure is
    published and everything after it is computed from it. With too few respondents there are no points: the leaf stays not
    submitted. ``groups`` says where each subject stands in the grouping that the policy shrinks within, ``minimum`` what the
    campaign asks for. Subjects below the minimum move nobody's μ or k: those rest on nothing but figures that are shown.
    """
    least = minimum if policy.minimum is None else policy.minimum
    raw = {subject: _raw(counted, policy.measure, least) for subject, counted in tallies.items()}
    drawn = _priors(raw, {subject: groups.get(subject, "") for subject in raw}, tallies, policy)
    return {subject: _scored(result, drawn.get(subject), maximum) for subject, result in raw.items()}


def survey_leaves(
    scheme: Scheme, tallies: Mapping[str, Tallies], groups: Mapping[str, Mapping[str, str]], *, minimum: int
) -> dict[str, dict[str, SurveyResult]]:
    """What every leaf that draws on the survey takes of it, by leaf and subject. ``groups`` are those of a ranking: by
    subject the name of its group in each grouping."""
    found = {}
    for code in scheme.leaf_codes(source=SURVEY):
        leaf = scheme.leaves[code]
        if leaf.maximum is not None:
            policy = leaf.survey or SurveyPolicy()
            place = {subject: names.get(policy.within, "") for subject, names in groups.items()}
            found[code] = survey_points(tallies, place, policy, maximum=leaf.maximum, minimum=minimum)
    return found


def _raw(tallies: Tallies, measure: str, minimum: int) -> SurveyResult:
    people, share, mean = respondents(tallies), satisfaction(tallies), scaled_mean(tallies)
    if share is None or mean is None or people < minimum:
        return SurveyResult(people, minimum, measure)
    rate = share if measure == SHARE else mean / 100
    return SurveyResult(people, minimum, measure, share, mean, wilson(rate, people), value=rate)


def _priors(
    raw: Mapping[str, SurveyResult], groups: Mapping[str, str], tallies: Mapping[str, Tallies], policy: SurveyPolicy
) -> dict[str, Prior]:
    """By subject, of those that have a figure; empty where the policy leaves figures as they are."""
    if policy.shrink == NONE:
        return {}
    place = {subject: "" if policy.within == ALL else groups[subject] for subject in raw}
    samples: dict[str, list[Sample]] = {}
    for subject, result in raw.items():
        if result.value is not None:
            variance = mark_variance(tallies[subject])
            samples.setdefault(place[subject], []).append(Sample(result.value, result.respondents, variance))
    fixed = policy.shrink if isinstance(policy.shrink, Decimal) else None
    found = priors(samples, fixed=fixed, shares=policy.measure == SHARE)
    return {subject: found[place[subject]] for subject, result in raw.items() if result.value is not None}


def mark_variance(tallies: Tallies) -> Fraction:
    """The variance of all valid answers on the scale 0–1. The mean of one person's items varies less than that."""
    valid = sum(item.valid for item in tallies.values())
    squares = sum(
        count * (mark - 1) ** 2 for item in tallies.values() for mark, count in zip(ANSWERS, item.counts, strict=True)
    )
    points = sum(item.points for item in tallies.values()) - valid
    return Fraction(squares * valid - points**2, 16 * valid**2)


def _scored(result: SurveyResult, prior: Prior | None, maximum: Decimal) -> SurveyResult:
    if result.value is None:
        return result
    value = prior.shrunk(result.value, result.respondents) if prior else result.value
    return replace(result, prior=prior, value=value, points=_points(value, maximum))


def _points(value: Fraction, maximum: Decimal) -> Decimal:
    return rounded(value * Fraction(maximum), POINT_DECIMALS)


def points_again(data: Mapping[str, Any], *, maximum: Decimal) -> Decimal | None:
    """The points found once more from what `SurveyResult.to_data` stored, k and μ included: the check of a replay."""
    if data["points"] is None:
        return None
    rate = from_text(data["share"]) if data["measure"] == SHARE else from_text(data["mean"]) / 100
    if data["k"] is not None:
        rate = Prior(Decimal(data["mu"]), Decimal(data["k"]), data["estimated"]).shrunk(rate, data["respondents"])
    return _points(rate, maximum)
