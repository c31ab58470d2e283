"""Dossiers: who writes, hands in, receives, appraises and gives back; what a rule asks for is there; what happened stays."""

from datetime import date, timedelta

import pytest

from emulation.commendation import forwardings, likeness, nomination_papers, nomination_sources, nominations
from emulation.commendation.forwardings import Cover
from emulation.commendation.nomination_lines import Deed, Wanted, wanted_of
from emulation.commendation.nomination_notices import tell_of_nomination
from emulation.commendation.nomination_sources import Choice
from emulation.commendation.nominations import Outcome
from emulation.events import NominationMoved
from emulation.files import Upload
from emulation.models import Achievement, CommendationSuggestion, Nomination, NominationLine, NoticeCopy, Ranking
from emulation.rules import access
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.world import (
    NOW,
    OTHER,
    OWN,
    PLAIN_PDF,
    World,
    dossier,
    event,
    nominate,
    of_unit,
    person,
)

REPORT = (
    "Trong năm tôi chủ động tham mưu rút ngắn thời gian giải quyết hồ sơ đăng ký khai sinh, xây dựng kho mẫu đơn điền sẵn để người"
    " dân khỏi phải viết lại, hướng dẫn người cao tuổi nộp hồ sơ trực tuyến tại nhà vào sáng thứ bảy hằng tuần."
)


def submit(id_: str, world: World, unit: str = OWN) -> Nomination:
    head = of_unit(world.home, access.UNIT_HEAD, unit)
    return nominations.submit(id_, letter_number="9/TTr", letter_on=date(2019, 5, 11), by=head, at=NOW)


def test_what_is_wrong_with_a_list_is_said_at_once_and_each_at_its_place(world: World) -> None:
    officer = world.home.actors[access.UNIT_OFFICER]
    lines = (
        Wanted("GK_HUYEN", "Tốt", person="CB-KHÔNG"),
        Wanted("GK_HUYEN", "Tốt", person=person(OTHER, 3)),
        Wanted("GK_HUYEN", "", unit=OWN),
        Wanted("LDTT", "Tốt"),
        Wanted("KHÔNG", "Tốt", category="không"),
        Wanted("LDTT", "Tốt", person=person(OWN, 3)),
        Wanted("GK_HUYEN", "Tốt", household="Nhà bà Bưởi", person=person(OWN, 3)),
        Wanted("GK_HUYEN", "Tốt", deed=Deed(" ", date(2019, 2, 1), date(2019, 1, 1))),
    )
    with pytest.raises(Invalid) as refused:
        nominations.start(OWN, dossier(OWN, "lỗi", lines=lines), by=officer, at=NOW)
    assert [(problem.code.removeprefix("nomination."), problem.path) for problem in refused.value.problems] == [
        ("unknown_person", "lines[0].person"),
        ("foreign", "lines[1].person"),
        ("citation", "lines[2].citation"),
        ("wrong_subject", "lines[3].award_code"),
        ("unknown_award", "lines[4].award_code"),
        ("unknown_category", "lines[4].category"),
        ("wrong_kind", "lines[5].award_code"),
        ("two_subjects", "lines[6].household"),
        ("deed", "lines[7].deed"),
        ("repeated", "lines[7].person"),
    ]
    for unit, error in ((OTHER, NotAllowed), ("KHÔNG", Missing)):
        with pytest.raises(error):
            nominations.start(unit, dossier(unit, "của người khác"), by=officer, at=NOW)


def test_a_list_that_is_written_again_keeps_the_lines_that_stay_and_one_achievement_has_one_row(world: World) -> None:
    officer, id_ = world.home.actors[access.UNIT_OFFICER], world.home.nominations[OWN, "draft"]
    row = Nomination.objects.get(pk=id_)
    unit, man = row.lines.select_related("unit", "person", "achievement", "category")
    household = Wanted("GK_HUYEN", "Gia đình hiếu học", household=" Nhà  bà Bưởi ", category="ho-gia-dinh")
    again = dossier(OWN, "x", lines=(household, wanted_of(man)))
    before = Achievement.objects.count()
    nominations.write(id_, again, by=officer, at=NOW)
    first, second = row.lines.select_related("achievement")
    assert (first.household, first.category.leads if first.category else None) == ("Nhà bà Bưởi", False)
    assert (second.pk, second.place, second.achievement_id) == (man.pk, 2, man.achievement_id)
    assert not NominationLine.objects.filter(pk=unit.pk).exists()
    assert Achievement.objects.count() == before + 1
    deed = wanted_of(man).deed
    other = nominate(
        world.home, OWN, "draft", dossier(OWN, "y", lines=(Wanted("GK_HUYEN", "z", person(OWN, 3), deed=deed),))
    )
    assert NominationLine.objects.get(nomination=other).achievement_id == man.achievement_id


