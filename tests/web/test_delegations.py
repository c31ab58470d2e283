"""The pages of delegations: made by the holder, used by the delegate, every act with both names, ended early or by time."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from emulation import delegations, evaluations
from emulation.models import Account, Delegation
from kernel.text import search_key
from tests.web.conftest import SignIn
from tests.web.district import NOW, District, person_of


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def asked(**changed: str) -> dict[str, str]:
    values = {
        "role": "unit_head:unit:P03",
        "delegate": "thutruong.p04",
        "starts_on": "2019-03-09",
        "ends_on": "2019-03-12",
    }
    return {**values, "reason": "Đi học.", "document": "Giấy số 7", **changed}


def test_a_delegate_chooses_to_act_for_the_holder_and_every_page_and_layer_says_so(
    sign_in: SignIn, district: District
) -> None:
    deputy = sign_in("thutruong.p02")
    page = reverse("web:delegation", args=[district.delegation])
    sheet = district.evaluation("2019-02", "P01", person_of("P01", 3))
    path = reverse("web:evaluation", args=[sheet.pk])
    shown(deputy, path, 404)
    assert "Làm việc thay" in shown(deputy, page)
    assert deputy.post(page, {"act": "use"}).status_code == 302
    assert "Bạn đang làm việc thay mặt" in shown(deputy, path)
    shown(deputy, reverse("web:evaluation", args=[district.evaluation("2019-02", "P02").pk]), 404)
    for_head = delegations.actor_for(Account.objects.get(username="thutruong.p02"), district.delegation, at=NOW)
    evaluations.confirm(district.campaign, "2019-02", "P01", subjects=[person_of("P01", 3)], by=for_head, at=NOW)
    assert 'class="fine">thay mặt H&#x27;Hen Niê' in shown(deputy, path)
    assert deputy.post(reverse("web:delegations"), {"act": "leave"}).status_code == 302
    shown(deputy, path, 404)


def test_a_session_falls_back_to_its_own_roles_when_the_delegation_ends(sign_in: SignIn, district: District) -> None:
    deputy, page = sign_in("thutruong.p02"), reverse("web:delegation", args=[district.delegation])
    deputy.post(page, {"act": "use"})
    holder = sign_in("thutruong.p01")
    empty: Any = holder.post(page, {"reason": " "})
    assert (empty.status_code, "Hãy ghi lý do." in empty.content.decode()) == (422, True)
    assert holder.post(page, {"reason": "Đã về."}).status_code == 302
    home = shown(deputy, "/")
    assert "Ủy quyền đã hết hiệu lực" in home
    assert "Bạn đang làm việc thay mặt" not in home
    assert "Đã về." in shown(deputy, page)


def test_a_holder_delegates_on_the_page_and_others_do_not_see_it(sign_in: SignIn, district: District) -> None:
    holder, path = sign_in("thutruong.p03"), reverse("web:delegations")
    assert "Chưa có ủy quyền nào" in shown(holder, path)
    answer: Any = holder.post(path, asked())
    row = Delegation.objects.get(delegator__username="thutruong.p03")
    assert (answer.status_code, row.ends_on) == (302, date(2019, 3, 12))
    made = reverse("web:delegation", args=[row.pk])
    assert "Đi học." in shown(sign_in("thutruong.p04"), made)
    assert "Đi học." in shown(sign_in("thuongtruc"), made)
    shown(sign_in("thutruong.p02"), made, 404)
    shown(sign_in("nhanvien.p01"), made, 404)
    # A name is as good as a user name; of namesakes all are told.
    named = asked(delegate="Không Ai Cả", starts_on="2019-04-01", ends_on="2019-04-02")
    unknown: Any = holder.post(path, named)
    assert (unknown.status_code, 'id="fault-delegate"' in unknown.content.decode()) == (422, True)
    clerk = Account.objects.get(username="vanthu").get_full_name()
    assert holder.post(path, {**named, "delegate": search_key(clerk)}).status_code == 302
    assert Delegation.objects.get(starts_on=date(2019, 4, 1)).delegate.username == "vanthu"
    # The administrator chooses among the roles that people hold, by name; a holder sees only their own.
    chosen = "unit_head:unit:P04@thutruong.p04"
    admin = sign_in("quantri")
    assert f'value="{chosen}"' in shown(admin, path)
    assert (chosen in shown(holder, path), "unit_head:unit:P03@thutruong.p03" in shown(holder, path)) == (False, True)
    assert admin.post(path, asked(role=chosen, delegate="thutruong.p03")).status_code == 302
    assert Delegation.objects.filter(delegator__username="thutruong.p04", delegate__username="thutruong.p03").exists()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"starts_on": ""}, "starts_on", "Hãy chọn ngày."),
        ({"delegate": "khong.co"}, "delegate", "Không có tài khoản khong.co"),
        ({"reason": ""}, "reason", "Hãy ghi lý do."),
        ({"role": "authority:authority:"}, "role", "gắn với cá nhân"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    sign_in: SignIn, district: District, changed: dict[str, str], field: str, said: str
) -> None:
    answer: Any = sign_in("thutruong.p03").post(reverse("web:delegations"), asked(**changed))
    page = answer.content.decode()
    assert (answer.status_code, f'href="#{field}"' in page, said in page) == (422, True, True)
