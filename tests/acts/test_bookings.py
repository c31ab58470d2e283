"""Points that are booked from outside the sheets: who proposes and books them, and where they are felt."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from emulation import bookings, explanations, publications, revisions, schemes
from emulation.bookings import Source
from emulation.events import PointsBooked, PointsDeclined, PointsProposed, PointsReversed
from emulation.models import Booking, Ranking, SchemeVersion, Standing
from emulation.rules.bookings import together
from emulation.rules.schemes import parse_scheme
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.events import Event, read
from kernel.models import LedgerEntry
from tests.acts.conftest import refused
from tests.acts.test_rankings import Year, total, year
from tests.acts.test_rollups import agree, board, place
from tests.world import NOW, PRESETS, START, Town, event

JANUARY = "2019-01"
FINDING = Source("finding", "019-1", "KT-01")


def leaf(code: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": {"vi": code}, "kind": kind, "source": "booked", **more}


@pytest.fixture
def run(town: Town, office: Actor) -> Year:
    preset = json.loads((PRESETS / "hanoi-3814-unit.json").read_text(encoding="utf-8"))
    booked = [
        leaf("X1", "deduction", max="5", booked={"from": ["finding", "overdue_assignment"], "each": "2"}),
        leaf("X2", "bonus", max="3", booked={"from": ["prize"]}),
    ]
    data = {**preset, "code": "ghi-diem", "minimum_months": 1, "components": [*preset["components"], *booked]}
    schemes.publish(data, by=office, at=START)
    return year(town, unit_scheme=("ghi-diem", 1))


@pytest.fixture
def inspector(town: Town) -> Actor:
    return town.actors["inspector"]


def told(kind: type[Event]) -> Any:
    only = LedgerEntry.objects.filter(type=kind.type).latest("pk")
    return read(only.type, only.payload)


def propose(run: Year, by: Actor, source: Source = FINDING, **more: Any) -> Booking:
    asked = {"unit": "P01", "criterion": "X1", "points": Decimal("1.5"), "reason": "Bỏ trực một cửa.", **more}
    return bookings.propose(source, campaign=run.id, month=JANUARY, by=by, at=NOW, **asked)


def due(run: Year, source: Source = FINDING, unit: str = "P01") -> list[Booking]:
    by = system_actor(run.town.code)
    return bookings.book_due(source, campaign=run.id, month=JANUARY, unit=unit, reason="Quá hạn.", by=by, at=NOW)


def test_proposed_points_count_once_another_person_books_them_on_the_board_and_in_the_month(
    run: Year, inspector: Actor, office: Actor
) -> None:
    for unit, b1 in (("P01", "25"), ("P02", "24")):
        run.score(JANUARY, unit, B1=b1)
    row = propose(run, inspector)
    assert board(run)["P01"].score == total(B1="25")
    assert told(PointsProposed).points == "1.5"
    bookings.book(str(row.pk), by=office, at=NOW)
    assert board(run)["P01"].score == total(B1="25") - Decimal("1.5")
    assert agree(run)
    table, live = run.close(JANUARY), board(run)
    assert {code: place(live[code]) for code in ("P01", "P02")} == {code: place(table[code]) for code in ("P01", "P02")}
    assert (table["P01"].score, table["P01"].rank, table["P02"].rank) == (total(B1="25") - Decimal("1.5"), 2, 1)
    account = explanations.explain(table["P01"])
    assert [(line["code"], line["points"]) for line in account["source"]["booked"]] == [("KT-01", "1.5")]
    assert publications.verify(table["P01"].ranking).ok


def test_lines_of_a_leaf_add_up_to_its_maximum_and_no_further() -> None:
    scheme = parse_scheme(
        {
            "code": "s",
            "title": {"vi": "s"},
            "components": [
                {"code": "K", "title": {"vi": "K"}, "max": "10"},
                leaf("X", "bonus", max="3", booked={"from": ["prize"]}),
            ],
        }
    )
    points = [("X", Decimal("1.5")), ("X", Decimal("1"))]
    assert together(scheme.leaves, points) == {"X": Decimal("2.5")}
    assert together(scheme.leaves, [*points, ("X", Decimal("1"))]) == {"X": Decimal("3")}


def test_what_the_scheme_gives_a_fixed_value_is_booked_by_itself_and_once(run: Year) -> None:
    run.score(JANUARY, "P01", B1="25")
    late = Source("overdue_assignment", "7", "NV-07")
    assert [row.points for row in due(run, late)] == [Decimal(2)]
    assert due(run, late) == []
    assert due(run, Source("overdue_feedback", "1", "PA-01")) == []
    assert due(run, Source("prize", "1", "HT-01")) == []
    assert board(run)["P01"].score == total(B1="25") - 2
    assert told(PointsBooked).asked_by == ""


def test_reversed_points_do_not_count_and_may_come_again(run: Year, office: Actor, chair: Actor) -> None:
    run.score(JANUARY, "P01", B1="25")
    late = Source("overdue_assignment", "7", "NV-07")
    due(run, late)
    assert bookings.reverse_due(late, reason="Được gia hạn.", by=office, at=NOW) == 1
    assert board(run)["P01"].score == total(B1="25")
    assert told(PointsReversed).reason == "Được gia hạn."
    assert len(due(run, late)) == 1
    row = bookings.of(late).get(state="booked")
    bookings.reverse(str(row.pk), reason="Nhầm đơn vị.", by=chair, at=NOW)
    assert (board(run)["P01"].score, agree(run)) == (total(B1="25"), True)


def test_points_in_a_ranked_month_make_a_revision_in_the_shadow(run: Year, inspector: Actor, office: Actor) -> None:
    for unit, b1 in (("P01", "25"), ("P02", "24")):
        run.score(JANUARY, unit, B1=b1)
    run.close(JANUARY)
    row = propose(run, inspector)
    bookings.book(str(row.pk), by=office, at=NOW)
    revisions.follow_booking(event(PointsBooked, booking=str(row.pk)), NOW)
    shadow = Ranking.objects.get(campaign=run.id, state="shadow")
    assert (shadow.reason, str(shadow.asked_by_id)) == ("Bỏ trực một cửa.", inspector.account)
    assert {row.subject: row.rank for row in Standing.objects.filter(ranking=shadow, rank__isnull=False)} == {
        "P02": 1, "P01": 2,
    }  # fmt: skip


def test_a_booked_veto_bars_the_unit_from_the_ranking(run: Year, inspector: Actor, office: Actor) -> None:
    run.score(JANUARY, "P01", B1="25")
    veto = SchemeVersion.objects.get(code="ghi-diem").definition["vetoes"][0]["code"]
    row = propose(run, inspector, criterion="", points=None, veto=veto)
    bookings.book(str(row.pk), by=office, at=NOW)
    assert veto in run.close(JANUARY)["P01"].inputs["vetoes"]


def test_nobody_books_what_they_proposed_nor_for_their_own_unit(run: Year, inspector: Actor, office: Actor) -> None:
    row = propose(run, office)
    with refused(NotAllowed, "booking.four_eyes"):
        bookings.book(str(row.pk), by=office, at=NOW)
    with refused(NotAllowed, "booking.not_allowed"):
        bookings.book(str(row.pk), by=inspector, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Booking.objects.filter(pk=row.pk).update(decided_by=row.proposed_by)


def test_whoever_proposed_takes_it_back_and_other_inspectors_do_not(
    run: Year, town: Town, inspector: Actor, office: Actor
) -> None:
    row = propose(run, office)
    with refused(NotAllowed, "booking.not_allowed"):
        bookings.decline(str(row.pk), reason="Chưa rõ.", by=inspector, at=NOW)
    assert bookings.decline(str(row.pk), reason="Ghi nhầm.", by=office, at=NOW).state == "declined"


def test_a_declined_proposal_counts_nothing_and_says_why(run: Year, inspector: Actor, office: Actor) -> None:
    run.score(JANUARY, "P01", B1="25")
    row = propose(run, inspector)
    with refused(Invalid, "booking.reason_needed"):
        bookings.decline(str(row.pk), reason=" ", by=office, at=NOW)
    bookings.decline(str(row.pk), reason="Chưa đủ căn cứ.", by=office, at=NOW)
    assert told(PointsDeclined).reason == "Chưa đủ căn cứ."
    assert board(run)["P01"].score == total(B1="25")
    with refused(WrongState, "booking.wrong_state"):
        bookings.book(str(row.pk), by=office, at=NOW)


@pytest.mark.parametrize(
    ("wish", "kind", "code"),
    [
        ({"criterion": "X2"}, Invalid, "booking.criterion"),
        ({"criterion": "B1"}, Invalid, "booking.criterion"),
        ({"criterion": "X1", "veto": "V1"}, Invalid, "booking.points_or_veto"),
        ({"criterion": "", "veto": "khong-co"}, Invalid, "booking.unknown_veto"),
        ({"points": Decimal("5.5")}, Invalid, "booking.too_many"),
        ({"points": Decimal("0")}, Invalid, "booking.points"),
        ({"points": Decimal("1.00001")}, Invalid, "booking.points"),
        ({"reason": "  "}, Invalid, "booking.reason_needed"),
        ({"unit": "KHONG"}, Missing, "booking.unit_missing"),
        ({"person": "KHONG"}, Missing, "booking.person_missing"),
    ],
)
def test_a_proposal_that_the_scheme_does_not_know_is_refused(
    run: Year, inspector: Actor, wish: dict[str, Any], kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind) as refusal:
        propose(run, inspector, **wish)
    assert getattr(refusal.value, "code", "") == code
    assert not Booking.objects.filter(campaign=run.id).exists()


def test_a_repeated_proposal_answers_the_same_and_another_waits_its_turn(run: Year, inspector: Actor) -> None:
    row = propose(run, inspector)
    assert propose(run, inspector).pk == row.pk
    with pytest.raises(WrongState):
        propose(run, inspector, points=Decimal(1))
