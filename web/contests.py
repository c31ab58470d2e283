"""Pages of contests: those of a campaign, the plan's form, one contest, a judge's sheets, and the public results."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import contest_plans, contest_rounds, contests
from emulation.boards import campaigns, typed_names
from emulation.boards import contests as boards
from emulation.models import Campaign
from emulation.rules.aggregates import TRIMMED_MEAN
from emulation.rules.contest_plans import read_plan, written
from emulation.rules.contests import AGGREGATES, PERSON, UNIT, Contestant, Plan
from emulation.rules.periods import local_date
from emulation.rules.sheets import parse_points
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.campaigns import XLSX
from web.refusals import sentence

TEXTS = ("code", "name", "aggregate", "criteria", "rounds", "entrants", "judges", "prizes")
ROUND_ACTS = {
    "open": contest_rounds.open_round,
    "hand-in": contest_rounds.hand_in,
    "close": contest_rounds.close_round,
}
MARK, PRIZE = "mark-", "prize-"


def _post(visit: Visit, name: str) -> str:
    return str(visit.request.POST.get(name, "")).replace("\0", "")


def _prefixed(visit: Visit, prefix: str) -> dict[str, str]:
    names = [str(name) for name in visit.request.POST if str(name).startswith(prefix)]
    return {name.removeprefix(prefix): _post(visit, name).strip() for name in names if _post(visit, name).strip()}


@require_safe
@member_required
def listed(visit: Visit, campaign: UUID) -> HttpResponse:
    board = boards.listed(str(campaign), by=visit.actor)
    return visit.page("web/contests.html", {"board": board, "campaign": board.campaign})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def write(visit: Visit, campaign: UUID) -> HttpResponse:
    """The form of a contest's plan: one line for each of its parts. Nothing typed is lost."""
    row = campaigns.find(str(campaign), by=visit.actor)
    contest_plans.require_organiser(visit.actor)
    if visit.request.method != "POST":
        found = row.contests.filter(code=str(visit.request.GET.get("code", ""))).first()
        empty = {**dict.fromkeys(TEXTS, ""), "aggregate": TRIMMED_MEAN}
        return _form(visit, row, written(contest_plans.plan_of(found)) if found else empty)
    given = {name: _post(visit, name) for name in TEXTS}
    try:
        made = contest_plans.draft(str(campaign), _named(visit, read_plan(given)), by=visit.actor, at=visit.at)
    except Invalid as no:
        return _form(visit, row, given, no.problems)
    messages.success(visit.request, gettext("Đã ghi kế hoạch hội thi."))
    return redirect("web:contest", contest=made.pk)


def _entrant(one: Contestant, here: Mapping[str, Any]) -> Contestant:
    """A line with codes where names were written; a unit that takes part itself may be named once."""
    unit = typed_names.unit(one.unit, **here)

    def person(typed: str) -> str:
        return typed_names.person(typed, unit=unit, **here)

    code = person(one.code) if one.kind == PERSON else unit if (one.kind, one.code) == (UNIT, one.unit) else one.code
    return replace(one, code=code, unit=unit, members=tuple(map(person, one.members)))


def _named(visit: Visit, plan: Plan) -> Plan:
    """The plan with codes and user names where names were written. Raises `Invalid` for a name that several have."""
    own, on = visit.actor.authority, local_date(visit.at)
    entrants = [_entrant(one, {"authority": own, "on": on, "field": "entrants"}) for one in plan.entrants]
    offered = typed_names.holders(own, on)
    judges = [replace(one, username=typed_names.account(one.username, offered, field="judges")) for one in plan.judges]
    return replace(
        plan,
        entrants=tuple(sorted(entrants, key=lambda one: one.code)),
        judges=tuple(sorted(judges, key=lambda one: one.username)),
    )


def _form(visit: Visit, row: Campaign, given: Mapping[str, str], problems: Iterable[Problem] = ()) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors[problem.path] = " ".join(filter(None, (errors.get(problem.path, ""), sentence(problem))))
    values = {"campaign": row, "given": given, "errors": errors, "aggregates": AGGREGATES}
    return visit.page("web/contest_form.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, contest: UUID) -> HttpResponse:
    """One contest; what its reader may do now stands on it as buttons."""
    if visit.request.method == "POST":
        try:
            _act(visit, str(contest))
        except Invalid as no:
            return _page(visit, str(contest), no.problems)
        messages.success(visit.request, gettext("Đã ghi."))
        return redirect("web:contest", contest=contest)
    return _page(visit, str(contest))


def _act(visit: Visit, contest: str) -> None:
    act, number = _post(visit, "act"), _post(visit, "round")
    at: dict[str, Any] = {"by": visit.actor, "at": visit.at}
    if number.isdecimal() and act == "protest":
        contest_rounds.protest(contest, int(number[:2]), _post(visit, "entrant"), _post(visit, "text"), **at)
    elif number.isdecimal():
        if act not in ROUND_ACTS:
            raise Missing("contest.no_act", gettext_noop("Không có thao tác này."))
        ROUND_ACTS[act](contest, int(number[:2]), **at)
    else:
        contests.act(contest, act, text=_post(visit, "text"), prizes=_prefixed(visit, PRIZE), **at)


def _page(visit: Visit, contest: str, problems: Iterable[Problem] = ()) -> HttpResponse:
    board = boards.contest(contest, by=visit.actor, at=visit.at)
    faults = [sentence(problem) for problem in problems]
    values = {"board": board, "contest": board.contest, "campaign": board.contest.campaign, "faults": faults}
    return visit.page("web/contest.html", values, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def sheets(visit: Visit, contest: UUID, number: int) -> HttpResponse:
    """A judge's sheets of a round; those of the others when they are no longer hidden."""
    errors: dict[str, str] = {}
    entrant = _post(visit, "entrant")
    given = _prefixed(visit, MARK)
    if visit.request.method == "POST":
        try:
            marks = {code: parse_points(text) for code, text in given.items()}
            contest_rounds.mark(str(contest), number, entrant, marks, note="", by=visit.actor, at=visit.at)
        except Invalid as no:
            faults = no.problems or [Problem(no.code, no.message, "", no.params)]
            errors = {problem.path: sentence(problem) for problem in faults}
        else:
            return redirect("web:contest-sheets", contest=contest, number=number)
    board = boards.sheets(str(contest), number, by=visit.actor, at=visit.at)
    values = {
        "board": board,
        "contest": board.contest,
        "campaign": board.contest.campaign,
        "errors": errors,
        "faulty": entrant if errors else "",
        "given": given,
    }
    return visit.page("web/contest_sheets.html", values, status=422 if errors else 200)


@require_safe
@member_required
def minutes(visit: Visit, contest: UUID) -> HttpResponse:
    """The minutes, to be printed and signed."""
    board = boards.results(str(contest), by=visit.actor)
    values = {"board": board, "contest": board.contest, "campaign": board.contest.campaign, "minutes": True}
    return visit.page("web/contest_results.html", values)


@require_safe
@member_required
def workbook(visit: Visit, contest: UUID) -> HttpResponse:
    content = boards.workbook(boards.results(str(contest), by=visit.actor))
    headers = {"Content-Disposition": 'attachment; filename="ket-qua-hoi-thi.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_safe
def results(request: HttpRequest, contest: UUID) -> HttpResponse:
    """What everybody reads once it is published."""
    board = boards.results(str(contest))
    return render(request, "web/contest_results.html", {"board": board, "contest": board.contest})
