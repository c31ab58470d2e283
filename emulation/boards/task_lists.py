"""Reads for the pages of weekly task lists: one's own weeks, those that wait for one's word, and one week to fill in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from emulation import units, visibility
from emulation.models import CampaignMonth, Person, TaskList, TaskListLayer
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER, UNIT_HEAD
from emulation.rules.periods import local_date
from emulation.rules.task_lists import Entry, monday, month_of_week
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

SHOWN = 60


@dataclass(frozen=True)
class ListsBoard:
    """``own`` are the reader's weeks, ``waiting`` those of others that wait for the reader's word."""

    own: list[TaskList]
    waiting: list[TaskList]
    person: str
    week: date


@dataclass(frozen=True)
class Offer:
    """A month's sheet that the week's list may be fed into."""

    campaign: str
    code: str
    month: str


@dataclass(frozen=True)
class WeekBoard:
    """``may`` are the acts that the reader may do now."""

    person: Person
    week: date
    last_day: date
    row: TaskList | None
    entries: list[Entry]
    layers: list[TaskListLayer]
    may: tuple[str, ...]
    offers: list[Offer]


def listed(*, by: Actor, at: datetime) -> ListsBoard:
    day = local_date(at)
    seen = visibility.task_lists(by, day).select_related("person", "unit")
    own = list(seen.filter(person__code=by.person, person__code__gt="")[:SHOWN])
    heads = {unit.code for unit in units.chart(by.authority, day).seen_by(by, {UNIT_HEAD, STANDING_OFFICER})}
    waiting = seen.filter(state=states.SUBMITTED, unit__code__in=heads).exclude(person__code__in=by.persons)
    return ListsBoard(own, list(waiting[:SHOWN]), by.person, monday(day))


def week(person: str, day: date, *, by: Actor, at: datetime) -> WeekBoard:
    """One week of a person whom the reader may see. Raises `Missing`."""
    first = monday(day)
    found = visibility.people(by, local_date(at)).filter(code=person).first()
    if found is None:
        raise Missing("people.missing", gettext_noop("Không có cán bộ %(code)s."), code=person)
    row = visibility.task_lists(by, local_date(at)).filter(person=found, week=first).first()
    friday = first + timedelta(days=4)
    posting = found.postings.filter(valid_from__lte=friday).order_by("-valid_from").select_related("unit").first()
    chart = units.chart(by.authority, friday)
    roles = by.roles_over(chart.place(posting.unit.code, person)) if posting else frozenset()
    may = states.TASK_LIST.possible(row.state if row else states.DRAFT, roles)
    entries = [Entry.from_data(task) for task in row.tasks] if row else []
    layers = list(row.layers.select_related("by", "behalf")) if row else []
    return WeekBoard(found, first, first + timedelta(days=6), row, entries, layers, may, _offers(first, by))


def _offers(week_: date, by: Actor) -> list[Offer]:
    months = CampaignMonth.objects.filter(
        authority_id=by.authority,
        month=str(month_of_week(week_)),
        state=states.OPEN,
        campaign__state=states.LAUNCHED,
        campaign__person_scheme__isnull=False,
    ).select_related("campaign__person_scheme")
    return [
        Offer(str(row.campaign_id), row.campaign.code, row.month)
        for row in months
        if row.campaign.person_scheme and scheme_of(row.campaign.person_scheme).task_list
    ]
