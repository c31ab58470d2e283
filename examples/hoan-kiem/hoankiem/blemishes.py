"""The blemishes of real life, planted one by one in the workbooks, each with what must be found and what mends it."""

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from emulation.workbooks import COLLECTIVE, PERSONS, PersonFill, UnitFill, Value
from emulation.workbooks.package import column_letters
from hoankiem.scheme import Scheme
from hoankiem.scores import NOT_APPLICABLE, Marks

_VICTIM = 8  # the row of staff that suffers; nobody's head, officer or absentee
_POINTS_COLUMN = 4
_FORMULA_SHEETS = {COLLECTIVE: "xl/worksheets/sheet2.xml", PERSONS: "xl/worksheets/sheet3.xml"}


@dataclass
class Draft:
    """A workbook on its way: what the unit means to say, and what blemishes make of it."""

    unit: str
    month: str
    unit_scheme: Scheme
    person_scheme: Scheme
    unit_marks: Marks
    marks: dict[str, Marks]
    people: list[PersonFill]
    unit_values: dict[str, UnitFill]
    formulas: list[tuple[str, str, str]] = field(default_factory=list)

    def cell(self, row: int, code: str) -> str:
        """The cell of a criterion of the person in a row (counted from 0)."""
        codes = [leaf.code for leaf in (*self.person_scheme.leaves, *self.person_scheme.vetoes)]
        return f"{column_letters(codes.index(code) + 3)}{row + 2}"

    def unit_cell(self, code: str) -> str:
        codes = [leaf.code for leaf in (*self.unit_scheme.leaves, *self.unit_scheme.vetoes)]
        return f"{column_letters(_POINTS_COLUMN)}{codes.index(code) + 2}"

    def set_person(self, row: int, code: str, value: Value) -> None:
        person = self.people[row]
        self.people[row] = replace(person, values={**person.values, code: value})

    def set_unit(self, code: str, value: Value) -> None:
        self.unit_values[code] = replace(self.unit_values[code], value=value)


@dataclass(frozen=True)
class Found:
    """What the import must say of a blemish, and the sheets to send afterwards by PUT."""

    problems: tuple[dict[str, Any], ...] = ()
    corrections: tuple[dict[str, Any], ...] = ()


def draft(
    unit: str, month: str, schemes: tuple[Scheme, Scheme], own: Marks, people: Sequence[tuple[str, str, Marks]]
) -> Draft:
    """A clean workbook: ``people`` are (code, name, marks) in the order of the sheet."""
    return Draft(
        unit,
        month,
        *schemes,
        own,
        {code: marks for code, _, marks in people},
        [_fill(code, name, marks) for code, name, marks in people],
        _unit_fills(own, schemes[0]),
    )


def _fill(code: str, name: str, marks: Marks) -> PersonFill:
    values: dict[str, Value] = {**marks.sheet, **dict.fromkeys(marks.vetoes, "x")}
    return PersonFill(code, name, values, marks.absent, marks.note)


def _unit_fills(marks: Marks, scheme: Scheme) -> dict[str, UnitFill]:
    fills = {
        code: UnitFill(not_applicable=True) if value == NOT_APPLICABLE else UnitFill(value)
        for code, value in marks.sheet.items()
    }
    for veto in scheme.vetoes:
        applies = veto.code in marks.vetoes
        fills[veto.code] = UnitFill("x" if applies else None, note=marks.note if applies else "")
    return fills


def person_correction(draft: Draft, code: str) -> dict[str, Any]:
    return {**_correction(draft, draft.marks[code]), "subject": "person", "person": code}


def unit_correction(draft: Draft) -> dict[str, Any]:
    return {**_correction(draft, draft.unit_marks), "subject": "unit"}


def _correction(draft: Draft, marks: Marks) -> dict[str, Any]:
    return {
        "unit": draft.unit,
        "month": draft.month,
        "sheet": {code: _text(value) for code, value in marks.sheet.items()},
        "vetoes": list(marks.vetoes),
        "absent": marks.absent,
        "note": marks.note,
    }


def _text(value: Decimal | str) -> str:
    return value if isinstance(value, str) else format(value, "f")


def _by_reader(path: str, code: str) -> dict[str, Any]:
    return {"path": path, "found_by": "reader", "code": code}


def _by_act(path: str, kind: str, **more: str) -> dict[str, Any]:
    return {"path": path, "found_by": "act", "kind": kind, **more}


def typo_in_code(draft: Draft) -> Found:
    """A digit 0 typed as the letter O: that person is unknown, and the right one is missing."""
    person = draft.people[_VICTIM]
    draft.people[_VICTIM] = replace(person, code=person.code.replace("CB0", "CBO"))
    problems = (
        _by_act(f"{PERSONS}!A{_VICTIM + 2}", "unknown_person", person=draft.people[_VICTIM].code),
        _by_act(PERSONS, "missing_person", person=person.code),
    )
    return Found(problems, (person_correction(draft, person.code),))


def over_the_maximum(draft: Draft) -> Found:
    """32 points where 30 are the most."""
    draft.set_person(_VICTIM, "B1", draft.person_scheme.maximum("B1") + 2)
    code = draft.people[_VICTIM].code
    return Found(
        (_by_act(f"{PERSONS}!{draft.cell(_VICTIM, 'B1')}", "over_maximum", person=code),),
        (person_correction(draft, code),),
    )


