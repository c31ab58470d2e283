"""Double scoring by inspection teams, and the fairness report: for the committee, with reasons, and without consequences."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from emulation import campaigns, evaluations, fairness, inspections, marks, people, surveys, units
from emulation.desks import Line
from emulation.events import StaffDoubleScored
from emulation.models import Campaign, Evaluation, InspectionScore, Standing
from emulation.people import StaffRow
from emulation.rules import access
from emulation.rules.fairness import ALIKE, CITIZENS, COPIED, INSPECTED, KINDS, LENIENCY, SELF_GAP
from emulation.units import UnitRow
from kernel.actors import AUTHORITY, Actor, Grant, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests.acts.conftest import once, refused
from tests.world import (
    CLOSED,
    CONFIRMED,
    DRAFTED,
    NOW,
    PERSON_MARKS,
    SUBMITTED,
    UNIT_MARKS,
    UNITS,
    Town,
    event,
    launch,
    open_account,
    person,
    points,
)

STAFF = person("P01", 3)
STRICT = {**PERSON_MARKS, "B1": "20"}


@pytest.fixture
def inspector(town: Town) -> Actor:
    return town.actors[access.INSPECTOR]


def line(subject: str, **changed: str) -> Line:
    return Line(subject, points(STRICT, **changed))


def score(
    town: Town, by: Actor, *lines: Line, month: str = CONFIRMED, team: str = "Đoàn 1", campaign: str = ""
) -> tuple[int, int]:
    return inspections.double_score(campaign or town.running, month, team, lines, by=by, at=NOW)


# Scoring twice


def test_a_team_scores_staff_beside_their_head_and_says_so_once(town: Town, inspector: Actor) -> None:
    lines = [line(STAFF), line(person("D01", 3))]
    once(StaffDoubleScored, lambda: score(town, inspector, *lines), month=CONFIRMED)
    assert score(town, inspector, *lines) == (0, 2)
    row = InspectionScore.objects.get(month__month=CONFIRMED, person__code=STAFF, authority=town.code)
    assert (row.unit.code, row.team, row.revision, row.total) == ("P01", "Đoàn 1", 1, Decimal("74.5"))
    assert (str(row.by_id), row.at) == (inspector.account, NOW)
    told = event(StaffDoubleScored, month=CONFIRMED)
    assert told.lines[0] == {"subject": STAFF, "revision": 1, "total": "74.50"}


def test_a_correction_is_the_next_layer_and_the_first_stays(town: Town, inspector: Actor) -> None:
    score(town, inspector, line(STAFF))
    assert score(town, inspector, line(STAFF, B1="22")) == (1, 0)
    rows = InspectionScore.objects.filter(month__month=CONFIRMED, authority=town.code)
    assert list(rows.order_by("revision").values_list("revision", "total")) == [
        (1, Decimal("74.5")),
        (2, Decimal("76.5")),
    ]
    assert [row.total for row in inspections.standing(rows)] == [Decimal("76.5")]


def test_what_a_team_wrote_cannot_be_changed_or_removed(town: Town, inspector: Actor) -> None:
    score(town, inspector, line(STAFF))
    row = InspectionScore.objects.filter(month__month=CONFIRMED)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(total=Decimal(100))
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_two_teams_score_one_person_each_for_itself(town: Town, inspector: Actor) -> None:
    assert score(town, inspector, line(STAFF)) == (1, 0)
    assert score(town, inspector, line(STAFF, B1="24"), team="Đoàn 2") == (1, 0)
    rows = InspectionScore.objects.filter(month__month=CONFIRMED, authority=town.code)
    assert {(row.team, row.total) for row in inspections.standing(rows)} == {
        ("Đoàn 1", Decimal("74.5")),
        ("Đoàn 2", Decimal("78.5")),
    }


def test_a_closed_month_may_be_scored_too_and_nothing_else_moves(town: Town, inspector: Actor) -> None:
    before = list(Standing.objects.order_by("pk").values())
    sheets = list(Evaluation.objects.order_by("pk").values())
    assert score(town, inspector, line(person("P02", 3)), month=CLOSED) == (1, 0)
    assert list(Standing.objects.order_by("pk").values()) == before
    assert list(Evaluation.objects.order_by("pk").values()) == sheets


@pytest.mark.parametrize(
    "name", ["standing_officer", "authority", "unit_head", "unit_officer", "administrator", "staff"]
)
def test_only_inspectors_score_twice(town: Town, name: str) -> None:
    with refused(NotAllowed, "inspection.not_allowed"):
        score(town, town.actors[name], line(STAFF))


@pytest.mark.parametrize(
    ("lines", "codes", "paths"),
    [
        (
            [Line(STAFF, points({"A1": "5"}))],
            ["sheet.missing"] * 6,
            [f"{STAFF}.{code}" for code in list(PERSON_MARKS)[1:]],
        ),
        ([Line(STAFF, points(PERSON_MARKS, B1="31"))], ["sheet.out_of_range"], [f"{STAFF}.B1"]),
        ([line("CB-P77-1")], ["inspection.unknown_person"], ["CB-P77-1"]),
        ([line(STAFF), line(STAFF)], ["inspection.twice"], [STAFF]),
    ],
)
def test_faulty_lines_keep_the_whole_delivery_out(
    town: Town, inspector: Actor, lines: list[Line], codes: list[str], paths: list[str]
) -> None:
    with refused(Invalid, "inspection.invalid") as no:
        score(town, inspector, line(person("P02", 3)), *lines)
    assert (no.codes, no.paths) == (codes, paths)
    assert not InspectionScore.objects.filter(month__month=CONFIRMED).exists()


def test_a_delivery_needs_a_team_and_somebody(town: Town, inspector: Actor) -> None:
    for lines, team in (([], "Đoàn 1"), ([line(STAFF)], "  "), ([line(STAFF)] * (inspections.LIMIT + 1), "Đoàn 1")):
        with refused(Invalid, "inspection.empty"):
            score(town, inspector, *lines, team=team)


def test_nobody_scores_their_own_unit_or_a_sheet_that_they_had_in_hand(town: Town) -> None:
    own = with_role(town, town.actors["unit_officer.P02"])
    with refused(NotAllowed, "inspection.own"):
        score(town, own, line(person("P02", 3)))
    with refused(NotAllowed, "inspection.own"):
        score(town, own, line(STAFF), line(person("P02", 2)))
    appraiser = with_role(town, town.actors["standing_officer"])
    with refused(NotAllowed, "inspection.own"):
        score(town, appraiser, line(STAFF), month=CLOSED)
    assert score(town, own, line(STAFF)) == (1, 0)


def with_role(town: Town, actor: Actor) -> Actor:
    """The same account with the role of an inspector beside its own."""
    grants = (*actor.grants, Grant(access.INSPECTOR, AUTHORITY))
    return Actor(actor.account, actor.name, actor.authority, actor.person, grants)


def test_drafts_and_unknown_months_are_not_scored(town: Town, inspector: Actor) -> None:
    with refused(Missing, "month.missing"):
        score(town, inspector, line(STAFF), month="2030-01")
    with refused(Missing, "month.missing"):
        score(town, inspector, line(STAFF), campaign=town.stages["draft"])
    campaigns.cancel(town.stages["launched"], reason="Thôi.", by=town.actors["authority"], at=NOW)
    with refused(WrongState, "campaign.not_running"):
        score(town, inspector, line(STAFF), campaign=town.stages["launched"], month=CLOSED)


def test_staff_of_another_authority_are_unknown(town: Town, world: Any) -> None:
    with refused(Missing, "month.missing"):
        score(town, world.away.actors[access.INSPECTOR], line(STAFF))


def test_layers_are_shown_to_committee_and_inspectors_alone(town: Town, inspector: Actor) -> None:
    score(town, inspector, line(STAFF))
    for name, sees in (("standing_officer", True), ("inspector", True), ("unit_head", False), ("staff", False)):
        assert inspections.visible(town.actors[name]).exists() is sees


# What the instruments read


def rows_of(found: marks.Marks, subject: str) -> list[marks.Marked]:
    return [row for row in (*found.units, *found.people) if row.subject == subject]


def test_marks_are_what_each_layer_gave_of_what_was_handed_in(town: Town, office: Actor) -> None:
    adjusted = Line(STAFF, points({"B1": "20"}), None, note="Minh chứng chưa đủ.")
    evaluations.appraise(town.running, CONFIRMED, "P01", subjects=[STAFF], lines=[adjusted], by=office, at=NOW)
    campaign = Campaign.objects.select_related("unit_scheme", "person_scheme").get(pk=town.running)
    found = marks.read(campaign, list(campaign.months.all()))
    january, february, march = rows_of(found, STAFF)
    assert (january.own, january.head, january.official) == (81.5, 81.5, 81.5)
    assert (february.own, february.head, february.official) == (81.5, 81.5, 74.5)
    assert (march.own, march.head, march.official) == (81.5, None, None)
    assert {row.month for row in found.people} == {CLOSED, CONFIRMED, SUBMITTED}
    assert january.groups == ("CUM-1 · Chuyên môn", "CUM-1", "")
    assert january.marks == march.marks != ""
    assert found.names[STAFF] == "Trần Đức Ưởng P01 Hoàn Kiếm"


def test_a_self_score_that_was_changed_by_its_head_is_scored_as_it_was_written(town: Town, head: Actor) -> None:
    adjusted = Line(STAFF, points({"B1": "20"}), None, note="Chưa đủ.")
    evaluations.confirm(town.running, SUBMITTED, "P01", subjects=[STAFF], lines=[adjusted], by=head, at=NOW)
    campaign = Campaign.objects.select_related("unit_scheme", "person_scheme").get(pk=town.running)
    [row] = rows_of(marks.read(campaign, list(campaign.months.filter(month=SUBMITTED))), STAFF)
    assert (row.own, row.head, row.official) == (81.5, 74.5, None)


# The report


def report(town: Town, month: str = CLOSED, by: str = "standing_officer") -> fairness.Report:
    return fairness.report(town.running, month, by=town.actors[by])


@pytest.mark.parametrize("by", ["standing_officer", "authority", "council_chair", "council_member", "inspector"])
def test_committee_council_and_inspectors_read_the_report(town: Town, by: str) -> None:
    assert {unit.code for unit in report(town, by=by).units} == set(UNITS)


@pytest.mark.parametrize(
    "by", ["unit_head", "unit_officer", "cluster_lead", "staff", "clerk", "administrator", "nobody"]
)
def test_nobody_else_does(town: Town, by: str) -> None:
    with refused(NotAllowed, "fairness.not_allowed"):
        report(town, by=by)


def test_an_unknown_month_or_campaign_is_missing(town: Town, world: Any) -> None:
    with refused(Missing, "month.missing"):
        report(town, "2030-01")
    with refused(Missing, "campaign.missing"):
        fairness.report(town.running, by=world.away.actors["standing_officer"])


def test_reading_a_report_leaves_no_trace_and_changes_nothing(town: Town) -> None:
    before = LedgerEntry.objects.count(), list(Standing.objects.order_by("pk").values())
    report(town)
    report(town, fairness.WHOLE_CAMPAIGN)
    assert (LedgerEntry.objects.count(), list(Standing.objects.order_by("pk").values())) == before


def test_with_three_units_it_says_of_every_part_why_it_is_not_there(town: Town) -> None:
    for unit in report(town).units:
        assert unit.inflation.value is None
        assert set(unit.inflation.missing) | {part.kind for part in unit.inflation.parts} == set(KINDS)
        assert {SELF_GAP, CITIZENS, LENIENCY} <= set(unit.inflation.missing)


def lenient(town: Town, inspector: Actor, units: Sequence[str]) -> None:
    """Inspectors give everybody of these units 8 points less than their heads did in February, about."""
    for unit in units:
        lines = [
            Line(person(unit, place), points(PERSON_MARKS, B1=str(22 - place), B2=str(22 - place % 2)))
            for place in (1, 2, 3)
        ]
        score(town, inspector, *lines)


def test_leniency_is_told_only_from_the_least_sample_on_and_of_those_whom_their_head_scored(
    town: Town, inspector: Actor
) -> None:
    lenient(town, inspector, UNITS)
    advice = {one.unit: one for one in report(town, CONFIRMED).advice}
    assert set(advice) == set(UNITS)
    assert {(one.staff, one.enough, one.advice) for one in advice.values()} == {(2, False, None)}


def test_a_reason_is_read_in_the_language_and_with_the_decimal_mark_of_the_reader() -> None:
    message, params = "Lệch %(figure)s điểm", {"figure": Decimal("3.50")}
    with translation.override("vi"):
        assert fairness.said(message, params) == "Lệch 3,50 điểm"
    with translation.override("en"):
        assert fairness.said(message, params) == "Lệch 3.50 điểm"


# A cluster large enough to compare


WARDS = [f"X{number}" for number in range(1, 9)]
PLACES = range(1, 7)
BOASTFUL, LENIENT, UNIFORM, DISLIKED = "X1", "X2", "X3", "X4"


def register(town: Town) -> None:
    by, since = system_actor(town.code), date(2018, 1, 1)
    wards = [UnitRow(ward, f"Phường {ward}", "ward", "HK", "CUM-X", "Cụm X", since) for ward in WARDS]
    units.register(town.code, wards, source="tests", by=by, at=NOW)
    rows = [
        StaffRow(person(ward, place), f"Người {ward} {place}", "nữ", ward, "Chuyên viên", "Một cửa", place == 1, since)
        for ward in WARDS
        for place in PLACES
    ]
    people.register(town.code, rows, source="tests", by=by, at=NOW)


def sheets(ward: str, month: str) -> list[Line]:
    """The ward's own sheet and those of its people; only the uniform ward's people are all alike, month after month."""
    number, season = int(ward[1:]), int(month[-2:])
    own = points(UNIT_MARKS, B1="30" if ward == BOASTFUL else "25", B2=str(14 + season))
    lines = [Line("", own)]
    for place in PLACES:
        if ward == UNIFORM:
            lines.append(Line(person(ward, place), points(PERSON_MARKS)))
        else:
            quality = {"B1": str(18 + place + (number + season) % 4), "B2": str(15 + (place * season + number) % 8)}
            lines.append(Line(person(ward, place), points(PERSON_MARKS, **quality)))
    return lines


def play(town: Town, campaign: str, month: str, ward: str) -> None:
    """Hand in, confirm, appraise: the boastful ward's own sheet loses five points."""
    officer, head = town.actors["any_officer"], town.actors["any_head"]
    evaluations.save(campaign, month, ward, sheets(ward, month), by=officer, at=NOW)
    evaluations.submit(campaign, month, ward, by=officer, at=NOW)
    evaluations.confirm(campaign, month, ward, by=head, at=NOW)
    judged = [Line("", points({"B1": "25"}), None, note="Minh chứng chưa đủ.")] if ward == BOASTFUL else []
    evaluations.appraise(campaign, month, ward, lines=judged, by=town.actors["standing_officer"], at=NOW)


