"""From one level to the next and back: what is sent arrives with its papers, is given back, is answered for each nominee."""

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from emulation import decisions, file_visibility, files
from emulation.boards.forwardings import between
from emulation.commendation import (
    arrivals,
    award_statistics,
    awards_above,
    certified_records,
    documents,
    drafting,
    forwarding_packages,
    forwarding_results,
    forwardings,
    honours,
    initiatives,
    merits,
    nomination_desk,
    nomination_papers,
    nominations,
    subordinations,
)
from emulation.commendation.drafting import Heading
from emulation.commendation.forwarding_results import Result
from emulation.commendation.forwardings import Cover
from emulation.commendation.merit_rows import question_of
from emulation.commendation.nomination_notices import tell_of_forwarding, tell_of_nomination
from emulation.commendation.nominations import Outcome
from emulation.decisions import backfills, changes
from emulation.decisions.changes import Corrected, Ended
from emulation.decisions.changes import Heading as Later
from emulation.events import (
    AwardsAmended,
    AwardsRevoked,
    DecisionSigned,
    ForwardingMoved,
    NominationForwarded,
    NominationMoved,
)
from emulation.files import Upload
from emulation.models import (
    Authority,
    Award,
    BonusEntitlement,
    Forwarding,
    Nomination,
    NoticeCopy,
    Posting,
    RegisterEntry,
    Subordination,
)
from emulation.rules import access
from emulation.rules.awards import forwarding as rules
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.text import digest
from tests.world import AWAY, HOME, NOW, OWN, PLAIN_PDF, Town, World, dossier, event, nominate, of_unit, person

BY_HEAD, UNIT = access.AUTHORITY_HEAD, "P02"


def superior(world: World) -> Subordination:
    """The other town takes in dossiers, as its unit P02."""
    office = world.away.actors[access.STANDING_OFFICER]
    return subordinations.record(HOME, "P02", date(2019, 1, 1), "QĐ 1", by=office, at=NOW)


def sent(world: World, name: str, *, minutes: bool = False) -> Forwarding:
    """A dossier of the home town that went to the other and arrived."""
    town = world.home
    contents = dossier(UNIT, name)
    id_ = str(nominations.start(UNIT, contents, by=of_unit(town, access.UNIT_OFFICER, UNIT), at=NOW).pk)
    if minutes:
        upload = [Upload("Biên bản họp.pdf", PLAIN_PDF)]
        nomination_papers.add(id_, "minutes", upload, by=of_unit(town, access.UNIT_OFFICER, UNIT), at=NOW)
    nominations.submit(
        id_, letter_number="9/TTr", letter_on=date(2019, 5, 11), by=of_unit(town, access.UNIT_HEAD, UNIT), at=NOW
    )
    office = town.actors[access.STANDING_OFFICER]
    row = nominations.receive(id_, by=office, at=NOW)
    nominations.appraise(id_, {str(line.pk): Outcome("pass") for line in row.lines.all()}, by=office, at=NOW)
    forwardings.forward(id_, Cover(authority=AWAY), by=town.actors[BY_HEAD], at=NOW)
    arrivals.take_in(event(NominationForwarded, nomination=id_), NOW)
    return Forwarding.objects.select_related("arrival", "nomination").get(nomination=id_)


def above(world: World, row: Forwarding, **outcomes: Outcome) -> Nomination:
    """The dossier above, appraised; lines pass unless said otherwise by ``line1`` and so on."""
    office, id_ = world.away.actors[access.STANDING_OFFICER], str(row.arrival_id)
    dossier_above = nominations.receive(id_, by=office, at=NOW)
    said = {str(line.pk): outcomes.get(f"line{line.place}", Outcome("pass")) for line in dossier_above.lines.all()}
    return nominations.appraise(id_, said, by=office, at=NOW)


def told_below(row: Forwarding) -> str:
    """The reaction to the newest move of the dossier above."""
    return forwarding_results.follow_above(event(NominationMoved, nomination=str(row.arrival_id)), NOW)


