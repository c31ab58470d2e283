"""Verdicts about the nominees of dossiers, what they are read from, and who may set one aside."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from emulation import decisions, holds
from emulation.commendation import award_rules, disciplines, eligibility, initiatives, rule_books
from emulation.commendation.nomination_lines import Deed, Wanted
from emulation.events import (
    AwardRuleAdded,
    AwardRuleEnded,
    DisciplineEnded,
    DisciplineRecorded,
    DisciplineWithdrawn,
    EligibilityOverridden,
    FavourableRulesTaken,
    InitiativeRecorded,
    InitiativeWithdrawn,
)
from emulation.models import (
    Achievement,
    Award,
    AwardRule,
    Discipline,
    EligibilityHold,
    EligibilityOverride,
    Nomination,
    NominationLine,
    Person,
    Unit,
)
from emulation.rules.awards.verdicts import FAIL, PASS, UNKNOWN, WARN
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import recorded, refused
from tests.world import NOW, OTHER, OWN, Town, decision, dossier, nominate, person

TODAY = date(2019, 5, 12)
YEAR = Deed("Thành tích năm 2019", date(2019, 1, 1), date(2019, 12, 31), key="năm 2019")


@pytest.fixture
def chair(town: Town) -> Actor:
    return town.actors["authority"]


def wanted(town: Town, *lines: Wanted, name: str = "danh hiệu", state: str = "received", **said: Any) -> Nomination:
    contents = dossier(OWN, name, **{"kind": "merit", "procedure": "normal", "lines": lines, **said})
    return Nomination.objects.get(pk=nominate(town, OWN, state, contents))


def titles(town: Town) -> Nomination:
    """A dossier that nobody received yet: it is judged all the same."""
    lines = (
        Wanted("LDTT", "Tốt", person=person(OWN, 3), deed=YEAR),
        Wanted("CSTDCS", "Tốt", person=person(OWN, 3), deed=YEAR),
        Wanted("TTLDTT", "Tốt", deed=YEAR),
    )
    return wanted(town, *lines, state="draft")


def judged(row: Nomination) -> dict[str, dict[str, str]]:
    lines = {str(line.pk): line.award_code for line in row.lines.all()}
    found = eligibility.verdicts(row.lines.all(), on=TODAY)
    return {lines[key]: {one.check: one.outcome for one in each} for key, each in found.items()}


def award(town: Town, code: str, who: str, year: int) -> Award:
    """A decision about a person's achievements of a year."""
    row = decisions.draft(
        decision(f"{code}{year}", [decisions.Proposal(code, OWN, "Cũ", who)]), by=town.actors["clerk"], at=NOW
    )
    decisions.sign(str(row.pk), by=town.actors["authority"], at=NOW)
    found: Award = row.awards.get()
    days = {"first_day": date(year, 1, 1), "last_day": date(year, 12, 31)}
    found.achievement = Achievement.objects.create(
        authority_id=town.code, subject_kind="person", person=found.person, unit=found.unit, key=f"{code}{year}", **days
    )
    found.save(update_fields=["achievement"])
    return found


def test_a_title_is_judged_by_what_is_on_record_and_what_is_proposed_with_it(town: Town, office: Actor) -> None:
    row = titles(town)
    found = judged(row)
    assert found["CSTDCS"] == {
        "active": PASS, "initiative": FAIL, "merit": PASS, "merit_basis": PASS, "no_hold": PASS, "registered": UNKNOWN,
        "title": WARN, "title_once": PASS,
    }  # fmt: skip
    assert (found["LDTT"]["grade"], found["TTLDTT"]["members_award"]) == (UNKNOWN, FAIL)
    about = {"recognised_on": date(2019, 3, 1), "document": "5/QĐ-SK"}
    initiatives.record(person(OWN, 3), "Mẫu đơn điền sẵn", "unit", **about, by=office, at=NOW)
    award(town, "LDTT", person(OWN, 3), 2019)
    found = judged(row)
    assert (found["CSTDCS"]["initiative"], found["CSTDCS"]["title"]) == (PASS, PASS)
    assert found["LDTT"]["title_once"] == FAIL


