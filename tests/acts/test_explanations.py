"""Why a standing is what it is: as JSON values, as text, as a workbook; the three say the same."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from typing import Any

import pytest

from emulation import explanations, rulings, schemes, surveys
from emulation.evaluations import Line
from emulation.models import Ranking, Standing
from emulation.rules.exact import from_text, rounded
from emulation.tables import telling
from emulation.tables.explaining import walked_down
from emulation.tables.wording import Voice
from emulation.workbooks import Book, open_book
from kernel.actors import Actor
from kernel.text import canonical_json
from tests.acts.test_rankings import Year, answers, total, year
from tests.api.conftest import visitor
from tests.world import NOW, PERSON_MARKS, PRESETS, START, Town, person, points

READER = Voice(commas=True)
JANUARY, FEBRUARY, MARCH, APRIL = "2019-01", "2019-02", "2019-03", "2019-04"
QUOTA = {"code": "Q-B", "grade": "B", "share": "0.4", "denominator": {"base": "rated"}}


@pytest.fixture
def run(town: Town, office: Actor) -> Year:
    """Four months under a scheme with a quota and quarters. In January P01 and P02 are tied across the quota's boundary, in
    February P02 is lowered by it, in March P02 hands nothing in, and April is alone in its quarter."""
    preset = json.loads((PRESETS / "hanoi-3814-unit.json").read_text(encoding="utf-8"))
    derivation = {"method": "mean", "through": "quarters", "minimum_months_in_quarter": 2}
    changed = {"code": "han-muc", "minimum_months": 1, "quotas": [QUOTA], "derivation": derivation}
    schemes.publish({**preset, **changed}, by=office, at=START)
    made = year(town, date(2019, 4, 30), unit_scheme=("han-muc", 1), policy={"minimum_survey_answers": 1})
    surveys.count(made.id, answers(5, 3, "P01"), by=office, at=NOW)
    surveys.count(made.id, answers(5, 3, "P02"), by=office, at=NOW)
    for month, first, second in ((JANUARY, "28", "28"), (FEBRUARY, "29", "28"), (MARCH, "29", ""), (APRIL, "29", "28")):
        made.score(month, "P01", Line(person("P01", 3), points(PERSON_MARKS)), B1=first, C1="3", D1="2")
        if second:
            made.score(month, "P02", B1=second, C1="3", D1="2")
        made.score(month, "D01", B1="24")
        made.close(month)
    made.finish()
    return made


def told(run: Year, month: str, subject: str, subjects: str = Ranking.UNITS) -> dict[str, Any]:
    wanted = {"month__month": month} if month else {"month": None}
    ranking = Ranking.objects.select_related("month", "campaign__unit_scheme", "campaign__person_scheme").get(
        campaign=run.id, subjects=subjects, **wanted
    )
    standing = Standing.objects.get(ranking=ranking, subject=subject)
    standing.ranking = ranking
    return explanations.account(standing, Standing.objects.all())


def text_of(found: Mapping[str, Any], voice: Voice = READER) -> str:
    return explanations.WRITERS["txt"](found, voice).decode()


def workbook_of(found: Mapping[str, Any]) -> Book:
    return open_book(explanations.WRITERS["xlsx"](found, READER))


def cells(book: Book, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a sheet by their headings."""
    sheet = book.find(name)
    assert sheet is not None
    headings, *rows = sheet.rows
    return (dict(zip_longest(map(str, headings), row)) for row in rows)


def near(cell: object, text: str | None) -> bool:
    if text is None or cell is None:
        return cell is text
    return abs(Fraction(str(cell)) - from_text(text)) < Fraction(1, 10**9)


def numbers(line: str) -> set[Fraction]:
    return {Fraction(found.replace(",", ".")) for found in re.findall(r"[0-9]+(?:,[0-9]+)?", line)}


def read(text: str) -> Fraction:
    """A figure of the JSON as a text shows it."""
    exact = from_text(text)
    return exact if "/" not in text and len(text.partition(".")[2]) <= 8 else Fraction(rounded(exact, 6))


