"""Pages of corrections: a closed month's sheet asked to be another, the list of such requests, and the second person's word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import corrections
from emulation.boards import corrections as boards
from emulation.boards.evaluations import SheetRow
from emulation.desks import Line
from emulation.rules.sheets import NOT_APPLICABLE, Entry, parse_points
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop, paragraphs
from web.access import Visit, member_required
from web.publications import address
from web.refusals import sentence

SCORE = "score-"
REASON, ABSENT, SCORES = "reason", "absent", "scores"
LONGEST = 2000
_NOT_APPLICABLE = frozenset({"na", "n/a", "không áp dụng"})


@dataclass(frozen=True)
class Given:
    """What was typed into the form, as it was typed. Scores are those of fields that were not left empty."""

    scores: Mapping[str, str] = field(default_factory=dict)
    vetoes: frozenset[str] = frozenset()
    absent: bool = False
    reason: str = ""


@dataclass(frozen=True)
class ScoreRow:
    """A line of the sheet with its field: what stands, what was typed, and what is wrong with that."""

    line: SheetRow
    value: str
    typed: str
    error: str


def _given(form: QueryDict) -> Given:
    typed = {name.removeprefix(SCORE): str(form[name]).strip() for name in form if name.startswith(SCORE)}
    return Given(
        scores={code: text for code, text in typed.items() if text},
        vetoes=frozenset(map(str, form.getlist("veto"))),
        absent=ABSENT in form,
        reason=str(form.get(REASON, "")),
    )


def _read(given: Given) -> tuple[dict[str, Entry], list[Problem]]:
    """The points, and every fault that shows before the sheet is looked at."""
    scores: dict[str, Entry] = {}
    problems: list[Problem] = []
    for code, text in given.scores.items():
        if text.casefold() in _NOT_APPLICABLE:
            scores[code] = NOT_APPLICABLE
            continue
        try:
            scores[code] = parse_points(text)
        except Invalid as no:
            problems.append(Problem(no.code, no.message, code, no.params))
    if not paragraphs(given.reason):
        problems.append(Problem("correction.reason_needed", gettext_noop("Hãy ghi lý do."), REASON))
    if len(given.reason) > LONGEST:
        problems.append(_too_long())
    return scores, problems


def _too_long() -> Problem:
    message = gettext_noop("Lý do dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    return Problem("correction.reason_long", message, REASON, {"longest": LONGEST})


def _propose(visit: Visit, board: boards.FormBoard, given: Given) -> tuple[str, tuple[Problem, ...]]:
    """The id of the request that was written, or everything that is wrong with it."""
    scores, problems = _read(given)
    if problems:
        return "", tuple(problems)
    row = board.sheet.evaluation
    vetoes = None if given.vetoes == frozenset(row.vetoes) else tuple(sorted(given.vetoes))
    line = Line(row.person.code if row.person else "", scores, vetoes, given.absent, given.reason)
    try:
        asked = corrections.correct(
            str(row.campaign_id), row.month.month, row.unit.code, line, by=visit.actor, at=visit.at
        )
    except Invalid as no:
        return "", no.problems or (Problem(no.code, no.message, "", no.params),)
    return str(asked.pk), ()


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def propose(visit: Visit, evaluation: UUID) -> HttpResponse:
    """Ask for other figures of an appraised sheet of a closed month. What is wrong is said at its field; nothing typed is lost."""
    board = boards.form(str(evaluation), by=visit.actor, at=visit.at)
    if visit.request.method != "POST":
        return _form(visit, board, Given(vetoes=frozenset(board.sheet.evaluation.vetoes)), ())
    given = _given(visit.request.POST)
    asked, problems = _propose(visit, board, given)
    if problems:
        return _form(visit, board, given, problems)
    messages.success(
        visit.request, gettext("Đã ghi đề nghị đính chính; phiếu chưa thay đổi cho đến khi người khác duyệt.")
    )
    return redirect("web:correction", correction=asked)


def _form(visit: Visit, board: boards.FormBoard, given: Given, problems: Iterable[Problem]) -> HttpResponse:
    sheet = board.sheet
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    rows = [_score_row(line, sheet.evaluation.scores, given, errors) for line in sheet.rows]
    fields = {row.line.code for row in rows if row.line.is_leaf and not row.line.from_survey}
    placed = [*(code for code in (r.line.code for r in rows) if code in fields), REASON]
    values = {
        "sheet": sheet,
        "campaign": sheet.evaluation.campaign,
        "rows": rows,
        "vetoes": [(veto, veto.code in sheet.evaluation.vetoes, veto.code in given.vetoes) for veto in board.vetoes],
        "given": given,
        "reason_error": errors.get(REASON, ""),
        "faults": [(path, errors[path]) for path in placed if path in errors],
        "other_faults": [text for path, text in errors.items() if path not in placed],
        "longest": LONGEST,
    }
    return visit.page("web/correction_form.html", values, status=422 if errors else 200)


def _score_row(line: SheetRow, present: Mapping[str, str], given: Given, errors: Mapping[str, str]) -> ScoreRow:
    code = line.code
    return ScoreRow(line, present.get(code, ""), given.scores.get(code, ""), errors.get(code, ""))


@require_safe
@member_required
def listed(visit: Visit, campaign: UUID) -> HttpResponse:
    asked = visit.request.GET
    month, number = asked.get("month", ""), asked.get("page", "")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    board = boards.listing(str(campaign), "" if "\0" in month else month, page, by=visit.actor, at=visit.at)
    return visit.page("web/corrections.html", {"board": board, "campaign": board.campaign})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, correction: UUID) -> HttpResponse:
    """One request, and the word of the second person on it."""
    if visit.request.method != "POST":
        return _shown(visit, correction)
    act = visit.request.POST.get("act")
    if act == "decline":
        return _decline(visit, correction)
    if act != "approve":
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    corrections.approve(str(correction), by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã duyệt đính chính; phiếu có thêm lớp “Đính chính”."))
    return redirect("web:correction", correction=correction)


def _decline(visit: Visit, correction: UUID) -> HttpResponse:
    reason = str(visit.request.POST.get(REASON, ""))
    if len(reason) > LONGEST:
        return _shown(visit, correction, reason=reason, error=sentence(_too_long()))
    try:
        corrections.decline(str(correction), reason=reason, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _shown(visit, correction, reason=reason, error=sentence(no))
    messages.success(visit.request, gettext("Đã bỏ đề nghị đính chính; phiếu giữ nguyên."))
    return redirect("web:correction", correction=correction)


def _shown(visit: Visit, correction: UUID, *, reason: str = "", error: str = "") -> HttpResponse:
    board = boards.correction(str(correction), by=visit.actor, at=visit.at)
    values = {
        "board": board,
        "row": board.correction,
        "campaign": board.evaluation.campaign,
        "revisions": [(ranking, address(ranking)) for ranking in board.revisions],
        "reason": reason,
        "reason_error": error,
        "longest": LONGEST,
    }
    return visit.page("web/correction.html", values, status=422 if error else 200)
