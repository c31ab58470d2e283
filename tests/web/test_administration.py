"""The admin and the pages of records: who gets in, that every change is an act, and what a page costs."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emulation.commendation import legal_catalogue
from emulation.events.legal_catalogue import LegalRowEntered, LegalRowSucceeded
from emulation.models import Account, AwardRule, AwardType, BaseSalary, UnitVersion
from emulation.rules.access import NATION
from kernel.actors import system_actor
from kernel.models import LedgerEntry
from kernel.text import sort_key
from tasks import clockwork
from tests.web.conftest import SignIn
from tests.web.district import NOW, District
from tests.web.test_pages import shown, text
from web.administration.catalogue import site

ADMIN = "/quan-tri/"
SALARY = {"amount": "1600000", "legal_basis": "Nghị quyết 86/2019/QH14", "source": "", "valid_from": "2020-07-01"}


@pytest.fixture
def root(sign_in: SignIn, district: District) -> Client:
    return sign_in("quantri")


def events(kind: Any) -> list[dict[str, Any]]:
    return list(LedgerEntry.objects.filter(type=kind.type).order_by("id").values_list("payload", flat=True))


def test_there_is_one_door_and_only_keepers_come_in(sign_in: SignIn, passer_by: Client, district: District) -> None:
    for path in (ADMIN, f"{ADMIN}emulation/basesalary/", f"{ADMIN}lich-chay/", f"{ADMIN}login/"):
        answer = passer_by.get(path, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/login/?next=/quan-tri/"), path
    for username in ("chutich", "vanthu", "canbo.p01", "nhanvien.p01"):
        answer = sign_in(username).get(ADMIN, follow=True)
        assert answer.status_code == 403, username
    office = sign_in("thuongtruc")
    shown(office, ADMIN)
    salary = BaseSalary.objects.earliest("valid_from")
    for path in ("basesalary/add/", f"basesalary/{salary.pk}/successor/", f"basesalary/{salary.pk}/remove/"):
        assert office.post(f"{ADMIN}emulation/{path}", {**SALARY, "reason": "vì"}).status_code == 403, path
    assert office.post(f"{ADMIN}lich-chay/", {"job": "send_mails", "kind": "every", "every": "5"}).status_code == 403
    assert not events(LegalRowEntered)


def test_entering_a_row_is_an_act_and_what_is_refused_stays_typed(root: Client) -> None:
    add = f"{ADMIN}emulation/basesalary/add/"
    page = text(root.post(add, {**SALARY, "valid_from": "2019-07-01", "reason": "Nhầm ngày"}))
    assert "Trùng thời gian" in page and "Nghị quyết 86/2019/QH14" in page
    assert "Hãy ghi" in text(root.post(add, {**SALARY, "reason": " "})) or not events(LegalRowEntered)
    answer = root.post(add, {**SALARY, "reason": "Nhập theo nghị quyết"})
    assert answer.status_code == 302
    (said,) = events(LegalRowEntered)
    assert (said["values"]["amount"], said["reason"]) == (1_600_000, "Nhập theo nghị quyết")
    row = BaseSalary.objects.get(amount=1_600_000)
    trail = shown(root, f"{ADMIN}emulation/basesalary/{row.pk}/trail/")
    assert "Nhập theo nghị quyết" in trail and LegalRowEntered.type in trail and "Nhập dòng danh mục pháp lý" in trail
    assert not LogEntry.objects.exists()


def test_a_row_that_decided_is_followed_by_a_new_version_and_never_changed(root: Client) -> None:
    row = AwardRule.objects.filter(authority=None, aspect="bonus", valid_to=None).order_by("award_code")[0]
    decided = BaseSalary.objects.get(valid_from=date(2018, 7, 1))
    change = f"{ADMIN}emulation/basesalary/{decided.pk}/change/"
    page = shown(root, change)
    assert "không sửa tại chỗ" in page and 'name="amount"' not in page
    root.post(change, {"amount": "1", "source": decided.source, "to_confirm": "on", "reason": "Thử"})
    decided.refresh_from_db()
    assert decided.amount == 1_390_000
    successor = f"{ADMIN}emulation/awardrule/{row.pk}/successor/"
    form = {"valid_from": "2030-01-01", "params": "multiple=x", "article": "Điều 1", "legal_basis": "Nghị định mới"}
    assert root.post(successor, {**form, "reason": "vì"}).status_code == 422
    answer = root.post(successor, {**form, "params": "multiple=0.5", "reason": "vì"}, follow=True)
    assert answer.status_code == 200
    (said,) = events(LegalRowSucceeded)
    assert (said["predecessor"], said["new"]["params"]["multiple"]) == (str(row.pk), "0.5")
    row.refresh_from_db()
    assert row.valid_to == date(2030, 1, 1)


def test_an_office_writes_rules_of_its_own_there_and_not_the_nations(sign_in: SignIn, district: District) -> None:
    office = sign_in("thuongtruc")
    nations = AwardRule.objects.filter(authority=None).order_by("pk")[0]
    assert 'name="_save"' not in shown(office, f"{ADMIN}emulation/awardrule/{nations.pk}/change/")
    given = {
        "award_code": "LDTT",
        "aspect": "quota",
        "code": "own",
        "params": "pct=15 award=LDTT of=people",
        "article": "Điều 3",
    }
    given |= {
        "legal_basis": "Quy chế của quận",
        "source": "",
        "valid_from": "2019-06-01",
        "valid_to": "",
        "reason": "vì",
    }
    params = AwardRule.objects.filter(aspect="council", authority=None).order_by("pk")[0]
    given |= {"aspect": "council", "code": params.code, "params": "threshold_pct=75"}
    office.post(f"{ADMIN}emulation/awardrule/add/", given)
    own = AwardRule.objects.get(authority="hoan-kiem", legal_basis="Quy chế của quận")
    assert sign_in("thuongtruc.dd").get(f"{ADMIN}emulation/awardrule/{own.pk}/end/").status_code == 404
    assert 'name="_save"' not in shown(office, f"{ADMIN}emulation/awardrule/{own.pk}/change/")
    assert "Thêm quy định khen thưởng của cơ quan" in shown(office, f"{ADMIN}emulation/awardrule/{own.pk}/trail/")
    office.post(f"{ADMIN}emulation/awardrule/{own.pk}/end/", {"valid_to": "2020-01-01", "reason": "Bỏ quy chế"})
    own.refresh_from_db()
    assert own.valid_to == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("", 4),
        ("emulation/awardtype/", 6),
        ("emulation/awardrule/", 7),
        ("emulation/basesalary/", 6),
        ("lich-chay/", 5),
    ],
)
def test_pages_of_the_admin_cost_this_many_queries_and_carry_no_code(root: Client, path: str, queries: int) -> None:
    with CaptureQueriesContext(connection) as seen:
        answer = root.get(f"{ADMIN}{path}")
    assert answer.status_code == 200
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text(answer)), path
    assert len(seen) == queries, [query["sql"][:120] for query in seen]


def test_a_list_calls_a_row_by_its_title_and_is_searched_by_award_kind_and_time(root: Client) -> None:
    page = shown(root, f"{ADMIN}emulation/awardrule/?of=eligibility&about=*&when=now&confirm=yes")
    rows = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>\s*<span class="meta"><span class="code">(\w+)<', page)
    assert ("Đơn vị không bị giải thể, sáp nhập", "active") in rows
    assert 'data-label="Loại quy định">Điều kiện<' in page and "Mức thưởng</td>" not in page
    assert 'value="*" selected' in page and "Bỏ lọc" in page
    assert "Lao động tiên tiến" in shown(root, f"{ADMIN}emulation/awardrule/?of=quota")
    assert "Không có dòng nào như vậy" in shown(root, f"{ADMIN}emulation/awardrule/?q=zzzz")
    assert "1.390.000 đồng một tháng" in shown(root, f"{ADMIN}emulation/basesalary/")
    pages = [shown(root, f"{ADMIN}emulation/awardrule/?p={number}") for number in (1, 2)]
    assert "Trang 2/" in pages[1] and "Trang trước" in pages[1] and "Trang trước" not in pages[0]


def test_whatever_a_form_explains_is_in_the_readers_language(root: Client) -> None:
    for table in ("awardtype", "awardrule", "basesalary", "recipientcategory", "leavekind", "servicerule"):
        page = shown(root, f"{ADMIN}emulation/{table}/add/")
        helps = re.findall(r'_helptext">([^<]+)<', page)
        assert helps and all(re.search("[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýộấếềớứừữựặ]", one) for one in helps), helps
        assert f"<h1>{site_adding(table)}</h1>" in page


def site_adding(table: str) -> str:
    return next(str(kept.adding) for model, kept in site._registry.items() if model._meta.model_name == table)


def test_the_timetable_says_how_often_as_people_do_and_stands_in_the_readers_order(root: Client) -> None:
    clockwork.lay_timetable()
    page = shown(root, f"{ADMIN}lich-chay/")
    told = re.findall(r"<h3>([^<]+?) <span class=\"code\">\w+</span></h3>\s*<p>([^<]+)</p>", page)
    assert [title for title, _ in told] == sorted((title for title, _ in told), key=sort_key)
    assert told[:2] == [
        ("Bỏ tệp tải lên không dùng", "Mỗi giờ một lần"),
        ("Chốt sổ cái mỗi ngày", "Mỗi ngày lúc 00:05"),
    ]
    assert {("Kết thúc lấy ý kiến đến hạn", "Cứ 10 phút một lần"), ("Khóa các tháng đến hạn", "Cứ 5 giây một lần")} <= {
        *told
    }
    root.cookies["django_language"] = "en"
    page = shown(root, f"{ADMIN}lich-chay/")
    assert "Every 10 minutes" in page and "Once an hour" in page


def test_the_ledger_is_looked_through_and_tells_only_what_one_may_read(
    sign_in: SignIn, root: Client, district: District
) -> None:
    legal_catalogue.enter(
        "base_salary",
        {"valid_from": date(2020, 7, 1), "amount": 1_600_000, "legal_basis": "Nghị quyết"},
        reason="Nhập mới",
        by=system_actor(NATION),
        at=NOW,
    )
    office = sign_in("thuongtruc")
    board = shown(office, "/ledger/?actor=canbo.p01&type=emulation.evaluations.submitted.v1&first=2019-01-01")
    found = re.findall(r'href="/ledger/(\d+)/"', board)
    assert found and "emulation.role.granted.v1</code></a>" not in board
    assert "Không có mục nào" in shown(office, "/ledger/?last=2001-01-01")
    common = re.findall(r'href="/ledger/(\d+)/"', shown(office, "/ledger/?nation=1"))
    assert "Nhập mới" in shown(office, f"/ledger/{common[0]}/")
    sheet = LedgerEntry.objects.filter(authority="hoan-kiem", type="emulation.evaluations.submitted.v1").latest("id")
    assert "dữ liệu cá nhân" not in shown(office, f"/ledger/{sheet.pk}/")
    assert "dữ liệu cá nhân" in shown(root, f"/ledger/{sheet.pk}/")
    assert sign_in("thuongtruc.dd").get(f"/ledger/{sheet.pk}/").status_code == 404
    assert sign_in("canbo.p01").get("/ledger/").status_code == 403


def test_entries_are_found_by_what_people_call_them_and_keep_their_codes(
    sign_in: SignIn, root: Client, district: District
) -> None:
    """Titles come first; marks need not be typed, and the code is as good as the title."""
    office = sign_in("thuongtruc")
    code = "emulation.evaluations.submitted.v1"
    by_code = shown(office, f"/ledger/?type={code}")
    found = re.findall(r'href="/ledger/(\d+)/"', by_code)
    assert found and 'value="Nộp phiếu đánh giá"' in by_code
    assert "<span>Nộp phiếu đánh giá</span></a>" in by_code and f'<code class="code">{code}</code>' in by_code
    for typed in ("Nộp phiếu đánh giá", "nop phieu danh gia", "evaluations.submitted"):
        assert re.findall(r'href="/ledger/(\d+)/"', shown(office, f"/ledger/?type={typed}")) == found, typed
    several = shown(office, "/ledger/?type=phieu danh gia&actor=canbo.p01")
    assert "sự kiện khớp với “phieu danh gia”" in several
    assert f'href="?type={code}&amp;actor=canbo.p01"' in several
    nothing = shown(office, "/ledger/?type=voi bay")
    assert "Không có sự kiện nào tên là “voi bay”" in nothing and not re.findall(r'href="/ledger/\d+/"', nothing)
    assert "Không có mục nào" in shown(office, "/ledger/?type=emulation.nothing.v1")
    opened = LedgerEntry.objects.filter(authority="hoan-kiem", type="emulation.role.granted.v1").latest("id")
    page = shown(root, f"/ledger/{opened.pk}/")
    assert "<h1>Giao vai trò cho tài khoản</h1>" in page and "emulation.role.granted.v1" in page
    assert '<dt>Vai trò <code class="code">role</code></dt>' in page


def test_what_an_entry_says_leads_to_pages_that_its_reader_may_open(
    sign_in: SignIn, root: Client, district: District
) -> None:
    launched = LedgerEntry.objects.filter(type="emulation.campaign.launched.v1").earliest("id")
    month = LedgerEntry.objects.filter(type="emulation.month.closed.v1").earliest("id")
    office = sign_in("thuongtruc")
    page = shown(office, f"/ledger/{launched.pk}/")
    assert f'<a href="/campaigns/{launched.payload["campaign"]}/">{launched.payload["campaign"]}</a>' in page
    page = shown(office, f"/ledger/{month.pk}/")
    there = f"/campaigns/{month.payload['campaign']}/months/{month.payload['month']}/"
    assert there in page and office.get(there).status_code == 200
    decided = LedgerEntry.objects.filter(authority="hoan-kiem", type="emulation.decision.signed.v1").earliest("id")
    assert f'href="/decisions/{decided.key}/"' in shown(office, f"/ledger/{decided.pk}/")
    assert f'href="/decisions/{decided.key}/"' not in shown(root, f"/ledger/{decided.pk}/")


def test_names_of_awards_are_read_in_vietnamese(root: Client) -> None:
    row = AwardType.objects.filter(valid_to=None).order_by("code")[0]
    page = shown(root, reverse("admin:emulation_awardtype_change", args=[row.pk]))
    assert "Căn cứ pháp lý" in page and "Có hiệu lực từ ngày" in page
    assert Account.objects.get(username="quantri").is_superuser


# Log-ins and units


def test_a_log_in_is_opened_given_a_role_and_gets_its_password_by_a_link_that_counts_once(
    sign_in: SignIn, passer_by: Client, district: District, settings: Any
) -> None:
    settings.PUBLIC_URL = "http://testserver"
    admin = sign_in("quantri")
    assert "chỉ gồm chữ" in shown_after(admin, "/accounts/new/", {"username": "sai tên"}, 422)
    page = admin.post("/accounts/new/", {"username": "moi", "name": "Lê Thị Mới"}, follow=True)
    account = Account.objects.get(username="moi")
    assert not account.has_usable_password() and "Chưa có vai trò" in text(page)
    address = f"/accounts/{account.pk}/"
    grant = {"act": "grant", "role": "unit_officer", "scope": "unit", "code": "P01", "ends_on": "2019-03-31"}
    admin.post(address, grant)
    assert "Cán bộ thi đua của đơn vị" in shown(admin, address)
    assert "đã qua" in shown_after(admin, address, {**grant, "role": "unit_head", "ends_on": "2019-01-01"}, 422)
    page = text(admin.post(address, {"act": "link"}))
    (link,) = re.findall(r"http://testserver(/password/[^<\s]+)", page)
    assert link not in shown(admin, address)
    form = passer_by.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    assert "chỉ dùng một lần" not in text(form) and "set-password" in where
    weak = {"new_password1": "12345678", "new_password2": "12345678"}
    assert "fault-new_password2" in text(passer_by.post(where, weak))
    new = "Bông-lúa-vàng-88"
    assert passer_by.post(where, {"new_password1": new, "new_password2": new}).status_code == 302
    assert Client().get(link, follow=True).status_code == 404
    assert Account.objects.get(pk=account.pk).check_password(new)


def shown_after(client: Client, path: str, form: Mapping[str, Any], status: int) -> str:
    answer = client.post(path, form)
    assert answer.status_code == status, (path, answer.status_code)
    return text(answer)


def test_a_log_in_is_shut_and_opened_again_by_others_only_and_wrong_passwords_are_forgotten(
    sign_in: SignIn, district: District
) -> None:
    admin, clerk = sign_in("quantri"), Account.objects.get(username="vanthu")
    address = f"/accounts/{clerk.pk}/"
    door = Client()
    for _ in range(5):
        door.post("/login/", {"username": "vanthu", "password": "sai"})
    assert "bị khóa tạm" in shown(admin, "/accounts/?q=vanthu")
    admin.post(address, {"act": "unlock"})
    assert "bị khóa tạm" not in shown(admin, address)
    assert "Hãy ghi lý do" in shown_after(admin, address, {"act": "shut", "reason": " "}, 422)
    admin.post(address, {"act": "shut", "reason": "Nghỉ hưu"})
    assert "vanthu" in shown(admin, "/accounts/?shut=1") and "vanthu" not in shown(admin, "/accounts/")
    assert sign_in("chutich").get(address).status_code == 403
    own = Account.objects.get(username="quantri")
    assert "Không ai tự ngừng" in shown_after(admin, f"/accounts/{own.pk}/", {"act": "shut", "reason": "x"}, 422)
    assert "tự cấp vai trò" in shown_after(
        admin, f"/accounts/{own.pk}/", {"act": "grant", "role": "clerk", "scope": "authority"}, 422
    )
    admin.post(address, {"act": "reopen", "reason": "Nhầm"})
    clerk.refresh_from_db()
    assert clerk.is_active


def test_units_are_described_anew_and_merged_from_a_day_with_their_history_kept(
    sign_in: SignIn, district: District
) -> None:
    office = sign_in("thuongtruc")
    unit = {"name": "UBND phường Mới", "kind": "ward", "cluster": "CUM-1", "valid_from": "2019-06-01"}
    office.post("/organisation/new/", {**unit, "code": "P09"})
    assert "P09" not in shown(office, "/organisation/?on=2019-05-31")
    assert "UBND phường Mới" in shown(office, "/organisation/?on=2019-06-01")
    assert "một ngày sau đó" in shown_after(office, "/organisation/units/P09/", {**unit, "name": "Khác"}, 422)
    change = {"kind": "merge", "predecessors": ["P02", "P04"], "successors": ["P09"], "effective_on": "2019-07-01"}
    assert "Hãy ghi nội dung này" in shown_after(office, "/organisation/reorganise/", change, 422)
    answer = office.post("/organisation/reorganise/", {**change, "legal_basis": "Nghị quyết 895"})
    assert answer.status_code == 302
    page = shown(office, "/organisation/units/P02/")
    assert ">UBND phường Mới</a>" in page
    assert ("Nghị quyết 895" in page and "P09" in page and "30/06/2019" in page) or "01/07/2019" in page
    staff = sign_in("nhanvien.p01")
    assert "Thêm đơn vị" not in shown(staff, "/organisation/")
    assert staff.get("/organisation/new/").status_code == 403


def test_a_unit_is_described_by_titles_and_names_chosen_from_what_is_there(sign_in: SignIn, district: District) -> None:
    office = sign_in("thuongtruc")
    form = shown(office, "/organisation/new/")
    assert '<option value="Phường">' in form and "authority_office" not in form
    assert re.search(r'<option value="P01">[^<]+ \(P01\)</option>', form)
    assert re.search(r'<option value="CUM-1">[^<]+ \(CUM-1\)</option>', form)
    unit = {"code": "P09", "name": "Trạm y tế", "kind": "co so y te", "parent": "P01", "valid_from": "2019-06-01"}
    wrong = shown_after(office, "/organisation/new/", {**unit, "cluster": "+", "cluster_code": "CUM-1"}, 422)
    assert "Mã này đã có cụm, khối dùng" in wrong and 'value="co so y te"' in wrong
    assert 'id="fault-cluster_name"' in wrong and '<option value="P01" selected>' in wrong
    office.post("/organisation/new/", {**unit, "cluster": "+", "cluster_code": "CUM-9", "cluster_name": "Cụm y tế mới"})
    made = UnitVersion.objects.select_related("cluster").get(unit__code="P09")
    assert (made.kind, made.cluster and made.cluster.name) == ("health_facility", "Cụm y tế mới")
    page = shown(office, "/organisation/units/P09/")
    assert "Cơ sở y tế" in page and '<option value="CUM-9" selected>Cụm y tế mới (CUM-9)</option>' in page
    assert "Cơ sở y tế" in shown(office, "/organisation/?on=2019-06-01")
    office.post("/organisation/units/P09/", {**unit, "kind": "Đội lưu động", "valid_from": "2019-07-01"})
    assert "Đội lưu động" in shown(office, "/organisation/units/P09/")
    assert "Hãy chọn cụm" in shown_after(office, "/organisation/units/P09/", {**unit, "cluster": "CUM-0"}, 422)


def test_a_reorganisation_is_chosen_from_the_units_that_are_there_and_a_wrong_one_is_told_at_its_field(
    sign_in: SignIn, district: District
) -> None:
    office, path = sign_in("thuongtruc"), "/organisation/reorganise/"
    change = {"kind": "merge", "predecessors": ["P02", "P04"], "effective_on": "2019-07-01", "legal_basis": "NQ 1"}
    empty = shown_after(office, path, {**change, "predecessors": [], "legal_basis": ""}, 422)
    assert 'id="fault-predecessors">Hãy chọn đơn vị cũ' in empty and 'id="fault-legal_basis"' in empty
    lacking = shown_after(office, path, change, 422)
    assert 'id="fault-successors">Sáp nhập cần' in lacking and 'id="fault-predecessors"' not in lacking
    assert 'name="predecessors" value="P02" checked' in lacking and 'name="successors" value="P02"' in lacking
    alone = shown_after(office, path, {**change, "predecessors": ["P02"], "successors": ["P04"]}, 422)
    assert 'id="fault-predecessors">Sáp nhập cần' in alone and 'name="successors" value="P04" checked' in alone
    unknown = shown_after(office, path, {**change, "successors": ["P99"]}, 422)
    assert 'id="fault-successors">Ngày 01/07/2019 không có đơn vị mang mã P99' in unknown
    early = shown_after(office, path, {**change, "successors": ["P01"], "effective_on": "2017-01-01"}, 422)
    assert 'id="fault-predecessors">Ngày 01/01/2017' in early


@pytest.mark.parametrize(
    ("username", "path", "queries"),
    [
        ("quantri", "/accounts/", 6),
        ("thuongtruc", "/ledger/", 8),
        ("thuongtruc", "/organisation/", 5),
        ("thuongtruc", "/organisation/reorganise/", 5),
    ],
)
def test_pages_of_records_cost_this_many_queries(
    sign_in: SignIn, district: District, username: str, path: str, queries: int
) -> None:
    client = sign_in(username)
    with CaptureQueriesContext(connection) as seen:
        shown(client, path)
    assert len(seen) == queries, [query["sql"][:120] for query in seen]
