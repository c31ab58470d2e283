"""The list of a dossier in the columns that offices exchange: read as it is written by hand, every fault at its cell."""

from io import BytesIO

import pytest
from xlsxwriter import Workbook

from emulation.commendation import nomination_tables
from emulation.models import Nomination
from emulation.rules import access
from kernel.errors import Invalid, WrongState
from tests.world import FULL_NAMES, NOW, OWN, World, dossier, nominate, person

HEADER = (
    "STT", "Tên gọi (Ông/Bà/Chức danh)", "Tên tập thể/cá nhân/hộ gia đình", "Chức vụ", "Đơn vị công tác",
    "Phân loại khen thưởng", "Danh hiệu/Hình thức", "Phân loại đối tượng", "Lĩnh vực hoạt động",
)  # fmt: skip
AWARD = "Giấy khen của Chủ tịch Ủy ban nhân dân cấp huyện"


def workbook(*rows: tuple[object, ...]) -> bytes:
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("DS")
        for number, row in enumerate((("DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG",), (), HEADER, *rows)):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def test_a_list_is_read_into_a_draft_and_written_as_it_was(world: World) -> None:
    town, officer = world.home, world.home.actors[access.UNIT_OFFICER]
    id_ = nominate(town, OWN, "draft", dossier(OWN, "từ bảng", lines=()))
    name = f"{FULL_NAMES[0]} {OWN} {town.name}"
    content = workbook(
        ("I", "", "TẬP THỂ"),
        (1, "Tập thể", f"Đơn vị {OWN} {town.name}", "", "", "Đột xuất", AWARD, "Cơ quan Hành chính", "Nội vụ"),
        ("II", "", "CÁ NHÂN"),
        (1, "Ông", name.upper(), "Thủ trưởng", OWN, "đột  xuất", "gk_huyen", "lanh-dao-phong", ""),
        (2, "Hộ gia đình", "Nhà bà Bưởi", "", "", "", AWARD, "", ""),
    )
    row = nomination_tables.enter(id_, content, "ds.xlsx", citation="Dũng cảm chữa cháy", by=officer, at=NOW)
    lines = list(row.lines.select_related("person", "category"))
    assert [(one.place, one.subject_kind, one.household) for one in lines] == [
        (1, "collective", ""), (2, "person", ""), (3, "household", "Nhà bà Bưởi"),
    ]  # fmt: skip
    assert lines[1].person is not None and lines[1].person.code == person(OWN, 1)
    assert (lines[0].figures, lines[1].category and lines[1].category.leads) == ({"field": "Nội vụ"}, True)
    again = nomination_tables.written(row, on=NOW.date())
    nomination_tables.enter(id_, again, "ds.xlsx", by=officer, at=NOW)
    assert [one.pk for one in Nomination.objects.get(pk=id_).lines.all()] == [one.pk for one in lines]


def test_every_fault_of_a_list_is_named_by_its_cell_and_nothing_is_written(world: World) -> None:
    town, officer = world.home, world.home.actors[access.UNIT_OFFICER]
    id_ = town.nominations[OWN, "draft"]
    content = workbook(
        (1, "Ông", "Nguyễn Không Có", "", OWN, "Đột xuất", AWARD, "", ""),
        (2, "Tập thể", f"Đơn vị {OWN} {town.name}", "", "Phường lạ", "Cống hiến", "Giấy khen lạ", "Người lạ", ""),
        (3, "Tập thể", f"Đơn vị {OWN} {town.name}", "", "", "", "Chiến sĩ thi đua cơ sở", "", ""),
    )
    before = Nomination.objects.get(pk=id_).lines.count()
    with pytest.raises(Invalid) as refused:
        nomination_tables.enter(id_, content, "ds.xlsx", citation="x", by=officer, at=NOW)
    assert [problem.path for problem in refused.value.problems] == ["DS!C4", "DS!E5", "DS!G5", "DS!H5", "DS!F5"]
    alone = workbook((3, "Tập thể", f"Đơn vị {OWN} {town.name}", "", "", "", "Chiến sĩ thi đua cơ sở", "", ""))
    with pytest.raises(Invalid) as refused:
        nomination_tables.enter(id_, alone, "ds.xlsx", citation="x", by=officer, at=NOW)
    assert {problem.path for problem in refused.value.problems} == {"DS!G4"}
    assert Nomination.objects.get(pk=id_).lines.count() == before
    fine = workbook((1, "Ông", person(OWN, 1), "", "", "", AWARD, "", ""))
    with pytest.raises(WrongState):
        nomination_tables.enter(town.nominations[OWN, "submitted"], fine, "ds.xlsx", citation="x", by=officer, at=NOW)
