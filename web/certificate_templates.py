"""Pages of certificate templates: adopt a design, place and size its fields in millimetres, see it, publish it, choose it."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates import overlays, presets, previews, printers, printing, stamps, templates
from certificates.designs import ARTS
from certificates.drafting import CHOICES, checked
from certificates.layouts import OVERLAY, SEAL, SIGNATURE, Box, Layout
from certificates.models import Template, TemplateUse, TemplateVersion
from certificates.moved_addresses import moved
from emulation.models import AwardType, in_force
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.decision_forms import day, told
from web.files import chosen
from web.refusals import sentence

PAGES = {"A4": (297.0, 210.0), "A3": (420.0, 297.0), "A5": (210.0, 148.0), "400x300": (400.0, 300.0)}
NUMBERS = ("x", "y", "width", "height", "size", "floor", "lines")
WORDS = ("align", "fit")
EDITED = (*NUMBERS, *WORDS)
_WHOLE = ("lines",)
_MOST, _LATEST = 60, 100


def _post(visit: Visit, name: str, longest: int) -> str:
    return str(visit.request.POST.get(name, "")).replace("\0", "").strip()[:longest]


def _number(text: str) -> float | str:
    """What was typed as a number, with a point or a comma; left as it is otherwise, so that it is refused with its place."""
    try:
        return round(float(text.replace(",", ".")), 2)
    except ValueError:
        return text


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit) -> HttpResponse:
    """The authority's templates, what is printed with them, the printers for blanks, and the forms that change these."""
    templates.require_keeper(visit.actor)
    wrong: list[str] = []
    if visit.request.method == "POST":
        act = _ACTS.get(_post(visit, "act", 20))
        if act is None:
            raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
        try:
            return act(visit)
        except Invalid as no:
            wrong = told(no)
    day_ = local_date(visit.at)
    values = {
        "rows": templates.of(visit.actor),
        "uses": TemplateUse.objects.filter(authority=visit.actor.authority).select_related("template"),
        "offsets": printers.of(visit.actor),
        "presets": presets.PRESETS.values(),
        "pages": PAGES,
        "subjects": templates.SUBJECTS,
        "awards": AwardType.objects.filter(in_force(day_), has_certificate=True).order_by("name"),
        "writes": bool(templates.roles_of(visit.actor) & templates.WRITERS),
        "publishes": bool(templates.roles_of(visit.actor) & templates.PUBLISHERS),
        "today": day_,
        "moved": moved(visit.actor.authority),
        "address": printing.address(),
        "wrong": wrong,
    }
    return visit.page("web/certificate_templates.html", values, status=422 if wrong else 200)


def _adopt(visit: Visit) -> HttpResponse:
    width, height = PAGES.get(_post(visit, "page", 10), (0.0, 0.0))
    if not width:
        width, height = (_side(visit, name) for name in ("width", "height"))
    row = templates.adopt(
        _post(visit, "preset", 60),
        code=_post(visit, "code", 61),
        title=_post(visit, "title", 200),
        width=width,
        height=height,
        by=visit.actor,
        at=visit.at,
    )
    messages.success(visit.request, gettext("Đã nhận mẫu; hãy xem thử và chỉnh trước khi ban hành."))
    return redirect("web:certificate-template", template=row.pk)


def _side(visit: Visit, name: str) -> float:
    number = _number(_post(visit, name, 10))
    if isinstance(number, str):
        message = gettext_noop("Hãy ghi cạnh giấy bằng mm.")
        raise Invalid("template.page", message, problems=[Problem("template.page", message, name)])
    return number


def _choose(visit: Visit) -> HttpResponse:
    templates.choose(
        _template(visit),
        award_code=_post(visit, "award_code", 60),
        subject=_post(visit, "subject", 12),
        from_day=day(_post(visit, "in_effect_from", 10), "in_effect_from"),
        by=visit.actor,
        at=visit.at,
    )
    messages.success(visit.request, gettext("Đã chọn mẫu; quyết định từ ngày đó in bằng mẫu này."))
    return redirect("web:certificate-templates")


def _template(visit: Visit) -> UUID:
    try:
        return UUID(_post(visit, "template", 36))
    except ValueError as no:
        message = gettext_noop("Hãy chọn một mẫu.")
        raise Invalid("template.unknown", message, problems=[Problem("template.unknown", message, "template")]) from no


