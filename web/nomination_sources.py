"""The page that begins a dossier from the result of a ranking, and the button that begins one from a suggestion."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation.boards import nomination_forms as forms
from emulation.commendation import nomination_sources
from emulation.commendation.nomination_sources import Begun, Choice
from emulation.models import Nomination, Standing
from kernel.errors import Invalid, Problem
from web.access import Visit, member_required
from web.nomination_texts import KINDS, PER
from web.nominations import errors_of, posted, whole

FIELDS = ("unit", "award_code", "kind", "top", "per", "title", "citation")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def from_ranking(visit: Visit, ranking: UUID) -> HttpResponse:
    """Choose whom a published ranking puts forward, and begin their dossier."""
    board = forms.choice(str(ranking), by=visit.actor, at=visit.at)
    if visit.request.method != "POST":
        blank = {**dict.fromkeys(FIELDS, ""), "kind": Nomination.THEMATIC, "per": nomination_sources.ALL}
        return _form(visit, board, blank, (), ())
    given = {name: posted(visit, name) for name in FIELDS}
    grades = [grade for grade in visit.request.POST.getlist("grades") if grade in board.grades]
    top = given["top"].strip()
    choice = Choice(
        award_code=given["award_code"],
        citation=given["citation"],
        title=given["title"],
        kind=given["kind"],
        grades=grades,
        top=None if not top else int(top) if top.isascii() and top.isdecimal() and len(top) < 6 else 0,
        per=given["per"],
    )
    try:
        begun = nomination_sources.from_ranking(str(ranking), given["unit"], choice, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _form(visit, board, given, grades, whole(no))
    _tell(visit, begun)
    return redirect("web:nomination", nomination=begun.nomination.pk)


def _names(rows: Sequence[Standing]) -> str:
    return ", ".join(row.name for row in rows[:20])


def _tell(visit: Visit, begun: Begun) -> None:
    messages.success(visit.request, gettext("Đã lập hồ sơ từ bảng xếp hạng."))
    if begun.left:
        text = gettext("Đồng hạng ở ranh giới, để Hội đồng xem xét: %(names)s.")
        messages.warning(visit.request, text % {"names": _names(begun.left)})
    if begun.skipped:
        text = gettext("Đã có trong hồ sơ khác: %(names)s.")
        messages.warning(visit.request, text % {"names": _names(begun.skipped)})


def _form(
    visit: Visit,
    board: forms.RankingChoice,
    given: Mapping[str, str],
    grades: Sequence[str],
    problems: Iterable[Problem],
) -> HttpResponse:
    errors = errors_of(problems)
    values = {
        "board": board,
        "campaign": board.ranking.campaign,
        "given": given,
        "chosen": grades,
        "kinds": KINDS,
        "per": PER,
        "errors": errors,
    }
    return visit.page("web/nomination_ranking.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def from_suggestion(visit: Visit, suggestion: UUID) -> HttpResponse:
    """Choose the award, and begin a dossier from a suggestion that was taken up."""
    board = forms.suggestion(str(suggestion), by=visit.actor, at=visit.at)
    errors: dict[str, str] = {}
    if visit.request.method == "POST":
        try:
            code = posted(visit, "award_code")[:40]
            row = nomination_sources.from_suggestion(str(suggestion), code, by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = errors_of(whole(no))
        else:
            messages.success(visit.request, gettext("Đã lập hồ sơ từ gợi ý."))
            return redirect("web:nomination", nomination=row.pk)
    values = {"board": board, "errors": errors}
    return visit.page("web/nomination_suggestion.html", values, status=422 if errors else 200)
