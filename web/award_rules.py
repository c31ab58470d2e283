"""The page of the catalogue of award rules: by day and award; those who keep it add a row of their own and end one."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import award_names
from emulation.boards import eligibility as boards
from emulation.commendation import rule_books
from emulation.rules.awards import rule_notation
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence

FIELDS = {
    "award_code": 40, "aspect": 12, "code": 60, "params": 500, "article": 200, "legal_basis": 300, "source": 300,
    "valid_from": 10, "valid_to": 10,
}  # fmt: skip


def day_of(text: str, path: str, problems: list[Problem]) -> date:
    """The day that was typed; what is no day is told at its field."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(Problem("award_rule.day", gettext_noop("Hãy chọn ngày."), path))
        return date.min


def given_in(visit: Visit, fields: Iterable[str]) -> dict[str, str]:
    return {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in fields}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit) -> HttpResponse:
    """The rules of a day, those of one award or those that hold for all. Nothing typed is lost."""
    if visit.request.method != "POST":
        return _shown(visit, {**dict.fromkeys(FIELDS, ""), "aspect": "eligibility"}, ())
    rule_books.require_keeper(visit.actor)
    if visit.request.POST.get("act") == "end":
        return _end(visit)
    given = given_in(visit, FIELDS)
    try:
        _add(visit, given)
    except Invalid as no:
        return _shown(visit, given, no.problems)
    messages.success(visit.request, gettext("Đã ghi quy định của cơ quan; hồ sơ đã tiếp nhận giữ quy định cũ."))
    return redirect(f"{visit.request.path}?on={given['valid_from']}&award={given['award_code']}")


def _add(visit: Visit, given: Mapping[str, str]) -> None:
    problems = [
        Problem(
            "award_rule.too_long", gettext_noop("Dài quá %(limit)s ký tự; hãy viết ngắn lại."), name, {"limit": most}
        )
        for name, most in FIELDS.items()
        if len(given[name]) > most
    ]
    first = day_of(given["valid_from"], "valid_from", problems)
    last = day_of(given["valid_to"], "valid_to", problems) if given["valid_to"] else None
    if problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems, **problems[0].params)
    params = rule_notation.read(given["aspect"], given["params"])
    rule_books.add(
        given["award_code"],
        given["aspect"],
        params,
        code=given["code"],
        article=given["article"],
        legal_basis=given["legal_basis"],
        source=given["source"],
        valid_from=first,
        valid_to=last,
        by=visit.actor,
        at=visit.at,
    )


def _end(visit: Visit) -> HttpResponse:
    """End a row of the authority's own."""
    given = given_in(visit, ("rule", "valid_to", "reason"))
    problems: list[Problem] = []
    last = day_of(given["valid_to"], "valid_to", problems)
    try:
        rule = str(UUID(given["rule"]))
    except ValueError as error:
        message = gettext_noop("Cơ quan không có dòng quy định này.")
        raise Missing("award_rule.missing", message) from error
    if problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems)
    rule_books.end(rule, valid_to=last, reason=given["reason"][:4000], by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã ghi ngày hết hiệu lực; từ ngày ấy theo quy định chung."))
    return redirect(visit.request.get_full_path())


def _shown(visit: Visit, given: Mapping[str, str], problems: Iterable[Problem]) -> HttpResponse:
    asked = visit.request.GET
    try:
        on = date.fromisoformat(asked.get("on", ""))
    except ValueError:
        on = local_date(visit.at)
    board = boards.catalogue(asked.get("award", "").replace("\0", ""), on, by=visit.actor)
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path.partition(".")[0], sentence(problem))
    names = award_names.spoken()
    values = {
        "board": board,
        "names": names,
        "given": given,
        "errors": errors,
        "longest": FIELDS,
        "aspects": rule_books.ASPECTS,
        "scopes": ("*", "*title", "*form"),
    }
    return visit.page("web/award_rules.html", values, status=422 if errors else 200)
