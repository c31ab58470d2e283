"""Imports: checked as a whole first, written afterwards in whole or by choice, and every row accounted for."""

import re
from typing import Any

import pytest
from django.core.files.storage import default_storage

from emulation import evaluations, imports, months, units
from emulation.events import (
    EvaluationsSaved,
    ImportCommitRefused,
    ImportCommitRequested,
    ImportCommitted,
    ImportDiscarded,
    ImportRejected,
    ImportUploaded,
    ImportValidated,
    StaffRegistered,
    UnitsRegistered,
)
from emulation.models import Import, Person, Unit
from emulation.workbooks import FAULTS, open_book
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import recorded, refused
from tests.world import DRAFTED, NOW, Town, event, person, points, workbook

UNIT_HEAD = "Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên,Mã cụm/khối,Tên cụm/khối,Từ ngày"
STAFF_HEAD = "Mã cán bộ,Họ và tên,Giới tính,Mã đơn vị,Chức vụ,Nhóm vị trí,Thủ trưởng,Từ ngày"


def table(head: str, *rows: str) -> bytes:
    return "\n".join((head, *rows)).encode()


def take_in(kind: str, content: bytes, by: Actor, *, unit: str = "", name: str = "tệp.csv") -> Import:
    """Upload and validate, as upload and reaction do."""
    row = imports.upload(kind, name, content, unit=unit, by=by, at=NOW)
    imports.validate(event(ImportUploaded, import_id=str(row.pk)), NOW)
    row.refresh_from_db()
    return row


def write(row: Import, by: Actor, *keys: str) -> Import:
    imports.commit(str(row.pk), keys=keys, by=by, at=NOW)
    imports.write(event(ImportCommitRequested, import_id=str(row.pk)), NOW)
    row.refresh_from_db()
    return row


def reconciled(row: Import) -> bool:
    """What was read is what is valid and wrong, and what was written, unchanged and left out."""
    counts = row.counts
    inside = counts["read"] == counts["valid"] + counts["wrong"] == len(row.rows)
    return inside and counts["read"] == counts["committed"] + counts["unchanged"] + counts["left_out"]


# Units and staff


def test_units_are_checked_first_and_nothing_is_written_before_the_commit(town: Town, office: Actor) -> None:
    content = table(UNIT_HEAD, "P08,Phường Tám,ward,HK,CUM-1,,2019-05-01", "P09,Phường Chín,ward,P08,CUM-1,,2019-05-01")
    row = take_in(Import.UNITS, content, office)
    assert (row.state, row.problems, row.annotated) == ("validated", [], "")
    assert row.counts == {"read": 2, "valid": 2, "wrong": 0}
    assert not Unit.objects.filter(authority=town.code, code="P09").exists()
    write(row, office)
    assert (row.state, row.counts["committed"]) == ("committed", 2)
    assert reconciled(row)
    assert units.chart(town.code, NOW.date()).above("P09") == {"P09", "P08", "HK"}
    assert event(UnitsRegistered).source == f"import {row.pk}"


def test_wrong_rows_are_told_by_cell_and_stay_out_of_the_commit(town: Town, office: Actor) -> None:
    content = table(
        UNIT_HEAD,
        "P08,Phường Tám,ward,HK,CUM-1,,2019-05-01",
        "P09,Phường Chín,ward,P77,CUM-1,,2019-05-01",
        "P10,,ward,HK,CUM-1,,hôm qua",
    )
    row = take_in(Import.UNITS, content, office)
    assert row.counts == {"read": 3, "valid": 1, "wrong": 2}
    assert {"import.unknown_parent"} == {p["code"] for p in row.problems if p["path"] == "Dữ liệu!D3"}
    assert {p["path"] for p in row.problems} == {"Dữ liệu!D3", "Dữ liệu!B4", "Dữ liệu!G4"}
    with default_storage.open(row.annotated) as file:
        book = open_book(file.read())
    faults = book.find(FAULTS)
    assert faults is not None
    texts = " ".join(str(cell) for line in faults.rows for cell in line)
    assert re.search("P77", texts)
    write(row, office)
    assert (row.counts["committed"], row.counts["left_out"]) == (1, 2)
    assert reconciled(row)
    assert not Unit.objects.filter(authority=town.code, code__in=["P09", "P10"]).exists()


def test_chosen_rows_alone_are_written(town: Town, office: Actor) -> None:
    content = table(UNIT_HEAD, *(f"X{n},Đơn vị {n},ward,HK,,,2019-05-01" for n in range(4)))
    row = write(take_in(Import.UNITS, content, office), office, "X1", "X3")
    assert (row.counts["committed"], row.counts["left_out"]) == (2, 2)
    assert reconciled(row)
    assert set(Unit.objects.filter(code__startswith="X").values_list("code", flat=True)) == {"X1", "X3"}


