"""Reading a table of components: every row as a sheet of exact figures with what is printed beside it, nothing dropped."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from emulation.rules.nodes import DEDUCTION
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import NOT_APPLICABLE, Entry
from emulation.tables import headers as named
from emulation.tables.columns import Column, Layout, lay_out
from emulation.tables.files import WIDE_LIMITS, open_grids
from emulation.tables.numbers import (
    Ambiguous,
    Figure,
    PrintedRank,
    Spelling,
    decimals_of,
    read_figure,
    read_rank,
    spelling,
)
from emulation.tables.options import Options
from emulation.tables.records import LeftOut, Record, Records, read_records
from emulation.workbooks.books import Cell
from emulation.workbooks.package import Limits
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, search_key

_MARKS = frozenset({"x", "v", "✓", "✔", "co", "1", "true", "yes"})
_NO_MARKS = frozenset({"", "khong", "0", "false", "no", "-", "–"})
_UNRANKED = frozenset({"", "-", "–", "—", "na", "n/a", "kxh", "khong xep hang", "unranked", "..", "…", "not ranked"})
_SHOWN = 5
_TOTAL_ROOM = 5
"""Bonuses may lift a printed total above the maximum; one of five times the maximum is a misread thousand."""


@dataclass(frozen=True)
class Printed:
    """What a row prints of the results; ``nodes`` are printed figures of inner groups, ``ranks`` by grouping, ``""``
    being overall; ``unranked`` where it says in so many words that there is no rank."""

    total: Figure | None = None
    ranks: Mapping[str, PrintedRank] = field(default_factory=dict)
    unranked: frozenset[str] = frozenset()
    grade: str = ""
    nodes: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One subject (of one month): its ``sheet``, how many ``decimals`` each figure was given with, ``places`` of cells."""

    subject: str
    name: str
    month: str
    rows: tuple[int, ...]
    sheet: Mapping[str, Entry]
    decimals: Mapping[str, int]
    places: Mapping[str, str]
    groups: Mapping[str, str]
    vetoes: tuple[str, ...]
    absent: bool
    printed: Printed

    @property
    def label(self) -> str:
        return self.subject if self.name == self.subject else f"{self.subject} {self.name}"


@dataclass(frozen=True)
class Table:
    """A table that was read. ``notes`` tell what was understood that somebody might have meant otherwise."""

    rows: tuple[Row, ...]
    layout: Layout
    left_out: tuple[LeftOut, ...]
    blank: int
    elsewhere: int
    notes: tuple[Problem, ...]

    @cached_property
    def has_months(self) -> bool:
        return self.layout.one(named.MONTH) is not None

    @cached_property
    def subjects(self) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.subject, []).append(row)
        return found

    @property
    def prints_something(self) -> bool:
        roles = (named.TOTAL, named.RANK, named.GRADE, named.RANK_WITHIN, named.GROUP_NODE)
        return any(self.layout.having(role) for role in roles) or any(row.printed.total for row in self.rows)


def read_table(
    content: bytes, filename: str, scheme: Scheme, options: Options | None = None, *, limits: Limits = WIDE_LIMITS
) -> Table:
    """Raises one `Invalid` that lists every fault with its row and column and how to mend it."""
    options = options or Options()
    layout = lay_out(open_grids(content, filename, options, limits), scheme, options)
    return _Figures(scheme, options, read_records(layout, options)).read()


