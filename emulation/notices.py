"""Acts that tell people something: one notice for each unit or thing, and a copy for everybody who may open what it is about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from emulation import notice_words, reach, recipients
from emulation import units as organisation
from emulation.events import CampaignLaunched, EvaluationsReturned, NoticeTold
from emulation.models import (
    CampaignMonth,
    Evaluation,
    MailPreference,
    Notice,
    NoticeCopy,
    Participation,
    Reminder,
    Unit,
)
from emulation.rules import mailing, states
from emulation.rules.notices import DEADLINE, KINDS, LAUNCHED, RETURNED
from emulation.rules.periods import Month, local_date, reminder_dates
from emulation.rules.policies import parse_policy
from kernel import ledger
from kernel.actors import Actor, system_actor
from kernel.text import digest

LONGEST_KEY = 100
OWN_UNIT = "*"
"""As the unit of ``about``: for each of the units that are told the page is its own."""


def _short(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else digest(key)


def _of(about: Mapping[str, str], unit: str) -> dict[str, str]:
    return {**about, "unit": unit} if about.get("unit") == OWN_UNIT else dict(about)


def _audience(
    authority: str, units: Iterable[str], ids: Iterable[str], on: date
) -> tuple[dict[str, list[str]], dict[str, list[Actor]]]:
    """Accounts by unit, with those who are told for themselves under an empty code; and the actors that they are. Who is told
    for a unit is not told again for themselves."""
    codes = list(units)
    groups = dict(recipients.of_units(codes, organisation.chart(authority, on))) if codes else {}
    of_units = {id_ for own in groups.values() for id_ in own}
    groups[""] = sorted(set(ids) - of_units)
    return groups, recipients.actors(authority, of_units.union(groups[""]), on)


def _able(
    groups: Mapping[str, Iterable[str]], actors: Mapping[str, Sequence[Actor]], about: Mapping[str, str], on: date
) -> dict[str, list[str]]:
    """Of the accounts of each unit those that may open the page; units of which nobody may are left out."""
    shared = about.get("unit") != OWN_UNIT
    known: dict[tuple[str, str], bool] = {}

    def may(code: str, id_: str) -> bool:
        asked = ("" if shared else code, id_)
        if asked not in known:
            known[asked] = any(reach.may_open(actor, _of(about, code), on) for actor in actors.get(id_, ()))
        return known[asked]

    able = {code: [id_ for id_ in ids if may(code, id_)] for code, ids in groups.items()}
    return {code: ids for code, ids in able.items() if ids}


@transaction.atomic
def tell(
    authority: str,
    kind: str,
    *,
    key: str,
    values: Mapping[str, object],
    about: Mapping[str, str],
    units: Iterable[str] = (),
    accounts: Iterable[str] = (),
    roles: Iterable[str] = (),
    people: Iterable[str] = (),
    at: datetime,
) -> int:
    """Tell heads and officers of units, accounts, holders of roles and members of staff (by code) something, once for each
    ``key`` and unit; answers how many people were told. Those who may not open what it is ``about`` are not told. Raises
    `KeyError` for a kind, a page or a value that is not there."""
    notice_words.title(kind, values), notice_words.text(kind, values)
    on, named = local_date(at), [str(id_) for id_ in accounts]
    named += recipients.of_roles(authority, roles, on) if (roles := tuple(roles)) else ()
    named += recipients.of_people(authority, people).values() if (people := tuple(people)) else ()
    groups, actors = _audience(authority, units, named, on)
    keys = {code: f"{_short(key)}:{code}" if code else _short(key) for code in groups}
    known = set(Notice.objects.filter(authority_id=authority, key__in=keys.values()).values_list("key", flat=True))
    new = {code: ids for code, ids in groups.items() if keys[code] not in known}
    told = _able(new, actors, about, on)
    ids = dict(Unit.objects.filter(authority_id=authority, code__in=told.keys()).values_list("code", "id"))
    same = {"authority_id": authority, "kind": kind, "values": dict(values), "at": at}
    rows = [Notice(unit_id=ids.get(code), key=keys[code], about=_of(about, code), **same) for code in told]
    Notice.objects.bulk_create(rows)
    copied = _copy(dict(zip(told, rows, strict=True)), told, kind, at)
    if rows:
        _record(
            authority, kind, _short(key), about, units=sorted(code for code in told if code), accounts=copied, at=at
        )
    return copied


def _record(
    authority: str, kind: str, key: str, about: Mapping[str, str], *, units: list[str], accounts: int, at: datetime
) -> None:
    event = NoticeTold(authority=authority, notice=key, kind=kind, about=dict(about), units=units, accounts=accounts)
    ledger.record(event, by=system_actor(authority), at=at)


def _copy(rows: Mapping[str, Notice], told: Mapping[str, Sequence[str]], kind: str, at: datetime) -> int:
    """A copy for each reader, with the moment at which it is to be mailed to those who want mails."""
    readers = {id_ for ids in told.values() for id_ in ids}
    wanted = {
        str(row.account_id): row for row in MailPreference.objects.filter(account_id__in=readers) if row.wants_mail
    }
    urgent = KINDS[kind].urgent
    copies = [
        NoticeCopy(
            notice=rows[code],
            account_id=id_,
            at=at,
            mail_at=mailing.due(wanted[id_].rhythm, at, urgent=urgent) if id_ in wanted else None,
        )
        for code, ids in told.items()
        for id_ in ids
    ]
    return len(NoticeCopy.objects.bulk_create(copies))


@transaction.atomic
def tell_of_launch(event: CampaignLaunched, at: datetime) -> int:
    values = {"campaign": event.name, "months": len(event.months)}
    about = {"page": "campaign", "campaign": event.campaign}
    key = f"launch:{event.campaign}"
    return tell(event.authority, LAUNCHED, key=key, values=values, about=about, units=event.units, at=at)


@transaction.atomic
def tell_of_return(event: EvaluationsReturned, at: datetime) -> int:
    values = {"month": event.month, "subjects": [line["subject"] for line in event.lines], "reason": event.reason}
    revisions = ".".join(f"{line['subject']}-{line['revision']}" for line in event.lines)
    key = f"return:{event.campaign}:{event.month}:{revisions}"
    about = {"page": "unit_month", "campaign": event.campaign, "month": event.month, "unit": event.unit}
    return tell(event.authority, RETURNED, key=key, values=values, about=about, units=[event.unit], at=at)


def _missing(month: CampaignMonth) -> dict[str, str]:
    """Units taking part in a month whose own evaluation has not been handed in."""
    done = Evaluation.objects.filter(month=month, person=None).exclude(state__in=(states.DRAFT, states.RETURNED))
    taking_part = Participation.objects.filter(campaign=month.campaign_id, from_month__lte=month.month)
    open_ = taking_part.filter(to_month__in=("",)) | taking_part.filter(to_month__gte=month.month)
    rows = open_.exclude(unit_id__in=done.values("unit_id")).values_list("unit__code", "unit_id")
    return {code: str(id_) for code, id_ in rows}


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Remind, on the days that the policy names, every unit that has not handed in; once per unit, month and day."""
    today = local_date(at)
    soon = at + timedelta(days=31)
    rows = CampaignMonth.objects.filter(
        state=states.OPEN, campaign__state=states.LAUNCHED, deadline__gte=at, deadline__lte=soon
    ).select_related("campaign")
    return sum(
        _remind_of(row, today, at)
        for row in rows
        if today in reminder_dates(Month.parse(row.month), parse_policy(row.campaign.policy))
    )


def _remind_of(row: CampaignMonth, today: date, at: datetime) -> int:
    values = {"month": row.month, "deadline": row.deadline.isoformat()}
    about = {"page": "unit_month", "campaign": str(row.campaign_id), "month": row.month, "unit": OWN_UNIT}
    key, missing = f"deadline:{row.pk}:{today.isoformat()}", _missing(row)
    told = tell(row.authority_id, DEADLINE, key=key, values=values, about=about, units=missing, at=at)
    reached = Notice.objects.filter(authority_id=row.authority_id, kind=DEADLINE, key__startswith=f"{key}:", at=at)
    Reminder.objects.bulk_create(
        Reminder(authority_id=row.authority_id, month=row, unit_id=unit, at=at)
        for unit in (reached.values_list("unit_id", flat=True) if told else ())
    )
    return told
