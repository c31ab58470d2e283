"""Drafting through the acts: schemes saved as they go and published, campaigns begun and written step by step, try-outs."""

from datetime import date
from typing import Any

import pytest

from emulation import (
    campaign_drafts,
    campaigns,
    evaluations,
    evidences,
    scheme_drafts,
    scheme_files,
    scheme_trials,
    schemes,
)
from emulation.boards import cockpit
from emulation.events import CampaignRevised, SchemeDrafted, SchemeDraftSaved, SchemePublished, SchemeTrialAsked
from emulation.files import Upload
from emulation.models import Campaign, Evaluation, Participation, Ranking, Standing
from emulation.rules import states
from emulation.rules.scheme_edits import blank, node_at
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.world import CLOSED, NOW, OWN, PLAIN_PDF, Town, contents, event, hand_in

NEW = blank("bo-moi", "Bộ mới", "unit")


def test_a_scheme_is_saved_as_it_goes_found_again_and_published_once(town: Town, office: Actor, chair: Actor) -> None:
    with refused(NotAllowed, "scheme.not_allowed"):
        scheme_drafts.begin(NEW, by=chair, at=NOW)
    once(SchemeDrafted, lambda: scheme_drafts.begin(NEW, by=office, at=NOW), code="bo-moi")
    row = scheme_drafts.begin({**NEW, "floor": "1"}, by=office, at=NOW)
    wrong = {**NEW, "components": []}
    saved = scheme_drafts.save(str(row.pk), wrong, seen=1, by=office, at=NOW)
    assert (saved.revision, saved.definition["components"]) == (2, [])
    with refused(WrongState, "scheme.draft_moved"):
        scheme_drafts.save(str(row.pk), NEW, seen=1, by=office, at=NOW)
    with refused(Invalid, "scheme.invalid"):
        scheme_drafts.publish(str(row.pk), seen=2, by=office, at=NOW)
    with refused(Missing, "scheme.no_draft"):
        scheme_drafts.save(str(row.pk), NEW, seen=2, by=chair, at=NOW)
    once(SchemeDraftSaved, lambda: scheme_drafts.save(
        str(row.pk), NEW, seen=scheme_drafts.find(str(row.pk), by=office).revision, by=office, at=NOW), code="bo-moi")  # fmt: skip
    once(SchemePublished, lambda: scheme_drafts.publish(str(row.pk), seen=3, by=office, at=NOW), code="bo-moi")
    assert schemes.find(town.code, "bo-moi", 1).definition["title"]["vi"] == "Bộ mới"
    with refused(WrongState, "scheme.draft_over"):
        scheme_drafts.save(str(row.pk), NEW, seen=3, by=office, at=NOW)
    second = scheme_drafts.begin(NEW, by=office, at=NOW)
    assert second.definition["version"] == 2
    scheme_drafts.discard(str(second.pk), by=office, at=NOW)
    assert scheme_drafts.begin(NEW, by=office, at=NOW).pk != second.pk
    for definition, code in (
        ({**NEW, "code": "mã có dấu"}, "scheme.code"),
        ({**NEW, "code": "to", "legal_basis": "x" * 400_000}, "scheme.too_large"),
    ):
        with refused(Invalid, code):
            scheme_drafts.begin(definition, by=office, at=NOW)


def test_a_scheme_goes_out_as_a_workbook_and_comes_back_with_what_was_changed(office: Actor) -> None:
    shipped = scheme_files.shipped_scheme("hanoi-3814-unit")
    back = scheme_files.taken_in(scheme_files.as_workbook(shipped), "bo.xlsx", shipped)
    assert scheme_drafts.schemes.parse_scheme(back).digest == scheme_drafts.schemes.parse_scheme(shipped).digest
    assert scheme_files.taken_in(scheme_files.as_json(shipped), "bo.json", {"code": "x", "version": 3})["code"] == "x"
    with pytest.raises(Invalid) as caught:
        scheme_files.taken_in(b"PK", "bo.xlsx", shipped)
    assert caught.value.text()


def test_a_campaign_is_begun_from_a_template_or_a_year_before_and_written_step_by_step(
    town: Town, office: Actor, chair: Actor
) -> None:
    row = campaign_drafts.begin("MAU-1", "Từ mẫu", "template", "van-hoa-cong-so", by=office, at=NOW)
    assert (row.starts_on, row.ends_on, row.unit_scheme_id is not None) == (date(2019, 1, 1), date(2019, 12, 31), True)
    copied = campaign_drafts.begin("SAU-1", "Năm sau", "copy", town.running, by=office, at=NOW)
    assert (copied.starts_on, copied.launch_document, "service" in copied.policy) == (date(2020, 1, 1), "", False)
    plain = campaign_drafts.begin("TRANG", "Trang trắng", by=office, at=NOW)
    with refused(Invalid, "campaign.not_named") as no:
        campaign_drafts.begin("không được", " ", by=office, at=NOW)
    assert no.paths == ["code", "name"]
    with refused(NotAllowed, "campaign.not_allowed"):
        campaign_drafts.begin("X", "X", by=chair, at=NOW)
    about = {"goal": "Mục tiêu mới", "policy": {"deadline_day": 7, "closing_day": 12}}
    once(CampaignRevised, lambda: campaign_drafts.write(str(plain.pk), about, by=office, at=NOW), code="TRANG")
    campaign_drafts.write(str(plain.pk), {"scope": "Toàn quận"}, by=office, at=NOW)
    plain.refresh_from_db()
    assert (plain.goal, plain.scope, plain.policy) == (
        "Mục tiêu mới",
        "Toàn quận",
        {"deadline_day": 7, "closing_day": 12},
    )
    with refused(Invalid, "policy.invalid") as no:
        campaign_drafts.write(str(plain.pk), {"policy": {"deadline_day": 20}}, by=office, at=NOW)
    assert no.paths == ["closing_day"]
    assert {one.path for one in campaign_drafts.in_the_way(plain)} >= {"starts_on", "unit_scheme", "legal_basis"}
    for role, refusal in (("council_member", NotAllowed), ("unit_officer", Missing)):
        with pytest.raises(refusal):
            campaign_drafts.require_draft(str(plain.pk), by=town.actors[role])


