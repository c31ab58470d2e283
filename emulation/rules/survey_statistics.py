"""Satisfaction as an index of weighted elements with its interval, response rates, the size of a sample, and what may be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any

from emulation.rules.exact import DOWN, UP, exact_text, rounded
from emulation.rules.surveys import (
    PERCENT_DECIMALS,
    Interval,
    Tallies,
    need,
    respondents,
    satisfaction,
    scaled_mean,
    wilson,
)
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

MARGIN_DECIMALS = 4
USUAL_MARGIN = Decimal("0.05")
LARGEST = 100_000_000


@dataclass(frozen=True)
class Element:
    """Questions that belong together and how much they count in the index. Weights need not add up to anything."""

    code: str
    weight: Fraction = Fraction(1)
    items: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        return self.items or (self.code,)


def elements_of(
    elements: Iterable[Mapping[str, Any]], items: Iterable[Mapping[str, Any]], *, scale: str = "scale"
) -> list[Element]:
    """The elements of a survey as its data names them; where it names none, each question is one and all count the same."""
    asked = [item for item in items if item.get("kind", scale) == scale]
    named = [(one, tuple(item["code"] for item in asked if item.get("element") == one["code"])) for one in elements]
    if not named:
        return [Element(item["code"]) for item in asked]
    return [Element(one["code"], Fraction(one.get("weight", 1)), own) for one, own in named if own]


@dataclass(frozen=True)
class Figure:
    """A rate between 0 and 1 with the interval in which that of everybody may lie."""

    value: Fraction
    interval: Interval

    @property
    def printed(self) -> dict[str, Decimal]:
        """Of a hundred with one decimal, the interval rounded outwards once more."""
        low, high = Fraction(self.interval.low) * 100, Fraction(self.interval.high) * 100
        return {
            "value": of_hundred(self.value),
            "low": rounded(low, PERCENT_DECIMALS, DOWN),
            "high": rounded(high, PERCENT_DECIMALS, UP),
        }

    def to_data(self) -> dict[str, str]:
        low, high = exact_text(self.interval.low), exact_text(self.interval.high)
        return {"value": exact_text(self.value), "low": low, "high": high}


def of_hundred(value: Fraction) -> Decimal:
    return rounded(value * 100, PERCENT_DECIMALS)


def _figure(rate: Fraction, people: int) -> Figure:
    return Figure(rate, wilson(rate, people))


@dataclass(frozen=True)
class ElementResult:
    """What is shown of one element: nothing but the weight where too few answered it."""

    code: str
    weight: Fraction
    people: int | None = None
    share: Figure | None = None
    mean: Figure | None = None


@dataclass(frozen=True)
class IndexResult:
    """``index`` is the weighted share of answers 4 and 5, ``mean`` the weighted mean brought to 0–1; both of the elements that
    are shown, whose share of all weights is ``coverage``. Below the minimum of people all of it is None."""

    respondents: int
    minimum: int
    elements: tuple[ElementResult, ...]
    index: Figure | None = None
    mean: Figure | None = None
    coverage: Fraction = Fraction(0)

    @property
    def few(self) -> bool:
        return self.index is None


def shown_parts(counts: Mapping[str, int], minimum: int) -> frozenset[str]:
    """The parts of a whole whose figures may be shown beside those of the whole: none of fewer than ``minimum``, and so many that
    what is left over has none or at least ``minimum`` too, for whoever knows the whole finds the rest by subtraction."""
    ordered = sorted((count, code) for code, count in counts.items())
    hidden = sum(count for count, _ in ordered if count < minimum)
    shown = [(count, code) for count, code in ordered if count >= minimum]
    while shown and 0 < hidden < minimum:
        hidden += shown.pop(0)[0]
    return frozenset(code for _, code in shown)


def may_compare(before: int, after: int, minimum: int) -> bool:
    """Whether two views, one of them with some answers less, may both be shown: what they differ by is a cell of its own."""
    return min(before, after) >= minimum and (before == after or abs(before - after) >= minimum)


@dataclass(frozen=True)
class _Counted:
    """The answers to an element: people on average of its questions, shares of all valid answers together."""

    people: int
    share: Fraction
    mean: Fraction


def _counted(element: Element, tallies: Tallies) -> _Counted:
    own = [tallies[item] for item in element.asked if item in tallies and tallies[item].valid]
    if not own:
        return _Counted(0, Fraction(0), Fraction(0))
    by_item = {str(place): item for place, item in enumerate(own)}
    mean = scaled_mean(by_item)
    share = satisfaction(by_item)
    return _Counted(sum(item.people for item in own) // len(own), share or Fraction(0), (mean or Fraction(0)) / 100)


def index_result(tallies: Tallies, elements: Sequence[Element], *, minimum: int) -> IndexResult:
    """The index of a unit. An element that too few answered is left out and the other weights stand for the whole.

    Intervals are Wilson's with an n for which they are rather too wide than too narrow, however alike the answers of one person
    are. A part of one person in a rate p varies by at most p(1 − p), so the standard deviation of Σ wᵢ·pᵢ from nᵢ people each is
    at most Σ wᵢ·√(pᵢ(1 − pᵢ)/nᵢ). By Cauchy and Schwarz that is at most √(Σ wᵢ/nᵢ)·√(Σ wᵢ·pᵢ(1 − pᵢ)), and x(1 − x) bends
    downwards: at most √(p(1 − p)/n) with n the weighted harmonic mean of the nᵢ. For the questions of one element, weighted by
    their own answers, the same n is the mean of their numbers of answers. It holds for means on the scale 0–1 too, and where
    channels weigh less than a person, for Σw is less than (Σw)²/Σw².
    """
    people = respondents(tallies)
    if people < minimum or not people:
        return IndexResult(people, minimum, tuple(ElementResult(one.code, one.weight) for one in elements))
    counted = {one.code: _counted(one, tallies) for one in elements}
    shown = shown_parts({code: own.people for code, own in counted.items()}, max(minimum, 1))
    found = tuple(_element(one, counted[one.code] if one.code in shown else None) for one in elements)
    counting = [(one.weight, counted[one.code]) for one in elements if one.code in shown]
    weight = _total(weight for weight, _ in counting)
    if not weight:
        return IndexResult(people, minimum, found)
    n = weight / _total(weight / own.people for weight, own in counting)
    share = _total(weight * own.share for weight, own in counting) / weight
    mean = _total(weight * own.mean for weight, own in counting) / weight
    coverage = weight / _total(one.weight for one in elements)
    return IndexResult(people, minimum, found, _figure(share, int(n)), _figure(mean, int(n)), coverage)


def _total(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _element(element: Element, own: _Counted | None) -> ElementResult:
    if own is None:
        return ElementResult(element.code, element.weight)
    figures = _figure(own.share, own.people), _figure(own.mean, own.people)
    return ElementResult(element.code, element.weight, own.people, *figures)


@dataclass(frozen=True)
class Responses:
    """How many answered through one channel, of how many that were asked; ``given`` None where nobody knows how many saw the
    question (a code at a counter, a kiosk), and then there is no rate."""

    channel: str
    answered: int
    given: int | None = None

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.answered, self.given) if self.given else None

    @property
    def printed(self) -> Decimal | None:
        """The rate of a hundred."""
        return None if self.rate is None else of_hundred(self.rate)

    @property
    def too_many(self) -> bool:
        """More answers than were asked for: never honest, always a fault of somebody's."""
        return self.given is not None and self.answered > self.given


