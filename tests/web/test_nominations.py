"""The pages of dossiers and registrations: a whole way in a browser without scripts, and what is refused said on the page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from emulation.models import Nomination, Ranking
from tests.acts.test_nomination_tables import AWARD, workbook
from tests.api.conftest import visitor
from tests.world import OTHER, OWN, PLAIN_PDF, World, dossier, nominate, person, stopped_clock


@pytest.fixture(scope="module", autouse=True)
def clock() -> Iterator[None]:
    yield from stopped_clock()


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def sent(client: Client, path: str, status: int = 302, **values: Any) -> str:
    answer = client.post(path, values)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return str(answer.content.decode())


def test_a_unit_writes_a_dossier_that_is_appraised_line_by_line(world: World) -> None:
    town = world.home
    officer, head, office = (visitor(town, name) for name in ("unit_officer.P02", "unit_head.P02", "standing_officer"))
    start = reverse("web:nomination-start", args=["P02"])
    assert "Hãy ghi năm" in sent(officer, start, 422, title="Khen", kind="ad_hoc", procedure="normal", year="x")
    sent(officer, start, title="Khen đột xuất", kind="ad_hoc", procedure="simple", year="2019")
    row = Nomination.objects.get(title="Khen đột xuất")
    home, line = reverse("web:nomination", args=[row.pk]), reverse("web:nomination-line", args=[row.pk])
    about = {"award_code": "GK_HUYEN", "deed_title": "Chữa cháy", "deed_first": "2019-05-01", "deed_last": "2019-05-01"}
    assert "Thành tích phải có" in sent(officer, line, 422, **about, person=person("P02", 3), citation="")
    sent(officer, line, **about, person=person("P02", 3), citation="Dũng cảm chữa cháy", act="keep")
    sent(officer, line, **about, unit="P02", citation="Dũng cảm chữa cháy")
    assert "Dũng cảm chữa cháy" in page(officer, f"{line}?place=1")
    sent(officer, f"{line}?place=2", act="remove")
    book = SimpleUploadedFile("ds.xlsx", workbook((1, "Tập thể", "P02", "", "", "", AWARD, "", "")))
    sent(officer, reverse("web:nomination-table", args=[row.pk]), file=book, citation="Cả đơn vị tham gia")
    wrong = SimpleUploadedFile("ds.xlsx", workbook((1, "Ông", "Người Lạ", "", "", "", AWARD, "", "")))
    assert "DS!C4" in sent(officer, reverse("web:nomination-table", args=[row.pk]), 422, file=wrong, citation="x")
    paper = SimpleUploadedFile("giay-xac-nhan.pdf", PLAIN_PDF)
    sent(officer, home, act="add", label="confirmation", files=paper)
    assert "giay-xac-nhan.pdf" in page(head, home)
    assert "Hãy ghi số tờ trình" in sent(head, home, 422, act="submit", letter_number="", letter_on="2019-05-10")
    sent(head, home, act="submit", letter_number="12/TTr", letter_on="2019-05-10")
    sent(office, home, act="receive")
    appraise = reverse("web:nomination-appraise", args=[row.pk])
    assert "Dũng cảm chữa cháy" in page(office, appraise)
    first, second = row.lines.all()
    outcomes = {f"outcome-{first.pk}": "pass", f"outcome-{second.pk}": "fail"}
    assert "Hãy ghi lý do ở dòng 2" in sent(office, appraise, 422, **outcomes)
    sent(office, appraise, **outcomes, **{f"reason-{second.pk}": "Không đủ người tham gia."})
    shown = page(head, home)
    assert "Không đủ người tham gia." in shown
    assert "2019" in page(office, f"{reverse('web:nominations')}?state=appraised&unit=P02&year=2019")


def test_an_unfit_nominee_is_proposed_to_fail_with_the_article(world: World) -> None:
    town, office = world.home, visitor(world.home, "standing_officer")
    path = reverse("web:nomination-appraise", args=[town.nominations[OWN, "received"]])
    shown = page(office, path)
    assert 'value="fail" selected' in shown
    assert "Nghị định 91/2017/NĐ-CP" in shown


def test_a_ranking_begins_a_dossier_and_alike_reports_are_shown(world: World) -> None:
    town, by = world.home, visitor(world.home, "all_roles")
    path = reverse("web:nomination-ranking", args=[town.published[Ranking.PEOPLE]])
    asked = {"unit": "HK", "award_code": "GK_HUYEN", "kind": "thematic", "per": "unit", "citation": "Xếp thứ {rank}"}
    assert "Lập hồ sơ từ bảng xếp hạng" in page(by, path)
    sent(by, path, 422, **asked, top="0")
    sent(by, path, **asked, top="1")
    assert "Không còn ai" in sent(by, path, 422, **asked, top="1")
    text = "Tôi đã xây dựng kho mẫu đơn điền sẵn, hướng dẫn người cao tuổi nộp hồ sơ trực tuyến tại nhà vào sáng thứ bảy hằng tuần."
    lines = dossier(OTHER, "a").lines
    for unit in (OTHER, OWN):
        id_ = nominate(
            town, unit, "draft", dossier(unit, f"chép {unit}", lines=[_with(dossier(unit, "a").lines[1], text)])
        )
    assert len(lines) == 2
    assert "Báo cáo giống 100 phần trăm" in page(
        visitor(town, "standing_officer"), reverse("web:nomination", args=[id_])
    )


def _with(line: Any, report: str) -> Any:
    return type(line)(**{**vars(line), "report": report})


def test_a_unit_registers_and_signs_on_the_page(world: World) -> None:
    town = world.home
    officer, head, office = (visitor(town, name) for name in ("unit_officer", "unit_head", "standing_officer"))
    path = f"{reverse('web:registrations')}?year=2020"
    sent(office, path, act="text", text="Thi đua là yêu nước.")
    write = f"{reverse('web:registration-write', args=[OWN])}?year=2020"
    assert "Hãy đăng ký ít nhất" in sent(officer, write, 422)
    sent(officer, write, aim=["GK_HUYEN|", f"GK_HUYEN|{person(OWN, 3)}"])
    assert "checked" in page(officer, write)
    sent(head, path, act="sign", unit=OWN)
    shown = page(office, path)
    assert "2 trên 3 đơn vị chưa nộp" not in shown
    one = reverse("web:registration", args=[town.registrations[OWN]])
    assert "Hãy ghi lý do" in sent(office, one, 422, act="return", reason="")
    sent(office, one, act="return", reason="Bổ sung.")
    assert "Bổ sung." in page(head, one)


def test_the_first_page_says_which_dossiers_registrations_and_decisions_wait_for_whom(world: World) -> None:
    town = world.home

    def waiting(name: str) -> str:
        return re.sub(r"<[^>]*>|\s+", " ", page(visitor(town, name), "/"))

    office, head = waiting("standing_officer"), waiting("unit_head")
    assert re.search(r"2 +hồ sơ khen thưởng chờ tiếp nhận", office) and re.search(
        r"1 +bản đăng ký thi đua chờ duyệt", office
    )
    assert re.search(r"1 +hồ sơ khen thưởng chờ ký tờ trình và nộp", head) and "chờ duyệt" not in head
    assert "ý kiến về danh sách khen thưởng chờ trả lời" in office and "chờ trả lời" not in waiting("nobody")
