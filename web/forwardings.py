"""Pages of what goes between two levels: entering a paper answer, the package to send, and whose dossiers are taken in."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import award_names, units
from emulation.boards import forwardings as boards
from emulation.commendation import forwarding_packages, forwardings, subordinations
from emulation.commendation.forwarding_results import Result
from emulation.rules.access import KEEPS_ORGANISATION
from emulation.rules.periods import local_date
from kernel.actors import Place
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.decision_forms import day, given
from web.nomination_texts import RESULTS
from web.refusals import sentence


def _posted(visit: Visit, name: str, longest: int) -> str:
    return str(visit.request.POST.get(name, "")).replace("\0", "")[:longest]


def _enter(visit: Visit, forwarding: str) -> None:
    """What was filled in: given back with a reason, or a result for every nominee."""
    if _posted(visit, "act", 20) == "come_back":
        reason = _posted(visit, "reason", 2001)
        forwardings.come_back(forwarding, reason=reason, by=visit.actor, at=visit.at)
        return
    row = forwardings.find(forwarding, by=visit.actor, on=local_date(visit.at))
    results = {
        str(one.line_id): Result(
            _posted(visit, f"outcome-{one.line_id}", 10),
            _posted(visit, f"award-{one.line_id}", 40),
            _posted(visit, f"reason-{one.line_id}", 2000),
        )
        for one in row.lines.all()
    }
    typed = _posted(visit, "decided_on", 10)
    try:
        decided_on = parse_date(typed)
    except ValueError:
        decided_on = None
    number = _posted(visit, "decision_number", 81)
    forwardings.hear(forwarding, results, decision_number=number, decided_on=decided_on, by=visit.actor, at=visit.at)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, forwarding: UUID) -> HttpResponse:
    """The paper answer of a level that is not on the platform, entered line by line; nothing typed is lost."""
    on = local_date(visit.at)
    row = forwardings.find(str(forwarding), by=visit.actor, on=on)
    faults: list[str] = []
    if visit.request.method == "POST":
        try:
            _enter(visit, str(forwarding))
        except Invalid as no:
            problems: Iterable[Problem] = no.problems or (Problem(no.code, no.message, "", no.params),)
            faults = [sentence(problem) for problem in problems]
        else:
            messages.success(visit.request, gettext("Đã ghi kết quả của cấp trên."))
            return redirect("web:nomination", nomination=row.nomination_id)
    between = boards.between(row.nomination, by=visit.actor, on=on)
    sent = next(one for one in between.sent if one.row.pk == row.pk)
    typed = visit.request.POST
    lines = [
        (line, {name: typed.get(f"{name}-{line.row.line_id}", "") for name in ("outcome", "award", "reason")})
        for line in sent.lines
    ]
    values = {
        "sent": sent,
        "nomination": row.nomination,
        "lines": lines,
        "results": RESULTS,
        "awards": sorted(award_names.spoken(on).items(), key=lambda one: one[1]),
        "typed": typed,
        "faults": faults,
    }
    return visit.page("web/forwarding.html", values, status=422 if faults else 200)


@require_safe
@member_required
def package(visit: Visit, forwarding: UUID) -> StreamingHttpResponse:
    """The letter, the list and the papers as one ZIP with a manifest of digests."""
    row = forwardings.find(str(forwarding), by=visit.actor, on=local_date(visit.at))
    headers = {"Content-Disposition": 'attachment; filename="ho-so-trinh-cap-tren.zip"'}
    pieces = forwarding_packages.chunks(row, by=visit.actor)
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


def _record(visit: Visit) -> list[str]:
    """Write down what was typed; answers what is wrong with it."""
    names = {"subordinate": 40, "unit": 40, "valid_from": 10, "legal_basis": 301, "valid_to": 10, "subordination": 40}
    typed = given(visit, names)
    try:
        if visit.request.POST.get("act") == "end":
            subordinations.end(
                str(UUID(typed["subordination"])), day(typed["valid_to"], "valid_to"), by=visit.actor, at=visit.at
            )
        else:
            on = day(typed["valid_from"], "valid_from")
            about = (typed["subordinate"], typed["unit"], on, typed["legal_basis"])
            subordinations.record(*about, by=visit.actor, at=visit.at)
    except Invalid as no:
        return [sentence(problem) for problem in no.problems] or [no.text()]
    except ValueError as no:
        raise Missing("subordination.missing", gettext_noop("Không có cơ quan cấp dưới này.")) from no
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def levels(visit: Visit) -> HttpResponse:
    """Who takes in this authority's dossiers, and whose it takes in itself."""
    wrong = _record(visit) if visit.request.method == "POST" else []
    if visit.request.method == "POST" and not wrong:
        messages.success(visit.request, gettext("Đã ghi."))
        return redirect("web:subordinates")
    on, own = local_date(visit.at), visit.actor.authority
    chart = units.chart(own, on)
    may_record = bool(visit.actor.roles_over(Place(own)) & KEEPS_ORGANISATION)
    values = {
        "above": subordinations.above(own, on),
        "below": [(row, chart.units.get(row.unit.code)) for row in subordinations.below(own)],
        "units": [unit for unit in chart.units.values() if unit.parent],
        "may_record": may_record,
        "offered": subordinations.offered(own) if may_record else [],
        "wrong": wrong,
        "typed": visit.request.POST,
        "own": own,
    }
    return visit.page("web/subordinates.html", values, status=422 if wrong else 200)
