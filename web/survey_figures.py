"""Pages of a survey month's index: one unit with its elements and free texts, the workbook, and the calculator of samples."""

from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from emulation import survey_exports
from emulation.boards import survey_figures as boards
from emulation.rules.exact import is_number
from emulation.rules.survey_statistics import USUAL_MARGIN, sample_plan
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence
from web.templatetags.words import VOICE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@member_required
def show_unit(visit: Visit, campaign: UUID, month: str, unit: str) -> HttpResponse:
    found = boards.unit(str(campaign), month, unit, by=visit.actor, at=visit.at)
    values = {"found": found, "board": found.board, "campaign": found.board.campaign, "row": found.unit}
    return visit.page("web/survey_unit.html", values)


@require_safe
@member_required
def workbook(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    """What the page shows, to take along."""
    board = boards.month(str(campaign), month, by=visit.actor, at=visit.at)
    channels = {row.code: [(channel.title, channel.responses) for channel in row.channels] for row in board.units}
    content = survey_exports.workbook(board.units, channels, board.titles, VOICE)
    headers = {
        "Content-Disposition": f'attachment; filename="khao-sat-{board.month.month}.xlsx"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_safe
@member_required
def sample(visit: Visit) -> HttpResponse:
    """How many answers a survey needs, and the margin of those one has; numbers are asked for in the address."""
    given = {name: visit.request.GET.get(name, "").strip() for name in ("served", "margin", "answers")}
    values = {"given": given, "plan": None, "errors": {}}
    if not any(given.values()):
        given["margin"] = "5"
        return visit.page("web/sample_size.html", values)
    try:
        margin = _number(given["margin"], "margin")
        share = USUAL_MARGIN if margin is None else margin / 100
        plan = sample_plan(_whole(given["served"], "served"), share, _whole(given["answers"], "answers"))
    except Invalid as no:
        values["errors"] = {problem.path: sentence(problem) for problem in no.problems}
        return visit.page("web/sample_size.html", values, status=422)
    return visit.page("web/sample_size.html", {**values, "plan": plan, "title": gettext("Cỡ mẫu khảo sát")})


def _number(text: str, path: str) -> Decimal | None:
    """A number as people write it, with comma or point; None for nothing."""
    plain = text.replace(",", ".")
    if not plain:
        return None
    if not is_number(plain) or len(plain) > 12:
        message = gettext_noop("Hãy ghi một con số.")
        raise Invalid("sample.no_number", message, problems=[Problem("sample.no_number", message, path)])
    return Decimal(plain)


def _whole(text: str, path: str) -> int | None:
    value = _number(text.replace(".", "").replace(" ", ""), path)
    return None if value is None else int(value)
