"""Pages of the Excel round trip: hand a filled-in form back, look at every cell that differs, accept all or some."""

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import imports, round_trips, visibility
from emulation.boards import campaigns
from emulation.models import Import
from emulation.rules import states
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def upload(visit: Visit, campaign: UUID, month: str, unit: str) -> HttpResponse:
    """Take a form of this unit and month back; it is read and checked in the background."""
    board = campaigns.unit_month(str(campaign), month, unit, by=visit.actor, at=visit.at)
    error = ""
    if visit.request.method == "POST":
        file = visit.request.FILES.get("file")
        try:
            if not isinstance(file, UploadedFile):
                raise Invalid("round_trip.no_file", gettext_noop("Hãy chọn tệp Excel đã điền."))
            name, content = file.name or "phieu.xlsx", file.read()
            row = imports.upload(Import.EVALUATIONS, name, content, unit=unit, by=visit.actor, at=visit.at)
        except Invalid as no:
            error = sentence(no)
        else:
            return redirect("web:import-differences", import_id=row.pk)
    values = {"board": board, "campaign": board.campaign, "error": error}
    return visit.page("web/round_trip.html", values, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def differences(visit: Visit, import_id: UUID) -> HttpResponse:
    """What the file says otherwise, with who wrote the present figure; conflicts are accepted one by one only."""
    seen = visibility.imports(visit.actor, local_date(visit.at)).select_related("unit")
    row = seen.filter(pk=import_id, kind=Import.EVALUATIONS).first()
    if row is None:
        raise Missing("import.missing", gettext_noop("Không có tệp nhập này."))
    if visit.request.method == "POST":
        chosen = [tuple(value.split("|", 1)) for value in visit.request.POST.getlist("cell")]
        stamps = dict(value.rsplit("=", 1) for value in visit.request.POST.getlist("seen") if "=" in value)
        revisions = {code: int(number) for code, number in stamps.items() if number.isdecimal()}
        cells = [(pair[0], pair[1]) for pair in chosen if len(pair) == 2]
        round_trips.accept(str(row.pk), seen=revisions, cells=cells, by=visit.actor, at=visit.at)
        messages.success(visit.request, gettext("Đã ghi các ô được chấp nhận."))
        return redirect("web:import-differences", import_id=row.pk)
    found = None
    if row.state == states.VALIDATED:
        found = round_trips.differences(str(row.pk), by=visit.actor, at=visit.at)
    campaign = visibility.campaigns(visit.actor).filter(pk=row.about["campaign"]).first() if row.about else None
    values = {"campaign": campaign, "month": row.about["month"] if campaign else ""}
    return visit.page("web/differences.html", {**values, "row": row, "found": found, "problems": row.problems})