@pytest.fixture
def wide(town: Town, inspector: Actor) -> str:
    """A campaign of four months among eight wards, with one fault planted in each of four of them."""
    register(town)
    for name, role in (("any_officer", access.UNIT_OFFICER), ("any_head", access.UNIT_HEAD)):
        open_account(town, name, Grant(role, AUTHORITY))
    campaign = launch(town, "RONG-2019", ends_on=date(2019, 4, 30))
    for month in (CLOSED, CONFIRMED, SUBMITTED, DRAFTED):
        for ward in WARDS:
            play(town, campaign, month, ward)
    for ward in WARDS:
        less = 7 if ward == LENIENT else 0
        given = {line.subject: line.scores for line in sheets(ward, DRAFTED)}
        lines = [
            Line(who, {**scores, "B1": Decimal(str(scores["B1"])) - less + Decimal(place % 3 - 1) / 2})
            for place, (who, scores) in enumerate(list(given.items())[2:])
        ]
        score(town, inspector, *lines, month=DRAFTED, campaign=campaign)
    voices = [
        surveys.Answer(f"{ward}-{n}", ward, date(2019, 4, 2), "giấy", {"Q1": 2 if ward == DISLIKED and n % 2 else 4})
        for ward in WARDS
        for n in range(30)
    ]
    surveys.count(campaign, voices, by=town.actors["standing_officer"], at=NOW)
    return campaign


