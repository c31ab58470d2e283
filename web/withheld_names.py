"""The form by which a name is withheld from the public honour roll, or shown there again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import withheld_names
from kernel.errors import Invalid
from web.access import Visit, member_required
from web.refusals import sentence


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def change(visit: Visit, person: str) -> HttpResponse:
    """Ask with what follows from it, then do it."""
    error, withheld = "", withheld_names.of(person, by=visit.actor)
    if visit.request.method == "POST":
        try:
            if visit.request.POST.get("act") == "show":
                withheld_names.show_again(person, by=visit.actor, at=visit.at)
                messages.success(visit.request, gettext("Sổ vàng công khai lại nêu tên."))
            else:
                reason = str(visit.request.POST.get("reason", "")).replace("\0", "")
                withheld_names.withhold(person, reason=reason, by=visit.actor, at=visit.at)
                messages.success(visit.request, gettext("Sổ vàng công khai không còn nêu tên."))
        except Invalid as no:
            error = sentence(no.problems[0])
        else:
            return redirect("web:name-in-public", person=person)
    values = {
        "person": withheld_names.person_of(person, by=visit.actor),
        "withheld": withheld,
        "own": withheld_names.is_own(person, visit.actor),
        "error": error,
        "typed": visit.request.POST.get("reason", ""),
        "longest": withheld_names.LONGEST,
    }
    return visit.page("web/name_in_public.html", values, status=422 if error else 200)
