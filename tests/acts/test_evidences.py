"""Evidence of evaluations: put at a criterion while the sheet is on its way, kept once somebody has judged by it."""

import pytest

from emulation import evaluations, evidences, explanations, files, visibility
from emulation.events import FileDetached, FilesAttached
from emulation.files import Upload
from emulation.models import Standing
from emulation.rules.periods import local_date
from emulation.tables.wording import Voice
from emulation.workbooks import open_book
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.acts.test_explanations import cells
from tests.acts.test_files import send, stored
from tests.world import CLOSED, CONFIRMED, DRAFTED, NOW, OTHER, OWN, PLAIN_PDF, SUBMITTED, Town, person

UPLOAD = [Upload("bien-ban.pdf", PLAIN_PDF)]


def sheet(town: Town, month: str, unit: str = OWN, subject: str = "") -> str:
    return str(town.evaluation(month, unit, subject).pk)


def test_evidence_stands_at_its_criterion_and_goes_only_while_the_sheet_is_written(town: Town, officer: Actor) -> None:
    draft = sheet(town, DRAFTED)
    (row,) = send(officer)
    once(
        FilesAttached,
        lambda: evidences.add(draft, [str(row.pk)], criterion="A1", by=officer, at=NOW),
        record=draft,
        label="A1",
    )
    assert files.by_label(evidences.RECORD, draft)["A1"] == [row]
    evidences.remove(draft, str(row.pk), criterion="A1", by=officer, at=NOW)
    assert recorded(FileDetached, record=draft, label="A1") == 1
    handed = sheet(town, SUBMITTED)
    (kept,) = evidences.hand_in(handed, UPLOAD, by=officer, at=NOW)
    with refused(WrongState, "evidence.locked") as no:
        evidences.remove(handed, str(kept.pk), by=officer, at=NOW)
    assert no.refusal
    assert no.refusal.params["state_name"] == "submitted"


def test_an_appraised_sheet_and_a_closed_month_take_nothing_more_and_store_nothing(
    town: Town, officer: Actor, office: Actor
) -> None:
    evaluations.appraise(town.running, CONFIRMED, OWN, subjects=[""], by=office, at=NOW)
    before = stored()
    for month in (CLOSED, CONFIRMED):
        with refused(WrongState, "evidence.locked"):
            evidences.hand_in(sheet(town, month), UPLOAD, criterion="B1", by=officer, at=NOW)
    assert stored() == before
    evaluations.return_(town.running, CONFIRMED, OWN, subjects=[""], reason="vì", by=office, at=NOW)
    assert evidences.hand_in(sheet(town, CONFIRMED), UPLOAD, criterion="B1", by=officer, at=NOW)


def test_a_criterion_that_the_scheme_does_not_have_is_said_at_its_field(town: Town, officer: Actor) -> None:
    with refused(Invalid, "evidence.criterion") as no:
        evidences.hand_in(sheet(town, DRAFTED), UPLOAD, criterion="Z9", by=officer, at=NOW)
    assert no.paths == ["criterion"]


def test_the_own_unit_and_the_person_give_evidence_and_nobody_else(town: Town) -> None:
    own, mine = sheet(town, DRAFTED), sheet(town, DRAFTED, OWN, person(OWN, 3))
    for name, target in (("unit_officer", own), ("unit_head", own), ("staff", mine), ("unit_officer", mine)):
        assert evidences.hand_in(target, UPLOAD, by=town.actors[name], at=NOW)
    for name in ("standing_officer", "inspector", "cluster_lead"):
        with refused(NotAllowed, "evidence.not_allowed"):
            evidences.hand_in(own, UPLOAD, by=town.actors[name], at=NOW)
    for name, target in (("staff", own), (f"unit_officer.{OTHER}", own), (f"staff.{OTHER}", mine), ("clerk", own)):
        with refused(Missing, "evaluation.missing"):
            evidences.hand_in(target, UPLOAD, by=town.actors[name], at=NOW)


@pytest.mark.parametrize("subject", ["", person(OWN, 3)])
def test_the_explanation_of_a_figure_names_the_evidence_of_its_lines(town: Town, officer: Actor, subject: str) -> None:
    (row,) = send(officer)
    about = {"record_type": evidences.RECORD, "record": sheet(town, CLOSED, OWN, subject), "label": "B1"}
    files.attach([str(row.pk)], **about, by=officer, at=NOW)
    standing = Standing.objects.select_related("ranking__month", "ranking__campaign").get(
        ranking__campaign=town.running, subject=subject or OWN
    )
    told = explanations.account(standing, visibility.explained(officer, local_date(NOW)))
    assert [one["file"] for one in told["evidence"]["B1"]] == [str(row.pk)]
    line = f"B1: {row.name} (SHA-256 {row.digest})"
    voice = Voice(commas=True)
    assert f"MINH CHỨNG\n{line}\n" in explanations.WRITERS["txt"](told, voice).decode()
    book = open_book(explanations.WRITERS["xlsx"](told, voice))
    assert line in {row["Nội dung"] for row in cells(book, "Tóm tắt") if row["Mục"] == "Minh chứng"}
