"""What each unit and each person truly earned in each month, and what inflated units claim instead."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hoankiem.chance import stream
from hoankiem.people import Person
from hoankiem.places import UNITS, Unit
from hoankiem.scheme import Scheme

NOT_APPLICABLE = "NA"
_BONUS, _DEDUCTION = ("C1", "C2"), ("D1", "D2")
_SPREAD = {"ward": (0.78, 0.965), "division": (0.77, 0.96), "school": (0.82, 0.955)}
INFLATED = {"P11": 0.06, "D07": 0.08, "S03": 0.05}
"""Units that score themselves higher than they deserve, and by how much; appraisal takes it back."""
_APPRAISED_LEAVES = ("A2", "B1", "B3")
_BAD_MONTH = 0.025
_REASON = "Minh chứng kèm theo chưa chứng minh được mức điểm tự chấm; chấm theo kết quả kiểm tra công vụ."


@dataclass(frozen=True)
class Marks:
    """Points per leaf (``NA`` = not applicable), vetoes and a note; ``absent`` for a person away the whole month."""

    sheet: dict[str, Decimal | str] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()
    absent: bool = False
    note: str = ""


_UNIT_VETO = ("D09", "2019-09")
_PERSON_VETOES = {
    ("D09", "2019-09"): "Quyết định kỷ luật số 15/QĐ-UBND (minh họa), hình thức cảnh cáo",
    ("P16", "2019-04"): "Quyết định kỷ luật số 06/QĐ-UBND (minh họa), hình thức khiển trách",
}
LEAVES = (
    ("P03", ("2019-04",), "sick", "Nghỉ ốm dài ngày"),
    ("P14", ("2019-10",), "study", "Đi học bồi dưỡng tập trung"),
    ("D06", ("2019-08", "2019-09", "2019-10"), "maternity", "Nghỉ thai sản"),
)
"""Who is away whole months: unit, months, kind of leave, and what the workbook notes."""
_ABSENCES = {(unit, month): note for unit, months, _, note in LEAVES for month in months}


def quality() -> dict[str, float]:
    """How good each unit truly is: spread evenly over its cluster, so that ranks are seldom shared."""
    found: dict[str, float] = {}
    for kind, (low, high) in _SPREAD.items():
        units = [unit.code for unit in UNITS if unit.kind == kind]
        stream("quality", kind).shuffle(units)
        for place, code in enumerate(units):
            found[code] = low + (high - low) * place / (len(units) - 1)
    return found


def unit_marks(unit: Unit, month: str, level: float, scheme: Scheme) -> Marks:
    """What the unit deserves in a month."""
    chance = stream("unit", unit.code, month)
    level += _drift(month) + chance.gauss(0, 0.012)
    sheet = _sheet(chance, scheme, level)
    if unit.kind == "school":
        sheet["B2"] = NOT_APPLICABLE  # schools settle no administrative procedures
    if (unit.code, month) == _UNIT_VETO:
        return Marks(sheet, vetoes=("V1",), note="01 viên chức bị kỷ luật cảnh cáo trong tháng")
    return Marks(sheet)


def claimed(unit: Unit, month: str, true: Marks, scheme: Scheme) -> Marks:
    """What the unit writes about itself: the truth, or a little more where it likes achievements too much."""
    extra = Decimal(str(INFLATED.get(unit.code, 0)))
    if not extra:
        return true
    sheet = dict(true.sheet)
    for code in _APPRAISED_LEAVES:
        maximum, points = scheme.maximum(code), sheet[code]
        if isinstance(points, Decimal):
            sheet[code] = min(maximum, points + _quarter(float(maximum * extra)))
    return Marks(sheet, true.vetoes, note=true.note)


def appraisal(claim: Marks, true: Marks) -> dict[str, object] | None:
    """What the appraisers change, with their reason; nothing for honest sheets."""
    changed = {code: format(value, "f") for code, value in true.sheet.items()
               if isinstance(value, Decimal) and claim.sheet[code] != value}  # fmt: skip
    return {"sheet": changed, "reason": _REASON} if changed else None


def people_marks(unit: Unit, month: str, level: float, people: Sequence[Person], scheme: Scheme) -> dict[str, Marks]:
    """What each member of a unit earned in a month, by code."""
    found = {}
    for person in people:
        diligence = stream("person", person.code).gauss(0, 0.06)
        chance = stream("person", person.code, month)
        bad_month = chance.uniform(0.2, 0.45) if chance.random() < _BAD_MONTH else 0
        own = level + diligence + 0.005 - bad_month + chance.gauss(0, 0.025)
        found[person.code] = Marks(_sheet(chance, scheme, own))
    chosen = away_one(people)
    if note := _ABSENCES.get((unit.code, month)):
        found[chosen] = Marks(absent=True, note=note)
    if note := _PERSON_VETOES.get((unit.code, month)):
        found[chosen] = Marks(found[chosen].sheet, vetoes=("V1",), note=note)
    return found


def away_one(people: Sequence[Person]) -> str:
    """The member of a unit to whom things happen."""
    return [person.code for person in people if not person.is_head][5]


def _drift(month: str) -> float:
    """The campaign bears fruit in the course of the year; Tết and the summer holidays cost a little."""
    number = int(month[-2:])
    return 0.002 * (number - 6) - (0.012 if number in (2, 7) else 0)


def _sheet(chance: random.Random, scheme: Scheme, level: float) -> dict[str, Decimal | str]:
    sheet: dict[str, Decimal | str] = {}
    for leaf in scheme.leaves:
        if leaf.code in _BONUS:
            sheet[leaf.code] = _quarter(max(0.0, (level - 0.78) * 22 + chance.gauss(0, 0.6)), leaf.maximum)
        elif leaf.code in _DEDUCTION:
            happens = chance.random() < max(0.02, (0.97 - level) * 0.7)
            sheet[leaf.code] = Decimal(chance.choice((1, 1, 2, 3))) if happens else Decimal(0)
        elif leaf.maximum is not None:
            share = min(1.0, max(0.2, level + chance.gauss(0, 0.03)))
            sheet[leaf.code] = _quarter(float(leaf.maximum) * share, leaf.maximum)
    return sheet


def _quarter(points: float, maximum: Decimal | None = None) -> Decimal:
    """Offices score in quarters of a point."""
    rounded = Decimal(round(points * 4)) / 4
    return rounded if maximum is None else min(rounded, maximum)
