"""Figures that are carried forward from a closed month that is corrected: the months after it are revised with it."""

import json
from datetime import date
from typing import Any

import pytest

from emulation import corrections, evaluations, publications, revisions, schemes
from emulation.desks import Line
from emulation.events import EvaluationCorrected, RankingRevised, RankingRevisionDiscarded
from emulation.models import Evaluation, Ranking
from emulation.models.rankings import IN_FORCE
from emulation.rules.revisions import InputChange
from kernel.actors import Actor
from kernel.errors import Invalid, WrongState
from tests.acts.conftest import recorded, refused
from tests.acts.test_rankings import Year, total, year
from tests.world import NOW, PRESETS, START, UNIT_MARKS, Town, event, launch, points

AT: dict[str, Any] = {"at": NOW}
JANUARY, FEBRUARY, MARCH = "2019-01", "2019-02", "2019-03"


def carrying(part: dict[str, Any]) -> dict[str, Any]:
    """A part of a scheme whose leaves are carried forward where the scheme said nothing of what is missing."""
    if "children" in part:
        return {**part, "children": [carrying(child) for child in part["children"]]}
    return {"missing": "carry", **part}


@pytest.fixture
def closed(town: Town, office: Actor) -> Year:
    """Three closed months. P02 is appraised in January alone and carried forward after it; P01 and D01 have all sheets."""
    preset = json.loads((PRESETS / "hanoi-3814-unit.json").read_text(encoding="utf-8"))
    components = [carrying(part) for part in preset["components"]]
    changed = {"code": "chuyen-sang", "minimum_months": 1, "components": components}
    schemes.publish({**preset, **changed}, by=office, at=START)
    run = year(town, date(2019, 4, 30), unit_scheme=("chuyen-sang", 1))
    run.score(JANUARY, "P02", B1="28")
    for month in (JANUARY, FEBRUARY, MARCH):
        run.score(month, "P01", B1="20")
        run.score(month, "D01", B1="24")
        run.close(month)
    return run


def of_month(run: Year, month: str, *states: str) -> Ranking | None:
    wanted = {"month__month": month} if month else {"month": None}
    rows = Ranking.objects.filter(campaign=run.id, subjects=Ranking.UNITS, state__in=states or IN_FORCE, **wanted)
    return rows.first()


def shadow(run: Year, month: str) -> Ranking:
    row = of_month(run, month, "shadow")
    assert row is not None, month
    return row


def correct(run: Year, unit: str, month: str, by: Actor, other: Actor, **scores: str) -> None:
    line = Line("", points(scores), None, note="Thanh tra kết luận lại.")
    row = corrections.correct(run.id, month, unit, line, by=by, **AT)
    corrections.approve(str(row.pk), by=other, **AT)
    revisions.follow_correction(event(EvaluationCorrected, correction=str(row.pk)), NOW)


def waiting(run: Year) -> list[str]:
    rows = Ranking.objects.filter(campaign=run.id, subjects=Ranking.UNITS, state="shadow")
    return sorted(row.month.month if row.month else "" for row in rows.select_related("month"))


def test_what_a_correction_changes_for_the_months_that_carry_it_forward_is_revised_in_all_of_them(
    closed: Year, office: Actor, chair: Actor
) -> None:
    before = {month: closed.table(month)["P02"] for month in (JANUARY, FEBRUARY, MARCH)}
    assert {(row.score, row.rank) for row in before.values()} == {(total(B1="28"), 1)}
    correct(closed, "P02", JANUARY, office, chair, B1="21")
    assert waiting(closed) == [JANUARY, FEBRUARY, MARCH]
    for month, path in ((JANUARY, "sheets.B1"), (FEBRUARY, "previous.B1"), (MARCH, "previous.B1")):
        row = shadow(closed, month)
        own = {change.subject: change for change in revisions.changes_of(row)}["P02"]
        assert own.inputs == (InputChange(path, "28", "21"),)
        assert own.after is not None
        assert row.standings.get(subject="P02").score == total(B1="21")
        assert (row.reason, str(row.asked_by_id)) == ("Thanh tra kết luận lại.", office.account)
        assert publications.verify(row).ok


def test_a_correction_that_nobody_carries_forward_revises_its_own_month_alone(
    closed: Year, office: Actor, chair: Actor
) -> None:
    correct(closed, "P01", JANUARY, office, chair, B1="27")
    assert waiting(closed) == [JANUARY]


def test_a_correction_is_carried_on_until_a_month_has_a_sheet_of_its_own(
    town: Town, closed: Year, office: Actor, chair: Actor
) -> None:
    closed.score("2019-04", "P02", B1="25")
    closed.score("2019-04", "P01", B1="20")
    closed.close("2019-04")
    correct(closed, "P02", JANUARY, office, chair, B1="21")
    assert waiting(closed) == [JANUARY, FEBRUARY, MARCH]


def test_a_scheme_that_carries_nothing_revises_no_later_month(town: Town, office: Actor, chair: Actor) -> None:
    run = year(town)
    for month in (JANUARY, FEBRUARY):
        run.score(month, "P02", B1="28")
        run.close(month)
    correct(run, "P02", JANUARY, office, chair, B1="21")
    assert waiting(run) == [JANUARY]


