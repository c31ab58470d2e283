"""Pages of units: the chart of a day, one unit over the years, describing a unit anew, and merging, splitting, dissolving."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import units
from emulation.boards import organisation as boards
from emulation.boards import typed_names, unit_choices
from emulation.models import UnitSuccession
from emulation.rules import unit_kinds
from emulation.rules.periods import local_date
from emulation.units import UnitRow
from kernel.errors import Invalid, Missing, Problem, refuse_all
from kernel.text import gettext_noop, nfc
from web.access import Visit, member_required
from web.refusals import sentence

UNIT = {
    "code": 40, "name": 200, "kind": 40, "parent": typed_names.LONGEST, "cluster": 40, "cluster_code": 40, "cluster_name": 200,
    "valid_from": 10,
}  # fmt: skip
CHANGE = {"kind": 10, "effective_on": 10, "legal_basis": 300}
SIDES = ("predecessors", "successors")
NEW = "+"
"""Chosen where a cluster is none of those that are there: its code and name are written beside it."""
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
    given = {**dict.fromkeys(UNIT, ""), "code": code}
    if now:
        given |= {"name": now.name, "kind": now.kind, "parent": now.parent.code if now.parent else ""}
        given |= {"cluster": now.cluster.code if now.cluster else ""}
    errors: dict[str, str] = {}
    if visit.request.method == "POST":
        given = {**_given(visit, UNIT), "code": code}
        errors = _describe(visit, given)
        if not errors:
            messages.success(visit.request, gettext("Đã ghi; thông tin cũ vẫn giữ cho những ngày trước."))
            return redirect("web:unit", code=code)
    values = {"board": board, "kinds": KINDS, **_form(visit, given, errors)}
    return visit.page("web/unit.html", values, status=422 if errors else 200)


def _form(visit: Visit, given: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """What the form of a unit shows; those who keep no records are offered nothing."""
    own, keeps = visit.actor.authority, boards.may_keep(visit.actor)
    offered = unit_choices.units(own, local_date(visit.at)) if keeps else []
    return {
        "given": given,
        "errors": errors,
        "longest": UNIT,
        "units": [one for one in offered if one.code != given["code"]],
        "clusters": unit_choices.clusters(own) if keeps else [],
        "offered_kinds": unit_kinds.OFFERED,
        "new": NEW,
    }


def _cluster(visit: Visit, given: Mapping[str, str], faults: list[Problem]) -> tuple[str, str]:
    """The code and, of a new one, the name of the cluster that was chosen."""
    known = {one.code for one in unit_choices.clusters(visit.actor.authority)}
    if given["cluster"] != NEW:
        if given["cluster"] and given["cluster"] not in known:
            faults.append(Problem("units.cluster", gettext_noop("Hãy chọn cụm, khối trong danh sách."), "cluster"))
        return given["cluster"], ""
    code, name = nfc(given["cluster_code"]), nfc(given["cluster_name"])
    if not code or " " in code:
        message = gettext_noop("Hãy ghi mã của cụm, khối mới, không có dấu cách.")
        faults.append(Problem("units.cluster_code", message, "cluster_code"))
    elif code in known:
        message = gettext_noop("Mã này đã có cụm, khối dùng; hãy chọn trong danh sách hoặc ghi mã khác.")
        faults.append(Problem("units.cluster_taken", message, "cluster_code"))
    if not name:
        faults.append(Problem("units.needed", gettext_noop("Hãy ghi nội dung này."), "cluster_name"))
    return code, name


def _row(visit: Visit, given: Mapping[str, str]) -> UnitRow:
    """The unit as it was described. Raises `Invalid` with everything that is wrong."""
    faults = _faults(given, UNIT, ("code", "name", "kind"))
    first = _day(given, "valid_from", faults)
    cluster, cluster_name = _cluster(visit, given, faults)
    refuse_all(faults)
    return UnitRow(
        code=nfc(given["code"]),
        name=nfc(given["name"]),
        kind=unit_kinds.read(given["kind"], gettext),
        parent=typed_names.unit(given["parent"], authority=visit.actor.authority, on=first, field="parent"),
        cluster=cluster,
        cluster_name=cluster_name,
        valid_from=first,
    )


def _describe(visit: Visit, given: Mapping[str, str]) -> dict[str, str]:
    """Found or describe one unit; answers what was refused."""
    units.require_keeper(visit.actor, visit.actor.authority)
    try:
        row = _row(visit, given)
        units.register(visit.actor.authority, [row], source="trang đơn vị", by=visit.actor, at=visit.at)
    except Invalid as no:
        return _told(no, "valid_from" if no.code == "units.out_of_order" else "parent")
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def found(visit: Visit) -> HttpResponse:
    """Found a unit."""
    units.require_keeper(visit.actor, visit.actor.authority)
    given, errors = _given(visit, UNIT), dict[str, str]()
    if visit.request.method == "POST":
        errors = _describe(visit, given)
        if not errors:
            messages.success(visit.request, gettext("Đã ghi đơn vị."))
            return redirect("web:unit", code=given["code"])
    return visit.page("web/unit_new.html", _form(visit, given, errors), status=422 if errors else 200)


def _short_side(kind: str, sides: Mapping[str, list[str]]) -> str:
    """Where a reorganisation of the wrong shape is told: at the old units when they are too few or many, else at the receiving."""
    old = len(sides["predecessors"])
    return "predecessors" if old == 0 or (old > 1) != (kind == UnitSuccession.MERGE) else "successors"


def _place_of(no: Invalid | Missing, kind: str, sides: Mapping[str, list[str]]) -> str:
    """The field at which a refusal of the whole is told."""
    if no.code == "units.bad_reorganisation":
        return _short_side(kind, sides)
    if no.code == "units.out_of_order":
        return "effective_on"
    lost = set(str(no.params.get("codes", "")).split(", "))
    return "successors" if no.code == "units.missing" and not lost & set(sides["predecessors"]) else "predecessors"


def _reorganised(visit: Visit, given: Mapping[str, str], sides: Mapping[str, list[str]]) -> dict[str, str]:
    """Write down what was chosen; answers what was refused by field."""
    faults = _faults(given, CHANGE, ("legal_basis",))
    day = _day(given, "effective_on", faults)
    if not sides["predecessors"]:
        faults.append(Problem("units.needed", gettext_noop("Hãy chọn đơn vị cũ."), "predecessors"))
    sides_and_when: dict[str, Any] = {**sides, "effective_on": day, "by": visit.actor, "at": visit.at}
    try:
        refuse_all(faults)
        units.reorganise(visit.actor.authority, given["kind"], legal_basis=given["legal_basis"], **sides_and_when)
    except (Invalid, Missing) as no:
        return _told(no, _place_of(no, given["kind"], sides))
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def reorganise(visit: Visit) -> HttpResponse:
    """Merge, split or dissolve units from a day on, with the consequences spelled out. Nothing chosen is lost."""
    units.require_keeper(visit.actor, visit.actor.authority)
    given, errors = _given(visit, CHANGE), dict[str, str]()
    sides = {side: [code.replace("\0", "") for code in visit.request.POST.getlist(side)] for side in SIDES}
    if visit.request.method == "POST":
        errors = _reorganised(visit, given, sides)
        if not errors:
            messages.success(visit.request, gettext("Đã ghi việc tổ chức lại; người đang phục vụ theo đơn vị nhận."))
            return redirect("web:units")
    offered = unit_choices.units(visit.actor.authority, local_date(visit.at))
    values = {"given": {**given, **sides}, "errors": errors, "longest": CHANGE, "kinds": KINDS, "units": offered}
    return visit.page("web/unit_reorganise.html", values, status=422 if errors else 200)