def test_what_the_rules_ask_for_is_there_before_a_dossier_goes_on(world: World) -> None:
    town, officer = world.home, world.home.actors[access.UNIT_OFFICER]
    lines = (Wanted("GK_HUYEN", "Hoàn thành xuất sắc", person=person(OWN, 3)),)
    contents = dossier(OWN, "đủ thủ tục", kind="thematic", campaign=town.running, procedure="normal", lines=lines)
    id_ = str(nominations.start(OWN, contents, by=officer, at=NOW).pk)
    line = str(NominationLine.objects.get(nomination=id_).pk)
    with pytest.raises(Invalid) as refused:
        submit(id_, world)
    assert [problem.path for problem in refused.value.problems] == ["papers[minutes]", f"papers[report:{line}]"]
    assert "Điều" in refused.value.problems[0].text()
    (kept,) = nomination_papers.add(id_, "minutes", [Upload("bb.pdf", PLAIN_PDF)], by=officer, at=NOW)
    nominations.write(
        id_, dossier(OWN, "x", **{**vars(contents), "lines": (wanted_of(_line(line, REPORT)),)}), by=officer, at=NOW
    )
    row = submit(id_, world)
    assert (row.state, row.letter_number, row.lines.get().achievement.key) == (
        "submitted",
        "9/TTr",
        "campaign:VHCS-2019",
    )
    asked = nomination_papers.asked(row, on=NOW.date())
    assert {one.code: (one.there, [file.pk for file in one.files]) for one in asked} == {
        "letter": (True, []),
        "minutes": (True, [kept.pk]),
        "report": (True, []),
    }
    with pytest.raises(WrongState):
        nomination_papers.remove(id_, "minutes", str(kept.pk), by=officer, at=NOW)
    merit = nominations.start(OWN, dossier(OWN, "gọn", kind="merit"), by=officer, at=NOW)
    with pytest.raises(Invalid, match="đơn giản"):
        submit(str(merit.pk), world)


def _line(id_: str, report: str) -> NominationLine:
    line = NominationLine.objects.select_related("unit", "person", "achievement", "category").get(pk=id_)
    line.report = report
    return line


def test_receipt_pins_the_rules_and_sets_the_day_until_which_it_is_appraised(world: World) -> None:
    town = world.home
    row = nominations.receive(town.nominations[OWN, "submitted"], by=town.actors[access.STANDING_OFFICER], at=NOW)
    assert (row.state, row.received_on, row.answer_by) == ("received", date(2019, 5, 12), date(2019, 5, 24))
    assert set(Nomination.objects.get(pk=row.pk).rules) == {"GK_HUYEN"}
    told = event(NominationMoved, nomination=str(row.pk))
    assert tell_of_nomination(told, NOW) == 2
    assert tell_of_nomination(told, NOW) == 0
    assert (
        NoticeCopy.objects.filter(account=town.accounts["unit_head"]).latest("at").notice.values["day"] == "2019-05-24"
    )


def test_every_line_has_an_outcome_and_one_that_is_not_a_pass_has_its_reason(world: World) -> None:
    town, id_ = world.home, world.home.nominations[OWN, "received"]
    office = town.actors[access.STANDING_OFFICER]
    unit, man = (str(line.pk) for line in Nomination.objects.get(pk=id_).lines.all())
    for outcomes, codes in (
        ({unit: Outcome("pass")}, ["outcome_needed"]),
        ({unit: Outcome("fail"), man: Outcome("lower", "Chưa đủ")}, ["reason_needed", "other_award_needed"]),
        ({unit: Outcome("pass"), man: Outcome("higher", "Xứng", "LDTT")}, ["wrong_kind"]),
    ):
        with pytest.raises(Invalid) as refused:
            nominations.appraise(id_, outcomes, by=office, at=NOW)
        assert [problem.code.removeprefix("nomination.") for problem in refused.value.problems] == codes
    with pytest.raises(NotAllowed):
        nominations.appraise(id_, {}, by=town.actors[access.UNIT_HEAD], at=NOW)
    with pytest.raises(Invalid) as refused:
        nominations.appraise(id_, {unit: Outcome("pass"), man: Outcome("pass")}, by=office, at=NOW)
    assert [(one.code, one.path) for one in refused.value.problems] == [("nomination.not_eligible", "outcomes[1]")]
    row = nominations.appraise(
        id_, {unit: Outcome("fail", "Không tham gia."), man: Outcome("higher", "Xứng", "BK_TINH")}, by=office, at=NOW
    )
    assert [(line.outcome, line.final_award) for line in row.lines.all()] == [
        ("fail", "GK_HUYEN"),
        ("higher", "BK_TINH"),
    ]
    assert any(one["outcome"] == "fail" for one in row.lines.all()[0].verdicts)
    assert [line["outcome"] for line in event(NominationMoved, nomination=id_).lines] == ["fail", "higher"]
    row = nominations.return_(id_, reason="Bổ sung.", by=office, at=NOW)
    assert {(line.outcome, line.outcome_award, line.outcome_reason) for line in row.lines.all()} == {
        ("pending", "", "")
    }
    assert (row.rules, row.received_on, [step.act for step in row.steps.all()][-2:]) == (
        {},
        None,
        ["appraise", "return"],
    )