def test_a_revision_is_not_applied_before_that_of_the_month_it_carries_from(
    closed: Year, office: Actor, chair: Actor
) -> None:
    correct(closed, "P02", JANUARY, office, chair, B1="21")
    with refused(WrongState, "revision.other_month_before"):
        revisions.apply_revision(str(shadow(closed, FEBRUARY).pk), reason="vì", by=chair, **AT)
    for month in (JANUARY, FEBRUARY, MARCH):
        revisions.apply_revision(str(shadow(closed, month).pk), reason="vì", by=chair, **AT)
    for month in (JANUARY, FEBRUARY, MARCH):
        row = of_month(closed, month)
        assert row is not None
        assert (row.revision, row.state) == (2, "published")
        assert row.standings.get(subject="P02").score == total(B1="21")


def test_a_discarded_revision_takes_those_that_carry_forward_from_it_and_the_campaigns_with_it(
    closed: Year, office: Actor, chair: Actor
) -> None:
    closed.close("2019-04")
    closed.finish()
    correct(closed, "P02", JANUARY, office, chair, B1="21")
    assert waiting(closed) == ["", JANUARY, FEBRUARY, MARCH, "2019-04"]
    assert str(shadow(closed, FEBRUARY).pk) in shadow(closed, "").sources
    revisions.discard_revision(str(shadow(closed, JANUARY).pk), reason="Chưa đủ căn cứ.", by=chair, **AT)
    assert waiting(closed) == []
    assert recorded(RankingRevisionDiscarded, authority=closed.town.code) == 5


def test_a_month_that_was_corrected_itself_keeps_its_revision_without_what_was_carried(
    closed: Year, office: Actor, chair: Actor
) -> None:
    correct(closed, "P02", JANUARY, office, chair, B1="21")
    correct(closed, "P01", FEBRUARY, office, chair, B1="27")
    row = shadow(closed, FEBRUARY)
    assert {row.standings.get(subject=code).score for code in ("P01", "P02")} == {total(B1="27"), total(B1="21")}
    revisions.discard_revision(str(shadow(closed, JANUARY).pk), reason="Chưa đủ căn cứ.", by=chair, **AT)
    assert waiting(closed) == [FEBRUARY]
    row = shadow(closed, FEBRUARY)
    assert {row.standings.get(subject=code).score for code in ("P01", "P02")} == {total(B1="27"), total(B1="28")}
    revisions.apply_revision(str(row.pk), reason="vì", by=chair, **AT)


def test_following_a_correction_twice_makes_every_revision_once(closed: Year, office: Actor, chair: Actor) -> None:
    correct(closed, "P02", JANUARY, office, chair, B1="21")
    revisions.follow_correction(event(EvaluationCorrected, campaign=closed.id), NOW)
    assert recorded(RankingRevised, campaign=closed.id) == 3


def test_a_month_computed_again_takes_those_that_carry_forward_from_it_with_it(
    closed: Year, office: Actor, chair: Actor
) -> None:
    line = Line("", points({"B1": "21"}), None, note="vì")
    row = corrections.correct(closed.id, JANUARY, "P02", line, by=office, **AT)
    corrections.approve(str(row.pk), by=chair, **AT)
    january = of_month(closed, JANUARY)
    assert january is not None
    revisions.recompute(str(january.pk), reason="Kiểm tra.", by=office, **AT)
    assert waiting(closed) == [JANUARY, FEBRUARY, MARCH]


def test_a_sheet_that_lacks_what_the_month_before_has_is_handed_in_once_that_month_is_ranked(closed: Year) -> None:
    after = launch(closed.town, "SAU", ends_on=date(2019, 3, 31), unit_scheme=("chuyen-sang", 1))
    run = Year(closed.town, after)
    run.score(JANUARY, "P01", B1="21")
    lacking = {code: text for code, text in UNIT_MARKS.items() if code != "B1"}
    by = run.of("unit_officer", "P01")
    evaluations.save(run.id, FEBRUARY, "P01", [Line("", points(lacking))], by=by, **AT)
    with refused(Invalid, "evaluation.invalid") as found:
        evaluations.submit(run.id, FEBRUARY, "P01", by=by, **AT)
    assert found.codes == ["sheet.missing"]
    run.close(JANUARY)
    assert evaluations.submit(run.id, FEBRUARY, "P01", by=by, **AT) == 1
    evaluations.confirm(run.id, FEBRUARY, "P01", by=run.of("unit_head", "P01"), **AT)
    adjusted = Line("", points({"B2": "17"}), None, note="Trừ hồ sơ quá hạn.")
    evaluations.appraise(run.id, FEBRUARY, "P01", lines=[adjusted], by=run.town.actors["standing_officer"], **AT)
    row = Evaluation.objects.get(campaign=run.id, month__month=FEBRUARY, unit__code="P01", person=None)
    assert "B1" not in row.scores
    assert row.total == total(B1="21", B2="17") == run.close(FEBRUARY)["P01"].score
