"""What the records say of people's service: working days of a month, who was away all of it, and what a year's service means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from emulation import work_calendars
from emulation.models import Campaign, Leave, Posting
from emulation.rules import service as rule
from emulation.rules.business_days import Calendar
from emulation.rules.periods import Month
from emulation.rules.policies import parse_policy
from emulation.rules.service_policies import OfYear, ServicePolicy

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """A person's service in one month as the records have it now. ``joined`` and ``left`` are days within the month on which
    they came to the authority or were there last."""

    service: rule.Service
    absent: bool
    leaves: tuple[Leave, ...] = ()
    joined: date | None = None
    left: date | None = None

    @property
    def noteworthy(self) -> bool:
        return not self.service.whole or len(self.service.worked) > 1


def policy_of(campaign: Campaign) -> ServicePolicy:
    """As it was frozen; campaigns of before take the usual one."""
    return parse_policy(campaign.policy).service or ServicePolicy()


def overlapping(first: date, last: date) -> Q:
    """Postings that hold on some day of a span."""
    return Q(valid_from__lte=last) & (Q(valid_to__isnull=True) | Q(valid_to__gt=first))


def recorded(first: date, last: date) -> QuerySet[Leave]:
    """Leaves in force that touch a span."""
    rows = Leave.objects.filter(withdrawn_at=None, first_day__lte=last, last_day__gte=first)
    return rows.select_related("kind", "person").order_by("first_day", "id")


def counted(leave: Leave, policy: ServicePolicy) -> rule.OnLeave:
    """A leave with what its days count as in a campaign; a kind that is younger than the campaign says so itself."""
    counts = policy.kinds.get(leave.kind.code, leave.kind.counts)
    return rule.OnLeave(leave.kind.code, leave.first_day, leave.last_day, counts)


def _stays(rows: Iterable[Posting]) -> dict[Any, list[rule.Stay]]:
    found: defaultdict[Any, list[rule.Stay]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(rule.Stay(row.unit.code, row.valid_from, row.valid_to))
    return found


def _leaves(rows: Iterable[Leave]) -> dict[Any, list[Leave]]:
    found: defaultdict[Any, list[Leave]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def of_months(campaign: Campaign, people: Collection[Any], months: Sequence[str]) -> dict[str, dict[Any, Facts]]:
    """The facts of people (by their ids) in months, by month and id. Whoever served the whole month without a leave has
    facts too; so nothing needs to be guessed from a gap."""
    if not people or not months:
        return {month: {} for month in months}
    spans = {month: (Month.parse(month).first_day, Month.parse(month).last_day) for month in months}
    first, last = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
    postings = Posting.objects.filter(overlapping(first, last), person__in=people).select_related("unit")
    stays, leaves = _stays(postings), _leaves(recorded(first, last).filter(person__in=people))
    calendar, policy = work_calendars.calendar_of(campaign.authority_id), policy_of(campaign)
    return {
        month: {
            person: _facts(span, stays.get(person, []), leaves.get(person, []), calendar, policy)
            for person in stays.keys() | leaves.keys()
        }
        for month, span in spans.items()
    }


def of_month(campaign: Campaign, people: Collection[Any], month: str) -> dict[Any, Facts]:
    return of_months(campaign, people, [month])[month]


def away_all(campaign: Campaign, people: Collection[Any], month: str) -> frozenset[Any]:
    """Who of these people (by their ids) did not serve in a month. Only those on leave or newly come can be among them."""
    first, last = Month.parse(month).first_day, Month.parse(month).last_day
    leaves = recorded(first, last).filter(authority_id=campaign.authority_id).values_list("person_id", flat=True)
    new = Posting.objects.filter(authority_id=campaign.authority_id, valid_from__gt=first, valid_from__lte=last)
    chosen = {*leaves, *new.values_list("person_id", flat=True)} & set(people)
    return frozenset(person for person, facts in of_month(campaign, chosen, month).items() if facts.absent)


def _facts(
    span: tuple[date, date], stays: list[rule.Stay], leaves: list[Leave], calendar: Calendar, policy: ServicePolicy
) -> Facts:
    here = [leave for leave in leaves if leave.first_day <= span[1] and leave.last_day >= span[0]]
    found = rule.service(*span, stays, [counted(leave, policy) for leave in here], is_working=calendar.is_working)
    ends = {stay.until for stay in stays}
    joined = [stay.since for stay in stays if span[0] < stay.since <= span[1] and stay.since not in ends]
    begun = {stay.since for stay in stays}
    left = [s.until - _DAY for s in stays if s.until and span[0] < s.until <= span[1] and s.until not in begun]
    absent = found.absent(policy.minimum_days)
    return Facts(found, absent, tuple(here), min(joined, default=None), max(left, default=None))


@dataclass(frozen=True)
class YearOfService:
    """Whom their service of the year means something for, and the least of it with the months of who has not served it all."""

    matters: Mapping[str, OfYear]
    minimum: rule.Minimum = field(default_factory=rule.Minimum)


NOTHING = YearOfService({})


def span_of(campaign: Campaign) -> tuple[date, date]:
    """The days whose service counts: of the year that the campaign rates, of a shorter campaign its own."""
    first, last = campaign.starts_on, campaign.ends_on
    if first is None or last is None:
        raise ValueError(f"campaign {campaign.pk} has no days")
    return rule.year_to(first, last) or (first, last)


def of_year(campaign: Campaign, people: Collection[str]) -> YearOfService:
    """What the service of people (by code) means for the campaign's ranking. Who was posted the whole year without a leave is
    not asked for: nothing follows from that."""
    if campaign.starts_on is None or campaign.ends_on is None:
        return NOTHING
    span, policy = span_of(campaign), policy_of(campaign)
    rows = recorded(*span).filter(authority_id=campaign.authority_id)
    leaves = _leaves(row for row in rows if row.person.code in people)
    codes = {person: own[0].person.code for person, own in leaves.items()}
    if policy.minimum_months:
        codes |= {person: code for person, code in _partly_posted(campaign, span) if code in people}
    stays = _stays(Posting.objects.filter(overlapping(*span), person__in=codes).select_related("unit"))
    found = {
        codes[person]: rule.months(
            *span, stays.get(person, []), [counted(leave, policy) for leave in leaves.get(person, [])]
        )
        for person in codes
    }
    years = {code: policy.of_year(one) for code, one in sorted(found.items())}
    whole = rule.months_of(rule.days_between(*span))
    served = {code: one.served for code, one in years.items() if one.served < whole}
    minimum = rule.Minimum(policy.minimum_months, policy.legal_basis, served if policy.minimum_months else {})
    return YearOfService({code: one for code, one in years.items() if one.matters}, minimum)


def _partly_posted(campaign: Campaign, span: tuple[date, date]) -> Iterable[tuple[Any, str]]:
    """The people (ids and codes) with a posting that holds in a span and not in the whole of it."""
    rows = Posting.objects.filter(overlapping(*span), authority_id=campaign.authority_id)
    whole = Q(valid_from__lte=span[0]) & (Q(valid_to=None) | Q(valid_to__gt=span[1]))
    return rows.exclude(whole).values_list("person_id", "person__code").distinct()