def test_a_wrong_or_unknown_row_cannot_be_chosen(office: Actor) -> None:
    content = table(UNIT_HEAD, "P08,Tám,ward,HK,,,2019-05-01", "P09,Chín,ward,P77,,,2019-05-01")
    row = take_in(Import.UNITS, content, office)
    for key in ("P09", "P99"):
        with refused(Invalid, "import.nothing_valid") as no:
            imports.commit(str(row.pk), keys=["P08", key], by=office, at=NOW)
        assert no.refusal is not None
        assert no.refusal.params["keys"] == key


def test_a_file_with_nothing_valid_cannot_be_committed(office: Actor) -> None:
    row = take_in(Import.UNITS, table(UNIT_HEAD, "P09,Chín,ward,P77,,,2019-05-01"), office)
    with refused(Invalid, "import.nothing_valid"):
        imports.commit(str(row.pk), by=office, at=NOW)


def test_the_same_file_again_is_reconciled_as_unchanged(town: Town, office: Actor) -> None:
    content = table(UNIT_HEAD, "P08,Phường Tám,ward,HK,CUM-1,,2019-05-01")
    write(take_in(Import.UNITS, content, office), office)
    before = recorded(UnitsRegistered)
    row = write(take_in(Import.UNITS, content, office), office)
    assert (row.counts["committed"], row.counts["unchanged"]) == (0, 1)
    assert reconciled(row)
    assert recorded(UnitsRegistered) == before


def test_staff_come_in_with_names_of_every_spelling(town: Town, office: Actor) -> None:
    rows = (
        "CB901,H'Hen Niê,nữ,P01,Chuyên viên,Chuyên môn,,2019-01-01",
        "CB902,Lo\u0300 Va\u0306n Pa\u0302\u0301ng,NAM,P02,Chủ tịch,Lãnh đạo,x,2019-01-01",
        "CB903,Ai Đó,khác,P01,Chuyên viên,Chuyên môn,,2019-01-01",
        "CB904,Ai Đó,nam,P77,Chuyên viên,Chuyên môn,,2019-01-01",
    )
    row = take_in(Import.STAFF, table(STAFF_HEAD, *rows), office)
    assert [(p["code"], p["path"]) for p in row.problems] == [
        ("import.bad_gender", "Dữ liệu!C4"), ("import.unknown_unit", "Dữ liệu!D5"),
    ]  # fmt: skip
    write(row, office)
    names = Person.objects.filter(authority=town.code, code__startswith="CB90").values_list("full_name", "search_name")
    assert sorted(names) == [("H'Hen Niê", "h'hen nie"), ("Lò Văn Pấng", "lo van pang")]
    assert recorded(StaffRegistered, source=f"import {row.pk}") == 1


def test_a_code_twice_in_a_file_is_told(office: Actor) -> None:
    content = table(UNIT_HEAD, "P08,Tám,ward,HK,,,2019-05-01", "P08,Tám nữa,ward,HK,,,2019-06-01")
    row = take_in(Import.UNITS, content, office)
    assert row.counts["wrong"] >= 1
    keys = [entry["key"] for entry in row.rows if not entry["problems"]]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04 not a zip", b"a,b,c\n1,2,3", "không".encode("utf-16")]
)
def test_a_file_that_cannot_be_read_is_rejected_with_a_reason(office: Actor, content: bytes) -> None:
    row = take_in(Import.UNITS, content, office)
    assert (row.state, len(row.problems) >= 1) == ("rejected", True)
    assert recorded(ImportRejected, import_id=str(row.pk)) == 1
    with refused(WrongState, "import.wrong_state"):
        imports.commit(str(row.pk), by=office, at=NOW)


