"""Acts on a campaign while it is drafted: begun from nothing, from a template or from an earlier one, and written step by step."""

import json
from collections.abc import Mapping
from copy import copy
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction

from emulation import campaigns, participations, scheme_files, schemes, service_rules, units, visibility
from emulation.campaigns import Draft
from emulation.models import Campaign, SchemeVersion
from emulation.rules import states
from emulation.rules.periods import local_date
from emulation.rules.policies import parse_policy
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop

BLANK, TEMPLATE, COPY = "blank", "template", "copy"
LAST_MONTH_OF_THIS_YEAR = 9
"""From October on a template's months are those of the next year."""
TAKEN_FROM_LAW = "service"


@cache
def templates() -> Mapping[str, Mapping[str, Any]]:
    """The campaigns that ship with the product as a beginning, by their codes."""
    found = [
        json.loads(one.read_text(encoding="utf-8")) for one in (files("emulation") / "presets/campaigns").iterdir()
    ]
    return {one["code"]: one for one in sorted(found, key=lambda one: str(one["code"]))}


def draft_of(campaign: Campaign) -> Draft:
    """What a campaign says, as its draft."""
    own = {one.name for one in fields(Draft)} - {"unit_scheme", "person_scheme"}
    return Draft(
        **{name: getattr(campaign, name) for name in own},
        unit_scheme=_reference(campaign.unit_scheme),
        person_scheme=_reference(campaign.person_scheme),
    )


def _reference(row: SchemeVersion | None) -> tuple[str, int] | None:
    return (row.code, row.version) if row else None


def _require_drafter(by: Actor) -> None:
    states.CAMPAIGN.step(states.DRAFT, "revise", by.roles_over(Place(by.authority)))


@transaction.atomic
def begin(code: str, name: str, origin: str = BLANK, about: str = "", *, by: Actor, at: datetime) -> Campaign:
    """Write a new draft: blank, from the template ``about``, or from the campaign ``about``, a year later. A known code answers
    the campaign that is there, unchanged."""
    _require_drafter(by)
    _require_named(code, name)
    if origin == TEMPLATE:
        draft = _from_template(about, code, name, by=by, at=at)
    elif origin == COPY:
        draft = _from_campaign(about, code, name, by=by)
    else:
        draft = Draft(code=code, name=name)
    return campaigns.draft(draft, by=by, at=at)


def _require_named(code: str, name: str) -> None:
    problems = []
    plain = code.replace("-", "").replace("_", "").replace(".", "")
    if not plain.isalnum() or not plain.isascii() or len(code) > 60:
        message = gettext_noop("Mã chỉ gồm chữ cái không dấu, chữ số, dấu chấm và dấu gạch, không quá 60 ký tự.")
        problems.append(Problem("campaign.code", message, "code"))
    if not name.strip() or len(name) > 500:
        problems.append(Problem("campaign.name", gettext_noop("Hãy ghi tên phong trào, không quá 500 ký tự."), "name"))
    if problems:
        message = gettext_noop("Chưa bắt đầu được dự thảo.")
        raise Invalid("campaign.not_named", message, problems=problems)


def _from_template(about: str, code: str, name: str, *, by: Actor, at: datetime) -> Draft:
    found = templates().get(about)
    if found is None:
        raise Missing("campaign.no_template", gettext_noop("Không có mẫu phong trào này."))
    today = local_date(at)
    year = today.year + (today.month > LAST_MONTH_OF_THIS_YEAR)
    first, last = found["months"]
    texts = {field: found[field] for field in (*campaigns.TEXTS[:6], "legal_basis")}
    return Draft(
        code=code,
        name=name,
        form=found["form"],
        starts_on=date(year, first, 1),
        ends_on=date(year, 12, 31) if last == 12 else date.fromordinal(date(year, last + 1, 1).toordinal() - 1),
        unit_scheme=_shipped(found["unit_scheme"], by=by, at=at),
        person_scheme=_shipped(found["person_scheme"], by=by, at=at),
        survey=found["survey"],
        policy=found["policy"],
        **texts,
    )


def _shipped(code: str, *, by: Actor, at: datetime) -> tuple[str, int] | None:
    """The newest version of a scheme of the template; where there is none yet, the one that ships is published."""
    if not code:
        return None
    known = SchemeVersion.objects.filter(authority_id=by.authority, code=code).order_by("-version").first()
    return _reference(known or schemes.publish(scheme_files.shipped_scheme(code), by=by, at=at))