def test_three_years_in_a_row_count_and_a_spent_discipline_begins_them_anew(town: Town, office: Actor) -> None:
    who = person(OWN, 2)
    row = wanted(town, Wanted("CSTD_TINH", "Tốt", person=who, deed=YEAR), state="draft")
    for year in (2016, 2017):
        award(town, "CSTDCS", who, year)
    assert judged(row)["CSTD_TINH"]["ladder"] == UNKNOWN
    award(town, "CSTDCS", who, 2018)
    assert judged(row)["CSTD_TINH"]["ladder"] == PASS
    days = {"decided_on": date(2016, 2, 1), "ends_on": date(2017, 2, 1), "document": "12/QĐ-KL"}
    first = disciplines.record(who, "warning", **days, by=office, at=NOW)
    assert judged(row)["CSTD_TINH"]["ladder"] == FAIL
    disciplines.end(str(first.pk), ends_on=date(2020, 2, 1), by=office, at=NOW)
    assert judged(row)["CSTD_TINH"]["merit"] == FAIL
    disciplines.withdraw(str(first.pk), reason="Đã hủy quyết định", by=office, at=NOW)
    assert judged(row)["CSTD_TINH"]["ladder"] == PASS
    assert [
        recorded(kind, discipline=str(first.pk)) for kind in (DisciplineRecorded, DisciplineEnded, DisciplineWithdrawn)
    ] == [1, 1, 1]
    assert disciplines.record(who, "warning", **days, by=office, at=NOW) != first
    with pytest.raises(DatabaseError), transaction.atomic():
        Discipline.objects.filter(pk=first.pk).update(level="reprimand")


def test_one_achievement_has_one_reward_and_one_proposal_and_a_hold_refuses(town: Town, chair: Actor) -> None:
    deed = Deed("Cứu người", date(2019, 4, 1), date(2019, 4, 2), key="cứu người")
    line = Wanted("GK_HUYEN", "Dũng cảm", person=person(OWN, 3), deed=deed)
    first, second = (wanted(town, line, name=name, kind="ad_hoc", procedure="simple") for name in ("một", "hai"))
    assert judged(second)["GK_HUYEN"]["one_form"] == FAIL
    reward = award(town, "GK_HUYEN", person(OWN, 3), 2019)
    Award.objects.filter(pk=reward.pk).update(achievement=first.lines.get().achievement)
    assert judged(second)["GK_HUYEN"]["one_reward"] == FAIL
    Award.objects.filter(pk=reward.pk).update(line=first.lines.get())
    assert (judged(first)["GK_HUYEN"]["one_reward"], judged(second)["GK_HUYEN"]["one_reward"]) == (PASS, FAIL)
    EligibilityHold.objects.create(
        authority_id=town.code, subjects="person", subject=person(OWN, 3), unit_code=OWN, reason="Đang xác minh",
        valid_from=date(2019, 5, 1), placed_by_id=town.actors["standing_officer"].account, placed_at=NOW,
    )  # fmt: skip
    (held,) = [
        one
        for one in eligibility.verdicts(second.lines.all(), on=TODAY)[str(second.lines.get().pk)]
        if one.check == "no_hold"
    ]
    assert held.outcome == FAIL and "Đang xác minh" in held.facts[0].text()
    with refused(NotAllowed, "eligibility.not_overridable"):
        eligibility.override(str(second.lines.get().pk), "no_hold", reason="vì", by=chair, at=NOW)
    assert holds.LIFTED


def test_who_decides_sets_a_failed_check_aside_once_and_for_good(town: Town, office: Actor, chair: Actor) -> None:
    line = Wanted("CSTDCS", "Tốt", person=person(OWN, 3), deed=YEAR)
    row = wanted(town, line, state="draft")
    Nomination.objects.filter(pk=row.pk).update(state="received", received_on=TODAY)
    line_id = str(row.lines.get().pk)

    def aside(
        check: str = "initiative", *, by: Actor = chair, reason: str = "Có xác nhận riêng"
    ) -> EligibilityOverride:
        return eligibility.override(line_id, check, reason=reason, by=by, at=NOW)

    with refused(NotAllowed, "eligibility.not_allowed"):
        aside(by=office)
    with refused(NotAllowed, "eligibility.own"):
        aside(by=replace(chair, account=str(row.drafted_by_id)))
    with refused(Invalid, "eligibility.reason"):
        aside(reason=" ")
    with refused(WrongState, "eligibility.not_failed"):
        aside("merit")
    with refused(Missing, "eligibility.no_check"):
        aside("leader")
    kept = aside()
    assert aside() == kept
    with refused(WrongState, "eligibility.overridden"):
        aside(reason="Lý do khác")
    (found,) = [one for one in eligibility.verdicts(row.lines.all(), on=TODAY)[line_id] if one.check == "initiative"]
    assert (found.outcome, found.overridden, found.refuses) == (FAIL, "Có xác nhận riêng", False)
    assert recorded(EligibilityOverridden, line=line_id, check="initiative") == 1
    Nomination.objects.filter(pk=row.pk).update(state="decided")
    with refused(WrongState, "eligibility.dossier_closed"):
        aside("title")


