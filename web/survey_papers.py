"""The page on which an officer types paper forms beside their scans, and a second person types them again."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import files, survey_papers
from emulation.boards import survey_forms as boards
from emulation.rules.file_types import PURPOSES
from emulation.survey_access import About, require_collector
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.files import uploads
from web.refusals import sentence

STATES = {
    "waiting": gettext_noop("Đã ghi; chờ người khác nhập lần hai."),
    "differs": gettext_noop("Hai lần nhập khác nhau; hãy so lại với bản chụp rồi sửa."),
    "counted": gettext_noop("Đã ghi và tính vào kết quả."),
}


def _typed(given: dict[str, str]) -> survey_papers.Typed:
    unit, _, counter = given.get("place", "").partition("/")
    number = given.get("number", "")
    marks: dict[str, Any] = {
        name[2:]: int(value) if value in "12345" else value
        for name, value in given.items()
        if name.startswith("q-") and value
    }
    texts = {name[2:]: value for name, value in given.items() if name.startswith("t-") and value}
    try:
        day = date.fromisoformat(given.get("answered_on", ""))
    except ValueError:
        message = gettext_noop("Hãy chọn ngày.")
        problem = Problem("survey_paper.day", message, "answered_on")
        raise Invalid("survey_paper.invalid", message, problems=[problem], count=1) from None
    return survey_papers.Typed(
        batch=given.get("batch", ""),
        number=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 0,
        about=About(unit, counter, given.get("procedure", "")),
        answered_on=day,
        marks=marks,
        texts=texts,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def enter(visit: Visit, version: UUID) -> HttpResponse:
    """What is wrong is said at its place; what was typed stays. After a form the next number is ready."""
    board = boards.version(str(version), by=visit.actor)
    require_collector(visit.actor)
    given = {name: str(value).replace("\0", "").strip() for name, value in visit.request.POST.items()}
    errors: dict[str, str] = {}
    if visit.request.method == "POST":
        try:
            row = survey_papers.enter(str(version), _typed(given), by=visit.actor, at=visit.at)
            stored = files.store_all(uploads(visit), purpose="survey_scan", by=visit.actor, at=visit.at)
            if stored:
                ids = [str(file.pk) for file in stored]
                files.attach(ids, record_type="survey_paper", record=str(row.pk), by=visit.actor, at=visit.at)
        except Invalid as no:
            for problem in no.problems:
                errors.setdefault(problem.path, sentence(problem))
            errors = errors or {"": sentence(no)}
        else:
            messages.success(visit.request, gettext(STATES[row.state]))
            address = reverse("web:survey-paper", args=[version])
            return redirect(f"{address}?batch={row.batch}&number={row.number + 1}&place={given['place']}")
    given = given or {name: str(value)[:60] for name, value in visit.request.GET.items()}
    form, scans = board.row.form, files.by_record("survey_paper", [str(paper.pk) for paper in board.papers])
    values = {
        "board": board,
        "campaign": board.campaign,
        "given": given,
        "errors": errors,
        "scale": [(item.code, item.title["vi"], given.get(f"q-{item.code}", "")) for item in form.scale],
        "texts": [(item.code, item.title["vi"], given.get(f"t-{item.code}", "")) for item in form.texts],
        "upload": PURPOSES["survey_scan"],
        "waiting": [(paper, scans.get(str(paper.pk))) for paper in board.papers],
        "today": visit.at.date(),
    }
    return visit.page("web/survey_paper.html", values, status=422 if errors else 200)
