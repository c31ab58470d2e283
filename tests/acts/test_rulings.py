"""Rulings through the acts: who is not ranked, which groups have the exceptional share, and where that is felt."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from emulation import bundles, campaigns, publications, rankings, revisions, rollup_snapshots, rulings, visibility
from emulation.evaluations import Line
from emulation.events import RankingRulingLifted, RankingRulingMade
from emulation.models import Ranking, RankingRuling, Rollup, Standing
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.acts.test_rankings import Year, total, year
from tests.acts.test_rollups import agree, board, place, settle
from tests.world import NOW, PERSON_MARKS, Town, World, person, points

JANUARY, FEBRUARY = "2019-01", "2019-02"
UNITS, PEOPLE = Ranking.UNITS, Ranking.PEOPLE


@pytest.fixture
def council(town: Town) -> Actor:
    return town.actors["council_chair"]


@pytest.fixture
def run(town: Town) -> Year:
    return year(town)


def rule(run: Year, target: str, subjects: str = UNITS, kind: str = "unranked", **more: Any) -> RankingRuling:
    asked = {"reason": "Mới thành lập.", "by": run.town.actors["authority"], "at": NOW, **more}
    return rulings.decide(run.id, subjects, kind, target, **asked)


def staff(unit: str, *b1: str) -> list[Line]:
    best = {"B2": "25", "B3": "15", "C1": "5"}
    return [Line(person(unit, n), points(PERSON_MARKS, **best, B1=text)) for n, text in enumerate(b1, start=1)]


def grades(rows: dict[str, Standing]) -> dict[str, str]:
    return {code: row.grade for code, row in rows.items()}


# What a ruling does to rankings


def test_who_is_not_eligible_is_scored_and_graded_but_has_no_place_and_moves_nobody(run: Year) -> None:
    rule(run, "P02")
    for unit, b1 in (("P01", "20"), ("P02", "28"), ("D01", "15")):
        run.score(JANUARY, unit, B1=b1)
    rows = run.close(JANUARY)
    assert {code: (row.rank, row.rank_in_cluster) for code, row in rows.items()} == {
        "P01": (1, 1), "P02": (None, None), "D01": (2, 1),
    }  # fmt: skip
    assert (rows["P02"].score, rows["P02"].unranked_because) == (total(B1="28"), "not_eligible")
    assert rows["P02"].grade == rows["P01"].grade != ""
    assert rows["P02"].inputs["month_score"]


def test_who_is_not_eligible_and_handed_nothing_in_gets_no_grade_and_no_month(run: Year) -> None:
    rule(run, "P02")
    run.score(JANUARY, "P01", B1="20")
    row = run.close(JANUARY)["P02"]
    assert (row.rank, row.grade, row.unranked_because, row.inputs.get("month_score")) == (None, "", "incomplete", None)


def test_a_group_with_the_exceptional_share_may_hold_more_of_the_best_grade(run: Year) -> None:
    for unit in ("P01", "P02"):
        run.score(JANUARY, unit, *staff(unit, "30", "29", "28"), B1="20")
    rule(run, "P01", PEOPLE, "exceptional", legal_basis="Quy định 3814-QĐ/TU")
    found = grades(run.close(JANUARY, PEOPLE))
    best = sorted(code for code, grade in found.items() if grade == "A")
    assert best == [person("P01", 1)]


def test_a_ruling_after_a_month_was_ranked_counts_for_the_campaign_and_for_revisions(
    run: Year, town: Town, office: Actor
) -> None:
    for unit, b1 in (("P01", "20"), ("P02", "28")):
        run.score(JANUARY, unit, B1=b1)
    assert run.close(JANUARY)["P02"].rank == 1
    rule(run, "P02")
    assert run.table(JANUARY)["P02"].rank == 1
    month = Ranking.objects.get(campaign=run.id, month__month=JANUARY, subjects=UNITS)
    revision = revisions.recompute(str(month.pk), reason="Theo quyết định.", by=office, at=NOW)
    assert revision.standings.get(subject="P02").unranked_because == "not_eligible"
    (changed,) = [change for change in revisions.changes_of(revision) if change.subject == "P02"]
    assert [line.path for line in changed.inputs] == ["unranked"]
    run.score(FEBRUARY, "P01", B1="20")
    run.close(FEBRUARY)
    final = run.finish()
    assert (final["P01"].rank, final["P02"].rank, final["P02"].score) == (1, None, total(B1="28"))


def test_a_lifted_ruling_is_not_handed_on(run: Year, council: Actor) -> None:
    rulings.lift(str(rule(run, "P02").pk), reason="Đã đủ thời gian.", by=council, at=NOW)
    run.score(JANUARY, "P02", B1="28")
    assert run.close(JANUARY)["P02"].rank == 1


def test_rulings_stand_in_the_frozen_inputs_and_replay_needs_nothing_else(run: Year, council: Actor) -> None:
    for unit in ("P01", "P02"):
        run.score(JANUARY, unit, *staff(unit, "30", "29", "28"), B1="20")
    rows = [rule(run, person("P02", 2), PEOPLE), rule(run, "P01", PEOPLE, "exceptional"), rule(run, "P01")]
    run.close(JANUARY)
    for row in rows:
        rulings.lift(str(row.pk), reason="Nhầm.", by=council, at=NOW)
    for subjects in (UNITS, PEOPLE):
        kept = Ranking.objects.get(campaign=run.id, month__month=JANUARY, subjects=subjects)
        again = rankings.replay(kept)
        assert again is not None
        assert (again.inputs_digest, again.result_digest) == (kept.inputs_digest, kept.result_digest)
        assert publications.verify(kept).findings == ()
    assert rankings.unpacked(kept.inputs)["unranked"] == [person("P02", 2)]
    assert rankings.unpacked(kept.inputs)["exceptional"] == ["P01"]


def test_a_bundle_of_people_names_neither_the_unranked_nor_the_exceptional_group(run: Year, office: Actor) -> None:
    for unit in ("P01", "P02"):
        run.score(JANUARY, unit, *staff(unit, "30", "29", "28"), B1="20")
    rule(run, person("P02", 2), PEOPLE)
    rule(run, "P01", PEOPLE, "exceptional")
    run.close(JANUARY)
    kept = Ranking.objects.get(campaign=run.id, month__month=JANUARY, subjects=PEOPLE)
    publications.publish(str(kept.pk), by=office, at=NOW)
    data = publications.bundle(publications.find(str(kept.pk), by=office))
    report = bundles.replay_bytes(data)
    assert report.ok, report.lines
    inputs = bundles.content(*_scheme_and_replay(kept), salt=publications.salt_of(kept)).inputs
    assert '"unranked":["p-' in inputs
    assert '"exceptional":["g-' in inputs
    assert not [code for code in (person("P02", 2), "P01", "P02") if f'"{code}"'.encode() in data]


def _scheme_and_replay(kept: Ranking) -> tuple[Any, Any]:
    version = rankings.version_of(kept.campaign, kept.subjects)
    assert version is not None
    return rankings.scheme_of(version), rankings.replay(kept)


# The live board


def test_the_board_follows_a_ruling_at_once_and_forgets_it_when_it_is_lifted(run: Year, council: Actor) -> None:
    for unit, b1 in (("P01", "20"), ("P02", "28"), ("D01", "15")):
        run.score(JANUARY, unit, B1=b1)
    before = board(run)
    row = rule(run, "P02")
    aside = board(run)
    assert {code: (one.rank, one.reason) for code, one in aside.items()} == {
        "P01": (1, ""), "P02": (None, "not_eligible"), "D01": (2, ""),
    }  # fmt: skip
    assert (aside["P02"].score, aside["P02"].grade) == (before["P02"].score, before["P02"].grade)
    assert agree(run)
    rulings.lift(str(row.pk), reason="Nhầm.", by=council, at=NOW)
    assert board(run) == before
    assert agree(run)


def test_who_was_ruled_out_before_the_first_sheet_stands_aside_when_it_comes(run: Year) -> None:
    rule(run, "P02")
    rule(run, person("P02", 1), PEOPLE)
    assert board(run) == {}
    run.score(JANUARY, "P02", *staff("P02", "30", "29"), B1="28")
    assert board(run)["P02"].reason == "not_eligible"
    assert {code: row.rank for code, row in board(run, PEOPLE).items()} == {person("P02", 1): None, person("P02", 2): 1}
    assert agree(run)
    Rollup.objects.filter(board__campaign=run.id).delete()
    rollup_snapshots.rebuild(run.id)
    assert board(run)["P02"].reason == "not_eligible"
    assert agree(run)


def test_a_board_that_forgot_a_ruling_is_told_apart(run: Year) -> None:
    run.score(JANUARY, "P02", B1="28")
    rule(run, "P02")
    Rollup.objects.filter(board__campaign=run.id, subject="P02").update(aside=False)
    assert not agree(run)


def test_the_board_with_rulings_is_the_ranking_of_each_month_and_of_the_campaign(run: Year) -> None:
    rule(run, "P02")
    rule(run, person("P01", 1), PEOPLE)
    for month, b1 in ((JANUARY, "20"), (FEBRUARY, "29")):
        run.score(month, "P01", *staff("P01", "30", "29", "28"), B1=b1)
        for unit in ("P02", "D01"):
            run.score(month, unit, B1="25")
        if month == FEBRUARY:
            rule(run, "P01")
        live = {subjects: board(run, subjects, month=month) for subjects in (UNITS, PEOPLE)}
        run.close(month)
        settle(run, month)
        for subjects, rows in live.items():
            table = run.table(month, subjects)
            assert {code: (row.score, row.rank, row.reason) for code, row in rows.items()} == {
                code: (row.score, row.rank, row.unranked_because) for code, row in table.items() if code in rows
            }
            assert board(run, subjects, month=month) == rows
    assert (board(run, month=JANUARY)["P01"].rank, board(run)["P01"].rank) == (2, None)
    units, people = run.finish(), run.table("", PEOPLE)
    for table, subjects in ((units, UNITS), (people, PEOPLE)):
        # All but the grade, which the board tells before quotas.
        shown = {code: place(row)[:-1] for code, row in board(run, subjects).items()}
        assert shown == {code: place(row)[:-1] for code, row in table.items()}
    assert agree(run)


# Who may rule, and about whom


def test_a_ruling_is_told_once_and_repeating_it_changes_nothing(run: Year) -> None:
    once(RankingRulingMade, lambda: rule(run, "P02"), campaign=run.id, target="P02", kind="unranked")
    with refused(WrongState, "ruling.in_force"):
        rule(run, "P02", reason="Lý do khác.")


def test_a_ruling_is_lifted_once_with_a_reason_by_somebody_else(run: Year, chair: Actor, council: Actor) -> None:
    row = rule(run, "P02")
    with refused(NotAllowed, "ruling.own_decision"):
        rulings.lift(str(row.pk), reason="Nhầm.", by=chair, at=NOW)
    with refused(Invalid, "ruling.reason_needed") as no:
        rulings.lift(str(row.pk), reason=" ", by=council, at=NOW)
    assert no.paths == ["reason"]
    rulings.lift(str(row.pk), reason="Nhầm.", by=council, at=NOW)
    assert recorded(RankingRulingLifted, ruling=str(row.pk), reason="Nhầm.") == 1
    with refused(WrongState, "ruling.lifted"):
        rulings.lift(str(row.pk), reason="Nhầm.", by=council, at=NOW)
    assert rule(run, "P02").pk != row.pk


def test_the_database_holds_that_a_ruling_is_lifted_by_another_and_never_changes_otherwise(
    run: Year, council: Actor
) -> None:
    row = rule(run, "P02")
    rows = RankingRuling.objects.filter(pk=row.pk)
    for change in (
        {"lifted_by_id": row.decided_by_id, "lifted_at": NOW, "lift_reason": "Nhầm."},
        {"lifted_at": NOW},
        {"reason": "Khác."},
        {"target": "P01"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    rulings.lift(str(row.pk), reason="Nhầm.", by=council, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(lift_reason="Khác.")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize("role", ["standing_officer", "council_member", "council_secretary", "inspector", "clerk"])
def test_only_those_who_declare_results_official_rule_and_lift(run: Year, town: Town, role: str) -> None:
    with refused(NotAllowed, "ruling.not_allowed"):
        rule(run, "P02", by=town.actors[role])
    row = rule(run, "P02")
    with refused(NotAllowed, "ruling.not_allowed"):
        rulings.lift(str(row.pk), reason="Nhầm.", by=town.actors[role], at=NOW)


def test_another_authority_finds_neither_campaign_nor_ruling(run: Year, world: World) -> None:
    theirs = world.away.actors["authority"]
    with refused(Missing, "campaign.missing"):
        rule(run, "P02", by=theirs)
    with refused(Missing, "ruling.missing"):
        rulings.lift(str(rule(run, "P02").pk), reason="Nhầm.", by=theirs, at=NOW)


@pytest.mark.parametrize(
    ("subjects", "kind", "target", "code", "path"),
    [
        (UNITS, "unranked", "P99", "ruling.unknown_subject", "target"),
        (UNITS, "unranked", "HK", "ruling.unknown_subject", "target"),
        (UNITS, "unranked", person("P01", 1), "ruling.unknown_subject", "target"),
        (PEOPLE, "unranked", "P01", "ruling.unknown_subject", "target"),
        (PEOPLE, "unranked", "", "ruling.unknown_subject", "target"),
        (UNITS, "exceptional", "CUM-1", "ruling.no_exceptional_share", "kind"),
        (PEOPLE, "exceptional", "CUM-1", "ruling.unknown_group", "target"),
        (PEOPLE, "exceptional", "HK", "ruling.unknown_group", "target"),
        (PEOPLE, "loại khác", "P01", "ruling.kind", "kind"),
        ("clusters", "unranked", "CUM-1", "ruling.subjects", "subjects"),
    ],
)
def test_a_ruling_about_nothing_that_is_ranked_is_refused(
    run: Year, subjects: str, kind: str, target: str, code: str, path: str
) -> None:
    with refused(Invalid, code) as no:
        rule(run, target, subjects, kind)
    assert no.paths == [path]


def test_a_campaign_without_a_scheme_for_people_has_nothing_to_rule_about_them(town: Town) -> None:
    run = year(town, person_scheme=None)
    with refused(Invalid, "ruling.subjects"):
        rule(run, person("P01", 1), PEOPLE)


def test_a_ruling_says_why(run: Year) -> None:
    with refused(Invalid, "ruling.reason_needed"):
        rule(run, "P02", reason="\n ")


def test_nothing_is_ruled_in_a_draft_or_a_cancelled_campaign_but_still_in_a_closed_one(
    run: Year, town: Town, chair: Actor
) -> None:
    for stage, state in (("draft", "draft"), ("suspended", "cancelled")):
        if state == "cancelled":
            campaigns.cancel(town.stages[stage], reason="Không còn phù hợp.", by=chair, at=NOW)
        with refused(WrongState, "ruling.nothing_ranked"):
            rulings.decide(town.stages[stage], UNITS, "unranked", "P02", reason="Vì.", by=chair, at=NOW)
    made = rulings.decide(town.stages["closed"], UNITS, "unranked", "P02", reason="Vì.", by=chair, at=NOW)
    assert made.lifted_at is None


@pytest.mark.parametrize(
    ("subjects", "kind", "target"),
    [
        (UNITS, "unranked", "P01"),
        (PEOPLE, "unranked", person("P01", 3)),
        (PEOPLE, "unranked", person("P01", 1)),
        (PEOPLE, "exceptional", "P01"),
    ],
)
def test_nobody_rules_over_themselves_their_colleagues_or_their_unit(
    run: Year, chair: Actor, council: Actor, subjects: str, kind: str, target: str
) -> None:
    colleague = replace(chair, person=person("P01", 3))
    with refused(NotAllowed, "ruling.own"):
        rule(run, target, subjects, kind, by=colleague)
    row = rule(run, target, subjects, kind, by=council)
    with refused(NotAllowed, "ruling.own"):
        rulings.lift(str(row.pk), reason="Nhầm.", by=colleague, at=NOW)
    assert rule(run, "P02", by=colleague).target == "P02"


def test_staff_see_rulings_about_themselves_and_units_those_of_their_own(run: Year, town: Town) -> None:
    made = {target: rule(run, target, PEOPLE) for target in (person("P01", 3), person("P01", 1), person("D01", 3))}
    made |= {unit: rule(run, unit) for unit in ("P01", "D01")}
    seen = {
        name: {row.target for row in visibility.rulings(town.actors[name], local_date(NOW)).filter(campaign=run.id)}
        for name in ("staff", "unit_head", "inspector", "clerk")
    }
    assert seen == {
        "staff": {person("P01", 3)},
        "unit_head": {"P01", person("P01", 1), person("P01", 3)},
        "inspector": set(made),
        "clerk": set(),
    }