def test_each_planted_fault_is_found_in_its_ward_with_its_reason_and_in_no_other(town: Town, wide: str) -> None:
    found = fairness.report(wide, by=town.actors["inspector"])
    wards = {unit.code: unit for unit in found.units if unit.code in WARDS}
    flagged = {
        (code, part.kind): part.readings[0]
        for code, unit in wards.items()
        for part in unit.inflation.parts
        if part.flags
    }
    assert set(flagged) == {
        (BOASTFUL, SELF_GAP), (LENIENT, LENIENCY), (LENIENT, INSPECTED), (UNIFORM, ALIKE), (UNIFORM, COPIED), (DISLIKED, CITIZENS)
    }  # fmt: skip
    assert flagged[BOASTFUL, SELF_GAP].evidence["gap"] == Decimal("5.83")  # of 60 points without survey, as of 70
    assert "cao hơn đoàn kiểm tra trung bình 7.10 điểm" in flagged[LENIENT, LENIENCY].text()
    assert "phiếu giống hệt nhau" in flagged[UNIFORM, ALIKE].text() or "độ lệch chuẩn" in flagged[UNIFORM, ALIKE].text()
    assert "người dân hài lòng 50.00 %" in flagged[DISLIKED, CITIZENS].text()


def test_the_indicator_puts_the_faulty_wards_before_the_others_and_shows_what_it_is_made_of(
    town: Town, wide: str
) -> None:
    found = fairness.report(wide, by=town.actors["inspector"])
    assert {unit.code for unit in found.units[:4]} == {BOASTFUL, LENIENT, UNIFORM, DISLIKED}
    for unit in found.units:
        if unit.code in WARDS:
            of = unit.inflation
            weight = sum(part.weight for part in of.parts)
            assert of.value == 100 * sum(part.weight * part.severity for part in of.parts) / weight
            assert of.coverage == Fraction(weight, 100)
            assert {part.kind for part in of.parts} | set(of.missing) == set(KINDS)


