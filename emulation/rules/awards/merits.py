"""What is on record about a nominee: the facts that eligibility is judged by. What is None is not on record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from emulation.rules.awards.rule_values import DISCIPLINES, GRADES, MERIT, REACHES


@dataclass(frozen=True)
class Held:
    """An award in force: for the achievements of which year, and the decision that gave it; ``by`` names who decided, empty for
    the authority whose facts these are."""

    award: str
    year: int
    decision: str = ""
    kind: str = MERIT
    by: str = ""


@dataclass(frozen=True)
class Initiative:
    reach: str
    year: int
    document: str = ""
    title: str = ""

    def reaches(self, needed: str) -> bool:
        return REACHES.index(self.reach) >= REACHES.index(needed)


@dataclass(frozen=True)
class Member:
    """Somebody of a collective in the year: titles held and proposed, the grade, and the gravest discipline."""

    name: str
    held: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()
    grade: str | None = None
    discipline: str = ""


@dataclass(frozen=True)
class CampaignFacts:
    name: str
    thematic: bool
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Achieved:
    """Other awards for the same achievement: those in force, each with the decision that gave it, and the codes of those that
    are proposed elsewhere."""

    held: tuple[tuple[str, str], ...] = ()
    proposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """``year`` is that of the achievements, ``on`` the day of the question. ``registered`` are award codes, None where the unit
    has no approved registration of the year; ``years_on_record`` those of whose decisions the platform knows any."""

    subject_kind: str
    kind: str
    year: int
    on: date
    awards: tuple[Held, ...] = ()
    years_on_record: frozenset[int] = frozenset()
    proposed: frozenset[str] = frozenset()
    grades: Mapping[int, str] = field(default_factory=dict)
    initiatives: tuple[Initiative, ...] = ()
    registered: frozenset[str] | None = None
    hold: str = ""
    discipline: str = ""
    discipline_document: str = ""
    merit_from: date | None = None
    dissolved_on: date | None = None
    rank_in_cluster: int | None = None
    tied: bool = False
    campaign: CampaignFacts | None = None
    achieved: Achieved = Achieved()
    members: tuple[Member, ...] | None = None

    def counts(self, year: int) -> bool:
        """Whether merits of a year count: after a discipline they count again from its end."""
        return self.merit_from is None or year >= self.merit_from.year

    def years_with(self, codes: frozenset[str]) -> frozenset[int]:
        """Years whose merit awards count; what somebody got ad hoc or by topic is no basis for merit."""
        return frozenset(
            one.year for one in self.awards if one.award in codes and one.kind == MERIT and self.counts(one.year)
        )


def at_least(grade: str, needed: str) -> bool:
    return GRADES.index(grade) <= GRADES.index(needed)


def as_grave_as(level: str, needed: str) -> bool:
    return bool(level) and DISCIPLINES.index(level) >= DISCIPLINES.index(needed)
