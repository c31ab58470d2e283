"""Pages that ask before something is done: what will follow, a reason where one is due, and the act itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import campaign_drafts, campaigns, months
from emulation.boards import campaigns as boards
from emulation.rules import states
from kernel.actors import Place
from kernel.errors import Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence


@dataclass(frozen=True)
class Asked:
    """An act as it is offered: what its button and page say, and under which name it takes its text, if it takes one."""

    button: str
    consequences: tuple[str, ...]
    done: str
    run: Callable[..., Any]
    text: str = ""
    text_label: str = ""
    grave: bool = False


LAUNCH = "launch"
CAMPAIGN_ACTS = {
    LAUNCH: Asked(
        gettext_noop("Phát động"),
        (
            gettext_noop("Bộ tiêu chí, quy định và các mốc thời gian được chốt, từ đó không sửa được nữa."),
            gettext_noop(
                "Các tháng được mở theo thời gian thực hiện; mọi đơn vị thuộc cụm, khối thi đua được ghi danh."
            ),
            gettext_noop("Các đơn vị nhận được thông báo ngay."),
        ),
        gettext_noop("Đã phát động phong trào."),
        campaigns.launch,
    ),
    "review": Asked(
        gettext_noop("Ghi sơ kết"),
        (gettext_noop("Nội dung sơ kết hiện cho mọi thành viên và không sửa được sau khi ghi."),),
        gettext_noop("Đã ghi sơ kết."),
        campaigns.review,
        "summary",
        gettext_noop("Nội dung sơ kết"),
    ),
    "suspend": Asked(
        gettext_noop("Tạm dừng"),
        (gettext_noop("Trong thời gian tạm dừng, không ai nộp, xác nhận hay thẩm định được và không tháng nào khóa."),),
        gettext_noop("Đã tạm dừng phong trào."),
        campaigns.suspend,
        "reason",
        gettext_noop("Lý do"),
        grave=True,
    ),
    "resume": Asked(
        gettext_noop("Tiếp tục"),
        (gettext_noop("Các đơn vị lại nộp được phiếu; hạn nộp của các tháng giữ nguyên."),),
        gettext_noop("Phong trào được tiếp tục."),
        campaigns.resume,
    ),
    "close": Asked(
        gettext_noop("Kết thúc"),
        (
            gettext_noop("Mọi tháng phải đã khóa. Kết quả chung cuộc được tính từ các tháng đã khóa."),
            gettext_noop("Sổ cái được niêm phong và chốt ra bên ngoài. Việc này không hoàn lại được."),
        ),
        gettext_noop("Đã kết thúc phong trào; bảng xếp hạng chung cuộc đang được tính."),
        campaigns.close,
        grave=True,
    ),
    "conclude": Asked(
        gettext_noop("Ghi tổng kết"),
        (gettext_noop("Phong trào khép lại với nội dung tổng kết này."),),
        gettext_noop("Đã tổng kết phong trào."),
        campaigns.conclude,
        "summary",
        gettext_noop("Nội dung tổng kết"),
    ),
    "cancel": Asked(
        gettext_noop("Hủy phong trào"),
        (gettext_noop("Phong trào dừng hẳn, không có xếp hạng chung cuộc. Việc này không hoàn lại được."),),
        gettext_noop("Đã hủy phong trào."),
        campaigns.cancel,
        "reason",
        gettext_noop("Lý do"),
        grave=True,
    ),
}
CLOSE_MONTH = Asked(
    gettext_noop("Khóa tháng"),
    (
        gettext_noop("Phiếu và số liệu khảo sát của tháng được chốt, không ghi thêm được nữa."),
        gettext_noop("Bảng xếp hạng tháng được tính ngay sau đó."),
    ),
    gettext_noop("Đã khóa tháng; bảng xếp hạng đang được tính."),
    months.close,
)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def of_campaign(visit: Visit, campaign: UUID, act: str) -> HttpResponse:
    asked = CAMPAIGN_ACTS.get(act)
    if asked is None:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    if visit.request.method == "POST":
        given = {asked.text: visit.request.POST.get("text", "")} if asked.text else {}
        if act == LAUNCH:
            given["seen"] = visit.request.POST.get("seen", "")
        asked.run(str(campaign), **given, by=visit.actor, at=visit.at)
        messages.success(visit.request, gettext(asked.done))
        return redirect("web:campaign", campaign=campaign)
    row = boards.find(str(campaign), by=visit.actor)
    roles = campaigns.roles(visit.actor, row)
    states.CAMPAIGN.step(row.state, act, roles)
    board = boards.campaign(str(campaign), by=visit.actor, at=visit.at)
    in_the_way = board.in_the_way if act in (LAUNCH, "close") else []
    digest = campaign_drafts.digest_at_launch(row) if act == LAUNCH and not in_the_way else ""
    return _ask(visit, asked, row, [sentence(problem) for problem in in_the_way], digest=digest)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def close_month(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    if visit.request.method == "POST":
        CLOSE_MONTH.run(str(campaign), month, by=visit.actor, at=visit.at)
        messages.success(visit.request, gettext(CLOSE_MONTH.done))
        return redirect("web:campaign", campaign=campaign)
    row = boards.find(str(campaign), by=visit.actor)
    found = boards.find_month(row, month)
    states.MONTH.step(found.state, "close", visit.actor.roles_over(Place(row.authority_id)))
    return _ask(visit, CLOSE_MONTH, row, [sentence(p) for p in months.closing_problems(found, visit.at)], month=month)


def _ask(visit: Visit, asked: Asked, campaign: Any, in_the_way: list[str], **more: str) -> HttpResponse:
    values = {"asked": asked, "campaign": campaign, "in_the_way": in_the_way, **more}
    return visit.page("web/ask.html", values)
