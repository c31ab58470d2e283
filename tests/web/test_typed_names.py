"""Names where forms took codes: of units, people, groups and log-ins, without accents; namesakes are told apart at the field."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from emulation.commendation import subordinations
from emulation.models import Account, Assignment, Authority, Campaign, Person, RankingRuling, ServiceCounter
from tests.web.conftest import SignIn
from tests.web.district import HOME, District, person_of
from tests.web.test_assignments import GIVEN
from tests.web.test_pages import shown, text
from tests.web.test_rulings import asked, form_of

UONG = person_of("P02", 2)
"""Trần Đức Ưởng of P02; in two other units somebody has the same name."""


def refused(client: Client, path: str, form: dict[str, str]) -> str:
    answer: Any = client.post(path, form)
    assert answer.status_code == 422, path
    return text(answer)


def test_a_task_names_its_unit_and_people_and_the_unit_tells_namesakes_apart(
    sign_in: SignIn, district: District
) -> None:
    office, form = sign_in("thuongtruc"), reverse("web:assignment-write", args=[district.campaign])
    assert '<option value="UBND phường Cửa Đông (P02)">' in shown(office, form)
    named = {**GIVEN, "unit": "UBND phường Cửa Đông (P02)", "person": "tran duc uong"}
    wrong = refused(office, form, {**named, "parts": "Trần Đức Ưởng: thư ký"})
    assert 'id="fault-parts"' in wrong and f"{UONG} (UBND phường Cửa Đông)" in wrong
    assert 'value="UBND phường Cửa Đông (P02)"' in wrong and 'value="tran duc uong"' in wrong
    assert office.post(form, {**named, "parts": "phong noi vu: phối hợp"}).status_code == 302
    row = Assignment.objects.select_related("unit", "person").get(campaign=district.campaign, code="NV-02")
    assert (row.unit.code, row.person and row.person.code) == ("P02", UONG)
    assert [part.unit and part.unit.code for part in row.parts.all()] == ["D01"]
    again = shown(office, f"{form}?code=NV-02")
    assert f'value="Trần Đức Ưởng ({UONG})"' in again and 'value="UBND phường Cửa Đông (P02)"' in again
    listed = shown(office, f"{reverse('web:assignments', args=[district.campaign])}?person={UONG}")
    assert f'<option value="{UONG}" selected>Trần Đức Ưởng ({UONG})</option>' in listed


@pytest.mark.parametrize(
    ("what", "typed", "target"),
    [
        ("unranked-units", "ubnd phuong cua dong", "P02"),
        ("unranked-units", "UBND phường Cửa Đông (P02)", "P02"),
        ("unranked-people", f"Trần Đức Ưởng ({UONG})", UONG),
        ("exceptional-people", "ubnd phuong cua nam", "P03"),
    ],
)
def test_a_ruling_names_whom_it_is_about(
    sign_in: SignIn, district: District, what: str, typed: str, target: str
) -> None:
    assert sign_in("chutich").post(form_of(district), asked(what=what, target=typed)).status_code == 302
    assert RankingRuling.objects.get(campaign=district.campaign).target == target


def test_namesakes_are_told_where_a_ruling_or_a_log_in_is_about_one_of_them(
    sign_in: SignIn, district: District
) -> None:
    page = refused(sign_in("chutich"), form_of(district), asked(what="unranked-people", target="Trần Đức Ưởng"))
    assert 'id="fault-target"' in page and f"{UONG} (UBND phường Cửa Đông)" in page
    admin, path = sign_in("quantri"), reverse("web:account-new")
    page = refused(admin, path, {"username": "uong", "person": "Trần Đức Ưởng"})
    assert 'id="fault-person"' in page and f"{UONG} (UBND phường Cửa Đông)" in page
    assert 'id="fault-person"' in refused(admin, path, {"username": "uong", "person": "Không Ai Cả"})
    taken = refused(admin, path, {"username": "uong", "person": f"Trần Đức Ưởng ({UONG})"})
    assert f'id="fault-person">Cán bộ {UONG} đã có tài khoản khác' in taken
    Person.objects.create(authority_id=HOME, code="CB-9", full_name="Lý Thị Mới", search_name="ly thi moi")
    assert admin.post(path, {"username": "moi", "person": "ly thi moi"}).status_code == 302
    assert Account.objects.get(username="moi").person == Person.objects.get(code="CB-9")


def test_a_counter_belongs_to_a_unit_by_name_and_is_listed_with_it(sign_in: SignIn, district: District) -> None:
    office, path = sign_in("thuongtruc"), reverse("web:service-registers")
    line = {"code": "Q9", "name": "Quầy chín", "unit": "phong tu phap"}
    assert 'value="Phòng Lạ"' in refused(office, path, {**line, "unit": "Phòng Lạ"})
    assert office.post(path, line).status_code == 302
    assert ServiceCounter.objects.select_related("unit").get(code="Q9").unit.code == "D02"
    assert "Phòng Tư pháp <span" in shown(office, path)


def test_who_is_asked_about_may_be_tied_to_a_campaign_that_is_there(sign_in: SignIn, district: District) -> None:
    row = Campaign.objects.get(pk=district.campaign)
    page = shown(sign_in("thuongtruc"), f"{reverse('web:eligibility')}?campaign={row.code}")
    assert f'<option value="{row.code}" selected>{row.name} ({row.code})</option>' in page


def test_a_level_below_is_chosen_among_the_authorities_that_are_not_taken_yet(
    sign_in: SignIn, district: District
) -> None:
    office, path = sign_in("thuongtruc"), reverse("web:subordinates")
    other = Authority.objects.exclude(pk=HOME).first()
    assert other
    page = shown(office, path)
    assert f'<option value="{other.pk}">{other.name} ({other.pk})</option>' in page
    assert f'<option value="{HOME}">' not in page
    about = {"subordinate": other.pk, "unit": "P02", "valid_from": "2019-01-01", "legal_basis": "QĐ 1"}
    assert office.post(path, about).status_code == 302
    assert other.pk not in [row.pk for row in subordinations.offered(HOME)]
    assert HOME not in [row.pk for row in subordinations.offered(other.pk)]
    assert f'<option value="{other.pk}">' not in shown(office, path)
