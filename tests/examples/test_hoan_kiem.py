"""The Hoàn Kiếm example: always the same bytes, the promised counts, and every blemish where the manifest says."""

import csv
import io
import json
import os
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from emulation.rules.access import ROLES
from emulation.rules.fairness import FairnessPolicy
from emulation.rules.grades import grade
from emulation.rules.policies import parse_policy
from emulation.rules.raters import DoubleScore, leniency, leniency_readings
from emulation.rules.schemes import Scheme, parse_scheme
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import sheet_from_data
from emulation.workbooks import EvaluationBook, Table, read_evaluation, read_staff, read_units

ROOT = Path(__file__).resolve().parents[2]
MONTHS = [f"2019-{month:02d}" for month in range(1, 13)]


def generate(folder: Path, hash_seed: str) -> dict[str, Any]:
    subprocess.run(
        [sys.executable, "examples/hoan-kiem/generate.py", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=120,
    )
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hoan-kiem")
    generate(made, "1")
    return made


@pytest.fixture(scope="module")
def manifest(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def books(folder: Path, manifest: dict[str, Any]) -> dict[tuple[str, str], EvaluationBook]:
    return {
        (unit, month): read_evaluation((folder / entry["file"]).read_bytes())
        for month, found in manifest["months"].items()
        for unit, entry in found["units"].items()
    }


@pytest.fixture(scope="module")
def staff(folder: Path) -> Table:
    return read_staff((folder / "staff.xlsx").read_bytes(), "staff.xlsx")


def answers(folder: Path) -> Iterator[dict[str, str]]:
    for month in MONTHS:
        yield from csv.DictReader(io.StringIO((folder / f"survey/{month}.csv").read_text(encoding="utf-8")))


def load(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def scheme(code: str) -> Scheme:
    return parse_scheme(json.loads((ROOT / f"emulation/presets/{code}.json").read_text(encoding="utf-8")))


def test_two_runs_write_the_same_bytes_whatever_the_hash_seed(
    folder: Path, manifest: dict[str, Any], tmp_path: Path
) -> None:
    again = generate(tmp_path / "again", "2")
    assert again == manifest
    written = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert set(written) == {*manifest["files"], "manifest.json"}
    assert written == {name: (tmp_path / "again" / name).read_bytes() for name in written}


def test_the_units_are_18_wards_12_divisions_and_6_schools_in_three_clusters(folder: Path) -> None:
    table = read_units((folder / "units.xlsx").read_bytes(), "units.xlsx")
    assert table.problems == ()
    assert Counter((row.text("kind"), row.text("cluster_code")) for row in table.rows) == {
        ("authority_office", ""): 1,
        ("ward", "CUM-1"): 18,
        ("division", "CUM-2"): 12,
        ("school", "CUM-3"): 6,
    }
    assert {row.text("parent_code") for row in table.rows[1:]} == {table.rows[0].text("code")}


def test_504_people_each_have_a_place_and_each_unit_one_head(staff: Table) -> None:
    assert staff.problems == ()
    assert [row.text("code") for row in staff.rows] == [f"CB{n:04d}" for n in range(1, 505)]
    heads = Counter(row.text("unit_code") for row in staff.rows if row.values["is_head"])
    assert set(heads) == {row.text("unit_code") for row in staff.rows}
    assert set(heads.values()) == {1}
    assert {row.text("gender") for row in staff.rows} == {"nam", "nữ"}


def test_names_are_of_every_kind(staff: Table) -> None:
    names = [row.text("full_name") for row in staff.rows]
    assert sum("'" in name for name in names) >= 3
    assert any(name.startswith("Y ") for name in names)
    assert any(len(name.split()) >= 7 for name in names)
    assert len(set(names)) > 450
    assert 0.25 < sum(name.startswith("Nguyễn") for name in names) / len(names) < 0.45
    assert all(unicodedata.is_normalized("NFC", name) for name in names)


def test_the_staff_list_spells_one_name_decomposed(folder: Path, staff: Table) -> None:
    with zipfile.ZipFile(folder / "staff.xlsx") as archive:
        written = archive.read("xl/sharedStrings.xml").decode()
    decomposed = [row.text("full_name") for row in staff.rows if row.text("full_name") not in written]
    assert len(decomposed) == 1
    assert unicodedata.normalize("NFD", decomposed[0]) in written


def test_every_unit_sends_a_workbook_of_itself_and_its_people_every_month(
    books: dict[tuple[str, str], EvaluationBook], manifest: dict[str, Any]
) -> None:
    assert len(books) == 36 * 12
    for (unit, month), book in books.items():
        entry = manifest["months"][month]["units"][unit]
        assert (book.heading.campaign, book.heading.unit, book.heading.month) == ("VHCS-2019", unit, month)
        assert len(book.person_lines) == entry["rows"]
        assert len(book.unit_lines) == 12
    assert sum(len(book.person_lines) for book in books.values()) == manifest["expected"]["person_rows"]


def test_the_reader_finds_exactly_the_faults_that_are_its_business(
    books: dict[tuple[str, str], EvaluationBook], manifest: dict[str, Any]
) -> None:
    found = {(unit, month, p.path, p.code) for (unit, month), book in books.items() for p in book.problems}
    assert found == {
        (blemish["unit"], blemish["month"], problem["path"], problem["code"])
        for blemish in manifest["blemishes"]
        for problem in blemish["problems"]
        if problem["found_by"] == "reader"
    }
    assert {code for _, _, _, code in found} == {"workbook.not_a_number", "workbook.formula"}


def test_the_faults_that_need_the_organisation_or_the_scheme_are_there(
    books: dict[tuple[str, str], EvaluationBook], manifest: dict[str, Any], staff: Table
) -> None:
    known = {row.text("code") for row in staff.rows}
    kinds = set()
    for blemish in manifest["blemishes"]:
        book = books[blemish["unit"], blemish["month"]]
        listed = {line.code: line for line in book.person_lines}
        for problem in blemish["problems"]:
            if problem["found_by"] == "reader":
                continue
            kinds.add(problem["kind"])
            match problem["kind"]:
                case "unknown_person":
                    assert problem["person"] not in known
                    assert listed[problem["person"]].path == problem["path"]
                case "missing_person":
                    assert problem["person"] in known - set(listed)
                case "not_in_unit":
                    assert listed[problem["person"]].path == problem["path"]
                case "over_maximum":
                    points = {
                        entry.cell.path: (entry.code, entry.points)
                        for line in book.person_lines
                        for entry in line.entries.values()
                    } | {line.entry.cell.path: (line.code, line.entry.points) for line in book.unit_lines}
                    code, value = points[problem["path"]]
                    assert value is not None
                    assert value > {"B1": 30, "A2": 5}[code]
    assert kinds == {"unknown_person", "missing_person", "not_in_unit", "over_maximum"}


def test_each_kind_of_real_life_blemish_is_there(manifest: dict[str, Any]) -> None:
    names = {blemish["id"].split("-")[0] for blemish in manifest["blemishes"]}
    assert names >= {"late", "absent", "transfer", "typo", "over", "text", "decomposed", "formula", "missing", "date"}
    late = [
        (unit, month, entry["submitted_at"])
        for month, found in manifest["months"].items()
        for unit, entry in found["units"].items()
        if entry["late"]
    ]
    assert len(late) == manifest["expected"]["late_workbooks"] == 5
    assert all(5 < int(at[8:10]) < 10 for _, _, at in late)


def test_every_correction_is_a_whole_sheet_that_the_scheme_accepts(manifest: dict[str, Any]) -> None:
    schemes = {"unit": scheme("hanoi-3814-unit"), "person": scheme("hanoi-3814-person")}
    corrections = [c for blemish in manifest["blemishes"] for c in blemish["corrections"]]
    assert len(corrections) == manifest["expected"]["corrections"] == 8
    for correction in corrections:
        scored = score_sheet(schemes[correction["subject"]], sheet_from_data(correction["sheet"]))
        assert scored.complete
        assert scored.total > 0


def test_the_transfer_is_on_the_right_sheets(
    folder: Path, books: dict[tuple[str, str], EvaluationBook], manifest: dict[str, Any]
) -> None:
    (transfer,) = load(folder, "transfers.json")
    where = defaultdict(list)
    for (unit, month), book in books.items():
        if any(line.code == transfer["person"] for line in book.person_lines):
            where[unit].append(month)
    assert where[transfer["to_unit"]] == transfer["expected"]["months_in_to_unit"] == MONTHS[5:]
    stale = [b["month"] for b in manifest["blemishes"] if b["id"] == "transfer-in-june"]
    assert where[transfer["from_unit"]] == [*transfer["expected"]["months_in_from_unit"], *stale]
    assert set(where) == {transfer["from_unit"], transfer["to_unit"]}


def totals(books: dict[tuple[str, str], EvaluationBook]) -> dict[str, list[Decimal]]:
    """The total of every faultless sheet of a person, by person."""
    found = defaultdict(list)
    rules = scheme("hanoi-3814-person")
    for book in books.values():
        for line in book.person_lines:
            points = {code: entry.points for code, entry in line.entries.items() if entry.points is not None}
            if not line.absent and not line.problems and max(points.values()) <= 30:
                found[line.code].append(score_sheet(rules, points).total)
    return found


def test_all_four_grades_occur_and_the_best_are_not_the_most(books: dict[tuple[str, str], EvaluationBook]) -> None:
    rules = scheme("hanoi-3814-person")
    bands = [grade(rules, total) for months in totals(books).values() for total in months]
    counts = Counter(band.code for band in bands if band)
    assert set(counts) == {"A", "B", "C", "D"}
    assert counts["B"] > counts["A"] > counts["C"] > counts["D"] > 20


def test_people_and_units_truly_differ(books: dict[tuple[str, str], EvaluationBook]) -> None:
    means = [sum(months, Decimal(0)) / len(months) for months in totals(books).values()]
    assert len({round(mean, 2) for mean in means}) > 350
    by_unit = defaultdict(list)
    for (unit, _), book in books.items():
        by_unit[unit].append(sum(line.entry.points or 0 for line in book.unit_lines if line.code[0] in "AB"))
    yearly = sorted(sum(points) for unit, points in by_unit.items() if unit.startswith("P"))
    assert len(set(yearly)) == 18
    assert yearly[-1] - yearly[0] > 100


def test_a_veto_and_inflated_self_scores_are_there(
    books: dict[tuple[str, str], EvaluationBook], manifest: dict[str, Any]
) -> None:
    vetoed = [(u, m) for (u, m), book in books.items() for line in book.unit_lines if line.entry.marked]
    assert vetoed == [("D09", "2019-09")]
    people = [(u, m) for (u, m), b in books.items() for p in b.person_lines for e in p.entries.values() if e.marked]
    assert sorted(people) == [("D09", "2019-09"), ("P16", "2019-04")]
    lowered = set()
    for month, found in manifest["months"].items():
        for unit, entry in found["units"].items():
            own = {line.code: line.entry.points for line in books[unit, month].unit_lines}
            for code, points in entry.get("appraisal", {"sheet": {}})["sheet"].items():
                claimed = own[code]
                assert claimed is not None
                assert Decimal(points) < claimed
                lowered.add(unit)
    assert lowered == {"P11", "D07", "S03"}


def test_an_inspection_team_finds_one_head_of_three_lenient(
    folder: Path, books: dict[tuple[str, str], EvaluationBook]
) -> None:
    sample, rules = load(folder, "inspections.json"), scheme("hanoi-3814-person")
    theirs = {line["subject"]: score_sheet(rules, sheet_from_data(line["scores"])) for line in sample["lines"]}
    assert len(theirs) == len(sample["lines"]) == 15
    assert all(scored.complete for scored in theirs.values())
    twice = []
    for unit in sample["units"]:
        for line in books[unit, sample["month"]].person_lines:
            if line.code in theirs:
                points = {code: entry.points for code, entry in line.entries.items() if entry.points is not None}
                head, inspected = score_sheet(rules, points).total, theirs[line.code].total
                twice.append(DoubleScore(unit, line.code, Fraction(head), Fraction(inspected)))
    assert len(twice) == 15
    readings = leniency_readings(leniency(twice, FairnessPolicy()), FairnessPolicy())
    assert {one.subject for one in readings} == set(sample["units"])
    assert {one.subject for one in readings if one.beyond} == {sample["lenient"]}


def test_twenty_thousand_answers_to_ten_standards(folder: Path, manifest: dict[str, Any]) -> None:
    rows = list(answers(folder))
    assert len(rows) == len({row["key"] for row in rows}) == 20_000
    marks = [row[f"S{n}"] for row in rows for n in range(1, 11)]
    assert set(marks) == {"", "1", "2", "3", "4", "5"}
    by_month = Counter((row["answered_at"][:7], row["unit_code"]) for row in rows)
    assert by_month == {
        (month, unit): number
        for month, found in manifest["months"].items()
        for unit, number in found["survey_answers"].items()
    }
    fewest = parse_policy(load(folder, "campaign.json")["policy"]).minimum_survey_answers
    assert 0 < sum(number < fewest for number in by_month.values()) < 5


def test_the_public_is_not_equally_satisfied_everywhere(folder: Path) -> None:
    satisfied, valid = Counter[str](), Counter[str]()
    for row in answers(folder):
        given = [row[f"S{n}"] for n in range(1, 11) if row[f"S{n}"]]
        valid[row["unit_code"]] += len(given)
        satisfied[row["unit_code"]] += sum(mark in "45" for mark in given)
    shares = {unit: satisfied[unit] / valid[unit] for unit in valid}
    assert len(shares) == 22
    assert max(shares.values()) - min(shares.values()) > 0.2


def test_the_campaign_has_the_seven_contents_of_the_law(folder: Path) -> None:
    campaign = load(folder, "campaign.json")
    for content in ("goal", "scope", "subjects", "criteria", "starts_on", "ends_on", "plan", "measures"):
        assert campaign[content]
    assert campaign["code"] == "VHCS-2019"
    assert [item["code"] for item in load(folder, "survey.json")] == [f"S{n}" for n in range(1, 11)]
    assert campaign["survey"] == load(folder, "survey.json")


def test_log_ins_cover_every_role_and_every_unit_with_different_people(folder: Path, staff: Table) -> None:
    accounts = load(folder, "accounts.json")
    names = [account["username"] for account in accounts]
    assert len(set(names)) == len(names)
    grants = [(grant["role"], grant["scope"], grant["code"]) for account in accounts for grant in account["grants"]]
    assert {role for role, _, _ in grants} == set(ROLES) - {"cluster_deputy"}
    units = {row.text("unit_code") for row in staff.rows}
    for role in ("unit_officer", "unit_head"):
        assert sorted(code for held, scope, code in grants if held == role and scope == "unit") == sorted(units)
    people = [account["person"] for account in accounts if account["person"]]
    assert len(set(people)) == len(people)
    by_code = {row.text("code"): row.text("full_name") for row in staff.rows}
    assert all(by_code[a["person"]] == a["full_name"] for a in accounts if a["person"])
    assert not any("password" in account for account in accounts)


def test_the_readme_says_that_nobody_is_real() -> None:
    text = (ROOT / "examples/hoan-kiem/README.md").read_text(encoding="utf-8")
    assert "Nobody in it is real" in text
    assert "generate.py" in text
