"""A council through the acts: quorum, recusal, open and secret votes, choosing among equals, minutes; all of it is advice."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emulation import award_visibility
from emulation.commendation import (
    ballot_boxes,
    ballot_counts,
    ballot_sheets,
    ballots,
    council_agendas,
    council_equals,
    council_reactions,
    council_sessions,
    recusals,
)
from emulation.events import CouncilConcluded, CouncilConvened, CouncilVoteCast, CouncilVoteCounted
from emulation.models import (
    Award,
    BallotBox,
    CouncilMember,
    CouncilSession,
    Nomination,
    NominationLine,
    NoticeCopy,
    SecretBallot,
    SessionItem,
)
from emulation.rules import survey_codes
from kernel.actors import Actor, Principal
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests import council_world
from tests.acts.conftest import recorded, refused
from tests.council_world import EVERYBODY, pin
from tests.world import NOW, Town, World, dossier, event, nominate

VOTERS = ("council_chair", "authority", "council_secretary", "council_member", "clerk", "accountant", "inspector")
"""Those whom nothing keeps from voting about P02."""


@pytest.fixture
def secretary(town: Town) -> Actor:
    return town.actors["council_secretary"]


def sit(town: Town, secretary: Actor, *names: str, ways: Any = EVERYBODY, opened: bool = True, **rule: Any) -> str:
    """A session about dossiers of these names."""
    ids = [pin(nominate(town, "P02", "appraised", dossier("P02", name)), **rule) for name in names]
    session = council_world.convene(town.council["council"], secretary, *ids, at=NOW)
    council_world.fill(session, secretary, ways, at=NOW)
    if opened:
        council_sessions.open_(session, by=secretary, at=NOW)
    return session


def chance(number: int) -> str:
    return survey_codes.code_of(bytes([number * 7 % 256, number, 255 - number] * 5))


def vote(town: Town, item: SessionItem, choices: Iterable[str], secretary: Actor) -> None:
    ballots.open_item(str(item.pk), by=secretary, at=NOW)
    for number, (name, choice) in enumerate(zip(VOTERS, choices, strict=False), 1):
        by = town.actors[name]
        if item.secret:
            ballots.cast(str(item.pk), choice, receipt=chance(number), by=by, at=NOW)
        else:
            ballots.vote(str(item.pk), choice, by=by, at=NOW)


def count(item: SessionItem, secretary: Actor) -> SessionItem:
    return ballot_counts.close_item(str(item.pk), by=secretary, at=NOW)


def finish(session: str, secretary: Actor) -> CouncilSession:
    row = council_sessions.close(session, by=secretary, at=NOW)
    council_reactions.advise(event(CouncilConcluded, session=session), NOW)
    return row


def test_a_session_opens_with_a_quorum_and_ends_in_advice_that_awards_nothing(town: Town, secretary: Actor) -> None:
    few = {name: "present" if number < 5 else "absent" for number, name in enumerate(EVERYBODY)}
    session = sit(town, secretary, "đủ số", ways=few, opened=False)
    with refused(WrongState, "council_session.no_quorum") as no:
        council_sessions.open_(session, by=secretary, at=NOW)
    assert no.refusal is not None
    assert no.refusal.params == {"present": 5, "members": 9, "needed": 6}
    council_world.fill(session, secretary, EVERYBODY, at=NOW)
    council_sessions.open_(session, by=secretary, at=NOW)
    passed, failed = council_world.items(session)
    awards = Award.objects.count()
    vote(town, passed, ["yes"] * 7, secretary)
    assert (count(passed, secretary).passed, passed.threshold) == (False, 80)
    assert count_again(passed)["needed"] == 8
    with refused(WrongState, "council_session.unfinished"):
        council_sessions.close(session, by=secretary, at=NOW)
    vote(town, failed, ["no", "yes", "abstain"], secretary)
    count(failed, secretary)
    row = finish(session, secretary)
    assert (row.minutes["present"], row.minutes["quorum"]) == (9, {"share": "2/3", "needed": 6})
    assert [one["choice"] for one in row.minutes["items"][1]["votes"]] != []
    dossier_ = Nomination.objects.get(lines__council_items=passed)
    assert dossier_.state == "considered"
    assert set(dossier_.lines.values_list("recommended", flat=True)) == {False}
    council_reactions.advise(event(CouncilConcluded, session=session), NOW)
    assert Award.objects.count() == awards
    council_sessions.minute(session, proceedings="Họp đủ, thảo luận kỹ.", by=secretary, at=NOW)
    assert CouncilSession.objects.get(pk=session).state == "recorded"


def count_again(item: SessionItem) -> dict[str, Any]:
    return dict(SessionItem.objects.get(pk=item.pk).result)


def test_recused_members_are_found_and_refused_and_the_total_keeps_them(town: Town, secretary: Actor) -> None:
    session = sit(town, secretary, "liên quan", threshold_pct="70")
    item, other = council_world.items(session)
    recusals.declare(str(item.pk), f"clerk@{town.code}", reason="Người thân.", by=town.actors["clerk"], at=NOW)
    ballots.open_item(str(item.pk), by=secretary, at=NOW)
    grounds = dict(item.recusals.values_list("member__account__username", "ground"))
    assert grounds == {
        f"clerk@{town.code}": "declared",
        f"standing_officer@{town.code}": "worked",
        f"unit_head.P02@{town.code}": "unit",
    }
    for name in ("clerk", "standing_officer", "unit_head.P02"):
        with refused(NotAllowed, "session_item.recused"):
            ballots.vote(str(item.pk), "yes", by=town.actors[name], at=NOW)
    for name in VOTERS:
        if name != "clerk":
            ballots.vote(str(item.pk), "yes", by=town.actors[name], at=NOW)
    closed = count(item, secretary)
    assert (closed.result["yes"], closed.result["denominator"], closed.result["needed"]) == (6, 9, 7)
    assert closed.passed is False
    with refused(NotAllowed, "session_item.recusal_not_allowed"):
        mate = town.actors["council_member"]
        recusals.declare(str(other.pk), f"accountant@{town.code}", reason="vì", by=mate, at=NOW)


def test_nobody_votes_for_another_twice_from_outside_or_while_absent(town: Town, secretary: Actor) -> None:
    ways = {**EVERYBODY, "clerk": "absent", "accountant": "written"}
    session = sit(town, secretary, "một lần", ways=ways)
    item, _ = council_world.items(session)
    member = town.actors["council_member"]
    with refused(WrongState, "session_item.not_open"):
        ballots.vote(str(item.pk), "yes", by=member, at=NOW)
    ballots.open_item(str(item.pk), by=secretary, at=NOW)
    first = ballots.vote(str(item.pk), "yes", by=member, at=NOW)
    assert ballots.vote(str(item.pk), "yes", by=member, at=NOW) == first
    with refused(WrongState, "session_item.voted_already"):
        ballots.vote(str(item.pk), "no", by=member, at=NOW)
    with refused(NotAllowed, "session_item.not_a_member"):
        ballots.vote(str(item.pk), "yes", by=town.actors["all_roles"], at=NOW)
    deputy = Actor(
        member.account, "Phó", member.authority, grants=member.grants, principal=Principal("x", "y", "", "z")
    )
    with refused(NotAllowed, "session_item.by_deputy"):
        ballots.vote(str(item.pk), "yes", by=deputy, at=NOW)
    with refused(WrongState, "session_item.absent"):
        ballots.vote(str(item.pk), "yes", by=town.actors["clerk"], at=NOW)
    with refused(Invalid, "session_item.choice"):
        ballots.vote(str(item.pk), "maybe", by=town.actors["council_chair"], at=NOW)
    with refused(Invalid, "session_item.opinion"):
        ballots.enter_opinion(str(item.pk), f"accountant@{town.code}", "yes", document=" ", by=secretary, at=NOW)
    entered = ballots.enter_opinion(
        str(item.pk), f"accountant@{town.code}", "yes", document="CV 7", by=secretary, at=NOW
    )
    assert (entered.written, recorded(CouncilVoteCast, item=str(item.pk))) == (True, 2)
    with refused(Missing, "session_item.missing"):
        ballots.find(str(item.pk), by=Actor("x", "x", "dong-da"))


def contents_of_the_database() -> str:
    """Everything that stands in any table of the product, as text."""
    texts = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{model._meta.db_table}" t')
            (text,) = cursor.fetchone() or ("",)
            texts.append(text or "")
    return "\n".join(texts)


def physical(table: str, item: SessionItem) -> list[tuple[str, str]]:
    """Rows of an item in the order in which they lie in the table, each with the transaction that wrote it."""
    order = "receipt" if table.endswith("secretballot") else "member_id::text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {order}, xmin::text FROM {table} WHERE item_id = %s ORDER BY ctid", [item.pk])
        return [(str(one), str(xmin)) for one, xmin in cursor.fetchall()]


def test_no_query_over_the_tables_links_a_voter_and_a_secret_vote(town: Town, secretary: Actor) -> None:
    session = sit(town, secretary, "kín", secret=True, threshold_pct="50")
    item, _ = council_world.items(session)
    ballots.open_item(str(item.pk), by=secretary, at=NOW)
    lengths, seals = set(), set()
    entries = LedgerEntry.objects.count()
    for number, name in enumerate(VOTERS, 1):
        choice = {2: "no", 5: "abstain"}.get(number, "yes")
        ballots.cast(str(item.pk), choice, receipt=chance(number), by=town.actors[name], at=NOW)
        sealed = bytes(BallotBox.objects.get(item=item).sealed)
        lengths.add(len(sealed))
        seals.add(sealed)
    assert (len(lengths), len(seals)) == (1, 7)
    assert LedgerEntry.objects.count() == entries, (
        "there is no event of a secret vote, whose moment would tell an order"
    )
    stored = contents_of_the_database()
    assert not [number for number in range(1, 8) if chance(number) in stored]
    again = ballots.cast(str(item.pk), "yes", receipt=chance(1), by=town.actors[VOTERS[0]], at=NOW)
    assert again == chance(1)
    with refused(WrongState, "session_item.voted_already"):
        ballots.cast(str(item.pk), "no", receipt=chance(1), by=town.actors[VOTERS[0]], at=NOW)
    with refused(WrongState, "session_item.secret"):
        ballots.vote(str(item.pk), "no", by=town.actors["council_member"], at=NOW)
    closed = count(item, secretary)
    assert (closed.passed, closed.result["yes"], closed.result["needed"]) == (True, 5, 5)
    lying = physical("emulation_secretballot", item)
    assert [receipt for receipt, _ in lying] == sorted(chance(number) for number in range(1, 8))
    assert len({xmin for _, xmin in lying}) == 1
    shared = {column.name for column in SecretBallot._meta.get_fields()} & {
        column.name
        for model in apps.get_models()
        if model.__name__ == "CastMark"
        for column in model._meta.get_fields()
    }
    assert shared == {"id", "item"}
    assert {row.id.version for row in (*item.ballots.all(), *item.marks.all())} == {4}
    assert set(item.marks.values_list("day", flat=True)) == {NOW.date()}
    assert not BallotBox.objects.filter(item=item).exists()
    counted = event(CouncilVoteCounted, item=str(item.pk))
    assert (len(counted.voted), sorted(counted.voted)) == (7, counted.voted)
    assert not [number for number in range(1, 8) if chance(number) in str(counted)]


def test_one_or_two_secret_votes_are_not_counted_for_they_would_tell(town: Town, secretary: Actor) -> None:
    item, _ = council_world.items(sit(town, secretary, "ít", secret=True, threshold_pct="50"))
    ballots.open_item(str(item.pk), by=secretary, at=NOW)
    for number, name in enumerate(VOTERS[:3], 1):
        if number > 1:
            with refused(WrongState, "session_item.would_tell"):
                count(item, secretary)
        ballots.cast(str(item.pk), "yes", receipt=chance(number), by=town.actors[name], at=NOW)
    assert count(item, secretary).result["yes"] == 3


def test_a_secret_vote_that_would_tell_is_not_opened_and_a_changed_box_is_not_counted(
    town: Town, secretary: Actor
) -> None:
    session = sit(town, secretary, "hòm", secret=True)
    first, second = council_world.items(session)
    for name in VOTERS[:5]:
        recusals.declare(str(first.pk), f"{name}@{town.code}", reason="vì", by=town.actors[name], at=NOW)
    with refused(WrongState, "session_item.too_few"):
        ballots.open_item(str(first.pk), by=secretary, at=NOW)
    third = council_world.items(sit(town, secretary, "ít", secret=True, fewest_secret=8))[0]
    with refused(WrongState, "session_item.too_few"):
        ballots.open_item(str(third.pk), by=secretary, at=NOW)
    rules = third.line.nomination.rules["GK_HUYEN"]["rules"]
    Nomination.objects.filter(lines=third.line).update(
        rules={"GK_HUYEN": {"award_code": "GK_HUYEN", "rules": rules[:1]}}
    )
    with refused(Invalid, "session_item.no_secrecy_rule"):
        ballots.open_item(str(third.pk), by=secretary, at=NOW)
    vote(town, second, ["yes"] * 3, secretary)
    BallotBox.objects.filter(item=second).update(sealed=ballot_boxes.seal(str(second.pk), [], 7))
    with refused(WrongState, "session_item.box_differs"):
        count(second, secretary)


def test_a_list_is_opened_and_counted_with_what_each_item_alone_costs(town: Town, secretary: Actor) -> None:
    """Of two and of six items: an item adds the two queries of its event, nothing that is asked of the council again."""
    spent: dict[int, tuple[int, int]] = {}
    for names in (("a",), ("b", "c", "d")):
        session = sit(town, secretary, *names, threshold_pct="50", reach="above")
        with CaptureQueriesContext(connection) as opening:
            opened = ballot_sheets.open_all(session, by=secretary, at=NOW)
        for name in VOTERS[:5]:
            ballots.vote(str(council_world.items(session)[0].pk), "yes", by=town.actors[name], at=NOW)
        with CaptureQueriesContext(connection) as closing:
            assert ballot_sheets.close_all(session, by=secretary, at=NOW) == opened
        spent[len(opened)] = (len(opening), len(closing))
        first, *others = council_world.items(session)
        assert (first.passed, [one.passed for one in others]) == (True, [False] * len(others))
        assert "Cần quá bán (trên 50 %) của 9, tức trên 4,5: ít nhất 5 phiếu" in str(
            [part["message"] % part["params"] for part in first.result["parts"]]
        )
    (few, many), growth = sorted(spent), 2
    assert [spent[many][n] - spent[few][n] for n in (0, 1)] == [growth * (many - few)] * 2


def test_equals_are_chosen_among_first_and_the_chair_breaks_a_second_tie(town: Town, secretary: Actor) -> None:
    session = sit(town, secretary, "một", "hai", threshold_pct="50")
    rows = council_world.items(session)
    with refused(Invalid, "council_session.seats"):
        council_agendas.choose_among(session, [1, 2], 2, by=secretary, at=NOW)
    item = council_agendas.choose_among(session, [1, 2, 3], 1, secret=False, by=secretary, at=NOW)
    with refused(WrongState, "session_item.choose_first"):
        ballots.open_item(str(rows[0].pk), by=secretary, at=NOW)
    ballots.open_item(str(item.pk), by=secretary, at=NOW)
    with refused(Invalid, "session_item.choice"):
        ballots.vote(str(item.pk), "1 2", by=town.actors["council_chair"], at=NOW)
    for name, choice in zip(VOTERS, ("1", "2", "1", "2", "abstain", "3", "abstain"), strict=True):
        ballots.vote(str(item.pk), choice, by=town.actors[name], at=NOW)
    tied = count(item, secretary)
    assert (tied.state, tied.result["tied"]) == ("tied", ["1", "2"])
    head = town.actors["council_chair"]
    with refused(NotAllowed, "session_item.not_allowed"):
        ballot_counts.break_tie(str(item.pk), ["2"], reason="vì", by=secretary, at=NOW)
    with refused(Invalid, "session_item.tie"):
        ballot_counts.break_tie(str(item.pk), ["3"], reason="vì", by=head, at=NOW)
    ballot_counts.break_tie(str(item.pk), ["2"], reason="Trực tiếp làm việc.", by=head, at=NOW)
    assert [(one.state, one.passed) for one in council_world.items(session)[:3]] == [
        ("closed", False), ("waiting", None), ("closed", False),
    ]  # fmt: skip
    for row in council_world.items(session):
        if row.state == "waiting":
            vote(town, row, ["yes"] * 7, secretary)
            count(row, secretary)
    finish(session, secretary)
    lines = NominationLine.objects.filter(council_items__session=session).order_by("council_items__number")
    assert list(lines.values_list("recommended", flat=True)) == [False, True, False, True]


def test_a_tie_on_the_boundary_of_a_quota_is_proposed_as_a_choice(town: Town, secretary: Actor) -> None:
    id_ = pin(nominate(town, "P02", "appraised", dossier("P02", "ranh giới", year=2018)))
    cap = {"aspect": "quota", "code": "cap", "params": {"pct": "50", "award": "GK_HUYEN"}}
    row = Nomination.objects.get(pk=id_)
    rules = row.rules["GK_HUYEN"]["rules"]
    rules.append({**cap, "basis": rules[0]["basis"]})
    row.save()
    session = council_world.convene(town.council["council"], secretary, id_, at=NOW)
    (found,) = council_equals.equals(CouncilSession.objects.get(pk=session))
    assert (found.award, found.numbers, found.seats) == ("GK_HUYEN", (1, 2), 1)
    council_agendas.choose_among(session, found.numbers, found.seats, by=secretary, at=NOW)
    assert council_equals.equals(CouncilSession.objects.get(pk=session)) == []


def test_a_dossier_is_taken_off_or_the_session_called_off_and_it_goes_back(town: Town, secretary: Actor) -> None:
    session = sit(town, secretary, "rút", opened=False)
    nomination = str(NominationLine.objects.filter(council_items__session=session)[0].nomination_id)
    again = council_agendas.bring(session, nomination, by=secretary, at=NOW)
    assert len(again) == 2
    council_agendas.take_off(session, nomination, reason="Bổ sung hồ sơ.", by=secretary, at=NOW)
    assert Nomination.objects.get(pk=nomination).state == "appraised"
    council_agendas.bring(session, nomination, by=secretary, at=NOW)
    council_sessions.cancel(session, reason="Hoãn họp.", by=secretary, at=NOW)
    assert Nomination.objects.get(pk=nomination).state == "appraised"
    Nomination.objects.filter(pk=nomination).update(rules={"GK_HUYEN": {"award_code": "GK_HUYEN", "rules": []}})
    fresh = council_world.convene(town.council["council"], secretary, at=NOW)
    with refused(Invalid, "council_session.no_rule"):
        council_agendas.bring(fresh, nomination, by=secretary, at=NOW)


def test_members_are_invited_and_see_their_sessions_and_nobody_else_does(world: World, secretary: Actor) -> None:
    town = world.home
    session = sit(town, secretary, "mời", opened=False)
    council_reactions.invite(event(CouncilConvened, session=session), NOW)
    told = NoticeCopy.objects.filter(notice__about__session=session).values_list("account__username", flat=True)
    assert set(told) == {f"{name}@{town.code}" for name in EVERYBODY}
    assert award_visibility.council_sessions(town.actors["clerk"]).filter(pk=session).exists()
    assert award_visibility.council_sessions(town.actors["unit_head.P02"]).filter(pk=session).exists()
    assert not award_visibility.council_sessions(town.actors["unit_head"]).filter(pk=session).exists()
    assert not award_visibility.council_sessions(world.away.actors["clerk"]).filter(pk=session).exists()
    CouncilMember.objects.filter(account=town.accounts["clerk"]).update(valid_to="2019-05-20")
    assert not award_visibility.council_sessions(town.actors["clerk"]).filter(pk=session).exists()
