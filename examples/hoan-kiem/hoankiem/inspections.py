"""What an inspection team gives a few staff beside their heads: about the same, but for the people of one lenient head."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hoankiem import scores
from hoankiem.chance import stream
from hoankiem.people import Person, Transfer, roster
from hoankiem.places import UNITS
from hoankiem.scheme import Scheme

TEAM = "Đoàn kiểm tra công vụ số 1"
MONTH = "2019-10"
SAMPLE = ("P05", "D03", "P11")
LENIENT = "P11"
EACH = 5
_NOISE = (Decimal("-0.5"), Decimal("-0.25"), Decimal("-0.25"), Decimal(0), Decimal("0.25"), Decimal("0.5"))
_TAKEN_BACK = {"A2": Decimal("0.5"), "B1": Decimal("2.5"), "B3": Decimal(1)}


def double_scores(
    people: tuple[Person, ...], transfer: Transfer, quality: Mapping[str, float], scheme: Scheme
) -> dict[str, Any]:
    """One team's scores of five people in each of three units, and which head they find lenient."""
    lines = []
    for unit in UNITS:
        if unit.code not in SAMPLE:
            continue
        members = roster(people, transfer, unit.code, MONTH)
        marks = scores.people_marks(unit, MONTH, quality[unit.code], members, scheme)
        for person in [member for member in members if not member.is_head][:EACH]:
            sheet = _inspected(person, marks[person.code].sheet, scheme, lenient=unit.code == LENIENT)
            lines.append({"subject": person.code, "scores": sheet, "note": "Đối chiếu hồ sơ tại đơn vị."})
    return {"team": TEAM, "month": MONTH, "units": list(SAMPLE), "lenient": LENIENT, "lines": lines}


def _inspected(person: Person, sheet: Mapping[str, Decimal | str], scheme: Scheme, *, lenient: bool) -> dict[str, str]:
    chance = stream("inspection", person.code, MONTH)
    found = {}
    for code, points in sheet.items():
        if isinstance(points, str) or code[0] not in "AB":
            found[code] = str(points)
            continue
        taken = _TAKEN_BACK.get(code, Decimal(0)) if lenient else Decimal(0)
        found[code] = format(min(scheme.maximum(code), max(Decimal(0), points - taken + chance.choice(_NOISE))), "f")
    return found
