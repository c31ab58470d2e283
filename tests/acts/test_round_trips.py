"""The Excel round trip: a prefilled form comes back, is compared cell by cell, and never overwrites what others saved."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from emulation import evaluations, imports, round_trips, unit_books
from emulation.evaluations import Line
from emulation.events import EvaluationsSaved, ImportCommitRequested, ImportUploaded
from emulation.models import Import
from emulation.rules import states
from emulation.workbooks import EvaluationForm, Leaf, PersonFill, UnitFill, evaluation_template, read_evaluation
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, WrongState
from tests.acts.conftest import recorded, refused
from tests.world import DRAFTED, FULL_NAMES, NOW, PERSON_MARKS, UNIT_MARKS, Town, event, person, points

STAFF = person("P01", 3)


def form(revisions: Mapping[str, int], unit: Mapping[str, Any], staff: Mapping[str, Any]) -> bytes:
    """A unit's form as it comes back, filled in with these figures."""
    people = {place: points(PERSON_MARKS, B1=str(30 - place)) for place in (1, 2, 3)} | {3: dict(staff)}
    return evaluation_template(
        EvaluationForm(
            campaign="VHCS-2019",
            unit="P01",
            month=DRAFTED,
            unit_leaves=[Leaf(code, code, Decimal(30)) for code in UNIT_MARKS],
            unit_vetoes=[Leaf("V1", "Kỷ luật")],
            person_leaves=[Leaf(code, code, Decimal(30)) for code in PERSON_MARKS],
            person_vetoes=[Leaf("V1", "Kỷ luật")],
            people=[PersonFill(person("P01", n), FULL_NAMES[n - 1], values) for n, values in people.items()],
            unit_values={code: UnitFill(value) for code, value in unit.items()},
            revisions=revisions,
        )
    )


def uploaded(town: Town, content: bytes, by: Actor) -> Import:
    row = imports.upload(Import.EVALUATIONS, "p01.xlsx", content, unit="P01", by=by, at=NOW)
    imports.validate(event(ImportUploaded, import_id=str(row.pk)), NOW)
    row.refresh_from_db()
    assert town.running == row.about["campaign"]
    return row


@pytest.fixture
def stamped(town: Town, officer: Actor) -> dict[str, int]:
    """What the form says it was prefilled on, read back from the real download."""
    heading = read_evaluation(unit_books.workbook(town.running, DRAFTED, "P01", by=officer)).heading
    assert dict(heading.revisions) == {"P01": 1} | {person("P01", n): 1 for n in (1, 2, 3)}
    return dict(heading.revisions)


def compared(row: Import, by: Actor) -> dict[tuple[str, str], tuple[str, str, str, str]]:
    found = round_trips.differences(str(row.pk), by=by, at=NOW)
    return {(cell.subject, cell.leaf): (cell.before, cell.now, cell.file, cell.kind) for cell in found.cells}


def test_a_form_that_says_nothing_else_has_no_differences(town: Town, officer: Actor, stamped: dict[str, int]) -> None:
    row = uploaded(town, form(stamped, points(UNIT_MARKS), points(PERSON_MARKS, B1="27")), officer)
    assert compared(row, officer) == {}


def test_differences_are_told_cell_by_cell_and_accepted_as_one_layer(
    town: Town, officer: Actor, stamped: dict[str, int]
) -> None:
    content = form(stamped, points(UNIT_MARKS, B1="20"), points(PERSON_MARKS, B1="10", B2="20"))
    row = uploaded(town, content, officer)
    assert compared(row, officer) == {
        ("P01", "B1"): ("27", "27", "20", "changed"),
        (STAFF, "B1"): ("27", "27", "10", "changed"),
        (STAFF, "B2"): ("22", "22", "20", "changed"),
    }
    found = round_trips.differences(str(row.pk), by=officer, at=NOW)
    assert {cell.wrote for cell in found.cells} == {f"unit_officer {town.name}"}
    before = recorded(EvaluationsSaved)
    chosen = [("P01", "B1"), (STAFF, "B2")]
    done = round_trips.accept(str(row.pk), seen=found.revisions, cells=chosen, by=officer, at=NOW)
    assert (done.state, done.counts["committed"], done.counts["cells"]) == (states.COMMITTED, 2, 2)
    sheet = town.evaluation(DRAFTED, "P01", STAFF)
    assert (sheet.scores["B1"], sheet.scores["B2"], sheet.revision) == ("27", "20", 2)
    assert recorded(EvaluationsSaved) == before + 1
    with refused(WrongState, "round_trip.not_ready"):
        round_trips.accept(str(row.pk), seen=found.revisions, by=officer, at=NOW)


def test_what_somebody_saved_meanwhile_is_told_and_never_overwritten_unasked(
    town: Town, officer: Actor, stamped: dict[str, int]
) -> None:
    own = town.actors["staff"]
    meanwhile = points(PERSON_MARKS, B1="25", A1="4")
    evaluations.save(town.running, DRAFTED, "P01", [Line(STAFF, meanwhile)], by=own, at=NOW)
    content = form(stamped, points(UNIT_MARKS), points(PERSON_MARKS, B1="10", B2="20"))
    row = uploaded(town, content, officer)
    assert compared(row, officer) == {
        (STAFF, "A1"): ("5", "4", "5", "kept"),
        (STAFF, "B1"): ("27", "25", "10", "conflict"),
        (STAFF, "B2"): ("22", "22", "20", "changed"),
    }
    found = round_trips.differences(str(row.pk), by=officer, at=NOW)
    assert {cell.leaf: cell.wrote for cell in found.cells}["B1"] == f"staff {town.name}"
    # Written whole, as forms without a stamp are, it would undo what the person wrote.
    imports.commit(str(row.pk), by=officer, at=NOW)
    imports.write(event(ImportCommitRequested, import_id=str(row.pk)), NOW)
    row.refresh_from_db()
    assert (row.state, row.problems[0]["code"]) == (states.VALIDATED, "import.moved")
    round_trips.accept(str(row.pk), seen=found.revisions, by=officer, at=NOW)
    sheet = town.evaluation(DRAFTED, "P01", STAFF)
    assert (sheet.scores["A1"], sheet.scores["B1"], sheet.scores["B2"]) == ("4", "25", "20")


def test_accepting_names_what_was_seen_and_a_conflict_is_settled_by_naming_it(
    town: Town, officer: Actor, stamped: dict[str, int]
) -> None:
    row = uploaded(town, form(stamped, points(UNIT_MARKS), points(PERSON_MARKS, B1="10")), officer)
    seen = round_trips.differences(str(row.pk), by=officer, at=NOW).revisions
    evaluations.save(
        town.running, DRAFTED, "P01", [Line(STAFF, points(PERSON_MARKS, B1="24"))], by=town.actors["staff"], at=NOW
    )
    with refused(WrongState, "round_trip.moved"):
        round_trips.accept(str(row.pk), seen=seen, by=officer, at=NOW)
    found = round_trips.differences(str(row.pk), by=officer, at=NOW)
    with refused(Invalid, "round_trip.unknown_cell"):
        round_trips.accept(str(row.pk), seen=found.revisions, cells=[(STAFF, "A1")], by=officer, at=NOW)
    round_trips.accept(str(row.pk), seen=found.revisions, cells=[(STAFF, "B1")], by=officer, at=NOW)
    assert town.evaluation(DRAFTED, "P01", STAFF).scores["B1"] == "10"
    with refused(Missing, "import.no_unit"):
        round_trips.differences(str(row.pk), by=town.actors["unit_officer.P02"], at=NOW)