def test_an_own_rule_goes_before_the_nations_until_it_is_ended_and_pinned_dossiers_keep_theirs(
    town: Town, office: Actor, chair: Actor
) -> None:
    about = {"code": "vote", "article": "Điều 5 Quy chế", "legal_basis": "Quy chế Hội đồng quận"}

    def add(params: dict[str, Any], award_code: str = "GK_HUYEN", by: Actor = office, **more: Any) -> AwardRule:
        said = {**about, "valid_from": date(2019, 5, 13), **more}
        return rule_books.add(award_code, "council", params, **said, by=by, at=NOW)

    with refused(NotAllowed, "award_rule.not_allowed"):
        add({"threshold_pct": "60"}, by=chair)
    with refused(Invalid, "award_rule.faulty") as no:
        add({"threshold_pct": "600"}, "KHÔNG", article=" ", valid_to=date(2019, 5, 1))
    assert set(no.paths) == {"award_code", "article", "valid_to", "params.threshold_pct"}
    row = add({"threshold_pct": "60"})
    assert add({"threshold_pct": "60"}) == row
    with refused(WrongState, "award_rule.in_force"):
        add({"threshold_pct": "65"})
    pinned = Nomination.objects.get(pk=town.nominations[OWN, "received"])
    before = award_rules.rules_for(pinned, ["GK_HUYEN"], on=TODAY)["GK_HUYEN"].digest
    assert award_rules.rules_on(town.code, "GK_HUYEN", date(2019, 5, 13)).digest != before
    assert award_rules.rules_for(pinned, ["GK_HUYEN"], on=date(2019, 6, 1))["GK_HUYEN"].digest == before
    assert str(award_rules.rules_for(pinned, ["LDTT"], on=date(2019, 6, 1))["LDTT"].council.threshold_pct) == "50"  # type: ignore[union-attr]
    with refused(Invalid, "award_rule.days"):
        rule_books.end(str(row.pk), valid_to=date(2019, 5, 13), reason="vì", by=office, at=NOW)
    rule_books.end(str(row.pk), valid_to=date(2019, 8, 1), reason="Quy chế mới", by=office, at=NOW)
    assert str(award_rules.rules_on(town.code, "GK_HUYEN", date(2019, 8, 1)).council.threshold_pct) == "50"  # type: ignore[union-attr]
    with refused(WrongState, "award_rule.ended"):
        rule_books.end(str(row.pk), valid_to=date(2019, 9, 1), reason="vì", by=office, at=NOW)
    nations = str(AwardRule.objects.filter(authority=None).first().pk)  # type: ignore[union-attr]
    with refused(Missing, "award_rule.missing"):
        rule_books.end(nations, valid_to=date(2030, 1, 1), reason="vì", by=office, at=NOW)
    assert [recorded(kind, rule=str(row.pk)) for kind in (AwardRuleAdded, AwardRuleEnded)] == [1, 1]


def test_a_later_text_is_taken_for_a_pinned_dossier_only_by_an_act_with_a_reason(
    town: Town, office: Actor, chair: Actor
) -> None:
    id_ = town.nominations[OWN, "received"]
    Nomination.objects.filter(pk=id_).update(received_on=date(2019, 5, 2))
    about = {"code": "bonus", "article": "Nghị quyết", "legal_basis": "Nghị quyết 2", "valid_from": date(2019, 5, 10)}

    def take(day: int = 11, *, by: Actor = chair, reason: str = "Mức thưởng cao hơn") -> Nomination:
        return rule_books.take_favourable(id_, "GK_HUYEN", date(2019, 5, day), reason=reason, by=by, at=NOW)

    with refused(Invalid, "award_rule.same"):
        take()
    rule_books.add("GK_HUYEN", "bonus", {"multiple": "0,5"}, **about, by=office, at=NOW)
    with refused(NotAllowed, "award_rule.not_decider"):
        take(by=office)
    for day in (2, 13):
        with refused(Invalid, "award_rule.not_later"):
            take(day)
    with refused(Invalid, "award_rule.reason_needed"):
        take(reason="")
    row = take()
    assert take().rules == row.rules
    found = award_rules.rules_for(row, ["GK_HUYEN"], on=TODAY)["GK_HUYEN"]
    assert str(found.bonus.multiple) == "0.5"  # type: ignore[union-attr]
    assert row.more_favourable == {"GK_HUYEN": {"day": "2019-05-11", "reason": "Mức thưởng cao hơn"}}
    assert recorded(FavourableRulesTaken, nomination=id_) == 1
    with refused(WrongState, "award_rule.not_pinned"):
        rule_books.take_favourable(town.nominations[OWN, "draft"], "GK_HUYEN", TODAY, reason="vì", by=chair, at=NOW)


