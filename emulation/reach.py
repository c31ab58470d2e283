"""Whether somebody may open the page of a thing: asked before they are told of it, and again before a mail names it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from emulation import award_visibility, units, visibility
from emulation.models import Campaign, CampaignMonth, Contest, CouncilSession
from emulation.rules.access import COMMITTEE, READS_FUNDS
from kernel.actors import Actor

About = Mapping[str, str]
Check = Callable[[Actor, About, date], bool]
Seen = Callable[[Actor, date], QuerySet[Any]]


def _by_id(name: str, seen: Seen) -> Check:
    """A page of one row, which is among those that its reader sees."""
    return lambda actor, about, on: seen(actor, on).filter(pk=about[name]).exists()


def _campaigns(actor: Actor, _: date) -> QuerySet[Campaign]:
    return visibility.campaigns(actor)


def _contests(actor: Actor, _: date) -> QuerySet[Contest]:
    return visibility.contests(actor)


def _council_sessions(actor: Actor, _: date) -> QuerySet[CouncilSession]:
    return award_visibility.council_sessions(actor)


def _month(actor: Actor, about: About, _: date) -> bool:
    months = CampaignMonth.objects.filter(month=about["month"], campaign__in=visibility.campaigns(actor))
    return months.filter(campaign_id=about["campaign"]).exists()


def _unit_month(actor: Actor, about: About, on: date) -> bool:
    """Also for who sees but one sheet of the unit, such as one's own."""
    if not _month(actor, about, on):
        return False
    if visibility.holds(actor, visibility.WHOLE) or about["unit"] in visibility.own_units(actor, on):
        return True
    written = visibility.evaluations(actor, on).filter(campaign_id=about["campaign"], month__month=about["month"])
    return written.filter(unit__code=about["unit"]).exists()


def _committee(actor: Actor, _: About, __: date) -> bool:
    return visibility.holds(actor, COMMITTEE)


def _money(actor: Actor, _: About, __: date) -> bool:
    return visibility.holds(actor, READS_FUNDS)


def _everybody(_: Actor, __: About, ___: date) -> bool:
    """A page that shows its reader their own."""
    return True


def _chase(actor: Actor, about: About, on: date) -> bool:
    return _month(actor, about, on) and bool(visibility.chased_units(actor, units.chart(actor.authority, on)))


PAGES: Mapping[str, Check] = {
    "appeal": _by_id("appeal", visibility.appeals),
    "campaign": _by_id("campaign", _campaigns),
    "month": _month,
    "unit_month": _unit_month,
    "evaluation": _by_id("evaluation", visibility.evaluations),
    "feedback": _by_id("feedback", visibility.feedback),
    "feedback_desk": _everybody,
    "correction": _by_id("correction", visibility.corrections),
    "chase": _chase,
    "corrections": _by_id("campaign", _campaigns),
    "mail_preferences": _everybody,
    "ranking": _by_id("campaign", _campaigns),
    "visit": _by_id("visit", visibility.visits),
    "finding": _by_id("finding", visibility.findings),
    "assignment": _by_id("assignment", visibility.assignments),
    "assignments": _by_id("campaign", _campaigns),
    "contest": _by_id("contest", _contests),
    "commendations": _committee,
    "funds": _money,
    "bonuses": _everybody,
    "nomination": _by_id("nomination", award_visibility.nominations),
    "registration": _by_id("registration", award_visibility.registrations),
    "registrations": _everybody,
    "consultation": _by_id("consultation", lambda actor, _: award_visibility.consultations(actor)),
    "decision": _by_id("decision", lambda actor, _: award_visibility.decisions(actor)),
    "certificate_requests": _everybody,
    "certificates": _everybody,
    "council_session": _by_id("session", _council_sessions),
}
"""The pages to which notices may lead, each with who may open it. `web/links.py` says where they are."""


def may_open(actor: Actor, about: About, on: date) -> bool:
    """Whether the page that ``about`` names answers this actor. Raises `KeyError` for a page that is not on the list."""
    return PAGES[about["page"]](actor, about, on)