def test_what_is_sent_arrives_above_by_value_with_its_papers_and_only_once(world: World) -> None:
    superior(world)
    row = sent(world, "liên cấp", minutes=True)
    arrived = Nomination.objects.get(pk=row.arrival_id)
    assert arrivals.take_in(event(NominationForwarded, nomination=str(row.nomination_id)), NOW) == str(arrived.pk)
    assert (arrived.authority_id, arrived.state, arrived.unit.code, arrived.letter_number) == (
        AWAY, "submitted", "P02", "9/TTr",
    )  # fmt: skip
    below, lines = list(row.nomination.lines.all()), list(arrived.lines.select_related("person", "unit"))
    assert [line.citation for line in lines] == [line.citation for line in below]
    assert [line.report for line in lines] == [line.report for line in below]
    collective, man = lines
    assert collective.unit.code == f"{HOME}.{UNIT}"
    assert man.person is not None
    assert man.person.full_name == below[1].person.full_name  # type: ignore[union-attr]
    assert Posting.objects.get(person=man.person).position == "Chuyên viên"
    there, here = (files.attached(nomination_desk.RECORD, str(one.pk))[0] for one in (arrived, row.nomination))
    assert (there.digest, there.stored, there.authority_id) == (here.digest, here.stored, AWAY)
    assert there.pk != here.pk
    office = world.away.actors[access.STANDING_OFFICER]
    assert file_visibility.files(office, NOW.date()).filter(pk=there.pk).exists()
    assert not file_visibility.files(office, NOW.date()).filter(pk=here.pk).exists()
    assert row.files[0]["digest"] == here.digest
    assert tell_of_nomination(event(NominationMoved, nomination=str(arrived.pk)), NOW) > 0
    way = between(arrived, by=office, on=NOW.date())
    assert way.came is not None
    assert way.came.authority_id == HOME


def test_what_is_given_back_above_is_appraised_anew_below_and_goes_up_again(world: World) -> None:
    superior(world)
    row = sent(world, "trả lại")
    office, id_ = world.away.actors[access.STANDING_OFFICER], str(row.arrival_id)
    with pytest.raises(NotAllowed):
        nominations.withdraw(id_, reason="vì", by=world.away.actors["all_roles"], at=NOW)
    nominations.receive(id_, by=office, at=NOW)
    assert told_below(row) == "take_in"
    assert nominations.return_(id_, reason="Thiếu biên bản.", by=office, at=NOW).state == "given_back"
    assert told_below(row) == "come_back"
    assert told_below(row) == ""
    row.refresh_from_db()
    assert (row.state, row.reason) == (rules.SENT_BACK, "Thiếu biên bản.")
    below = Nomination.objects.get(pk=row.nomination_id)
    assert (below.state, below.steps.last().act) == ("received", "come_back")  # type: ignore[union-attr]
    assert tell_of_forwarding(event(ForwardingMoved, forwarding=str(row.pk)), NOW) > 0
    own = world.home.actors[access.STANDING_OFFICER]
    nominations.appraise(str(below.pk), {str(line.pk): Outcome("pass") for line in below.lines.all()}, by=own, at=NOW)
    forwardings.forward(str(below.pk), Cover(authority=AWAY), by=world.home.actors[BY_HEAD], at=NOW)
    again = event(NominationForwarded, nomination=str(below.pk))
    assert arrivals.take_in(again, NOW) != id_


def sign(town: Town, line: str) -> None:
    """A decision of the level above for one line."""
    clerk, head = town.actors[access.CLERK], town.actors[BY_HEAD]
    heading = Heading("Khen thưởng cấp trên", NOW.date(), "Nguyễn Văn Ký", "Chủ tịch")
    made = drafting.draft([line], heading, by=town.actors[access.STANDING_OFFICER], at=NOW)
    decisions.number(str(made.pk), "77", decided_on=NOW.date(), by=clerk, at=NOW)
    decisions.sign(str(made.pk), by=head, at=NOW)


def test_what_was_decided_above_is_told_back_at_each_line(world: World) -> None:
    superior(world)
    row = sent(world, "kết quả")
    arrived = above(world, row, line2=Outcome("fail", "Không tham gia trực tiếp."))
    sign(world.away, str(arrived.lines.get(place=1).pk))
    drafting.follow_signing(event(DecisionSigned), NOW)
    assert told_below(row) == "hear"
    row.refresh_from_db()
    assert [(one.outcome, one.reason) for one in row.lines.all()] == [
        ("pass", ""),
        ("fail", "Không tham gia trực tiếp."),
    ]
    assert (row.decision_number, row.decided_on) == ("77/QĐ-UBND", NOW.date())
    assert Nomination.objects.get(pk=row.nomination_id).state == "decided"
    assert [line["outcome"] for line in event(ForwardingMoved, forwarding=str(row.pk)).lines] == ["pass", "fail"]
    before = NoticeCopy.objects.count()
    tell_of_forwarding(event(ForwardingMoved, forwarding=str(row.pk)), NOW)
    assert NoticeCopy.objects.count() > before


