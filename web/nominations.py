"""Pages of nomination dossiers: the list, one dossier with its acts, its head and lines as forms, the appraisal, the workbook."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import visibility
from emulation.boards import neighbours
from emulation.boards import nomination_forms as forms
from emulation.boards import nominations as boards
from emulation.commendation import forwardings, nomination_papers, nomination_tables, nominations
from emulation.commendation.forwardings import Cover
from emulation.commendation.nomination_outcomes import Outcome
from emulation.models import Nomination
from emulation.rules.access import READS_DECISIONS
from emulation.rules.awards.states import NOMINATION
from emulation.rules.file_types import PURPOSES
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.campaigns import XLSX
from web.eligibility import names_here
from web.files import uploads
from web.nomination_texts import BUTTONS, FROM_BELOW, GRAVE, KINDS, MEANS, OUTCOMES, RESULTS
from web.refusals import sentence

COVER = ("authority", "to", "letter_number", "letter_on")
FORMS: dict[str, tuple[str, ...]] = {
    "submit": ("letter_number", "letter_on"),
    "receive": (),
    "answer_below": (),
    "forward": COVER,
    "forward_part": COVER,
    "return": ("reason",),
    "withdraw": ("reason",),
}
"""Acts that stand on the page as forms, with what they ask for."""
SPRING = 4
HEAD = ("title", "kind", "procedure", "year", "campaign")
LINE = (
    "award_code", "person", "unit", "household", "category", "citation", "report", "deed_title", "deed_first", "deed_last",
)  # fmt: skip


def posted(visit: Visit, name: str) -> str:
    return str(visit.request.POST.get(name, "")).replace("\0", "")


def date_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def errors_of(problems: Iterable[Problem]) -> dict[str, str]:
    """The first fault of each place, in the reader's language."""
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.path, sentence(problem))
    return found


def whole(no: Invalid) -> tuple[Problem, ...]:
    """The faults of a refusal; the refusal itself where it names none."""
    return no.problems or (Problem(no.code, no.message, "", no.params),)


def _page_number(visit: Visit) -> int:
    page = str(visit.request.GET.get("page", ""))
    return int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1


@require_safe
@member_required
def listed(visit: Visit) -> HttpResponse:
    """Dossiers by state with whose turn it is; who writes for a unit begins one here."""
    asked = visit.request.GET
    state = str(asked.get("state", ""))
    year = str(asked.get("year", ""))
    filters = boards.Filters(
        state if state in NOMINATION.states else "",
        str(asked.get("unit", ""))[:40].replace("\0", ""),
        int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
    )
    board = boards.listed(filters, page=_page_number(visit), by=visit.actor, at=visit.at)
    return visit.page("web/nominations.html", {"board": board, "kinds": KINDS})


def _head(
    visit: Visit, given: Mapping[str, str], values: Mapping[str, Any], problems: Iterable[Problem]
) -> HttpResponse:
    errors = errors_of(problems)
    offered = forms.head(by=visit.actor, at=visit.at)
    page = {"given": given, "errors": errors, "offered": offered, "kinds": KINDS, **values}
    return visit.page("web/nomination_form.html", page, status=422 if errors else 200)


def _contents(given: Mapping[str, str], lines: Iterable[Any] = ()) -> nominations.Contents:
    year = given["year"].strip()
    number = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0
    campaign = forms.uuid_text(given["campaign"])
    return nominations.Contents(given["title"], given["kind"], number, campaign, given["procedure"], tuple(lines))


