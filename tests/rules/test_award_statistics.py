"""Statistical forms: parts add up to wholes whatever is counted, nought stays, what does not add up is said with its place."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation import catalogue
from emulation.rules.awards import statistics as rules
from emulation.rules.awards.money import figures, in_words
from emulation.rules.awards.statistics import fill, read

FORMS = {form.code[:4]: form for form in map(read, catalogue.statistics_forms())}
campaigns = st.fixed_dictionaries(
    {
        "level": st.sampled_from(["central", "province", "unit"]),
        "scope": st.sampled_from(["nation", "province", "cluster", "unit"]),
        "duration": st.sampled_from(["under_1", "one", "1_to_3", "3_to_5", "5_up"]),
        "method": st.sampled_from(["regular", "thematic"]),
    }
)
PEOPLE = ("lanh-dao-tinh", "lanh-dao-so", "doanh-nhan", "lanh-dao-phong", "lanh-dao-khac", "truc-tiep", "khac")
awards = st.fixed_dictionaries(
    {
        "award": st.sampled_from(
            ["CO_CP", "BK_TTG", "CSTDTQ", "BK_TINH", "CSTD_TINH", "CO_TINH", "TTLDXS", "HUAN_CHUONG_LD"]
        ),
        "level": st.sampled_from(["district", "province", "prime_minister", "president"]),
        "subject": st.sampled_from(["person", "collective", "household"]),
        "category": st.sampled_from(PEOPLE),
        "kind": st.sampled_from(["merit", "thematic", "ad_hoc", "external", "dedication", "tenure", "resistance"]),
        "proposer": st.sampled_from(["province", "ministry"]),
    }
)
SINGLE = {"CO_CP": "collective", "CSTDTQ": "person"}


@settings(max_examples=25, deadline=None)
@given(st.lists(campaigns, max_size=12), st.lists(awards, max_size=12))
def test_parts_add_up_to_wholes(launched: list[dict[str, str]], given_: list[dict[str, str]]) -> None:
    given_ = [{**one, "subject": SINGLE.get(one["award"], one["subject"])} for one in given_]
    found = {"0601": fill(FORMS["0601"], launched), **{code: fill(FORMS[code], given_) for code in ("0602", "0603")}}
    for table in found.values():
        assert all(check.holds for check in table.checks), table.form.code
    assert found["0601"].cells["01", "1"] == len(launched)
    assert found["0602"].cells["01", "1"] == sum(one["level"] in ("prime_minister", "president") for one in given_)
    for table in (found["0602"], found["0603"]):
        whole = table.cells["01", "1"]
        assert whole is not None
        assert whole + table.left == len(given_)


def test_a_year_of_nothing_keeps_all_its_rows_and_forms_kept_by_hand_stay_empty() -> None:
    for code, form in FORMS.items():
        table, rows = fill(form, []), [row.code for row in form.rows if row.code]
        assert {row for row, _ in table.cells} == set(rows)
        assert len(rows) == len(set(rows))
        assert set(table.cells.values()) == {"0604": {None}, "0605": {None, 0}}.get(code, {0})
        assert form.to_confirm, "nobody has compared it with the circular yet"


def test_who_does_this_work_is_counted_and_what_no_record_has_is_left_to_the_hand() -> None:
    table = fill(FORMS["0605"], [{"gender": "nữ"}, {"gender": "nam"}, {"gender": "nữ"}])
    assert (table.row("01"), table.row("13")) == ([3, 2], [None, None])


def test_what_does_not_add_up_is_said_with_its_place() -> None:
    odd = {"level": "unit", "scope": "unit", "duration": rules.UNKNOWN, "method": "regular"}
    table = fill(FORMS["0601"], [odd, odd])
    off = [check for check in table.checks if not check.holds]
    assert [(one.sum.whole, one.off) for one in off] == [("01", (("1", 2, 0), ("4", 2, 0)))]


@pytest.mark.parametrize(
    ("starts", "ends", "band"),
    [
        ("2019-01-01", "2019-12-30", rules.UNDER_ONE),
        ("2019-01-01", "2019-12-31", rules.ONE),
        ("2020-02-29", "2021-02-27", rules.ONE),
        ("2019-01-01", "2020-01-01", rules.ONE_TO_THREE),
        ("2019-01-01", "2021-12-30", rules.ONE_TO_THREE),
        ("2019-01-01", "2021-12-31", rules.THREE_TO_FIVE),
        ("2019-01-01", "2023-12-31", rules.FIVE_UP),
    ],
)
def test_bands_of_duration_begin_on_their_anniversary(starts: str, ends: str, band: str) -> None:
    assert rules.duration(date.fromisoformat(starts), date.fromisoformat(ends)) == band


def test_a_campaign_without_days_has_no_band() -> None:
    assert rules.duration(None, None) == rules.UNKNOWN


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (760_000, "Bảy trăm sáu mươi nghìn đồng"),
        (2_530_000, "Hai triệu năm trăm ba mươi nghìn đồng"),
        (1_005_015, "Một triệu không trăm lẻ năm nghìn không trăm mười lăm đồng"),
        (21_000_000, "Hai mươi mốt triệu đồng"),
        (11_000_001, "Mười một triệu không trăm lẻ một đồng"),
        (3_000_050_000_000, "Ba nghìn tỷ không trăm năm mươi triệu đồng"),
    ],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert in_words(amount) == words
    assert int(figures(amount).replace(".", "")) == amount
