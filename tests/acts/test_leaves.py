"""Recorded leaves through the acts: who keeps them, what they propose to a month's sheets, and what they mean for a year."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from emulation import (
    absences,
    bundles,
    campaigns,
    chase,
    evaluations,
    explanations,
    import_checks,
    leaves,
    people,
    rankings,
    schemes,
)
from emulation import shards as column_files
from emulation.boards import chase_tables, derivations
from emulation.boards import rankings as boards
from emulation.evaluations import Line
from emulation.events import EvaluationsSaved, LeaveRecorded, LeaveWithdrawn
from emulation.models import Campaign, Leave, Ranking
from emulation.rules.periods import Month
from emulation.schemes import scheme_of
from emulation.service_times import of_month
from emulation.tables import telling
from emulation.tables.wording import Voice
from emulation.workbooks import open_book
from emulation.workbooks.books import day_of
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests.acts.conftest import once, recorded, refused
from tests.acts.test_rankings import Year, year
from tests.acts.test_shards import disk, export_all, ranking
from tests.world import NOW, OTHER, PERSON_MARKS, START, Town, draft, person, points, workbook

__all__ = ["disk"]
STAFF, OFFICER, FAR = person("P01", 3), person("P01", 2), person(OTHER, 3)
FIRST, LAST = date(2019, 1, 10), date(2019, 2, 12)
APRIL = "2019-04"


def record(town: Town, by: str, **changed: Any) -> Leave:
    asked = {"person": STAFF, "kind": "sick", "first_day": FIRST, "last_day": LAST, "document": "Giấy ra viện số 7"}
    return leaves.record(**{**asked, **changed}, by=town.actors[by], at=NOW)


def withdraw(town: Town, row: Leave, by: str = "unit_head", reason: str = "Ghi nhầm.") -> Leave:
    return leaves.withdraw(str(row.pk), reason=reason, by=town.actors[by], at=NOW)


@pytest.mark.parametrize("by", ["unit_officer", "unit_head", "standing_officer"])
def test_a_leave_is_recorded_once_by_who_keeps_it_and_says_in_the_ledger_only_the_days(town: Town, by: str) -> None:
    once(LeaveRecorded, lambda: record(town, by), person=STAFF)
    (row,) = Leave.objects.filter(person__code=STAFF, first_day=FIRST)
    assert (row.kind.code, row.kind.legal_basis) == ("sick", "Nghị định 56/2015/NĐ-CP")
    told = LedgerEntry.objects.filter(type=LeaveRecorded.type).latest("id").payload
    assert not {"sick", "Giấy ra viện số 7"} & set(map(str, told.values()))


@pytest.mark.parametrize(
    ("by", "kind", "code"),
    [
        ("staff", NotAllowed, "leave.not_allowed"),
        ("council_chair", NotAllowed, "leave.not_allowed"),
        ("cluster_lead", NotAllowed, "leave.not_allowed"),
        ("unit_officer.P02", Missing, "leave.nobody"),
        ("nobody", Missing, "leave.nobody"),
    ],
)
def test_nobody_else_records_or_withdraws_it(town: Town, by: str, kind: type[Any], code: str) -> None:
    with refused(kind, code):
        record(town, by)
    row = record(town, "unit_head")
    with refused(NotAllowed if by == "staff" else Missing, "leave.own" if by == "staff" else "leave.missing"):
        withdraw(town, row, by)


def test_what_cannot_be_is_refused_and_nobody_keeps_their_own(town: Town) -> None:
    with refused(NotAllowed, "leave.own"):
        record(town, "unit_officer", person=OFFICER)
    with refused(Invalid, "leave.kind") as no:
        record(town, "unit_head", kind="holiday", last_day=date(2019, 1, 9))
    assert no.codes == ["leave.kind", "leave.days"]
    with refused(Invalid, "leave.too_long"):
        record(town, "unit_head", last_day=date(2029, 1, 9))
    with refused(Invalid, "leave.too_far"):
        record(town, "unit_head", first_day=date(2109, 1, 10), last_day=date(2109, 1, 11))
    with refused(Missing, "leave.nobody"):
        record(town, "unit_head", first_day=date(2017, 12, 31))
    row = record(town, "unit_head")
    for changed in ({"kind": "maternity"}, {"first_day": LAST}, {"first_day": date(2018, 12, 1), "last_day": FIRST}):
        with refused(Invalid, "leave.overlaps"):
            record(town, "unit_head", **changed)
    with refused(Invalid, "leave.reason_needed"):
        withdraw(town, row, reason=" ")
    withdraw(town, row)
    assert recorded(LeaveWithdrawn, leave=str(row.pk)) == 1
    with refused(WrongState, "leave.withdrawn"):
        withdraw(town, row)
    assert record(town, "unit_officer", kind="maternity").kind.exempt


# A month's sheets


def away_all_april(town: Town) -> Leave:
    return record(town, "unit_head", kind="maternity", first_day=date(2019, 3, 15), last_day=date(2019, 9, 14))


def test_what_differs_from_the_records_needs_a_reason(town: Town, officer: Actor) -> None:
    def save(*lines: Line) -> None:
        evaluations.save(town.running, APRIL, "P01", lines, by=officer, at=NOW)

    with refused(Invalid, "evaluation.invalid") as no:
        save(Line(STAFF, absent=True))
    assert no.codes == ["evaluation.absent_unrecorded"]
    away_all_april(town)
    with refused(Invalid, "evaluation.invalid") as no:
        save(Line(STAFF, points(PERSON_MARKS)))
    assert no.codes == ["evaluation.worked_unrecorded"]
    save(Line(STAFF, points(PERSON_MARKS), note="Vẫn làm việc tại nhà theo phân công."))
    save(Line(STAFF, absent=True))
    assert town.evaluation(APRIL, "P01", STAFF).absent


def test_workbooks_follow_the_same_rule(town: Town, officer: Actor) -> None:
    away_all_april(town)
    rows = import_checks.check_evaluations("P01", workbook("P01", APRIL), by=officer).rows
    found = {row.key: [p.path for p in row.problems if p.code == "evaluation.worked_unrecorded"] for row in rows}
    assert found == {"P01": [], person("P01", 1): [], OFFICER: [], STAFF: ["Cá nhân!A4"]}


def test_absences_are_proposed_by_one_click_and_whoever_is_away_is_not_chased(town: Town) -> None:
    officer, head, office = (town.actors[name] for name in ("unit_officer.D01", "unit_head", "standing_officer"))
    campaign = campaigns_of_april(town)
    with refused(Missing, "service.nobody_away"):
        absences.propose(campaign, APRIL, OTHER, by=officer, at=NOW)
    leaves.record(FAR, "maternity", date(2019, 3, 15), date(2019, 9, 14), by=officer, at=NOW)
    found = chase.listing(campaign, APRIL, by=office, at=NOW)
    assert (FAR in {row.subject for row in found.rows}, [row.subject for row in found.away]) == (False, [FAR])
    once(EvaluationsSaved, lambda: absences.propose(campaign, APRIL, OTHER, by=officer, at=NOW), campaign=campaign)
    sheet = evaluations.open_desk(campaign, APRIL, OTHER, by=officer, subjects=()).evaluations[FAR]
    assert (sheet.absent, sheet.layers.get().reason) == (
        True, "Theo sổ theo dõi nghỉ: làm việc 0 trong 19 ngày làm việc của tháng.",
    )  # fmt: skip
    found = chase.listing(campaign, APRIL, by=office, at=NOW)
    assert FAR in {row.subject for row in found.away}
    for by, why in ((office, "Nghỉ thai sản"), (town.actors["council_chair"], "Nghỉ")):
        missing, away = open_book(chase_tables.workbook(found, by=by, at=NOW), "x.xlsx").sheets
        assert FAR not in {missing.cell(number, 4).text for number in range(2, len(missing.rows) + 1)}
        assert [away.cell(2, place).text for place in (1, 2, 4, 5, 6)] == [OTHER, FAR, "0", "19", why]
        assert [day_of(away.cell(2, place)) for place in (7, 8)] == [date(2019, 3, 15), date(2019, 9, 14)]
    with refused(Missing, "evaluation.no_unit"):
        absences.propose(campaign, APRIL, OTHER, by=head, at=NOW)


def campaigns_of_april(town: Town) -> str:
    campaign = draft(town, "THANG-4", starts_on=date(2019, 4, 1), ends_on=date(2019, 4, 30))
    campaigns.launch(campaign, by=town.actors["authority"], at=START)
    return campaign


def test_who_joins_on_the_last_day_of_rest_has_not_served_and_a_mover_served_in_both_units(town: Town) -> None:
    office, campaign = town.actors["standing_officer"], Campaign.objects.get(pk=town.running)
    people.transfer(town.code, STAFF, to_unit="P02", position="", effective_on=date(2019, 3, 11), by=office, at=NOW)
    row = people.StaffRow("MOI", "Lê Văn Mới", "nam", "P02", "Chuyên viên", "Chuyên môn", False, date(2019, 3, 30))
    people.register(town.code, [row], source="tests", by=office, at=NOW)
    posted = {
        one.person_id: one.person.code for one in people.posted(town.code, "P02", Month.parse("2019-03").last_day)
    }
    facts = {posted[one]: found for one, found in of_month(campaign, posted, "2019-03").items()}
    assert facts["MOI"].absent
    assert facts["MOI"].joined == date(2019, 3, 30)
    assert facts[STAFF].service.worked == {"P01": 6, "P02": 15}
    assert not facts[person("P02", 1)].noteworthy


# A campaign's ranking


CEILING = {"from_months": 1, "below_months": 2, "veto": "VN"}


def capped(town: Town, **changed: Any) -> str:
    """A scheme of people with a cap of the grade, and the months that it asks for."""
    cap = {"code": "VN", "title": {"vi": "Nghỉ dài ngày"}, "effect": "cap_grade", "grade": "C"}
    definition = {**town.scheme, "code": "co-tran", "vetoes": [cap, *town.scheme["vetoes"]], "minimum_months": 2}
    schemes.publish({**definition, **changed}, by=town.actors["standing_officer"], at=START)
    return "co-tran"


def scored(run: Year, month: str, *lines: Line) -> None:
    who = [Line(person("P01", n), points(PERSON_MARKS, B1="30")) for n in (1, 2)]
    run.score(month, "P01", *who, *lines, B1="20")
    run.score(month, "P02", *(Line(person("P02", n), points(PERSON_MARKS)) for n in (1, 2, 3)), B1="20")
    run.close(month)


def test_a_year_caps_who_was_away_and_spares_the_mother_and_can_be_computed_again(
    town: Town, disk: None, tmp_path: Path
) -> None:
    policy = {"service": {"kinds": {"sick": "away"}, "ceilings": [CEILING], "legal_basis": "Điều 2 Nghị định 90/2020"}}
    run = year(town, person_scheme=(capped(town), 1), policy=policy)
    scored(run, "2019-01", Line(STAFF, points(PERSON_MARKS)))
    leaves.record(person("P01", 2), "sick", FIRST, LAST, by=town.actors["unit_head"], at=NOW)
    leaves.record(STAFF, "maternity", date(2019, 2, 1), date(2019, 7, 31), by=town.actors["unit_officer"], at=NOW)
    scored(run, "2019-02", Line(STAFF, absent=True))
    table = run.finish(Ranking.PEOPLE)
    assert (table[person("P01", 1)].grade, table[person("P01", 2)].grade) == ("B", "C")
    assert (table[STAFF].unranked_because, table[STAFF].grade, table[STAFF].rank is None) == ("", "B", False)
    assert table[person("P01", 2)].inputs["service"] == {
        "exempt": False, "vetoes": ["VN"], "served": "5/6", "away": "1.1", "legal_basis": "Điều 2 Nghị định 90/2020",
    }  # fmt: skip
    assert "service" not in table[person("P01", 1)].inputs
    told = explanations.explain(table[STAFF])
    assert list(telling.service_lines(told, Voice())) == [
        "Được xếp hạng theo thời gian làm việc thực tế dù chưa đủ số tháng. Điều 2 Nghị định 90/2020"
    ]
    told = explanations.explain(table[person("P01", 2)])
    assert [veto["code"] for veto in told["vetoes_applied"]] == ["VN"]
    assert list(telling.service_lines(told, Voice(commas=True))) == [
        "Nghỉ không tham gia công tác 1,1 tháng nên áp dụng điều kiện VN. Điều 2 Nghị định 90/2020"
    ]
    row = ranking(run, Ranking.PEOPLE)
    again = rankings.replay(row)
    assert again is not None
    assert (again.inputs["exempt"], again.result_digest) == ([STAFF], row.result_digest)
    export_all(run)
    found = column_files.verify(row)
    assert (found.differences, found.core) == ([], "columns")
    scheme = scheme_of(row.campaign.person_scheme)
    said = bundles.content(scheme, again, salt="muối")
    assert STAFF not in said.inputs
    packed = bundles.write(bundles.About({"id": "1"}), scheme.to_data(), said)
    assert bundles.replay_bytes(packed).ok


def test_who_served_less_than_the_law_asks_is_not_rated_and_the_line_says_so_with_its_article(
    town: Town, disk: None
) -> None:
    rule = {"minimum_months": 1, "kinds": {"elsewhere": "elsewhere"}, "legal_basis": "Điều 2 Nghị định 90/2020"}
    run = year(town, person_scheme=(capped(town, minimum_months=1), 1), policy={"service": rule})
    office, late, moved = town.actors["standing_officer"], date(2019, 2, 8), date(2019, 2, 11)
    for code, name in (("MOI", "Lê Văn Mới"), ("CHUYEN", "Phạm Văn Chuyển"), ("ME", "Vũ Thị Mẹ")):
        row = people.StaffRow(
            code, name, "nam", "P01", "Chuyên viên", "Chuyên môn", False, moved if code == "CHUYEN" else late
        )
        people.register(town.code, [row], source="tests", by=office, at=NOW)
    scored(run, "2019-01", Line(STAFF, points(PERSON_MARKS)))
    newcomers = [Line(code, points(PERSON_MARKS)) for code in ("MOI", "CHUYEN", "ME")]
    scored(run, "2019-02", Line(STAFF, points(PERSON_MARKS)), *newcomers)
    with refused(Missing, "leave.nobody"):
        record(town, "unit_head", person="CHUYEN", kind="sick", first_day=date(2019, 1, 1), last_day=date(2019, 2, 10))
    record(town, "unit_head", person="CHUYEN", kind="elsewhere", first_day=date(2019, 1, 1), last_day=date(2019, 2, 10))
    record(town, "unit_head", person="ME", kind="maternity", first_day=date(2019, 2, 27), last_day=date(2019, 8, 27))
    table = run.finish(Ranking.PEOPLE)
    assert {code: table[code].unranked_because for code in ("MOI", "CHUYEN", "ME", STAFF)} == {
        "MOI": "short_service", "CHUYEN": "", "ME": "", STAFF: "",
    }  # fmt: skip
    assert (table["MOI"].grade, table["MOI"].rank, table["MOI"].score is None) == ("", None, False)
    told = "Công tác 0 tháng 21 ngày trong năm, chưa đủ 1 tháng nên không đánh giá, xếp loại. Điều 2 Nghị định 90/2020"
    assert list(telling.service_lines(explanations.explain(table["MOI"]), Voice(commas=True))) == [told]
    row = ranking(run, Ranking.PEOPLE)
    again = rankings.replay(row)
    assert again is not None
    assert (again.inputs["minimum_service"], again.inputs["served"], again.result_digest) == (
        {"months": "1", "legal_basis": "Điều 2 Nghị định 90/2020"}, {"MOI": "0.7", "ME": "19/30"}, row.result_digest,
    )  # fmt: skip
    export_all(run)
    assert column_files.verify(row).differences == []
    said = bundles.content(scheme_of(row.campaign.person_scheme), again, salt="muối")
    assert "MOI" not in said.inputs
    board = boards.ranking(run.id, boards.Wish(subjects=Ranking.PEOPLE, month=""), by=office, at=NOW)
    assert {line.subject: line.service for line in board.rows}["MOI"] == table["MOI"].inputs["service"]
    assert (
        derivations.of_subject(run.id, Ranking.PEOPLE, "MOI", by=office, at=NOW).service
        == table["MOI"].inputs["service"]
    )


def test_the_law_of_the_last_day_is_frozen_at_launch_and_must_fit_the_scheme(town: Town, chair: Actor) -> None:
    service = Campaign.objects.get(pk=town.running).policy["service"]
    assert (service["legal_basis"], service["exempt"], service["ceilings"]) == (
        "Nghị định 56/2015/NĐ-CP", ["maternity"], [],
    )  # fmt: skip
    late = {"starts_on": date(2023, 1, 1), "ends_on": date(2023, 12, 31)}
    with refused(Invalid, "campaign.not_ready") as no:
        campaigns.launch(draft(town, "NAM-2023", **late), by=chair, at=START)
    assert (no.codes, no.paths) == (["campaign.service_veto"], ["policy.service.ceilings[0].veto"])
    own = draft(town, "NAM-2023-A", policy={"service": {"ceilings": [], "kinds": {"sabbatical": "away"}}}, **late)
    with refused(Invalid, "campaign.not_ready") as no:
        campaigns.launch(own, by=chair, at=START)
    assert no.codes == ["campaign.service_kind"]
    quarter = {**late, "starts_on": date(2023, 10, 1), "ends_on": date(2023, 11, 30)}
    short = draft(town, "NAM-2023-C", policy={"service": {"ceilings": [], "minimum_months": 6}}, **quarter)
    with refused(Invalid, "campaign.not_ready") as no:
        campaigns.launch(short, by=chair, at=START)
    assert no.codes == ["campaign.service_minimum"]
    lawful = draft(town, "NAM-2023-D", policy={"service": {"ceilings": []}}, **quarter)
    assert campaigns.launch(lawful, by=chair, at=START).policy["service"]["minimum_months"] == 0
    fitting = draft(town, "NAM-2023-B", person_scheme=(capped(town), 1), **late)
    frozen = campaigns.launch(fitting, by=chair, at=START).policy["service"]
    assert (frozen["ceilings"], frozen["kinds"]["sick"], frozen["minimum_months"]) == (
        [{"from_months": 3, "below_months": 6, "veto": "VN"}], "away", 6,
    )  # fmt: skip
