"""The form of a month's sheet and its judging, as members use them without a script, and what each page costs."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emulation.models import SheetDraft
from tests.web.conftest import SignIn
from tests.web.district import MARKS, District, person_of
from tests.web.test_pages import member_pages

MONTH = "2019-02"


def form_of(district: District, unit: str, person: str = "") -> str:
    args = [district.campaign, MONTH, unit]
    return reverse("web:sheet-form-person", args=[*args, person]) if person else reverse("web:sheet-form", args=args)


def typed(marks: dict[str, str], seen: dict[str, str] | None = None, **more: str) -> dict[str, str]:
    sent = {f"f.{name}": text for name, text in marks.items()}
    return sent | {f"o.{name}": text for name, text in (seen or {}).items()} | more


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def keep(client: Client, path: str, marks: dict[str, str], seen: dict[str, str]) -> Any:
    return client.post(path, typed(marks, seen, act="keep"), headers={"Accept": "application/json"})


def test_a_unit_fills_in_its_form_and_hands_it_in(sign_in: SignIn, district: District) -> None:
    officer, path = sign_in("canbo.p01"), form_of(district, "P01")
    page = text(officer.get(path))
    for words in ("Điểm B2 chưa khớp với báo cáo một cửa.", "Phiếu bị trả lại", "Quá hạn 3 ngày", "Nộp phiếu…"):
        assert words in page
    told = keep(officer, path, {"s.B2": "16,5"}, {"s.B2": MARKS["B2"]}).json()
    assert (told["shown"]["s.B2"], told["values"]["s.B2"], told["clashes"]) == ("16,5", "16.5", {})
    assert (told["total"], told["groups"]["B"], told["problems"]) == ("80,75", "61,25", {})
    assert keep(officer, path, {"s.B2": "x"}, {"s.B2": "16.5"}).json()["problems"].keys() == {"s.B2"}
    wrong = text(officer.post(path, typed({"s.B2": "17", "n.B2": "mới đếm lại"}, {"s.B2": "16.5"}, act="hand-in")), 422)
    assert "Người khác vừa ghi “x” vào ô này" in wrong and "mới đếm lại" in wrong and 'value="17"' in wrong
    sent = officer.post(path, typed({"s.B2": "17", "n.B2": "mới đếm lại"}, {"s.B2": "x"}, act="hand-in"))
    asked = text(officer.get(sent.headers["Location"]))
    assert "phiếu được ghi là nộp muộn" in asked and "81,33" in asked
    assert not SheetDraft.objects.exists()
    done = officer.post(reverse("web:hand-in", args=[district.campaign, MONTH, "P01"]), {"subject": "-"})
    assert done.status_code == 302 and district.evaluation(MONTH, "P01").late
    assert "không sửa được nữa" in text(officer.get(path))
    paper = SimpleUploadedFile("Bảng kê.pdf", b"%PDF-1.7\ntrailer <<>>\n%%EOF\n")
    put = officer.post(path, {"act": "attach", "label": "B2", "files": paper})
    assert put.status_code == 302 and "Bảng kê.pdf" in text(officer.get(path))


def test_a_judge_changes_a_line_only_with_its_reason_and_goes_on_to_the_next(
    sign_in: SignIn, district: District
) -> None:
    office, sheet = sign_in("thuongtruc"), district.evaluation(MONTH, "P02")
    path = reverse("web:judge", args=[sheet.pk])
    assert "Thẩm định phiếu" in text(office.get(path))
    wrong = text(office.post(path, typed({"s.B1": "25", "s.B2": MARKS["B2"]}, act="judge")), 422)
    assert wrong.count("Điểm khác với lớp trước thì phải ghi lý do.") == 2 and 'value="25"' in wrong
    done = office.post(path, typed({"s.B1": "25", "r.B1": "Chậm một việc.", "note": "Đã đối chiếu."}, act="judge"))
    assert done.headers["Location"].startswith("/evaluations/") and done.headers["Location"] != path
    sheet.refresh_from_db()
    last = sheet.layers.last()
    assert last is not None and (sheet.state, last.reason) == ("appraised", "Đã đối chiếu.\nB1: Chậm một việc.")
    back = office.post(path, typed({"r.B1": "Xem lại việc này."}, act="return"))
    assert back.status_code == 302
    form = text(sign_in("canbo.p02").get(form_of(district, "P02")))
    assert "<strong>Trả lại:</strong> Xem lại việc này." in form
    queue = reverse("web:judging", args=[district.campaign, MONTH])
    assert f'href="{queue}"' in text(office.get("/"))
    listed = text(office.get(queue))
    other = str(district.evaluation(MONTH, "P02", person_of("P02", 3)).pk)
    assert other in listed
    sent = office.post(queue, {"act": "appraise", "evaluation": other})
    assert sent.status_code == 302 and other not in text(office.get(queue))


def test_staff_see_their_months_with_reasons_and_take_their_data_along(sign_in: SignIn, district: District) -> None:
    staff = sign_in("nhanvien.p01")
    page = text(staff.get(reverse("web:me")))
    assert "Tháng 1/2019" in page and "Gương mẫu, tận tụy phục vụ nhân dân năm 2018" in page and "Tải PDF" in page
    data = staff.get(reverse("web:me-data")).json()
    assert data["person"] == person_of("P01", 3) and data["awards"][0]["citation"].startswith("Gương mẫu")
    assert {one["month"] for one in data["evaluations"]} >= {"2019-01", "2019-02"}
    assert "không gắn với một cán bộ" in text(sign_in("vanthu").get(reverse("web:me")))


def test_a_unit_reads_its_months_beside_the_median_of_its_cluster(sign_in: SignIn, district: District) -> None:
    page = text(sign_in("canbo.p01").get(reverse("web:unit-history", args=[district.campaign, "P01"])))
    assert "<polyline" in page and "Điểm mạnh" in page and "20, trung vị cụm 18" in page
    hidden = text(sign_in("thuongtruc").get(reverse("web:unit-history", args=[district.campaign, "D02"])))
    assert "chưa đủ đơn vị để so" in hidden and "Điểm mạnh" not in hidden


@pytest.mark.parametrize(
    ("username", "name", "queries"),
    [
        ("canbo.p01", "sheet-form", 19),
        ("canbo.p01", "sheet-form-person", 23),
        ("canbo.p01", "hand-in", 13),
        ("thuongtruc", "judging", 11),
        ("thuongtruc", "judge", 21),
        ("canbo.p01", "unit-history", 9),
        ("nhanvien.p01", "me", 21),
    ],
)
def test_a_page_of_sheets_costs_this_many_queries(
    sign_in: SignIn, district: District, username: str, name: str, queries: int
) -> None:
    client, path = sign_in(username), member_pages(district)[name]
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    assert len(seen) == queries, [query["sql"][:150] for query in seen]
