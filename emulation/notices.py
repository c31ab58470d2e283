"""Acts that tell units something: at launch, before a deadline, when an evaluation comes back."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from emulation.events import CampaignLaunched, EvaluationsReturned, UnitsTold
from emulation.models import CampaignMonth, Evaluation, Notice, Participation, Unit
from emulation.rules import states
from emulation.rules.periods import Month, local_date, reminder_dates
from emulation.rules.policies import parse_policy
from kernel import ledger
from kernel.actors import system_actor

LAUNCHED, RETURNED, DEADLINE = "campaign_launched", "evaluations_returned", "deadline_ahead"


def _tell(
    authority: str,
    kind: str,
    units: Mapping[str, str],
    key: str,
    values: Mapping[str, object],
    *,
    campaign: str,
    at: datetime,
) -> int:
    """One notice per unit (code → id) and key; those who have it already are left alone. Answers how many are new."""
    keys = {f"{key}:{code}": code for code in units}
    known = set(Notice.objects.filter(authority_id=authority, key__in=keys).values_list("key", flat=True))
    new = {name: code for name, code in keys.items() if name not in known}
    Notice.objects.bulk_create(
        Notice(authority_id=authority, unit_id=units[code], key=name, kind=kind, values=dict(values), at=at)
        for name, code in new.items()
    )
    if new:
        event = UnitsTold(authority=authority, kind=kind, units=sorted(new.values()), campaign=campaign)
        ledger.record(event, by=system_actor(authority), at=at)
    return len(new)


def _ids(authority: str, codes: Iterable[str]) -> dict[str, str]:
    rows = Unit.objects.filter(authority_id=authority, code__in=list(codes)).values_list("code", "id")
    return {code: str(id_) for code, id_ in rows}


@transaction.atomic
def tell_of_launch(event: CampaignLaunched, at: datetime) -> int:
    values = {"campaign": event.name, "months": len(event.months)}
    units = _ids(event.authority, event.units)
    return _tell(event.authority, LAUNCHED, units, f"launch:{event.campaign}", values, campaign=event.campaign, at=at)


@transaction.atomic
def tell_of_return(event: EvaluationsReturned, at: datetime) -> int:
    values = {"month": event.month, "subjects": [line["subject"] for line in event.lines], "reason": event.reason}
    revisions = ".".join(f"{line['subject']}-{line['revision']}" for line in event.lines)
    key = f"return:{event.campaign}:{event.month}:{revisions}"[:110]
    return _tell(
        event.authority, RETURNED, _ids(event.authority, [event.unit]), key, values, campaign=event.campaign, at=at
    )


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
    told = 0
    for row in rows:
        if today in reminder_dates(Month.parse(row.month), parse_policy(row.campaign.policy)):
            values = {"month": row.month, "deadline": row.deadline.isoformat()}
            key = f"deadline:{row.pk}:{today.isoformat()}"
            told += _tell(row.authority_id, DEADLINE, _missing(row), key, values, campaign=str(row.campaign_id), at=at)
    return told
