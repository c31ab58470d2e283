"""The inbox: what somebody was told, newest first, and the way from a notice to what it is about."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from emulation import inbox
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
    """Mark a notice read and go to its page; where its reader may not go there any more, back to the inbox that says so."""
    row = inbox.find(notice, by=visit.actor)
    if visit.request.method == "GET":
        inbox.read(notice, by=visit.actor, at=visit.at)
    if inbox.leads_on(row, by=visit.actor, at=visit.at):
        return redirect(address(row.notice.about))
    messages.warning(visit.request, gettext("Bạn không còn quyền xem nội dung của thông báo này."))
    return redirect("web:inbox")


@require_POST
@member_required
def read_all(visit: Visit) -> HttpResponse:
    count = inbox.read_all(by=visit.actor, at=visit.at)
    told = ngettext("Đã đánh dấu %(count)s thông báo là đã đọc.", "Đã đánh dấu %(count)s thông báo là đã đọc.", count)
    messages.success(visit.request, told % {"count": count})
    return redirect("web:inbox")
