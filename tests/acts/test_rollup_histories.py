"""Evaluations are saved, appraised, returned and moved in whatever order Hypothesis finds: rollups equal a full recompute."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from emulation import evaluations, people, rollup_snapshots, rollups, rulings, surveys
from emulation.boards import live
from emulation.evaluations import Line
from emulation.events import ParticipationsMoved, RankingComputed
from emulation.models import Evaluation, Posting, Ranking, RankingRuling, in_force
from emulation.rules.periods import Month
from emulation.surveys import Answer
from kernel.errors import Refusal
from kernel.models import LedgerEntry
from tests.acts.test_rankings import Year, found_unit, reorganise, year
from tests.world import NOW, PERSON_MARKS, UNIT_MARKS, Town, person, points

UNITS = ("P01", "P02", "D01")
MONTHS = ("2019-01", "2019-02", "2019-03")
units, months = st.sampled_from(UNITS), st.sampled_from(MONTHS)
subjects = st.integers(0, 3)
b1 = st.sampled_from(["15", "20", "20.5", "28"])


class Histories(RuleBasedStateMachine):
    town: ClassVar[Town]
    run: ClassVar[Year]
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.run.officers.clear()
        self.sent = 0
        self.merged = False
        self.steps = 0
        self.entry = LedgerEntry.objects.latest("id").pk

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def try_(self, what: str, act: Any, *arguments: Any, **named: Any) -> None:
        """An act, or the refusal of it, which leaves nothing behind."""
        try:
            with transaction.atomic():
                act(*arguments, **named)
        except Refusal:
            return
        self.done[what] += 1

    def now(self, unit: str) -> str:
        """The unit, or the one that took over from it."""
        return "P03" if self.merged and unit in ("P01", "P02") else unit

    def found(self, unit: str, month: str, place: int) -> tuple[str, str]:
        """A subject of a unit of old, and the unit in which it is evaluated for the month."""
        if not place:
            return self.now(unit), ""
        code, day = person(unit, place), Month.parse(month).last_day
        posting = Posting.objects.filter(in_force(day), authority_id=self.town.code, person__code=code)
        return posting.select_related("unit").get().unit.code, code

    @rule(unit=units, month=months, place=subjects, b1=b1, finding=st.sampled_from(["", "", "", "V1", "absent"]))
    def save_and_hand_in(self, unit: str, month: str, place: int, b1: str, finding: str) -> None:
        unit, subject = self.found(unit, month, place)
        officer = self.run.of("unit_officer", unit)
        line = Line(subject, points(PERSON_MARKS if place else UNIT_MARKS, B1=b1), ("V1",) if finding == "V1" else ())
        if finding == "absent" and place:
            line = Line(subject, absent=True, note="Đi học.")
        at = {"by": officer, "at": NOW}
        self.try_("save", evaluations.save, self.run.id, month, unit, [line], **at)
        self.try_("submit", evaluations.submit, self.run.id, month, unit, subjects=[subject], **at)

    @rule(unit=units, month=months, adjusted=st.sampled_from([None, None, "11"]))
    def appraise(self, unit: str, month: str, adjusted: str | None) -> None:
        unit = self.now(unit)
        head, office = self.run.of("unit_head", unit), self.town.actors["standing_officer"]
        lines = [Line("", {"B1": Decimal(adjusted)}, None, note="Chậm.")] if adjusted else []
        self.try_("confirm", evaluations.confirm, self.run.id, month, unit, by=head, at=NOW)
        self.try_("appraise", evaluations.appraise, self.run.id, month, unit, lines=lines, by=office, at=NOW)

    @rule(unit=units, month=months, marks=st.lists(b1, min_size=4, max_size=4))
    def score_everybody(self, unit: str, month: str, marks: list[str]) -> None:
        for place, mark in enumerate(marks):
            self.save_and_hand_in(unit, month, place, mark, "")
        self.appraise(unit, month, None)

    @rule(pick=st.integers(0, 99), again=st.booleans(), b1=b1)
    def send_back(self, pick: int, b1: str, *, again: bool) -> None:
        """Somebody's appraised sheet, which may be appraised again with other points."""
        rows = Evaluation.objects.filter(campaign_id=self.run.id, state="appraised", month__state="open")
        there = rows.order_by("month__month", "unit__code", "person__code")
        found = list(there.values_list("unit__code", "month__month", "person__code"))
        if not found:
            return
        unit, month, person_code = found[pick % len(found)]
        subject, office = person_code or "", self.town.actors["standing_officer"]
        asked = {"subjects": [subject], "reason": "Xem lại.", "by": office, "at": NOW}
        self.try_("return", evaluations.return_, self.run.id, month, unit, **asked)
        if again:
            line = Line(subject, points(PERSON_MARKS if subject else UNIT_MARKS, B1=b1))
            at: Any = {"by": self.run.of("unit_officer", unit), "at": NOW}
            self.try_("save", evaluations.save, self.run.id, month, unit, [line], **at)
            self.try_("submit", evaluations.submit, self.run.id, month, unit, subjects=[subject], **at)
            self.appraise(unit, month, None)

    @rule(unit=units, to=units, day=st.sampled_from([date(2019, 1, 20), date(2019, 2, 10), date(2019, 3, 5)]))
    def transfer(self, unit: str, to: str, day: date) -> None:
        asked = {"to_unit": self.now(to), "position": "", "effective_on": day}
        by = self.town.actors["standing_officer"]
        self.try_("transfer", people.transfer, self.town.code, person(unit, 3), **asked, by=by, at=NOW)

    @rule(unit=units, month=months, number=st.integers(1, 6), mark=st.integers(1, 5))
    def count_answers(self, unit: str, month: str, number: int, mark: int) -> None:
        day = date.fromisoformat(f"{month}-09")
        sent = [Answer(f"{self.sent + n}", self.now(unit), day, "qr", {"Q1": mark}) for n in range(number)]
        self.sent += number
        self.try_("count", surveys.count, self.run.id, sent, by=self.town.actors["standing_officer"], at=NOW)

    @rule(place=st.integers(0, 1), undone=st.booleans())
    def rule_out_or_lift(self, place: int, *, undone: bool) -> None:
        """P01 or its head is not ranked any more, or is again; or both at once."""
        subjects_, target = (Ranking.PEOPLE, person("P01", 1)) if place else (Ranking.UNITS, "P01")
        there = RankingRuling.objects.filter(campaign=self.run.id, target=target, lifted_at=None)
        asked: dict[str, Any] = {"reason": "Mới thành lập.", "at": NOW}
        if not there.exists():
            by = self.town.actors["authority"]
            self.try_("rule", rulings.decide, self.run.id, subjects_, "unranked", target, by=by, **asked)
            if not undone:
                return
        by = self.town.actors["council_chair"]
        self.try_("lift", rulings.lift, str(there.get().pk), by=by, **asked)

    @precondition(lambda self: self.steps > 6)
    @rule(month=months)
    def close(self, month: str) -> None:
        self.try_("close", self.run.close, month)

    @precondition(lambda self: not self.merged and self.steps > 3)
    @rule()
    def merge(self) -> None:
        self.try_("merge", self._merge)

    def _merge(self) -> None:
        found_unit(self.run, "P03", date(2019, 2, 1))
        reorganise(self.run, "merge", "P01 P02", "P03", date(2019, 2, 1))
        self.merged = True

    @rule(anew=st.booleans())
    def take_in_or_make_anew(self, anew: bool) -> None:
        if anew:
            rollup_snapshots.rebuild(self.run.id)
        else:
            rollup_snapshots.take_in_all(at=NOW)

    def react(self) -> None:
        """What follows the events of this example, once each, in their order."""
        entries = LedgerEntry.objects.filter(
            id__gt=self.entry, type__in=(RankingComputed.type, ParticipationsMoved.type)
        )
        for entry in entries.order_by("id"):
            self.entry = entry.pk
            if entry.type == RankingComputed.type:
                rollups.follow_ranking(RankingComputed.of(entry.payload), NOW)
            else:
                rollups.follow_succession(ParticipationsMoved.of(entry.payload), NOW)

    @invariant()
    def rollups_are_what_a_full_recompute_makes(self) -> None:
        self.steps += 1
        self.react()
        assert rollup_snapshots.differences(self.run.id) == []

    @invariant()
    def the_histogram_has_the_places_of_the_window(self) -> None:
        for kind in (Ranking.UNITS, Ranking.PEOPLE):
            head = live.head(self.run.id, live.Wish(kind), by=self.town.actors["standing_officer"], at=NOW)
            ranks = {row.subject: row.rank for row in live.rows(head) if row.rank}
            assert live.places(head.board, head.scheme, list(ranks)) == ranks


def test_rollups_equal_a_full_recompute_after_any_history(town: Town) -> None:
    Histories.town = town
    Histories.run = year(town, date(2019, 3, 31), policy={"minimum_survey_answers": 3})
    Histories.done.clear()
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    acts = ("save", "submit", "confirm", "appraise", "return", "transfer", "count", "close", "merge", "rule", "lift")
    for act in acts:
        assert Histories.done[act], (act, Histories.done)
