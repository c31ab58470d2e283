"""The pages of inspections: the plan, a visit filled in on a phone without a script, the unit's answer, minutes, drawings."""

import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from emulation import accounts, visits
from emulation.models import AuditList, Finding, InspectionVisit
from emulation.rules import access
from emulation.rules.audit_lists import check_parcel
from kernel.actors import AUTHORITY, Grant, system_actor
from tests.web.conftest import SignIn
from tests.web.district import FOUND, HOME, NOW, PASSWORD, TEAM, District, person_of

ITEMS = [f"P{n}" for n in range(1, 11)] + [f"K{n}" for n in range(1, 9)]


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def page_of(visit: str) -> str:
    return reverse("web:visit", args=[visit])


def photo() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "JPEG")
    return SimpleUploadedFile("cua.jpg", data.getvalue(), "image/jpeg")


def test_a_visit_is_filled_in_on_a_phone_and_nothing_sent_twice_is_there_twice(
    sign_in: SignIn, district: District
) -> None:
    lead, path = sign_in("kiemtra"), page_of(district.surprise)
    assert "Bắt đầu kiểm tra" in shown(lead, path)
    assert lead.post(path, {"act": "begin"}).status_code == 302
    answer: Any = lead.get(path)
    page = answer.content.decode()
    assert answer.headers["Permissions-Policy"] == "geolocation=()"
    assert page.count('class="check"') == len(ITEMS)
    assert "web/visit.js" in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    seen = {"act": "record", "key": key[1], "kind": "breach", "severity": "serious", "text": "Bỏ trực.", "basis": ""}
    wrong: Any = lead.post(path, seen)
    assert (wrong.status_code, 'href="#basis"' in wrong.content.decode()) == (422, True)
    assert f'value="{key[1]}"' in wrong.content.decode()
    for _ in range(2):
        sent = {**seen, "basis": "Nội quy, Điều 4", "person": person_of("P01", 3), "files": photo()}
        assert lead.post(path, sent).status_code == 302
    finding = Finding.objects.get(visit=district.surprise)
    page = shown(lead, path)
    assert page.count("attachment__picture") == 1
    bad: Any = lead.post(path, {**seen, "basis": "x", "files": SimpleUploadedFile("a.jpg", b"MZ", "image/jpeg")})
    assert (bad.status_code, "a.jpg" in bad.content.decode()) == (422, True)
    early: Any = lead.post(path, {"act": "minutes", "summary": "Xong."})
    assert (early.status_code, "Còn 18 mục chưa ghi" in early.content.decode()) == (422, True)
    lead.post(path, {"act": "fill", **{f"result-{item}": "met" for item in ITEMS}, "note-K1": "Đủ mặt."})
    assert lead.post(path, {"act": "minutes", "summary": "Đã kiểm tra."}).status_code == 302
    unit = sign_in("thutruong.p01")
    assert "Bỏ trực." in shown(unit, reverse("web:finding", args=[finding.pk]))
    assert "Bỏ trực." in shown(sign_in("nhanvien.p01"), reverse("web:finding", args=[finding.pk]))
    shown(sign_in("nhanvien.p02"), reverse("web:finding", args=[finding.pk]), 404)


def test_a_unit_sees_no_surprise_and_no_finding_before_its_time(sign_in: SignIn, district: District) -> None:
    plan = reverse("web:visits", args=[district.campaign])
    assert page_of(district.surprise) in shown(sign_in("thuongtruc"), plan)
    assert page_of(district.visit) in shown(sign_in("canbo.p02"), plan)
    for name in ("thutruong.p01", "canbo.p01", "canbo.p02", "vanthu"):
        assert page_of(district.surprise) not in shown(sign_in(name), plan)
        shown(sign_in(name), page_of(district.surprise), 404)
    by = system_actor(HOME)
    accounts.open_account(
        HOME, "uyvien.p01", password=PASSWORD, name="Ủy viên", person=person_of("P03", 3), by=by, at=NOW
    )
    accounts.grant_role(HOME, "uyvien.p01", Grant(access.COUNCIL_MEMBER, AUTHORITY), by=by, at=NOW)
    assert page_of(district.surprise) in shown(sign_in("uyvien.p01"), plan)
    shown(sign_in("thutruong.p01"), reverse("web:visit-minutes", args=[district.surprise]), 404)


