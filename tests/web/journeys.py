"""Journeys of those who run a campaign, from log-in to result, in the browser and the district of the other browser tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from certificates import batches
from emulation import evaluations, rankings
from emulation.commendation import ballots
from emulation.events import DecisionSigned, MonthClosed
from emulation.models import Campaign, Decision, NominationLine
from tests.web.district import COUNCIL, MARKS, NOW, District, event, nominated, points

SALARY = {
    "amount": "1600000",
    "legal_basis": "Nghị quyết 86/2019/QH14",
    "valid_from": "2031-07-01",
    "reason": "Mức mới",
}


def apart(work: Callable[[], Any]) -> Any:
    """What others do meanwhile, in a connection of their own: the test's would keep it to itself."""

    def done() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(done).result()


def _next(page: Any, step: str) -> None:
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url(f"**/draft/{step}/")


def runs_a_campaign(office: Any, head: Any, district: District, code: str) -> None:
    """From the wizard over the launch by another and sheets on the board to the month that is closed and its published ranking."""
    page = office.page
    office.visit("/campaigns/")
    page.get_by_role("link", name="Dự thảo mới").click()
    page.get_by_label("Tên phong trào").fill("Thi đua tháng 2")
    page.get_by_label("Mã phong trào").fill(code)
    page.get_by_text("Văn hóa công sở, chấm điểm hằng tháng").click()
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.wait_for_url("**/draft/contents/")
    _next(page, "time")
    page.get_by_label("Ngày bắt đầu").fill("2019-02-01")
    page.get_by_label("Ngày kết thúc").fill("2019-02-28")
    page.get_by_label("Khóa tháng (ngày)").fill("8")
    page.get_by_label("Văn bản phát động").fill("Kế hoạch số 9/KH-UBND")
    _next(page, "units")
    _next(page, "schemes")
    page.get_by_label("Chấm cá nhân theo").select_option("")
    _next(page, "rules")
    _next(page, "preview")
    page.get_by_text("Người soạn không tự phát động").wait_for()
    draft = page.url.removeprefix(office.address)
    head.visit(draft)
    head.page.get_by_role("link", name="Đến bước phê duyệt phát động").click()
    head.page.get_by_role("button", name="Phát động").click()
    head.page.get_by_text("Đã phát động").first.wait_for()
    campaign = apart(lambda: str(Campaign.objects.get(code=code).pk))
    apart(lambda: [_hand_in(district, campaign, unit, mark) for unit, mark in (("D01", "27"), ("D02", "29"))])
    office.visit(f"/campaigns/{campaign}/")
    page.get_by_role("link", name="Bảng điểm hiện thời").first.click()
    assert page.locator("tbody tr").first.get_attribute("data-subject") == "D02"
    office.visit(f"/campaigns/{campaign}/")
    page.get_by_role("link", name="Khóa tháng").click()
    page.get_by_role("button", name="Khóa tháng").click()
    page.get_by_text("Đã khóa").first.wait_for()
    apart(lambda: rankings.rank_units(event(MonthClosed, campaign=campaign), NOW))
    office.visit(f"/campaigns/{campaign}/ranking/")
    page.get_by_role("link", name="Công bố").click()
    page.get_by_role("button", name="Công bố").click()
    page.locator(".seal--published").wait_for()
    assert page.locator(".ranking tbody tr").first.inner_text().count("Phòng Tư pháp") == 1


def _hand_in(district: District, campaign: str, unit: str, mark: str) -> None:
    officer, head = district.actors[f"canbo.{unit.lower()}"], district.actors[f"thutruong.{unit.lower()}"]
    line = evaluations.Line("", points(MARKS, B1=mark))
    evaluations.save(campaign, "2019-02", unit, [line], by=officer, at=NOW)
    evaluations.submit(campaign, "2019-02", unit, by=officer, at=NOW)
    evaluations.confirm(campaign, "2019-02", unit, by=head, at=NOW)
    evaluations.appraise(campaign, "2019-02", unit, by=district.actors["thuongtruc"], at=NOW)


