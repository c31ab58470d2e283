"""Every table of a page as a workbook: what somebody reads is what they get, with the same filters and the same eyes.

The page is made as always and its tables are taken from it, page after page of a list; so no table can show more in Excel
than on the screen, and no page can forget to offer it.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import IO
from urllib.parse import parse_qs, urlsplit

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

ASKED = "export"
TABLES = "tables"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PAGES = 400
"""Of one list: some twenty thousand lines; whoever needs more asks the API."""
PLACE = "<!--export-->"
_WIDEST, _NARROWEST, _NAME, _LONGEST = 60, 8, 31, 32_767
_SILENT = {"form", "button", "select", "svg", "script", "template"}
_VOID = {"br", "img", "input", "hr", "wbr", "col", "meta", "link", "source", "use", "path", "rect", "circle", "line"}
_UNSAFE = re.compile(r"[\[\]:*?/\\\x00-\x1f']+")


@dataclass
class Cell:
    text: str = ""
    span: int = 1
    figure: bool = False
    heading: bool = False


@dataclass
class Table:
    name: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    head: int = 0
    asks: bool = False
    """Whether it has fields to fill in: a form, not a list."""


class _Reader(HTMLParser):
    """The tables in the main part of a page, and to which further pages it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self.further: set[int] = set()
        self.title = ""
        self._open: list[tuple[str, str]] = []
        self._cell: Cell | None = None
        self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag == "input" and self._inside("table"):
            self.tables[-1].asks = True
        if tag == "br" and self._cell:
            self._cell.text += " "
        if tag == "a" and self._inside("nav.pages"):
            self.further |= {
                int(one) for one in parse_qs(urlsplit(given.get("href", "")).query).get("page", []) if one.isdecimal()
            }
        self._start(tag, given, classes)
        if tag not in _VOID:
            quiet = tag in _SILENT or "no-print" in classes
            named = "nav.pages" if tag == "nav" and "pages" in classes else "quiet" if quiet else tag
            self._open.append((tag, named))

    def _start(self, tag: str, given: dict[str, str], classes: list[str]) -> None:
        if tag in ("h1", "h2", "h3"):
            self._heading = ""
        elif tag == "table":
            self.tables.append(Table(self._heading.strip()))
        elif tag == "tr" and self._inside("table"):
            self.tables[-1].rows.append([])
            self.tables[-1].head += self._inside("thead")
        elif tag in ("td", "th") and self._inside("table") and self.tables[-1].rows:
            span = given.get("colspan", "1")
            self._cell = Cell("", int(span) if span.isdecimal() else 1, "num" in classes, tag == "th")
            self.tables[-1].rows[-1].append(self._cell)

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        if tag in ("td", "th"):
            self._cell = None
        elif self._cell and tag in ("p", "div", "li", "span", "a", "strong", "small"):
            self._cell.text += " "

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.text += "" if self._inside("quiet") else data
        elif any(self._inside(one) for one in ("h1", "h2", "h3")):
            self._heading += data
            self.title = self.title or (data.strip() if self._inside("h1") else "")

    def _inside(self, name: str) -> bool:
        return any(kind == name for _, kind in self._open)


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html.partition("<main")[2].partition("</main>")[0])
    reader.tables = [table for table in reader.tables if len(table.rows) > table.head]
    return reader


def offered(html: str) -> bool:
    """Whether a page has a table that is a list and not a form."""
    tables = html.split("<table")[1:]
    return any("<input" not in one.partition("</table>")[0] for one in tables)


def asked(request: HttpRequest) -> bool:
    return request.method == "GET" and request.GET.get(ASKED) == TABLES