@pytest.mark.parametrize("subject", ["P01", "P02", "D01"])
def test_every_figure_of_a_month_is_the_same_in_json_text_and_workbook(run: Year, subject: str) -> None:
    found = told(run, FEBRUARY, subject)
    lines = {
        line.strip().lstrip("+−· ").split(" ")[0]: line for line in text_of(found).splitlines() if line.startswith("  ")
    }
    parts = [part for _, part in walked_down(found["contributions"])]
    rows = list(cells(workbook_of(found), "Cách tính"))
    assert [row["Mã"] or "" for row in rows] == [part["code"] for part in parts] + [""]
    for part, row in zip(parts, rows, strict=False):
        assert near(row["Điểm"], part["points"])
        assert near(row["Số liệu"], part["raw"])
        assert near(row["Tối đa"], part["max"])
        assert near(row["Tối đa còn lại"], part["effective_max"])
        assert near(row["Trọng số"], part["weight"])
        assert {read(part["points"]), read(part["raw"]), read(part["max"])} <= numbers(lines[part["code"]])
    last = rows[-1]
    assert near(last["Điểm"], found["total"])
    assert near(last["Số liệu"], found["unlimited"])
    brought = sum(
        Fraction(str(row["Đóng góp"])) for row, part in zip(rows, parts, strict=False) if len(part["code"]) == 1
    )
    assert abs(brought - from_text(found["exact"])) < Fraction(1, 10**9)
    assert f"Điểm: {found['total'].replace('.', ',')}" in text_of(found)


def test_the_tree_is_indented_and_a_leaf_says_where_its_figure_came_from(run: Year) -> None:
    found = told(run, JANUARY, "P01")
    book = workbook_of(found)
    with zipfile.ZipFile(io.BytesIO(explanations.WRITERS["xlsx"](found, READER))) as parts:
        tree, styles = parts.read("xl/worksheets/sheet2.xml").decode(), parts.read("xl/styles.xml").decode()
    assert set(re.findall(r' indent="([0-9])"', styles)) == {"1", "2"}
    levels = re.findall(r'outlineLevel="([0-9])"', tree.partition("<sheetData>")[2])
    assert [int(level) for level in levels] == [level for level, _ in walked_down(found["contributions"])]
    origins = {row["Mã"]: row["Nguồn"] for row in cells(book, "Cách tính")}
    revision = found["source"]["revision"]
    assert origins["B1"] == f"phiếu đánh giá, lần ghi {revision}"
    assert origins["B4"] == "khảo sát, 5 phiếu"
    assert origins["B"] is None
    survey = next(cells(book, "Khảo sát"))
    assert (survey["Mã"], survey["Số phiếu khảo sát"]) == ("B4", found["source"]["survey"]["B4"]["respondents"])
    assert near(survey["Tỷ lệ hài lòng"], found["source"]["survey"]["B4"]["share"])
    assert f"Phiếu đánh giá {found['source']['evaluation']}, lần ghi {revision}." in text_of(found)
    assert "60 % ý kiến hài lòng trong 5 phiếu khảo sát" in text_of(found)
    assert text_of(found).count("; thành 6 điểm\n") == 1


def test_the_head_says_who_what_when_and_the_digests(run: Year) -> None:
    found = told(run, JANUARY, "P01")
    rows = {row["Mục"]: row["Nội dung"] for row in cells(workbook_of(found), "Tóm tắt")}
    about, text = found["about"], text_of(found)
    for value in (about["scheme_digest"], about["inputs_digest"], about["result_digest"], about["campaign"]["name"]):
        assert value in text
        assert any(value in str(cell) for cell in rows.values())
    assert rows["Người hoặc đơn vị"] == f"P01 {found['name']}"
    assert rows["Kỳ"] == "Tháng 1/2019"
    assert rows["Trạng thái"] == "Tạm tính"
    assert near(rows["Điểm"], found["total"])
    assert rows["Hạng chung"] == found["place"]["overall"]["rank"] == 1
    assert "Tính lúc: 07:00 ngày 01/02/2020" in text


