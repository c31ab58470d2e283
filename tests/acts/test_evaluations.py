"""Monthly evaluations: layer upon layer, each with who, when and why; deadlines to the second; nobody judges their own."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from emulation import evaluations, people
from emulation.accounts import actor_of
from emulation.boards.home import home
from emulation.evaluations import Line
from emulation.events import (
    EvaluationsAppraised,
    EvaluationsConfirmed,
    EvaluationsReturned,
    EvaluationsSaved,
    EvaluationsSubmitted,
)
from emulation.models import Account, Campaign, CampaignMonth, Evaluation, EvaluationLayer
from emulation.rules import access, states
from emulation.rules.policies import CampaignPolicy
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import NOT_APPLICABLE
from kernel.actors import AUTHORITY, UNIT, Actor, Grant
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.world import (
    CONFIRMED,
    DRAFTED,
    NOW,
    PERSON_MARKS,
    SUBMITTED,
    UNIT_MARKS,
    Town,
    event,
    open_account,
    person,
    points,
)

HEAD, OFFICER, STAFF = (person("P01", place) for place in (1, 2, 3))


def save(town: Town, by: Actor, *lines: Line, month: str = DRAFTED, unit: str = "P01") -> tuple[int, int]:
    return evaluations.save(town.running, month, unit, lines, by=by, at=NOW)


def submit(town: Town, by: Actor, subjects: Sequence[str] | None = None, at: datetime = NOW) -> int:
    return evaluations.submit(town.running, DRAFTED, "P01", subjects=subjects, by=by, at=at)


def judge(act: str, town: Town, by: Actor, *lines: Line, month: str = SUBMITTED, **how: Any) -> int:
    return int(getattr(evaluations, act)(town.running, month, "P01", lines=lines, by=by, at=NOW, **how))


def give_back(town: Town, by: Actor, *subjects: str, month: str = SUBMITTED, reason: str = "Điểm chưa khớp.") -> int:
    return evaluations.return_(town.running, month, "P01", subjects=subjects, reason=reason, by=by, at=NOW)


def sheet(**changed: str) -> Line:
    return Line("", points(UNIT_MARKS, **changed))


# Saving


def test_a_repeated_sheet_changes_nothing_and_a_changed_one_is_a_new_layer(town: Town, officer: Actor) -> None:
    assert save(town, officer, sheet()) == (0, 1)
    once(EvaluationsSaved, lambda: save(town, officer, sheet(B1="20"), Line(STAFF, points(PERSON_MARKS, B1="1"))))
    row = town.evaluation(DRAFTED, "P01")
    layers = list(row.layers.values_list("revision", "kind", "scores__B1", "by_id", "at"))
    before = datetime(2019, 5, 3, tzinfo=UTC)
    assert [(r, k, b1, str(by), at) for r, k, b1, by, at in layers] == [
        (1, "self", "27", officer.account, before), (2, "self", "20", officer.account, NOW),
    ]  # fmt: skip


def test_staff_write_their_own_sheet_and_nobody_elses(town: Town) -> None:
    own = town.actors["staff"]
    assert save(town, own, Line(STAFF, points(PERSON_MARKS, B1="2"))) == (1, 0)
    for subject in (OFFICER, ""):
        with refused(Missing, "evaluation.no_unit"):
            save(town, own, Line(subject, {}))
    with refused(NotAllowed, "evaluation.not_allowed"):
        save(town, own, Line(STAFF, {}), Line(OFFICER, points(PERSON_MARKS, B1="3")))


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        (Line("", {"A1": Decimal("5.01")}), "sheet.out_of_range", "P01.A1"),
        (Line("", {"A1": Decimal("-1")}), "sheet.out_of_range", "P01.A1"),
        (Line("", {"Z9": Decimal(1)}), "sheet.unknown_code", "P01.Z9"),
        (Line("", {"B": Decimal(1)}), "sheet.not_a_leaf", "P01.B"),
        (Line("", {"B4": Decimal(1)}), "sheet.wrong_source", "P01.B4"),
        (Line("", {}, ("V9",)), "evaluation.unknown_veto", "P01.V9"),
        (Line("CB404", {}), "evaluation.unknown_person", "CB404."),
        (Line(person("P02", 3), {}), "evaluation.unknown_person", f"{person('P02', 3)}."),
        (Line(STAFF, points(PERSON_MARKS), absent=True), "evaluation.absent_with_points", f"{STAFF}."),
    ],
)
def test_a_faulty_line_is_refused_with_its_place_and_nothing_of_the_delivery_is_written(
    town: Town, officer: Actor, line: Line, code: str, path: str
) -> None:
    with refused(Invalid, "evaluation.invalid") as no:
        save(town, officer, Line(OFFICER, points(PERSON_MARKS, B1="7")), line)
    assert (no.codes, no.paths) == ([code], [path])
    assert town.evaluation(DRAFTED, "P01", OFFICER).revision == 1


def test_not_applicable_is_neither_zero_nor_missing(town: Town, officer: Actor) -> None:
    save(town, officer, Line("", {**points(UNIT_MARKS), "B3": NOT_APPLICABLE}))
    submit(town, officer, [""])
    assert town.evaluation(DRAFTED, "P01").scores["B3"] == "NA"
    with_na = town.evaluation(DRAFTED, "P01").total
    give_back(town, town.actors["unit_head"], "", month=DRAFTED)
    save(town, officer, sheet(B3="0"))
    submit(town, officer, [""])
    with_zero = town.evaluation(DRAFTED, "P01").total
    assert with_na is not None
    assert with_zero is not None
    assert with_na > with_zero


def test_units_months_and_campaigns_that_are_not_there_are_missing(town: Town, officer: Actor, world: Any) -> None:
    for campaign, month, unit, code in (
        (town.running, "2019-12", "P01", "month.missing"),
        (town.running, "0000-01", "P01", "month.missing"),
        (world.away.running, DRAFTED, "P01", "month.missing"),
        (town.running, DRAFTED, "P02", "evaluation.no_unit"),
        (town.running, DRAFTED, "P77", "evaluation.no_unit"),
        (town.running, DRAFTED, "HK", "evaluation.no_unit"),
    ):
        with refused(Missing, code):
            evaluations.save(campaign, month, unit, [sheet()], by=officer, at=NOW)


# Handing in


def test_a_sheet_is_in_time_to_the_last_second_in_viet_nam_and_late_from_the_next(town: Town, officer: Actor) -> None:
    deadline = CampaignMonth.objects.get(campaign=town.running, month=DRAFTED).deadline
    assert deadline.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat() == "2019-05-05T23:59:59+07:00"
    for moment, late in (
        (deadline, False),
        (deadline + timedelta(milliseconds=999), False),
        (deadline + timedelta(seconds=1), True),
        (datetime(2019, 5, 6, 0, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), True),
    ):
        with transaction.atomic():
            assert submit(town, officer, [""], at=moment) == 1
            assert town.evaluation(DRAFTED, "P01").late is late
            transaction.set_rollback(True)


def test_handing_in_without_names_takes_all_drafts_and_a_repeat_takes_none(town: Town, officer: Actor) -> None:
    once(EvaluationsSubmitted, lambda: submit(town, officer))
    told = event(EvaluationsSubmitted, month=DRAFTED)
    assert {line["subject"] for line in told.lines} == {"", HEAD, OFFICER, STAFF}
    assert all(line["late"] for line in told.lines)


def test_an_incomplete_sheet_is_not_handed_in_nor_are_those_beside_it(town: Town, officer: Actor) -> None:
    save(town, officer, Line("", {"A1": Decimal(5)}), Line(STAFF, {"A1": Decimal(5)}))
    with refused(Invalid, "evaluation.invalid") as no:
        submit(town, officer)
    missing = {f"P01.{leaf}" for leaf in ("A2", "A3", "A4", "B1", "B2", "B3")}
    assert missing == {path for path in no.paths if path.startswith("P01.")}
    assert town.evaluation(DRAFTED, "P01", OFFICER).state == states.DRAFT


def test_naming_a_sheet_that_is_not_there_or_was_handed_in_is_refused(town: Town, officer: Actor) -> None:
    with refused(Missing, "evaluation.missing"):
        submit(town, officer, ["CB404"])
    submit(town, officer, [STAFF])
    with refused(WrongState, "evaluation.wrong_state"):
        submit(town, officer, [STAFF])
    with refused(WrongState, "evaluation.wrong_state"):
        save(town, officer, Line(STAFF, points(PERSON_MARKS)))


def test_who_was_away_hands_in_a_sheet_without_points(town: Town, officer: Actor) -> None:
    save(town, officer, Line(STAFF, absent=True, note="Nghỉ thai sản."))
    submit(town, officer)
    row = town.evaluation(DRAFTED, "P01", STAFF)
    assert (row.state, row.absent, row.total) == (states.SUBMITTED, True, None)


def test_an_appraiser_cannot_give_points_to_who_was_away(town: Town, officer: Actor, head: Actor) -> None:
    save(town, officer, Line(STAFF, absent=True, note="Nghỉ thai sản."))
    submit(town, officer)
    with refused(Invalid, "evaluation.invalid") as no:
        judge("confirm", town, head, Line(STAFF, {"A1": Decimal(5)}, None, note="Bù điểm."), month=DRAFTED)
    assert no.codes == ["evaluation.absent_with_points"]


# Judging


def test_three_layers_are_kept_with_who_when_and_why(town: Town, head: Actor, office: Actor) -> None:
    judge("confirm", town, head, Line("", {"B1": Decimal(25)}, None, note="Một việc chậm."))
    judge("appraise", town, office, Line("", {"B2": Decimal(15)}, None, note="Hồ sơ quá hạn."))
    row = town.evaluation(SUBMITTED, "P01")
    layers = row.layers.values_list("kind", "scores__B1", "scores__B2", "reason", "by_id")
    assert [(*rest, str(by)) for *rest, by in layers] == [
        ("self", "27", "18", "", town.actors["unit_officer"].account),
        ("head", "25", "18", "Một việc chậm.", head.account),
        ("appraisal", "25", "15", "Hồ sơ quá hạn.", office.account),
    ]
    assert row.state == states.APPRAISED
    assert row.scores["B2"] == "15"
    expected = score_sheet(
        evaluations.open_desk(town.running, SUBMITTED, "P01", by=office, subjects=()).scheme(""),
        points(UNIT_MARKS, B1="25", B2="15"),
    )
    assert row.total == expected.total


def test_what_differs_from_the_layer_before_needs_a_reason(town: Town, head: Actor) -> None:
    for line in (Line("", {"B1": Decimal(25)}, None), Line("", {}, ("V1",), note="  ")):
        with refused(Invalid, "evaluation.invalid") as no:
            judge("confirm", town, head, line)
        assert (no.codes, no.paths) == (["evaluation.reason_needed"], ["P01.note"])
    assert judge("confirm", town, head, Line("", {"B1": Decimal("27.0")}, None)) == 3


def test_layers_cannot_be_rewritten_even_in_the_database(town: Town) -> None:
    layer = town.evaluation(SUBMITTED, "P01").layers.get()
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        EvaluationLayer.objects.filter(pk=layer.pk).update(reason="khác")


def test_a_veto_of_the_appraiser_is_recorded(town: Town, head: Actor, office: Actor) -> None:
    judge("confirm", town, head)
    judge("appraise", town, office, Line("", {}, ("V1",), note="Quyết định kỷ luật số 12."), subjects=[""])
    assert town.evaluation(SUBMITTED, "P01").vetoes == ["V1"]


def test_confirming_and_appraising_again_moves_nothing(town: Town, head: Actor, office: Actor) -> None:
    once(EvaluationsConfirmed, lambda: judge("confirm", town, head))
    once(EvaluationsAppraised, lambda: judge("appraise", town, office))
    rows = Evaluation.objects.filter(campaign=town.running, month__month=SUBMITTED, unit__code="P01")
    assert set(rows.values_list("state", "revision")) == {("appraised", 3), ("appraised", 2)}


def test_a_heads_own_sheet_goes_straight_to_the_committee(town: Town, head: Actor, office: Actor) -> None:
    assert judge("confirm", town, head) == 3
    assert town.evaluation(SUBMITTED, "P01", HEAD).state == states.SUBMITTED
    assert judge("appraise", town, office) == 4
    assert town.evaluation(SUBMITTED, "P01", HEAD).confirmed_by is None


def test_what_the_head_has_not_confirmed_is_not_appraised(town: Town, office: Actor) -> None:
    with refused(WrongState, "evaluation.unconfirmed") as no:
        judge("appraise", town, office, subjects=[STAFF])
    assert isinstance(no.refusal, WrongState)
    assert no.refusal.may == ("confirm",)


# Nobody judges their own


def dual(town: Town, name: str, *grants: Grant, staff: str = "") -> Actor:
    return open_account(town, name, *grants, staff=staff)


def test_nobody_confirms_what_they_handed_in(town: Town) -> None:
    both = dual(town, "ca-hai", Grant(access.UNIT_OFFICER, UNIT, "P01"), Grant(access.UNIT_HEAD, UNIT, "P01"))
    submit(town, both)
    with refused(NotAllowed, "evaluation.own"):
        judge("confirm", town, both, month=DRAFTED)


def test_nobody_appraises_what_they_handed_in_or_confirmed(town: Town, office: Actor) -> None:
    everything = dual(
        town,
        "tat-ca",
        *(Grant(role, AUTHORITY) for role in (access.UNIT_HEAD, access.STANDING_OFFICER, access.UNIT_OFFICER)),
    )
    judge("confirm", town, everything)
    with refused(NotAllowed, "evaluation.own"):
        judge("appraise", town, everything, subjects=[STAFF])
    submit(town, everything)
    with refused(NotAllowed, "evaluation.own"):
        judge("appraise", town, everything, month=DRAFTED, subjects=[HEAD])


def test_a_head_does_not_confirm_the_own_sheet(town: Town, head: Actor) -> None:
    with refused(NotAllowed, "evaluation.own"):
        judge("confirm", town, head, subjects=[HEAD])


def test_an_appraiser_does_not_judge_the_own_unit(town: Town, head: Actor) -> None:
    judge("confirm", town, head)
    Account.objects.filter(pk=town.accounts["staff"].pk).update(person=None)
    colleague = dual(town, "dong-nghiep", Grant(access.STANDING_OFFICER, AUTHORITY), staff=STAFF)
    with refused(NotAllowed, "evaluation.own"):
        judge("appraise", town, colleague, subjects=[""])


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("submitter_is_not_confirmer", ("submitted", "confirmed")),
        ("submitter_is_not_appraiser", ("submitted", "appraised")),
        ("confirmer_is_not_appraiser", ("confirmed", "appraised")),
    ],
)
def test_the_database_itself_refuses_two_parts_played_by_one(
    town: Town, office: Actor, constraint: str, fields: tuple[str, str]
) -> None:
    rows = Evaluation.objects.filter(pk=town.evaluation(DRAFTED, "P01").pk)
    values = {f"{field}_by": office.account for field in fields} | {f"{field}_at": NOW for field in fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**values)


# Returning


def test_a_returned_sheet_is_corrected_and_handed_in_again_and_all_layers_stay(
    town: Town, head: Actor, officer: Actor, office: Actor
) -> None:
    judge("confirm", town, head)
    judge("appraise", town, office, subjects=[""])
    give_back(town, office, "")
    row = town.evaluation(SUBMITTED, "P01")
    assert (row.state, row.total, row.submitted_by, row.confirmed_by, row.appraised_by) == (
        "returned",
        None,
        None,
        None,
        None,
    )
    told = event(EvaluationsReturned, month=SUBMITTED)
    assert (told.reason, [line["subject"] for line in told.lines]) == ("Điểm chưa khớp.", [""])
    save(town, officer, sheet(B1="26"), month=SUBMITTED)
    evaluations.submit(town.running, SUBMITTED, "P01", subjects=[""], by=officer, at=NOW)
    kinds = town.evaluation(SUBMITTED, "P01").layers.values_list("kind", flat=True)
    assert list(kinds) == ["self", "head", "appraisal", "return", "self"]


def test_a_return_needs_a_reason_a_known_sheet_and_a_role(town: Town, head: Actor, officer: Actor) -> None:
    with refused(Invalid, "evaluation.invalid") as no:
        give_back(town, head, "", reason="  ")
    assert no.codes == ["evaluation.reason_needed"]
    assert give_back(town, head) == 0
    with refused(Missing, "evaluation.missing"):
        give_back(town, head, "CB404")
    with refused(NotAllowed, "evaluation.not_allowed"):
        give_back(town, officer, "")
    with refused(WrongState, "evaluation.wrong_state"):
        give_back(town, head, "", month=DRAFTED)
    assert recorded(EvaluationsReturned) == 0


# The table of states, row by row


def step(act: str, town: Town, by: Actor) -> None:
    """An act on the sheet of a member of staff."""
    evaluation = Evaluation.objects.get(campaign=town.running, month__month=DRAFTED, person__code=STAFF)
    if act == "save":
        save(town, by, Line(STAFF, points(PERSON_MARKS, B1=str(evaluation.revision))))
    elif act == "submit":
        submit(town, by, [STAFF])
    elif act == "return":
        give_back(town, by, STAFF, month=DRAFTED)
    else:
        judge(act, town, by, subjects=[STAFF], month=DRAFTED)


def through_the_cluster(town: Town, *subjects: str) -> None:
    """Give the running campaign the step of the cluster."""
    named = list(subjects or ("people",))
    Campaign.objects.filter(pk=town.running).update(policy=CampaignPolicy(cluster_step=tuple(named)).to_data())


WAY = {
    states.DRAFT: (),
    states.SUBMITTED: (("submit", "unit_officer"),),
    states.RETURNED: (("submit", "unit_officer"), ("return", "unit_head")),
    states.CONFIRMED: (("submit", "unit_officer"), ("confirm", "unit_head")),
    states.ASSESSED: (("submit", "unit_officer"), ("confirm", "unit_head"), ("assess", "cluster_deputy")),
    states.APPRAISED: (("submit", "unit_officer"), ("confirm", "unit_head"), ("appraise", "standing_officer")),
}


@pytest.mark.parametrize("act", states.EVALUATION.acts)
@pytest.mark.parametrize("state", states.EVALUATION.states)
def test_each_act_goes_through_from_the_states_of_its_rows_and_from_no_other(town: Town, state: str, act: str) -> None:
    if state == states.ASSESSED or (act == "assess" and state != states.APPRAISED):
        through_the_cluster(town)
    for earlier, role in WAY[state]:
        step(earlier, town, town.actors[role])
    rows = [row for row in states.EVALUATION.rows if row.act == act]
    here = next((row for row in rows if row.source == state), None)
    among = ("unit_officer", "unit_head", "standing_officer", "cluster_lead")
    role = next(role for role in among if role in (here or rows[0]).roles)
    if here is None:
        with refused(WrongState, "evaluation.wrong_state"):
            step(act, town, town.actors[role])
    elif state == states.SUBMITTED and act in ("appraise", "assess"):
        with refused(WrongState, "evaluation.unconfirmed"):
            step(act, town, town.actors[role])
    else:
        step(act, town, town.actors[role])
        assert town.evaluation(DRAFTED, "P01", STAFF).state == here.target


# A sheet follows its person


def test_a_sheet_begun_before_a_transfer_within_the_month_goes_along_to_the_new_unit(
    town: Town, office: Actor, officer: Actor
) -> None:
    people.transfer(town.code, STAFF, to_unit="P02", position="", effective_on=date(2019, 4, 20), by=office, at=NOW)
    with refused(Invalid, "evaluation.invalid") as no:
        save(town, officer, Line(STAFF, points(PERSON_MARKS)))
    assert no.codes == ["evaluation.unknown_person"]
    theirs = town.actors["unit_officer.P02"]
    assert save(town, theirs, Line(STAFF, points(PERSON_MARKS, B1="11")), unit="P02") == (1, 0)
    row = Evaluation.objects.get(campaign=town.running, month__month=DRAFTED, person__code=STAFF)
    assert (row.unit.code, row.revision) == ("P02", 2)
    confirmed = Evaluation.objects.get(campaign=town.running, month__month=CONFIRMED, person__code=STAFF)
    assert confirmed.unit.code == "P01"


def test_a_sheet_of_the_cluster_lead_reaches_the_own_cluster_alone(town: Town, head: Actor) -> None:
    lead = actor_of(Account.objects.get(username=f"cluster_lead@{town.code}"))
    judge("confirm", town, head)
    assert judge("appraise", town, lead, subjects=[STAFF]) == 1
    with refused(Missing, "evaluation.no_unit"):
        evaluations.appraise(town.running, CONFIRMED, "D01", by=lead, at=NOW)


def test_with_the_clusters_step_the_committee_waits_for_the_lead_or_the_deputy(
    town: Town, head: Actor, office: Actor
) -> None:
    through_the_cluster(town, "units")
    lead, deputy = town.actors["cluster_lead"], town.actors["cluster_deputy"]
    judge("confirm", town, head)
    with refused(WrongState, "evaluation.unassessed"):
        judge("appraise", town, office, subjects=[""])
    with refused(WrongState, "evaluation.no_cluster_step"):
        judge("assess", town, lead, subjects=[STAFF])
    with refused(Invalid, "evaluation.invalid") as no:
        judge("assess", town, lead, Line("", {"B2": Decimal(16)}, None), subjects=[""])
    assert no.codes == ["evaluation.reason_needed"]
    assert judge("assess", town, deputy, Line("", {"B2": Decimal(16)}, None, note="Đối chiếu trong cụm.")) == 1
    assert judge("appraise", town, office) == 4
    row = town.evaluation(SUBMITTED, "P01")
    layers = [(layer.kind, layer.scores["B2"], layer.reason) for layer in row.layers.all()]
    assert layers[1:] == [
        ("head", "18", ""), ("cluster", "16", "Đối chiếu trong cụm."), ("appraisal", "16", ""),
    ]  # fmt: skip
    assert (str(row.assessed_by_id), row.state) == (deputy.account, states.APPRAISED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(appraised_by=row.assessed_by_id)


def test_a_heads_own_sheet_waits_on_the_first_page_of_the_cluster_and_then_of_the_committee(
    town: Town, office: Actor
) -> None:
    through_the_cluster(town)
    lead, head = town.actors["cluster_lead"], person("P01", 1)
    assert town.evaluation(SUBMITTED, "P01", head).of_head

    def waiting(by: Actor, act: str) -> int:
        return sum(task.count for task in home(by=by, at=NOW).waiting if (task.act, task.month) == (act, SUBMITTED))

    before, appraisable = waiting(lead, "assess"), waiting(office, "appraise")
    assert judge("assess", town, lead, subjects=[head]) == 1
    assert (waiting(lead, "assess"), waiting(office, "appraise")) == (before - 1, appraisable + 1)
