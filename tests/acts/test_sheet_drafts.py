"""The form of a sheet while it is typed: kept for two at once, written as one layer, handed in, carried over."""

import pytest

from emulation import evaluations, judging, sheet_drafts
from emulation.boards import judging as judging_boards
from emulation.boards import sheet_forms
from emulation.evaluations import Line
from emulation.events import EvaluationsSaved, EvaluationsSubmitted
from emulation.models import EvaluationLayer, SheetDraft
from emulation.rules import states
from kernel.errors import Invalid, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests.world import CONFIRMED, DRAFTED, NOW, SUBMITTED, UNIT_MARKS, Town, World, person, points


@pytest.fixture
def town(world: World) -> Town:
    return world.home


def keep(
    town: Town, given: dict[str, str], seen: dict[str, str], subject: str = "", who: str = ""
) -> sheet_drafts.Kept:
    by = town.actors[who or "unit_officer"]
    return sheet_drafts.keep(town.running, DRAFTED, "P01", subject, given, seen, by=by, at=NOW)


def told(kind: type[EvaluationsSaved | EvaluationsSubmitted]) -> int:
    return LedgerEntry.objects.filter(type=kind.type).count()


def test_what_is_typed_is_kept_for_two_and_only_what_is_written_is_a_layer(town: Town) -> None:
    subject, before = person("P01", 3), told(EvaluationsSaved)
    first = keep(town, {"s.B1": "20,5", "n.B1": "việc mới"}, {"s.B1": "27"}, subject)
    again = keep(town, {"s.B1": "20,50"}, {"s.B1": "27"}, subject)
    assert (first.version, again.version, again.clashes) == (1, 1, {})
    other = keep(town, {"s.B1": "26", "s.B2": "21"}, {"s.B1": "27", "s.B2": "22"}, subject, who="staff")
    assert (other.clashes, other.values["s.B1"], other.values["s.B2"]) == ({"s.B1": "20.5"}, "20.5", "21")
    sheet = town.evaluation(DRAFTED, "P01", subject)
    assert (sheet.scores["B1"], told(EvaluationsSaved)) == ("27", before)
    by = town.actors["unit_officer"]
    where = (town.running, DRAFTED, "P01", subject)
    with pytest.raises(Invalid) as no:
        sheet_drafts.write(*where, {"s.B2": "23"}, {"s.B2": "22"}, by=by, at=NOW)
    assert [(p.path, p.params["theirs"]) for p in no.value.problems] == [("s.B2", "21")]
    sheet_drafts.write(*where, {}, {}, by=by, at=NOW)
    sheet.refresh_from_db()
    layer = sheet.layers.last()
    assert layer is not None and (layer.kind, layer.reason) == (EvaluationLayer.SELF, "B1: việc mới")
    assert (sheet.scores["B1"], sheet.scores["B2"], told(EvaluationsSaved)) == ("20.5", "21", before + 1)
    assert not SheetDraft.objects.filter(person=sheet.person).exists()
    keep(town, {"n.B1": "việc cũ"}, {"n.B1": "việc mới"}, subject)
    sheet_drafts.write(*where, {}, {}, by=by, at=NOW)
    assert sheet.layers.last().reason == "B1: việc cũ"  # type: ignore[union-attr]  # words alone are a layer, too
    keep(town, {"n.B1": ""}, {"n.B1": "việc cũ"}, subject)
    sheet_drafts.write(*where, {}, {}, by=by, at=NOW)
    assert sheet.layers.last().reason == ""  # type: ignore[union-attr]  # and words that are taken back
    assert sheet_drafts.written_fields(sheet).get("n.B1", "") == ""


def test_a_form_that_was_begun_before_a_workbook_came_loses_neither(town: Town) -> None:
    keep(town, {"s.A1": "3", "s.A2": "2"}, {"s.A1": UNIT_MARKS["A1"], "s.A2": UNIT_MARKS["A2"]})
    by = town.actors["unit_officer"]
    book = points(UNIT_MARKS, A1="1", B3="8")
    evaluations.save(town.running, DRAFTED, "P01", [Line("", book)], by=by, at=NOW)
    board = sheet_forms.form(town.running, DRAFTED, "P01", "", by=by, at=NOW)
    assert {name: board.values[f"s.{name}"] for name in ("A1", "A2", "B3")} == {"A1": "3", "A2": "2", "B3": "8"}
    assert board.clashes == {"s.A1": "1"}


def test_what_cannot_be_counted_is_kept_and_refused_when_it_is_handed_in(town: Town) -> None:
    kept = keep(town, {"s.B1": "31", "s.B2": "abc"}, {"s.B1": UNIT_MARKS["B1"], "s.B2": UNIT_MARKS["B2"]})
    assert kept.values["s.B2"] == "abc"
    by, where = town.actors["unit_officer"], (town.running, DRAFTED, "P01")
    with pytest.raises(Invalid) as no:
        sheet_drafts.hand_in(*where, [""], by=by, at=NOW)
    assert [p.path for p in no.value.problems] == ["P01.B1", "P01.B2"]
    with pytest.raises(Invalid):
        keep(town, {"s.Z9": "1", "note": "x" * 2000}, {})
    with pytest.raises(NotAllowed):
        keep(town, {"s.B1": "1"}, {}, who="unit_head")
    keep(town, {"s.B1": "20", "s.B2": "11,5"}, {"s.B1": "31", "s.B2": "abc"})
    before = told(EvaluationsSubmitted)
    assert sheet_drafts.hand_in(*where, [""], by=by, at=NOW) == 1
    sheet = town.evaluation(DRAFTED, "P01")
    assert (sheet.state, sheet.scores["B2"], told(EvaluationsSubmitted)) == (states.SUBMITTED, "11.5", before + 1)
    with pytest.raises(WrongState):
        keep(town, {"s.B1": "2"}, {"s.B1": "20"})
    with pytest.raises(WrongState):
        sheet_drafts.carry_over(town.running, DRAFTED, "P01", "", by=by, at=NOW)


def test_a_queue_has_what_waits_for_its_judge_and_tells_whom_it_does_not_wait_for(town: Town) -> None:
    head, office = town.actors["unit_head"], town.actors["standing_officer"]
    queue = judging_boards.queue(town.running, SUBMITTED, by=head, at=NOW)
    assert {row.act for row in queue.rows} == {"confirm"} and not any(row.blocked for row in queue.free)
    chosen = [(row.evaluation.unit.code, row.subject) for row in queue.free]
    assert judging.accept(town.running, SUBMITTED, "confirm", chosen, by=head, at=NOW) == len(chosen) > 0
    assert judging_boards.queue(town.running, SUBMITTED, by=head, at=NOW).free == []
    with pytest.raises(Invalid):
        judging.accept(town.running, SUBMITTED, "confirm", [], by=head, at=NOW)
    waiting = judging_boards.queue(town.running, CONFIRMED, by=office, at=NOW)
    sheet = town.evaluation(CONFIRMED, "P01")
    after = waiting.after(sheet.pk)
    assert after is not None and after.evaluation.pk != sheet.pk
    board = judging_boards.judged(str(sheet.pk), by=office, at=NOW)
    assert (board.act, board.blocked, [step.act for step in board.steps]) == ("appraise", False, ["submit", "confirm"])
    assert judging_boards.judged(str(sheet.pk), by=head, at=NOW).act == ""
