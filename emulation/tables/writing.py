"""Results as files: CSV that no spreadsheet takes for formulas, XLSX with its sheets, JSON, and text for a terminal."""

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from emulation.tables.reporting import (
    Cells,
    Report,
    accounting,
    audit_summary,
    contribution_rows,
    finding_line,
    problem_rows,
    ranking_rows,
    to_data,
    unranked_lines,
)
from emulation.tables.wording import DECIMALS, said
from emulation.workbooks.forms import new_workbook
from kernel.errors import Invalid
from kernel.text import gettext_noop

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 6
_LONGEST = 32_767
_DEEPEST = 7
"""Levels of an outline that a spreadsheet knows."""


def csv_bytes(report: Report) -> bytes:
    """The ranking as CSV in UTF-8 with its mark, so that spreadsheets show Vietnamese letters."""
    headings, rows = ranking_rows(report)
    lines = [",".join(map(_csv_cell, row)) for row in (headings, *rows)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _csv_cell(value: str | Decimal | int | None) -> str:
    """One cell, quoted; text that a spreadsheet would take for a formula gets an apostrophe in front, as typed there."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = f"'{value}" if value.startswith(_FORMULA) else value
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '",;\r\n|\t') else text


def json_bytes(report: Report) -> bytes:
    return (json.dumps(to_data(report), ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook. With ``levels`` every row stands as deep as its level, shown by the indent of the ``indented``
    column and by the outline of the spreadsheet."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Cells]
    levels: Sequence[int] = ()
    indented: int = 1


def xlsx_bytes(report: Report) -> bytes:
    """A workbook with the ranking, the contributions behind it, and the problems."""
    return workbook_bytes(
        Sheet(report.said(name), headings, rows)
        for name, (headings, rows) in (
            (gettext_noop("Xếp hạng"), ranking_rows(report)),
            (gettext_noop("Các thành phần"), contribution_rows(report)),
            (gettext_noop("Lưu ý"), problem_rows(report)),
        )
    )


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Tables as a workbook in which text stays text and numbers are numbers."""
    target = io.BytesIO()
    book = new_workbook(target)
    styles = {
        "heading": book.add_format({"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "valign": "vcenter"}),
        "text": book.add_format({"valign": "top"}),
        "long": book.add_format({"valign": "top", "text_wrap": True}),
    }
    for sheet in sheets:
        _sheet(book, sheet, styles)
    book.close()
    return target.getvalue()


def _sheet(book: Workbook, table: Sheet, styles: dict[str, Format]) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    sheet.outline_settings(symbols_below=False)
    numbers: dict[int, Format] = {}
    for place, heading in enumerate(table.headings):
        widest = max([len(heading), *(len(_text(row[place])) for row in table.rows[:500])])
        sheet.set_column(place, place, min(max(widest + 2, _NARROWEST), _WIDEST))
        sheet.write_string(0, place, heading, styles["heading"])
    for number, row in enumerate(table.rows, start=1):
        level = table.levels[number - 1] if table.levels else 0
        if level:
            sheet.set_row(number, None, None, {"level": min(level, _DEEPEST)})
        for place, value in enumerate(row):
            if level and place == table.indented and isinstance(value, str):
                sheet.write_string(number, place, value[:_LONGEST], _indent(book, level, styles))
            else:
                _put(book, sheet, number, place, value, styles, numbers)


def _indent(book: Workbook, level: int, styles: dict[str, Format]) -> Format:
    name = f"indent {level}"
    if name not in styles:
        styles[name] = book.add_format({"valign": "top", "text_wrap": True, "indent": level})
    return styles[name]


def _put(
    book: Workbook, sheet: Worksheet, row: int, place: int, value: str | Decimal | int | None,
    styles: Mapping[str, Format], numbers: dict[int, Format],
) -> None:  # fmt: skip
    """A number shows the decimals that it is published with; text stays text."""
    if isinstance(value, Decimal):
        decimals = min(max(0, -int(value.as_tuple().exponent)), DECIMALS)
        if decimals not in numbers:
            shape = "0." + "0" * decimals if decimals else "0"
            numbers[decimals] = book.add_format({"num_format": shape, "valign": "top"})
        sheet.write_number(row, place, float(value), numbers[decimals])
    elif isinstance(value, int):
        sheet.write_number(row, place, value, styles["text"])
    elif value:
        sheet.write_string(row, place, value[:_LONGEST], styles["long" if len(value) > _WIDEST else "text"])


def _text(value: str | Decimal | int | None) -> str:
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def terminal_text(report: Report) -> str:
    """The ranking for people at a terminal, who is not ranked and why, the audit, and where every row went."""
    headings, rows = ranking_rows(report)
    parts = [aligned(headings, rows, {node.code for node in report.result.scheme.components})]
    unranked = list(unranked_lines(report))
    if unranked:
        parts.append("\n".join([report.said(gettext_noop("Không xếp hạng:")), *(f"  {line}" for line in unranked)]))
    if report.audit and report.audit.findings:
        parts.append("\n".join(finding_line(report, finding) for finding in report.audit.findings))
    notes = [said(note, report.say) for note in report.result.notes]
    if notes:
        parts.append("\n".join([report.said(gettext_noop("Ghi chú:")), *(f"  {note}" for note in notes)]))
    parts.append("\n".join(accounting(report) + audit_summary(report)))
    return "\n\n".join(parts)


def aligned(headings: Sequence[str], rows: Sequence[Cells], dropped: set[str]) -> str:
    """Columns under each other, numbers to the right; the ``dropped`` ones and those without any text left out."""
    kept = [
        place
        for place, heading in enumerate(headings)
        if heading not in dropped and any(_text(row[place]) for row in rows)
    ]
    table = [[headings[place] for place in kept], *([_text(row[place]) for place in kept] for row in rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(kept))]
    right = [any(isinstance(row[place], Decimal | int) for row in rows) for place in kept]
    return "\n".join(
        "  ".join(
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in table
    )


WRITERS: Mapping[str, Callable[[Report], bytes]] = {"csv": csv_bytes, "json": json_bytes, "xlsx": xlsx_bytes}


def written(report: Report, kind: str) -> bytes:
    """The result as a file of this kind."""
    if kind not in WRITERS:
        message = gettext_noop("Không ghi được tệp dạng “%(kind)s”; các dạng dùng được: %(known)s.")
        raise Invalid("table.unknown_output", message, kind=kind, known=", ".join(sorted(WRITERS)))
    return WRITERS[kind](report)