def test_a_file_beyond_the_limit_is_not_taken_in(office: Actor, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 100
    with refused(Invalid, "import.too_large"):
        imports.upload(Import.UNITS, "a.csv", b"x" * 101, by=office, at=NOW)


# Evaluations


def test_a_units_workbook_is_checked_against_scheme_and_people_and_its_good_rows_written(
    town: Town, officer: Actor
) -> None:
    row = Import.objects.get(pk=town.imports["P01"])
    assert row.about == {"campaign": town.running, "month": DRAFTED}
    assert [(p["code"], p["path"].partition("!")[0]) for p in row.problems] == [("sheet.out_of_range", "Cá nhân")]
    keys = {entry["key"]: bool(entry["problems"]) for entry in row.rows}
    assert keys == {"P01": False, person("P01", 1): False, person("P01", 2): False, person("P01", 3): True}
    write(row, officer, "P01", person("P01", 1))
    assert (row.state, row.counts["committed"], row.counts["unchanged"], row.counts["left_out"]) == (
        "committed",
        1,
        1,
        2,
    )
    assert reconciled(row)
    assert town.evaluation(DRAFTED, "P01", person("P01", 1)).layers.count() == 2
    assert town.evaluation(DRAFTED, "P01", person("P01", 3)).layers.count() == 1


def test_the_layer_that_an_import_writes_is_in_the_name_of_who_committed_it(town: Town, officer: Actor) -> None:
    content = workbook("P01", DRAFTED, points_=points({"A1": "4"}))
    row = write(take_in(Import.EVALUATIONS, content, officer, unit="P01", name="t4.xlsx"), officer, "P01")
    assert row.counts["committed"] == 1
    layer = town.evaluation(DRAFTED, "P01").layers.last()
    assert layer is not None
    assert (str(layer.by_id), layer.scores) == (officer.account, {"A1": "4"})


def test_a_workbook_for_another_unit_campaign_or_month_is_rejected(town: Town, officer: Actor) -> None:
    for content, code in (
        (workbook("P02", DRAFTED), "import.other_unit"),
        (workbook("P01", DRAFTED, campaign="KHAC-2019"), "import.unknown_campaign"),
        (workbook("P01", "2019-12"), "month.missing"),
        (workbook("P01", "2019-01"), "month.closed"),
    ):
        row = take_in(Import.EVALUATIONS, content, officer, unit="P01", name="t.xlsx")
        assert (row.state, [p["code"] for p in row.problems]) == ("rejected", [code])


def test_a_commit_that_is_refused_goes_back_to_validated_with_the_reason(town: Town, officer: Actor) -> None:
    content = workbook("P01", DRAFTED, points_=points({"A1": "4"}))
    row = take_in(Import.EVALUATIONS, content, officer, unit="P01", name="t4.xlsx")
    evaluations.submit(town.running, DRAFTED, "P01", by=officer, at=NOW)
    write(row, officer, "P01")
    assert (row.state, [p["code"] for p in row.problems]) == ("validated", ["evaluation.wrong_state"])
    assert event(ImportCommitRefused, import_id=str(row.pk)).code == "evaluation.wrong_state"
    assert "committed" not in row.counts
    assert town.evaluation(DRAFTED, "P01").scores["A1"] == "5"


def test_a_month_that_closes_between_checking_and_writing_takes_nothing_in(
    town: Town, officer: Actor, office: Actor
) -> None:
    row = Import.objects.get(pk=town.imports["P01"])
    imports.commit(str(row.pk), by=officer, at=NOW)
    months.close(town.running, DRAFTED, by=office, at=NOW)
    before = recorded(EvaluationsSaved)
    imports.write(event(ImportCommitRequested, import_id=str(row.pk)), NOW)
    row.refresh_from_db()
    assert (row.state, [p["code"] for p in row.problems]) == ("validated", ["month.closed"])
    assert recorded(EvaluationsSaved) == before


def test_validating_and_writing_again_change_nothing(town: Town, office: Actor) -> None:
    row = take_in(Import.UNITS, table(UNIT_HEAD, "P08,Phường Tám,ward,HK,CUM-1,,2019-05-01"), office)
    write(row, office)
    before = (recorded(ImportValidated), recorded(ImportCommitted), row.counts)
    imports.validate(event(ImportUploaded, import_id=str(row.pk)), NOW)
    imports.write(event(ImportCommitRequested, import_id=str(row.pk)), NOW)
    row.refresh_from_db()
    assert (recorded(ImportValidated), recorded(ImportCommitted), row.counts) == before


def test_a_discarded_import_cannot_be_committed_any_more(town: Town, officer: Actor) -> None:
    id_ = town.imports["P01"]
    imports.discard(id_, by=officer, at=NOW)
    assert recorded(ImportDiscarded, import_id=id_) == 1
    for act in (imports.commit, imports.discard):
        with refused(WrongState, "import.wrong_state"):
            act(id_, by=officer, at=NOW)


def test_who_may_import_what(town: Town, officer: Actor, office: Actor, head: Actor, world: Any) -> None:
    with refused(NotAllowed, "units.not_allowed"):
        imports.upload(Import.UNITS, "a.csv", b"x", by=officer, at=NOW)
    with refused(NotAllowed, "import.not_allowed"):
        imports.upload(Import.EVALUATIONS, "a.xlsx", b"x", unit="P01", by=head, at=NOW)
    with refused(Missing, "import.no_unit"):
        imports.upload(Import.EVALUATIONS, "a.xlsx", b"x", unit="P02", by=officer, at=NOW)
    with refused(Missing, "import.missing"):
        imports.commit(world.away.imports["units"], by=office, at=NOW)
    with refused(NotAllowed, "units.not_allowed"):
        imports.commit(town.imports["units"], by=officer, at=NOW)


def test_the_same_bytes_are_stored_once_and_kept_under_their_digest(office: Actor) -> None:
    content = table(UNIT_HEAD, "P08,Phường Tám,ward,HK,CUM-1,,2019-05-01")
    first, second = (imports.upload(Import.UNITS, "a.csv", content, by=office, at=NOW) for _ in range(2))
    assert (first.stored, first.digest) == (second.stored, second.digest)
    assert first.digest in first.stored
