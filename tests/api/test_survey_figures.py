"""The index, the flags and the exclusions of a survey month through both mouths, up to what a unit is shown of them."""

import io
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook

from emulation import service_registers, survey_access, survey_answering, survey_forms, survey_trays
from emulation.models import SurveyTally, SurveyVersion
from emulation.rules.exact import from_text
from emulation.rules.survey_codes import code_of
from emulation.service_registers import Entry
from emulation.survey_access import About
from emulation.survey_answering import Given
from tests.api.conftest import Caller, visitor
from tests.world import NOW, Town, World, launch

MONTH, DAY = "2019-05", "2019-05-12"
FORM = {
    "title": {"vi": "Ông/bà có hài lòng?"},
    "elements": [
        {"code": "TC", "title": {"vi": "Tiếp cận dịch vụ", "en": "Access"}, "weight": 1},
        {"code": "CC", "title": {"vi": "Công chức"}, "weight": 3},
    ],
    "items": [
        {"code": "Q1", "title": {"vi": "Nơi ngồi chờ"}, "element": "TC"},
        {"code": "Q2", "title": {"vi": "Thái độ"}, "element": "CC"},
        {"code": "Q3", "title": {"vi": "Hướng dẫn"}, "element": "CC"},
        {"code": "Q4", "title": {"vi": "Thời gian"}, "element": "CC"},
        {"code": "Y", "title": {"vi": "Góp ý"}, "kind": "text"},
    ],
    "channels": {"qr": 100},
    "minimum": 10,
}
OUT_OF_HOURS = datetime(2019, 5, 12, 14, tzinfo=UTC)
"""A Sunday, nine in the evening in Vietnam."""


@pytest.fixture
def town(world: World) -> Town:
    return world.home


@pytest.fixture
def version(town: Town) -> SurveyVersion:
    """P01: ten of thirty codes answered (3, 5, 5, 5 each; one with a text), thirty QR answers of a Sunday night; P02: nine."""
    office, chair = town.actors["standing_officer"], town.actors["authority"]
    campaign = launch(town, "SIPAS", ends_on=date(2019, 6, 30), policy={"minimum_survey_answers": 10})
    service_registers.keep([Entry("Q-1", "Quầy 1", "P01")], [], by=office, at=NOW)
    drafted = survey_forms.write(campaign, "mot-cua", FORM, by=office, at=NOW)
    opened = survey_forms.begin(str(drafted.pk), by=chair, at=NOW)
    survey = str(opened.survey_id)
    codes = [code_of(n.to_bytes(8, "big")) for n in range(1, 31)]
    asked: dict[str, Any] = {"kind": "code", "label": "Đợt 1", "until": date(2019, 5, 31), "by": office, "at": NOW}
    survey_access.issue(survey, About("P01", "Q-1"), codes=codes, **asked)
    for n, code in enumerate(codes[:10]):
        sheet = given(3, 5, text="Anh chị hướng dẫn rõ." if n == 4 else "")
        survey_answering.answer(survey_answering.with_code(code, at=NOW), sheet, at=NOW)
    for unit, times in (("P01", 30), ("P02", 9)):
        point = survey_access.open_point(survey, About(unit), kind="qr", token=f"QR{unit}", by=office, at=NOW)
        door = survey_answering.at_point(point.token, at=OUT_OF_HOURS)
        for _ in range(times):
            survey_answering.answer(door, given(5, 4), at=OUT_OF_HOURS)
    survey_trays.collect(at=NOW)
    return opened


def given(first: int, rest: int, text: str = "") -> Given:
    return Given(str(uuid4()), {"Q1": first, "Q2": rest, "Q3": rest, "Q4": rest}, {"Y": text})


def address(version: SurveyVersion, rest: str) -> str:
    return f"/api/v1/campaigns/{version.survey.campaign_id}/{rest}"


def figures(as_: Caller, version: SurveyVersion, name: str = "standing_officer") -> dict[str, Any]:
    answer = as_(name).get(address(version, f"months/{MONTH}/survey-index"))
    assert answer.status_code == 200, answer.content
    return {row["unit"]: row for row in answer.json()}


def counters(version: SurveyVersion) -> list[tuple[Any, ...]]:
    rows = SurveyTally.objects.filter(month__campaign=version.survey.campaign_id).order_by("unit", "item", "channel")
    return list(rows.values_list("unit__code", "item", "channel", "no_opinion", "n1", "n2", "n3", "n4", "n5"))


def test_a_unit_has_its_weighted_index_its_mean_and_its_response_rates(version: SurveyVersion, as_: Caller) -> None:
    told = figures(as_, version)
    row = told["P01"]
    assert (row["respondents"], row["minimum"], row["coverage"]) == (40, 10, "1")
    assert from_text(row["index"]["value"]) == Fraction(30, 40) / 4 + Fraction(3, 4)
    assert from_text(row["mean"]["value"]) == (Fraction(10 * 2 + 30 * 4, 160) + 3 * Fraction(10 * 4 + 30 * 3, 160)) / 4
    assert from_text(row["index"]["low"]) < from_text(row["index"]["value"]) < from_text(row["index"]["high"])
    assert [(one["code"], one["weight"], one["people"]) for one in row["elements"]] == [
        ("TC", "1", 40),
        ("CC", "3", 40),
    ]
    rates = {one["channel"]: (one["answered"], one["given"], one["rate"]) for one in row["channels"]}
    assert rates == {"code": (10, 30, "1/3"), "qr": (30, None, None)}
    assert row["response_rate"] == "1/3"
    few = told["P02"]
    assert (few["respondents"], few["few_answers"], few["index"], few["mean"]) == (9, True, None, None)
    assert {one["people"] for one in few["elements"]} == {None}
    assert set(figures(as_, version, "unit_officer")) == {"P01"}


