"""The pages of leaves: recorded with faults at their fields, and who reads why somebody is away, and who only that they are."""

from datetime import date

import pytest
from django.urls import reverse

from emulation import leaves
from emulation.models import Leave
from tests.web.conftest import SignIn
from tests.web.district import NOW, District, person_of
from tests.web.test_pages import shown

MINE = reverse("web:leaves", args=["P01"])
WHY = "Nghỉ ốm đau"


def asked(**changed: str) -> dict[str, str]:
    days = {"first_day": "2019-03-11", "last_day": "2019-03-31"}
    return {"person": person_of("P01", 2), "kind": "maternity", "document": "QĐ 12", **days, **changed}


def test_a_leave_is_recorded_shown_and_withdrawn_with_a_reason(sign_in: SignIn, district: District) -> None:
    client = sign_in("thutruong.p01")
    assert client.post(MINE, asked()).status_code == 302
    page = shown(client, MINE)
    assert all(words in page for words in ("Nghỉ thai sản", "11/03/2019", "QĐ 12", "Cần xác nhận"))
    for changed, field in (({"first_day": ""}, "first_day"), ({}, "first_day"), ({"kind": "x"}, "kind")):
        answer = client.post(MINE, asked(document="Đã gõ", **changed))
        said = answer.content.decode()
        assert (answer.status_code, f'href="#{field}"' in said, "Đã gõ" in said) == (422, True, True)
    row = Leave.objects.get(document="QĐ 12")
    path = reverse("web:leave-withdraw", args=["P01", row.pk])
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Đi làm sớm."}).status_code == 302
    assert "Đi làm sớm." in shown(client, MINE)


@pytest.mark.parametrize(
    ("username", "why"),
    [("thutruong.p01", True), ("thuongtruc", True), ("kiemtra", False), ("chutich", False)],
)
def test_who_is_away_is_seen_by_those_who_see_the_sheet_and_why_by_few(
    sign_in: SignIn, district: District, username: str, why: bool
) -> None:
    client = sign_in(username)
    month = {"campaign": district.campaign, "month": "2019-02", "unit": "P01"}
    year = reverse("web:derivation", args=[district.campaign, "people", person_of("P01", 3)])
    for path in (reverse("web:unit-month", kwargs=month), year):
        page = shown(client, path)
        assert ("Làm việc 6 trong 15 ngày làm việc" in page, WHY in page) == (True, why), path


def test_staff_read_their_own_leave_and_those_of_another_unit_nothing(sign_in: SignIn, district: District) -> None:
    assert WHY in shown(sign_in("nhanvien.p01"), MINE)
    assert "Ghi việc nghỉ" not in shown(sign_in("nhanvien.p01"), MINE)
    for username in ("canbo.p02", "kiemtra", "vanthu"):
        shown(sign_in(username), MINE, 404)


def test_absences_are_noted_down_by_one_click_and_the_chase_list_names_them(
    sign_in: SignIn, district: District
) -> None:
    month = {"campaign": district.campaign, "month": "2019-03"}
    who, days = person_of("P01", 2), (date(2019, 2, 4), date(2019, 8, 3))
    leaves.record(who, "maternity", *days, by=district.actors["thutruong.p01"], at=NOW)
    chased = shown(sign_in("thuongtruc"), reverse("web:chase", kwargs=month))
    away = chased.partition("Vắng cả tháng theo sổ theo dõi")[2]
    assert all(words in away for words in (who, "Làm việc 0 trong 21 ngày làm việc", "Nghỉ thai sản"))
    assert "Nghỉ thai sản" not in shown(sign_in("chutich"), reverse("web:chase", kwargs=month))
    client, path = sign_in("canbo.p01"), reverse("web:unit-month", kwargs={**month, "unit": "P01"})
    assert "Ghi vắng theo sổ theo dõi" in shown(client, path)
    client.post(reverse("web:absences", kwargs={**month, "unit": "P01"}))
    page = shown(client, path)
    assert "Vắng cả tháng</span>" in page
    assert "Ghi vắng theo sổ theo dõi" not in page
