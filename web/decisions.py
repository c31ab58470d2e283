"""Pages of decisions: the list, one decision with what may be done with it, and drafts from dossiers or by the simple procedure."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates import decision_papers, draft_checks, handouts, progress, templates
from certificates.models import Batch
from certificates.preflight import Report
from emulation import authority_levels, award_names, award_visibility, decisions, files, units
from emulation.boards import decisions as boards
from emulation.boards import neighbours, typed_names
from emulation.commendation import consultations, drafting
from emulation.commendation.nomination_lines import Deed
from emulation.decisions import backfills
from emulation.decisions.lists import full_number
from emulation.models import AwardType, Decision, Nomination, in_force
from emulation.rules.access import CLERK, STANDING_OFFICER
from emulation.rules.file_types import PURPOSES
from emulation.rules.periods import local_date
from kernel.actors import Place
from kernel.errors import Invalid, Missing, NotAllowed
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.decision_forms import HEADING, blank, day, given, heading, lines_told, told
from web.files import uploads

PAGE = 50
DONE = {
    "discard": gettext_noop("Đã bỏ dự thảo."),
    "consult": gettext_noop("Danh sách đã được niêm yết để lấy ý kiến."),
    "settle": gettext_noop("Đã khép đợt lấy ý kiến."),
    "number": gettext_noop("Đã cấp số quyết định."),
    "unnumber": gettext_noop("Đã thu lại số quyết định."),
    "sign": gettext_noop("Đã ký quyết định; số vào sổ đã được ghi."),
    "scan": gettext_noop("Đã đính kèm bản chụp."),
}


def _roles(visit: Visit) -> frozenset[str]:
    return visit.actor.roles_over(Place(visit.actor.authority))


def _require(visit: Visit, *roles: str) -> None:
    if not _roles(visit) & set(roles):
        message = gettext_noop("Chỉ văn thư, chuyên viên thường trực Hội đồng soạn quyết định khen thưởng.")
        raise NotAllowed("decision.no_drafter", message)


@require_safe
@member_required
def index(visit: Visit) -> HttpResponse:
    """Signed decisions for everybody; drafts for those who work on them."""
    rows = award_visibility.decisions(visit.actor).exclude(state="discarded").select_related("authority")
    page = Paginator(rows.order_by("-decided_on", "-drafted_at"), PAGE).get_page(visit.request.GET.get("page"))
    roles = _roles(visit)
    open_ = award_visibility.consultations(visit.actor).filter(settled_at=None).select_related("decision")
    values = {
        "page": page,
        "rows": [(row, full_number(row)) for row in page.object_list],
        "may_draft": bool(roles & {STANDING_OFFICER, CLERK}),
        "may_enter": STANDING_OFFICER in roles,
        "consultations": open_.filter(last_day__gte=local_date(visit.at)).order_by("last_day"),
    }
    return visit.page("web/decisions.html", values)


def _days(visit: Visit) -> int | None:
    text = str(visit.request.POST.get("days", "")).strip()
    return int(text) if text.isdecimal() and len(text) < 4 else None


def _number(visit: Visit, id_: str) -> None:
    typed = given(visit, {"number": 41, "decided_on": 10})
    on = day(typed["decided_on"], "decided_on")
    decisions.number(id_, typed["number"], decided_on=on, by=visit.actor, at=visit.at)


def _scan(visit: Visit, id_: str) -> None:
    with transaction.atomic():
        stored = files.store_all(uploads(visit), purpose="decision_paper", by=visit.actor, at=visit.at)
        backfills.attach_scan(id_, [str(one.pk) for one in stored], by=visit.actor, at=visit.at)


def _preflight(visit: Visit, row: Decision) -> Report | None:
    """How the certificates of a draft will come out, for those who work on it."""
    if row.state not in ("draft", "numbered") or row.kind != Decision.AWARD or not templates.may_keep(visit.actor):
        return None
    return draft_checks.report(row.authority, row, row.awards.select_related("award_type"))


def _made(visit: Visit, decision: UUID) -> progress.Progress | None:
    """How far the certificates of a signed decision are, for those who work on them."""
    batch = Batch.objects.filter(decision=decision, authority=visit.actor.authority).first()
    return progress.progress(batch, visit.at) if batch and handouts.may_see(visit.actor) else None


ACTS: Mapping[str, Callable[[Visit, str], Any]] = {
    "discard": lambda visit, id_: decisions.discard(id_, by=visit.actor, at=visit.at),
    "consult": lambda visit, id_: consultations.lay_open(id_, _days(visit), by=visit.actor, at=visit.at),
    "settle": lambda visit, id_: consultations.settle(id_, by=visit.actor, at=visit.at),
    "number": _number,
    "unnumber": lambda visit, id_: decisions.unnumber(id_, by=visit.actor, at=visit.at),
    "sign": lambda visit, id_: decisions.sign(id_, by=visit.actor, at=visit.at),
    "scan": _scan,
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, decision: UUID) -> HttpResponse:
    """One decision: its list with register numbers, what stands against it, and the acts that its reader may do now."""
    wrong: list[str] = []
    if visit.request.method == "POST":
        act = str(visit.request.POST.get("act", ""))
        if act not in ACTS:
            raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
        try:
            ACTS[act](visit, str(decision))
        except Invalid as no:
            wrong = told(no)
        else:
            messages.success(visit.request, gettext(DONE[act]))
            return redirect("web:decisions") if act == "discard" else redirect("web:decision", decision=decision)
    asked = str(visit.request.GET.get("page", ""))
    page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    board = boards.decision(str(decision), page or 1, by=visit.actor, at=visit.at)
    values = {
        "board": board,
        "row": board.decision,
        "faults": lines_told(board.faults),
        "neighbours": neighbours.of_decision(board.decision, by=visit.actor),
        "wrong": wrong,
        "today": local_date(visit.at),
        "preflight": _preflight(visit, board.decision),
        "upload": PURPOSES["decision_paper"],
        "paper": decision_papers.of_decision(decision, by=visit.actor),
        "far": _made(visit, decision),
    }
    return visit.page("web/decision.html", values, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def new(visit: Visit) -> HttpResponse:
    """Draft a decision for nominees who wait for one; all that stands against any of them is said at once."""
    _require(visit, STANDING_OFFICER, CLERK)
    seen = set(award_visibility.nominations(visit.actor, local_date(visit.at)).values_list("pk", flat=True))
    waiting = [line for line in drafting.waiting(visit.actor.authority) if line.nomination_id in seen]
    typed, wrong, chosen = blank(visit, HEADING), [], [str(line.pk) for line in waiting]
    if visit.request.method == "POST":
        typed, chosen = given(visit, HEADING), [str(one) for one in visit.request.POST.getlist("line")]
        try:
            named = drafting.Heading(**heading(typed))
            row = drafting.draft(chosen, named, by=visit.actor, at=visit.at)
        except Invalid as no:
            wrong = told(no)
        else:
            return redirect("web:decision", decision=row.pk)
    chart = units.chart(visit.actor.authority, local_date(visit.at)).units
    values = {
        "waiting": waiting,
        "reads": STANDING_OFFICER in visit.actor.roles,
        "units": {line.unit.code: unit.name for line in waiting if (unit := chart.get(line.unit.code))},
        "names": award_names.spoken(),
        "given": typed,
        "chosen": chosen,
        "wrong": wrong,
        "longest": HEADING,
    }
    return visit.page("web/decision_new.html", values, status=422 if wrong else 200)


SIMPLE = {
    **HEADING,
    "award_type": 40,
    "unit": typed_names.LONGEST,
    "person": typed_names.LONGEST,
    "household": 200,
    "kind": 12,
    "deed": 500,
    "first_day": 10,
    "last_day": 10,
    "citation": decisions.CITATION_LENGTH,
}


def _drafted_simply(visit: Visit, typed: Mapping[str, str]) -> UUID:
    deed = Deed(typed["deed"], day(typed["first_day"], "first_day"), day(typed["last_day"], "last_day"))
    named = drafting.Heading(**heading(typed))
    chosen = uploads(visit)
    own, on = visit.actor.authority, local_date(visit.at)
    subject = drafting.Subject(
        typed_names.unit(typed["unit"], authority=own, on=on),
        typed_names.person(typed["person"], authority=own, on=on),
        typed["household"],
    )
    with transaction.atomic():
        stored = files.store_all(chosen, purpose="decision_paper", by=visit.actor, at=visit.at) if chosen else []
        row = drafting.simple(
            typed["award_type"],
            subject,
            deed,
            named,
            citation=typed["citation"],
            papers=[str(one.pk) for one in stored],
            kind=typed["kind"],
            by=visit.actor,
            at=visit.at,
        )
    return UUID(str(row.pk))


def _our_types(visit: Visit) -> QuerySet[AwardType]:
    """The awards of the day that this level decides, all of them where its level is not on record."""
    on = local_date(visit.at)
    level = authority_levels.on_day(visit.actor.authority, on)
    rows = AwardType.objects.filter(in_force(on)).order_by("name")
    return rows.filter(level__in=level.decides) if level else rows


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def simple(visit: Visit) -> HttpResponse:
    """Draft a decision by the simple procedure. What is wrong is said above; nothing typed is lost but the chosen files."""
    _require(visit, STANDING_OFFICER)
    typed, wrong = blank(visit, SIMPLE), []
    if visit.request.method == "POST":
        typed = given(visit, SIMPLE)
        try:
            return redirect("web:decision", decision=_drafted_simply(visit, typed))
        except Invalid as no:
            wrong = told(no)
    values = {
        "given": typed,
        "wrong": wrong,
        "longest": SIMPLE,
        "kinds": [kind for kind in Nomination.KINDS if kind != Nomination.MERIT],
        "types": _our_types(visit),
        "upload": PURPOSES["decision_paper"],
    }
    return visit.page("web/decision_simple.html", values, status=422 if wrong else 200)
