"""From one level to the next and back: what is sent arrives with its papers, is given back, is answered for each nominee."""

import hashlib
import json
import zipfile
from datetime import date

import pytest

from emulation import decisions, file_visibility, files
from emulation.boards.forwardings import between
from emulation.commendation import (
    arrivals,
    drafting,
    forwarding_packages,
    forwarding_results,
    forwardings,
    nomination_desk,
    nomination_papers,
    nominations,
    subordinations,
)
from emulation.commendation.drafting import Heading
from emulation.commendation.forwarding_results import Result
from emulation.commendation.forwardings import Cover
from emulation.commendation.nomination_notices import tell_of_forwarding, tell_of_nomination
from emulation.commendation.nominations import Outcome
from emulation.events import DecisionSigned, ForwardingMoved, NominationForwarded, NominationMoved
from emulation.files import Upload
from emulation.models import Forwarding, Nomination, NoticeCopy, Posting, Subordination
from emulation.rules import access
from emulation.rules.awards import forwarding as rules
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.world import AWAY, HOME, NOW, OWN, PLAIN_PDF, Town, World, dossier, event, nominate, of_unit

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
