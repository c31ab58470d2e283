"""The pages of assigned tasks: written, given out, reported, judged; the annex with its counts; a table taken in."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from emulation import file_visibility
from emulation.assignment_tables import COLUMNS
from emulation.models import Assignment
from emulation.rules.periods import local_date
from tests.web.conftest import SignIn
from tests.web.district import NOW, District
from tests.web.test_rulings import shown

GIVEN = {
    "code": "NV-02", "title": "Tập huấn một cửa", "unit": "P02", "person": "", "responsibility": "Chủ trì", "parts": "",
    "steps": "Họp (08/02/2019)\nTập huấn (20/02/2019)", "product": "Biên bản", "check": "Đối chiếu", "deadline": "2019-02-28",
}  # fmt: skip


def test_a_task_is_written_assigned_reported_and_accepted_on_its_page(sign_in: SignIn, district: District) -> None:
    office, head = sign_in("thuongtruc"), sign_in("thutruong.p02")
    form = reverse("web:assignment-write", args=[district.campaign])
    wrong: Any = office.post(form, {**GIVEN, "steps": "Họp", "unit": "P99"})
    assert (wrong.status_code, "Không đọc được bước “Họp”" in wrong.content.decode()) == (422, True)
    wrong = office.post(form, {**GIVEN, "unit": "P99"})
    page = wrong.content.decode()
    assert (wrong.status_code, 'href="#unit"' in page, "Tập huấn một cửa" in page) == (422, True, True)
    assert office.post(form, GIVEN).status_code == 302
    row = Assignment.objects.get(campaign=district.campaign, code="NV-02")
    path = reverse("web:assignment", args=[row.pk])
    shown(head, path, 404)
    assert "Họp (08/02/2019); Tập huấn (20/02/2019)" in shown(office, f"{form}?code=NV-02")
    office.post(path, {"act": "assign"})
    assert 'value="acknowledge"' in shown(head, path)
    assert 'value="accept"' not in shown(head, path)
    empty: Any = head.post(path, {"act": "report", "text": " "})
    assert (empty.status_code, "Hãy ghi kết quả thực hiện." in empty.content.decode()) == (422, True)
    unsafe: Any = head.post(
        path, {"act": "report", "text": "Xong.", "files": SimpleUploadedFile("x.txt", b"MZ\x00\x00")}
    )
    assert unsafe.status_code == 422
    file = SimpleUploadedFile("danh-sach.txt", "Ba mươi người".encode())
    head.post(path, {"act": "report", "text": "Đã tập huấn 30 người.", "files": file})
    (kept,) = file_visibility.files(district.actors["thutruong.p02"], local_date(NOW))
    assert "danh-sach.txt" in shown(office, path)
    file_page = reverse("web:file", args=[kept.pk])
    shown(office, file_page)
    shown(sign_in("canbo.d02"), file_page, 404)
    assert "Đã tập huấn 30 người." in shown(office, path)
    back = {"act": "return", "text": "Thiếu danh sách.", "deadline": "2019-03-15"}
    assert office.post(path, back).status_code == 302
    page = shown(head, path)
    assert "Thiếu danh sách." in page
    assert "28/02/2019 → 15/03/2019" in page
    shown(sign_in("canbo.d02"), path, 404)


def test_the_annex_shows_who_is_overdue_and_the_first_page_what_waits(sign_in: SignIn, district: District) -> None:
    path = reverse("web:assignments", args=[district.campaign])
    page = shown(sign_in("thuongtruc"), path)
    assert "Tiến độ theo đơn vị" in page
    assert "Rà soát thủ tục một cửa" in page
    assert "Quá hạn" in shown(sign_in("thuongtruc"), f"{path}?state=overdue&until=2019-12-31&unit=P01")
    assert "Rà soát thủ tục một cửa" not in shown(sign_in("thuongtruc"), f"{path}?until=2019-01-31")
    assert "Tiến độ theo đơn vị" not in shown(sign_in("canbo.p02"), path)
    assert "Rà soát thủ tục một cửa" in shown(sign_in("canbo.p02"), path)
    assert "nhiệm vụ được giao chưa xong" in shown(sign_in("nhanvien.p01"), "/")
    assert "nhiệm vụ được giao chưa xong" not in shown(sign_in("nhanvien.p02"), "/")
    assert "Rà soát thủ tục một cửa" in shown(
        sign_in("thutruong.p01"), reverse("web:campaign", args=[district.campaign])
    )


def test_a_table_with_faults_is_told_cell_by_cell_and_a_good_one_is_taken_in(
    sign_in: SignIn, district: District
) -> None:
    office, path = sign_in("thuongtruc"), reverse("web:assignments-table", args=[district.campaign])
    head = ";".join(column.header for column in COLUMNS)
    line = "NV-03;Việc;{};;Chủ trì;;Họp (08/02/2019);Biên bản;Xem;15/02/2019"

    def upload(unit: str) -> Any:
        file = SimpleUploadedFile("bang.csv", f"{head}\n{line.format(unit)}".encode())
        return office.post(path, {"file": file})

    wrong = upload("P99")
    assert (wrong.status_code, "Dữ liệu!C2" in wrong.content.decode()) == (422, True)
    assert upload("P01").status_code == 302
    assert Assignment.objects.filter(campaign=district.campaign, code="NV-03").count() == 1
    assert office.post(path).status_code == 422
    assert office.get(path).content[:2] == b"PK"
