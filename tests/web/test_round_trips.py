"""The pages of the Excel round trip: a form handed back, its differences with who wrote what, and the chosen cells written."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from emulation import evaluations, imports
from emulation.events import ImportUploaded
from emulation.models import Import
from tests.web.conftest import SignIn
from tests.web.district import MARKS, NOW, District, event, points


def test_a_form_comes_back_and_only_the_chosen_cells_are_written(sign_in: SignIn, district: District) -> None:
    officer = sign_in("canbo.p03")
    path = reverse("web:round-trip", args=[district.campaign, "2019-02", "P03"])
    empty: Any = officer.post(path)
    assert (empty.status_code, "Hãy chọn tệp Excel" in empty.content.decode()) == (422, True)
    book = officer.get(reverse("web:workbook", args=[district.campaign, "2019-02", "P03"])).content
    line = evaluations.Line("", points(MARKS, B1="21", B2="17"), ("V1",))
    evaluations.save(district.campaign, "2019-02", "P03", [line], by=district.actors["canbo.p03"], at=NOW)
    sent: Any = officer.post(path, {"file": SimpleUploadedFile("p03.xlsx", book)})
    row = Import.objects.get(filename="p03.xlsx")
    differences = reverse("web:import-differences", args=[row.pk])
    assert sent.headers["Location"] == differences
    assert "Tệp đang được đọc" in officer.get(differences).content.decode()
    imports.validate(event(ImportUploaded, import_id=str(row.pk)), NOW)
    page = officer.get(differences).content.decode()
    assert page.count("Người khác đã sửa") == 3
    assert 'data-label="Hiện nay">có ' in page
    assert "UBND phường Cửa Nam <span" in page
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    stale: Any = officer.post(differences, {"cell": ["P03|B1"], "seen": ["P03=1"]})
    assert stale.status_code == 409
    assert officer.post(differences, {"cell": ["P03|B1"], "seen": seen}).status_code == 302
    assert "Đã ghi; xem phiếu của đơn vị" in officer.get(differences).content.decode()
    sheet = district.evaluation("2019-02", "P03")
    assert (sheet.scores["B1"], sheet.scores["B2"]) == (MARKS["B1"], "17")
    assert sign_in("canbo.p01").get(differences).status_code == 404


def test_the_year_shows_which_months_count_and_why_others_do_not(sign_in: SignIn, district: District) -> None:
    page = sign_in("thutruong.p04").get(reverse("web:derivation", args=[district.campaign, "units", "P04"]))
    text = page.content.decode()
    assert ("được tính" in text, "tháng chưa khóa" in text, "Trung bình cộng" in text) == (True, True, True)
    assert sign_in("thutruong.p01").get(page.request["PATH_INFO"]).status_code == 404
