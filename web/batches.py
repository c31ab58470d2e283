"""Pages of batches: the certificates of one signed decision, how far they are, and all of them as one file; the award register."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from certificates import batches, documents, downloads, handouts, registers
from certificates.models import Batch, Certificate
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
    return visit.page("web/batches.html", {"page": page, "rows": shown})


@require_safe
@member_required
def show(visit: Visit, batch: UUID) -> HttpResponse:
    """How far one batch is: the page looks again by itself until all is made, and may be left and found again."""
    found = handouts.find(batch, by=visit.actor)
    row = batches.counted(Batch.objects.filter(pk=found.pk)).get()
    rows = row.certificates.order_by("place_in_decision", "issue")
    page = Paginator(rows, PAGE).get_page(visit.request.GET.get("page"))
    values = {"batch": row, "percent": batches.percent(row), "page": page, "done": row.state == Batch.DONE}
    return visit.page("web/batch.html", values)


@require_safe
@member_required
def file(visit: Visit, batch: UUID, kind: str) -> HttpResponseBase:
    return handouts.answer(visit.request, handouts.find(batch, by=visit.actor), kind)


def _asked(visit: Visit) -> tuple[int | None, str]:
    year, book = visit.request.GET.get("year", ""), visit.request.GET.get("book", "")[:40].replace("\0", "")
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Invalid("register.year", gettext_noop("Năm gồm bốn chữ số."))
    return (int(year) if year else None), book


@require_safe
@member_required
def register(visit: Visit) -> HttpResponse:
    """The award register: every number, what became of its award, and the book as Excel and PDF."""
    year, book = _asked(visit)
    by, form = visit.actor, visit.request.GET.get("as", "")
    rows = award_register.entries(by, year=year, book=book)
    if form:
        return _book(visit, list(rows), year, form)
    page = Paginator(rows, PAGE).get_page(visit.request.GET.get("page"))
    found = list(page.object_list)
    issues = registers.issues(by.authority, [(row.book, row.year, row.number) for row in found])
    told = award_register.lines(found, by.authority, issues)
    values = {
        "page": page,
        "lines": told,
        "books": award_register.books(by),
        "year": year,
        "book": book,
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
