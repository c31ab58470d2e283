"""The pages of contests and of suggested commendations: planned in lines, judged, given prizes, read by everybody."""

from typing import Any

from django.test import Client
from django.urls import reverse

from emulation import commendations
from emulation.models import Contest
from tests.web.conftest import SignIn
from tests.web.district import NOW, District, person_of
from tests.web.test_rulings import shown

GIVEN = {
    "code": "HT-02", "name": "Hội thi một cửa", "aggregate": "mean", "criteria": "ND; Nội dung; 10",
    "rounds": "1; Chung kết; 2019-02-10; Hội trường", "entrants": "P01\nP02; Đội Cửa Nam; unit; P02",
    "judges": "chutich; trưởng ban\nvanthu", "prizes": "nhat; Giải nhất; 1",
}  # fmt: skip


def test_a_contest_is_planned_judged_and_its_prizes_signed_on_its_pages(sign_in: SignIn, district: District) -> None:
    office, chair, second = sign_in("thuongtruc"), sign_in("chutich"), sign_in("vanthu")
    form = reverse("web:contest-write", args=[district.campaign])
    wrong: Any = office.post(form, {**GIVEN, "criteria": "ND; Nội dung; mười", "prizes": ""})
    assert (wrong.status_code, "Không đọc được dòng “ND; Nội dung; mười”." in wrong.content.decode()) == (422, True)
    assert office.post(form, GIVEN).status_code == 302
    row = Contest.objects.get(campaign=district.campaign, code="HT-02")
    path, sheets = reverse("web:contest", args=[row.pk]), reverse("web:contest-sheets", args=[row.pk, 1])
    shown(sign_in("canbo.p01"), path, 404)
    assert "P02; Đội Cửa Nam; unit; P02" in shown(office, f"{form}?code=HT-02")
    office.post(path, {"act": "open"})
    office.post(path, {"act": "open", "round": "1"})
    wrong = chair.post(sheets, {"entrant": "P01", "mark-ND": "11"})
    assert (wrong.status_code, 'value="11"' in wrong.content.decode()) == (422, True)
    for judge, mark in ((chair, "9,25"), (second, "8")):
        for unit in ("P01", "P02"):
            assert judge.post(sheets, {"entrant": unit, "mark-ND": mark if unit == "P01" else "7"}).status_code == 302
        assert "9,25" in shown(chair, sheets)
        assert ("9,25" in shown(second, sheets), "9,25" in shown(office, sheets)) == (False, False)
        judge.post(path, {"act": "hand-in", "round": "1"})
    assert "9,25" in shown(office, sheets)
    chair.post(path, {"act": "close", "round": "1"})
    page = shown(office, path)
    assert "8,63" in page or "8.63" in page
    assert 'value="nhat" selected' in page
    wrong = office.post(path, {"act": "award", "prize-P02": "nhat"})
    assert (wrong.status_code, "không được nhận giải cao hơn" in wrong.content.decode()) == (422, True)
    office.post(path, {"act": "award", "prize-P01": "nhat"})
    public = reverse("web:contest-results", args=[row.pk])
    chair.post(path, {"act": "sign"})
    shown(Client(), public, 404)
    office.post(path, {"act": "publish"})
    assert "Giải nhất" in shown(Client(), public)
    minutes = shown(office, reverse("web:contest-minutes", args=[row.pk]))
    assert "Dấu của các phiếu chấm" in minutes
    assert "Lê Minh Đức" in minutes
    assert office.get(reverse("web:contest-workbook", args=[row.pk])).content[:2] == b"PK"


def test_a_contest_names_units_people_and_judges_and_tells_namesakes_apart(sign_in: SignIn, district: District) -> None:
    office, form = sign_in("thuongtruc"), reverse("web:contest-write", args=[district.campaign])
    named = {
        **GIVEN, "judges": "le minh duc; trưởng ban\nvanthu",
        "entrants": "UBND phường Chương Dương\nDOI-1; Đội một cửa; đội; phong noi vu; vu thuy quynh\n"
        "tran duc uong; Ưởng; cá nhân; P02",
    }  # fmt: skip
    wrong: Any = office.post(form, {**named, "judges": "Không Ai Cả; trưởng ban"})
    assert (wrong.status_code, 'id="fault-judges"' in wrong.content.decode()) == (422, True)
    assert office.post(form, named).status_code == 302
    row = Contest.objects.get(campaign=district.campaign, code="HT-02")
    found = {one.code: (one.kind, one.unit.code, tuple(one.members)) for one in row.entrants.select_related("unit")}
    assert found == {
        "P01": ("unit", "P01", ()),
        "DOI-1": ("team", "D01", (person_of("D01", 1),)),
        person_of("P02", 2): ("person", "P02", ()),
    }
    assert "chutich; trưởng ban" in shown(office, f"{form}?code=HT-02")


def test_the_committee_reads_why_a_commendation_is_suggested_and_decides(sign_in: SignIn, district: District) -> None:
    commendations.suggest(at=NOW)
    office, path = sign_in("thuongtruc"), reverse("web:commendations")
    page = shown(office, path)
    assert "Đạt “Giải nhất” tại Hội thi dân vận khéo." in page
    assert reverse("web:contest", args=[district.contest]) in page
    suggestion = page.split('name="suggestion" value="')[1].split('"')[0]
    wrong: Any = office.post(path, {"suggestion": suggestion, "act": "take_up", "reason": ""})
    assert (wrong.status_code, "Hãy ghi lý do." in wrong.content.decode()) == (422, True)
    office.post(path, {"suggestion": suggestion, "act": "take_up", "reason": "Rất xứng đáng."})
    assert "Rất xứng đáng." in shown(office, f"{path}?state=taken_up")
    shown(sign_in("thutruong.p01"), path, 403)
