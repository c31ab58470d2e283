"""The launch wizard: a new draft, and its steps, each at an address of its own, kept as it goes."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import authority_levels, campaign_drafts
from emulation.boards import campaign_drafts as boards
from emulation.boards import campaign_lists
from emulation.boards import schemes as scheme_boards
from emulation.models import Campaign
from emulation.rules.policies import SUBJECTS
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop
from web import campaign_forms as forms
from web.access import Visit, member_required
from web.acts import CAMPAIGN_ACTS
from web.refusals import sentence
from web.schemes import by_field, posted

LISTS = ("clusters", "units", "duty_groups", "cluster_step", "offered_clusters", "offered_units", "offered_groups")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def begin(visit: Visit) -> HttpResponse:
    """Where a draft comes from: nothing, a template, or a campaign of before."""
    if not campaign_lists.may_draft(visit.actor):
        message = gettext_noop("Chỉ chuyên viên thường trực soạn phong trào.")
        raise NotAllowed("campaign.not_drafter", message)
    given, errors = posted(visit), {}
    if visit.request.method == "POST":
        origin, _, about = given.get("origin", "blank").partition(":")
        if origin == campaign_drafts.COPY:
            about = str(_uuid(about))
        try:
            row = campaign_drafts.begin(
                given.get("code", ""), given.get("name", ""), origin, about, by=visit.actor, at=visit.at
            )
        except Invalid as no:
            errors = by_field(no)
        else:
            messages.success(visit.request, gettext("Dự thảo đã được lưu; có thể rời trang rồi quay lại soạn tiếp."))
            return redirect("web:campaign-draft", campaign=row.pk, step=forms.CONTENTS)
    values = {
        "given": given
        or {"origin": f"copy:{visit.request.GET.get('from', '')}" if "from" in visit.request.GET else ""},
        "errors": errors,
        "templates": campaign_drafts.templates().values(),
        "known": boards.copied_from(by=visit.actor),
    }
    return visit.page("web/campaign_new.html", values, status=422 if errors else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này.")) from None


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def step(visit: Visit, campaign: UUID, step: str) -> HttpResponse:
    """One step. Saving goes on to the next one; what is wrong is said at its field, and nothing typed is lost."""
    if step not in forms.STEPS:
        raise Missing("campaign.no_step", gettext_noop("Không có bước này."))
    row = campaign_drafts.require_draft(str(campaign), by=visit.actor)
    given, errors, shown = posted(visit), {}, row
    if visit.request.method == "POST" and step in forms.READ:
        lists = {name: visit.request.POST.getlist(name) for name in LISTS}
        try:
            changed = forms.READ[step](given, lists)
            if given.get("act") == "check":
                return _check(visit, campaign_drafts.looked_at(row, changed), step)
            campaign_drafts.write(str(campaign), changed, by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = by_field(no)
            if given.get("act") == "check":
                return _check(visit, row, step, no.problems)
        else:
            return redirect("web:campaign-draft", campaign=campaign, step=_next(step, given))
    board = boards.board(shown, by=visit.actor, at=visit.at)
    values = {**_frame(board, step), **_VALUES[step](board, visit), "errors": errors}
    values["given"] = {**values.get("given", {}), **given} if errors else values.get("given", {})
    return visit.page(f"web/wizard_{step}.html", values, status=422 if errors else 200)


def _next(step: str, given: Mapping[str, str]) -> str:
    steps = list(forms.STEPS)
    return step if given.get("act") == "stay" else steps[steps.index(step) + 1]


def _frame(board: boards.DraftBoard, step: str, more: Iterable[Problem] = ()) -> dict[str, Any]:
    names = list(forms.STEPS)
    place = names.index(step)
    problems = [(forms.step_of(one.path), sentence(one)) for one in [*more, *board.problems]]
    lacking = {name for name, _ in problems}
    return {
        "board": board,
        "campaign": board.campaign,
        "step": step,
        "number": place + 1,
        "steps": [(name, title, name in lacking) for name, title in forms.STEPS.items()],
        "problems": [(name, forms.STEPS[name], text) for name, text in problems],
        "before": names[place - 1] if place else "",
        "writes": "revise" in board.possible,
    }


def _check(visit: Visit, row: Campaign, step: str, more: Iterable[Problem] = ()) -> HttpResponse:
    """What would still be in the way of a launch, with what is typed and not saved yet."""
    values = _frame(boards.board(row, by=visit.actor, at=visit.at), step, more)
    return render(visit.request, "web/_wizard_check.html", values)


def _contents(board: boards.DraftBoard, visit: Visit) -> dict[str, Any]:
    row = board.campaign
    return {
        "texts": forms.TEXTS,
        "given": {"name": row.name, **{one.name: getattr(row, one.name) for one in forms.TEXTS}},
    }


def _time(board: boards.DraftBoard, visit: Visit) -> dict[str, Any]:
    row, policy = board.campaign, board.policy
    given = {
        "form": row.form,
        "level": row.level,
        "starts_on": row.starts_on.isoformat() if row.starts_on else "",
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        "legal_basis": row.legal_basis,
        "launch_document": row.launch_document,
        "deadline_day": str(policy.deadline_day),
        "closing_day": str(policy.closing_day),
        "reminder_days_before": ", ".join(map(str, policy.reminder_days_before)),
    }
    return {"given": given, "months": boards.months(row), "levels": authority_levels.known()}


def _units(board: boards.DraftBoard, visit: Visit) -> dict[str, Any]:
    scope = board.policy.taking_part
    return {
        "clusters": [
            (one, not scope.clusters or one.code in scope.clusters,
             [(unit, unit.code not in scope.left_out) for unit in one.units])
            for one in boards.clusters(board.campaign, board.today)
        ],
        "groups": [
            (group, not scope.duty_groups or group in scope.duty_groups)
            for group in boards.duty_groups(board.campaign, board.today)
        ],
        "scope": scope,
        "enrolled": boards.enrolled(board.campaign),
    }  # fmt: skip


def _schemes(board: boards.DraftBoard, visit: Visit) -> dict[str, Any]:
    row = board.campaign
    return {
        "choices": [
            (name, label, boards.schemes(subject, by=visit.actor), chosen)
            for name, label, subject, chosen in (
                ("unit_scheme", gettext("Chấm tập thể theo"), "unit", row.unit_scheme),
                ("person_scheme", gettext("Chấm cá nhân theo"), "person", row.person_scheme),
            )
        ],
        "drafts": scheme_boards.open_drafts(by=visit.actor),
        "scored": boards.scored(row),
    }


def _rules(board: boards.DraftBoard, visit: Visit) -> dict[str, Any]:
    policy = board.policy
    inspections = policy.inspections.to_data() if policy.inspections else {}
    usual = {"answer_days": 5, "least_weight": 10, "unknown_weight": 50, "list_size": 3} | inspections
    given = {name: str(getattr(policy, name)) for name, _ in forms.POLICY_NUMBERS}
    given |= {name: str(usual[name]) for name, _ in forms.INSPECTION_NUMBERS}
    return {
        "given": {**given, "survey": forms.items_written(board.campaign.survey)},
        "numbers": forms.POLICY_NUMBERS,
        "inspections": forms.INSPECTION_NUMBERS,
        "scored": boards.scored(board.campaign),
        "steps_of": [(name, name in policy.cluster_step) for name in SUBJECTS],
    }


def _preview(board: boards.DraftBoard, visit: Visit) -> dict[str, Any]:
    row = board.campaign
    return {
        "texts": [(one.label, getattr(row, one.name)) for one in forms.TEXTS],
        "months": boards.months(row),
        "enrolled": boards.enrolled(row),
        "scored": boards.scored(row),
        "digest": "" if board.problems else campaign_drafts.digest_at_launch(row),
        "launch": CAMPAIGN_ACTS["launch"],
        "may_launch": "launch" in board.possible,
    }


_VALUES = {
    forms.CONTENTS: _contents,
    forms.TIME: _time,
    forms.UNITS: _units,
    forms.SCHEMES: _schemes,
    forms.RULES: _rules,
    forms.PREVIEW: _preview,
}