def votes(chair: Any, secretary: Any, district: District) -> None:
    """From the session over the dossier to a vote, and to the result with its arithmetic once the secretary has counted."""
    page, item = chair.page, f"/council-items/{district.council['open item']}/"
    chair.visit("/councils/")
    page.locator(f"a[href='/council-sessions/{district.council['open']}/']").first.click()
    page.locator(f"a[href='{item}']").click()
    page.get_by_role("link", name="Đề nghị khen open").click()
    page.get_by_text("Báo cáo thành tích").click()
    page.get_by_text("Đã làm tốt.").wait_for()
    page.go_back()
    page.get_by_label("Đồng ý", exact=True).check()
    page.get_by_role("button", name="Bỏ phiếu").click()
    page.get_by_text("Bạn đã biểu quyết").wait_for()
    others = [district.actors[name] for name in COUNCIL if name != "chutich"]
    apart(lambda: [ballots.vote(district.council["open item"], "yes", by=one, at=NOW) for one in others])
    secretary.visit(item)
    secretary.page.get_by_role("button", name="Khép và kiểm phiếu").click()
    secretary.page.get_by_role("heading", name="Kết quả: đề nghị khen thưởng").wait_for()
    page.reload()
    page.get_by_text("Cần 66,67% của 6, làm tròn lên là 5 phiếu đồng ý.").wait_for()


def decides(office: Any, clerk: Any, head: Any, district: District) -> None:
    """From an appraised dossier over draft, number and signature to the register and the batch of certificates."""
    dossier = apart(lambda: nominated(district, "quyết định"))
    lines = NominationLine.objects.filter(nomination=dossier)
    apart(lambda: lines.update(recommended=True))
    line = apart(lambda: lines.get().pk)
    page = office.page
    office.visit("/decisions/")
    page.get_by_role("link", name="Soạn từ hồ sơ").click()
    page.locator(f"#line-{line}").check()
    page.get_by_label("Trích yếu").fill("Về việc khen thưởng đột xuất")
    page.get_by_label("Ngày dự kiến ký").fill("2019-03-09")
    page.get_by_label("Người ký", exact=True).fill("Lê Minh Đức")
    page.get_by_label("Chức vụ người ký").fill("CHỦ TỊCH")
    page.get_by_role("button", name="Soạn dự thảo").click()
    page.get_by_text("Về việc khen thưởng đột xuất").first.wait_for()
    path = page.url.removeprefix(office.address).partition("#")[0]
    page = clerk.page
    clerk.visit("/decisions/")
    page.locator(f"a[href='{path}']").click()
    page.get_by_role("button", name="Cấp số").click()
    page.get_by_role("heading", name="Thu lại số").wait_for()
    head.visit(path)
    head.page.get_by_text("không đổi được nữa").first.wait_for()
    head.page.get_by_role("button", name="Ký quyết định").click()
    head.page.get_by_text("Đã ký").first.wait_for()
    signed = apart(lambda: Decision.objects.get(pk=path.strip("/").rpartition("/")[2]))
    apart(lambda: batches.request(event(DecisionSigned, decision=str(signed.pk)), NOW))
    clerk.visit("/award-register/")
    page.get_by_role("link", name=f"{signed.number}/QĐ-UBND").first.wait_for()
    clerk.visit("/certificates/batches/")
    page.get_by_role("link", name=f"{signed.number}/QĐ-UBND").click()
    page.get_by_role("heading", name=f"{signed.number}/QĐ-UBND").wait_for()


def keeps_the_house(root: Any) -> None:
    """From a new account with a role over a figure of the law to both of them in the ledger."""
    page = root.page
    root.visit("/accounts/")
    page.get_by_role("link", name="Mở tài khoản").click()
    page.get_by_label("Tên đăng nhập").fill("vanthu2")
    page.get_by_label("Họ và tên").fill("Trần Thị Mới")
    page.get_by_role("button", name="Mở tài khoản").click()
    page.get_by_role("heading", name="Giao vai trò").wait_for()
    page.locator("#role").select_option("staff")
    page.get_by_role("button", name="Giao vai trò").click()
    page.get_by_text("chỉ giao trên hồ sơ của chính người đó").first.wait_for()
    page.locator("#role").select_option("clerk")
    page.get_by_role("button", name="Giao vai trò").click()
    page.get_by_text("Đã giao vai trò.").wait_for()
    root.visit("/quan-tri/emulation/basesalary/add/")
    for name, value in SALARY.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=_save]").click()
    page.get_by_text("1600000").or_(page.get_by_text("1.600.000")).first.wait_for()
    root.visit("/ledger/?actor=quantri")
    page.get_by_role("link", name="Mở tài khoản mới").first.wait_for()
    page.get_by_label("Sự kiện").fill("giao vai tro")
    page.get_by_label("Sự kiện").press("Enter")
    page.get_by_role("link", name="Giao vai trò cho tài khoản").first.click()
    page.get_by_text("clerk").first.wait_for()
