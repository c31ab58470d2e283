"""The inbox: what somebody was told, newest first, and the way from a notice to what it is about."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from emulation import inbox
from kernel.actors import Actor
from web.access import Visit, member_required
from web.links import address

SHOWN = 30


@require_safe
@member_required
def show(visit: Visit) -> HttpResponse:
    """All of it, or (``?unread=1``) what is unread."""
    unread_only = visit.request.GET.get("unread") == "1"
    rows = inbox.copies(visit.actor)
    page = Paginator(rows.filter(read_at=None) if unread_only else rows, SHOWN).get_page(visit.request.GET.get("page"))
    return visit.page("web/inbox.html", {"page": page, "unread_only": unread_only})


@require_safe
@member_required
def open_notice(visit: Visit, notice: UUID) -> HttpResponse:
    """Mark a notice read and go to its page. What was told for somebody whom the reader stands in for leads to that delegation,
    and stays unread until it is opened in that place. Where its reader may not go any more, back to the inbox that says so."""
    row = inbox.find(notice, by=visit.actor)
    open_now = inbox.leads_on(row, by=visit.actor, at=visit.at)
    guise = None if open_now else inbox.leads_on_as(row, by=visit.actor, at=visit.at)
    if guise:
        return _as_another(visit, guise)
    if visit.request.method == "GET":
        inbox.read(notice, by=visit.actor, at=visit.at)
    if open_now:
        return redirect(address(row.notice.about))
    messages.warning(visit.request, gettext("Bạn không còn quyền xem nội dung của thông báo này."))
    return redirect("web:inbox")


def _as_another(visit: Visit, guise: Actor) -> HttpResponse:
    """To the page on which the reader changes places: into somebody's, or back into their own."""
    if guise.principal is None:
        messages.info(
            visit.request, gettext("Thông báo này dành cho vai trò của chính bạn: hãy thôi làm thay rồi mở lại.")
        )
        return redirect("web:delegations")
    told = gettext("Thông báo này đến bạn thay cho %(name)s: hãy làm việc thay mặt rồi mở lại.")
    messages.info(visit.request, told % {"name": guise.principal.name})
    return redirect("web:delegation", delegation=guise.principal.delegation)


@require_POST
@member_required
def read_all(visit: Visit) -> HttpResponse:
    count = inbox.read_all(by=visit.actor, at=visit.at)
    told = ngettext("Đã đánh dấu %(count)s thông báo là đã đọc.", "Đã đánh dấu %(count)s thông báo là đã đọc.", count)
    messages.success(visit.request, told % {"count": count})
    return redirect("web:inbox")
