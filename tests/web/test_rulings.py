"""The pages of rulings: who is not ranked and why, on the campaign's page; the form that rules and the one that lifts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from emulation import accounts
from emulation.models import RankingRuling
from emulation.rules import access
from kernel.actors import AUTHORITY, Grant, system_actor
from tests.web.conftest import SignIn
from tests.web.district import HOME, NOW, PASSWORD, District, person_of

SECOND = "chutich.hd"


@pytest.fixture
def second(sign_in: SignIn, district: District) -> Client:
    """The council's chair, who lifts what the authority's head ruled."""
    by = system_actor(HOME)
    accounts.open_account(HOME, SECOND, password=PASSWORD, name="Phan Văn Bình", person="", by=by, at=NOW)
    accounts.grant_role(HOME, SECOND, Grant(access.COUNCIL_CHAIR, AUTHORITY), by=by, at=NOW)
    return sign_in(SECOND)


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def form_of(district: District) -> str:
    return reverse("web:ruling-decide", args=[district.campaign])


def page_of(district: District) -> str:
    return reverse("web:campaign", args=[district.campaign])


def asked(**changed: str) -> dict[str, str]:
    return {
        "what": "unranked-units",
        "target": "P02",
        "reason": "Mới thành lập.",
        "legal_basis": "Kế hoạch số 01",
        **changed,
    }


def test_a_ruling_is_made_on_its_page_and_stands_on_the_campaigns_with_its_reason(
    sign_in: SignIn, district: District
) -> None:
    head = sign_in("chutich")
    assert form_of(district) in shown(head, page_of(district))
    answer: Any = head.post(form_of(district), asked())
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(district))
    page = shown(sign_in("thuongtruc"), page_of(district))
    assert "UBND phường Cửa Đông" in page
    assert "Mới thành lập." in page
    assert "Kế hoạch số 01" in page
    assert "Lê Minh Đức" in page
    board = shown(sign_in("thuongtruc"), reverse("web:board", args=[district.campaign]))
    assert "Không thuộc đối tượng xếp hạng" in board


def test_a_second_person_lifts_it_with_a_reason_and_it_stays_readable(
    sign_in: SignIn, district: District, second: Client
) -> None:
    sign_in("chutich").post(form_of(district), asked())
    row = RankingRuling.objects.get(campaign=district.campaign)
    path = reverse("web:ruling-lift", args=[row.pk])
    assert path not in shown(sign_in("chutich"), page_of(district))
    shown(sign_in("chutich"), path, 403)
    assert path in shown(second, page_of(district))
    assert "Mới thành lập." in shown(second, path)
    empty: Any = second.post(path, {"reason": " "})
    assert (empty.status_code, "Hãy ghi lý do." in empty.content.decode()) == (422, True)
    long: Any = second.post(path, {"reason": "x" * 2001})
    assert (long.status_code, "Dài quá 2000 ký tự" in long.content.decode()) == (422, True)
    assert second.post(path, {"reason": "Đã đủ thời gian."}).status_code == 302
    page = shown(second, page_of(district))
    assert "Không có quyết định nào đang có hiệu lực." in page
    assert "Mới thành lập. → Đã đủ thời gian." in page
    shown(second, path, 409)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"target": "P99"}, "target", "Đối tượng này không tham gia phong trào"),
        ({"reason": ""}, "reason", "Hãy ghi lý do."),
        ({"what": ""}, "what", "Hãy chọn loại quyết định"),
        ({"what": "unranked-nobody"}, "what", "Phong trào không xếp hạng đối tượng này."),
        ({"what": "exceptional-units"}, "what", "không quy định tỷ lệ đặc biệt"),
        ({"what": "exceptional-people", "target": "CUM-1"}, "target", "Không nhóm nào mang mã này"),
        ({"legal_basis": "x" * 301}, "legal_basis", "Dài quá 300 ký tự"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    sign_in: SignIn, district: District, changed: dict[str, str], field: str, said: str
) -> None:
    answer: Any = sign_in("chutich").post(form_of(district), asked(**changed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert said in page
    assert f'value="{asked(**changed)["target"]}"' in page
    assert not RankingRuling.objects.filter(campaign=district.campaign).exists()


def test_the_form_offers_what_the_schemes_have(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("chutich"), form_of(district))
    assert 'value="unranked-units"' in page
    assert 'value="unranked-people"' in page
    assert 'value="exceptional-people"' in page
    assert 'value="exceptional-units"' not in page
    assert "UBND phường Cửa Nam" in page


def test_a_unit_reads_what_concerns_it_staff_what_concerns_them_and_others_nothing(
    sign_in: SignIn, district: District
) -> None:
    head = sign_in("chutich")
    head.post(form_of(district), asked(target="P01", reason="Lý do về đơn vị."))
    head.post(form_of(district), asked(what="unranked-people", target=person_of("P01", 3), reason="Lý do về cá nhân."))
    seen = {
        name: [
            reason
            for reason in ("Lý do về đơn vị.", "Lý do về cá nhân.")
            if reason in shown(sign_in(name), page_of(district))
        ]
        for name in ("thuongtruc", "thutruong.p01", "nhanvien.p01", "canbo.d02", "vanthu")
    }
    assert seen == {
        "thuongtruc": ["Lý do về đơn vị.", "Lý do về cá nhân."],
        "thutruong.p01": ["Lý do về đơn vị.", "Lý do về cá nhân."],
        "nhanvien.p01": ["Lý do về cá nhân."],
        "canbo.d02": [],
        "vanthu": [],
    }


def test_nothing_is_offered_where_nothing_is_ranked(sign_in: SignIn, district: District) -> None:
    path = reverse("web:campaign", args=[district.draft])
    assert "/rulings/new/" not in shown(sign_in("chutich"), path)
    shown(sign_in("chutich"), reverse("web:ruling-decide", args=[district.draft]), 409)
