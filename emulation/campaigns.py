"""Acts on campaigns: draft, revise, launch, suspend, resume, review, close, conclude, cancel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from emulation import authority_levels, delegations, participations, schemes, service_rules, visibility
from emulation.events import (
    CampaignCancelled,
    CampaignClosed,
    CampaignConcluded,
    CampaignDrafted,
    CampaignLaunched,
    CampaignResumed,
    CampaignReviewed,
    CampaignRevised,
    CampaignSuspended,
)
from emulation.models import (
    Authority,
    Campaign,
    CampaignMonth,
    CampaignReview,
    Participation,
    SchemeVersion,
)
from emulation.rules import states
from emulation.rules.periods import closes_at, deadline, local_date, months_between
from emulation.rules.policies import parse_policy
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.events import Event
from kernel.text import digest, gettext_noop, nfc, paragraphs

TEXTS = ("goal", "scope", "subjects", "criteria", "plan", "measures", "legal_basis", "launch_document")
FIRST_YEAR, LAST_YEAR, LONGEST_YEARS = 1948, 2199, 10
CONTENTS = {
    "goal": gettext_noop("Mục tiêu"),
    "scope": gettext_noop("Phạm vi"),
    "subjects": gettext_noop("Đối tượng"),
    "criteria": gettext_noop("Nội dung và tiêu chí"),
    "starts_on": gettext_noop("Thời gian bắt đầu"),
    "ends_on": gettext_noop("Thời gian kết thúc"),
    "plan": gettext_noop("Kế hoạch"),
    "measures": gettext_noop("Biện pháp tổ chức"),
}
"""The seven contents of Art. 17 of Law 06/2022/QH15 (time counts as its two ends)."""


@dataclass(frozen=True)
class Draft:
    """What a draft says; schemes are (code, version), ``survey`` is a list of ``{"code", "vi", "en"}``."""

    code: str
    name: str
    form: str = Campaign.THEMATIC
    level: str = ""
    goal: str = ""
    scope: str = ""
    subjects: str = ""
    criteria: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    plan: str = ""
    measures: str = ""
    legal_basis: str = ""
    launch_document: str = ""
    unit_scheme: tuple[str, int] | None = None
    person_scheme: tuple[str, int] | None = None
    survey: list[dict[str, str]] = field(default_factory=list)
    policy: Mapping[str, Any] = field(default_factory=dict)


def hold(campaign_id: str, *, by: Actor) -> Campaign:
    """Lock a campaign that the actor knows of for an act. Raises `Missing`, also for a draft that is none of theirs."""
    campaign = visibility.campaigns(by).select_for_update().filter(pk=campaign_id).first()
    if campaign is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    return campaign


def roles(by: Actor, campaign: Campaign) -> frozenset[str]:
    return by.roles_over(Place(campaign.authority_id))


def _scheme(authority: str, reference: tuple[str, int] | None, subject: str) -> SchemeVersion | None:
    if reference is None:
        return None
    row = schemes.find(authority, *reference)
    if row.subject not in (subject, "any"):
        raise Invalid(
            "campaign.wrong_scheme",
            gettext_noop("Bộ tiêu chí %(code)s không dùng để chấm đối tượng này."),
            code=row.code,
        )
    return row


def _require_time(draft: Draft) -> None:
    """Raise `Invalid` for a slip of the pen in a year, which would lay out thousands of months."""
    years = [day.year for day in (draft.starts_on, draft.ends_on) if day]
    if years and (min(years) < FIRST_YEAR or max(years) > LAST_YEAR or max(years) - min(years) > LONGEST_YEARS):
        message = gettext_noop(
            "Thời gian thực hiện phải trong các năm từ %(first)s đến %(last)s và không quá %(most)s năm."
        )
        params = {"first": FIRST_YEAR, "last": LAST_YEAR, "most": LONGEST_YEARS}
        raise Invalid(
            "campaign.dates", message, problems=[Problem("campaign.dates", message, "ends_on", params)], **params
        )


def _level(draft: Draft) -> str:
    """The level of who leads it. Raises `Invalid` for one that there is not on the first day."""
    on = draft.starts_on
    known_ = {one.code for one in authority_levels.known() if on is None or one.holds(on)}
    if draft.level and draft.level not in known_:
        message = gettext_noop("Ngày bắt đầu không có cấp chủ trì phát động này.")
        raise Invalid("campaign.level", message, problems=[Problem("campaign.level", message, "level")])
    return draft.level


def values_of(authority: str, draft: Draft) -> dict[str, Any]:
    """What a draft says as the columns of a campaign. Raises `Invalid` for what no draft may say."""
    if draft.starts_on and draft.ends_on and draft.starts_on > draft.ends_on:
        problem = Problem("campaign.dates", gettext_noop("Ngày kết thúc phải sau ngày bắt đầu."), "ends_on")
        raise Invalid("campaign.dates", problem.message, problems=[problem])
    _require_time(draft)
    parse_policy(draft.policy)
    return {
        **{name: paragraphs(getattr(draft, name)) for name in TEXTS},
        "name": nfc(draft.name),
        "form": draft.form,
        "level": _level(draft),
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "unit_scheme": _scheme(authority, draft.unit_scheme, "unit"),
        "person_scheme": _scheme(authority, draft.person_scheme, "person"),
        "survey": [{key: nfc(value) for key, value in item.items()} for item in draft.survey],
        "policy": dict(draft.policy),
    }


@transaction.atomic
def draft(draft_: Draft, *, by: Actor, at: datetime) -> Campaign:
    """Write a new draft; the same code again answers the campaign that is there, unchanged."""
    states.CAMPAIGN.step(states.DRAFT, "revise", by.roles_over(Place(by.authority)))
    Authority.objects.select_for_update().get(pk=by.authority)
    known = Campaign.objects.filter(authority_id=by.authority, code=draft_.code).first()
    if known:
        return known
    campaign = Campaign.objects.create(
        authority_id=by.authority,
        code=draft_.code,
        drafted_by_id=by.account,
        drafted_at=at,
        **values_of(by.authority, draft_),
    )
    ledger.record(CampaignDrafted(authority=by.authority, campaign=str(campaign.pk), code=campaign.code), by=by, at=at)
    return campaign


@transaction.atomic
def revise(campaign_id: str, draft_: Draft, *, by: Actor, at: datetime) -> Campaign:
    """Replace what a draft says. A launched campaign is not revised: its rules are frozen."""
    campaign = hold(campaign_id, by=by)
    states.CAMPAIGN.step(campaign.state, "revise", roles(by, campaign))
    values = values_of(by.authority, draft_)
    for name, value in values.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=list(values))
    ledger.record(CampaignRevised(authority=by.authority, campaign=str(campaign.pk), code=campaign.code), by=by, at=at)
    return campaign


def contents_lacking(campaign: Campaign) -> list[Problem]:
    """Which contents, basis and scheme a draft still lacks; asks the database nothing."""
    problems = [
        Problem(
            "campaign.content_missing",
            gettext_noop("Chưa có nội dung “%(content)s” (Điều 17 Luật Thi đua, khen thưởng)."),
            name,
            {"content": title},
        )
        for name, title in CONTENTS.items()
        if not getattr(campaign, name)
    ]
    if not campaign.legal_basis:
        problems.append(Problem("campaign.no_basis", gettext_noop("Chưa ghi căn cứ pháp lý."), "legal_basis"))
    if not campaign.unit_scheme_id and not campaign.person_scheme_id:
        problems.append(Problem("campaign.no_scheme", gettext_noop("Chưa chọn bộ tiêu chí."), "unit_scheme"))
    return problems


def launch_problems(campaign: Campaign) -> list[Problem]:
    """What a draft still lacks before it can be launched."""
    return contents_lacking(campaign) + service_rules.problems(campaign)


def frozen(campaign: Campaign) -> str:
    """The digest of what a launch freezes: policy, survey and schemes."""
    return digest(
        {
            "policy": campaign.policy,
            "survey": campaign.survey,
            "unit_scheme": campaign.unit_scheme.digest if campaign.unit_scheme else "",
            "person_scheme": campaign.person_scheme.digest if campaign.person_scheme else "",
        }
    )


def _lay_months(campaign: Campaign) -> list[str]:
    policy = parse_policy(campaign.policy)
    if campaign.starts_on is None or campaign.ends_on is None:
        raise Invalid("campaign.dates", gettext_noop("Chưa có thời gian thực hiện."))
    months = months_between(campaign.starts_on, campaign.ends_on)
    CampaignMonth.objects.bulk_create(
        CampaignMonth(
            authority_id=campaign.authority_id,
            campaign=campaign,
            month=str(month),
            deadline=deadline(month, policy),
            closes_at=closes_at(month, policy),
        )
        for month in months
    )
    return [str(month) for month in months]


def _enrol(campaign: Campaign, first_month: str, on: date) -> list[str]:
    """Every unit with a cluster on the first day takes part, in that cluster, unless the policy leaves it out."""
    taking_part = participations.enrolled(campaign, on)
    if not taking_part:
        raise Invalid(
            "campaign.no_units",
            gettext_noop("Ngày %(day)s chưa có đơn vị nào thuộc cụm, khối thi đua; hãy nhập danh sách đơn vị trước."),
            day=on,
        )
    Participation.objects.bulk_create(
        Participation(
            authority_id=campaign.authority_id,
            campaign=campaign,
            unit_id=unit.id,
            unit_name=unit.name,
            cluster_code=unit.cluster,
            from_month=first_month,
        )
        for unit in taking_part
    )
    return [unit.code for unit in taking_part]


@transaction.atomic
def launch(campaign_id: str, *, seen: str = "", by: Actor, at: datetime) -> Campaign:
    """Launch: policy and schemes are frozen, months laid out, units enrolled. The author cannot be the approver. ``seen`` is the
    digest of the rules that the approver looked at, where they did.

    Raises `Invalid` with everything that the draft lacks, `NotAllowed` for the author, `WrongState` when it is launched.
    """
    campaign = hold(campaign_id, by=by)
    target = states.CAMPAIGN.step(campaign.state, "launch", roles(by, campaign))
    if delegations.had_a_hand(by, campaign.pk, (CampaignDrafted, CampaignRevised), campaign.drafted_by_id):
        message = gettext_noop("Người soạn thảo không được tự phê duyệt phát động.")
        raise NotAllowed("campaign.own_draft", message)
    problems = launch_problems(campaign)
    if problems:
        raise Invalid("campaign.not_ready", gettext_noop("Phong trào chưa đủ điều kiện phát động."), problems=problems)
    campaign.policy = service_rules.settled(campaign)
    if seen and seen != frozen(campaign):
        message = gettext_noop("Dự thảo vừa được sửa sau khi bạn xem; hãy xem lại rồi mới phát động.")
        raise WrongState("campaign.moved", message, state=campaign.state)
    own = authority_levels.on_day(campaign.authority_id, local_date(at))
    campaign.level = campaign.level or (own.code if own else "")
    months = _lay_months(campaign)
    enrolled = _enrol(campaign, months[0], campaign.starts_on or at.date())
    campaign.state, campaign.launched_by_id, campaign.launched_at = target, by.account, at
    campaign.policy_digest = frozen(campaign)
    campaign.save(update_fields=["state", "launched_by", "launched_at", "policy", "policy_digest", "level"])
    event = CampaignLaunched(
        authority=by.authority,
        campaign=str(campaign.pk),
        code=campaign.code,
        name=campaign.name,
        policy_digest=campaign.policy_digest,
        months=months,
        units=enrolled,
    )
    ledger.record(event, by=by, at=at)
    participations.settle(campaign, by=by, at=at)
    return campaign


def _required(text: str, path: str) -> str:
    if not nfc(text):
        problem = Problem("campaign.text_needed", gettext_noop("Hãy ghi nội dung này."), path)
        raise Invalid("campaign.text_needed", problem.message, problems=[problem])
    return paragraphs(text)


def _move(campaign: Campaign, act: str, event: Event, *, by: Actor, at: datetime, **fields: Any) -> Campaign:
    campaign.state = states.CAMPAIGN.step(campaign.state, act, roles(by, campaign))
    for name, value in fields.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=["state", *fields])
    ledger.record(event, by=by, at=at)
    return campaign


@transaction.atomic
def suspend(campaign_id: str, *, reason: str, by: Actor, at: datetime) -> Campaign:
    campaign = hold(campaign_id, by=by)
    event = CampaignSuspended(
        authority=by.authority, campaign=str(campaign.pk), code=campaign.code, reason=_required(reason, "reason")
    )
    return _move(campaign, "suspend", event, by=by, at=at)


@transaction.atomic
def resume(campaign_id: str, *, by: Actor, at: datetime) -> Campaign:
    campaign = hold(campaign_id, by=by)
    event = CampaignResumed(authority=by.authority, campaign=str(campaign.pk), code=campaign.code)
    return _move(campaign, "resume", event, by=by, at=at)


@transaction.atomic
def review(campaign_id: str, *, summary: str, by: Actor, at: datetime) -> CampaignReview:
    """Hold an interim review (sơ kết); a campaign may have several."""
    campaign = hold(campaign_id, by=by)
    text = _required(summary, "summary")
    event = CampaignReviewed(authority=by.authority, campaign=str(campaign.pk), code=campaign.code, summary=text)
    _move(campaign, "review", event, by=by, at=at)
    return CampaignReview.objects.create(
        authority_id=by.authority, campaign=campaign, summary=text, by_id=by.account, at=at
    )


def closing_problems(campaign: Campaign) -> list[Problem]:
    """What keeps a campaign from being closed: months still open, and the evaluations that wait in them."""
    waiting = Count(
        "evaluations", filter=Q(evaluations__state__in=(states.SUBMITTED, states.CONFIRMED, states.ASSESSED))
    )
    problems = []
    for month in campaign.months.filter(state=states.OPEN).annotate(waiting=waiting).order_by("month"):
        told = {"month": month.month, "count": month.waiting}
        message = gettext_noop("Tháng %(month)s chưa kết thúc.")
        problems.append(Problem("campaign.month_open", message, month.month, told))
        if month.waiting:
            message = gettext_noop("Tháng %(month)s còn %(count)s phiếu đánh giá chưa thẩm định.")
            problems.append(Problem("campaign.unappraised", message, month.month, told))
    return problems


@transaction.atomic
def close(campaign_id: str, *, by: Actor, at: datetime) -> Campaign:
    """Close for good. Raises `WrongState` that lists everything in the way instead of closing by half."""
    campaign = hold(campaign_id, by=by)
    states.CAMPAIGN.step(campaign.state, "close", roles(by, campaign))
    problems = closing_problems(campaign)
    if problems:
        raise WrongState(
            "campaign.not_closable",
            gettext_noop("Chưa thể kết thúc phong trào: còn %(count)s vướng mắc."),
            state=campaign.state,
            may=states.CAMPAIGN.possible(campaign.state, roles(by, campaign)),
            problems=problems,
            count=len(problems),
        )
    event = CampaignClosed(authority=by.authority, campaign=str(campaign.pk), code=campaign.code)
    return _move(campaign, "close", event, by=by, at=at, closed_at=at)


@transaction.atomic
def conclude(campaign_id: str, *, summary: str, by: Actor, at: datetime) -> Campaign:
    """The final review (tổng kết) of a closed campaign."""
    campaign = hold(campaign_id, by=by)
    event = CampaignConcluded(
        authority=by.authority, campaign=str(campaign.pk), code=campaign.code, summary=_required(summary, "summary")
    )
    return _move(campaign, "conclude", event, by=by, at=at)


@transaction.atomic
def cancel(campaign_id: str, *, reason: str, by: Actor, at: datetime) -> Campaign:
    campaign = hold(campaign_id, by=by)
    event = CampaignCancelled(
        authority=by.authority, campaign=str(campaign.pk), code=campaign.code, reason=_required(reason, "reason")
    )
    return _move(campaign, "cancel", event, by=by, at=at)