def _offset(visit: Visit) -> HttpResponse:
    sides = [_number(_post(visit, name, 8)) for name in ("right", "down")]
    if any(isinstance(side, str) for side in sides):
        message = gettext_noop("Độ lệch là số mm, ví dụ 1,5 hoặc −0,8.")
        raise Invalid("printer.offset", message, problems=[Problem("printer.offset", message, "right")])
    right, down = (round(float(side) * 10) for side in sides)
    printers.set_offset(_post(visit, "printer", 101), right, down, by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã ghi độ lệch của máy in."))
    return redirect("web:certificate-templates")


_ACTS = {"adopt": _adopt, "choose": _choose, "offset": _offset}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def edit(visit: Visit, template: UUID) -> HttpResponse:
    """One template: its fields with place and size, its preview, and its versions with what may be done with them."""
    row = templates.find(template, by=visit.actor)
    version = row.versions.order_by("-number").first()
    if version is None:
        raise Missing("template.missing", gettext_noop("Không có mẫu giấy khen này."))
    layout, wrong = dict(version.layout), []
    if visit.request.method == "POST":
        layout = _typed(visit, version.layout)
        try:
            said = _done(visit, row, version, layout)
        except Invalid as no:
            wrong = _at_fields(no, layout)
        else:
            messages.success(visit.request, said)
            return redirect("web:certificate-template", template=row.pk)
    roles = templates.roles_of(visit.actor)
    values = {
        "row": row,
        "version": version,
        "versions": row.versions.order_by("-number"),
        "layout": layout,
        "boxes": [(box, [(name, box.get(name, _DEFAULTS.get(name))) for name in NUMBERS]) for box in layout["boxes"]],
        "arts": ARTS,
        "choices": {name: CHOICES[name] for name in WORDS},
        "texts": previews.TITLES,
        "signed_by": next((one["of"] for one in layout.get("pictures", ()) if one.get("of")), ""),
        "machine": templates.MACHINE,
        "writes": bool(roles & templates.WRITERS),
        "publishes": bool(roles & templates.PUBLISHERS),
        "batches": overlays.batches(visit.actor)[:_LATEST] if layout["mode"] == OVERLAY else (),
        "offsets": printers.of(visit.actor),
        "wrong": wrong,
    }
    return visit.page("web/certificate_template.html", values, status=422 if wrong else 200)


_DEFAULTS = {field.name: field.default for field in fields(Box)}


def _done(visit: Visit, row: Template, version: TemplateVersion, layout: Mapping[str, Any]) -> str:
    act = _post(visit, "act", 20)
    if act == "write":
        templates.write(row.pk, layout, by=visit.actor, at=visit.at)
        return gettext("Đã lưu bản dự thảo của mẫu.")
    if act == "stamp":
        images = {kind: _upload(visit, kind) for kind in (SIGNATURE, SEAL)}
        stamped = stamps.stamped(Layout.from_data(version.layout), images, of=_post(visit, "of", 60))
        templates.write(row.pk, stamped.to_data(), by=visit.actor, at=visit.at)
        return gettext("Đã đặt ảnh chữ ký, con dấu vào bản dự thảo.")
    if act == "publish":
        templates.publish(version.pk, by=visit.actor, at=visit.at)
        return gettext("Đã ban hành mẫu; bản này không đổi được nữa.")
    if act == "retire":
        templates.retire(version.pk, by=visit.actor, at=visit.at)
        return gettext("Đã ngừng dùng bản này.")
    raise Missing("web.no_act", gettext_noop("Không có thao tác này."))


def _upload(visit: Visit, name: str) -> bytes:
    sent = [one for one in chosen(visit.request, name) if one.data]
    return sent[0].data if sent else b""


def _typed(visit: Visit, layout: Mapping[str, Any]) -> dict[str, Any]:
    """The layout with what was typed into the form; what the form does not have stays as it is."""
    post = visit.request.POST
    boxes = []
    for box in layout["boxes"]:
        changed = dict(box)
        for name in EDITED:
            text = _post(visit, f"{box['key']}-{name}", 20)
            if f"{box['key']}-{name}" in post:
                changed[name] = text if name in WORDS else _count(_number(text), whole=name in _WHOLE)
        boxes.append(changed)
    art = _post(visit, "art", 40) if "art" in post else layout["art"]
    return {**layout, "boxes": boxes, "art": art}


def _count(number: float | str, *, whole: bool) -> float | int | str:
    return int(number) if whole and not isinstance(number, str) else number


def _at_fields(no: Invalid, layout: Mapping[str, Any]) -> list[str]:
    """Each fault with the field that it is about, by the field's own text."""
    found = []
    for problem in no.problems or [Problem(no.code, no.message, "", no.params)]:
        place, _, name = problem.path.partition("].")
        number = place.removeprefix("boxes[").removesuffix("]")
        about = layout["boxes"][int(number)]["text"] if place.startswith("boxes[") and number.isdecimal() else ""
        where = ", ".join(part for part in (about, name) if part)
        found.append(f"{where}: {sentence(problem)}" if where else sentence(problem))
    return found[:_MOST]


def _sent(data: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def preview(visit: Visit) -> HttpResponse:
    """A version as it is kept (``?version=``), or with what is typed into the form but not saved."""
    templates.require_keeper(visit.actor)
    asked = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    try:
        known = UUID(str(asked.get("version", ""))[:36])
    except ValueError as no:
        raise Missing("template.missing", gettext_noop("Không có mẫu giấy khen này.")) from no
    version = templates.version(known, by=visit.actor)
    layout = templates.layout_of(version)
    if visit.request.method == "POST":
        layout = checked(_typed(visit, version.layout))
    return _sent(previews.preview(layout, str(asked.get("texts", previews.LONGEST))), "xem-thu")


@require_safe
@member_required
def calibration(visit: Visit) -> HttpResponse:
    """The page with a ruler grid, moved by a printer's offset where one is named."""
    templates.require_keeper(visit.actor)
    width, height = PAGES.get(str(visit.request.GET.get("page", "A4")), PAGES["A4"])
    named = str(visit.request.GET.get("printer", ""))[:100].replace("\0", "")
    row = printers.of(visit.actor).filter(printer=named).first()
    right, down = (row.right / 10, row.down / 10) if row else (0.0, 0.0)
    return _sent(printers.calibration(width, height, right=right, down=down), "can-chinh")


@require_safe
@member_required
def blanks(visit: Visit) -> HttpResponseBase:
    """The certificates of a decision on pre-printed blanks, as one file in the decision's order."""
    asked = visit.request.GET
    try:
        decision, known = (UUID(str(asked.get(name, ""))[:36]) for name in ("decision", "version"))
    except ValueError as no:
        raise Missing("template.missing", gettext_noop("Không có mẫu giấy khen này.")) from no
    version = templates.version(known, by=visit.actor)
    printer = str(asked.get("printer", ""))[:100].replace("\0", "")
    pieces = overlays.blanks(decision, version, printer, by=visit.actor)
    response = StreamingHttpResponse(pieces, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="in-tren-phoi.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