def given_below(row: Forwarding) -> Award:
    """What the level below knows of what was given above to the first nominee."""
    return Award.objects.select_related("decision").get(line__forwarded__forwarding=row, state=Award.VALID)


def later(world: World, kind: str, award: str) -> None:
    """The level above amends or revokes what it gave, and the level below hears of it."""
    town, target = world.away, str(Award.objects.get(pk=award).decision_id)
    office, heading = (
        town.actors[access.STANDING_OFFICER],
        Later("Về quyết định", NOW.date(), "Nguyễn Văn Ký", "Chủ tịch"),
    )
    if kind == "amend":
        row = changes.draft_amendment(target, heading, [Corrected(award, citation="Dũng cảm")], by=office, at=NOW)
    else:
        row = changes.draft_revocation(target, heading, [Ended(award, "a", "Gian dối")], by=office, at=NOW)
    decisions.number(str(row.pk), "", decided_on=NOW.date(), by=town.actors[access.CLERK], at=NOW)
    decisions.sign(str(row.pk), by=town.actors[BY_HEAD], at=NOW)


def test_what_was_given_above_stands_in_the_history_below_and_ends_when_it_ends_above(world: World) -> None:
    superior(world)
    row = sent(world, "lịch sử")
    arrived = above(world, row, line2=Outcome("fail", "Chưa đủ."))
    sign(world.away, str(arrived.lines.get(place=1).pk))
    drafting.follow_signing(event(DecisionSigned), NOW)
    assert told_below(row) == "hear"
    award, office = given_below(row), world.home.actors[access.STANDING_OFFICER]
    known = award.decision
    assert (known.origin, known.number, known.given_by, known.signatory_name, known.authority_id) == (
        "above", "77/QĐ-UBND", Authority.objects.get(pk=AWAY).name, "Nguyễn Văn Ký", HOME,
    )  # fmt: skip
    assert not RegisterEntry.objects.filter(award=award).exists()
    assert not BonusEntitlement.objects.filter(award=award).exists()
    told = honours.history(office, "collective", UNIT, on=NOW.date()).honours[0]
    assert (told.award, told.number, told.register) == (award, "77/QĐ-UBND", "")
    assert merits.merits_of([question_of(award.line)], authority=HOME, forms={"GK_HUYEN"}, on=NOW.date())[
        str(award.line_id)
    ].awards[-1].by == known.given_by  # fmt: skip
    counted = award_statistics.of_year(2019, by=office)
    assert counted.above == 1
    with pytest.raises(WrongState):
        changes.draft_revocation(str(known.pk), Later("x", NOW.date(), "y", "z"), [], by=office, at=NOW)
    with pytest.raises(WrongState):
        awards_above.end_on_paper(str(known.pk), [], number="1", decided_on=NOW.date(), by=office, at=NOW)
    first = row.lines.get(line__place=1)
    assert awards_above.enter(row, {first: awards_above.paper_of(known)}, by=office, at=NOW) == []
    ours = Award.objects.get(line__below__forwarding=row)
    later(world, "amend", str(ours.pk))
    amended = event(AwardsAmended, authority=AWAY)
    assert [awards_above.follow_amendment(amended, NOW), awards_above.follow_amendment(amended, NOW)] == [1, 0]
    assert given_below(row).citation == "Dũng cảm"
    later(world, "revoke", str(Award.objects.get(replaces=ours).pk))
    revoked = event(AwardsRevoked, authority=AWAY)
    assert [awards_above.follow_revocation(revoked, NOW), awards_above.follow_revocation(revoked, NOW)] == [1, 0]
    assert not Award.objects.filter(line__forwarded__forwarding=row, state=Award.VALID).exists()
    ended = honours.history(office, "collective", UNIT, on=NOW.date()).honours[0]
    assert (ended.award.state, ended.award.ended_ground, ended.ended_number.endswith("QĐ-UBND")) == (
        "revoked",
        "a",
        True,
    )
    assert event(AwardsRevoked, authority=HOME).awards[0]["award"] == str(ended.award.pk)


