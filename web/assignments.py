"""Pages of assigned tasks: the annex of a campaign's plan, one task with its history and acts, the form and the table."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
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

from emulation import assignment_plans, assignments
from emulation.assignments import Said
from emulation.boards import assignments as boards
from emulation.boards import campaigns, typed_names, unit_choices
from emulation.models import Campaign
from emulation.rules import states
from emulation.rules.assignments import Task, read_parts, read_steps, written_parts, written_steps
from emulation.rules.file_types import PURPOSES
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.campaigns import XLSX
from web.files import uploads
from web.refusals import sentence
from web.texts import ASSIGNMENT_ACTS as BUTTONS

TEXTS = ("code", "title", "unit", "person", "responsibility", "product", "check", "parts", "steps", "deadline")
GRAVE = frozenset({"return", "cancel"})
DATED = frozenset({"return", "extend"})


def _post(visit: Visit, name: str) -> str:
    return str(visit.request.POST.get(name, "")).replace("\0", "")


def _asked(visit: Visit) -> boards.Asked:
    given = {name: str(visit.request.GET.get(name, ""))[:40] for name in ("unit", "person", "state", "until")}
    return boards.Asked(given["unit"], given["person"], given["state"], _date(given["until"]))


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
@member_required
def listed(visit: Visit, campaign: UUID) -> HttpResponse:
    """The annex of the plan: by unit, person, state and deadline; counts by unit for the committee; fit for printing."""
    board = boards.plan(str(campaign), _asked(visit), by=visit.actor, at=visit.at)
    return _annex(visit, board)


def _annex(visit: Visit, board: boards.PlanBoard, problems: Iterable[Problem] = ()) -> HttpResponse:
    faults = [(problem.path, sentence(problem)) for problem in problems]
    values = {
        "board": board,
        "campaign": board.campaign,
        "states": [*(state for state in states.ASSIGNMENT.states if state != states.DRAFT)],
        "faults": faults,
    }
    return visit.page("web/assignments.html", values, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def table(visit: Visit, campaign: UUID) -> HttpResponse:
    """The annex as a workbook; or a filled one taken in, whole or not at all."""
    if visit.request.method != "POST":
        words = {state: gettext(title) for state, title in states.STATE_TITLES.items()}
        content = boards.annex(str(campaign), words, "x", by=visit.actor, at=visit.at)
        headers = {"Content-Disposition": 'attachment; filename="phan-cong.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)
    try:
        entered = _take_in(visit, str(campaign))
    except Invalid as no:
        board = boards.plan(str(campaign), by=visit.actor, at=visit.at)
        return _annex(visit, board, no.problems or [Problem(no.code, no.message, "", no.params)])
    messages.success(visit.request, gettext("Đã ghi %(count)s nhiệm vụ mới hoặc thay đổi.") % {"count": entered})
    return redirect("web:assignments", campaign=campaign)


def _take_in(visit: Visit, campaign: str) -> int:
    file = visit.request.FILES.get("file")
    if file is None or (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise Invalid("assignment.no_file", gettext_noop("Hãy chọn một tệp Excel hoặc CSV, không quá lớn."))
    return assignment_plans.enter_table(campaign, file.read(), file.name or "", by=visit.actor, at=visit.at)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def write(visit: Visit, campaign: UUID) -> HttpResponse:
    """The form of one task: a new one, or the draft whose code is named. Nothing typed is lost."""
    row = campaigns.find(str(campaign), by=visit.actor)
    assignment_plans.require_author(visit.actor)
    if visit.request.method != "POST":
        return _form(visit, row, _stored(visit, row))
    given = {name: _post(visit, name) for name in TEXTS}
    try:
        found = assignment_plans.enter(str(campaign), _named(visit, _task(given)), by=visit.actor, at=visit.at)
    except Invalid as no:
        return _form(visit, row, given, no.problems)
    messages.success(visit.request, gettext("Đã ghi nhiệm vụ."))
    return redirect("web:assignment", assignment=found.pk)


def _stored(visit: Visit, row: Campaign) -> dict[str, str]:
    code = str(visit.request.GET.get("code", ""))
    found = row.assignments.filter(code=code, state=states.DRAFT).select_related("unit", "person").first()
    if found is None:
        return dict.fromkeys(TEXTS, "")
    task = assignment_plans.task_of(found)
    texts = {name: str(getattr(task, name)) for name in TEXTS}
    said = {one.code: one.said for one in unit_choices.units(visit.actor.authority, local_date(visit.at))}
    texts["unit"] = said.get(task.unit, task.unit)
    if found.person:
        texts["person"] = f"{found.person.full_name} ({found.person.code})"
    return {**texts, "steps": written_steps(task.steps), "parts": written_parts(task.parts)}


def _named(visit: Visit, task: Task) -> Task:
    """The task with codes where names were written. Raises `Invalid` for a name that several have."""
    here: dict[str, Any] = {"authority": visit.actor.authority, "on": local_date(visit.at)}
    unit = typed_names.unit(task.unit[: typed_names.LONGEST], **here)
    person = typed_names.person(task.person[: typed_names.LONGEST], unit=unit, **here)
    parts = [replace(one, who=typed_names.subject(one.who, field="parts", **here)) for one in task.parts]
    return replace(task, unit=unit, person=person, parts=tuple(parts))


def _task(given: Mapping[str, str]) -> Task:
    steps, parts = read_steps(given["steps"]), read_parts(given["parts"])
    faults = [fault for fault in (steps, parts) if isinstance(fault, Problem)]
    if faults:
        raise Invalid(faults[0].code, faults[0].message, problems=faults, **faults[0].params)
    return Task(
        **{name: given[name] for name in TEXTS if name not in ("steps", "parts", "deadline")},
        steps=() if isinstance(steps, Problem) else steps,
        parts=() if isinstance(parts, Problem) else parts,
        deadline=_date(given["deadline"]),
    )


def _form(visit: Visit, row: Campaign, given: Mapping[str, str], problems: Iterable[Problem] = ()) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    offered = unit_choices.units(visit.actor.authority, local_date(visit.at))
    values = {"campaign": row, "given": given, "errors": errors, "units": offered, "longest": typed_names.LONGEST}
    return visit.page("web/assignment_form.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, assignment: UUID) -> HttpResponse:
    """One task; what its reader may do now stands below as forms."""
    if visit.request.method != "POST":
        return _page(visit, str(assignment))
    act = _post(visit, "act")
    if act not in BUTTONS:
        raise Missing("assignment.no_act", gettext_noop("Không có thao tác này."))
    try:
        said = Said(_post(visit, "text"), _date(_post(visit, "deadline")), uploads=uploads(visit))
        assignments.move(str(assignment), act, said, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _page(visit, str(assignment), act, no.problems)
    messages.success(visit.request, gettext("Đã ghi: %(act)s.") % {"act": gettext(BUTTONS[act]).lower()})
    return redirect("web:assignment", assignment=assignment)


def _page(visit: Visit, assignment: str, act: str = "", problems: Iterable[Problem] = ()) -> HttpResponse:
    board = boards.task(assignment, by=visit.actor, at=visit.at)
    errors = {problem.path: sentence(problem) for problem in problems}
    forms = [
        {
            "act": name,
            "button": BUTTONS[name],
            "asks": name in assignments.WITH_TEXT,
            "dated": name in DATED,
            "grave": name in GRAVE,
            "errors": errors if name == act else {},
            "text": _post(visit, "text") if name == act else "",
        }
        for name in board.acts
        if name in BUTTONS
    ]
    values = {
        "board": board,
        "row": board.row,
        "task": board.row.assignment,
        "campaign": board.campaign,
        "forms": forms,
    }
    values |= {"attachments": board.attachments, "accept": PURPOSES[assignments.PURPOSE].accept}
    return visit.page("web/assignment.html", values, status=422 if errors else 200)
