"""Surveys as data: codes that tell a slip, forms that tell every fault, channels that weigh exactly what they should."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.catalogue import survey_template, survey_templates
from emulation.rules.survey_codes import ALPHABET, code_of, plain, slipped
from emulation.rules.survey_forms import parse_form, read_sheet
from emulation.rules.surveys import Tally, respondents, satisfaction, scaled_mean, survey_result
from kernel.errors import Invalid

COUNTS = st.tuples(*[st.integers(0, 60)] * 5)
CHANNELS = st.lists(st.tuples(st.integers(0, 100), COUNTS), min_size=1, max_size=5)


@settings(max_examples=40)
@given(st.binary(min_size=8, max_size=16), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_a_wrong_sign_or_two_that_changed_places_are_told(chance: bytes, place: int, sign: str) -> None:
    code = plain(code_of(chance))
    assert len(code) == 9 and not slipped(code) and not slipped(code_of(chance).lower())
    assert slipped(code[:place] + sign + code[place + 1 :]) == (sign != code[place])
    if place < 8:
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert slipped(swapped) == (swapped != code)
    assert slipped(code[:-1]) and slipped(code + sign) and slipped("O" + code[1:])


@settings(max_examples=60)
@given(CHANNELS)
def test_channels_weigh_exactly_and_never_make_more_people_than_they_are(
    channels: list[tuple[int, tuple[int, int, int, int, int]]],
) -> None:
    total = Tally()
    for weight, counts in channels:
        total += Tally(counts).weighed(weight)
    valid = sum(weight * sum(counts) for weight, counts in channels)
    satisfied = sum(weight * sum(counts[3:]) for weight, counts in channels)
    points = sum(weight * sum(mark * n for mark, n in enumerate(counts, 1)) for weight, counts in channels)
    tallies = {"Q1": total}
    assert satisfaction(tallies) == (Fraction(satisfied, valid) if valid else None)
    assert scaled_mean(tallies) == ((Fraction(points, valid) - 1) * 25 if valid else None)
    assert respondents(tallies) == valid // 100
    squares = sum(weight**2 * sum(counts) for weight, counts in channels)
    assert not squares or respondents(tallies) <= Fraction(valid**2, squares)


def test_full_weights_give_the_figures_of_before() -> None:
    plain_, weighed = Tally((1, 2, 3, 20, 14), 3), Tally((1, 2, 3, 20, 14), 3).weighed(100)
    assert plain_ == weighed
    mixed = Tally((0, 0, 0, 10, 0)) + Tally((0, 0, 40, 0, 0)).weighed(50)
    assert (mixed.counts, mixed.scale) == ((0, 0, 2000, 1000, 0), 100)
    result = survey_result({"Q1": mixed}, maximum=Decimal(30), minimum=30)
    assert (result.respondents, result.share, result.points) == (30, Fraction(1, 3), Decimal("10.0000"))


def test_every_fault_of_a_form_is_told_at_its_place() -> None:
    wrong = {
        "title": {"en": "x"},
        "elements": [{"code": "A", "title": {"vi": "A"}, "weight": 0}, {"code": "B", "title": {"vi": "B"}}],
        "items": [
            {"code": "Q1", "title": {"vi": "Một"}},
            {"code": "Q1", "title": {"vi": "x" * 301}},
            {"code": "có dấu", "title": {"vi": "Hai"}, "element": "C"},
            {"code": "T", "title": {"vi": "Ba"}, "kind": "stars"},
        ],
        "channels": {"qr": 101, "sms": 5},
        "limit": 0,
        "colour": "red",
    }
    with pytest.raises(Invalid) as no:
        parse_form(wrong, scored=["S1"])
    assert {problem.path for problem in no.value.problems} == {
        "title.vi", "elements[0].weight", "elements[1]", "items[1].code", "items[1].title.vi", "items[2].code",
        "items[2].element", "items[3].kind", "channels.sms", "channels.qr", "limit", "colour", "items",
    }  # fmt: skip
    assert all(problem.text() for problem in no.value.problems)


def test_templates_read_and_say_themselves_again() -> None:
    assert "ten-service-standards" in survey_templates()
    assert survey_template("../secrets") is None
    for name in survey_templates():
        form = parse_form(survey_template(name) or {})
        assert parse_form(form.to_data()) == form
        assert all(item.title["en"] for item in form.items)
        sheet = read_sheet(form, {form.scale[0].code: 5, form.scale[1].code: None}, {form.texts[0].code: " a \n\n b "})
        assert (sheet.marks[:2], sheet.texts) == ((5, None), {form.texts[0].code: "a\n\nb"})
    for marks, texts in (({}, {}), ({"S1": True}, {}), ({"S1": 0}, {}), ({"S99": 1}, {}), ({"S1": 5}, {"S1": "x"})):
        with pytest.raises(Invalid):
            read_sheet(form, marks, texts)