def test_the_unit_answers_on_its_page_the_lead_proposes_and_the_office_decides(
    sign_in: SignIn, district: District
) -> None:
    path = reverse("web:finding", args=[district.finding])
    unit, lead, office = (sign_in(name) for name in ("thutruong.p02", "kiemtra", "thuongtruc"))
    assert FOUND in shown(unit, path)
    empty: Any = unit.post(path, {"act": "explain", "answer": " "})
    assert (empty.status_code, 'href="#answer"' in empty.content.decode()) == (422, True)
    assert unit.post(path, {"act": "explain", "answer": "Do mất điện.", "files": photo()}).status_code == 302
    page = shown(lead, path)
    assert "Do mất điện." in page
    assert 'value="deduction"' not in page
    asked = {"act": "propose", "measure": "hold", "reason": "Chờ khắc phục.", "hold_from": "2019-03-01"}
    wrong: Any = lead.post(path, {**asked, "hold_from": "31/2"})
    assert (wrong.status_code, "Hãy ghi ngày bắt đầu tạm dừng." in wrong.content.decode()) == (422, True)
    assert lead.post(path, asked).status_code == 302
    assert 'value="book"' not in shown(lead, path)
    refused: Any = office.post(path, {"act": "decline", "note": ""})
    assert (refused.status_code, "Hãy ghi nội dung." in refused.content.decode()) == (422, True)
    assert office.post(path, {"act": "book", "note": "Đồng ý."}).status_code == 302
    assert InspectionVisit.objects.get(pk=district.visit).state == "settled"
    assert "Đồng ý." in shown(unit, path)


def test_the_minutes_are_a_paper_with_team_items_findings_and_places_to_sign(
    sign_in: SignIn, district: District
) -> None:
    page = shown(sign_in("canbo.p02"), reverse("web:visit-minutes", args=[district.visit]))
    for words in ("BIÊN BẢN KIỂM TRA CÔNG VỤ", "KT-001", "Phó Chủ tịch UBND quận", FOUND, "TRƯỞNG ĐOÀN", "Khách về"):
        assert words in page
    shown(sign_in("canbo.p01"), reverse("web:visit-minutes", args=[district.visit]), 404)


def test_a_list_is_bound_and_drawn_on_its_pages_and_shown_to_units_when_the_month_is_over(
    sign_in: SignIn, district: District
) -> None:
    office, chair, unit = (sign_in(name) for name in ("thuongtruc", "chutich", "canbo.p01"))
    lists = reverse("web:audits", args=[district.campaign])
    none: Any = office.post(lists, {"month": "2019-03", "size": "0"})
    assert (none.status_code, 'href="#size"' in none.content.decode()) == (422, True)
    made: Any = office.post(lists, {"month": "2019-03", "size": "2"})
    path = made.headers["Location"]
    row = AuditList.objects.get(month__month="2019-03", campaign=district.campaign)
    before = shown(chair, path)
    assert row.seed not in before
    assert row.seed_hash in before
    assert "Đang chờ một người khác rút." in shown(office, path)
    short: Any = chair.post(path, {"words": "1"})
    assert short.status_code == 422
    assert chair.post(path, {"words": "83916"}).status_code == 302
    assert "Vừa rút lại: kết quả trùng khớp" in shown(office, path)
    assert row.seed in shown(office, path)
    assert row.seed not in shown(unit, path)
    shown(unit, f"{path}list.json", 403)
    row.month.state = "closed"
    row.month.save()
    data = json.loads(shown(unit, f"{path}list.json"))
    assert check_parcel(data, frame_digest=row.frame_digest, bound_hash=row.seed_hash)["drawn"]