def test_only_those_who_are_named_take_part_and_the_approver_freezes_what_they_saw(
    town: Town, office: Actor, chair: Actor
) -> None:
    scope = {"clusters": ["CUM-1"], "left_out": ["P02"], "heads": False, "duty_groups": []}
    draft = contents(
        town,
        "HEP",
        policy={"taking_part": {**scope, "clusters": ["CUM-9"]}},
        starts_on=date(2019, 6, 1),
        ends_on=date(2019, 6, 30),
    )
    row = campaigns.draft(draft, by=office, at=NOW)
    assert {one.code for one in campaign_drafts.in_the_way(row)} == {"campaign.unknown_scope", "campaign.no_units"}
    row = campaign_drafts.write(str(row.pk), {"policy": {"taking_part": scope}}, by=office, at=NOW)
    seen = campaign_drafts.digest_at_launch(row)
    campaign_drafts.write(str(row.pk), {"policy": {"appeal_days": 6}}, by=office, at=NOW)
    with refused(WrongState, "campaign.moved"):
        campaigns.launch(str(row.pk), seen=seen, by=chair, at=NOW)
    seen = campaign_drafts.digest_at_launch(Campaign.objects.get(pk=row.pk))
    assert campaigns.launch(str(row.pk), seen=seen, by=chair, at=NOW).policy_digest == seen
    assert [p.unit.code for p in Participation.objects.filter(campaign=row)] == ["P01"]


def test_a_draft_is_tried_on_real_months_and_nothing_of_it_is_a_result(town: Town, office: Actor, chair: Actor) -> None:
    definition: Any = scheme_files.shipped_scheme("hanoi-3814-unit")
    node_at(definition, "1.0")["max"], node_at(definition, "1.1")["max"] = "25", "25"
    before = (Ranking.objects.count(), Standing.objects.count(), Evaluation.objects.count())
    found = scheme_trials.on_campaign(definition, town.running, Ranking.UNITS, by=office)
    assert ([row["subject"] for row in found["rows"]], found["months"]) == (["D01", "P01", "P02"], ["2019-01"])
    assert found["rows"][0]["name"].startswith("Đơn vị D01")
    trial = scheme_trials.ask(definition, town.running, Ranking.UNITS, by=office, at=NOW)
    asked = event(SchemeTrialAsked, trial=str(trial.pk))
    for _ in range(2):
        scheme_trials.work(asked, NOW)
    done = scheme_trials.find(str(trial.pk), by=office)
    assert (done.result, done.partial, recorded(SchemeTrialAsked, trial=str(trial.pk))) == (found, {}, 1)
    assert before == (Ranking.objects.count(), Standing.objects.count(), Evaluation.objects.count())
    assert scheme_trials.on_sample(definition, None, "7") == scheme_trials.on_sample(definition, None, "7")
    with refused(NotAllowed, "scheme.not_allowed"):
        scheme_trials.on_campaign(definition, town.running, Ranking.UNITS, by=chair)
    with refused(Invalid, "trial.nothing"):
        scheme_trials.ask(definition, town.stages["launched"], Ranking.UNITS, by=office, at=NOW)


def test_the_cockpit_says_who_is_waited_for_and_who_handed_in_what(town: Town, chair: Actor, officer: Actor) -> None:
    found = cockpit.cockpit(town.running, by=chair, at=NOW)
    waits = {(one.role, one.what): (one.count, days) for one, days in found.waits}
    assert waits["unit_head", "confirm"] == (9, 39)
    assert waits["standing_officer", "appraise"][0] == 15
    cells = {row.code: [cell.state if cell else "" for cell in row.cells] for c in found.clusters for row in c.rows}
    assert cells["P01"] == [states.APPRAISED, states.CONFIRMED, states.SUBMITTED, states.DRAFT]
    assert cockpit.cockpit(town.running, by=officer, at=NOW).waits == []


def test_points_that_want_evidence_are_handed_in_with_a_file(town: Town, office: Actor, officer: Actor) -> None:
    definition: Any = scheme_files.shipped_scheme("hanoi-3814-unit")
    node_at(definition, "1.0")["evidence"] = True
    version = schemes.publish({**definition, "code": "chung", "version": 1}, by=office, at=NOW)
    Campaign.objects.filter(pk=town.stages["launched"]).update(unit_scheme=version)
    hand_in(town, CLOSED, OWN, NOW, submit=False, campaign=town.stages["launched"])
    with refused(Invalid, "evaluation.invalid") as no:
        evaluations.submit(town.stages["launched"], CLOSED, OWN, by=officer, at=NOW)
    assert (no.codes, no.paths) == (["evidence.missing"], ["P01.B1"])
    sheet = Evaluation.objects.get(campaign=town.stages["launched"], unit__code=OWN, person=None)
    evidences.hand_in(str(sheet.pk), [Upload("bien-ban.pdf", PLAIN_PDF)], criterion="B1", by=officer, at=NOW)
    assert evaluations.submit(town.stages["launched"], CLOSED, OWN, by=officer, at=NOW) == 4
