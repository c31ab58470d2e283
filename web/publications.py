"""Pages about one ranking: the acts that make it known or revise it, what a revision moves, the check, and the bundle."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates.models import Certificate
from emulation import affected, publications, revisions
from emulation.affected import Affected
from emulation.boards import publications as boards
from emulation.models import Ranking
from emulation.rules import states
from kernel.errors import Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence

WHOLE_CAMPAIGN = "all"


@dataclass(frozen=True)
class Asked:
    """An act on a ranking as it is offered; ``reasoned`` asks for a reason."""

    button: str
    consequences: tuple[str, ...]
    done: str
    run: Callable[..., Any]
    reasoned: bool = False
    grave: bool = False


ACTS = {
    "publish": Asked(
        gettext_noop("Công bố"),
        (
            gettext_noop("Bảng được tính lại để kiểm tra, rồi công bố thành bản chụp: từ đó là số liệu cố định."),
            gettext_noop("Dấu của bộ tiêu chí, số liệu và kết quả được ghi vào sổ cái; ai cũng tính lại được từ gói kiểm chứng."),
            gettext_noop("Người công bố không được tự xác nhận bảng này là chính thức."),
        ),
        gettext_noop("Đã công bố bảng xếp hạng."),
        publications.publish,
    ),
    "finalise": Asked(
        gettext_noop("Xác nhận chính thức"),
        (
            gettext_noop("Bảng này trở thành kết quả chính thức, làm căn cứ xét khen thưởng."),
            gettext_noop("Sau đó chỉ thay được bằng một bản tính lại có lý do, do người có thẩm quyền áp dụng."),
        ),
        gettext_noop("Đã xác nhận bảng xếp hạng là chính thức."),
        publications.finalise,
        grave=True,
    ),
    "recompute": Asked(
        gettext_noop("Lập bản tính lại"),
        (
            gettext_noop("Bảng được tính lại từ số liệu hiện có. Nếu khác, bản mới chờ ở chế độ chưa áp dụng, chỉ Hội đồng thấy."),
            gettext_noop("Bảng đang có hiệu lực không thay đổi."),
        ),
        gettext_noop("Đã tính lại; bản mới đang chờ người khác áp dụng."),
        revisions.recompute,
        reasoned=True,
    ),
    "apply": Asked(
        gettext_noop("Áp dụng bản tính lại"),
        (
            gettext_noop("Bản này được công bố và có hiệu lực thay bản trước; bản trước vẫn xem được, ghi rõ là đã được thay thế."),
            gettext_noop("Lý do được ghi vào sổ cái và hiện cho mọi người."),
        ),
        gettext_noop("Đã áp dụng bản tính lại."),
        revisions.apply_revision,
        reasoned=True,
        grave=True,
    ),
    "discard": Asked(
        gettext_noop("Bỏ bản tính lại"),
        (gettext_noop("Bản này không được áp dụng; bảng đang có hiệu lực giữ nguyên."),),
        gettext_noop("Đã bỏ bản tính lại."),
        revisions.discard_revision,
        reasoned=True,
    ),
}  # fmt: skip


def address(row: Ranking) -> str:
    """The page of exactly this revision."""
    month = row.month.month if row.month else WHOLE_CAMPAIGN
    asked = urlencode({"subjects": row.subjects, "month": month, "revision": row.revision})
    return f"{reverse('web:ranking', args=[row.campaign_id])}?{asked}"


def with_papers(found: Iterable[Affected]) -> list[tuple[Affected, str]]:
    """Affected awards with the state of their certificates, empty where there is none."""
    rows = list(found)
    known = dict(Certificate.objects.filter(award__in=[one.award.pk for one in rows]).values_list("award", "state"))
    return [(one, known.get(one.award.pk, "")) for one in rows]


def _frame(row: Ranking) -> dict[str, Any]:
    return {
        "ranking": row,
        "campaign": row.campaign,
        "month": row.month.month if row.month else "",
        "back": address(row),
        "crumb_ranking": address(row).partition("?")[2],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def act(visit: Visit, ranking: UUID, act: str) -> HttpResponse:
    """Ask before it is done, with what will follow; then do it and show the revision that it was about."""
    asked = ACTS.get(act)
    if asked is None:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    row = boards.find(str(ranking), by=visit.actor)
    if visit.request.method == "POST":
        given = {"reason": visit.request.POST.get("text", "")} if asked.reasoned else {}
        done = asked.run(str(ranking), **given, by=visit.actor, at=visit.at)
        messages.success(visit.request, gettext(asked.done))
        return redirect(address(done if isinstance(done, Ranking) else row))
    machine = states.REVISION if act in states.REVISION.acts else states.RANKING
    machine.step(row.state, act, publications.roles(visit.actor))
    return visit.page("web/ranking_act.html", {**_frame(row), "asked": asked})


@require_safe
@member_required
def changes(visit: Visit, ranking: UUID) -> HttpResponse:
    """Who moves in a revision, from where to where, and why."""
    row = boards.find(str(ranking), by=visit.actor)
    found = boards.changes(row, by=visit.actor, at=visit.at)
    board = boards.state(row, by=visit.actor)
    concerned = affected.by_revision(row, found) if row.replaces_id else []
    values = {"changes": found, "state": board, "found": with_papers(concerned)}
    return visit.page("web/ranking_changes.html", {**_frame(row), **values})


@require_safe
@member_required
def verification(visit: Visit, ranking: UUID) -> HttpResponse:
    """The ranking computed again while the reader waits, with every difference."""
    row, report = boards.verification(str(ranking), by=visit.actor)
    findings = [(finding.path, sentence(finding)) for finding in report.findings]
    values = {"report": report, "verdict": sentence(report.verdict), "findings": findings}
    return visit.page("web/ranking_verification.html", {**_frame(row), **values})


@require_safe
@member_required
def bundle(visit: Visit, ranking: UUID) -> HttpResponse:
    name, content = boards.bundle(str(ranking), by=visit.actor)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/zip", headers=headers)