def test_people_who_copy_are_named_with_the_months(town: Town, wide: str) -> None:
    found = fairness.report(wide, DRAFTED, by=town.actors["inspector"])
    assert {line.code for line in found.people} == {person(UNIFORM, place) for place in PLACES}
    assert {line.reading.kind for line in found.people} == {COPIED}
    assert {line.name for line in found.people} == {f"Người {UNIFORM} {place}" for place in PLACES}
    assert "từ 2019-01 đến 2019-04" in found.people[0].reading.text()


def test_a_heads_leniency_is_advised_with_its_error_and_sample(town: Town, wide: str) -> None:
    advice = {one.unit: one for one in fairness.report(wide, DRAFTED, by=town.actors["inspector"]).advice}
    one = advice[LENIENT]
    assert (one.staff, one.enough) == (5, True)
    assert one.advice is not None
    assert one.advice_error is not None
    assert 6 < one.advice < one.difference
    assert 0 < one.advice_error < 1


def test_too_many_sheets_for_one_report_are_asked_for_month_by_month(
    town: Town, wide: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "LIMIT", 60)
    with refused(Invalid, "fairness.too_many"):
        fairness.report(wide, by=town.actors["inspector"])
    assert fairness.report(wide, CLOSED, by=town.actors["inspector"]).units
