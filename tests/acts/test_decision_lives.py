"""A decision's life: from dossiers, laid open, numbered, signed, corrected, revoked; and old ones from their papers."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from emulation import award_visibility, decisions, file_visibility, files, imports
from emulation.commendation import consultations, decision_notices, drafting, honours
from emulation.commendation.drafting import Heading, Subject
from emulation.commendation.nomination_lines import Deed
from emulation.decisions import backfills, changes
from emulation.decisions.changes import Corrected, Ended
from emulation.events import (
    AwardsAmended,
    AwardsRevoked,
    DecisionsEntered,
    DecisionSettled,
    DecisionSigned,
    ImportCommitRequested,
    ImportUploaded,
    ObjectionRaised,
)
from emulation.files import Upload
from emulation.models import Award, Decision, Import, Nomination, NominationLine, RegisterEntry
from emulation.rules.awards.honours import found_by, place_of
from emulation.rules.awards.numbers import following, well_formed
from emulation.rules.awards.verdicts import Fact, Verdict
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tasks import clockwork
from tests.acts.conftest import recorded, refused
from tests.world import NOW, OTHER, OWN, Town, event, person

TODAY = date(2019, 5, 13)
HEADING = Heading("Khen thưởng thành tích chữa cháy", TODAY, "Lê Minh Đức", "Chủ tịch")
LATER = changes.Heading("Về việc sửa đổi", TODAY + timedelta(days=7), "Lê Minh Đức", "Chủ tịch")
LDTT = {"title": "LDTT"}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def clerk(town: Town) -> Actor:
    return town.actors["clerk"]


@pytest.fixture
def chair(town: Town) -> Actor:
    return town.actors["authority"]


def lines_of(town: Town, unit: str, state: str) -> list[str]:
    rows = NominationLine.objects.filter(nomination=town.nominations[unit, state]).order_by("place")
    return [str(row.pk) for row in rows]


def signed(town: Town, office: Actor, clerk: Actor, chair: Actor) -> Decision:
    row = drafting.draft(lines_of(town, "P02", "appraised"), HEADING, by=office, at=NOW)
    decisions.number(str(row.pk), decided_on=TODAY, by=clerk, at=NOW)
    decisions.sign(str(row.pk), by=chair, at=NOW)
    return Decision.objects.get(pk=row.pk)


# From dossier to register


def test_a_list_from_a_dossier_is_numbered_by_the_clerk_signed_and_decides_the_dossier(
    town: Town, office: Actor, clerk: Actor, chair: Actor
) -> None:
    row = drafting.draft(lines_of(town, "P02", "appraised"), HEADING, by=office, at=NOW)
    assert [(a.line is not None, a.achievement is not None, a.commendation_kind) for a in row.awards.all()] == [
        (True, True, "ad_hoc")
    ] * 2
    with refused(WrongState, "decision.no_number"):
        decisions.sign(str(row.pk), by=chair, at=NOW)
    with refused(NotAllowed, "decision.not_allowed"):
        decisions.number(str(row.pk), decided_on=TODAY, by=office, at=NOW)
    with refused(Invalid, "decision.number_taken"):
        decisions.number(str(row.pk), "215", decided_on=TODAY, by=clerk, at=NOW)
    with refused(Invalid, "decision.number_form"):
        decisions.number(str(row.pk), "số 3", decided_on=TODAY, by=clerk, at=NOW)
    with refused(Invalid, "decision.wrong_day"):
        decisions.number(str(row.pk), decided_on=date(2030, 1, 1), by=clerk, at=NOW)
    assert decisions.number(str(row.pk), decided_on=TODAY, by=clerk, at=NOW).number == "217"
    assert decisions.number(str(row.pk), decided_on=TODAY, by=clerk, at=NOW).number == "217"
    decisions.unnumber(str(row.pk), by=clerk, at=NOW)
    decisions.number(str(row.pk), "300", decided_on=TODAY, by=clerk, at=NOW)
    with refused(WrongState, "decision.wrong_state"):
        decisions.revise(str(row.pk), decisions.Draft("a", "", TODAY, "b", "c", []), by=office, at=NOW)
    decisions.sign(str(row.pk), by=chair, at=NOW)
    told = event(DecisionSigned, decision=str(row.pk))
    assert (told.number, [a["register_number"] for a in told.awards]) == ("300/QĐ-UBND", [5, 6])
    assert (drafting.follow_signing(told, NOW), drafting.follow_signing(told, NOW)) == (1, 0)
    assert Nomination.objects.get(pk=town.nominations["P02", "appraised"]).state == "decided"
    assert not drafting.waiting(town.code) or all(line.unit.code != "P02" for line in drafting.waiting(town.code))


def test_all_that_stands_against_nominees_is_told_at_once(
    town: Town, office: Actor, clerk: Actor, chair: Actor
) -> None:
    first = signed(town, office, clerk, chair)
    held, waiting = lines_of(town, OWN, "appraised"), lines_of(town, OTHER, "submitted")
    NominationLine.objects.filter(pk=held[1]).update(
        verdicts=[
            Verdict("registered", "fail", "Điều 5", (Fact("fail", "Không có danh hiệu %(title)s.", LDTT),)).to_data()
        ]
    )
    again = str(first.awards.get(place=1).line_id)
    with refused(Invalid, "decision.invalid") as no:
        drafting.draft([*held, waiting[0], again], HEADING, by=office, at=NOW)
    assert no.refusal
    failed = next(one.params["fact"] for one in no.refusal.problems if one.code == "decision.not_eligible")
    assert failed.said(str, english=True) == "Không có danh hiệu Advanced worker"
    assert failed.said(str, english=False) == "Không có danh hiệu Lao động tiên tiến"
    assert list(zip(no.paths, no.codes, strict=True)) == [
        ("awards[0]", "decision.held"),
        ("awards[1]", "decision.not_eligible"),
        ("awards[2]", "decision.dossier_state"),
        ("awards[2]", "decision.not_passed"),
        ("awards[2]", "decision.held"),
        ("awards[3]", "decision.rewarded"),
    ]
    with refused(Invalid, "decision.invalid") as no:
        drafting.draft(["x", held[0], held[0]], HEADING, by=office, at=NOW)
    assert no.codes == ["decision.unknown_nominee", "decision.repeated"]
    Nomination.objects.filter(pk=town.nominations[OTHER, "appraised"]).update(procedure="normal")
    with refused(Invalid, "decision.invalid") as no:
        drafting.draft(lines_of(town, OTHER, "appraised")[1:], HEADING, by=office, at=NOW)
    assert no.codes == ["decision.not_recommended"]


# Consultation


def test_a_list_is_open_for_its_days_and_objections_are_answered_before_it_goes_on(
    town: Town, office: Actor, clerk: Actor, chair: Actor
) -> None:
    row = drafting.draft(lines_of(town, "P02", "appraised"), HEADING, by=office, at=NOW)
    Decision.objects.filter(pk=row.pk).update(notice_days=3, number="301")
    with refused(Invalid, "decision.not_signable") as no:
        decisions.sign(str(row.pk), by=chair, at=NOW)
    assert no.codes == ["decision.not_consulted"] * 2
    with refused(Invalid, "consultation.days"):
        consultations.lay_open(str(row.pk), 2, by=office, at=NOW)
    open_ = consultations.lay_open(str(row.pk), by=office, at=NOW)
    assert (open_.last_day, len(open_.items)) == (date(2019, 5, 15), 2)
    staff, nominee = town.actors["staff"], town.actors["staff.P02"]
    said = consultations.raise_objection(str(open_.pk), "Không có mặt hôm đó.", place=2, by=staff, at=NOW)
    assert consultations.raise_objection(str(open_.pk), "Không có mặt hôm đó.", place=2, by=staff, at=NOW).pk == said.pk
    assert recorded(ObjectionRaised, consultation=str(open_.pk)) == 1
    assert decision_notices.tell_of_objection(event(ObjectionRaised, consultation=str(open_.pk)), NOW) >= 1
    with refused(Invalid, "consultation.place"):
        consultations.raise_objection(str(open_.pk), "x", place=3, by=staff, at=NOW)
    seen = {
        name: award_visibility.objections(town.actors[name], TODAY).filter(consultation=open_).count()
        for name in ("standing_officer", "staff", "staff.P02")
    }
    assert seen == {"standing_officer": 1, "staff": 1, "staff.P02": 0}
    among = replace(town.actors["council_member"], person=person("P02", 3))
    assert (award_visibility.objections(among, TODAY).filter(consultation=open_).count(), nominee.person) == (
        0,
        person("P02", 3),
    )
    with refused(WrongState, "consultation.running"):
        consultations.settle(str(row.pk), by=office, at=NOW)
    over = NOW + timedelta(days=4)
    with refused(Invalid, "consultation.unanswered"):
        consultations.settle(str(row.pk), by=office, at=over)
    with refused(WrongState, "consultation.over"):
        consultations.raise_objection(str(open_.pk), "Muộn.", by=staff, at=over)
    with refused(NotAllowed, "objection.not_allowed"):
        consultations.answer(str(said.pk), "Có biên bản.", by=clerk, at=over)
    consultations.answer(str(said.pk), "Có biên bản.", by=office, at=over)
    with refused(WrongState, "objection.answered"):
        consultations.answer(str(said.pk), "Khác.", by=office, at=over)
    consultations.settle(str(row.pk), by=office, at=over)
    assert decisions.sign(str(row.pk), by=chair, at=over).state == "signed"


def test_the_clock_settles_a_list_whose_days_are_over_once_everything_is_answered(
    town: Town, office: Actor, chair: Actor
) -> None:
    row = drafting.draft(lines_of(town, "P02", "appraised"), HEADING, by=office, at=NOW)
    open_ = consultations.lay_open(str(row.pk), 3, by=office, at=NOW)
    said = consultations.raise_objection(str(open_.pk), "Không có mặt.", by=town.actors["staff"], at=NOW)
    last_minute, over = datetime(2019, 5, 15, 16, 59, tzinfo=UTC), datetime(2019, 5, 15, 17, 0, tzinfo=UTC)

    def after(at: datetime) -> tuple[str, int]:
        clockwork.run("settle_consultations", at)
        return Decision.objects.get(pk=row.pk).state, recorded(DecisionSettled, decision=str(row.pk))

    assert (after(last_minute), after(over)) == (("consulting", 0), ("consulting", 0))
    consultations.answer(str(said.pk), "Có biên bản.", by=office, at=over)
    assert (after(last_minute), after(over), after(over)) == (("consulting", 0), ("draft", 1), ("draft", 1))
    open_.refresh_from_db()
    assert (open_.settled_at, open_.settled_by) == (over, None)
    assert LedgerEntry.objects.filter(type=DecisionSettled.type).latest("id").actor == "system"


# Later decisions


def test_a_correction_keeps_the_number_and_a_revocation_ends_the_award_for_good(
    town: Town, office: Actor, clerk: Actor, chair: Actor
) -> None:
    first = signed(town, office, clerk, chair)
    entries = list(RegisterEntry.objects.order_by("pk").values())
    unit, man = first.awards.order_by("place")
    with refused(Invalid, "decision.invalid") as no:
        wrong = [Corrected(str(unit.pk), citation=unit.citation), Corrected(str(man.pk), recipient_name="")]
        changes.draft_amendment(str(first.pk), LATER, wrong, by=office, at=NOW)
    assert no.codes == ["decision.unchanged", "decision.text"]
    fixed = changes.draft_amendment(
        str(first.pk), LATER, [Corrected(str(man.pk), recipient_name="Trần Đức Ương")], by=office, at=NOW
    )
    decisions.number(str(fixed.pk), decided_on=LATER.decided_on, by=clerk, at=NOW)
    decisions.sign(str(fixed.pk), by=chair, at=NOW)
    man.refresh_from_db()
    now = fixed.awards.get()
    assert (man.state, man.ended_by_id, now.state, now.replaces_id) == ("amended", fixed.pk, "valid", man.pk)
    told = event(AwardsAmended)
    assert (told.awards[0]["register_number"], told.awards[0]["replaces"], told.target) == (
        6,
        str(man.pk),
        str(first.pk),
    )
    ended = [Ended(str(now.pk), "a", "Kê khai gian dối."), Ended(str(now.pk), "e", "")]
    with refused(Invalid, "decision.invalid") as no:
        changes.draft_revocation(str(fixed.pk), LATER, ended, by=office, at=NOW)
    assert no.codes == ["decision.repeated"]
    two = [changes.draft_revocation(str(fixed.pk), LATER, ended[:1], by=office, at=NOW) for _ in range(2)]
    for number, row in enumerate(two):
        decisions.number(str(row.pk), f"40{number}", decided_on=LATER.decided_on, by=clerk, at=NOW)
    decisions.sign(str(two[0].pk), by=chair, at=NOW)
    with refused(Invalid, "decision.not_signable") as no:
        decisions.sign(str(two[1].pk), by=chair, at=NOW)
    now.refresh_from_db()
    assert (now.state, now.ended_ground, now.ended_by_id) == ("revoked", "a", two[0].pk)
    told = event(AwardsRevoked)
    assert (told.awards[0]["register_number"], told.awards[0]["ground"], told.number) == (6, "a", "400/QĐ-UBND")
    assert decision_notices.tell_of_revocation(told, NOW) == 1
    assert list(RegisterEntry.objects.order_by("pk").values()) == entries
    with refused(WrongState, "decision.not_in_force"):
        changes.draft_amendment(str(two[0].pk), LATER, [], by=office, at=NOW)


# The simple procedure


def test_the_simple_procedure_needs_its_kind_its_paper_and_a_deed_that_nobody_rewarded(
    town: Town, office: Actor, clerk: Actor, chair: Actor
) -> None:
    deed = Deed("Cứu người đuối nước", date(2019, 5, 1), date(2019, 5, 1))
    asked: dict[str, Any] = {"citation": "Dũng cảm cứu người", "by": office, "at": NOW}
    who = Subject("P02", person("P02", 1))
    with refused(NotAllowed, "simple.not_allowed"):
        drafting.simple("GK_HUYEN", who, deed, HEADING, papers=[], **(asked | {"by": clerk}))
    with refused(Invalid, "decision.invalid") as no:
        drafting.simple("GK_HUYEN", who, deed, HEADING, papers=[], kind="merit", **asked)
    assert no.codes == ["simple.kind", "simple.paper_needed"]
    paper = files.store_all([Upload("xn.pdf", PDF)], purpose="decision_paper", by=office, at=NOW)
    row = drafting.simple("GK_HUYEN", who, deed, HEADING, papers=[str(paper[0].pk)], **asked)
    assert (row.origin, row.awards.get().achievement is not None) == ("simple", True)
    decisions.number(str(row.pk), decided_on=TODAY, by=clerk, at=NOW)
    decisions.sign(str(row.pk), by=chair, at=NOW)
    with refused(Invalid, "decision.invalid") as no:
        drafting.simple("GK_HUYEN", who, deed, HEADING, papers=[str(paper[0].pk)], **asked)
    assert no.codes == ["decision.rewarded"]
    assert (
        file_visibility.files(clerk, TODAY).count() > 0,
        file_visibility.files(town.actors["staff.P02"], TODAY).filter(pk=paper[0].pk).exists(),
    ) == (True, False)


# Old decisions


HEAD = [
    "TT",
    "Số QĐ",
    "Ngày ký",
    "Về việc",
    "Họ tên người ký",
    "Hình thức",
    "Họ tên",
    "Tập thể",
    "Thành tích",
    "Số sổ vàng",
]


def book(*rows: list[Any]) -> bytes:
    target = io.BytesIO()
    made = Workbook(target, {"in_memory": True})
    sheet = made.add_worksheet("QĐ cũ")
    for number, row in enumerate([["SỔ KHEN THƯỞNG"], HEAD, *rows]):
        sheet.write_row(number, 0, row)
    made.close()
    return target.getvalue()


def old(number: str, award: str, who: str, **changed: Any) -> list[Any]:
    values = {"day": "20/01/2017", "citation": "Hoàn thành tốt nhiệm vụ", "unit": "P02"} | changed
    about = [1, number, values["day"], "Khen thưởng năm 2016", "Đỗ Văn Cường", award, who]
    return [*about, values["unit"], values["citation"], "12/SV"]


def uploaded(content: bytes, by: Actor) -> Import:
    row = imports.upload("decisions", "cu.xlsx", content, by=by, at=NOW)
    imports.validate(event(ImportUploaded, import_id=str(row.pk)), NOW)
    return Import.objects.get(pk=row.pk)


def test_old_decisions_come_in_whole_once_and_with_their_old_numbers(
    town: Town, office: Actor, clerk: Actor, chair: Actor
) -> None:
    name = f"Trần Đức Ưởng P02 {town.name}"
    with refused(NotAllowed, "backfill.not_allowed"):
        imports.upload("decisions", "cu.xlsx", b"x", by=clerk, at=NOW)
    rows = [
        old("15", "GK_HUYEN", "Ai Đó"),
        old("15", "Huân chương lạ", name),
        old("16", "GK_HUYEN", name, day="20/01/2030"),
        old("17", "GK_HUYEN", "", unit="??"),
    ]
    wrong = uploaded(book(*rows), office)
    assert {(p["path"], p["code"]) for p in wrong.problems} == {
        ("QĐ cũ!G3", "backfill.namesakes"),
        ("QĐ cũ!F4", "backfill.award"),
        ("QĐ cũ!C5", "backfill.day"),
        ("QĐ cũ!F5", "backfill.award"),
        ("QĐ cũ!H6", "backfill.unit"),
    }
    with refused(Invalid, "backfill.not_whole"):
        imports.commit(str(wrong.pk), by=office, at=NOW)
    good = book(old("15/QĐ-UBND", "giay khen của chủ tịch Ủy ban nhân dân cấp huyện", name), old("15", "GK_HUYEN", ""))
    first = uploaded(good, office)
    assert (first.problems, first.about) == ([], {"decisions": 1, "new": 2, "known": 0})
    for row in (first, uploaded(good, office)):
        imports.commit(str(row.pk), by=office, at=NOW)
        imports.write(event(ImportCommitRequested, import_id=str(row.pk)), NOW)
    entered = Decision.objects.get(origin="backfill", authority=town.code)
    assert (entered.number, entered.state, entered.signatory_name, entered.signed_by) == (
        "15",
        "signed",
        "Đỗ Văn Cường",
        None,
    )
    assert [(a.recipient_name, a.book_number) for a in entered.awards.all()] == [
        (name, "12/SV"),
        (f"Đơn vị P02 {town.name}", "12/SV"),
    ]
    assert not RegisterEntry.objects.filter(award__decision=entered).exists()
    assert (recorded(DecisionsEntered), Award.objects.filter(decision=entered).count()) == (1, 2)
    differs = uploaded(book(old("15", "GK_HUYEN", name, citation="Khác")), office)
    assert [p["code"] for p in differs.problems] == ["backfill.differs"]
    scan = files.store_all([Upload("15.pdf", PDF)], purpose="decision_paper", by=office, at=NOW)
    assert backfills.attach_scan(str(entered.pk), [str(scan[0].pk)], by=office, at=NOW)
    with refused(WrongState, "backfill.not_old"):
        backfills.attach_scan(town.signed, [str(scan[0].pk)], by=office, at=NOW)
    assert default_storage.exists(scan[0].stored)


# Award history


def test_history_is_found_without_accents_by_given_name_and_hides_what_was_revoked(
    town: Town, office: Actor, clerk: Actor, chair: Actor
) -> None:
    first = signed(town, office, clerk, chair)
    found = honours.search(clerk, "uong", kind="person", on=TODAY)
    assert [one.code for one in found] == [person(OTHER, 3), person(OWN, 3), person("P02", 3)]
    assert [one.code for one in honours.search(clerk, "DON VI p02", on=TODAY)] == ["P02"]
    assert honours.search(clerk, "không có ai", on=TODAY) == []
    mine = honours.history(town.actors["staff"], "person", person("P02", 3), on=TODAY)
    assert [(one.number, one.register, one.year) for one in mine.honours] == [("217/QĐ-UBND", "6/2019", 2019)]
    man = first.awards.get(place=2)
    gone = changes.draft_revocation(
        str(first.pk), LATER, [Ended(str(man.pk), "d", "Kết luận thanh tra.")], by=office, at=NOW
    )
    decisions.number(str(gone.pk), decided_on=LATER.decided_on, by=clerk, at=NOW)
    decisions.sign(str(gone.pk), by=chair, at=NOW)
    with refused(Missing, "honour.missing"):
        honours.history(town.actors["staff"], "person", person("P02", 3), on=TODAY)
    for reader in ("staff.P02", "clerk"):
        (line,) = honours.history(town.actors[reader], "person", person("P02", 3), on=TODAY).honours
        assert (line.award.state, line.ended_number) == ("revoked", "218/QĐ-UBND")


# The pure rules


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["1", "2", "7", "12a", "30/CT", "0", "999"]), max_size=5))
def test_the_number_that_follows_is_new_and_well_formed(used: list[str]) -> None:
    proposed = following(used)
    assert proposed not in used and well_formed(proposed)
    assert following([str(n) for n in range(1, len(used) + 1)]) == str(len(used) + 1)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["Đặng Thị Ánh", "Nguyễn Văn Đạt", "Hồ Đức An"]), st.integers(1, 3))
def test_a_name_is_found_by_the_beginnings_of_its_words(name: str, length: int) -> None:
    words = name.split()
    assert found_by(name, " ".join(word[:length] for word in reversed(words)))
    assert not found_by(name, "xyz") and not found_by(name, f"{words[-1]} {words[-1]}")
    assert place_of(name, words[-1], of_person=True) < place_of("An Ba", words[-1], of_person=True) or words[-1] == "An"