def test_what_the_level_below_has_on_record_counts_above_and_stands_in_the_package(world: World) -> None:
    superior(world)
    office, code = world.home.actors[access.STANDING_OFFICER], person(UNIT, 3)
    said = {"recognised_on": date(2018, 6, 1), "document": "QĐ 8/QĐ-SK", "by": office, "at": NOW}
    initiatives.record(code, "Hẹn giờ trả hồ sơ", "unit", **said)
    old = {
        "number": "12",
        "decided_on": "2018-12-20",
        "award": "LDTT",
        "person": code,
        "unit": UNIT,
        "household": "",
        "title": "",
    }
    signed = {"signatory_name": "Cũ", "signatory_title": "", "position": "", "citation": "Tốt", "book_number": "5"}
    backfills.enter([{**old, **signed}], source="test", by=office, at=NOW)
    row = sent(world, "ghi nhận")
    line = Nomination.objects.get(pk=row.arrival_id).lines.get(place=2)
    source = Authority.objects.get(pk=HOME).name
    assert (line.certified["source"], line.certified["on"]) == (source, "2019-05-12")
    found = merits.merits_of([question_of(line)], authority=AWAY, forms=set(), on=NOW.date())[str(line.pk)]
    assert [(one.award, one.year, one.by) for one in found.awards] == [("LDTT", 2018, source)]
    assert (found.awards[0].decision, found.initiatives[0].title) == (
        f"12/QĐ-UBND (20/12/2018), {source}", "Hẹn giờ trả hồ sơ",
    )  # fmt: skip
    assert event(NominationForwarded, nomination=str(row.nomination_id)).lines[1]["record"] == digest(
        row.lines.get(line__place=2).record
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(certified_records.sheet(row)))
    cells = book.get_sheet_by_index(0).to_python()
    assert any("12/QĐ-UBND (20/12/2018)" in one and source in one for one in cells)


def test_what_was_heard_on_paper_stands_in_the_history_and_its_end_is_entered_on_paper(world: World) -> None:
    town, id_ = world.home, world.home.forwardings[OWN]
    clerk, row = town.actors[access.CLERK], Forwarding.objects.get(pk=world.home.forwardings[OWN])
    lines = [str(one.line_id) for one in row.lines.all()]
    results = {lines[0]: Result("lower", "BK_TINH", "Xét mức khác"), lines[1]: Result("fail", "", "Chưa đủ")}
    forwardings.hear(id_, results, decision_number="815/QĐ-TTg", decided_on=NOW.date(), by=clerk, at=NOW)
    award = given_below(row)
    assert (award.award_type.code, award.decision.given_by, award.decision.number) == ("BK_TINH", row.to, "815/QĐ-TTg")
    known, ended = str(award.decision_id), [Ended(str(award.pk), "a", "Gian dối")]
    about = {"number": "9/QĐ-TTg", "decided_on": NOW.date(), "at": NOW}
    with pytest.raises(NotAllowed):
        awards_above.end_on_paper(known, ended, **about, by=town.actors[access.ACCOUNTANT])
    wrong = [Ended(str(award.pk), "x", "")]
    with pytest.raises(Invalid) as refused:
        awards_above.end_on_paper(known, wrong, **{**about, "number": ""}, by=clerk)
    codes = [one.code for one in refused.value.problems]
    assert codes == ["decision.above_number", "decision.ground", "decision.reason"]
    awards_above.end_on_paper(known, ended, **about, by=clerk)
    assert documents.kinds_of("decision", award.decision) == [], "a level above writes its own papers"
    assert Nomination.objects.get(pk=row.nomination_id).state == "decided"
    award.refresh_from_db()
    assert (award.state, award.ended_by.number) == ("revoked", "9/QĐ-TTg")  # type: ignore[union-attr]