def test_a_plan_is_made_on_its_page_and_an_announced_visit_waits_for_its_day(
    sign_in: SignIn, district: District
) -> None:
    path = reverse("web:visit-plan", args=[district.campaign])
    asked = {"unit": "P03", "team": TEAM, "checklist": "ky-cuong-phuc-vu:1", "planned_on": "2019-03-20"}
    office = sign_in("thuongtruc")
    wrong: Any = office.post(path, {**asked, "unit": "", "planned_on": "20/3"})
    assert wrong.status_code == 422
    assert 'href="#planned_on"' in wrong.content.decode()
    made: Any = office.post(path, asked)
    assert made.status_code == 302
    visit = made.headers["Location"]
    assert "Trong kế hoạch" in shown(sign_in("canbo.p03"), visit)
    assert "Bắt đầu kiểm tra" not in shown(sign_in("kiemtra"), visit)
    assert sign_in("kiemtra").post(visit, {"act": "begin"}).status_code == 409
    shown(sign_in("canbo.p03"), path, 403)
    assert office.post(visit, {"act": "cancel", "reason": "Trùng lịch."}).status_code == 302
    assert "Trùng lịch." in shown(office, visit)


@pytest.mark.parametrize(("changed", "field"), [({"lead": ""}, "members"), ({"valid_from": "x"}, "valid_from")])
def test_a_team_is_set_up_on_its_page(sign_in: SignIn, district: District, changed: dict[str, str], field: str) -> None:
    path, office = reverse("web:inspection-teams"), sign_in("thuongtruc")
    asked = {"act": "set_up", "code": "DOAN-2", "name": "Đoàn 2", "document": "QĐ 2", "valid_from": "2019-03-01"}
    asked |= {"lead": "kiemtra", "title": "Phó Chủ tịch"}
    wrong: Any = office.post(path, {**asked, **changed})
    assert (wrong.status_code, f'href="#{field}"' in wrong.content.decode()) == (422, True)
    assert office.post(path, asked).status_code == 302
    assert "Đoàn 2" in shown(sign_in("nhanvien.p01"), path)
    assert "Lập đoàn kiểm tra" not in shown(sign_in("nhanvien.p01"), path)
    assert visits.InspectionTeam.objects.filter(code="DOAN-2").count() == 1


def test_a_team_gets_another_lead_and_loses_a_member_on_its_page(sign_in: SignIn, district: District) -> None:
    path, office = reverse("web:inspection-teams"), sign_in("thuongtruc")
    assert "Thay đổi thành viên" not in shown(sign_in("canbo.p01"), path)
    accounts.grant_role("hoan-kiem", "vanthu", Grant("inspector", "authority"), by=system_actor("hoan-kiem"), at=NOW)
    joins = {"act": "join", "team": TEAM, "username": "vanthu", "as": "Phó Chủ tịch", "day": "2019-03-12", "leads": "1"}
    wrong: Any = office.post(path, {**joins, "day": "12/3"})
    assert (wrong.status_code, "Hãy chọn ngày." in wrong.content.decode()) == (422, True)
    assert sign_in("canbo.p01").post(path, joins).status_code == 403
    assert office.post(path, joins).status_code == 302
    team = visits.InspectionTeam.objects.get(code=TEAM, authority="hoan-kiem")
    there = {row.account.username: (row.leads, row.valid_to) for row in team.members.select_related("account")}
    assert there["vanthu"] == (True, None)
    assert [name for name, (leads, until) in there.items() if leads and until is None] == ["vanthu"]
    assert office.post(path, {**joins, "username": "kiemtra", "leads": ""}).status_code == 302
    leaves = {"act": "leave", "team": TEAM, "username": "kiemtra", "day": "2019-03-20"}
    assert office.post(path, leaves).status_code == 302
    assert "20/03/2019" in shown(sign_in("nhanvien.p01"), path)
    assert office.post(path, {**leaves, "username": "vanthu"}).status_code == 409
