"""Acts on surveys: drafted or taken from a template, opened by somebody else, replaced by the next version, closed."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max

from emulation import delegations
from emulation.catalogue import survey_template
from emulation.events import SurveyClosed, SurveyDrafted, SurveyOpened
from emulation.models import Campaign, Survey, SurveyVersion
from emulation.rules import states
from emulation.rules.survey_forms import Form, parse_form
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import canonical_json, digest, gettext_noop, nfc

MACHINE = states.SURVEY_VERSION


@lru_cache(maxsize=256)
def _parsed(canonical: str) -> Form:
    return parse_form(json.loads(canonical))


_FORMS: dict[str, Form] = {}
"""Forms by the digest of what was frozen: a process reads each once."""


def form_of(version: SurveyVersion) -> Form:
    known = _FORMS.get(version.digest)
    if known is None:
        known = _parsed(canonical_json(version.definition))
        _FORMS[version.digest] = known
    return known


def _hold(campaign_id: str, *, by: Actor) -> Campaign:
    """The campaign, locked, so that versions come one after the other."""
    rows = Campaign.objects.select_for_update(no_key=True)
    campaign = rows.filter(pk=campaign_id, authority_id=by.authority).first()
    if campaign is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    return campaign


def scored_items(campaign: Campaign) -> list[str]:
    """Items of the campaign that its scores are made from, frozen when it was launched."""
    return [item["code"] for item in campaign.survey]


def _code(text: str) -> str:
    code = nfc(text)
    if not code or len(code) > 40 or not code.isascii() or not code.replace("-", "").replace("_", "").isalnum():
        message = gettext_noop("Mã chỉ gồm chữ không dấu, số, dấu - và _, dài nhất 40 ký tự.")
        raise Invalid("survey.bad_code", message, problems=[Problem("survey.bad_code", message, "code")])
    return code


@transaction.atomic
def write(campaign_id: str, code: str, definition: Mapping[str, Any], *, by: Actor, at: datetime) -> SurveyVersion:
    """Write the draft of a survey: its first version, the next one after an open one, or the draft that is there anew. The
    same again changes nothing. Raises `Invalid` with every fault of the definition."""
    MACHINE.step(states.DRAFT, "revise", by.roles_over(Place(by.authority)))
    campaign = _hold(campaign_id, by=by)
    if campaign.state in (states.CLOSED, states.CONCLUDED, states.CANCELLED):
        message = gettext_noop("Phong trào đã kết thúc hoặc bị hủy, không lập phiếu khảo sát nữa.")
        raise WrongState("survey.campaign_over", message, state=campaign.state)
    form = parse_form(definition, scored=scored_items(campaign))
    data = form.to_data()
    survey, _ = Survey.objects.get_or_create(
        campaign=campaign, code=_code(code), defaults={"authority_id": by.authority}
    )
    row = survey.versions.filter(state=states.DRAFT).first()
    if row and row.digest == digest(data):
        return row
    if row is None:
        last = survey.versions.aggregate(last=Max("number"))["last"] or 0
        row = SurveyVersion(authority_id=by.authority, survey=survey, number=last + 1)
    row.definition, row.digest, row.drafted_by_id, row.drafted_at = data, digest(data), by.account, at
    row.save()
    event = SurveyDrafted(
        authority=by.authority,
        version=str(row.pk),
        survey=str(survey.pk),
        campaign=str(campaign.pk),
        number=row.number,
        digest=row.digest,
    )
    ledger.record(event, by=by, at=at)
    return row


def take_template(campaign_id: str, code: str, template: str, *, by: Actor, at: datetime) -> SurveyVersion:
    """Draft a survey out of a template that ships with the product. Items that the campaign scores and the template does
    not have are added."""
    definition = survey_template(template)
    if definition is None:
        raise Missing("survey.no_template", gettext_noop("Không có mẫu phiếu khảo sát này."))
    campaign = Campaign.objects.filter(pk=campaign_id, authority_id=by.authority).first()
    known = {item["code"] for item in definition["items"]}
    more = [
        {"code": item["code"], "title": {"vi": item["vi"], "en": item.get("en", "")}}
        for item in (campaign.survey if campaign else ())
        if item["code"] not in known
    ]
    return write(campaign_id, code, {**definition, "items": [*more, *definition["items"]]}, by=by, at=at)


def _version(version_id: str, *, by: Actor) -> SurveyVersion:
    """The version with its campaign, which is locked. Raises `Missing`."""
    known = SurveyVersion.objects.filter(pk=version_id, authority_id=by.authority).select_related("survey").first()
    if known is None:
        raise Missing("survey.missing", gettext_noop("Không có phiếu khảo sát này."))
    _hold(str(known.survey.campaign_id), by=by)
    return SurveyVersion.objects.select_related("survey__campaign").get(pk=known.pk)


def own_draft(row: SurveyVersion, *, by: Actor) -> bool:
    """Whether the actor had a hand in the draft, also by or for somebody else."""
    return delegations.had_a_hand(by, row.pk, (SurveyDrafted,), row.drafted_by_id)


@transaction.atomic
def begin(version_id: str, *, by: Actor, at: datetime) -> SurveyVersion:
    """Begin answering: the version is frozen, and the open one before it is closed. Its codes and points stay as they are and
    lead to this one. Raises `NotAllowed` for who drafted it."""
    row = _version(version_id, by=by)
    roles = by.roles_over(Place(by.authority))
    if row.state == states.OPEN and MACHINE.possible(states.DRAFT, roles):
        return row
    target = MACHINE.step(row.state, "open", roles)
    if own_draft(row, by=by):
        message = gettext_noop("Người lập phiếu khảo sát không được tự mở; phải là người khác có thẩm quyền.")
        raise NotAllowed("survey.own_draft", message)
    campaign = row.survey.campaign
    if campaign.state != states.LAUNCHED:
        raise WrongState(
            "campaign.not_running",
            gettext_noop("Phong trào không ở trạng thái đang thực hiện."),
            state=campaign.state,
        )
    parse_form(row.definition, scored=scored_items(campaign))
    before = row.survey.versions.filter(state=states.OPEN).first()
    if before:
        before.state, before.closed_at = states.CLOSED, at
        before.save(update_fields=["state", "closed_at"])
    row.state, row.opened_by_id, row.opened_at = target, by.account, at
    row.save(update_fields=["state", "opened_by", "opened_at"])
    event = SurveyOpened(
        authority=by.authority,
        version=str(row.pk),
        survey=str(row.survey_id),
        campaign=str(campaign.pk),
        number=row.number,
        digest=row.digest,
        instead_of=str(before.pk) if before else "",
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def close(version_id: str, *, by: Actor, at: datetime) -> SurveyVersion:
    """End answering. What came in before is counted; a closed version answers itself, unchanged."""
    row = _version(version_id, by=by)
    roles = by.roles_over(Place(by.authority))
    if row.state == states.CLOSED and MACHINE.possible(states.OPEN, roles):
        return row
    row.state, row.closed_at = MACHINE.step(row.state, "close", roles), at
    row.save(update_fields=["state", "closed_at"])
    event = SurveyClosed(
        authority=by.authority,
        version=str(row.pk),
        survey=str(row.survey_id),
        campaign=str(row.survey.campaign_id),
        number=row.number,
    )
    ledger.record(event, by=by, at=at)
    return row
