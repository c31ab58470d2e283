"""Checklists of inspections as versioned data: sections of items, each with the standard or article that it asks about."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from emulation.rules.node_reading import read_code, read_title
from emulation.rules.nodes import Title
from emulation.rules.reading import Fields
from kernel.errors import Invalid, Problem
from kernel.text import digest, gettext_noop

MET, NOT_MET, NOT_SEEN = "met", "not_met", "not_seen"
RESULT_TITLES = {
    MET: gettext_noop("Đạt"),
    NOT_MET: gettext_noop("Chưa đạt"),
    NOT_SEEN: gettext_noop("Không kiểm tra"),
}
NOTE_LIMIT = 1000
_CHECKLIST = ("code", "version", "title", "legal_basis", "sections")


@dataclass(frozen=True)
class Item:
    code: str
    title: Title
    basis: str = ""

    def to_data(self) -> dict[str, Any]:
        return {"code": self.code, "title": self.title.to_data(), "basis": self.basis}


@dataclass(frozen=True)
class Section:
    title: Title
    items: tuple[Item, ...]

    def to_data(self) -> dict[str, Any]:
        return {"title": self.title.to_data(), "items": [item.to_data() for item in self.items]}


@dataclass(frozen=True)
class Checklist:
    """A version that was published never changes; a correction is the next version."""

    code: str
    version: int
    title: Title
    legal_basis: str
    sections: tuple[Section, ...]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        return {item.code: item for section in self.sections for item in section.items}

    def to_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "version": self.version,
            "title": self.title.to_data(),
            "legal_basis": self.legal_basis,
            "sections": [section.to_data() for section in self.sections],
        }

    @property
    def digest(self) -> str:
        return digest(self.to_data())


@dataclass(frozen=True)
class Checked:
    """What was found for one item."""

    result: str
    note: str = ""


def parse_checklist(data: object) -> Checklist:
    """Read a checklist. Raises one `Invalid` that lists every fault."""
    faults: list[Problem] = []
    fields = Fields(data, "", faults, _CHECKLIST)
    sections = tuple(_section(row, path, faults) for row, path in fields.rows("sections"))
    code = fields.text("code")
    found = Checklist(
        code, fields.whole("version", 1, 1, 10_000), read_title(fields), fields.text("legal_basis", ""), sections
    )
    codes = [item.code for section in sections for item in section.items]
    if not codes:
        fields.fault("items_needed", gettext_noop("Bảng kiểm phải có ít nhất một mục."), "sections")
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        fields.fault("code_twice", gettext_noop("Mã %(item)s bị trùng."), "sections", item=code)
    if faults:
        message = gettext_noop("Bảng kiểm có %(count)d lỗi.")
        raise Invalid("checklist.invalid", message, problems=faults, count=len(faults))
    return found


def _section(data: object, path: str, faults: list[Problem]) -> Section:
    fields = Fields(data, path, faults, ("title", "items"))
    items = []
    for row, place in fields.rows("items"):
        item = Fields(row, place, faults, ("code", "title", "basis"))
        items.append(Item(read_code(item), read_title(item), item.text("basis", "")))
    return Section(read_title(fields), tuple(items))


def check_answers(checklist: Checklist, answers: Mapping[str, Checked], *, complete: bool) -> list[Problem]:
    """Every fault of what was filled in; ``complete`` asks for every item."""
    faults = []
    for code, answer in answers.items():
        if code not in checklist.items:
            message = gettext_noop("Bảng kiểm không có mục %(item)s.")
            faults.append(Problem("checklist.unknown_item", message, code, {"item": code}))
        elif answer.result not in RESULT_TITLES:
            message = gettext_noop("Mục %(item)s: hãy chọn đạt, chưa đạt hoặc không kiểm tra.")
            faults.append(Problem("checklist.result", message, code, {"item": code}))
        elif len(answer.note) > NOTE_LIMIT:
            message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
            faults.append(Problem("checklist.note_long", message, code, {"longest": NOTE_LIMIT}))
    missing = [code for code in checklist.items if complete and code not in answers]
    if missing:
        message = gettext_noop("Còn %(count)s mục chưa ghi: %(items)s.")
        params = {"count": len(missing), "items": ", ".join(missing)}
        faults.append(Problem("checklist.incomplete", message, missing[0], params))
    return faults
