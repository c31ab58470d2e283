"""Pages on which sheets are judged: the queue, and one sheet with self and judged figures side by side."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from emulation import evaluations, evidences, files, judging
from emulation.boards import judging as boards
from emulation.desks import Line
from emulation.rules import sheet_fields
from emulation.rules.sheets import Entry
from kernel.errors import Invalid, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence
from web.sheet_forms import fields

SCORE, REASON = "s.", "r."
DONE = {
    "confirm": gettext_noop("Đã xác nhận phiếu của %(name)s."),
    "assess": gettext_noop("Đã thẩm định ở cụm phiếu của %(name)s."),
    "appraise": gettext_noop("Đã thẩm định phiếu của %(name)s."),
}
BUTTONS = {
    "confirm": gettext_noop("Xác nhận phiếu"),
    "assess": gettext_noop("Thẩm định ở cụm"),
    "appraise": gettext_noop("Thẩm định phiếu"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    """The sheets that wait for the reader; those that are ticked are judged at once, without changing a figure."""
    board = boards.queue(str(campaign), month, by=visit.actor, at=visit.at)
    error = ""
    if visit.request.method == "POST":
        act = str(visit.request.POST.get("act", ""))
        ids = set(visit.request.POST.getlist("evaluation")[:2000])
        chosen = [r for r in board.rows if str(r.evaluation.pk) in ids and r.act == act]
        if ids and not chosen:
            message = gettext_noop("Các phiếu này không chờ bạn duyệt.")
            raise NotAllowed("judging.not_yours", message)
        try:
            pairs = [(row.evaluation.unit.code, row.subject) for row in chosen]
            count = judging.accept(str(campaign), month, act, pairs, by=visit.actor, at=visit.at)
        except Invalid as no:
            error = sentence(no.problems[0]) if no.problems else sentence(no)
        else:
            said = ngettext("Đã duyệt %(count)s phiếu.", "Đã duyệt %(count)s phiếu.", count)
            messages.success(visit.request, said % {"count": count})
            return redirect("web:judging", campaign=campaign, month=month)
    groups = [(act, BUTTONS[act], [row for row in board.rows if row.act == act]) for act in boards.JUDGEMENTS]
    values = {
        "board": board,
        "campaign": board.campaign,
        "groups": [group for group in groups if group[2]],
        "error": error,
    }
    return visit.page("web/judging.html", values, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def judge(visit: Visit, evaluation: UUID) -> HttpResponse:
    """One sheet. Empty fields leave a figure as it is; a changed one asks for its reason at its line."""
    board = boards.judged(str(evaluation), by=visit.actor, at=visit.at)
    if visit.request.method != "POST":
        return _shown(visit, board, {})
    try:
        said = _return(visit, board) if visit.request.POST.get("act") == "return" else _judge(visit, board)
    except Invalid as no:
        return _shown(visit, board, _errors(no, board))
    messages.success(visit.request, said)
    row = board.board.evaluation
    after = board.queue.after(row.pk)
    if after is not None:
        return redirect("web:judge", evaluation=after.evaluation.pk)
    return redirect("web:judging", campaign=row.campaign_id, month=row.month.month)


def _where(board: boards.JudgeBoard) -> tuple[str, str, str]:
    row = board.board.evaluation
    return str(row.campaign_id), row.month.month, row.unit.code


def _subject(board: boards.JudgeBoard) -> str:
    person = board.board.evaluation.person
    return person.code if person else ""


def _changed(board: boards.JudgeBoard, typed: Mapping[str, str]) -> tuple[dict[str, Entry], list[Problem]]:
    """The figures that differ from what stands, and what is wrong with what was typed."""
    found: dict[str, Entry] = {}
    problems = []
    for line in board.lines:
        text = typed.get(SCORE + line.row.code, "").strip() if line.asked else ""
        if not text or sheet_fields.spelled(SCORE, text) == line.present:
            continue
        try:
            found[line.row.code] = sheet_fields.read_entry(text)
        except Invalid as no:
            problems.append(Problem(no.code, no.message, SCORE + line.row.code, no.params))
    return found, problems


def _judge(visit: Visit, board: boards.JudgeBoard) -> str:
    if not board.act:
        message = gettext_noop("Phiếu này không chờ bạn duyệt.")
        raise WrongState("judging.not_yours", message, state=board.board.evaluation.state)
    typed = fields(visit, "f.")
    changed, problems = _changed(board, typed)
    message = gettext_noop("Điểm khác với lớp trước thì phải ghi lý do.")
    problems += [
        Problem("evaluation.reason_needed", message, REASON + code)
        for code in changed
        if not typed.get(REASON + code, "").strip()
    ]
    if problems:
        raise Invalid("evaluation.invalid", message, problems=problems)
    reasons = {code: typed.get(REASON + code, "") for code in changed}
    note = sheet_fields.put_together(typed.get("note", ""), reasons)
    subject = _subject(board)
    lines = [Line(subject, changed, None, note=note)] if changed or note else []
    judging.ACTS[board.act](*_where(board), subjects=[subject], lines=lines, by=visit.actor, at=visit.at)
    return gettext(DONE[board.act]) % {"name": board.board.name}


def _return(visit: Visit, board: boards.JudgeBoard) -> str:
    """What is wrong is said at its lines, or of the whole."""
    typed = fields(visit, "f.")
    reasons = {line.row.code: typed.get(REASON + line.row.code, "") for line in board.lines if line.asked}
    reason = sheet_fields.put_together(typed.get("note", ""), reasons)
    evaluations.return_(*_where(board), subjects=[_subject(board)], reason=reason, by=visit.actor, at=visit.at)
    return gettext("Đã trả lại phiếu của %(name)s.") % {"name": board.board.name}


def _errors(no: Invalid, board: boards.JudgeBoard) -> dict[str, str]:
    """By field; a fault of the act without one stands at the words on the whole."""
    known = {SCORE + line.row.code for line in board.lines} | {REASON + line.row.code for line in board.lines}
    owner = f"{_subject(board) or board.board.evaluation.unit.code}."
    found: dict[str, str] = {}
    for problem in no.problems or (Problem(no.code, no.message, "", no.params),):
        path = problem.path.removeprefix(owner)
        place = path if path in known else SCORE + path if SCORE + path in known else "note"
        found.setdefault(place, sentence(problem))
    return found


def _shown(visit: Visit, board: boards.JudgeBoard, errors: Mapping[str, str]) -> HttpResponse:
    row = board.board.evaluation
    if not (board.act or board.may_return or board.blocked):
        return redirect("web:evaluation", evaluation=row.pk)
    after = board.queue.after(row.pk)
    values: dict[str, Any] = {
        "judging": board,
        "board": board.board,
        "campaign": row.campaign,
        "typed": fields(visit, "f.") if errors else {},
        "errors": errors,
        "button": BUTTONS.get(board.act, ""),
        "evidence": files.by_label(evidences.RECORD, str(row.pk)),
        "next": reverse("web:judge", args=[after.evaluation.pk]) if after else "",
        "left": len(board.queue.free),
        "longest_score": sheet_fields.LONGEST_SCORE,
        "longest_note": sheet_fields.LONGEST_NOTE,
        "longest_whole": sheet_fields.LONGEST_WHOLE,
    }
    return visit.page("web/judge.html", values, status=422 if errors else 200)
