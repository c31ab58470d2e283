"""The pages of money: a fund's ledger, a list from draft to paid, one's own bonus, and the statistics of a year."""

from typing import Any

from django.urls import reverse

from emulation.commendation import bonuses
from emulation.events import AwardsRevoked
from emulation.models import BonusEntitlement, Fund, PaymentList, Unit, UnitVersion
from kernel.text import search_key
from tests.api.conftest import visitor
from tests.world import NOW, OTHER, OWN, World, person


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_accountant_keeps_the_ledger_and_nothing_typed_is_lost(world: World) -> None:
    client, fund = visitor(world.home, "accountant"), reverse("web:fund", args=[world.home.fund])
    assert fund in text(client.get(reverse("web:funds")))
    money = {"act": "allocate", "amount": "1.500.000", "document": "QĐ 7", "note": "Bổ sung."}
    assert client.post(fund, money).status_code == 302
    assert "6.500.000" in text(client.get(fund))
    wrong = text(client.post(fund, {**money, "amount": "một triệu", "document": "QĐ 8"}), 422)
    assert "Hãy ghi số tiền bằng chữ số" in wrong
    assert 'value="QĐ 8"' in wrong
    short = text(client.post(fund, {**money, "act": "adjust", "amount": "−7.000.000", "document": "QĐ 8"}), 422)
    assert "thiếu 500.000 đồng" in short
    assert "Dài quá 300 ký tự" in text(client.post(fund, {**money, "document": "x" * 301}), 422)
    assert text(client.post(fund, {**money, "act": "nothing"}), 422)
    over = visitor(world.home, "authority")
    assert over.post(fund, {"act": "overdraft", "amount": "500000", "basis": "NQ 1"}).status_code == 302
    assert "NQ 1" in text(over.get(fund))
    opened = {"act": "open", "name": "Quỹ P01", "document": "QĐ 1", "amount": "0", "level": ["agency"]}
    assert client.post(reverse("web:funds"), {**opened, "unit": "P99"}).status_code == 422
    name = UnitVersion.objects.get(authority=world.home.code, unit__code=OWN).name
    assert f'<option value="{name} ({OWN})">' in text(client.get(reverse("web:funds")))
    assert client.post(reverse("web:funds"), {**opened, "unit": search_key(name)}).status_code == 302
    assert Fund.objects.get(name="Quỹ P01").unit == Unit.objects.get(authority=world.home.code, code=OWN)


def test_a_list_goes_from_the_fund_to_its_payment(world: World) -> None:
    town = world.home
    accountant, head = visitor(town, "accountant"), visitor(town, "authority")
    assert "danh sách chi thưởng chờ duyệt" in text(head.get(reverse("web:home")))
    assert "khoản thưởng chưa vào danh sách chi" in text(accountant.get(reverse("web:home")))
    fund = reverse("web:fund", args=[town.fund])
    assert text(accountant.get(fund)).count('name="bonus"') == 2
    chosen = {"act": "draft", "which": "chosen", "number": "02", "title": "Chi đợt 2", "bonus": [town.bonuses[OWN]]}
    assert accountant.post(fund, {**chosen, "bonus": []}).status_code == 422
    assert accountant.post(fund, {**chosen, "bonus": ["x"]}).status_code == 404
    assert accountant.post(fund, chosen).status_code == 302
    row = reverse("web:payment-list", args=[PaymentList.objects.get(number="02", authority=town.code).pk])
    assert "Tám trăm bốn mươi nghìn đồng" in text(head.get(row))
    assert head.post(row, {"act": "return", "reason": "Gộp lại."}).status_code == 302
    assert accountant.post(row, {"act": "revise", "number": "02", "title": "Chi đợt 2"}).status_code == 302
    assert head.post(row, {"act": "approve"}).status_code == 302
    assert accountant.post(row, {"act": "pay", "document": ""}).status_code == 422
    assert accountant.post(row, {"act": "pay", "document": "PC 2"}).status_code == 302
    assert "PC 2" in text(head.get(row))
    book = accountant.get(reverse("web:payment-list-workbook", args=[town.payment_list]))
    assert book.content.startswith(b"PK")
    assert accountant.post(reverse("web:payment-list", args=[town.payment_list]), {"act": "discard"}).status_code == 302


def test_everybody_reads_their_own_bonus_and_the_accountant_what_is_to_be_recovered(world: World) -> None:
    town, page = world.home, reverse("web:bonuses")
    staff = visitor(town, "staff")
    assert "420.000" in text(staff.get(page))
    staff.cookies["django_language"] = "en"
    assert "420,000" in text(staff.get(page))
    accountant = visitor(town, "accountant")
    PaymentList.objects.filter(pk=town.payment_list).update(
        state="approved", approved_by=town.actors["authority"].account, approved_at=NOW
    )
    paper = reverse("web:payment-list", args=[town.payment_list])
    assert accountant.post(paper, {"act": "pay", "document": "PC 1"}).status_code == 302
    row = BonusEntitlement.objects.get(pk=town.bonuses[person(OTHER, 3)])
    texts = dict.fromkeys(("target", "target_number", "number", "decided_on"), "")
    told = [{"award": str(row.award_id), "ground": "c"}]
    bonuses.revoke(AwardsRevoked(authority=town.code, decision=town.drafted, awards=told, **texts), NOW)
    assert "Ghi đã thu hồi" in text(accountant.get(f"{page}?state=recovery_due"))
    assert accountant.post(page, {"act": "recover", "bonus": str(row.pk), "document": " "}).status_code == 422
    assert accountant.post(page, {"act": "recover", "bonus": str(row.pk), "document": "PT 1"}).status_code == 302
    assert "Đã thu hồi" in text(accountant.get(f"{page}?page=9"))


def test_the_statistics_show_forms_sums_and_what_is_left_to_be_written(world: World) -> None:
    client, page = visitor(world.home, "standing_officer"), reverse("web:statistics")
    shown = text(client.get(f"{page}?level=province"))
    for words in (
        "0601.N/BNV-TĐKT",
        "0605.N/BNV-TĐKT",
        "PL.01",
        "Mọi tổng đều khớp",
        "ghi bằng tay",
        "Cột 1 = 2 + 3 + 4: đúng",
    ):
        assert words in shown
    assert text(client.get(f"{page}?year=1900"), 422)
    book = client.get(reverse("web:statistics-workbook", args=[2019]))
    assert "thong-ke-khen-thuong-2019.xlsx" in book.headers["Content-Disposition"]
