"""What suggests a timely commendation: praise, good practice, a prize, a streak. Suggestions only: nothing here awards anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from emulation.rules.periods import Month
from kernel.text import gettext_noop

PRAISE, PRACTICE, PRIZE = "praise", "good_practice", "prize"
BEST_GRADE, FIRST_PLACE, IN_TIME = "best_grade", "first_place", "in_time"
KINDS = (PRAISE, PRACTICE, PRIZE, BEST_GRADE, FIRST_PLACE, IN_TIME)
UNIT, PERSON = "unit", "person"
RUNNING = 3
"""So many months in a row are a streak; it is suggested again only after as many more."""

REASONS = {
    PRAISE: gettext_noop("Công dân khen (phản ánh số %(number)s)."),
    PRACTICE: gettext_noop("Đoàn kiểm tra ghi nhận cách làm hay (%(code)s)."),
    PRIZE: gettext_noop("Đạt “%(prize)s” tại %(contest)s."),
    BEST_GRADE: gettext_noop("%(count)s tháng liền xếp loại cao nhất (từ %(first)s đến %(last)s)."),
    FIRST_PLACE: gettext_noop("%(count)s tháng liền đứng đầu (từ %(first)s đến %(last)s)."),
    IN_TIME: gettext_noop(
        "%(count)s tháng liền hoàn thành mọi nhiệm vụ được giao đúng hạn (từ %(first)s đến %(last)s)."
    ),
}


@dataclass(frozen=True)
class Achievement:
    """Something that may deserve a commendation. ``key`` is its natural key: the same achievement is suggested once. ``person``
    is empty where it is the unit's; ``about`` names the page that tells of it."""

    key: str
    kind: str
    unit: str
    person: str = ""
    figures: Mapping[str, str | int] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def subjects(self) -> str:
        return PERSON if self.person else UNIT

    @property
    def subject(self) -> str:
        return self.person or self.unit


def allowed(found: Iterable[Achievement], held: Mapping[str, frozenset[str]]) -> list[Achievement]:
    """Without those about somebody whose eligibility is on hold, by subjects; in the order of their keys, each key once. A
    person of a unit that is held may still be suggested: the hold names whom it is about."""
    once = {one.key: one for one in found if one.subject not in held.get(one.subjects, frozenset())}
    return [once[key] for key in sorted(once)]


@dataclass(frozen=True)
class MonthFact:
    """One subject in one month: whether what is counted held then."""

    subject: str
    unit: str
    month: str
    holds: bool
    person: str = ""


def streaks(kind: str, campaign: str, facts: Iterable[MonthFact], *, running: int = RUNNING) -> list[Achievement]:
    """The streaks of a campaign: ``running`` months next to each other in which it held, and again for each further
    ``running`` months of the same streak. A month without a fact ends a streak as one in which it did not hold."""
    own: dict[str, list[MonthFact]] = {}
    for fact in facts:
        own.setdefault(fact.subject, []).append(fact)
    found = []
    for subject, months in sorted(own.items()):
        for run in _runs(sorted(months, key=lambda fact: fact.month)):
            for start in range(0, len(run) - running + 1, running):
                found.append(_streak(kind, campaign, subject, run[start : start + running]))
    return found


def _runs(facts: Sequence[MonthFact]) -> Iterable[list[MonthFact]]:
    """The longest stretches of neighbouring months in which it held, each whole."""
    run: list[MonthFact] = []
    for fact in facts:
        follows = bool(run) and str(Month.parse(run[-1].month).next) == fact.month
        if run and not (fact.holds and follows):
            yield run
            run = []
        if fact.holds:
            run.append(fact)
    if run:
        yield run


def _streak(kind: str, campaign: str, subject: str, run: Sequence[MonthFact]) -> Achievement:
    return Achievement(
        key=f"{kind}:{campaign}:{subject}:{run[0].month}",
        kind=kind,
        unit=run[-1].unit,
        person=run[-1].person,
        figures={"count": len(run), "first": run[0].month, "last": run[-1].month},
        about={"page": "ranking" if kind != IN_TIME else "assignments", "campaign": campaign},
    )
