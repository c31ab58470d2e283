"""The page of a list that is open for comment: what it says, one's objections, and the office's answers."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import award_names, award_visibility, files
from emulation.commendation import consultations, quota_counters
from emulation.models import Consultation
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.file_types import PURPOSES
from emulation.rules.periods import local_date
from kernel.actors import Place
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.decision_forms import given, told
from web.files import uploads


def _said(visit: Visit, consultation: UUID) -> None:
    typed = given(visit, {"text": consultations.LONGEST, "place": 6})
    place = int(typed["place"]) if typed["place"].isdecimal() else None
    chosen = uploads(visit)
    with transaction.atomic():
        stored = files.store_all(chosen, purpose="objection", by=visit.actor, at=visit.at) if chosen else []
        consultations.raise_objection(
            str(consultation),
            typed["text"],
            place=place,
            attachments=[str(one.pk) for one in stored],
            by=visit.actor,
            at=visit.at,
        )
    messages.success(visit.request, gettext("Đã ghi ý kiến của bạn."))


def _answered(visit: Visit) -> None:
    typed = given(visit, {"answer": consultations.LONGEST, "objection": 36})
    seen = award_visibility.objections(visit.actor, local_date(visit.at))
    ids = {str(one) for one in seen.values_list("pk", flat=True)}
    if typed["objection"] not in ids:
        raise Missing("objection.missing", gettext_noop("Không có ý kiến này."))
    consultations.answer(typed["objection"], typed["answer"], by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã trả lời ý kiến."))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, consultation: UUID) -> HttpResponse:
    """Everybody sees the list; each sees their own objections, the office all of them. Nothing typed is lost."""
    row = award_visibility.consultations(visit.actor).select_related("decision").filter(pk=consultation).first()
    if row is None:
        raise Missing("consultation.missing", gettext_noop("Không có đợt lấy ý kiến này."))
    wrong: list[str] = []
    if visit.request.method == "POST":
        try:
            _answered(visit) if visit.request.POST.get("act") == "answer" else _said(visit, consultation)
        except Invalid as no:
            wrong = told(no)
        else:
            return redirect("web:consultation", consultation=consultation)
    return visit.page("web/consultation.html", _values(visit, row, wrong), status=422 if wrong else 200)


def _values(visit: Visit, row: Consultation, wrong: list[str]) -> dict[str, object]:
    today = local_date(visit.at)
    seen = award_visibility.objections(visit.actor, today).filter(consultation=row).select_related("by", "answered_by")
    rows = list(seen)
    papers = files.by_record(consultations.RECORD, [str(one.pk) for one in rows])
    office = STANDING_OFFICER in visit.actor.roles_over(Place(visit.actor.authority))
    awards = row.decision.awards.select_related("person", "category")
    return {
        "row": row,
        "shares": quota_counters.shares(list(awards), on=row.decision.decided_on),
        "objections": [
            (one, papers.get(str(one.pk), []), office and not one.answered_at and str(one.by_id) != visit.actor.account)
            for one in rows
        ],
        "names": award_names.spoken(),
        "may_see_draft": award_visibility.decisions(visit.actor).filter(pk=row.decision_id).exists(),
        "is_open": row.settled_at is None and today <= row.last_day,
        "given": given(visit, {"text": consultations.LONGEST, "place": 6}),
        "wrong": wrong,
        "longest": consultations.LONGEST,
        "upload": PURPOSES["objection"],
    }
