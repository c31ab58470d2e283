"""Pages for the committee: what honest survey answers seldom show, and groups of answers that are left out and brought back."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import survey_exclusions
from emulation.boards import survey_exclusions as rows
from emulation.boards import survey_flags as boards
from emulation.rules.survey_flags import EXCUSES, HONEST, TITLES
from emulation.rules.survey_forms import CHANNEL_TITLES
from emulation.rules.survey_groups import ANY, LEAST_GROUP, Group
from kernel.errors import Invalid, NotAllowed, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence

FIELDS = ("unit", "channel", "counter", "day", "reason")
DONE = {
    "exclude": gettext_noop("Đã loại nhóm phiếu khỏi kết quả; số đếm và bảng điểm đã theo."),
    "decline": gettext_noop("Đã không chấp nhận; các phiếu vẫn được tính."),
    "restore": gettext_noop("Đã đưa nhóm phiếu trở lại; số đếm và bảng điểm đã theo."),
}


@require_safe
@member_required
def flags(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    board = boards.month(str(campaign), month, by=visit.actor)
    found = [
        (row, gettext(TITLES[row.flag.kind]), _said(row.flag.message, row.flag.params), _place(row.flag.group))
        for row in board.flags
    ]
    kinds = [(gettext(title), HONEST[kind], gettext(EXCUSES[kind])) for kind, title in TITLES.items()]
    values = {"board": board, "campaign": board.campaign, "found": found, "kinds": kinds, "channels": CHANNEL_TITLES}
    return visit.page("web/survey_flags.html", values)


def _place(group: Group) -> dict[str, object]:
    """A group as templates read one, in the same way as a row of exclusions."""
    return {**group.to_data(), "day": date.fromisoformat(group.day) if group.day else None}


def _said(message: str, params: object) -> str:
    return gettext(message) % params


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def propose(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    """Ask for the group and the reason; a flag on the page before fills the group in."""
    board = boards.month(str(campaign), month, by=visit.actor)
    if not board.may_propose:
        message = gettext_noop("Chỉ chuyên viên thường trực hoặc đoàn kiểm tra đề nghị loại phiếu khảo sát.")
        raise NotAllowed("exclusion.not_allowed", message)
    asked = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    given = {name: asked.get(name, ANY if name == "channel" else "").replace("\0", "")[:4000] for name in FIELDS}
    if visit.request.method != "POST":
        return _form(visit, board, given)
    group = Group(given["unit"], given["channel"], given["counter"], given["day"])
    flags = [row.flag for row in board.flags if row.flag.group == group]
    try:
        row = survey_exclusions.propose(
            str(campaign), month, group, reason=given["reason"], flags=flags, by=visit.actor, at=visit.at
        )
    except Invalid as no:
        return _form(visit, board, given, no.problems)
    messages.success(visit.request, gettext("Đã gửi đề nghị; người khác quyết định. Trước đó không có gì thay đổi."))
    return redirect("web:survey-exclusion", exclusion=row.pk)


def _form(
    visit: Visit, board: boards.FlagsBoard, given: dict[str, str], problems: Iterable[Problem] = ()
) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    values = {
        "board": board,
        "campaign": board.campaign,
        "given": given,
        "errors": errors,
        "channels": CHANNEL_TITLES,
        "counters": boards.counters_of(board.campaign),
        "any": ANY,
        "least": LEAST_GROUP,
        "longest": survey_exclusions.LONGEST_REASON,
    }
    return visit.page("web/survey_exclude.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, exclusion: UUID) -> HttpResponse:
    """One exclusion; on the same page it is decided or undone by who may."""
    board = rows.show(str(exclusion), by=visit.actor, at=visit.at)
    errors, given = {}, {"reason": ""}
    if visit.request.method == "POST":
        act = visit.request.POST.get("act", "")
        given["reason"] = visit.request.POST.get("reason", "").replace("\0", "")
        try:
            _do(act, str(exclusion), given["reason"], visit)
        except Invalid as no:
            errors = {"reason": sentence(no)}
        else:
            messages.success(visit.request, gettext(DONE[act]))
            return redirect("web:survey-exclusion", exclusion=exclusion)
    row = board.exclusion
    values = {
        "board": board,
        "row": row,
        "campaign": row.month.campaign,
        "flags": [(gettext(TITLES[flag.kind]), _said(flag.message, flag.params)) for flag in board.flags],
        "channels": CHANNEL_TITLES,
        "any": ANY,
        "given": given,
        "errors": errors,
        "longest": survey_exclusions.LONGEST_REASON,
    }
    return visit.page("web/survey_exclusion.html", values, status=422 if errors else 200)


def _do(act: str, exclusion: str, reason: str, visit: Visit) -> None:
    if act == "exclude":
        survey_exclusions.exclude(exclusion, note=reason, by=visit.actor, at=visit.at)
    elif act == "restore":
        survey_exclusions.restore(exclusion, reason=reason, by=visit.actor, at=visit.at)
    elif act == "decline":
        survey_exclusions.decline(exclusion, reason=reason, by=visit.actor, at=visit.at)
    else:
        raise Invalid("exclusion.no_act", gettext_noop("Hãy chọn việc cần làm."))
