"""Reads for the page of the calendar: what counts for each day of a year, and for which years rows are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from emulation import work_calendars
from emulation.models import CalendarDay, Campaign
from emulation.rules.business_days import Lack, Occasion
from emulation.rules.periods import local_date
from kernel.actors import Actor

FARTHEST = range(1990, 2101)


@dataclass(frozen=True)
class DayRow:
    """A row and whether it counts: the authority's own goes before the nation's."""

    row: CalendarDay
    counts: bool


@dataclass(frozen=True)
class CalendarBoard:
    """``lacks`` are days off that the law gives and that no row names, of the years that campaigns and deadlines need."""

    year: int
    years: Sequence[int]
    rows: list[DayRow]
    lacks: list[Lack]
    to_confirm: int
    may_keep: bool
    occasions: list[Occasion]


def years_needed(authority: str, at: datetime) -> list[int]:
    """From the first to the last year of the authority's campaigns, with this one and the next."""
    span = Campaign.objects.filter(authority_id=authority).aggregate(first=Min("starts_on"), last=Max("ends_on"))
    this = local_date(at).year
    first = min(span["first"].year if span["first"] else this, this)
    last = max(span["last"].year if span["last"] else this, this + 1)
    return [year for year in range(first, last + 1) if year in FARTHEST]


def calendar(year: int | None, *, by: Actor, at: datetime) -> CalendarBoard:
    asked = year if year in FARTHEST else local_date(at).year
    found = work_calendars.rows_of(by.authority).filter(day__year=asked).select_related("added_by", "withdrawn_by")
    rows = list(found.order_by("day", "added_at"))
    counting = {row.pk for row in work_calendars.in_force(rows).values()}
    years = years_needed(by.authority, at)
    return CalendarBoard(
        year=asked or 0,
        years=years,
        rows=[DayRow(row, row.pk in counting) for row in rows],
        lacks=work_calendars.lacks(by.authority, years),
        to_confirm=sum(row.to_confirm and row.pk in counting for row in rows),
        may_keep=work_calendars.may_keep(by),
        occasions=[one for one in work_calendars.occasions() if one.of_year(asked or 0)],
    )