def _from_campaign(about: str, code: str, name: str, *, by: Actor) -> Draft:
    rows = Campaign.objects.filter(authority_id=by.authority, pk=about).select_related("unit_scheme", "person_scheme")
    known = rows.first()
    if known is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    return replace(
        draft_of(known),
        code=code,
        name=name,
        starts_on=_year_later(known.starts_on),
        ends_on=_year_later(known.ends_on),
        launch_document="",
        policy={key: value for key, value in known.policy.items() if key != TAKEN_FROM_LAW},
    )


def _year_later(day: date | None) -> date | None:
    if day is None:
        return None
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, day.month, 28 if leap else day.day)


@transaction.atomic
def write(campaign_id: str, changed: Mapping[str, Any], *, by: Actor, at: datetime) -> Campaign:
    """Change some of what a draft says; the rest stays as whoever wrote it last left it. Saying the same changes nothing."""
    campaign = campaigns.hold(campaign_id, by=by)
    states.CAMPAIGN.step(campaign.state, "revise", campaigns.roles(by, campaign))
    before = draft_of(campaign)
    after = replace(before, **_scoped(campaign, changed))
    if campaigns.values_of(by.authority, after) == campaigns.values_of(by.authority, before):
        return campaign
    return campaigns.revise(campaign_id, after, by=by, at=at)


def _scoped(campaign: Campaign, changed: Mapping[str, Any]) -> dict[str, Any]:
    """What changes, with the fields of a policy put into the policy that is there; None takes one out of it."""
    values = dict(changed)
    if "policy" in values:
        merged = {**campaign.policy, **values["policy"]}
        values["policy"] = {key: value for key, value in merged.items() if value is not None}
    return values


def looked_at(campaign: Campaign, changed: Mapping[str, Any]) -> Campaign:
    """The draft as it would be with some of it changed, for a look; nothing is kept. Raises `Invalid` as `write` would."""
    seen = copy(campaign)
    draft = replace(draft_of(campaign), **_scoped(campaign, changed))
    for name, value in campaigns.values_of(campaign.authority_id, draft).items():
        setattr(seen, name, value)
    return seen


def in_the_way(campaign: Campaign) -> list[Problem]:
    """All that keeps a draft from its launch, with units that are not there."""
    problems = campaigns.launch_problems(campaign)
    if campaign.starts_on:
        problems += _unknown_scope(campaign, campaign.starts_on)
        if not participations.enrolled(campaign, campaign.starts_on):
            message = gettext_noop(
                "Ngày %(day)s chưa có đơn vị nào thuộc cụm, khối thi đua; hãy nhập danh sách đơn vị trước."
            )
            problems.append(Problem("campaign.no_units", message, "taking_part", {"day": campaign.starts_on}))
    return problems


def _unknown_scope(campaign: Campaign, on: date) -> list[Problem]:
    scope, chart = parse_policy(campaign.policy).taking_part, units.chart(campaign.authority_id, on).units
    clusters = {unit.cluster for unit in chart.values()}
    unknown = [code for code in scope.clusters if code not in clusters]
    unknown += [code for code in scope.left_out if code not in chart]
    message = gettext_noop("Ngày bắt đầu không có cụm, khối hoặc đơn vị mang mã “%(code)s”.")
    return [Problem("campaign.unknown_scope", message, "taking_part", {"code": code}) for code in unknown]


def digest_at_launch(campaign: Campaign) -> str:
    """What a launch now would freeze, as its digest."""
    seen = copy(campaign)
    seen.policy = service_rules.settled(campaign)
    return campaigns.frozen(seen)


def require_draft(campaign_id: str, *, by: Actor) -> Campaign:
    """A draft, for those who write it and those who launch it. Raises `Missing` for who does not know of it, `NotAllowed` for
    who only reads it."""
    rows = visibility.campaigns(by).filter(pk=campaign_id, state=states.DRAFT)
    row = rows.select_related("unit_scheme", "person_scheme", "drafted_by").first()
    if row is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    if not states.CAMPAIGN.possible(row.state, campaigns.roles(by, row)):
        message = gettext_noop("Chỉ chuyên viên thường trực và người có thẩm quyền mở trang soạn phong trào.")
        raise NotAllowed("campaign.not_drafter", message)
    return row
