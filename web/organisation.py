"""Pages of units: the chart of a day, one unit over the years, describing a unit anew, and merging, splitting, dissolving."""

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import units
from emulation.boards import organisation as boards
from emulation.rules.periods import local_date
from emulation.units import UnitRow
from kernel.errors import Invalid, Missing, Problem, refuse_all
from kernel.text import gettext_noop, nfc
from web.access import Visit, member_required
from web.refusals import sentence

UNIT = {"code": 40, "name": 200, "kind": 40, "parent": 40, "cluster": 40, "cluster_name": 200, "valid_from": 10}
CHANGE = {"kind": 10, "predecessors": 2000, "successors": 2000, "effective_on": 10, "legal_basis": 300}
KINDS = {
    "merge": gettext_noop("Sáp nhập"),
    "split": gettext_noop("Chia tách"),
    "dissolve": gettext_noop("Giải thể"),
}


def _given(visit: Visit, fields: Mapping[str, int]) -> dict[str, str]:
    return {name: str(visit.request.POST.get(name, "")).replace("\0", "").strip() for name in fields}


def _faults(given: Mapping[str, str], fields: Mapping[str, int], needed: tuple[str, ...]) -> list[Problem]:
    message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    faults = [
        Problem("units.too_long", message, name, {"longest": most})
        for name, most in fields.items()
        if len(given[name]) > most
    ]
    empty = gettext_noop("Hãy ghi nội dung này.")
    return [*faults, *(Problem("units.needed", empty, name) for name in needed if not given[name])]


def _day(given: Mapping[str, str], name: str, faults: list[Problem]) -> date:
    try:
        return date.fromisoformat(given[name])
    except ValueError:
        faults.append(Problem("units.day", gettext_noop("Hãy chọn ngày."), name))
        return date.min


def _told(no: Invalid | Missing, at: str) -> dict[str, str]:
    """What was refused by field; what is about the whole stands at its first."""
    return {one.path: sentence(one) for one in no.problems} or {at: sentence(no)}


@require_safe
@member_required
def chart(visit: Visit) -> HttpResponse:
    try:
        on = date.fromisoformat(visit.request.GET.get("on", ""))
    except ValueError:
        on = local_date(visit.at)
    return visit.page("web/units.html", {"board": boards.chart(on, by=visit.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def unit(visit: Visit, code: str) -> HttpResponse:
    """One unit over the years; those who keep the records describe it anew from a day on."""
    board = boards.unit(code, by=visit.actor, at=visit.at)
    now = board.versions[0] if board.versions else None
    given = {"code": code, "name": now.name if now else "", "kind": now.kind if now else "", "valid_from": ""}
    given |= {"parent": now.parent.code if now and now.parent else "", "cluster_name": ""}
    given |= {"cluster": now.cluster.code if now and now.cluster else ""}
    errors: dict[str, str] = {}
    if visit.request.method == "POST":
        given = {**_given(visit, UNIT), "code": code}
        errors = _describe(visit, given)
        if not errors:
            messages.success(visit.request, gettext("Đã ghi; thông tin cũ vẫn giữ cho những ngày trước."))
            return redirect("web:unit", code=code)
    values = {"board": board, "given": given, "errors": errors, "longest": UNIT, "kinds": KINDS}
    return visit.page("web/unit.html", values, status=422 if errors else 200)


def _describe(visit: Visit, given: Mapping[str, str]) -> dict[str, str]:
    """Found or describe one unit; answers what was refused."""
    units.require_keeper(visit.actor, visit.actor.authority)
    faults = _faults(given, UNIT, ("code", "name", "kind"))
    first = _day(given, "valid_from", faults)
    try:
        refuse_all(faults)
        texts = {name: nfc(given[name]) for name in UNIT if name != "valid_from"}
        row = UnitRow(**texts, valid_from=first)
        units.register(visit.actor.authority, [row], source="trang đơn vị", by=visit.actor, at=visit.at)
    except Invalid as no:
        return _told(no, "valid_from" if no.code == "units.out_of_order" else "parent")
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def found(visit: Visit) -> HttpResponse:
    """Found a unit."""
    units.require_keeper(visit.actor, visit.actor.authority)
    given, errors = _given(visit, UNIT), {}
    if visit.request.method == "POST":
        errors = _describe(visit, given)
        if not errors:
            messages.success(visit.request, gettext("Đã ghi đơn vị."))
            return redirect("web:unit", code=given["code"])
    values = {"given": given, "errors": errors, "longest": UNIT}
    return visit.page("web/unit_new.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def reorganise(visit: Visit) -> HttpResponse:
    """Merge, split or dissolve units from a day on, with the consequences spelled out."""
    units.require_keeper(visit.actor, visit.actor.authority)
    given, errors = _given(visit, CHANGE), {}
    if visit.request.method == "POST":
        faults = _faults(given, CHANGE, ("predecessors", "legal_basis"))
        day = _day(given, "effective_on", faults)
        try:
            refuse_all(faults)
            units.reorganise(
                visit.actor.authority,
                given["kind"],
                predecessors=given["predecessors"].replace(",", " ").split(),
                successors=given["successors"].replace(",", " ").split(),
                effective_on=day,
                legal_basis=given["legal_basis"],
                by=visit.actor,
                at=visit.at,
            )
        except (Invalid, Missing) as no:
            errors = _told(no, "predecessors")
        else:
            messages.success(visit.request, gettext("Đã ghi việc tổ chức lại; người đang phục vụ theo đơn vị nhận."))
            return redirect("web:units")
    board = boards.chart(local_date(visit.at), by=visit.actor)
    values = {"given": given, "errors": errors, "longest": CHANGE, "kinds": KINDS, "board": board}
    return visit.page("web/unit_reorganise.html", values, status=422 if errors else 200)
