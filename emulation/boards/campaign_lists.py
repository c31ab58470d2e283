"""Reads for the list of all campaigns of an authority: where each stands, how far its months are, and what waits in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from emulation import campaigns, units, visibility
from emulation.boards import home
from emulation.models import Campaign
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.periods import local_date
from kernel.actors import Actor, Place
from kernel.text import search_key


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; nothing given shows all."""

    state: str = ""
    year: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Row:
    """``waiting`` counts the sheets on which the reader has the next word, ``lacks`` what keeps a draft from its launch."""

    campaign: Campaign
    months: int
    closed_months: int
    waiting: int
    lacks: int


@dataclass(frozen=True)
class CampaignList:
    rows: list[Row]
    years: list[int]
    states: list[str]
    all: int
    drafts: bool


def may_draft(by: Actor) -> bool:
    """Whether the actor writes drafts of campaigns."""
    return bool(states.CAMPAIGN.possible(states.DRAFT, by.roles_over(Place(by.authority)) & {STANDING_OFFICER}))


def listed(wanted: Wanted, *, by: Actor, at: datetime) -> CampaignList:
    """The campaigns that the actor knows of, the newest first."""
    counted = visibility.campaigns(by).select_related("unit_scheme", "person_scheme")
    counted = counted.annotate(laid=Count("months"), done=Count("months", filter=Q(months__state=states.CLOSED)))
    known = list(counted.order_by("-starts_on", "code"))
    waiting = _waiting(by, at)
    rows = [Row(row, row.laid, row.done, waiting[str(row.pk)], _lacks(row)) for row in known if _fits(row, wanted)]
    return CampaignList(
        rows=rows,
        years=sorted({year for row in known for year in _years(row)}, reverse=True),
        states=list(dict.fromkeys(row.state for row in known)),
        all=len(known),
        drafts=may_draft(by),
    )


def _waiting(by: Actor, at: datetime) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in home.evaluations_waiting(by, units.chart(by.authority, local_date(at)), at):
        found[one.campaign] += one.count
    return found


def _years(row: Campaign) -> Iterable[int]:
    return {day.year for day in (row.starts_on, row.ends_on) if day}


def _fits(row: Campaign, wanted: Wanted) -> bool:
    text = search_key(wanted.text)
    return (
        wanted.state in ("", row.state)
        and (wanted.year is None or wanted.year in _years(row))
        and (not text or text in search_key(f"{row.code} {row.name} {row.launch_document}"))
    )


def _lacks(row: Campaign) -> int:
    return len(campaigns.contents_lacking(row)) if row.state == states.DRAFT else 0
