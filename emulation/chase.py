"""Who has not handed in or not confirmed what a month needs, and the act that reminds them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from emulation import months, notices, recipients, service_times, units, visibility
from emulation.events import MonthReminded
from emulation.models import Account, Campaign, CampaignMonth, Evaluation, Participation, Posting, Reminder, in_force
from emulation.rules import chasing, states
from emulation.rules.access import COUNCIL_SECRETARY, STANDING_OFFICER, UNIT_HEAD
from emulation.rules.notices import REMINDER, REMINDER_OF_PERSON
from emulation.rules.periods import Month, local_date
from emulation.rules.policies import parse_policy
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop

REMINDS = frozenset({STANDING_OFFICER, COUNCIL_SECRETARY})
UNIT_ITSELF = ""


@dataclass(frozen=True)
class Row:
    """One sheet that is missing: of a person, or of the unit itself (``subject`` empty). ``clicked`` is when somebody last
    reminded them of it, ``last`` when anybody or the timetable did."""

    unit: str
    subject: str
    name: str
    state: str
    stage: str
    evaluation: str
    reminded: int
    last: datetime | None
    clicked: datetime | None


@dataclass(frozen=True)
class Group:
    """A unit with what is missing of it; ``responsible`` are the names of its heads and officers who have an account."""

    unit: str
    name: str
    responsible: tuple[str, ...]
    rows: tuple[Row, ...]
    may_remind: bool

    @property
    def reminded(self) -> int:
        return max((row.reminded for row in self.rows), default=0)

    @property
    def last(self) -> datetime | None:
        return max((row.last for row in self.rows if row.last), default=None)


@dataclass(frozen=True)
class ChaseList:
    """``days_left`` is negative after the deadline; ``hours`` is how long nobody is reminded of the same again."""

    campaign: Campaign
    month: CampaignMonth
    days_left: int
    hours: int
    groups: tuple[Group, ...]
    away: tuple[Row, ...] = ()
    """Those who by the records did not serve in the month: nothing is missing of them."""

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def may_remind(self) -> bool:
        return any(group.may_remind for group in self.groups)


@dataclass(frozen=True)
class Reminded:
    """How many sheets somebody was reminded of, how many people were told, and whose sheets nobody could be told of."""

    sheets: int
    accounts: int
    unreached: tuple[str, ...]


def _reminded_by(by: Actor, chart: units.Chart) -> frozenset[str]:
    if visibility.holds(by, REMINDS):
        return frozenset(chart.units)
    return frozenset(unit.code for unit in chart.seen_by(by, {UNIT_HEAD}))


def _month(campaign_id: str, month: str, by: Actor) -> CampaignMonth:
    rows = CampaignMonth.objects.select_related("campaign__unit_scheme", "campaign__person_scheme")
    row = rows.filter(campaign__in=visibility.campaigns(by), campaign_id=campaign_id, month=month).first()
    if row is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    return row


def listing(campaign_id: str, month: str, *, by: Actor, at: datetime) -> ChaseList:
    """What is missing of a month, by unit, as far as the actor may see it. Raises `NotAllowed` for who may see of nobody."""
    row = _month(campaign_id, month, by)
    chart = units.chart(by.authority, local_date(at))
    seen = visibility.chased_units(by, chart)
    if not seen:
        message = gettext_noop("Danh sách này dành cho Hội đồng và thủ trưởng đơn vị.")
        raise NotAllowed("chase.not_allowed", message)
    missing, away = _missing(row, seen) if row.state == states.OPEN else ([], [])
    return ChaseList(
        campaign=row.campaign,
        month=row,
        days_left=(local_date(row.deadline) - local_date(at)).days,
        hours=parse_policy(row.campaign.policy).hours_between_reminders,
        groups=_groups(row, missing, chart, _reminded_by(by, chart)),
        away=tuple(away),
    )


def _participants(month: CampaignMonth, seen: Iterable[str]) -> list[Participation]:
    ended = Q(to_month="") | Q(to_month__gte=month.month)
    rows = Participation.objects.filter(ended, campaign=month.campaign_id, from_month__lte=month.month)
    return list(rows.filter(unit__code__in=seen).select_related("unit").order_by("unit__code"))


def _missing(month: CampaignMonth, seen: Iterable[str]) -> tuple[list[Row], list[Row]]:
    """The sheets of units and of those who serve in them at the month's end that are not there or wait for the unit's side;
    apart from them those of whom nothing is to be handed in, as the records say that they were away all month."""
    campaign, entries = month.campaign, _participants(month, seen)
    written = _written(month)
    reminders = _reminders(month)
    subjects: list[tuple[str, Any, str, str, Any]] = []
    if campaign.unit_scheme:
        subjects += [(entry.unit.code, entry.unit_id, UNIT_ITSELF, entry.unit_name, None) for entry in entries]
    if campaign.person_scheme:
        here = in_force(Month.parse(month.month).last_day)
        posted = Posting.objects.filter(here, unit__in=[entry.unit_id for entry in entries])
        scope = parse_policy(campaign.policy).taking_part
        subjects += [
            (posting.unit.code, posting.unit_id, posting.person.code, posting.person.full_name, posting.person_id)
            for posting in posted.select_related("person", "unit").order_by("person__sort_name", "person__code")
            if scope.takes_person(posting.duty_group, is_head=posting.is_head)
        ]
    gone = service_times.away_all(campaign, {one[-1] for one in subjects} - {None}, month.month)
    rows: list[Row] = []
    away: list[Row] = []
    for unit, unit_id, subject, name, person_id in subjects:
        sheet = written.get((unit_id, None) if person_id is None else (None, person_id))
        stage = chasing.stage_of(sheet.state if sheet else chasing.NOT_BEGUN, of_head=bool(sheet and sheet.of_head))
        if stage:
            counted = reminders.get((unit_id, person_id), {})
            found = away if person_id in gone and stage == chasing.UNSUBMITTED else rows
            found.append(_row(unit, subject, name, sheet, stage, counted))
    return rows, away


def _row(unit: str, subject: str, name: str, sheet: Evaluation | None, stage: str, counted: Mapping[str, Any]) -> Row:
    return Row(
        unit=unit,
        subject=subject,
        name=name,
        state=sheet.state if sheet else chasing.NOT_BEGUN,
        stage=stage,
        evaluation=str(sheet.pk) if sheet else "",
        reminded=counted.get("times", 0),
        last=counted.get("last"),
        clicked=counted.get("clicked"),
    )


def _written(month: CampaignMonth) -> dict[tuple[Any, Any], Evaluation]:
    """Sheets by their subject: a unit's under the unit, a person's under the person, wherever it was begun."""
    rows = Evaluation.objects.filter(month=month).only("id", "unit_id", "person_id", "state", "of_head")
    return {(None, row.person_id) if row.person_id else (row.unit_id, None): row for row in rows}


def _reminders(month: CampaignMonth) -> dict[tuple[Any, Any], Mapping[str, Any]]:
    counted = Reminder.objects.filter(month=month).order_by().values("unit_id", "person_id")
    counted = counted.annotate(times=Count("pk"), last=Max("at"), clicked=Max("at", filter=Q(by__isnull=False)))
    return {(row["unit_id"], row["person_id"]): row for row in counted}


def _groups(
    month: CampaignMonth, missing: Sequence[Row], chart: units.Chart, reminded: frozenset[str]
) -> tuple[Group, ...]:
    by_unit: defaultdict[str, list[Row]] = defaultdict(list)
    for row in missing:
        by_unit[row.unit].append(row)
    names = {entry.unit.code: entry.unit_name for entry in _participants(month, by_unit)} if by_unit else {}
    held = recipients.of_units(by_unit, chart) if by_unit else {}
    ids = {id_ for own in held.values() for id_ in own}
    called = {str(row.pk): row.get_full_name() or row.username for row in Account.objects.filter(pk__in=ids)}
    return tuple(
        Group(
            unit=code,
            name=names[code],
            responsible=tuple(sorted({called[id_] for id_ in held[code] if id_ in called})),
            rows=tuple(rows),
            may_remind=code in reminded,
        )
        for code, rows in sorted(by_unit.items())
    )


def _targets(found: ChaseList, unit: str, person: str | None) -> list[Row]:
    """What is asked for of the list. Raises `Missing` where nothing of it is missing, `NotAllowed` for who may only look."""
    groups = [group for group in found.groups if unit in ("", group.unit)]
    rows = [row for group in groups for row in group.rows if person is None or row.subject == person]
    if not rows:
        raise Missing("chase.nothing_missing", gettext_noop("Không còn phiếu nào như vậy bị thiếu trong tháng này."))
    allowed = {group.unit for group in groups if group.may_remind}
    rows = [row for row in rows if row.unit in allowed]
    if not rows:
        message = gettext_noop("Chỉ thường trực, thư ký Hội đồng và thủ trưởng của đơn vị được nhắc.")
        raise NotAllowed("chase.only_look", message)
    return rows


def _not_too_soon(rows: Sequence[Row], hours: int, at: datetime) -> list[Row]:
    """Those who may be reminded again. Raises `WrongState` where nobody may, with whom and from when on."""
    due = [row for row in rows if not chasing.too_soon(row.clicked, at, hours)]
    if due:
        return due
    message = gettext_noop("%(name)s đã được nhắc; chỉ nhắc lại được sau %(hours)s giờ kể từ lần trước.")
    problems = [
        Problem("chase.too_soon", message, row.subject or row.unit, {"name": row.name, "hours": hours}) for row in rows
    ]
    text = gettext_noop("Vừa nhắc rồi: mỗi phiếu chỉ được nhắc lại sau %(hours)s giờ.")
    raise WrongState("chase.too_soon", text, state="reminded", problems=problems, hours=hours)


@transaction.atomic
def remind(
    campaign_id: str, month: str, *, unit: str = "", person: str | None = None, by: Actor, at: datetime
) -> Reminded:
    """Remind of what is missing: of one sheet (``person`` empty for the unit's own), of all of a unit, or of everything.
    Who was reminded a short while ago is left out; where that is everybody, it is refused."""
    CampaignMonth.objects.select_for_update(no_key=True).filter(campaign_id=campaign_id, month=month).first()
    row = months.hold_open(campaign_id, month, authority=by.authority)
    found = listing(campaign_id, month, by=by, at=at)
    due = _not_too_soon(_targets(found, unit, person), found.hours, at)
    accounts, unreached = _tell(row, due, at)
    reached = [one for one in due if one not in unreached]
    if not reached:
        message = gettext_noop("Chưa nhắc được ai: đơn vị chưa có tài khoản nào nhận thông báo.")
        raise WrongState("chase.nobody_to_tell", message, state="unreached")
    _keep(row, reached, by, at)
    event = MonthReminded(
        authority=by.authority,
        month_id=str(row.pk),
        campaign=str(row.campaign_id),
        month=row.month,
        units=sorted({one.unit for one in reached if not one.subject}),
        people=sorted({one.subject for one in reached if one.subject}),
    )
    ledger.record(event, by=by, at=at)
    return Reminded(len(reached), accounts, tuple(one.name for one in unreached))


def _tell(month: CampaignMonth, rows: Sequence[Row], at: datetime) -> tuple[int, list[Row]]:
    """People are told of their own sheets; heads and officers of the unit's, of what they have to confirm, and for those who
    have no account. Answers how many were told, and the rows of which nobody was."""
    authority = month.authority_id
    codes = [row.subject for row in rows if row.subject and row.stage == chasing.UNSUBMITTED]
    own = recipients.of_people(authority, codes)
    to_people = [row for row in rows if row.subject in own]
    to_units = [row for row in rows if row.subject not in own]
    held = recipients.of_units({row.unit for row in to_units}, units.chart(authority, local_date(at)))
    told: dict[str, Any] = {
        "key": f"reminder:{month.pk}:{at.isoformat()}",
        "values": {"month": month.month, "deadline": month.deadline.isoformat()},
        "at": at,
    }
    about = {"page": "unit_month", "campaign": str(month.campaign_id), "month": month.month, "unit": notices.OWN_UNIT}
    codes_of_units = sorted({row.unit for row in to_units})
    accounts = notices.tell(authority, REMINDER, about=about, units=codes_of_units, **told) if to_units else 0
    accounts += _tell_people(month, to_people, told)
    return accounts, [row for row in to_units if not held[row.unit]]


def _tell_people(month: CampaignMonth, rows: Sequence[Row], told: Mapping[str, Any]) -> int:
    """Each is led to the sheet that they began, or to the month."""
    campaign, key = str(month.campaign_id), str(told["key"])
    begun = {row.subject: row.evaluation for row in rows if row.evaluation}
    rest = [row.subject for row in rows if not row.evaluation]
    accounts = 0
    for code, evaluation in begun.items():
        about = {"page": "evaluation", "evaluation": evaluation}
        said = {**told, "key": f"{key}:{code}"}
        accounts += notices.tell(month.authority_id, REMINDER_OF_PERSON, about=about, people=[code], **said)
    if rest:
        about = {"page": "month", "campaign": campaign, "month": month.month}
        said = {**told, "key": f"{key}:people"}
        accounts += notices.tell(month.authority_id, REMINDER_OF_PERSON, about=about, people=rest, **said)
    return accounts


def _keep(month: CampaignMonth, rows: Sequence[Row], by: Actor, at: datetime) -> None:
    unit_ids = dict(
        Participation.objects.filter(campaign=month.campaign_id).values_list("unit__code", "unit_id").distinct()
    )
    codes = [row.subject for row in rows if row.subject]
    here = Posting.objects.filter(person__authority=by.authority, person__code__in=codes)
    person_ids = dict(here.values_list("person__code", "person_id"))
    Reminder.objects.bulk_create(
        Reminder(
            authority_id=by.authority,
            month=month,
            unit_id=unit_ids[row.unit],
            person_id=person_ids.get(row.subject),
            by_id=by.account,
            at=at,
        )
        for row in rows
    )


AHEAD = timedelta(days=7)


def gaps(*, by: Actor, chart: units.Chart, at: datetime) -> list[tuple[CampaignMonth, int]]:
    """For those who may remind everybody: months whose deadline is near or past, with how many units have not handed in."""
    if not visibility.holds(by, REMINDS):
        return []
    rows = CampaignMonth.objects.filter(
        authority_id=by.authority, state=states.OPEN, campaign__state=states.LAUNCHED, deadline__lte=at + AHEAD
    )
    done = ~Q(state__in=(states.DRAFT, states.RETURNED))
    counts: Mapping[Any, int] = dict(
        Evaluation.objects.filter(done, month__in=rows, person=None)
        .order_by()
        .values_list("month_id")
        .annotate(Count("pk"))
    )
    found = []
    entries = list(Participation.objects.filter(campaign__months__in=rows).distinct())
    for row in rows.select_related("campaign").order_by("month", "campaign__code"):
        expected = sum(
            entry.campaign_id == row.campaign_id
            and entry.from_month <= row.month
            and (not entry.to_month or entry.to_month >= row.month)
            for entry in entries
        )
        if expected > counts.get(row.pk, 0):
            found.append((row, expected - counts.get(row.pk, 0)))
    return found
