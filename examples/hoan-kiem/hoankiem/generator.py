"""Writes the whole example into a folder: lists, campaign, log-ins, 432 workbooks, 20,000 answers and a manifest."""

import hashlib
import json
import sys
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from emulation.workbooks import (
    PERSONS,
    STAFF_COLUMNS,
    UNIT_COLUMNS,
    EvaluationForm,
    PersonFill,
    Value,
    evaluation_template,
    table_form,
)
from hoankiem import blemishes, inspections, places, scores, surveys
from hoankiem.accounts import accounts
from hoankiem.campaign import CLOSING_DAY, CODE, DEADLINE_DAY, campaign, survey_items
from hoankiem.chance import SEED, stream
from hoankiem.people import Person, Transfer, everybody, roster, the_transfer
from hoankiem.places import MONTHS, UNITS, Unit
from hoankiem.scheme import PERSON_SCHEME, UNIT_SCHEME, Scheme, load

_DECOMPOSED = "CB0150"  # whose name the staff list spells in decomposed Unicode


@dataclass
class _Output:
    """The folder that is written, and the digest of every file in it."""

    folder: Path
    digests: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.digests[name] = hashlib.sha256(content).hexdigest()

    def write_json(self, name: str, value: Any) -> None:
        self.write(name, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


@dataclass(frozen=True)
class _World:
    people: tuple[Person, ...]
    transfer: Transfer
    quality: dict[str, float]
    schemes: tuple[Scheme, Scheme]


def generate(folder: Path) -> dict[str, Any]:
    """Writes everything and gives back the manifest. The same seed writes the same bytes, wherever and whenever."""
    people = everybody()
    world = _World(people, the_transfer(people), scores.quality(), (load(UNIT_SCHEME), load(PERSON_SCHEME)))
    output = _Output(folder)
    output.write("units.xlsx", table_form(UNIT_COLUMNS, _unit_rows(), "Đơn vị"))
    output.write("staff.xlsx", table_form(STAFF_COLUMNS, _staff_rows(people), "Cán bộ"))
    output.write_json("authority.json", places.AUTHORITY)
    output.write_json("campaign.json", campaign())
    output.write_json("survey.json", survey_items())
    output.write_json("accounts.json", accounts(people, world.transfer))
    output.write_json("transfers.json", [_transfer(world.transfer)])
    output.write_json("leaves.json", _leaves(world))
    double = inspections.double_scores(people, world.transfer, world.quality, world.schemes[1])
    output.write_json("inspections.json", double)
    answers = surveys.counts()
    satisfied = surveys.satisfaction(world.quality)
    planted: list[dict[str, Any]] = []
    months = {}
    for month in MONTHS:
        output.write(f"survey/{month}.csv", surveys.month_csv(month, answers, satisfied))
        months[month] = {
            "survey": f"survey/{month}.csv",
            "survey_answers": {unit: number for (unit, when), number in answers.items() if when == month},
            "units": {unit.code: _workbook(world, unit, month, output, planted) for unit in UNITS},
        }
    manifest = {
        "about": "Dữ liệu minh họa do bộ sinh có hạt giống tạo ra; không có người thật nào.",
        "seed": SEED,
        "authority": places.AUTHORITY["code"],
        "campaign": CODE,
        "months": months,
        "blemishes": planted,
        "expected": _expected(world, months, planted),
        "files": dict(output.digests),
    }
    output.write_json("manifest.json", manifest)
    return manifest


def _unit_rows() -> list[dict[str, Value]]:
    rows: list[dict[str, Value]] = []
    for unit in (places.ROOT_UNIT, *UNITS):
        row: dict[str, Value] = {"code": unit.code, "name": unit.name, "kind": unit.kind, "valid_from": places.FOUNDED}
        if unit is not places.ROOT_UNIT:
            row |= {"parent_code": "HK", "cluster_code": unit.cluster[0], "cluster_name": unit.cluster[1]}
        rows.append(row)
    return rows


def _staff_rows(people: Sequence[Person]) -> list[dict[str, Value]]:
    return [
        {
            "code": person.code,
            "full_name": unicodedata.normalize("NFD", person.name) if person.code == _DECOMPOSED else person.name,
            "gender": person.gender,
            "unit_code": person.unit,
            "position": person.position,
            "duty_group": person.duty_group,
            "is_head": person.is_head,
            "from": person.since,
        }
        for person in people
    ]


def _leaves(world: _World) -> list[dict[str, Any]]:
    """What the units record before anybody is away: the same people whom their workbooks say to be absent."""
    rows = []
    for unit, months, kind, note in scores.LEAVES:
        year, number = int(months[-1][:4]), int(months[-1][5:])
        person = scores.away_one(roster(world.people, world.transfer, unit, months[0]))
        rows.append(
            {
                "unit": unit,
                "person": person,
                "kind": kind,
                "first_day": f"{months[0]}-01",
                "last_day": f"{months[-1]}-{monthrange(year, number)[1]}",
                "document": f"{note} (minh họa)",
            }
        )
    return rows


def _transfer(transfer: Transfer) -> dict[str, Any]:
    return {
        "person": transfer.person.code,
        "name": transfer.person.name,
        "from_unit": transfer.person.unit,
        "to_unit": transfer.to_unit,
        "effective_on": transfer.effective_on.isoformat(),
        "position": transfer.position,
        "duty_group": transfer.person.duty_group,
        "expected": {
            "months_in_from_unit": [month for month in MONTHS if month < transfer.first_month],
            "months_in_to_unit": [month for month in MONTHS if month >= transfer.first_month],
            "ranked_with": transfer.to_unit,
            "about": "Đến hết tháng 5 do đơn vị cũ đánh giá, từ tháng 6 do đơn vị mới; cuối năm tính đủ 12 tháng.",
        },
    }


def _workbook(world: _World, unit: Unit, month: str, output: _Output, planted: list[dict[str, Any]]) -> dict[str, Any]:
    """Writes one unit's workbook of a month and says in the manifest what is in it."""
    true = scores.unit_marks(unit, month, world.quality[unit.code], world.schemes[0])
    claim = scores.claimed(unit, month, true, world.schemes[0])
    members = roster(world.people, world.transfer, unit.code, month)
    marks = scores.people_marks(unit, month, world.quality[unit.code], members, world.schemes[1])
    rows = [(person.code, person.name, marks[person.code]) for person in members]
    draft = blemishes.draft(unit.code, month, world.schemes, claim, rows)
    here = [_plant(draft, plan) for plan in blemishes.PLANTED if plan[1:3] == (unit.code, month)]
    if (unit.code, month) == (world.transfer.person.unit, world.transfer.first_month):
        here.append(_still_listed(draft, world))
    planted += here
    name = f"workbooks/{month}/{unit.code}.xlsx"
    output.write(name, blemishes.with_formulas(evaluation_template(_form(draft)), draft.formulas))
    late = (unit.code, month) in blemishes.LATE
    entry: dict[str, Any] = {
        "file": name,
        "late": late,
        "submitted_at": _submitted_at(unit.code, month, late=late),
        "people": len(members),
        "rows": len(draft.people),
        "absent": [code for code, found in marks.items() if found.absent],
        "blemishes": [blemish["id"] for blemish in here],
    }
    if changed := scores.appraisal(claim, true):
        entry["appraisal"] = changed
    return entry


def _plant(draft: blemishes.Draft, plan: blemishes.Planted) -> dict[str, Any]:
    name, unit, month, act, about = plan
    found = act(draft)
    return {
        "id": name,
        "unit": unit,
        "month": month,
        "about": about,
        "problems": list(found.problems),
        "corrections": list(found.corrections),
    }


def _still_listed(draft: blemishes.Draft, world: _World) -> dict[str, Any]:
    """The old unit forgets that its member has left: the row is refused and nothing is to be sent in its place."""
    person = world.transfer.person
    values: dict[str, Value] = {leaf.code: Decimal(0) for leaf in world.schemes[1].leaves}
    draft.people.append(PersonFill(person.code, person.name, values))
    path = f"{PERSONS}!A{len(draft.people) + 1}"
    return {
        "id": "transfer-in-june",
        "unit": draft.unit,
        "month": draft.month,
        "about": "Cán bộ đã chuyển đơn vị từ 01/6 mà đơn vị cũ vẫn ghi trong bảng.",
        "problems": [{"path": path, "found_by": "act", "kind": "not_in_unit", "person": person.code}],
        "corrections": [],
    }


def _form(draft: blemishes.Draft) -> EvaluationForm:
    unit_scheme, person_scheme = draft.unit_scheme, draft.person_scheme
    return EvaluationForm(
        campaign=CODE,
        unit=draft.unit,
        month=draft.month,
        unit_leaves=unit_scheme.leaves,
        unit_vetoes=unit_scheme.vetoes,
        person_leaves=person_scheme.leaves,
        person_vetoes=person_scheme.vetoes,
        people=draft.people,
        unit_values=draft.unit_values,
    )


def _submitted_at(unit: str, month: str, *, late: bool) -> str:
    """A moment in the following month, Vietnamese time: before the deadline, or between it and the closing."""
    chance = stream("submitted", unit, month)
    year, number = int(month[:4]), int(month[5:])
    year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    day = chance.randint(DEADLINE_DAY + 1, CLOSING_DAY - 1) if late else chance.randint(1, DEADLINE_DAY)
    return f"{year}-{number:02d}-{day:02d}T{chance.randint(8, 16):02d}:{chance.randint(0, 59):02d}:00+07:00"


def _expected(world: _World, months: dict[str, Any], planted: Sequence[dict[str, Any]]) -> dict[str, Any]:
    books = [book for month in months.values() for book in month["units"].values()]
    return {
        "units": len(UNITS) + 1,
        "participating_units": len(UNITS),
        "clusters": len({unit.cluster for unit in UNITS}),
        "staff": len(world.people),
        "months": len(MONTHS),
        "workbooks": len(books),
        "late_workbooks": sum(book["late"] for book in books),
        "unit_evaluations": len(books),
        "person_evaluations": sum(book["people"] for book in books),
        "absences": sum(len(book["absent"]) for book in books),
        "person_rows": sum(book["rows"] for book in books),
        "cell_problems": sum(len(blemish["problems"]) for blemish in planted),
        "corrections": sum(len(blemish["corrections"]) for blemish in planted),
        "appraisals_that_change": sum("appraisal" in book for book in books),
        "survey_answers": sum(sum(month["survey_answers"].values()) for month in months.values()),
        "disqualified_units": ["D09"],
    }


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("usage: python examples/hoan-kiem/generate.py OUT_DIR\n")
        return 2
    manifest = generate(Path(arguments[0]))
    sys.stdout.write(json.dumps(manifest["expected"], indent=1) + "\n")
    return 0
