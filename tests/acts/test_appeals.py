"""Appeals through the acts: in time, by who may, decided by other eyes, and all the way to the revision that is applied."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from emulation import affected, appeals, corrections, decisions, files, publications, revisions, visibility
from emulation.appeal_lines import Contested, LineDecision
from emulation.boards import appeals as boards
from emulation.events import AppealDecided, AppealSubmitted, AppealTakenUp, AppealWithdrawn, EvaluationCorrected
from emulation.files import Upload
from emulation.models import Appeal, Ranking
from emulation.rules.periods import local_date
from emulation.rules.sheets import parse_points
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.acts.test_files import sees
from tests.world import CLOSED, OTHER, OWN, PLAIN_PDF, Town, World, decision, event, person, proposals

AT = datetime(2019, 2, 13, 2, tzinfo=UTC)
TODAY = local_date(AT)
LATE = datetime(2019, 2, 18, 17, tzinfo=UTC)
B1 = Contested(CLOSED, "B1", "29", "Thiếu hồ sơ một cửa đã gửi.")
A3 = Contested(CLOSED, "A3", "5")
PDF = Upload("ho-so.pdf", PLAIN_PDF)


def submit(town: Town, *lines: Contested, by: str = "unit_head", subject: str = OWN, **more: Any) -> Appeal:
    ranking = town.ranking(Ranking.PEOPLE if subject.startswith("CB-") else Ranking.UNITS)
    asked = {"text": "Điểm chưa đúng hồ sơ.", "at": AT, **more}
    return appeals.submit(ranking, subject, lines or (B1,), by=town.actors[by], **asked)


def taken_up(town: Town, *lines: Contested, **more: Any) -> Appeal:
    return appeals.take_up(str(submit(town, *lines, **more).pk), by=town.actors["council_secretary"], at=AT)


def decide(town: Town, row: Appeal, *points: str, by: str = "council_member", **more: Any) -> Appeal:
    """Of every line the points that it is to have; the empty text turns it down."""
    findings = {
        str(line.pk): LineDecision(bool(text), parse_points(text) if text else None)
        for line, text in zip(row.lines.all(), points, strict=True)
    }
    asked = {"answer": "Đã đối chiếu hồ sơ.", "at": AT, **more}
    return appeals.decide(str(row.pk), findings, by=town.actors[by], **asked)


# Handing in


def test_an_appeal_names_lines_brings_evidence_and_is_told_once(town: Town) -> None:
    once(AppealSubmitted, lambda: submit(town, B1, A3, uploads=[PDF]), unit=OWN)
    row = submit(town, B1, A3)
    assert [(e.place, e.criterion, e.asked) for e in row.lines.all()] == [(1, "B1", "29"), (2, "A3", "5")]
    assert [file.name for file in files.attached(appeals.RECORD, str(row.pk))] == ["ho-so.pdf"]
    assert (row.state, local_date(row.due_at).isoformat()) == ("submitted", "2019-02-27")
    with refused(WrongState, "appeal.waits"):
        submit(town, A3)


def test_an_appeal_comes_within_the_working_days_after_the_ranking_was_made_known(town: Town) -> None:
    assert submit(town, at=LATE.replace(hour=16)).pk
    with refused(WrongState, "appeal.window_closed") as no:
        submit(town, at=LATE, subject=OTHER, by=f"unit_head.{OTHER}")
    assert no.refusal
    assert no.refusal.params["day"] == "18/02/2019"
    publications.publish(town.ranking(), by=town.actors["standing_officer"], at=LATE)
    assert submit(town, at=LATE, subject=OTHER, by=f"unit_head.{OTHER}").pk


def test_a_unit_speaks_for_itself_and_everybody_for_themselves_alone(town: Town, world: World) -> None:
    mine = person(OWN, 3)
    assert submit(town, Contested(CLOSED, "B1"), by="staff", subject=mine).person
    assert submit(town, by="unit_officer").person is None
    for by, subject in ((f"unit_head.{OTHER}", OWN), ("unit_head", mine), ("staff", OWN), ("standing_officer", OWN)):
        with refused(NotAllowed, "appeal.not_yours"):
            submit(town, by=by, subject=subject)
    with refused(Missing, "standing.missing"):
        submit(replace(town, actors=world.away.actors))
    with refused(Missing, "standing.missing"):
        submit(town, subject="P99")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], [("lines", "appeal.lines")]),
        ([Contested(CLOSED, "B")], [("lines[0].criterion", "appeal.criterion")]),
        ([Contested("2019-02", "B1")], [("lines[0].month", "appeal.no_sheet")]),
        ([B1, B1], [("lines[1].criterion", "appeal.repeated")]),
        ([Contested(CLOSED, "B1", "nhiều")], [("lines[0].asked", "points.not_a_number")]),
        (
            [Contested("2020-01", "Z"), Contested(CLOSED, "V1")],
            [("lines[0].criterion", "appeal.criterion"), ("lines[0].month", "appeal.no_sheet")],
        ),
    ],
)
def test_what_cannot_be_appealed_against_is_said_at_its_line(
    town: Town, lines: list[Contested], found: list[tuple[str, str]]
) -> None:
    with refused(Invalid, "appeal.invalid") as no:
        appeals.submit(town.ranking(), OWN, lines, text="vì", by=town.actors["unit_head"], at=AT)
    assert [(path, code) for path, code in zip(no.paths, no.codes, strict=True)] == found


def test_an_appeal_needs_its_reasons_and_a_bad_file_stores_nothing(town: Town) -> None:
    with refused(Invalid, "appeal.text_needed"):
        submit(town, text=" \n ")
    with refused(Invalid, "file.executable"):
        submit(town, uploads=[Upload("x.pdf", b"MZ" + bytes(80))])
    assert not Appeal.objects.filter(ranking=town.ranking()).exists()


# Handling


def test_an_appeal_may_be_withdrawn_until_it_is_decided(town: Town) -> None:
    row = taken_up(town)
    assert recorded(AppealTakenUp, appeal=str(row.pk)) == 1
    back = appeals.withdraw(str(row.pk), reason="Đã rõ.", by=town.actors["unit_officer"], at=AT)
    assert (back.state, recorded(AppealWithdrawn, appeal=str(row.pk))) == ("withdrawn", 1)
    with refused(WrongState, "appeal.wrong_state"):
        decide(town, row, "29")
    again = taken_up(town)
    decide(town, again, "")
    with refused(WrongState, "appeal.wrong_state"):
        appeals.withdraw(str(again.pk), by=town.actors["unit_officer"], at=AT)


def test_only_the_committee_decides_and_not_who_appraised_or_appealed(town: Town) -> None:
    row = submit(town)
    with refused(WrongState, "appeal.wrong_state"):
        decide(town, row, "")
    row = appeals.take_up(str(row.pk), by=town.actors["council_secretary"], at=AT)
    for by in ("inspector", "cluster_lead", "unit_head"):
        with refused(NotAllowed, "appeal.not_allowed"):
            decide(town, row, "", by=by)
    for by in ("clerk", f"unit_head.{OTHER}", "staff"):
        with refused(Missing, "appeal.missing"):
            decide(town, row, "", by=by)
    with refused(NotAllowed, "appeal.own_appraisal"):
        decide(town, row, "", by="standing_officer")
    colleague = replace(town.actors["council_member"], person=person(OWN, 1))
    with refused(NotAllowed, "correction.own"):
        decide(replace(town, actors={"council_member": colleague}), row, "")
    appellant = replace(town.actors["all_roles"], account=str(row.submitted_by_id))
    with refused(NotAllowed, "appeal.own"):
        decide(replace(town, actors={"council_member": appellant}), row, "")
    with pytest.raises(IntegrityError, match="appellant_does_not_decide"), transaction.atomic():
        Appeal.objects.filter(pk=row.pk).update(state="upheld", closed_by=row.submitted_by_id, closed_at=AT)


def test_every_line_is_decided_with_points_where_it_is_upheld_and_a_written_answer(town: Town) -> None:
    row = taken_up(town, B1, A3, Contested(CLOSED, "B4"))
    b1, a3, survey = (str(line.pk) for line in row.lines.all())
    wrong = {
        b1: LineDecision(upheld=True),
        survey: LineDecision(upheld=True, points=parse_points("3")),
        "x": LineDecision(upheld=False),
    }
    with refused(Invalid, "appeal.invalid") as no:
        appeals.decide(str(row.pk), wrong, answer=" ", by=town.actors["council_member"], at=AT)
    assert list(zip(no.paths, no.codes, strict=True)) == [
        ("lines[0].points", "appeal.points_needed"),
        ("lines[1]", "appeal.undecided"),
        ("lines[2].points", "appeal.no_points"),
        ("x", "appeal.unknown_line"),
        ("answer", "appeal.text_needed"),
    ]
    right = {
        b1: LineDecision(upheld=False),
        a3: LineDecision(upheld=False),
        survey: LineDecision(upheld=True, note="Sửa ở khảo sát."),
    }
    done = appeals.decide(str(row.pk), right, answer="Xong.", by=town.actors["council_member"], at=AT)
    assert done.state == "partly_upheld"
    assert not done.lines.exclude(correction=None).exists()


# From an appeal to the table


def test_an_upheld_appeal_goes_by_a_correction_and_a_shadow_to_the_table_and_names_what_it_concerns(town: Town) -> None:
    chair, office = town.actors["authority"], town.actors["standing_officer"]
    known = decisions.draft(
        decision("300", proposals((OWN, ""), (OTHER, ""), (OWN, person(OWN, 3))), campaign=town.running),
        by=town.actors["clerk"],
        at=AT,
    )
    decisions.sign(str(known.pk), by=chair, at=AT)
    publications.publish(town.ranking(), by=office, at=AT)
    row = taken_up(town, B1, A3)
    with refused(WrongState, "ranking.appeals_wait"):
        publications.finalise(town.ranking(), by=chair, at=AT)
    done = decide(town, row, "29", "")
    assert (done.state, recorded(AppealDecided, appeal=str(row.pk), outcome="partly_upheld")) == ("partly_upheld", 1)
    first, second = done.lines.all()
    assert (first.upheld, first.points, second.upheld, second.correction) == (True, "29", False, None)
    correction = first.correction
    assert correction
    assert (correction.state, correction.scores["B1"], correction.scores["A3"]) == ("proposed", "29", "4.5")
    assert town.evaluation(CLOSED, OWN).scores["B1"] == "27"
    with refused(NotAllowed, "correction.not_allowed"):
        corrections.approve(str(correction.pk), by=town.actors["council_member"], at=AT)
    corrections.approve(str(correction.pk), by=chair, at=AT)
    revisions.follow_correction(event(EvaluationCorrected, correction=str(correction.pk)), AT)
    board = boards.appeal(str(row.pk), by=office, at=AT)
    (shadow,) = board.revisions
    assert (shadow.ranking.state, shadow.moved) == ("shadow", 3)
    concerned = [(one.award.recipient_name, one.change.before.rank, one.change.after.rank) for one in shadow.affected]  # type: ignore[union-attr]
    assert concerned == [(f"Đơn vị {OTHER} {town.name}", 1, 2)]
    assert not boards.appeal(str(row.pk), by=town.actors["unit_head"], at=AT).revisions
    revisions.apply_revision(str(shadow.ranking.pk), reason="Khiếu nại đúng.", by=office, at=AT)
    seen = boards.appeal(str(row.pk), by=town.actors["unit_head"], at=AT).revisions
    assert [(one.ranking.state, one.ranking.revision) for one in seen] == [("published", 2)]
    assert town.evaluation(CLOSED, OWN).scores["B1"] == "29"
    changed = revisions.changes_of(shadow.ranking)
    assert not affected.by_revision(shadow.ranking, [replace(c, after=c.before) for c in changed])


# Who sees what


def test_a_units_appeal_is_seen_by_the_unit_and_the_committee_a_persons_by_nobody_else(
    town: Town, world: World
) -> None:
    of_unit = submit(town, uploads=[PDF])
    of_person = submit(town, Contested(CLOSED, "B1"), by="staff", subject=person(OWN, 3), uploads=[PDF])
    whole = {
        "standing_officer", "authority", "council_chair", "council_member", "council_secretary", "inspector", "all_roles",
    }  # fmt: skip

    def seen(row: Appeal, look: Callable[[Actor], bool]) -> set[str]:
        return {name for name, actor in town.actors.items() if look(actor)} | {
            f"away {name}" for name, actor in world.away.actors.items() if look(actor)
        }

    for row, own in (
        (of_unit, {"unit_head", "unit_officer", "cluster_lead", "cluster_deputy"}),
        (of_person, {"staff"}),
    ):
        (file,) = files.attached(appeals.RECORD, str(row.pk))
        assert seen(row, lambda a, row=row: visibility.appeals(a, TODAY).filter(pk=row.pk).exists()) == whole | own
        assert seen(row, lambda a, file=file: sees(a, file)) == whole | own