def _year_told(on: date) -> int:
    """The year that a dossier of this day is about: until spring it is the one that is over."""
    return on.year - (on.month < SPRING)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def start(visit: Visit, unit: str) -> HttpResponse:
    """Begin a dossier of a unit: its head first, the list on the next page."""
    name = forms.require_writer(unit, by=visit.actor, at=visit.at)
    values = {"unit": name, "code": unit}
    if visit.request.method != "POST":
        blank = {**dict.fromkeys(HEAD, ""), "kind": Nomination.MERIT, "year": str(_year_told(local_date(visit.at)))}
        return _head(visit, blank, values, ())
    given = {field: posted(visit, field) for field in HEAD}
    try:
        row = nominations.start(unit, _contents(given), by=visit.actor, at=visit.at)
    except Invalid as no:
        return _head(visit, given, values, whole(no))
    messages.success(visit.request, gettext("Đã lập hồ sơ; hãy ghi danh sách đề nghị."))
    return redirect("web:nomination", nomination=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def write(visit: Visit, nomination: UUID) -> HttpResponse:
    """The head of a draft or returned dossier."""
    row = forms.writable(str(nomination), by=visit.actor, at=visit.at)
    values = {"unit": forms.unit_name(row, on=local_date(visit.at)), "code": row.unit.code, "nomination": row}
    if visit.request.method != "POST":
        stored = {"title": row.title, "kind": row.kind, "procedure": row.procedure, "year": str(row.year)}
        return _head(visit, {**stored, "campaign": str(row.campaign_id or "")}, values, ())
    given = {field: posted(visit, field) for field in HEAD}
    try:
        contents = _contents(given, forms.lines_of(row))
        nominations.write(str(nomination), contents, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _head(visit, given, values, whole(no))
    messages.success(visit.request, gettext("Đã ghi hồ sơ."))
    return redirect("web:nomination", nomination=nomination)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def line(visit: Visit, nomination: UUID) -> HttpResponse:
    """One nominee: a new one, or that at the ``place``, which may also be taken out. Nothing typed is lost."""
    row = forms.writable(str(nomination), by=visit.actor, at=visit.at)
    place = str(visit.request.GET.get("place", ""))
    if visit.request.method != "POST":
        return _line(visit, row, place, forms.line_given(row, place), ())
    given = {field: posted(visit, field) for field in LINE}
    try:
        act = "remove" if posted(visit, "act") == "remove" else "keep"
        forms.keep_line(row, place, given, remove=act == "remove", by=visit.actor, at=visit.at)
    except Invalid as no:
        return _line(visit, row, place, given, whole(no))
    messages.success(visit.request, gettext("Đã ghi danh sách đề nghị."))
    return redirect("web:nomination", nomination=nomination)


def _line(
    visit: Visit, row: Nomination, place: str, given: Mapping[str, str], problems: Iterable[Problem]
) -> HttpResponse:
    errors = {path.rpartition(".")[2]: text for path, text in errors_of(problems).items()}
    offered = forms.line(row, by=visit.actor, at=visit.at)
    values = {"nomination": row, "place": place, "given": given, "errors": errors, "offered": offered}
    return visit.page("web/nomination_line.html", values, status=422 if errors else 200)


def _submit(visit: Visit, id_: str) -> object:
    on = date_of(posted(visit, "letter_on")) or local_date(visit.at)
    return nominations.submit(
        id_, letter_number=posted(visit, "letter_number"), letter_on=on, by=visit.actor, at=visit.at
    )


def _cover(visit: Visit) -> Cover:
    on = date_of(posted(visit, "letter_on")) if posted(visit, "letter_number") else None
    return Cover(posted(visit, "to"), posted(visit, "authority"), posted(visit, "letter_number"), on)


def _add(visit: Visit, id_: str) -> object:
    code, _, of = posted(visit, "label").partition(":")
    return nomination_papers.add(id_, code, uploads(visit), line=forms.uuid_text(of), by=visit.actor, at=visit.at)


def _detach(visit: Visit, id_: str) -> object:
    code, _, of = posted(visit, "label").partition(":")
    return nomination_papers.remove(
        id_, code, posted(visit, "file"), line=forms.uuid_text(of), by=visit.actor, at=visit.at
    )


ACTS: Mapping[str, Callable[[Visit, str], object]] = {
    "submit": _submit,
    "receive": lambda visit, id_: nominations.receive(id_, by=visit.actor, at=visit.at),
    "forward": lambda visit, id_: forwardings.forward(id_, _cover(visit), by=visit.actor, at=visit.at),
    "forward_part": lambda visit, id_: forwardings.forward_part(id_, _cover(visit), by=visit.actor, at=visit.at),
    "answer_below": lambda visit, id_: nominations.answer_below(id_, by=visit.actor, at=visit.at),
    "return": lambda visit, id_: nominations.return_(id_, reason=posted(visit, "reason"), by=visit.actor, at=visit.at),
    "withdraw": lambda visit, id_: nominations.withdraw(
        id_, reason=posted(visit, "reason"), by=visit.actor, at=visit.at
    ),
    "add": _add,
    "detach": _detach,
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, nomination: UUID) -> HttpResponse:
    """One dossier to be read as a whole: lines, papers, what is missing, what is pointed out, steps; and what may be done."""
    if visit.request.method != "POST":
        return _page(visit, str(nomination))
    act = posted(visit, "act")
    if act not in ACTS:
        raise Missing("nomination.no_act", gettext_noop("Không có thao tác này."))
    try:
        ACTS[act](visit, str(nomination))
    except Invalid as no:
        return _page(visit, str(nomination), act, whole(no))
    messages.success(visit.request, gettext("Đã ghi: %(act)s.") % {"act": gettext(BUTTONS[act]).lower()})
    return redirect("web:nomination", nomination=nomination)


def _page(visit: Visit, nomination: str, act: str = "", problems: Iterable[Problem] = ()) -> HttpResponse:
    board = boards.dossier(nomination, page=_page_number(visit), by=visit.actor, at=visit.at)
    errors = errors_of(problems)
    shown = [
        {
            "act": name,
            "button": BUTTONS[name],
            "fields": FORMS[name],
            "grave": name in GRAVE,
            "failed": name == act,
            "means": FROM_BELOW if name == "return" and board.between.came else MEANS[name],
        }
        for name in board.acts
        if name in FORMS
    ]
    row = board.nomination
    given = {name: posted(visit, name) for name in ("letter_number", "letter_on", "to", "reason", "authority")}
    given["letter_on"] = given["letter_on"] or local_date(visit.at).isoformat()
    titles = nomination_papers.TITLES
    values = {
        "board": board,
        "nomination": row,
        "campaign": row.campaign,
        "forms": shown,
        "given": given,
        "faults": list(errors.values()),
        "kinds": KINDS,
        "outcomes": OUTCOMES,
        "results": RESULTS,
        "papers": titles,
        "accept": PURPOSES[nomination_papers.PURPOSE].accept,
        "neighbours": neighbours.of_dossier(row, by=visit.actor),
        "reads_history": visibility.holds(visit.actor, READS_DECISIONS),
    }
    return visit.page("web/nomination.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def table(visit: Visit, nomination: UUID) -> HttpResponse:
    """The list as a workbook; or a filled one taken into the draft, whole or not at all."""
    row = boards.find(str(nomination), by=visit.actor, at=visit.at)
    if visit.request.method != "POST":
        content = nomination_tables.written(row, on=local_date(visit.at))
        headers = {"Content-Disposition": 'attachment; filename="danh-sach-de-nghi.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)
    try:
        _take_in(visit, str(nomination))
    except Invalid as no:
        found = [Problem(one.code, one.message, f"{one.path} {n}", one.params) for n, one in enumerate(whole(no))]
        return _table_refused(visit, str(nomination), found)
    messages.success(visit.request, gettext("Đã ghi danh sách đề nghị."))
    return redirect("web:nomination", nomination=nomination)


def _table_refused(visit: Visit, nomination: str, problems: Iterable[Problem]) -> HttpResponse:
    """The page of the dossier with every fault and its cell."""
    board = boards.dossier(nomination, by=visit.actor, at=visit.at)
    faults = [f"{problem.path.rpartition(' ')[0]}: {sentence(problem)}" for problem in problems]
    values = {
        "board": board, "nomination": board.nomination, "faults": faults, "kinds": KINDS, "outcomes": OUTCOMES,
        "papers": nomination_papers.TITLES, "forms": [], "given": {}, "accept": PURPOSES[nomination_papers.PURPOSE].accept,
    }  # fmt: skip
    return visit.page("web/nomination.html", values, status=422)


def _take_in(visit: Visit, nomination: str) -> None:
    file = visit.request.FILES.get("file")
    if file is None or (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise Invalid("nomination.no_file", gettext_noop("Hãy chọn một tệp Excel hoặc CSV, không quá lớn."))
    citation = posted(visit, "citation")
    nomination_tables.enter(nomination, file.read(), file.name or "", citation=citation, by=visit.actor, at=visit.at)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def appraise(visit: Visit, nomination: UUID) -> HttpResponse:
    """The appraisal: an outcome for every line, begun with what the rules say of it."""
    board = forms.appraisal(str(nomination), by=visit.actor, at=visit.at)
    if visit.request.method != "POST":
        return _appraisal(visit, board, {}, ())
    outcomes = {
        str(row.line.pk): Outcome(
            posted(visit, f"outcome-{row.line.pk}"),
            posted(visit, f"reason-{row.line.pk}")[:2000],
            posted(visit, f"award-{row.line.pk}")[:40],
        )
        for row in board.rows
    }
    try:
        nominations.appraise(str(nomination), outcomes, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _appraisal(visit, board, outcomes, whole(no))
    messages.success(visit.request, gettext("Đã thẩm định hồ sơ."))
    return redirect("web:nomination", nomination=nomination)


def _appraisal(
    visit: Visit, board: forms.Appraisal, given: Mapping[str, Outcome], problems: Iterable[Problem]
) -> HttpResponse:
    found = list(problems)
    faults = [sentence(problem) for problem in found]
    begun = {**board.begun, **given}
    values = {
        "board": board,
        "nomination": board.nomination,
        "rows": [(row, begun[str(row.line.pk)]) for row in board.rows],
        "faults": faults,
        "outcomes": OUTCOMES,
        "names": names_here(),
    }
    return visit.page("web/nomination_appraise.html", values, status=422 if found else 200)
