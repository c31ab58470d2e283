"""The page on which a certificate's layout is drawn: seen while it changes, saved as a draft, published by somebody else."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates import moved_addresses, overlays, previews, printers, printing, stamps, templates, trials
from certificates.designs import ARTS
from certificates.designs.vectors import vectors
from certificates.drafting import checked
from certificates.layouts import OVERLAY, SEAL, SIGNATURE, Layout
from certificates.models import Template, TemplateVersion
from emulation.boards.longest_names import longest
from emulation.models import Account
from emulation.rules.periods import local_date
from kernel.actors import SYSTEM
from kernel.errors import Invalid, Missing, Problem, Refusal
from kernel.text import gettext_noop
from web import layout_forms as forms
from web.access import Visit, member_required
from web.files import chosen
from web.layout_rulers import Stage
from web.refusals import sentence
from web.templatetags.words import moment

_MOST, _LATEST = 60, 100
_JSON = "application/json"


def _newest(row: Template) -> TemplateVersion:
    version = row.versions.order_by("-number").first()
    if version is None:
        raise Missing("template.missing", gettext_noop("Không có mẫu giấy khen này."))
    return version


def own(visit: Visit) -> previews.Own | None:
    """The longest names of the reader's own authority."""
    known = longest(visit.actor, local_date(visit.at))
    return previews.own_of(known.authority, known.people, known.positions, known.units)


def _tried(visit: Visit, row: Template, layout: Mapping[str, Any], texts: str) -> trials.Trial:
    names = own(visit)
    mine = previews.own_samples(names, previews.recipient_of(row))
    return trials.tried(layout, previews.sample(texts, names), mine)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def edit(visit: Visit, template: UUID) -> HttpResponse:
    """One template: its page with every box, what was found about it, and its versions with what may be done with them."""
    row = templates.find(template, by=visit.actor)
    version = _newest(row)
    layout, wrong = dict(version.layout), []
    if visit.request.method == "POST":
        layout = forms.typed(visit.request, version.layout)
        if visit.request.headers.get("Accept") == _JSON:
            return _saved(visit, row, layout)
        try:
            said = _done(visit, row, version, layout)
        except Invalid as no:
            wrong = _at_fields(no, layout)
        else:
            messages.success(visit.request, said)
            return redirect("web:certificate-template", template=row.pk)
    kind = previews.recipient_of(row)
    texts = str(visit.request.GET.get("texts", previews.begun_with(kind)))
    trial = _tried(visit, row, layout, texts)
    values = {**_shown(visit, row, version, layout), **_drawn(layout, trial, texts), "wrong": wrong}
    values["texts"] = previews.titles(kind)
    return visit.page("web/certificate_template.html", values, status=422 if wrong else 200)


def _shown(visit: Visit, row: Template, version: TemplateVersion, layout: Mapping[str, Any]) -> dict[str, Any]:
    roles = templates.roles_of(visit.actor)
    return {
        "row": row,
        "version": version,
        "versions": row.versions.order_by("-number"),
        "mark": templates.mark(version),
        "writer": _writer(version),
        "moved": [one for one in moved_addresses.moved(row.authority) if one.version.template_id == row.pk],
        "address": printing.address(),
        "signed_by": next((one["of"] for one in layout.get("pictures", ()) if one.get("of")), ""),
        "own_draft": version.written_by in visit.actor.accounts,
        "writes": bool(roles & templates.WRITERS),
        "publishes": bool(roles & templates.PUBLISHERS),
        "batches": overlays.batches(visit.actor)[:_LATEST] if layout["mode"] == OVERLAY else (),
        "offsets": [(one, one.right / 10, one.down / 10) for one in printers.of(visit.actor)],
    }


def _writer(version: TemplateVersion) -> str:
    """Who wrote a version last, as people know them; '' for the platform itself."""
    if version.written_by == SYSTEM:
        return ""
    account = Account.objects.filter(pk=version.written_by).first()
    return (account.get_full_name() or account.username) if account else ""


def _drawn(layout: Mapping[str, Any], trial: trials.Trial, texts: str) -> dict[str, Any]:
    found = forms.findings(trial, layout)
    return {
        "layout": layout,
        "stage": Stage(_length(layout["page_width"]), _length(layout["page_height"])),
        "slots": forms.slots(layout, found),
        "found": [one for one in found if not one["box"]],
        "good": trial.good,
        "names": forms.NAMES,
        "arts": ARTS,
        "values": forms.known_names(layout),
        "shown": texts,
    }