def response_rate(channels: Iterable[Responses]) -> Fraction | None:
    """Of all channels together that have a rate; the open ones count on neither side."""
    known = [channel for channel in channels if channel.given]
    given = sum(channel.given or 0 for channel in known)
    return Fraction(sum(channel.answered for channel in known), given) if given else None


@dataclass(frozen=True)
class SamplePlan:
    """How many answers a margin needs, and the margin of those one has. ``served`` None: nobody knows how many there are."""

    served: int | None
    margin: Decimal
    needed: int
    answers: int | None = None
    reached: Decimal | None = None

    @property
    def printed(self) -> dict[str, Decimal | None]:
        """Margins of a hundred."""
        reached = None if self.reached is None else of_hundred(Fraction(self.reached))
        return {"margin": of_hundred(Fraction(self.margin)), "reached": reached}

    @property
    def enough(self) -> bool:
        return self.answers is not None and self.answers >= self.needed


def margin_of(served: int | None, answers: int) -> Decimal:
    """The margin that so many answers reach, rounded up: √(1/n − 1/N), the other way round of n = N/(1 + N·e²). It is twice the
    standard error of a share of one half, drawn from N without putting back."""
    left = Fraction(1, answers) - (Fraction(1, served) if served else 0)
    if left <= 0:
        return Decimal(0)
    scaled: Fraction = left * 10 ** (2 * MARGIN_DECIMALS)
    whole = -(-scaled.numerator // scaled.denominator)
    return Decimal(isqrt(whole - 1) + 1).scaleb(-MARGIN_DECIMALS)


def sample_plan(served: int | None, margin: Decimal, answers: int | None = None) -> SamplePlan:
    """What the calculator says. Raises one `Invalid` with every number that cannot be."""
    faults = []
    if served is not None and not 1 <= served <= LARGEST:
        message = gettext_noop("Số hồ sơ phải từ 1 đến %(most)s, hoặc bỏ trống khi không biết.")
        faults.append(Problem("sample.bad_served", message, "served", {"most": LARGEST}))
    if not Decimal("0.001") <= margin <= Decimal("0.5"):
        message = gettext_noop("Sai số phải từ 0,1 đến 50 phần trăm.")
        faults.append(Problem("sample.bad_margin", message, "margin"))
    if answers is not None and not 1 <= answers <= (served or LARGEST):
        message = gettext_noop("Số phiếu đã có phải từ 1 và không quá số hồ sơ.")
        faults.append(Problem("sample.bad_answers", message, "answers"))
    if faults:
        message = gettext_noop("Có %(count)s con số chưa đúng.")
        raise Invalid("sample.invalid", message, problems=faults, count=len(faults))
    square = Fraction(margin) ** 2
    needed = need(served, margin) if served else -(-square.denominator // square.numerator)
    return SamplePlan(served, margin, needed, answers, None if answers is None else margin_of(served, answers))
