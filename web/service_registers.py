"""The page of the registers of counters and procedures."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import service_registers
from emulation.boards import survey_forms as boards
from emulation.boards import typed_names, unit_choices
from emulation.rules.periods import local_date
from emulation.service_registers import Entry
from kernel.errors import Invalid
from web.access import Visit, member_required
from web.refusals import sentence


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit) -> HttpResponse:
    """Both registers, and one form to enter, rename or close a line of either."""
    given = {name: str(value).replace("\0", "").strip() for name, value in visit.request.POST.items()}
    errors: list[str] = []
    own, on = visit.actor.authority, local_date(visit.at)
    if visit.request.method == "POST":
        try:
            unit = typed_names.unit(given.get("unit", "")[: typed_names.LONGEST], authority=own, on=on)
            entry = Entry(given.get("code", ""), given.get("name", ""), unit, closed="closed" in given)
            lines: tuple[list[Entry], list[Entry]] = ([entry], []) if entry.unit else ([], [entry])
            service_registers.keep(*lines, by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = [sentence(problem) for problem in no.problems]
        else:
            messages.success(visit.request, gettext("Đã ghi."))
            return redirect("web:service-registers")
    offered = unit_choices.units(own, on)
    values = {
        "units": offered,
        "names": {one.code: one.name for one in offered},
        "longest": typed_names.LONGEST,
        "counters": boards.counters(visit.actor),
        "procedures": boards.procedures(visit.actor),
        "may_keep": service_registers.may_keep(visit.actor),
        "given": given,
        "errors": errors,
    }
    return visit.page("web/service_registers.html", values, status=422 if errors else 200)