class _Figures:
    """Turns the cells of records into figures, column by column, as a column has one way to spell decimals."""

    def __init__(self, scheme: Scheme, options: Options, records: Records) -> None:
        self.scheme = scheme
        self.options = options
        self.records = records
        self.grid = records.layout.grid
        self.not_submitted, self.not_applicable = options.absent_words()
        self.faults: list[Problem] = []
        self.notes: list[Problem] = list(self.grid.notes)
        self.headers = {(c.role, c.code): c.header for c in records.layout.columns}

    def read(self) -> Table:
        figures = self._figures()
        totals = self._column(
            named.TOTAL, [(r, c) for r in self.records.records if (c := r.printed.get((named.TOTAL, "")))], self._room()
        )
        rows = tuple(self._row(index, record, figures, totals) for index, record in enumerate(self.records.records))
        if self.faults:
            message = gettext_noop("Bảng có %(count)d lỗi.")
            raise Invalid("table.bad_figures", message, problems=self.faults, count=len(self.faults))
        self._note_unknown()
        records = self.records
        return Table(rows, records.layout, records.left_out, records.blank, records.elsewhere, tuple(self.notes))

    def _room(self) -> Decimal | None:
        return None if self.scheme.maximum is None else self.scheme.maximum * _TOTAL_ROOM

    def _figures(self) -> dict[str, dict[int, Figure | Entry]]:
        """Of every leaf and group its figures, by the number of the record."""
        cells: dict[str, list[tuple[Record, Cell]]] = {}
        for record in self.records.records:
            for code, cell in record.figures.items():
                if code:
                    cells.setdefault(code, []).append((record, cell))
        return {code: self._column(code, own, self.scheme.nodes[code].maximum) for code, own in cells.items()}

    def _column(
        self, code: str, cells: list[tuple[Record, Cell]], maximum: Decimal | None
    ) -> dict[int, Figure | Entry]:
        """The figures of one column by record; what was not submitted is not in it."""
        header = self._header(code)
        texts = [text for _, cell in cells if isinstance(cell.value, str) and not self._is_word(text := cell.text)]
        try:
            how = spelling(texts, maximum=maximum, stated=self.options.decimal)
        except Ambiguous as unclear:
            self._ambiguous(header, cells, unclear)
            return {}
        found: dict[int, Figure | Entry] = {}
        odd: dict[str, list[str]] = {}
        for record, cell in cells:
            figure = self._figure(cell, header, how)
            if figure is not None:
                found[id(record)] = figure
            for oddity in self._oddities(cell, figure):
                odd.setdefault(oddity, []).append(self.grid.where(cell.row, cell.column))
        self._note(header, how, odd)
        return self._upright(code, found, header)

    def _header(self, code: str) -> str:
        for key in ((named.LEAF, code), (named.GROUP_NODE, code), (code, "")):
            if header := self.headers.get(key):
                return header
        return code

    def _is_word(self, text: str) -> bool:
        key = _word_key(text)
        return key in self.not_submitted or key in self.not_applicable

    def _figure(self, cell: Cell, header: str, how: Spelling) -> Figure | Entry | None:
        if isinstance(cell.value, Decimal):
            return Figure(cell.value, decimals_of(cell.value))
        key = _word_key(cell.text)
        if key in self.not_applicable:
            return NOT_APPLICABLE
        if key in self.not_submitted:
            return None
        figure = read_figure(cell.text, how, percent=self.options.percent) if isinstance(cell.value, str) else None
        if figure is None:
            self._unreadable(cell, header)
        return figure

    def _unreadable(self, cell: Cell, header: str) -> None:
        message = gettext_noop(
            "Dòng %(row)d, cột “%(column)s”: “%(value)s” không phải là số; hãy sửa, để trống hoặc ghi NA nếu không áp dụng."
        )
        if cell.value is not None and not isinstance(cell.value, str | bool):
            message = gettext_noop(
                "Dòng %(row)d, cột “%(column)s”: “%(value)s” là ngày, không phải số (Excel đã tự đổi): hãy nhập lại số."
            )
        self.fault("table.not_a_number", message, cell, header)

    def fault(self, kind: str, message: str, cell: Cell, header: str, /, **params: object) -> None:
        known = {"row": cell.row, "column": header, "value": cell.text[:60], **params}
        self.faults.append(Problem(kind, message, self.grid.where(cell.row, cell.column), known))

    def _ambiguous(self, header: str, cells: Iterable[tuple[Record, Cell]], unclear: Ambiguous) -> None:
        cell = next(cell for _, cell in cells if cell.text == unclear.example)
        message = gettext_noop(
            "Cột “%(column)s”: không rõ “%(value)s” (dòng %(row)d) là số có phần lẻ hay hàng nghìn; "
            "hãy ghi rõ dấu thập phân (--decimal)."
        )
        if unclear.mixed:
            message = gettext_noop(
                "Cột “%(column)s” dùng lẫn dấu phẩy và dấu chấm nên không đọc được “%(value)s” (dòng %(row)d); "
                "hãy ghi rõ dấu thập phân (--decimal)."
            )
        self.fault("table.ambiguous_decimals", message, cell, header)

    def _oddities(self, cell: Cell, figure: Figure | Entry | None) -> Iterator[str]:
        if cell.formula:
            yield "formula"
        if isinstance(figure, Figure):
            if figure.mark:
                yield "mark"
            if figure.percent:
                yield "percent"
            if figure.noisy:
                yield "noise"

    def _note(self, header: str, how: Spelling, odd: Mapping[str, list[str]]) -> None:
        for oddity, places in odd.items():
            shown = ", ".join(places[:_SHOWN]) + (", …" if len(places) > _SHOWN else "")
            params = {"column": header, "count": len(places), "places": shown, "percent": self.options.percent}
            self.notes.append(Problem(f"table.{oddity}", ODDITIES[oddity], places[0], params))
        if how.mixed:
            message = gettext_noop(
                "Cột “%(column)s” có cả dấu phẩy và dấu chấm thập phân; từng ô vẫn rõ nghĩa nên đã đọc."
            )
            self.notes.append(Problem("table.mixed_decimals", message, "", {"column": header}))
        if how.by_maximum:
            message = gettext_noop(
                "Cột “%(column)s”: dấu “%(sign)s” là dấu thập phân, vì điểm tối đa không cho phép hàng nghìn."
            )
            params = {"column": header, "sign": how.decimal}
            self.notes.append(Problem("table.decimals_by_maximum", message, "", params))

    def _upright(self, code: str, found: dict[int, Figure | Entry], header: str) -> dict[int, Figure | Entry]:
        """Deductions printed as negative numbers are meant as what they take off."""
        node = self.scheme.nodes.get(code)
        values = [figure.value for figure in found.values() if isinstance(figure, Figure)]
        if node is None or node.kind != DEDUCTION or not any(value < 0 for value in values) or max(values) > 0:
            return found
        message = gettext_noop("Cột “%(column)s” ghi điểm trừ bằng số âm; được hiểu là số điểm bị trừ.")
        self.notes.append(Problem("table.negative_deductions", message, "", {"column": header}))
        return {
            key: Figure(abs(f.value), f.decimals, f.mark, f.percent, f.noisy) if isinstance(f, Figure) else f
            for key, f in found.items()
        }

    def _row(
        self, index: int, record: Record, figures: Mapping[str, Mapping[int, Figure | Entry]],
        totals: Mapping[int, Figure | Entry],
    ) -> Row:  # fmt: skip
        own = {code: column[id(record)] for code, column in figures.items() if id(record) in column}
        leaves = {code: figure for code, figure in own.items() if self.scheme.nodes[code].is_leaf}
        places = {code: self.grid.where(cell.row, cell.column) for code, cell in record.figures.items()}
        return Row(
            subject=record.subject,
            name=record.name,
            month=record.month,
            rows=tuple(record.rows),
            sheet={code: f.value if isinstance(f, Figure) else f for code, f in leaves.items()},
            decimals={code: f.decimals for code, f in leaves.items() if isinstance(f, Figure)},
            places=places,
            groups={name: cell.text for name, cell in record.groups.items() if cell.text},
            vetoes=tuple(sorted(self._vetoes(record))),
            absent=self._absent(record),
            printed=self._printed(record, own, totals.get(id(record))),
        )

    def _printed(self, record: Record, own: Mapping[str, Figure | Entry], total: Figure | Entry | None) -> Printed:
        ranks: dict[str, PrintedRank] = {}
        unranked = set()
        for (role, name), cell in record.printed.items():
            if role in (named.RANK, named.RANK_WITHIN):
                rank = self._rank(cell, name)
                if rank is not None:
                    ranks[name] = rank
                elif cell.text:
                    unranked.add(name)
        grade = record.printed.get((named.GRADE, ""))
        nodes = {c: f for c, f in own.items() if isinstance(f, Figure) and not self.scheme.nodes[c].is_leaf}
        return Printed(
            total=total if isinstance(total, Figure) else None,
            ranks=ranks,
            unranked=frozenset(unranked),
            grade=grade.text if grade else "",
            nodes=nodes,
        )

    def _rank(self, cell: Cell, name: str) -> PrintedRank | None:
        if search_key(cell.text) in _UNRANKED | self.not_submitted | self.not_applicable:
            return None
        rank = read_rank(cell.text) if isinstance(cell.value, str | Decimal) else None
        if rank is None:
            message = gettext_noop(
                "Dòng %(row)d, cột “%(column)s”: “%(value)s” không phải là thứ hạng; hãy ghi như 2, 2= hoặc 101-150."
            )
            header = self.headers.get((named.RANK_WITHIN, name)) or self.headers.get((named.RANK, "")) or named.RANK
            self.fault("table.not_a_rank", message, cell, header)
        return rank

    def _marked(self, cell: Cell, header: str) -> bool:
        key = search_key(cell.text)
        if key not in _MARKS | _NO_MARKS:
            message = gettext_noop("Dòng %(row)d, cột “%(column)s”: “%(value)s” không hợp lệ; chỉ ghi x hoặc để trống.")
            self.fault("table.not_a_mark", message, cell, header)
        return key in _MARKS

    def _absent(self, record: Record) -> bool:
        cell = record.marks.get((named.ABSENT, ""))
        return cell is not None and self._marked(cell, self.headers[(named.ABSENT, "")])

    def _vetoes(self, record: Record) -> set[str]:
        found = set()
        for (role, code), cell in record.marks.items():
            if role == named.VETO_MARK and self._marked(cell, self.headers[(role, code)]):
                found.add(code)
            elif role == named.VETOES:
                found |= self._listed(cell)
        return found

    def _listed(self, cell: Cell) -> set[str]:
        """The vetoes that a cell lists by code or title; a mere mark where the scheme has only one."""
        if search_key(cell.text) in _NO_MARKS | self.not_submitted:
            return set()
        codes = self.scheme.veto_codes()
        if search_key(cell.text) in _MARKS and len(codes) == 1:
            return set(codes)
        found = set()
        for part in cell.text.replace(";", ",").split(","):
            known = self.records.layout.names.find(part.strip())
            if known is None or known[0] != named.VETO_MARK:
                message = gettext_noop(
                    "Dòng %(row)d, cột “%(column)s”: “%(value)s” không phải điều kiện loại của bộ tiêu chí (%(known)s)."
                )
                header = self.headers.get((named.VETOES, ""), "")
                self.fault("table.unknown_veto", message, cell, header, known=", ".join(codes) or "–")
            else:
                found.add(known[1])
        return found

    def _holds_something(self, column: Column) -> bool:
        rows = range(self.records.layout.first, self.grid.height + 1)
        return any(self.grid.cell(row, column.place).text for row in rows)

    def _note_unknown(self) -> None:
        layout = self.records.layout
        unknown = [c for c in layout.having(named.UNKNOWN) if c.header or self._holds_something(c)]
        kept = [column for column in unknown if column.place not in layout.where]
        if kept:
            message = gettext_noop("Các cột không dùng đến: %(columns)s.")
            names = ", ".join(column.label for column in kept)
            self.notes.append(Problem("table.columns_left_out", message, "", {"columns": names}))
        missing = [c for c in self.scheme.leaves if not any(c in record.figures for record in self.records.records)]
        if missing:
            message = gettext_noop("Bảng không có số liệu nào của %(codes)s; được coi là chưa nộp.")
            self.notes.append(Problem("table.leaves_without_figures", message, "", {"codes": ", ".join(missing)}))


def _word_key(text: str) -> str:
    """A text as words are compared; one that begins with a digit is hardly a word and stays as it is, which saves time."""
    return text if text[:1].isdigit() else search_key(text)


ODDITIES = {
    "formula": gettext_noop(
        "Cột “%(column)s” có %(count)d ô công thức (%(places)s): đã dùng giá trị lưu sẵn trong tệp."
    ),
    "mark": gettext_noop("Cột “%(column)s” có ghi chú sau số ở %(count)d ô (%(places)s): số được đọc, ghi chú để lại."),
    "percent": gettext_noop(
        "Cột “%(column)s” có dấu phần trăm ở %(count)d ô (%(places)s), được đọc theo cách “%(percent)s”."
    ),
    "noise": gettext_noop("Cột “%(column)s” có %(count)d số mang sai số nhị phân (%(places)s): đã đọc theo số gốc."),
}