def test_nobody_appraises_what_they_handed_in_themselves(world: World) -> None:
    town, both = world.home, world.home.actors["all_roles"]
    id_ = str(nominations.start("P02", dossier("P02", "của mình"), by=both, at=NOW).pk)
    nominations.submit(id_, letter_number="1", letter_on=NOW.date(), by=both, at=NOW)
    row = nominations.receive(id_, by=both, at=NOW)
    passed = {str(line.pk): Outcome("pass") for line in row.lines.all()}
    with pytest.raises(NotAllowed):
        nominations.appraise(id_, passed, by=both, at=NOW)
    nominations.appraise(id_, passed, by=town.actors[access.STANDING_OFFICER], at=NOW)
    nominations.bring(id_, by=town.actors[access.COUNCIL_SECRETARY], at=NOW)
    line = next(iter(passed))
    row = nominations.consider(id_, {line: True}, at=NOW)
    assert nominations.consider(id_, {line: False}, at=NOW).state == "considered"
    assert [line.recommended for line in row.lines.all()] == [True, None]
    assert (
        forwardings.forward(id_, Cover(to="UBND thành phố"), by=town.actors[access.AUTHORITY_HEAD], at=NOW).state
        == "forwarded"
    )


def test_a_ranking_puts_forward_whom_its_places_do_and_nobody_twice(world: World) -> None:
    town, by = world.home, world.home.actors["all_roles"]
    final = town.published[Ranking.PEOPLE]
    choice = Choice("GK_HUYEN", "Đạt {score} điểm, xếp thứ {rank}", top=1, per="unit")
    made = nomination_sources.from_ranking(final, "HK", choice, by=by, at=NOW)
    lines = list(made.nomination.lines.select_related("person", "unit"))
    assert {line.unit.code for line in lines} == {OWN, OTHER}
    assert all(line.figures["rank_in_unit"] == 1 and line.figures["score"] for line in lines)
    assert str(made.nomination.ranking_id) == final
    more = nomination_sources.from_ranking(final, OWN, Choice("GK_HUYEN", "Tốt"), by=by, at=NOW)
    assert [row.unit_code for row in more.skipped] == [OWN]
    with pytest.raises(Invalid, match="Không còn ai"):
        nomination_sources.from_ranking(final, "HK", choice, by=by, at=NOW)
    with pytest.raises(WrongState):
        nomination_sources.from_ranking(town.ranking(), OWN, choice, by=by, at=NOW)


def test_a_dossier_begins_from_a_suggestion_once_it_was_taken_up(world: World) -> None:
    town, office = world.home, world.home.actors[access.STANDING_OFFICER]
    with pytest.raises(WrongState):
        nomination_sources.from_suggestion(town.suggestion, "GK_HUYEN", by=office, at=NOW)
    decided = {"state": "taken_up", "decided_by": office.account, "decided_at": NOW, "reason": "vì"}
    CommendationSuggestion.objects.filter(pk=town.suggestion).update(**decided)
    row = nomination_sources.from_suggestion(town.suggestion, "GK_HUYEN", by=office, at=NOW)
    assert nomination_sources.from_suggestion(town.suggestion, "GK_HUYEN", by=office, at=NOW) == row
    assert row.lines.get().achievement.key == CommendationSuggestion.objects.get(pk=town.suggestion).key


def test_a_copied_report_is_pointed_out_across_units_and_years(world: World) -> None:
    town = world.home
    old = dossier(
        OTHER, "cũ", year=2018, lines=(Wanted("GK_HUYEN", "Rút ngắn hồ sơ", person(OTHER, 3), report=REPORT),)
    )
    nominate(town, OTHER, "draft", old)
    copied = REPORT.replace("năm", "năm 2019").replace("sáng thứ bảy", "chiều chủ nhật")
    new = dossier(
        OWN,
        "mới",
        lines=(Wanted("GK_HUYEN", "rút NGẮN hồ sơ", person(OWN, 3), report=copied), Wanted("GK_HUYEN", "Khác")),
    )
    row = Nomination.objects.get(pk=nominate(town, OWN, "draft", new))
    first, second = row.lines.all()
    found = likeness.of_nomination(row)
    assert [one.line.unit.code for one in found[str(first.pk)].reports] == [OTHER]
    assert found[str(first.pk)].same_citations == 1
    assert str(second.pk) not in found
    assert likeness.of_nomination(Nomination.objects.get(pk=world.away.nominations[OWN, "draft"])) == {}


def test_a_letter_is_not_of_tomorrow_and_a_dossier_is_not_empty(world: World) -> None:
    town, head = world.home, world.home.actors[access.UNIT_HEAD]
    id_ = town.nominations[OWN, "draft"]
    for number, on in ((" ", NOW.date()), ("1", NOW.date() + timedelta(days=1))):
        with pytest.raises(Invalid):
            nominations.submit(id_, letter_number=number, letter_on=on, by=head, at=NOW)
    nominations.write(id_, dossier(OWN, "trống", lines=()), by=town.actors[access.UNIT_OFFICER], at=NOW)
    with pytest.raises(Invalid, match="trống"):
        submit(id_, world)
    with pytest.raises(Missing):
        nominations.withdraw(world.away.nominations[OWN, "draft"], reason="vì", by=head, at=NOW)
    assert nominations.withdraw(id_, reason="vì", by=head, at=NOW).state == "withdrawn"
