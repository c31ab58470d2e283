"""Pages of lists drawn at random: the drawings of a campaign, one of them with its check, and the file for drawing again."""

import json
import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import audit_lists, visibility, visits
from emulation.boards import inspections as boards
from emulation.rules.inspection_states import DRAWERS
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.inspections import post, told


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(page: Visit, campaign: UUID) -> HttpResponse:
    """The drawings, and the form that binds a seed for a month. The seed is made here and shown to nobody."""
    found, rows, months = boards.audits(str(campaign), by=page.actor)
    usual = visits.policy_of(found).list_size
    given, errors = {"month": post(page, "month", 7), "size": post(page, "size", 5) or str(usual)}, {}
    if page.request.method == "POST":
        try:
            row = audit_lists.commit(
                str(campaign),
                given["month"],
                seed=secrets.token_hex(32),
                size=_size(given["size"]),
                by=page.actor,
                at=page.at,
            )
        except Invalid as no:
            errors = told(no)
        else:
            messages.success(page.request, gettext("Đã cam kết hạt giống; hãy để người khác rút."))
            return redirect("web:audit", audit=row.pk)
    may = visibility.holds(page.actor, DRAWERS) and bool(months)
    values = {"campaign": found, "lists": rows, "months": months, "given": given, "errors": errors, "may_commit": may}
    return page.page("web/audits.html", values, status=422 if errors else 200)


def _size(text: str) -> int:
    if not text.isdecimal() or len(text) > 5:
        message = gettext_noop("Hãy ghi số đơn vị cần rút.")
        raise Invalid("audit_list.size", message, problems=[Problem("audit_list.size", message, "size")])
    return int(text)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(page: Visit, audit: UUID) -> HttpResponse:
    """A drawing with both digests from before it; once drawn, with everything and with the check done anew."""
    errors, words = {}, post(page, "words", audit_lists.LONGEST_WORDS)
    if page.request.method == "POST":
        try:
            audit_lists.draw(str(audit), words=words, by=page.actor, at=page.at)
        except Invalid as no:
            errors = told(no)
        else:
            messages.success(page.request, gettext("Đã rút danh sách."))
            return redirect("web:audit", audit=audit)
    board = boards.audit(str(audit), by=page.actor)
    plans = boards.may_plan(page.actor, local_date(page.at))
    values = {
        "board": board,
        "row": board.row,
        "campaign": board.campaign,
        "errors": errors,
        "words": words,
        "plans": plans,
    }
    return page.page("web/audit.html", values, status=422 if errors else 200)


@require_safe
@member_required
def file(page: Visit, audit: UUID) -> HttpResponse:
    """Everything from which anybody draws again, without us."""
    row = audit_lists.find(str(audit), by=page.actor)
    data = json.dumps(audit_lists.parcel(row, by=page.actor), ensure_ascii=False, indent=2)
    response = HttpResponse(data + "\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="audit-{row.month.month}.json"'
    return response
