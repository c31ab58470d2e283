"""What reports say in words: no code of ours is left in a text for people, and the reader's language holds throughout."""

import re
from collections.abc import Mapping

from emulation.tables.auditing import audit
from emulation.tables.explaining import explain
from emulation.tables.reporting import Report
from emulation.tables.wording import Voice, shown, vietnamese
from emulation.tables.writing import terminal_text
from tests.tables.tables import scheme, scored

CODES = re.compile(
    r"\b(half_up|half_even|total|component|level|never|zero|rebase|renormalise|dense|competition|cluster)\b"
)
GAPS = {"missing": "exclude", "not_applicable": "renormalise"}


def shouted(message: str, params: Mapping[str, object]) -> str:
    """A language in which every text is in capitals, so that what was not put into it is seen."""
    return (
        re.sub(r"%\([A-Z_]+\)[A-Z]", lambda place: place[0].lower(), message.upper()) % params
        if params
        else message.upper()
    )


def report(text: str, components: list[object], **fields: object) -> str:
    result = scored(text, scheme(*components, **fields), groups={"cluster": "Cụm"} if "Cụm" in text else {})  # type: ignore[arg-type]
    return terminal_text(Report(result, audit(result), vietnamese))


def test_hints_of_an_audit_name_no_codes() -> None:
    texts = [
        report("Tên;A;B;Tổng\nX;1,5;1,5;4\nY;1;2;3", ["A", "B"], rounding={"decimals": 0}),
        report(
            "Tên;A;B;C;Tổng\nX;15;30;NA;60\nY;1;1;1;4",
            [{"code": "A", "max": "30", "weight": "2", **GAPS}, {"code": "B", "max": "40", **GAPS},
             {"code": "C", "max": "20", **GAPS}],
        ),
        report("Tên;A;Tổng;Hạng\nX;3;3;1\nY;2;2;2\nZ;2;2;2\nT;1;1;3", ["A"]),
        report("Tên;Cụm;A;Tổng;Hạng trong cụm\nX;I;3;3;2\nY;I;2;2;1", ["A"]),
    ]  # fmt: skip
    assert "làm tròn kiểu “" in texts[0]
    assert "xử lý kiểu “tính 0 điểm”" in texts[1]
    assert "đếm hạng kiểu “1, 2, 2, 3”" in texts[2]
    assert "thứ hạng cụm, khối in 2" in texts[3]
    for text in texts:
        assert CODES.findall(text) == []


def test_a_note_about_how_a_column_was_read_is_said_in_the_readers_language() -> None:
    of = scheme(
        {"code": "G", "weight": "0.5", "children": [{"code": "A", "max": "50"}, {"code": "B", "max": "50"}]}, "C"
    )
    result = scored("Tên;A;B;G;C;Tổng\nX;10;20;15;5;20\nY;1;2;1,5;1;2,5", of)
    assert "in điểm đã nhân trọng số" in terminal_text(Report(result, audit(result), vietnamese))
    assert "IN ĐIỂM ĐÃ NHÂN TRỌNG SỐ" in terminal_text(Report(result, audit(result), shouted))


def test_an_explanation_says_what_a_quota_did_to_the_grade() -> None:
    quota = {"code": "Q", "grade": "A", "share": "0.4", "denominator": {"base": "rated"}}
    grades = [{"code": "A", "at_least": "90", "title": "A"}, {"code": "B", "at_least": "0", "title": "B"}]
    result = scored("Tên;A\nX;99\nY;95\nZ;95\nT;95\nU;1", scheme("A", quotas=[quota], grades=grades))
    lines = result.ranking.by_subject
    assert "Xếp loại: A" in explain(result, lines["X"])
    assert "khống chế" not in explain(result, lines["X"])
    assert "bằng điểm ở ranh giới của tỷ lệ khống chế: Hội đồng quyết định" in explain(result, lines["Y"])
    result = scored("Tên;A\nX;99\nY;95\nZ;94\nT;93\nU;1", scheme("A", quotas=[quota], grades=grades))
    lowered = explain(result, result.ranking.by_subject["T"])
    assert "Xếp loại: B\nTheo điểm đạt loại A nhưng bị hạ vì tỷ lệ khống chế." in lowered


def test_an_explanation_shows_the_quarters_that_a_year_goes_through() -> None:
    through = {"method": "mean", "through": "quarters", "minimum_months_in_quarter": 2}
    table = "Tên;Tháng;A\nX;2025-01;80\nX;2025-02;90\nX;2025-04;70"
    result = scored(table, scheme("A", derivation=through, minimum_months=1), month="Tháng")
    text = explain(result, result.ranking.by_subject["X"])
    assert "Quý 1/2025: 85\nQuý 2/2025: chưa đủ số tháng có điểm nên không tính" in text
    assert "Bình quân các quý có điểm, từ 3 trên 3 tháng" in text


def test_a_number_is_read_with_the_comma_where_the_reader_has_it() -> None:
    assert Voice(vietnamese, commas=True).number("4.5") == "4,5"
    assert Voice(vietnamese).number("4.5") == "4.5"
    assert Voice(shouted, commas=True).number("4.5") == "4.5"
    assert (shown("55/3"), shown("0.25")) == ("≈18.333333", "0.25")
    assert Voice(vietnamese, commas=True).percent("2/3") == "≈66,67 %"
    assert Voice(vietnamese, commas=True).percent("0.4") == "40 %"
