"""Pages of batches: the certificates of one signed decision, how far they are, and all of them as one file; the award register."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from certificates import batches, documents, downloads, handouts, printers, progress, registers, templates
from certificates.layouts import OVERLAY
from certificates.models import Batch, Certificate, TemplateVersion
from emulation.boards import award_register
from emulation.models import RegisterEntry
from emulation.rules.file_types import PDF
from emulation.rules.periods import local_date
from kernel.errors import Invalid, NotAllowed
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.campaigns import XLSX

PAGE = 50


@require_safe
@member_required
def listed(visit: Visit) -> HttpResponse:
    """Every batch with how far it is, for those who work on decisions."""
    if not handouts.may_see(visit.actor):
        raise NotAllowed("batch.not_allowed", gettext_noop("Chỉ người làm công tác khen thưởng xem các đợt giấy khen."))
    rows = batches.counted(Batch.objects.filter(authority=visit.actor.authority)).order_by("-requested_at")
    page = Paginator(rows, PAGE).get_page(visit.request.GET.get("page"))
    shown = [(row, batches.percent(row)) for row in page.object_list]
    runs = any(row.state == Batch.SEALED for row, _ in shown)
    return visit.page("web/batches.html", {"page": page, "rows": shown, "runs": runs})


@require_safe
@member_required
def show(visit: Visit, batch: UUID) -> HttpResponse:
    """How far one batch is, followed while it goes on; it may be left and found again. ``?part=progress`` is that alone."""
    row = handouts.find(batch, by=visit.actor)
    far = progress.progress(row, visit.at)
    if visit.request.GET.get("part") == "progress":
        response = render(visit.request, "web/_batch_progress.html", {"batch": row, "far": far})
        if far.done:
            response["HX-Refresh"] = "true"
        return response
    rows = row.certificates.order_by("place_in_decision", "issue")
    page = Paginator(rows, PAGE).get_page(visit.request.GET.get("page"))
    values = {"batch": row, "far": far, "page": page, "sizes": progress.sizes(row) if far.done else {}}
    return visit.page("web/batch.html", {**values, **_blanks(visit)})


def _blanks(visit: Visit) -> dict[str, Any]:
    """What a batch may be printed with on blanks, and by how much each printer is moved."""
    if not templates.may_keep(visit.actor):
        return {}
    published = TemplateVersion.objects.filter(template__authority=visit.actor.authority, state=templates.PUBLISHED)
    overlays = published.filter(layout__mode=OVERLAY).select_related("template").defer("compiled", "layout")
    offsets = [(one, one.right / 10, one.down / 10) for one in printers.of(visit.actor)]
    return {"overlays": overlays.order_by("template__title", "-number"), "offsets": offsets, "keeps": True}


@require_safe
@member_required
def file(visit: Visit, batch: UUID, kind: str) -> HttpResponseBase:
    return handouts.answer(visit.request, handouts.find(batch, by=visit.actor), kind)


def _asked(visit: Visit) -> award_register.Sought:
    asked = {name: visit.request.GET.get(name, "").replace("\0", "").strip() for name in _SOUGHT}
    year = asked["year"]
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Invalid("register.year", gettext_noop("Năm gồm bốn chữ số."))
    try:
        decision = UUID(asked["decision"]) if asked["decision"] else None
    except ValueError as no:
        raise Invalid("register.decision", gettext_noop("Không có quyết định này.")) from no
    return award_register.Sought(int(year) if year else None, asked["book"][:40], asked["q"][:100], decision)


_SOUGHT = ("year", "book", "q", "decision")


def _number(visit: Visit) -> int | None:
    """The number to jump to, also as it stands in the book: 57 or 57/2026."""
    text = visit.request.GET.get("number", "").strip().partition("/")[0]
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@require_safe
@member_required
def register(visit: Visit) -> HttpResponse:
    """The award register: every number, what became of its award, sought by name or number, and the book as Excel and PDF."""
    sought, number = _asked(visit), _number(visit)
    by, form = visit.actor, visit.request.GET.get("as", "")
    rows = award_register.found(by, sought)
    if form:
        return _book(visit, list(rows), sought.year, form)
    before = award_register.before(rows, number) if number is not None else None
    wanted = visit.request.GET.get("page") if before is None else before // PAGE + 1
    page = Paginator(rows, PAGE).get_page(wanted)
    found = list(page.object_list)
    issues = registers.issues(by.authority, [(row.book, row.year, row.number) for row in found])
    books = award_register.books(by)
    values = {
        "page": page,
        "lines": award_register.lines(found, by.authority, issues),
        "books": books,
        "years": sorted({of for _, of, _ in books}, reverse=True),
        "sought": sought,
        "number": number,
        "jumped": before is not None,
        "states": award_register.STATES,
    }
    return visit.page("web/award_register.html", values)


def _book(visit: Visit, found: list[RegisterEntry], year: int | None, form: str) -> HttpResponse:
    by = visit.actor
    issues = registers.issues(by.authority, [(row.book, row.year, row.number) for row in found])
    told = award_register.lines(found, by.authority, issues)
    name = f"Sổ khen thưởng {year}" if year else "Sổ khen thưởng"
    if form != PDF:
        content, media, kind = award_register.workbook(told), XLSX, "xlsx"
    else:
        about = f"Năm {year}" if year else "Các năm"
        blocks = award_register.page(told, by.authority, about, local_date(visit.at))
        content = documents.render(blocks, title=gettext("Sổ khen thưởng"), author=by.authority, landscape=True)
        media, kind = "application/pdf", "pdf"
    return HttpResponse(content, content_type=media, headers=downloads.headers(f"{name}.{kind}"))


def issues_of(certificate: Certificate) -> list[Certificate]:
    """All certificates under one register number, the newest first."""
    same = {name: getattr(certificate, name) for name in ("authority", "book", "register_year", "register_number")}
    return list(Certificate.objects.filter(**same).order_by("-issue"))
