"""Pages of appeals: the list with what is due, the form of a line, and one appeal with everything that came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import appeals
from emulation.appeal_lines import Contested, LineDecision
from emulation.boards import appeals as boards
from emulation.rules.file_types import PURPOSES
from emulation.rules.sheets import parse_points
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.evidences import faults as file_faults
from web.files import uploads
from web.publications import address, with_papers
from web.refusals import sentence

ROWS, LONGEST = 5, 4000
FIELDS = ("month", "criterion", "asked", "note")


@dataclass(frozen=True)
class FormRow:
    """One line of the form as it was typed, with what is wrong with it."""

    place: int
    given: Mapping[str, str]
    errors: Mapping[str, str]


def _text(form: QueryDict, name: str, longest: int = LONGEST) -> str:
    return str(form.get(name, "")).replace("\0", "")[:longest]


def _empty(count: int) -> list[dict[str, str]]:
    return [dict.fromkeys(FIELDS, "") for _ in range(count)]


@require_safe
@member_required
def listed(visit: Visit, campaign: UUID) -> HttpResponse:
    board = boards.listing(str(campaign), visit.request.GET.get("shown", ""), by=visit.actor, at=visit.at)
    return visit.page("web/appeals.html", {"board": board, "campaign": board.campaign})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def submit(visit: Visit, standing: UUID) -> HttpResponse:
    """Name lines, say why, bring evidence. What is wrong is said at its field; nothing typed is lost but the choice of files."""
    board = boards.form(str(standing), by=visit.actor, at=visit.at)
    form = visit.request.POST
    if visit.request.method != "POST":
        chosen = {name: str(visit.request.GET.get(name, "")).replace("\0", "")[:40] for name in ("month", "criterion")}
        return _form(visit, board, [{**dict.fromkeys(FIELDS, ""), **chosen}, *_empty(ROWS - 1)], "", ())
    typed = [{name: _text(form, f"{name}-{place}", 2000).strip() for name in FIELDS} for place in range(ROWS)]
    rows = [row for row in typed if any(row[name] for name in ("criterion", "asked", "note"))]
    text, sent = _text(form, "text"), uploads(visit)
    lines = [Contested(**{**row, "month": row["month"] or (board.months or [""])[0]}) for row in rows]
    about = board.standing
    try:
        row = appeals.submit(
            str(about.ranking_id), about.subject, lines, text=text, uploads=sent, by=visit.actor, at=visit.at
        )
    except Invalid as no:
        filled = [*rows, *(dict.fromkeys(FIELDS, "") for _ in range(ROWS - len(rows)))]
        return _form(visit, board, filled, text, _faults(no, [one.name for one in sent]))
    messages.success(visit.request, gettext("Đã gửi khiếu nại. Hội đồng sẽ trả lời bằng văn bản tại trang này."))
    return redirect("web:appeal", appeal=row.pk)


def _faults(no: Invalid, names: list[str]) -> tuple[Problem, ...]:
    """At their fields; faults of files are told in words with the name of the file."""
    if no.code.startswith("file."):
        return tuple(Problem(no.code, text.replace("%", "%%"), "files") for text in file_faults(no, names))
    return no.problems or (Problem(no.code, no.message, "", no.params),)


def _form(
    visit: Visit, board: boards.FormBoard, typed: list[dict[str, str]], text: str, problems: Iterable[Problem]
) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    rows = [
        FormRow(place, given, {name: errors.get(f"lines[{place}].{name}", "") for name in FIELDS})
        for place, given in enumerate(typed)
    ]
    values = {
        "board": board,
        "campaign": board.standing.ranking.campaign,
        "rows": rows,
        "text": text,
        "errors": errors,
        "upload": PURPOSES["appeal"],
        "longest": LONGEST,
    }
    return visit.page("web/appeal_form.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, appeal: UUID) -> HttpResponse:
    """One appeal, and what its reader may do with it."""
    form = visit.request.POST
    if visit.request.method != "POST":
        return _shown(visit, appeal, form, ())
    act = form.get("act")
    if act == "take_up":
        appeals.take_up(str(appeal), by=visit.actor, at=visit.at)
        messages.success(visit.request, gettext("Đã nhận giải quyết khiếu nại."))
    elif act == "withdraw":
        appeals.withdraw(str(appeal), reason=_text(form, "reason", 2000), by=visit.actor, at=visit.at)
        messages.success(visit.request, gettext("Đã rút khiếu nại."))
    elif act == "decide":
        return _decide(visit, appeal, form)
    else:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    return redirect("web:appeal", appeal=appeal)


def _decide(visit: Visit, appeal: UUID, form: QueryDict) -> HttpResponse:
    try:
        findings = _findings(form)
        appeals.decide(str(appeal), findings, answer=_text(form, "answer"), by=visit.actor, at=visit.at)
    except Invalid as no:
        return _shown(visit, appeal, form, no.problems or (Problem(no.code, no.message, "", no.params),))
    messages.success(
        visit.request, gettext("Đã trả lời khiếu nại; phần được chấp nhận chờ người khác duyệt đính chính.")
    )
    return redirect("web:appeal", appeal=appeal)


def _findings(form: QueryDict) -> dict[str, LineDecision]:
    found = {}
    for name in form:
        if name.startswith("upheld-"):
            line = name.removeprefix("upheld-")
            points = _text(form, f"points-{line}", 20).strip()
            note = _text(form, f"finding-{line}", 2000)
            found[line] = LineDecision(form[name] == "yes", parse_points(points) if points else None, note)
    return found


def _shown(visit: Visit, appeal: UUID, form: QueryDict, problems: Iterable[Problem]) -> HttpResponse:
    board = boards.appeal(str(appeal), by=visit.actor, at=visit.at)
    wrong = [sentence(problem) for problem in problems]
    rows = [
        (
            line,
            _text(form, f"upheld-{line.line.pk}"),
            _text(form, f"points-{line.line.pk}"),
            _text(form, f"finding-{line.line.pk}"),
        )
        for line in board.lines
    ]
    values = {
        "board": board,
        "row": board.appeal,
        "campaign": board.appeal.campaign,
        "rows": rows,
        "answer": _text(form, "answer"),
        "faults": wrong,
        "back": address(board.appeal.ranking),
        "revisions": [(one, with_papers(one.affected)) for one in board.revisions],
        "longest": LONGEST,
    }
    return visit.page("web/appeal.html", values, status=422 if wrong else 200)
