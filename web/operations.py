"""The operator's page: what the platform still has to do, what failed, and the ledger."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates import printing
from certificates.moved_addresses import moved
from emulation import operations as acts
from emulation.boards import mails, operations
from web.access import Visit, member_required


@require_safe
@member_required
def show(visit: Visit) -> HttpResponse:
    values = {
        "board": operations.operations(by=visit.actor),
        "mails": mails.mails(by=visit.actor),
        "moved": moved(visit.actor.authority),
        "address": printing.address(),
    }
    return visit.page("web/operations.html", values)


@require_POST
@member_required
def retry(visit: Visit, delivery: int) -> HttpResponse:
    acts.retry(delivery, by=visit.actor, at=visit.at)
    messages.success(visit.request, _("Việc số %(id)s sẽ được chạy lại.") % {"id": delivery})
    return redirect("web:operations")


@require_POST
@member_required
def discard(visit: Visit, delivery: int) -> HttpResponse:
    acts.discard(delivery, reason=visit.request.POST.get("reason", ""), by=visit.actor, at=visit.at)
    messages.success(visit.request, _("Đã bỏ việc số %(id)s.") % {"id": delivery})
    return redirect("web:operations")
