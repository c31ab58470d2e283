"""The form of a month's sheet as people know it from paper: kept while it is typed, written, with its evidence, handed in."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from emulation import evidences, files, sheet_drafts
from emulation.boards import sheet_forms as boards
from emulation.boards import sheets_in_hand
from emulation.rules import sheet_fields
from emulation.rules.exact import exact_text
from emulation.rules.file_types import PURPOSES
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.deadlines import clock
from web.evidences import faults as file_faults
from web.files import uploads
from web.refusals import sentence
from web.templatetags import sheets, words

FIELD, SEEN = "f.", "o."
MOST_FIELDS = 2000
"""More than any form has; what is beyond is not ours."""
Where = tuple[str, str, str, str]


def fields(visit: Visit, prefix: str) -> dict[str, str]:
    """What was typed, or what stood there before, by field; of a ticked box the last value counts."""
    sent = list(visit.request.POST.items())[:MOST_FIELDS]
    return {
        name.removeprefix(prefix): str(text).replace("\0", "")[: sheet_fields.LONGEST_WHOLE + 1]
        for name, text in sent
        if name.startswith(prefix)
    }


def address(where: Where) -> str:
    campaign, month, unit, subject = where
    if subject:
        return reverse("web:sheet-form-person", args=[campaign, month, unit, subject])
    return reverse("web:sheet-form", args=[campaign, month, unit])


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, campaign: UUID, month: str, unit: str, person: str = "") -> HttpResponse:
    """The form with its columns; ``act`` says what is done with what was typed. Nothing typed is lost over a fault."""
    where = (str(campaign), month, unit, person)
    if visit.request.method != "POST":
        return _shown(visit, where)
    act = ACTS.get(str(visit.request.POST.get("act", "save")))
    if act is None:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    try:
        return act(visit, where)
    except Invalid as no:
        return _shown(visit, where, no)


def _keep(visit: Visit, where: Where) -> HttpResponse:
    """What a pause in typing sends: the changed fields, each with what stood there. The answer is the form as it stands."""
    kept = sheet_drafts.keep(*where, fields(visit, FIELD), fields(visit, SEEN), by=visit.actor, at=visit.at)
    board = boards.form(*where, by=visit.actor, at=visit.at)
    at = localtime(kept.at or visit.at)
    return JsonResponse(
        {
            "values": dict(kept.values),
            "shown": {name: _shown_as(name, text) for name, text in kept.values.items()},
            "version": kept.version,
            "at": f"{at:%H:%M}",
            "by": kept.by,
            "written": kept.written,
            "clashes": {name: _shown_as(name, text) for name, text in (kept.clashes or {}).items()},
            **_told(board.sums),
        }
    )


def _shown_as(name: str, text: str) -> str:
    return sheets.typed(text) if name.startswith(sheet_fields.SCORE) else text


def _told(sums: boards.Sums) -> dict[str, Any]:
    """Sums as they are read, and what is wrong at which field."""
    missing = ngettext("Còn %(count)s dòng chưa chấm", "Còn %(count)s dòng chưa chấm", len(sums.missing))
    return {
        "total": words.score(sums.total),
        "groups": {code: words.points(exact_text(points)) for code, points in sums.groups.items()},
        "missing": missing % {"count": len(sums.missing)} if sums.missing else "",
        "problems": {problem.path: sentence(problem) for problem in sums.problems},
    }


def _write(visit: Visit, where: Where) -> None:
    sheet_drafts.write(*where, fields(visit, FIELD), fields(visit, SEEN), by=visit.actor, at=visit.at)


def _save(visit: Visit, where: Where) -> HttpResponse:
    _write(visit, where)
    messages.success(visit.request, gettext("Đã ghi phiếu."))
    return redirect(address(where))


def _next(visit: Visit, where: Where) -> HttpResponse:
    """Write this one and go on to the next of the unit."""
    board = boards.form(*where, by=visit.actor, at=visit.at)
    _write(visit, where)
    after = board.after
    messages.success(visit.request, gettext("Đã ghi phiếu của %(name)s.") % {"name": board.name})
    return redirect(address((*where[:3], after.code)) if after else reverse("web:hand-in", args=where[:3]))


def _hand_in(visit: Visit, where: Where) -> HttpResponse:
    """Write, then ask: what will follow stands on the next page."""
    _write(visit, where)
    return redirect(reverse("web:hand-in", args=where[:3]) + f"?only={where[3] or '-'}")


def _carry(visit: Visit, where: Where) -> HttpResponse:
    """What was typed is kept first, so that only empty lines are filled."""
    sheet_drafts.keep(*where, fields(visit, FIELD), fields(visit, SEEN), by=visit.actor, at=visit.at)
    count = sheet_drafts.carry_over(*where, by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã mang %(count)s dòng từ tháng trước sang.") % {"count": count})
    return redirect(address(where))


def _attach(visit: Visit, where: Where) -> HttpResponse:
    """Evidence needs a sheet to lie at: where there is none yet, what is typed is written first."""
    label = str(visit.request.POST.get("label", "")).replace("\0", "")[:100]
    chosen = uploads(visit)
    board = boards.form(*where, by=visit.actor, at=visit.at)
    if board.evaluation is None:
        sheet_drafts.write(*where, {}, {}, by=visit.actor, at=visit.at)
        board = boards.form(*where, by=visit.actor, at=visit.at)
    if board.evaluation is not None:
        try:
            evidences.hand_in(str(board.evaluation.pk), chosen, criterion=label, by=visit.actor, at=visit.at)
        except Invalid as no:
            text = " ".join(file_faults(no, [one.name for one in chosen]))
            raise Invalid(no.code, text, problems=[Problem(no.code, text, "files")]) from None
    messages.success(visit.request, gettext("Đã lưu minh chứng."))
    return redirect(address(where) + (f"#line-{label}" if label else "#evidence"))


ACTS: Mapping[str, Callable[[Visit, Where], HttpResponse]] = {
    "keep": _keep,
    "save": _save,
    "next": _next,
    "hand-in": _hand_in,
    "carry": _carry,
    "attach": _attach,
}


def _shown(visit: Visit, where: Where, no: Invalid | None = None) -> HttpResponse:
    """The page; after a fault with what was typed in place of what is kept, and with what others wrote as seen."""
    board = boards.form(*where, by=visit.actor, at=visit.at)
    errors: dict[str, str] = {}
    for problem in (no.problems or (Problem(no.code, no.message, "note", no.params),)) if no else ():
        errors.setdefault(problem.path, sentence(problem))
    if visit.request.headers.get("Accept") == "application/json":
        return JsonResponse({"problems": errors}, status=422)
    typed = fields(visit, FIELD) if no else {}
    found = files.by_label(evidences.RECORD, str(board.evaluation.pk)) if board.evaluation else {}
    values = {
        "board": board,
        "campaign": board.campaign,
        "values": {**board.values, **typed},
        "seen": board.values,
        "errors": errors,
        "clashes": board.clashes,
        "sums": _told(board.sums),
        "evidence": found,
        "may_add": evidences.may_add(board.evaluation, by=visit.actor) if board.evaluation else board.writes,
        "places": [("", None), *((line.code, line.title) for line in board.lines)],
        "criterion": str(visit.request.GET.get("criterion", ""))[:100],
        "upload": PURPOSES["evidence"],
        "clock": clock(board.month.deadline, visit.at),
        "here": address(where),
        "before": address((*where[:3], board.before.code)) if board.before else "",
        "after": address((*where[:3], board.after.code)) if board.after else "",
        "subjects": [(line, address((*where[:3], line.code))) for line in board.subjects],
        "longest_score": sheet_fields.LONGEST_SCORE,
        "longest_note": sheet_fields.LONGEST_NOTE,
        "longest_whole": sheet_fields.LONGEST_WHOLE,
    }
    return visit.page("web/sheet_form.html", values, status=422 if no else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def hand_in(visit: Visit, campaign: UUID, month: str, unit: str) -> HttpResponse:
    """Ask before sheets are handed in: which, what will follow, what is missing. ``?only=`` has one ticked (- is the unit's)."""
    errors: list[str] = []
    ticked = [code.removeprefix("-") for code in visit.request.POST.getlist("subject")[:1000]]
    if visit.request.method == "POST":
        try:
            count = sheet_drafts.hand_in(str(campaign), month, unit, ticked, by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = list(dict.fromkeys(sentence(one) for one in no.problems)) or [sentence(no)]
        else:
            said = ngettext("Đã nộp %(count)s phiếu.", "Đã nộp %(count)s phiếu.", count)
            messages.success(visit.request, said % {"count": count})
            return redirect("web:unit-month", campaign=campaign, month=month, unit=unit)
    board = sheets_in_hand.in_hand(str(campaign), month, unit, by=visit.actor, at=visit.at)
    only = str(visit.request.GET.get("only", ""))
    chosen = set(ticked) if errors else {only.removeprefix("-")} if only else {r.code for r in board.rows if r.complete}
    values = {
        "board": board,
        "campaign": board.campaign,
        "errors": errors,
        "rows": [(row, row.code in chosen, address((str(campaign), month, unit, row.code))) for row in board.rows],
        "clock": clock(board.month.deadline, visit.at),
    }
    return visit.page("web/hand_in.html", values, status=422 if errors else 200)
