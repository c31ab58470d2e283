"""Peer scores: laid down by those who may, nobody scores themselves, figures stand beside the sheet or come into it."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from emulation import evaluations, peers, visibility
from emulation.boards import evaluations as boards
from emulation.events import PeersAssigned, PeerScored
from emulation.models import Campaign, PeerAssignment, PeerScore
from emulation.rules.periods import local_date
from emulation.rules.policies import parse_policy
from emulation.rules.sheets import NOT_APPLICABLE
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, refused
from tests.world import CONFIRMED, DRAFTED, NOW, SUBMITTED, Town, World, person

UNITS, PEOPLE = "units", "people"


@pytest.fixture(autouse=True)
def policy(town: Town) -> None:
    said = {
        "units": {"mode": "criterion", "criteria": ["B3"], "minimum": 1},
        "people": {"mode": "advice", "minimum": 2},
    }
    Campaign.objects.filter(pk=town.running).update(policy=parse_policy({"peers": said}).to_data())


def assign(town: Town, by: Actor, *pairs: tuple[str, str], kind: str = UNITS) -> int:
    return peers.assign(town.running, kind, pairs, by=by, at=NOW)


def score(row: PeerAssignment, by: Actor, month: str = CONFIRMED, note: str = "", **marks: Any) -> PeerScore:
    scores = {code: mark if mark is NOT_APPLICABLE else Decimal(mark) for code, mark in marks.items()}
    return peers.score(row.pk, month, scores, note=note, by=by, at=NOW)


def pair(scorer: str, target: str) -> PeerAssignment:
    return PeerAssignment.objects.get(
        scorer=scorer, target=target, campaign__code="VHCS-2019", campaign__authority="hoan-kiem"
    )


def test_the_standing_officer_anywhere_and_a_lead_in_the_own_cluster_say_who_scores_whom(
    town: Town, office: Actor, head: Actor, world: World
) -> None:
    lead = town.actors["cluster_lead"]
    whole = peers.within_cluster(Campaign.objects.get(pk=town.running), "CUM-1")
    assert sorted(whole) == [("P01", "P02"), ("P02", "P01")]
    once(PeersAssigned, lambda: assign(town, lead, *whole), campaign=town.running)
    with refused(NotAllowed, "peers.not_allowed"):
        assign(town, lead, ("P01", "D01"))
    with refused(NotAllowed, "peers.not_allowed"):
        assign(town, head, ("P01", "P02"))
    assert assign(town, office, ("P01", "D01"), ("P01", "P02")) == 1
    with refused(Invalid, "peers.invalid") as no:
        assign(town, office, ("P01", "P01"), ("P99", "P02"))
    assert (no.codes, no.paths) == (["peers.oneself", "peers.unknown"], ["pairs[0]", "pairs[1]"])
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerAssignment.objects.filter(scorer="P01").update(target="P01")
    with refused(Missing, "campaign.missing"):
        assign(town, world.away.actors["standing_officer"], ("P01", "P02"))


def test_units_score_by_their_own_people_and_only_sheets_that_wait_beyond_the_unit(
    town: Town, office: Actor, head: Actor
) -> None:
    assign(town, office, ("P02", "P01"), ("P01", "P02"))
    row, theirs = pair("P02", "P01"), town.actors["unit_head.P02"]
    once(PeerScored, lambda: score(row, theirs, B3="8", note="Đã đối chiếu."), target="P01")
    for stranger in (head, office, town.actors["staff"], town.actors["unit_head.D01"]):
        with refused(NotAllowed, "peers.not_yours"):
            score(row, stranger, B3="8")
    with refused(WrongState, "peers.not_now"):
        score(row, theirs, DRAFTED, B3="8")
    with refused(WrongState, "month.closed"):
        score(row, theirs, "2019-01", B3="8")
    for marks, path in (({"B3": "99"}, "B3"), ({"A1": "5"}, "A1"), ({}, "scores"), ({"B3": NOT_APPLICABLE}, "scores")):
        with refused(Invalid, "peers.invalid") as no:
            score(row, theirs, **marks)
        assert path in no.paths
    peers.withdraw(row.pk, by=office, at=NOW)
    with refused(NotAllowed, "peers.not_yours"):
        score(row, theirs, B3="8")


def test_as_a_criterion_the_figure_comes_into_the_sheet_as_a_layer_of_its_own_and_is_changed_only_with_a_reason(
    town: Town, office: Actor
) -> None:
    assign(town, office, ("P02", "P01"), ("D01", "P01"))
    score(pair("P02", "P01"), town.actors["unit_officer.P02"], B3="8")
    score(pair("P02", "P01"), town.actors["unit_head.P02"], B3="7")
    score(pair("D01", "P01"), town.actors["unit_officer.D01"], B3="8.5")
    before = town.evaluation(CONFIRMED, "P01").total
    evaluations.appraise(town.running, CONFIRMED, "P01", subjects=[""], by=office, at=NOW)
    row = town.evaluation(CONFIRMED, "P01")
    layers = [(layer.kind, layer.scores["B3"]) for layer in row.layers.all()]
    assert layers == [("self", "9"), ("head", "9"), ("peers", "7.75"), ("appraisal", "7.75")]
    assert (before, row.total) == (Decimal("82.5000"), Decimal("81.0400"))
    score(pair("P02", "P01"), town.actors["unit_head.P02"], SUBMITTED, B3="6")
    evaluations.confirm(town.running, SUBMITTED, "P01", subjects=[""], by=town.actors["unit_head"], at=NOW)
    with refused(Invalid, "evaluation.invalid") as no:
        back = [evaluations.Line("", {"B3": Decimal(9)}, None)]
        evaluations.appraise(town.running, SUBMITTED, "P01", subjects=[""], lines=back, by=office, at=NOW)
    assert no.codes == ["evaluation.reason_needed"]


def test_as_advice_the_figure_stands_beside_the_others_and_changes_nothing(town: Town, office: Actor) -> None:
    target = person("P01", 3)
    assign(town, office, (person("P01", 1), target), (person("P01", 2), target), kind=PEOPLE)
    for place, marks in ((1, {"A1": "4", "B1": "20"}), (2, {"A1": "5"})):
        name = "unit_head" if place == 1 else "unit_officer"
        score(pair(person("P01", place), target), town.actors[name], note=f"Ý kiến {place}", **marks)
    sheet = town.evaluation(CONFIRMED, "P01", target)
    board = boards.evaluation(str(sheet.pk), by=office, at=NOW)
    kinds = [column.kind for column in board.columns]
    assert kinds == ["self", "head", "peers", "appraisal"]
    cells = {row.code: row.cells[2].value for row in board.rows}
    assert (cells["A1"], cells["B1"]) == ("4.5", "")
    assert {peer.scorer for peer in board.peers} == {person("P01", 1), person("P01", 2)}
    own = boards.evaluation(str(sheet.pk), by=town.actors["staff"], at=NOW)
    assert [(peer.scorer, peer.note) for peer in own.peers] == [("", "Ý kiến 1"), ("", "Ý kiến 2")]
    evaluations.appraise(town.running, CONFIRMED, "P01", subjects=[target], by=office, at=NOW)
    assert town.evaluation(CONFIRMED, "P01", target).scores["A1"] == "5"


def test_who_is_scored_does_not_read_by_whom_and_marks_stay_as_they_were_written(town: Town, office: Actor) -> None:
    assign(town, office, ("P02", "P01"))
    seen = {
        name: visibility.peer_assignments(town.actors[name], local_date(NOW)).filter(campaign=town.running).exists()
        for name in ("standing_officer", "unit_head.P02", "unit_head", "unit_head.D01", "staff", "clerk")
    }
    assert seen == {
        "standing_officer": True, "unit_head.P02": True, "unit_head": False, "unit_head.D01": False, "staff": False,
        "clerk": False,
    }  # fmt: skip
    made = score(pair("P02", "P01"), town.actors["unit_head.P02"], B3="8")
    with pytest.raises(DatabaseError), transaction.atomic():
        PeerScore.objects.filter(pk=made.pk).update(scores={"B3": "1"})