def unit_over_the_maximum(draft: Draft) -> Found:
    draft.set_unit("A2", draft.unit_scheme.maximum("A2") + Decimal("0.5"))
    return Found((_by_act(f"{COLLECTIVE}!{draft.unit_cell('A2')}", "over_maximum"),), (unit_correction(draft),))


def _wrong_value(value: Value, leaf: str) -> Callable[[Draft], Found]:
    def plant(draft: Draft) -> Found:
        draft.set_person(_VICTIM, leaf, value)
        path = f"{PERSONS}!{draft.cell(_VICTIM, leaf)}"
        corrections = (person_correction(draft, draft.people[_VICTIM].code),)
        return Found((_by_reader(path, "workbook.not_a_number"),), corrections)

    return plant


def decimal_comma(draft: Draft) -> Found:
    """Points typed as text with a comma: welcome as they are."""
    points = draft.people[_VICTIM].values["A3"]
    draft.set_person(_VICTIM, "A3", str(points).replace(".", ","))
    return Found()


def decomposed_name(draft: Draft) -> Found:
    """A name typed on a machine that decomposes its accents: the same name."""
    person = draft.people[_VICTIM]
    draft.people[_VICTIM] = replace(person, name=unicodedata.normalize("NFD", person.name))
    return Found()


def formula(draft: Draft) -> Found:
    cell = draft.unit_cell("B1")
    draft.formulas.append((COLLECTIVE, cell, "15+13.5"))
    return Found((_by_reader(f"{COLLECTIVE}!{cell}", "workbook.formula"),), (unit_correction(draft),))


def missing_row(draft: Draft) -> Found:
    person = draft.people.pop(_VICTIM)
    return Found((_by_act(PERSONS, "missing_person", person=person.code),), (person_correction(draft, person.code),))


def accepted(draft: Draft) -> Found:
    """Nothing is wrong with the file."""
    return Found()


Planted = tuple[str, str, str, Callable[[Draft], Found], str]
PLANTED: tuple[Planted, ...] = (
    ("decimal-comma", "P01", "2019-01", decimal_comma, "Điểm gõ bằng chữ với dấu phẩy “4,5”: vẫn đọc được."),
    ("typo-in-code", "P09", "2019-02", typo_in_code, "Mã cán bộ gõ nhầm chữ O thay số 0."),
    ("text-for-number", "S02", "2019-03", _wrong_value("chín điểm", "A2"), "Ghi chữ vào ô điểm."),
    ("late-p07-march", "P07", "2019-03", accepted, "Nộp muộn tháng 3."),
    ("late-p07-april", "P07", "2019-04", accepted, "Nộp muộn tháng 4."),
    ("absent-illness", "P03", "2019-04", accepted, "Một người nghỉ ốm cả tháng."),
    ("over-maximum", "P12", "2019-05", over_the_maximum, "Chấm B1 vượt điểm tối đa."),
    ("text-with-unit", "P15", "2019-06", _wrong_value("4 điểm", "A1"), "Ghi thêm chữ “điểm” vào ô điểm."),
    ("decomposed-name", "P18", "2019-07", decomposed_name, "Họ tên dạng Unicode tổ hợp (NFD): vẫn là một tên."),
    ("late-d04-july", "D04", "2019-07", accepted, "Nộp muộn tháng 7."),
    ("missing-row", "P04", "2019-08", missing_row, "Bỏ sót một cán bộ."),
    ("absent-maternity", "D06", "2019-08", accepted, "Một người nghỉ thai sản ba tháng."),
    ("unit-over-maximum", "D08", "2019-09", unit_over_the_maximum, "Đơn vị tự chấm A2 vượt điểm tối đa."),
    ("formula", "D11", "2019-10", formula, "Ô điểm B1 của tập thể chứa công thức."),
    ("late-s05-october", "S05", "2019-10", accepted, "Nộp muộn tháng 10."),
    ("date-for-number", "S06", "2019-11", _wrong_value(date(2019, 5, 4), "A3"), "Excel tự đổi 4.5 thành ngày 4/5."),
    ("late-p13-november", "P13", "2019-11", accepted, "Nộp muộn tháng 11."),
)  # fmt: skip
LATE = frozenset((unit, month) for name, unit, month, _, _ in PLANTED if name.startswith("late-"))


def with_formulas(workbook: bytes, formulas: Sequence[tuple[str, str, str]]) -> bytes:
    """Puts formulas into a written workbook, which the product's own writer refuses to do."""
    if not formulas:
        return workbook
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for member in source.infolist():
            text = source.read(member).decode()
            for sheet, cell, expression in formulas:
                if member.filename == _FORMULA_SHEETS[sheet]:
                    before, start, rest = text.partition(f'<c r="{cell}" ')
                    text = before + start + rest.replace("<v>", f"<f>{expression}</f><v>", 1)
            packed.writestr(zipfile.ZipInfo(member.filename), text.encode(), zipfile.ZIP_DEFLATED)
    return target.getvalue()
