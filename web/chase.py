"""The chase list of a month: who has not handed in or confirmed, one click that reminds them, and the list as a workbook."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from emulation import chase
from emulation.boards import chase_tables
from emulation.boards.leaves import away
from web.access import Visit, member_required
from web.campaigns import XLSX


@require_safe
@member_required
def show(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    found = chase.listing(str(campaign), month, by=visit.actor, at=visit.at)
    late = -found.days_left if found.days_left < 0 else 0
    return visit.page(
        "web/chase.html",
        {
            "found": found,
            "campaign": found.campaign,
            "late": late,
            "away": away(found, by=visit.actor, at=visit.at),
        },
    )


@require_safe
@member_required
def workbook(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    content = chase_tables.workbook(
        chase.listing(str(campaign), month, by=visit.actor, at=visit.at), by=visit.actor, at=visit.at
    )
    headers = {"Content-Disposition": f'attachment; filename="don-doc-{month}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_POST
@member_required
def remind(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    """``unit`` alone for all of a unit, with ``person`` for one sheet, neither for everybody on the list."""
    given = {name: str(visit.request.POST.get(name, ""))[:40].replace("\0", "") for name in ("unit", "person")}
    person = given["person"] if "person" in visit.request.POST else None
    done = chase.remind(str(campaign), month, unit=given["unit"], person=person, by=visit.actor, at=visit.at)
    told = gettext("Đã nhắc về %(sheets)s phiếu, tới %(accounts)s người.")
    messages.success(visit.request, told % {"sheets": done.sheets, "accounts": done.accounts})
    if done.unreached:
        text = gettext("Chưa có tài khoản để nhắc: %(names)s.")
        messages.warning(visit.request, text % {"names": ", ".join(done.unreached[:20])})
    return redirect("web:chase", campaign=campaign, month=month)