def test_a_tie_across_a_quota_is_told_as_contested_and_names_nobody_else(run: Year) -> None:
    found = told(run, JANUARY, "P01")
    grading = found["grading"]
    assert (grading["code"], grading["by_points"]["code"], grading["contested"]) == ("C", "B", True)
    words = list(telling.grade_lines(found, READER))
    assert words[0] == "Xếp loại C “Hoàn thành nhiệm vụ”, loại này cần từ 50 điểm trở lên."
    assert words[1] == "Theo điểm là loại B (từ 70 điểm)."
    assert "nhiều nhất 1 được giữ (40 % của 3), mà 2 đối tượng bằng nhau ở ranh giới" in words[2]
    assert "Hội đồng quyết định" in words[2]
    assert not {"P02", "D01"} & set(re.findall(r"\b[PD]0[12]\b", canonical_json(found)))


def test_a_grade_lowered_by_a_quota_says_so_with_its_figures(run: Year) -> None:
    found = told(run, FEBRUARY, "P02")
    assert (found["grading"]["code"], found["grading"]["contested"]) == ("C", False)
    assert (
        "Đạt loại B nhưng bị hạ vì tỷ lệ khống chế Q-B: trong cả bảng có 3 đối tượng đạt loại này, nhiều nhất 1 được giữ"
        " (40 % của 3)." in text_of(found)
    )
    kept = told(run, FEBRUARY, "P01")
    assert (kept["grading"]["code"], kept["grading"]["quotas"]) == ("B", [])
    assert "tỷ lệ khống chế" not in text_of(kept)


def test_a_shared_rank_is_told_with_what_should_have_parted_it(run: Year) -> None:
    found = told(run, JANUARY, "P02")
    place = found["place"]
    assert (place["overall"]["rank"], place["overall"]["tied"], place["overall"]["of"]) == (1, True, 3)
    text = text_of(found)
    assert "Hạng 1 trên 3, đồng hạng" in text
    assert "Hạng 1 trên 2 trong cụm, khối CUM-1, đồng hạng" in text
    assert "2 đối tượng cùng điểm; được phân định lần lượt theo:" in text
    for link in place["tie_breaks"]:
        line = next(line for line in text.splitlines() if line.startswith(f"  {link['code']} {link['title']['vi']}: "))
        assert read(link["value"]) in numbers(line.removeprefix(f"  {link['code']} {link['title']['vi']}"))
    assert "Vẫn bằng nhau nên đồng hạng." in text


def test_a_campaign_tells_which_months_count_why_others_do_not_and_its_quarters(run: Year) -> None:
    found = told(run, "", "P02")
    text = text_of(found)
    assert "Tháng 3/2019: không tính, vì không có phiếu được thẩm định đủ tiêu chí" in text
    assert "không tính, vì quý này chưa đủ số tháng có điểm" in next(
        line for line in text.splitlines() if "Tháng 4/2019" in line
    )
    assert "Quý 2/2019: chưa đủ số tháng có điểm nên không tính" in text
    assert f"Quý 1/2019: {found['quarters']['2019-Q1'].replace('.', ',')}" in text
    assert "Bình quân các quý có điểm, từ 3 trên 4 tháng." in text
    book = workbook_of(found)
    for row, (month, score) in zip(cells(book, "Các tháng"), found["months"].items(), strict=True):
        assert near(row["Điểm"], score["score"] if score else None)
        for code, figure in (score["components"] if score else {}).items():
            assert near(row[code], figure)
        assert row["Mã dòng kết quả của tháng"] == found["sources"][month]["standing"]
        assert row["Lần tính của bảng tháng"] == 1
    for row, figure in zip(cells(book, "Các quý"), found["quarters"].values(), strict=True):
        assert near(row["Điểm"], figure)


def test_the_months_of_a_campaign_can_be_followed_as_far_as_the_reader_may_see_them(run: Year) -> None:
    found = told(run, "", "P01")
    for month, source in found["sources"].items():
        standing = Standing.objects.get(pk=source["standing"])
        assert (standing.subject, standing.ranking.month.month) == ("P01", month)
    row = Standing.objects.select_related("ranking__campaign__unit_scheme").get(
        ranking__campaign=run.id, ranking__month=None, ranking__subjects=Ranking.UNITS, subject="P01"
    )
    blind = explanations.account(row, Standing.objects.none())
    assert {source["standing"] for source in blind["sources"].values()} == {None}


