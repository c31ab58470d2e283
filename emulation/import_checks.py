"""What an uploaded file says, row by row, checked against the organisation and the campaign: nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from emulation import evaluations, units
from emulation.models import Campaign, Unit
from emulation.rules import unit_kinds
from emulation.rules.sheets import NOT_APPLICABLE, Entry, sheet_from_data, sheet_to_data
from emulation.workbooks import (
    PERSONS,
    EvaluationBook,
    PersonLine,
    Row,
    UnitLine,
    read_evaluation,
    read_staff,
    read_units,
)
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

GENDERS = ("nam", "nữ")


@dataclass(frozen=True)
class CheckedRow:
    """One row: ``key`` names it for choosing, ``values`` is what a commit would write."""

    key: str
    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()

    def to_data(self) -> dict[str, Any]:
        return {"key": self.key, "values": self.values, "problems": [asdict(problem) for problem in self.problems]}


@dataclass(frozen=True)
class Checked:
    """A file that could be read. ``about`` is what the whole of it is for (campaign and month of evaluations);
    ``general`` are faults that belong to no row and keep none from being committed."""

    rows: tuple[CheckedRow, ...]
    about: dict[str, Any] = field(default_factory=dict)
    general: tuple[Problem, ...] = ()

    @property
    def problems(self) -> list[Problem]:
        return [*self.general, *(problem for row in self.rows for problem in row.problems)]


def _day(row: Row, name: str, otherwise: date) -> str:
    return (row.day(name) or otherwise).isoformat()


def check_units(authority: str, content: bytes, filename: str, *, at: datetime) -> Checked:
    """Units: every parent must be in the file or known already."""
    table = read_units(content, filename)
    known = set(Unit.objects.filter(authority_id=authority).values_list("code", flat=True))
    named = known | {row.text("code") for row in table.rows}
    rows = []
    for row in table.rows:
        problems = list(row.problems)
        parent = row.text("parent_code")
        if parent and parent not in named:
            message = gettext_noop("Không có đơn vị cấp trên mang mã %(code)s: hãy sửa mã hoặc thêm đơn vị đó vào tệp.")
            problems.append(Problem("import.unknown_parent", message, row.path("parent_code"), {"code": parent}))
        values = {
            "code": row.text("code"),
            "name": row.text("name"),
            "kind": unit_kinds.read(row.text("kind")),
            "parent": parent,
            "cluster": row.text("cluster_code"),
            "cluster_name": row.text("cluster_name"),
            "valid_from": _day(row, "valid_from", at.date()),
        }
        rows.append(CheckedRow(values["code"] or f"#{row.number}", values, tuple(problems)))
    return Checked(tuple(rows))


def check_staff(authority: str, content: bytes, filename: str, *, at: datetime) -> Checked:
    """Staff: every unit must be known, the gender one of two words."""
    table = read_staff(content, filename)
    known = set(Unit.objects.filter(authority_id=authority).values_list("code", flat=True))
    rows = []
    for row in table.rows:
        problems = list(row.problems)
        unit, gender = row.text("unit_code"), row.text("gender").casefold()
        if unit and unit not in known:
            message = gettext_noop("Không có đơn vị mang mã %(code)s: hãy sửa mã hoặc nhập đơn vị trước.")
            problems.append(Problem("import.unknown_unit", message, row.path("unit_code"), {"code": unit}))
        if gender not in GENDERS:
            message = gettext_noop("Giới tính phải là “nam” hoặc “nữ”: hãy sửa ô này.")
            problems.append(Problem("import.bad_gender", message, row.path("gender")))
        values: dict[str, Any] = {
            "code": row.text("code"),
            "full_name": row.text("full_name"),
            "gender": gender,
            "unit": unit,
            "position": row.text("position"),
            "duty_group": row.text("duty_group"),
            "is_head": row.values.get("is_head") is True,
            "valid_from": _day(row, "from", at.date()),
        }
        rows.append(CheckedRow(row.text("code") or f"#{row.number}", values, tuple(problems)))
    return Checked(tuple(rows))


def _campaign(authority: str, book: EvaluationBook, unit: str) -> Campaign:
    heading = book.heading
    campaign = Campaign.objects.filter(authority_id=authority, code=heading.campaign).first()
    problems = []
    if campaign is None:
        message = gettext_noop("Không có phong trào mang mã %(code)s: hãy sửa mã phong trào.")
        problems.append(
            Problem("import.unknown_campaign", message, heading.paths.get("campaign", ""), {"code": heading.campaign})
        )
    if heading.unit != unit:
        message = gettext_noop("Tệp ghi đơn vị %(code)s nhưng đang nhập cho %(unit)s: hãy chọn đúng tệp.")
        problems.append(
            Problem("import.other_unit", message, heading.paths.get("unit", ""), {"code": heading.unit, "unit": unit})
        )
    if problems or campaign is None:
        raise Invalid("import.wrong_heading", gettext_noop("Trang “Thông tin” không khớp."), problems=problems)
    return campaign


def _unit_values(lines: Sequence[UnitLine]) -> tuple[dict[str, Entry], list[str], dict[str, str]]:
    scores: dict[str, Entry] = {}
    for line in lines:
        if line.not_applicable:
            scores[line.code] = NOT_APPLICABLE
        elif line.entry.points is not None:
            scores[line.code] = line.entry.points
    vetoes = [line.code for line in lines if line.entry.marked]
    return scores, vetoes, {line.code: line.entry.cell.path for line in lines}


def _person_values(line: PersonLine) -> tuple[dict[str, Entry], list[str], dict[str, str]]:
    scores: dict[str, Entry] = {code: e.points for code, e in line.entries.items() if e.points is not None}
    vetoes = [code for code, entry in line.entries.items() if entry.marked]
    return scores, vetoes, {code: entry.cell.path for code, entry in line.entries.items()}


def _row(
    desk: evaluations.Desk,
    line: evaluations.Line,
    paths: Mapping[str, str],
    where: str,
    found: Sequence[Problem],
) -> CheckedRow:
    """One subject with the reader's faults and the scheme's, each moved to the cell that it is about."""
    prefix = f"{line.subject or desk.unit.code}."
    ruled = [
        Problem(p.code, p.message, paths.get(p.path.removeprefix(prefix), where), p.params)
        for p in evaluations.check_lines(desk, [line])
    ]
    values = {
        "subject": line.subject,
        "scores": sheet_to_data(line.scores),
        "vetoes": list(line.vetoes or ()),
        "absent": line.absent,
        "note": line.note,
    }
    return CheckedRow(line.subject or desk.unit.code, values, (*found, *ruled))


def check_evaluations(unit: str, content: bytes, *, by: Actor) -> Checked:
    """A unit's workbook of one month against the campaign's schemes and the unit's people.

    Raises `Invalid` when the file is for something else and `WrongState` when the month is closed.
    """
    book = read_evaluation(content)
    campaign = _campaign(by.authority, book, unit)
    desk = evaluations.open_desk(str(campaign.pk), book.heading.month, unit, by=by, subjects=())
    rows = []
    if book.unit_lines:
        scores, vetoes, paths = _unit_values(book.unit_lines)
        line = evaluations.Line("", scores, tuple(vetoes))
        found = [problem for unit_line in book.unit_lines for problem in unit_line.problems]
        rows.append(_row(desk, line, paths, book.unit_lines[0].path, found))
    for person in book.person_lines:
        scores, vetoes, paths = _person_values(person)
        line = evaluations.Line(person.code, scores, tuple(vetoes), person.absent, person.note)
        rows.append(_row(desk, line, paths, person.path, person.problems))
    about: dict[str, Any] = {"campaign": str(campaign.pk), "month": book.heading.month}
    if book.heading.revisions:
        about["revisions"] = dict(book.heading.revisions)
    return Checked(tuple(rows), about, tuple(_left_out(desk, book)))


def _left_out(desk: evaluations.Desk, book: EvaluationBook) -> list[Problem]:
    """People of the unit whom the workbook does not name: worth a word, no obstacle for the others."""
    named = {line.code for line in book.person_lines}
    message = gettext_noop("Thiếu dòng của cán bộ %(code)s %(name)s: hãy thêm dòng này.")
    return [
        Problem("import.missing_person", message, PERSONS, {"code": code, "name": posting.person.full_name})
        for code, posting in desk.postings.items()
        if code not in named
    ]


def line_of(values: Mapping[str, Any]) -> evaluations.Line:
    """A stored row as a line to write."""
    scores = sheet_from_data(values["scores"])
    return evaluations.Line(values["subject"], scores, tuple(values["vetoes"]), values["absent"], values["note"])


def unit_row(values: Mapping[str, Any]) -> units.UnitRow:
    return units.UnitRow(**{**values, "valid_from": date.fromisoformat(values["valid_from"])})
