"""What this level certifies of its nominees when they go up: the facts it would judge them by itself, by value, and as a sheet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from emulation import award_names
from emulation.commendation import eligibility, merits
from emulation.commendation.merit_rows import question_of
from emulation.models import Authority, Forwarding, NominationLine
from emulation.rules.awards import certified as rules
from emulation.rules.awards.merits import Facts
from emulation.workbooks import Column, table_form

SHEET = "Thành tích đã ghi nhận"
_COLUMNS = (
    Column("number", "STT", width=6),
    Column("name", "Họ tên, tên tập thể", width=34),
    Column("kind", "Loại", width=16),
    Column("what", "Nội dung", width=50),
    Column("year", "Năm", width=8),
    Column("document", "Quyết định, văn bản", width=34),
    Column("by", "Cơ quan quyết định", width=36),
)


def _certified(facts: Facts, authority: str, to: str) -> Facts:
    """Awards say who gave them; those of the level that is asked it knows better itself."""
    awards = tuple(replace(one, by=one.by or authority) for one in facts.awards if one.by != to)
    return replace(facts, awards=awards)


def of(lines: Sequence[NominationLine], authority: Authority, *, to: str, on: date) -> dict[str, dict[str, Any]]:
    """The record of each nominee, by the id of the line, as it goes up to the level named ``to``."""
    asked = [question_of(line) for line in lines]
    found = merits.merits_of(asked, authority=authority.pk, forms=eligibility.forms(), on=on)
    return {key: rules.told(_certified(facts, authority.name, to)) for key, facts in found.items()}


def sheet(row: Forwarding) -> bytes:
    """The records of what was sent up once as a workbook, for a level that reads paper."""
    names = {code: name.vi for code, name in award_names.titles().items()}
    rows = []
    for one in row.lines.select_related("line__person", "line__unit"):
        line = one.line
        name = line.person.full_name if line.person else line.household or line.unit.code
        for entry in rules.entries(rules.read(one.record), names) if one.record else ():
            told = {"what": entry.what, "year": entry.year, "document": entry.document, "by": entry.by}
            rows.append({"number": str(line.place), "name": name, "kind": rules.KIND_TITLES[entry.kind], **told})
    return table_form(_COLUMNS, rows, SHEET)