def test_where_all_failed_above_the_answer_goes_down_without_a_decision(world: World) -> None:
    superior(world)
    row = sent(world, "không ai")
    office = world.away.actors[access.STANDING_OFFICER]
    refused = Outcome("fail", "Không đủ thành tích.")
    arrived = above(world, row, line1=refused)
    with pytest.raises(WrongState):
        nominations.answer_below(str(arrived.pk), by=office, at=NOW)
    nominations.return_(str(arrived.pk), reason="Xem lại.", by=office, at=NOW)
    assert told_below(row) == "come_back"
    own = world.home.nominations[OWN, "appraised"]
    with pytest.raises(WrongState):
        nominations.answer_below(own, by=world.home.actors[access.STANDING_OFFICER], at=NOW)
    other = sent(world, "không ai nữa")
    arrived = above(world, other, line1=refused, line2=refused)
    nominations.answer_below(str(arrived.pk), by=office, at=NOW)
    assert told_below(other) == "hear"
    assert {one.outcome for one in Forwarding.objects.get(pk=other.pk).lines.all()} == {"fail"}


def test_only_those_whom_this_level_cannot_award_go_alone_and_the_dossier_stays(world: World) -> None:
    town, head = world.home, world.home.actors[BY_HEAD]
    office = town.actors[access.STANDING_OFFICER]
    id_ = nominate(town, "P02", "received", dossier("P02", "một phần"))
    unit, man = (str(line.pk) for line in Nomination.objects.get(pk=id_).lines.all())
    told = {unit: Outcome("pass"), man: Outcome("higher", "Xứng đáng", "BK_TINH")}
    nominations.appraise(id_, told, by=office, at=NOW)
    row = forwardings.forward_part(id_, Cover(to="UBND thành phố"), by=head, at=NOW)
    part = Forwarding.objects.get(nomination=id_)
    assert (row.state, [str(one.line_id) for one in part.lines.all()], part.whole) == ("appraised", [man], False)
    with pytest.raises(Invalid, match="Không có dòng nào"):
        forwardings.forward_part(id_, Cover(to="UBND thành phố"), by=head, at=NOW)
    result = {man: Result("lower", "BK_BO", "Xét mức khác")}
    with pytest.raises(Invalid) as refused:
        forwardings.hear(str(part.pk), result, by=town.actors[access.CLERK], at=NOW)
    assert [one.code for one in refused.value.problems] == ["forwarding.award_needed", "forwarding.decision_needed"]
    about = {"decision_number": "12/QĐ-UBND", "decided_on": NOW.date()}
    heard = forwardings.hear(str(part.pk), {man: Result("pass")}, **about, by=office, at=NOW)
    assert (heard.state, Nomination.objects.get(pk=id_).state) == (rules.ANSWERED, "appraised")


def test_the_package_for_paper_names_every_file_with_its_digest(world: World) -> None:
    town = world.home
    sent_up = town.forwardings[OWN]
    clerk: Actor = town.actors[access.STANDING_OFFICER]
    row = forwardings.find(sent_up, by=clerk, on=NOW.date())
    with forwarding_packages.opened(row, by=clerk) as packed, zipfile.ZipFile(packed) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert {one["file"] for one in manifest["files"]} | {"manifest.json"} == set(archive.namelist())
        for one in manifest["files"]:
            assert hashlib.sha256(archive.read(one["file"])).hexdigest() == one["sha256"]
        assert (manifest["to"], len(manifest["lines"])) == (row.to, 2)
    with pytest.raises(Missing):
        forwardings.find(world.away.forwardings[OWN], by=clerk, on=NOW.date())


def test_who_takes_in_whose_dossiers_is_said_by_the_level_above_with_everything_that_is_wrong(world: World) -> None:
    office = world.away.actors[access.STANDING_OFFICER]
    head, id_ = world.home.actors[BY_HEAD], world.home.nominations[OWN, "appraised"]
    with pytest.raises(Invalid, match="không nhận"):
        forwardings.forward(id_, Cover(authority=AWAY), by=head, at=NOW)
    with pytest.raises(Invalid) as refused:
        subordinations.record(AWAY, "KHÔNG", NOW.date(), " ", by=office, at=NOW)
    codes = [one.code.removeprefix("subordination.") for one in refused.value.problems]
    assert codes == ["unknown", "unit", "basis"]
    row = superior(world)
    assert superior(world) == row
    with pytest.raises(Invalid):
        subordinations.record(AWAY, OWN, NOW.date(), "QĐ", by=world.home.actors[access.STANDING_OFFICER], at=NOW)
    with pytest.raises(NotAllowed):
        subordinations.end(str(row.pk), NOW.date(), by=world.away.actors[access.UNIT_HEAD], at=NOW)
    subordinations.end(str(row.pk), NOW.date(), by=office, at=NOW)
    assert subordinations.above(HOME, NOW.date()) == []
