"""Pages of printers for blanks: the sheet with rulers, what was read on it, and the offset that every print then follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates import overlays, printers, templates
from certificates.models import PrinterOffset
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.decision_forms import told
from web.layout_forms import number

PAGES = {"A4": (297.0, 210.0), "A3": (420.0, 297.0), "A5": (210.0, 148.0), "400x300": (400.0, 300.0)}
SIDES = ("right", "down")


@dataclass(frozen=True)
class Corner:
    """The upper left corner of a blank and where the printer, left alone, would put it: ten times as large as it is."""

    right: float
    down: float

    @property
    def x(self) -> float:
        return self._kept(30 - self.right * 10)

    @property
    def y(self) -> float:
        return self._kept(30 - self.down * 10)

    @staticmethod
    def _kept(value: float) -> float:
        return round(min(max(value, 2.0), 58.0), 1)

    @property
    def far(self) -> bool:
        """Whether the drawing shows less than there is."""
        return max(abs(self.right), abs(self.down)) > 2.8


def _post(visit: Visit, name: str) -> str:
    return str(visit.request.POST.get(name, "")).replace("\0", "").strip()[:101]


def _tenths(visit: Visit, names: tuple[str, ...]) -> list[int]:
    """What was typed in millimetres, as the whole tenths that are kept."""
    read = [number(_post(visit, name) or "0") for name in names]
    wrong = [name for name, value in zip(names, read, strict=True) if isinstance(value, str)]
    if wrong:
        message = gettext_noop("Độ lệch là số mm, ví dụ 1,5 hoặc −0,8.")
        raise Invalid("printer.offset", message, problems=[Problem("printer.offset", message, name) for name in wrong])
    return [round(float(value) * 10) for value in read]


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit) -> HttpResponse:
    """Every printer with its offset; for the chosen one the sheet to print, the form for what was read, and the result drawn."""
    templates.require_keeper(visit.actor)
    wrong: list[str] = []
    if visit.request.method == "POST":
        try:
            name = _set(visit)
        except Invalid as no:
            wrong = told(no)
        else:
            messages.success(visit.request, gettext("Đã ghi độ lệch của máy in %(name)s.") % {"name": name})
            return redirect(f"{reverse('web:printers')}?{urlencode({'printer': name})}")
    asked = _post(visit, "printer") if wrong else str(visit.request.GET.get("printer", ""))[:100].replace("\0", "")
    rows = list(printers.of(visit.actor))
    chosen = next((row for row in rows if row.printer == asked), None)
    values = {
        "known": [(row, Corner(row.right / 10, row.down / 10)) for row in rows],
        "chosen": chosen,
        "corner": Corner(chosen.right / 10, chosen.down / 10) if chosen else None,
        "pages": PAGES,
        "given": {name: _post(visit, name) for name in ("printer", *SIDES)},
        "wrong": wrong,
    }
    return visit.page("web/printers.html", values, status=422 if wrong else 200)


def _set(visit: Visit) -> str:
    """The offset as typed, or what it was when the sheet was printed with what is still missing added: sent twice, the same."""
    name = _post(visit, "printer")
    right, down = _tenths(visit, SIDES)
    if _post(visit, "act") == "measured":
        before = _tenths(visit, ("before_right", "before_down"))
        right, down = before[0] + right, before[1] + down
    return printers.set_offset(name, right, down, by=visit.actor, at=visit.at).printer


def offset_of(visit: Visit, name: str) -> PrinterOffset | None:
    return printers.of(visit.actor).filter(printer=name[:100].replace("\0", "")).first()


@require_safe
@member_required
def calibration(visit: Visit) -> HttpResponse:
    """The page with a ruler grid, moved by a printer's offset where one is named."""
    templates.require_keeper(visit.actor)
    width, height = PAGES.get(str(visit.request.GET.get("page", "A4")), PAGES["A4"])
    row = offset_of(visit, str(visit.request.GET.get("printer", "")))
    right, down = (row.right / 10, row.down / 10) if row else (0.0, 0.0)
    headers = {"Content-Disposition": 'inline; filename="can-chinh.pdf"', "X-Content-Type-Options": "nosniff"}
    sheet = printers.calibration(width, height, right=right, down=down)
    return HttpResponse(sheet, content_type="application/pdf", headers=headers)


@require_safe
@member_required
def blanks(visit: Visit) -> HttpResponseBase:
    """The certificates of a decision on pre-printed blanks, as one file in the decision's order."""
    asked: Mapping[str, Any] = visit.request.GET
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