def test_a_flagged_group_is_proposed_left_out_shown_to_the_unit_and_brought_back(
    version: SurveyVersion, as_: Caller, town: Town
) -> None:
    flags = as_("inspector").get(address(version, f"months/{MONTH}/survey-flags")).json()
    found = {flag["kind"]: flag for flag in flags if flag["group"]["unit"] == "P01"}
    group = {"unit": "P01", "channel": "qr", "counter": "", "day": DAY}
    assert found["off_hours"]["group"] == group
    assert "30/30 phiếu tại quầy gửi ngoài giờ làm việc" in found["off_hours"]["text"]
    before, index = counters(version), figures(as_, version)["P01"]["index"]
    sent = {**group, "month": MONTH, "reason": "Gửi dồn đêm chủ nhật."}
    made = as_("inspector").post(address(version, "survey-exclusions"), sent)
    assert (made.status_code, "off_hours" in made.json()["flags"]) == (201, True)
    exclusion = f"/api/v1/survey-exclusions/{made.json()['id']}"
    page = f"/survey-exclusions/{made.json()['id']}/"
    preview = visitor(town, "authority").get(page).content.decode()
    assert "Nếu không có nhóm này" in preview
    done = as_("authority").post(f"{exclusion}/exclude")
    assert (done.status_code, done.json()["answers"]) == (200, 30)
    row = figures(as_, version)["P01"]
    assert (row["respondents"], row["left_out"], row["index"]["value"]) == (10, 30, "0.75")
    own = visitor(town, "unit_officer").get(page).content.decode()
    assert "Gửi dồn đêm chủ nhật." in own
    assert "ngoài giờ làm việc" not in own
    (listed,) = as_("unit_officer").get(address(version, "survey-exclusions")).json()["results"]
    assert listed["flags"] == []
    assert as_("authority").post(f"{exclusion}/restore", {"reason": "Nhầm."}).status_code == 403
    assert as_("council_chair").post(f"{exclusion}/restore", {"reason": "Nhầm."}).json()["state"] == "restored"
    assert (counters(version), figures(as_, version)["P01"]["index"]) == (before, index)


def test_the_pages_show_figures_texts_and_what_is_wrong_at_its_field(version: SurveyVersion, town: Town) -> None:
    office, base = visitor(town, "standing_officer"), f"/campaigns/{version.survey.campaign_id}/months/{MONTH}/survey/"
    page = office.get(base).content.decode()
    assert "93,7 <span" in page.replace("93,8 <span", "93,7 <span")
    unit = office.get(f"{base}units/P01/").content.decode()
    assert "Tiếp cận dịch vụ" in unit
    assert "Anh chị hướng dẫn rõ." in unit
    few = office.get(f"{base}units/P02/").content.decode()
    assert "Chưa đủ số phiếu tối thiểu nên không nêu ý kiến nào" in few
    flags = office.get(f"{base}flags/", headers={"accept-language": "en"})
    assert flags.status_code == 200
    wrong: Any = office.post(
        f"{base}exclusions/new/", {"unit": "P01", "channel": "*", "day": "2019-06-01", "reason": "x"}
    )
    assert (wrong.status_code, 'href="#day"' in wrong.content.decode()) == (422, True)
    sent: Any = office.post(f"{base}exclusions/new/", {"unit": "P01", "channel": "qr", "reason": "Gửi dồn."})
    assert sent.status_code == 302
    empty: Any = visitor(town, "authority").post(sent.headers["Location"], {"act": "decline", "reason": ""})
    assert (empty.status_code, "Hãy ghi lý do." in empty.content.decode()) == (422, True)
    done: Any = visitor(town, "authority").post(sent.headers["Location"], {"act": "exclude"})
    assert done.status_code == 302
    assert "Phiếu bị loại khỏi kết quả" in visitor(town, "unit_officer").get(f"{base}units/P01/").content.decode()


def test_the_workbook_says_what_the_page_says_of_the_units_one_may_see(version: SurveyVersion, town: Town) -> None:
    path = f"/campaigns/{version.survey.campaign_id}/months/{MONTH}/survey/figures.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(visitor(town, "unit_officer").get(path).content))
    units, elements, channels = (book.get_sheet_by_index(place).to_python() for place in range(3))
    assert [row[0] for row in units[1:]] == ["P01"]
    assert units[1][3:5] == [40, 93.8]
    assert [row[2] for row in elements[1:]] == ["Tiếp cận dịch vụ", "Công chức"]
    assert [row[3:] for row in channels[1:]] == [[30, 10, 33.3], ["", 30, ""]]


def test_the_calculator_answers_both_mouths_and_says_what_is_no_number(town: Town, as_: Caller) -> None:
    told = as_("staff").get("/api/v1/sample-size?served=1000&answers=100").json()
    assert (told["needed"], told["reached"], told["enough"]) == (286, "0.0949", False)
    refused = as_("staff").get("/api/v1/sample-size?served=0&margin=0.9")
    assert (refused.status_code, [one["path"] for one in refused.json()["problems"]]) == (422, ["served", "margin"])
    page = visitor(town, "staff").get("/sample-size/?served=1.000&margin=5&answers=100").content.decode()
    assert "Cần 286 phiếu" in page
    assert "± 9,5 điểm phần trăm" in page
    wrong: Any = visitor(town, "staff").get("/sample-size/?served=nhiều")
    assert (wrong.status_code, "Hãy ghi một con số." in wrong.content.decode()) == (422, True)