def test_who_was_absent_or_disqualified_is_told_so(town: Town) -> None:
    made = year(town)
    away = Line(person("P01", 2), absent=True, note="Đi học.")
    out = Line(person("P01", 3), points(PERSON_MARKS), ("V1",))
    made.score(JANUARY, "P01", away, out, B1="20")
    made.close(JANUARY)
    text = text_of(told(made, JANUARY, person("P01", 2), Ranking.PEOPLE))
    assert "Không có điểm." in text
    assert "Không xếp hạng do vắng mặt cả tháng" in text
    assert "Cách đọc" not in text
    found = told(made, JANUARY, person("P01", 3), Ranking.PEOPLE)
    text = text_of(found)
    assert "Điều kiện loại V1" in text
    assert "không xếp hạng và nhận loại cuối cùng" in text
    assert "do điều kiện loại nên còn D" in text
    assert f"Bí danh trong gói kiểm chứng: {found['pseudonym']}" in text


def test_the_page_says_in_words_what_a_quota_did_and_shows_the_quarters(run: Year) -> None:
    client = visitor(run.town, "standing_officer")

    def page(month: str, subject: str) -> str:
        wanted = {"ranking__month__month": month} if month else {"ranking__month": None}
        row = Standing.objects.get(ranking__campaign=run.id, ranking__subjects=Ranking.UNITS, subject=subject, **wanted)
        return str(client.get(f"/standings/{row.pk}/").content.decode())

    assert "Xếp loại chờ Hội đồng quyết định" in page(JANUARY, "P01")
    assert "Xếp loại bị hạ vì tỷ lệ khống chế." in page(FEBRUARY, "P02")
    kept = page(FEBRUARY, "P01")
    assert "tỷ lệ khống chế" not in kept
    assert "Quý 1/2019" not in kept
    assert f"<li>Quý 1/2019: {told(run, '', 'P01')['quarters']['2019-Q1'].replace('.', ',')}</li>" in page("", "P01")


def test_who_was_ruled_out_is_told_by_which_ruling(town: Town) -> None:
    made = year(town)
    chair = town.actors["council_chair"]
    rulings.decide(
        made.id,
        Ranking.UNITS,
        "unranked",
        "P01",
        reason="Đơn vị mới thành lập.",
        legal_basis="KH 01",
        by=chair,
        at=START,
    )
    made.score(JANUARY, "P01", B1="20")
    made.close(JANUARY)
    text = text_of(told(made, JANUARY, "P01"))
    assert "Không thuộc đối tượng xếp hạng" in text
    assert "Theo quyết định lúc 07:00 ngày 01/12/2018: Đơn vị mới thành lập. KH 01" in text


def test_without_quotas_and_ties_a_standing_is_explained_from_its_own_line_alone(
    town: Town, django_assert_num_queries: Any
) -> None:
    made = year(town)
    made.score(JANUARY, "P01", B1="20")
    made.close(JANUARY)
    row = Standing.objects.select_related("ranking__campaign__unit_scheme", "ranking__month").get(
        ranking__campaign=made.id, subject="P01", ranking__subjects=Ranking.UNITS
    )
    with django_assert_num_queries(1):
        found = explanations.explain(row)
    assert from_text(found["total"]) == Fraction(total(B1="20"))
    assert found["place"]["overall"] == {"group": "", "rank": 1, "tied": False, "of": 1}


def test_titles_and_numbers_follow_the_language_of_the_reader(run: Year) -> None:
    def english(message: str, params: Mapping[str, object]) -> str:
        text = "language: English" if message == "ngôn ngữ: tiếng Việt" else message
        return text % params if params else text

    text = text_of(told(run, JANUARY, "P01"), Voice(english, commas=True))
    assert "A1 Compliance with Party policy and State law: 5/5" in text
    assert "A3 Internal unity and grassroots democracy: 4.5/5" in text
    assert "4,5" not in text