def test_only_the_standing_body_records_initiatives_and_disciplines_and_every_fault_is_told(
    town: Town, office: Actor, chair: Actor
) -> None:
    good = {"recognised_on": date(2019, 3, 1), "document": "5/QĐ-SK"}
    with refused(NotAllowed, "merit_record.not_allowed"):
        initiatives.record(person(OWN, 3), "Mẫu", "unit", **good, by=chair, at=NOW)
    with refused(Invalid, "merit_record.text_needed") as no:
        bad = {"recognised_on": date(2019, 5, 13), "document": "x" * 301}
        initiatives.record("CB-KHÔNG", " ", "world", **bad, by=office, at=NOW)
    assert sorted(no.paths) == ["document", "person", "reach", "recognised_on", "title"]
    row = initiatives.record(person(OWN, 3), "Mẫu", "unit", **good, by=office, at=NOW)
    assert initiatives.record(person(OWN, 3), "Mẫu", "unit", **good, by=office, at=NOW) == row
    with refused(WrongState, "initiative.recorded"):
        initiatives.record(person(OWN, 3), "Mẫu", "nation", **good, by=office, at=NOW)
    with refused(Invalid, "merit_record.reason_needed"):
        initiatives.withdraw(str(row.pk), reason="", by=office, at=NOW)
    initiatives.withdraw(str(row.pk), reason="Bị thu hồi", by=office, at=NOW)
    with refused(WrongState, "merit_record.withdrawn"):
        initiatives.withdraw(str(row.pk), reason="vì", by=office, at=NOW)
    assert [recorded(kind, initiative=str(row.pk)) for kind in (InitiativeRecorded, InitiativeWithdrawn)] == [1, 1]
    days = {"decided_on": date(2019, 3, 1), "document": "1/KL"}
    with refused(Invalid, "discipline.days") as no:
        disciplines.record("", "death", unit="KHÔNG", ends_on=date(2019, 3, 1), **days, by=office, at=NOW)
    assert sorted(no.paths) == ["ends_on", "level", "unit"]
    unit = disciplines.record("", "reprimand", unit=OTHER, **days, by=office, at=NOW)
    assert disciplines.record("", "reprimand", unit=OTHER, **days, by=office, at=NOW) == unit
    with refused(WrongState, "discipline.recorded"):
        disciplines.record("", "warning", unit=OTHER, **days, by=office, at=NOW)
    with refused(Invalid, "discipline.days"):
        disciplines.end(str(unit.pk), ends_on=date(2019, 2, 1), by=office, at=NOW)


def test_a_dossier_of_five_hundred_is_judged_in_as_many_queries_as_one_of_two(town: Town) -> None:
    row = wanted(
        town,
        Wanted("LDTT", "Tốt", person=person(OWN, 3), deed=YEAR),
        Wanted("TTLDTT", "Tốt", deed=YEAR),
        state="draft",
    )
    unit, deed = Unit.objects.get(authority_id=town.code, code=OWN), row.lines.first().achievement  # type: ignore[union-attr]
    with CaptureQueriesContext(connection) as few:
        eligibility.verdicts(row.lines.all(), on=TODAY)
    crowd = [
        Person(authority_id=town.code, code=f"ĐÔNG-{n}", full_name=f"Nguyễn {n}", search_name="x", sort_name="x")
        for n in range(500)
    ]
    Person.objects.bulk_create(crowd)
    things = [
        Achievement(
            authority_id=town.code, subject_kind="person", person=one, unit=unit, key="năm", title="Năm",
            first_day=deed.first_day, last_day=deed.last_day,
        )
        for one in crowd
    ]  # fmt: skip
    Achievement.objects.bulk_create(things)
    NominationLine.objects.bulk_create(
        NominationLine(
            authority_id=town.code, nomination=row, place=n, subject_kind="person", person=one.person, unit=unit,
            award_code="LDTT", achievement=one, citation="Tốt",
        )
        for n, one in enumerate(things, start=3)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        found = eligibility.verdicts(row.lines.all(), on=TODAY)
    assert (len(found), len(many)) == (502, 17)
    assert len(few) == len(many)
