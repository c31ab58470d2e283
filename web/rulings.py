"""Pages that rule who is not ranked and which groups have the exceptional share, and that lift such a ruling."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import rulings
from emulation.boards import rulings as boards
from emulation.boards import typed_names, unit_choices
from emulation.models import Ranking
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, search_key
from web.access import Visit, member_required
from web.refusals import sentence

FIELDS = {"what": 40, "target": typed_names.LONGEST, "reason": 2000, "legal_basis": 300}
"""What is asked for, and how long it may be."""
_PLACES = {"kind": "what", "subjects": "what"}


def _too_long(given: Mapping[str, str]) -> list[Problem]:
    message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    return [
        Problem("ruling.too_long", message, name, {"longest": longest})
        for name, longest in FIELDS.items()
        if len(given[name]) > longest
    ]


def _given(visit: Visit) -> dict[str, str]:
    return {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in FIELDS}


def _target(visit: Visit, subjects: str, typed: str, groups: Mapping[str, str] | None) -> str:
    """The code of whom or what is meant by code or name; ``groups`` are those that may have a share, where one is ruled about."""
    if groups is not None:
        named = (code for code, name in groups.items() if search_key(typed) == search_key(name))
        return typed if typed in groups else next(named, typed)
    read = typed_names.person if subjects == Ranking.PEOPLE else typed_names.unit
    return read(typed, authority=visit.actor.authority, on=local_date(visit.at), field="target")


def _form(
    visit: Visit, board: boards.FormBoard, given: Mapping[str, str], problems: Iterable[Problem] = ()
) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(_PLACES.get(problem.path, problem.path), sentence(problem))
    values = {"board": board, "campaign": board.campaign, "given": given, "errors": errors, "longest": FIELDS}
    values["units"] = unit_choices.units(visit.actor.authority, local_date(visit.at))
    return visit.page("web/ruling.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def decide(visit: Visit, campaign: UUID) -> HttpResponse:
    """Ask whom or which group it is about and why. What is wrong is said at its field; nothing typed is lost."""
    board = boards.form(str(campaign), by=visit.actor)
    if visit.request.method != "POST":
        return _form(visit, board, dict.fromkeys(FIELDS, ""))
    given = _given(visit)
    problems = _too_long(given)
    if problems:
        return _form(visit, board, given, problems)
    kind, _, subjects = given["what"].partition("-")
    groups = dict(board.groups).get(subjects, {}) if kind == rulings.EXCEPTIONAL else None
    texts = {"reason": given["reason"], "legal_basis": given["legal_basis"]}
    try:
        target = _target(visit, subjects, given["target"], groups)
        rulings.decide(str(campaign), subjects, kind, target, **texts, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _form(visit, board, given, no.problems)
    messages.success(visit.request, gettext("Đã ghi quyết định; các lần tính xếp hạng sau sẽ theo quyết định này."))
    return redirect("web:campaign", campaign=campaign)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def lift(visit: Visit, ruling: UUID) -> HttpResponse:
    row = boards.lifting(str(ruling), by=visit.actor, at=visit.at)
    given, errors = {"reason": ""}, {}
    if visit.request.method == "POST":
        given = {"reason": str(visit.request.POST.get("reason", "")).replace("\0", "")}
        try:
            if len(given["reason"]) > FIELDS["reason"]:
                message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
                raise Invalid("ruling.too_long", message, longest=FIELDS["reason"])
            rulings.lift(str(ruling), reason=given["reason"], by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = {"reason": sentence(no)}
        else:
            messages.success(visit.request, gettext("Đã gỡ quyết định; các lần tính xếp hạng sau không theo nữa."))
            return redirect("web:campaign", campaign=row.ruling.campaign_id)
    values = {"row": row, "campaign": row.ruling.campaign, "given": given, "errors": errors, "longest": FIELDS}
    return visit.page("web/ruling_lift.html", values, status=422 if errors else 200)
