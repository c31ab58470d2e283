"""Flags over survey answers: hand-made cases, and an invented district with known truth, honest and with planted fraud."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.survey_checks import Evidence, code_runs, flags, usual_week
from emulation.rules.survey_flags import (
    ALIKE,
    BURST,
    CODE_RUN,
    EXCUSES,
    HONEST,
    KINDS,
    OFF_HOURS,
    SAME_CLIENT,
    SAME_TEXT,
    STRAIGHT,
    CodeSheet,
    Flag,
    FlagPolicy,
    Hourly,
    Kept,
    Wrote,
    folded,
    parse_flag_policy,
)
from emulation.rules.survey_groups import Group, group_problems
from kernel.errors import Invalid

POLICY = FlagPolicy()
UNITS, ITEMS = 12, 6
DAYS = [day for n in range(30) if usual_week(day := date(2019, 4, 1) + timedelta(n))]
BUSY = {7: 1, 8: 3, 9: 4, 10: 4, 11: 2, 13: 2, 14: 3, 15: 3, 16: 2, 17: 1}
"""How the day of a counter goes, relatively."""
REMARKS = ("", "", "", "tốt", "Cảm ơn các anh chị đã giúp đỡ", "Chờ hơi lâu", "Không có ý kiến")


class District:
    """One month of a survey: each unit has a QR code at two counters and a sheet of codes; each place has its own people."""

    def __init__(self, seed: int) -> None:
        self.chance, self.sending = random.Random(seed), random.Random(-seed - 1)
        self.answers: list[Kept] = []
        self.hours: Counter[tuple[str, str, str, str, int]] = Counter()
        self.again: Counter[tuple[str, str, str, str, int]] = Counter()
        self.texts: list[Wrote] = []
        self.sheets: list[CodeSheet] = []
        for number in range(UNITS):
            self._unit(f"P{number:02}")

    def _unit(self, unit: str) -> None:
        good, content = self.chance.uniform(0.6, 0.9), self.chance.uniform(0.1, 0.35)
        for channel, counter in (("qr", "Q1"), ("qr", "Q2"), ("code", "")):
            pace = self.chance.uniform(0.1, 0.5)
            for day in DAYS:
                rush = self.chance.choice((0.6, 1, 1, 1.4))
                for hour, share in BUSY.items():
                    for _ in range(self._poisson(pace * rush * share)):
                        at = self.chance.choice((6, 19, 20)) if self.chance.random() < 0.02 else hour
                        again = channel == "qr" and self.sending.random() < 0.03
                        self.answer(unit, channel, counter, day, at, self.marks(good, content), again=again)
                        self._remark(unit)
        answers_at = self.chance.uniform(0.2, 0.6)
        spent = tuple(place for place in range(120) if self.chance.random() < answers_at)
        self.sheets.append(CodeSheet(unit, "", f"{unit} 1", spent))

    def _poisson(self, mean: float) -> int:
        count, left = 0, self.chance.expovariate(1)
        while left < mean:
            count, left = count + 1, left + self.chance.expovariate(1)
        return count

    def marks(self, good: float, content: float) -> tuple[int, ...]:
        """A fourth or so gives 5 throughout; the others answer each question for itself, some without an opinion."""
        if self.chance.random() < content:
            return (5,) * ITEMS
        level = min(max(self.chance.gauss(good, 0.15), 0), 1)
        return tuple(self._mark(level) for _ in range(ITEMS))

    def _mark(self, level: float) -> int:
        if self.chance.random() < 0.05:
            return 0
        return 4 + (self.chance.random() < level) if self.chance.random() < level else self.chance.randrange(1, 4)

    def _remark(self, unit: str) -> None:
        if self.chance.random() < 0.1:
            text = folded(
                self.chance.choice(REMARKS) + f" {self.chance.randrange(10**6)}" * (self.chance.random() < 0.8)
            )
            self.texts.append(Wrote(unit, text))

    def answer(
        self, unit: str, channel: str, counter: str, day: date, hour: int, marks: Iterable[int], *, again: bool = False
    ) -> None:
        self.again[unit, channel, counter, str(day), hour] += again
        self.answers.append(Kept(unit, channel, counter, str(day), tuple(marks)))
        self.hours[unit, channel, counter, str(day), hour] += 1

    def flags(self) -> list[Flag]:
        hours = [Hourly(*key, answers, self.again[key]) for key, answers in self.hours.items()]
        return flags(Evidence(self.answers, hours, self.texts, self.sheets), POLICY, usual_week)


def shown(found: Iterable[Flag], kind: str) -> set[Group]:
    return {flag.group for flag in found if flag.kind == kind}


def test_honest_units_show_each_flag_no_oftener_than_is_told_beside_it() -> None:
    months = 6
    seen: Counter[str] = Counter()
    for seed in range(months):
        for kind, _ in {(flag.kind, flag.group.unit) for flag in District(seed).flags()}:
            seen[kind] += 1
    assert {kind: seen[kind] for kind in KINDS if seen[kind] * 100 > HONEST[kind] * months * UNITS} == {}
    assert set(EXCUSES) == set(HONEST) == set(KINDS)


def test_what_was_planted_is_found_at_its_place_and_told_with_its_figures() -> None:
    district = District(2019)
    day, rest = DAYS[9], DAYS[12]
    for _ in range(35):
        district.answer("P01", "qr", "Q1", day, 15, district.marks(0.8, 0.2))
    for _ in range(12):
        district.answer("P02", "qr", "Q2", day, 9, (5, 4, 5, 5, 4, 5))
    for n in range(300):
        district.answer("P03", "code", "", DAYS[n % len(DAYS)], 10, (5,) * ITEMS)
    for n in range(25):
        district.answer("P04", "qr", "Q1", rest, 20 + n % 3, district.marks(0.8, 0.2))
    for _ in range(9):
        district.answer("P07", "qr", "Q2", day, 10, district.marks(0.8, 0.2), again=True)
    district.texts += [Wrote("P05", folded("Cán bộ rất nhiệt tình, chu đáo, đề nghị cấp trên khen."))] * 4
    district.sheets.append(CodeSheet("P06", "Q1", "P06 2", (*range(0, 40, 3), *range(60, 85))))
    found = district.flags()
    assert Group("P01", "qr", "Q1", str(day)) in shown(found, BURST)
    assert Group("P02", "qr", "Q2", str(day)) in shown(found, ALIKE)
    assert Group("P03", "code") in shown(found, STRAIGHT)
    assert Group("P04", "qr", "Q1", str(rest)) in {*shown(found, OFF_HOURS), *shown(found, BURST)}
    assert {group.unit for group in shown(found, OFF_HOURS)} == {"P04"}
    assert shown(found, SAME_CLIENT) == {Group("P07", "qr", "Q2", str(day))}
    assert shown(found, SAME_TEXT) == {Group("P05")}
    (run,) = [flag for flag in found if flag.kind == CODE_RUN]
    assert (run.group, run.figure) == (Group("P06", "code", "Q1"), 25)
    assert "P06 2: 25 mã" in run.text()
    assert all("%" not in flag.text() for flag in found)
    assert run.to_data()["figure"] == "25"


@settings(max_examples=25)
@given(st.sets(st.integers(0, 60), min_size=6, max_size=60))
def test_a_run_is_flagged_only_where_it_is_longer_than_what_chance_shows(places: set[int]) -> None:
    """Against a plain reading of the rule: with all codes spent, or all apart, there is nothing to say."""
    ordered = sorted(places)
    found = code_runs([CodeSheet("P01", "", "A", tuple(ordered))], POLICY)
    if len(ordered) == ordered[-1] - ordered[0] + 1 or all(b - a > 1 for a, b in pairwise(ordered)):
        assert found == []
    for flag in found:
        start = next(n for n in ordered if all(n + step in places for step in range(int(flag.figure))))
        assert start + int(flag.figure) not in places
        assert flag.figure > flag.limit >= POLICY.least_run - 1


@pytest.mark.parametrize("answers", [1, 7])
def test_a_few_answers_raise_nothing(answers: int) -> None:
    hours = [Hourly("P01", "qr", "Q1", "2019-04-06", 3, min(answers, 3))]
    kept = [Kept("P01", "qr", "Q1", "2019-04-06", (5, 5))] * answers
    assert flags(Evidence(kept, hours), POLICY, usual_week) == []


def test_limits_are_policy_data_and_every_fault_of_them_is_told() -> None:
    assert parse_flag_policy({}) == POLICY == parse_flag_policy(POLICY.to_data())
    assert parse_flag_policy({"burst_steps": "2.5", "at_counter": ["kiosk"]}).burst_steps == Fraction(5, 2)
    with pytest.raises(Invalid) as no:
        parse_flag_policy({"opens": 18, "closes": 9, "alarm": "2", "least_run": 1, "typo": 1})
    assert sorted(problem.path for problem in no.value.problems) == ["alarm", "least_run", "opens", "typo"]


def test_a_group_is_named_by_place_and_day_of_its_month_and_by_nothing_finer() -> None:
    assert group_problems(Group("P01", "qr", "Q1", "2019-04-15"), "2019-04") == []
    faults = [group_problems(Group("", day=day), "2019-04") for day in ("2019-04-15T09", "2019-05-01", "2019-04-31")]
    assert [[problem.path for problem in own] for own in faults] == [["unit", "day"]] * 3
    assert Group.from_data(Group("P01", "", "Q1").to_data()) == Group("P01", "", "Q1")