def answer(request: HttpRequest, show: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The page, or its tables where those are asked for and there are any."""
    if not asked(request):
        return show()
    first = show()
    told = first.headers.get("Content-Type", "").startswith("text/html") and first.status_code == HTTPStatus.OK
    return workbook(request, show) if told else first


def offer(request: HttpRequest, response: HttpResponse) -> None:
    """Put the way to the workbook under a page that has tables to read."""
    html = response.content.decode()
    link = ""
    if offered(html):
        turned = request.GET.copy()
        turned.pop("page", None)
        turned[ASKED] = TABLES
        link = format_html(
            '<p class="export no-print"><a href="?{}">{}</a></p>', turned.urlencode(), gettext("Tải các bảng (Excel)")
        )
    response.content = html.replace(PLACE, link, 1).encode()


def at_page(request: HttpRequest, page: int) -> None:
    """Let the request ask for another page of the same list."""
    turned = request.GET.copy()
    turned["page"] = str(page)
    request.GET = turned  # type: ignore[assignment]  # a copy that may change is a QueryDict too


def _pages(request: HttpRequest, show: Callable[[], HttpResponseBase]) -> Iterator[_Reader]:
    """The page that was asked for from its first part to its last."""
    number = 1
    while number <= MOST_PAGES:
        at_page(request, number)
        content = getattr(show(), "content", b"")
        reader = read(content.decode())
        yield reader
        if number + 1 not in reader.further:
            return
        number += 1


def workbook(request: HttpRequest, show: Callable[[], HttpResponseBase]) -> FileResponse:
    """All tables of a page, each on a sheet of its own, written while the pages of the list are read."""
    target = io.BytesIO()
    name = _write(target, _pages(request, show))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _write(target: IO[bytes], pages: Iterator[_Reader]) -> str:
    book = Workbook(target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head, plain = book.add_format({"bold": True, "border": 1, "text_wrap": True}), book.add_format({"border": 1})
    sheets: list[tuple[Worksheet, int]] = []
    title = ""
    for number, page in enumerate(pages):
        title = title or page.title
        for place, table in enumerate(table for table in page.tables if not table.asks):
            if place == len(sheets):
                sheets.append((_sheet(book, table, place), 0))
            sheet, filled = sheets[place]
            rows = table.rows if number == 0 else table.rows[table.head :]
            for row in rows:
                _row(sheet, filled, row, head if all(cell.heading for cell in row) else plain)
                filled += 1
            sheets[place] = (sheet, filled)
    if not sheets:
        book.add_worksheet(gettext("Trống"))
    book.close()
    return " ".join(_UNSAFE.sub(" ", title).split())[:100] or TABLES


def _sheet(book: Workbook, table: Table, place: int) -> Worksheet:
    wanted = _UNSAFE.sub(" ", table.name).strip()
    sheet = book.add_worksheet(f"{place + 1} {wanted}"[:_NAME].strip())
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if table.head:
        sheet.freeze_panes(table.head, 0)
        sheet.repeat_rows(0, table.head - 1)
    for column in range(max(len(row) for row in table.rows)):
        texts = [
            len(row[column].text.strip()) for row in table.rows[:100] if column < len(row) and row[column].span == 1
        ]
        sheet.set_column(column, column, min(max([*texts, _NARROWEST]) + 2, _WIDEST))
    return sheet


def _row(sheet: Worksheet, number: int, row: list[Cell], style: object) -> None:
    column = 0
    for cell in row:
        text = " ".join(cell.text.split())
        value = _figure(text) if cell.figure else None
        if value is None:
            sheet.write_string(number, column, text[:_LONGEST], style)
        else:
            sheet.write_number(number, column, value, style)
        column += max(cell.span, 1)


def _figure(text: str) -> float | None:
    """A figure as Excel counts it, where the text is nothing but one."""
    mark = formats.get_format("DECIMAL_SEPARATOR")
    other = "." if mark == "," else ","
    sign, digits = (-1, text[1:]) if text[:1] in ("-", "−") else (1, text)
    if not re.fullmatch(rf"[0-9]{{1,3}}(?:\{other}[0-9]{{3}})*(?:\{mark}[0-9]+)?|[0-9]+(?:\{mark}[0-9]+)?", digits):
        return None
    return sign * float(digits.replace(other, "").replace(mark, "."))
