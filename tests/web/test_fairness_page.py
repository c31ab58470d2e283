"""The page of the fairness instruments: every unit with its figure or why there is none, and how committee members get there."""

import re

import pytest
from django.test import Client

from tests.web.conftest import SignIn
from tests.web.district import UNITS, District


def shown(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return str(response.content.decode())


def page(district: District, month: str = "") -> str:
    return f"/campaigns/{district.campaign}/fairness/" + (f"?month={month}" if month else "")


@pytest.mark.parametrize("month", ["", "all", "2019-01", "2019-03"])
def test_every_unit_has_its_line_and_every_part_its_reason(sign_in: SignIn, district: District, month: str) -> None:
    text = shown(sign_in("kiemtra"), page(district, month))
    for code in UNITS:
        assert re.search(rf'class="code">{code} · ', text)
    assert "không điểm, hạng hay loại nào thay đổi vì các con số này" in text
    assert "Đoàn kiểm tra chưa chấm lại ít nhất 4 người của đơn vị." in text
    assert "%(" not in text


def test_a_flagged_unit_is_named_with_figure_limit_and_reason(sign_in: SignIn, district: District) -> None:
    """D02 scored itself higher than it was appraised in January, alone among six units."""
    text = shown(sign_in("thuongtruc"), page(district, "2019-01"))
    line = re.search(r"Phòng Tư pháp.*?</tr>", text, re.DOTALL)
    assert line
    assert "Tự chấm cao hơn thẩm định" in line[0]
    assert "(giới hạn 3,50)" in line[0]


def test_in_english_the_figures_are_english(sign_in: SignIn, district: District) -> None:
    client = sign_in("thuongtruc")
    client.cookies["django_language"] = "en"
    assert "3.50" in shown(client, page(district, "2019-01"))


def test_the_months_page_leads_there_whoever_may_read_it(sign_in: SignIn, district: District) -> None:
    month = f"/campaigns/{district.campaign}/months/2019-01/"
    link = f'href="{page(district)}?month=2019-01"'
    for username, leads in (("thuongtruc", True), ("kiemtra", True), ("canbo.p01", False), ("nhanvien.p01", False)):
        assert (link in shown(sign_in(username), month)) is leads


def test_a_month_that_is_none_is_not_found(sign_in: SignIn, district: District) -> None:
    for month in ("2019-99", "x", "'; --"):
        shown(sign_in("thuongtruc"), page(district, month), 404)
