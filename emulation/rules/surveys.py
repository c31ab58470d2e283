"""Citizen surveys: tallies of answers from 1 to 5, the satisfied share, the scaled mean and the points of a leaf."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.exact import exact_text, rounded
from emulation.rules.sheets import POINT_DECIMALS
from kernel.errors import Invalid
from kernel.text import gettext_noop

VERY_DISSATISFIED, DISSATISFIED, NEUTRAL, SATISFIED, VERY_SATISFIED = 1, 2, 3, 4, 5
NO_OPINION = 0
ANSWERS = (VERY_DISSATISFIED, DISSATISFIED, NEUTRAL, SATISFIED, VERY_SATISFIED)


@dataclass(frozen=True)
class Tally:
    """The answers to one item: ``counts`` of 1, 2, 3, 4, 5 and of "no opinion". Tallies add up in any order."""

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    no_opinion: int = 0

    def __post_init__(self) -> None:
        if len(self.counts) != len(ANSWERS) or min((*self.counts, self.no_opinion)) < 0:
            message = gettext_noop("Bảng đếm khảo sát cần năm số đếm (mức 1 đến 5) và số “không ý kiến”, không âm.")
            raise Invalid("survey.bad_tally", message)

    def __add__(self, other: "Tally") -> "Tally":
        a, b = self.counts, other.counts
        counts = (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4])
        return Tally(counts, self.no_opinion + other.no_opinion)

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
    return max((item.valid for item in tallies.values()), default=0)


def satisfaction(tallies: Tallies) -> Fraction | None:
    """Share of answers 4 and 5 among all valid answers, pooled over the items; None without a valid answer."""
    valid = sum(item.valid for item in tallies.values())
    return Fraction(sum(item.satisfied for item in tallies.values()), valid) if valid else None


def scaled_mean(tallies: Tallies) -> Fraction | None:
    """The mean answer on a scale from 0 (all 1) to 100 (all 5); None without a valid answer."""
    valid = sum(item.valid for item in tallies.values())
    points = sum(item.points for item in tallies.values())
    return (Fraction(points, valid) - 1) * 25 if valid else None


@dataclass(frozen=True)
class SurveyResult:
    """What may be shown of a survey: ``share`` and ``points`` are None below the minimum number of respondents."""

    respondents: int
    minimum: int
    share: Fraction | None
    points: Decimal | None

    def to_data(self) -> dict[str, str | int | None]:
        return {
            "respondents": self.respondents,
            "minimum": self.minimum,
            "share": None if self.share is None else exact_text(self.share),
            "points": None if self.points is None else format(self.points, "f"),
        }


def survey_result(tallies: Tallies, *, maximum: Decimal, minimum: int) -> SurveyResult:
    """Points of a leaf: satisfied share × maximum, half-up at four decimals because that figure is published and
    everything after it is computed from it. With too few respondents there are none: the leaf stays not submitted."""
    people = respondents(tallies)
    share = satisfaction(tallies) if people >= max(minimum, 1) else None
    points = None if share is None else rounded(share * Fraction(maximum), POINT_DECIMALS)
    return SurveyResult(people, minimum, share, points)