def _length(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 100.0


def _saved(visit: Visit, row: Template, layout: Mapping[str, Any]) -> JsonResponse:
    """The draft is kept by the page itself, out of the ledger: what it answers is told beside the button, never as a page."""
    seen = str(visit.request.POST.get("seen", ""))[:80]
    try:
        version = templates.jot(row.pk, layout, seen=seen, by=visit.actor, at=visit.at)
    except Refusal as no:
        return JsonResponse({"code": no.code, "text": sentence(no)}, status=no.status)
    told = {
        "mark": templates.mark(version),
        "number": version.number,
        "version": str(version.pk),
        "text": _kept(version),
    }
    return JsonResponse(told)


def _kept(version: TemplateVersion) -> str:
    said = gettext("Đã lưu lúc %(at)s") if version.settled else gettext("Đã tự giữ lúc %(at)s; bấm lưu khi xong")
    return said % {"at": moment(version.written_at)}


def _done(visit: Visit, row: Template, version: TemplateVersion, layout: Mapping[str, Any]) -> str:
    post = visit.request.POST
    act, _, about = str(post.get("act", ""))[:80].partition(":")
    by: dict[str, Any] = {"by": visit.actor, "at": visit.at}
    seen = str(post.get("seen", ""))[:80]
    if act in ("write", "add", "remove"):
        changed = _changed(act, about or str(post.get("value", ""))[:40], layout)
        templates.write(row.pk, changed, seen=seen, **by)
        return gettext("Đã lưu bản dự thảo của mẫu.")
    if act == "stamp":
        images = {kind: _upload(visit, kind) for kind in (SIGNATURE, SEAL)}
        stamped = stamps.stamped(Layout.from_data(version.layout), images, of=str(post.get("of", "")).strip()[:60])
        templates.write(row.pk, stamped.to_data(), **by)
        return gettext("Đã đặt ảnh chữ ký, con dấu vào bản dự thảo.")
    if act == "discard":
        templates.discard(version.pk, seen=seen, **by)
        return gettext("Đã bỏ bản dự thảo.")
    if act == "publish":
        templates.publish(version.pk, seen=seen, **by)
        return gettext("Đã ban hành mẫu; bản này không đổi được nữa.")
    if act == "retire":
        templates.retire(version.pk, **by)
        return gettext("Đã ngừng dùng bản này.")
    raise Missing("web.no_act", gettext_noop("Không có thao tác này."))


def _changed(act: str, about: str, layout: Mapping[str, Any]) -> Mapping[str, Any]:
    if act == "add":
        return forms.with_box(layout, about)
    return forms.without_box(layout, about) if act == "remove" else layout


def _upload(visit: Visit, name: str) -> bytes:
    sent = [one for one in chosen(visit.request, name) if one.data]
    return sent[0].data if sent else b""


def _at_fields(no: Invalid, layout: Mapping[str, Any]) -> list[str]:
    """Each fault with the field that it is about, by the field's own name."""
    found = []
    for problem in no.problems or [Problem(no.code, no.message, "", no.params)]:
        place, _, name = problem.path.partition("].")
        number = place.removeprefix("boxes[").removesuffix("]")
        boxes = layout["boxes"]
        known = place.startswith("boxes[") and number.isdecimal() and int(number) < len(boxes)
        about = forms.title_of(boxes[int(number)]) if known else ""
        label = gettext(forms.NAMES[name]) if name in forms.NAMES else ""
        where = ", ".join(part for part in (about, label) if part)
        found.append(f"{where}: {sentence(problem)}" if where else sentence(problem))
    return found[:_MOST]


def _asked(visit: Visit) -> tuple[TemplateVersion, Mapping[str, Any]]:
    """A version as it is kept (``?version=``), or with what is typed into the form but not saved."""
    templates.require_keeper(visit.actor)
    sent = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    try:
        known = UUID(str(sent.get("version", ""))[:36])
    except ValueError as no:
        raise Missing("template.missing", gettext_noop("Không có mẫu giấy khen này.")) from no
    version = templates.version(known, by=visit.actor)
    return version, forms.typed(visit.request, version.layout) if sent is visit.request.POST else version.layout


def _texts(visit: Visit, row: Template) -> str:
    sent = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    return str(sent.get("texts", previews.longest_for(previews.recipient_of(row))))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def preview(visit: Visit) -> HttpResponse:
    """The certificate as PDF, as it will be printed."""
    version, layout = _asked(visit)
    good = checked(layout) if visit.request.method == "POST" else templates.layout_of(version)
    headers = {"Content-Disposition": 'inline; filename="xem-thu.pdf"', "X-Content-Type-Options": "nosniff"}
    drawn = previews.preview(good, _texts(visit, version.template), own(visit))
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def trial(visit: Visit) -> HttpResponse:
    """What the page shows of a layout that is being changed: its texts as SVG, their sizes, and all that was found; with
    ``?as=svg`` the texts alone, as a picture for a page without script."""
    version, layout = _asked(visit)
    tried = _tried(visit, version.template, layout, _texts(visit, version.template))
    if visit.request.GET.get("as") == "svg":
        width, height = _length(layout["page_width"]), _length(layout["page_height"])
        picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{tried.drawn}</svg>'
        return HttpResponse(picture, content_type="image/svg+xml", headers={"X-Content-Type-Options": "nosniff"})
    sizes = {key: f"{size:g}" for key, size in tried.sizes.items()}
    told = {"svg": tried.drawn, "sizes": sizes, "findings": forms.findings(tried, layout), "good": tried.good}
    return JsonResponse(told)


@require_safe
@member_required
def art(visit: Visit) -> HttpResponse:
    """The ornament of a design on a page of some size, to stand under the texts."""
    templates.require_keeper(visit.actor)
    asked = visit.request.GET
    name = str(asked.get("art", ""))
    sides = [forms.number(str(asked.get(side, ""))[:8]) for side in ("width", "height")]
    if name not in ARTS or not all(isinstance(side, float) and 100 <= side <= 1000 for side in sides):
        raise Missing("template.art", gettext_noop("Không có mẫu trang trí này."))
    width, height = (float(side) for side in sides)
    headers = {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(vectors(name, width, height), content_type="image/svg+xml", headers=headers)
