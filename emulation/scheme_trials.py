"""Acts that try a scheme out on months that were ranked: at once where there is little, else month by month in the background."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from emulation import rankings, scheme_drafts
from emulation.events import SchemeTrialAsked
from emulation.models import Campaign, Ranking, SchemeTrial, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rules.scheme_edits import Data
from emulation.rules.schemes import Scheme, parse_scheme
from emulation.rules.tryouts import Frozen, compared, month_of, sample
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop

AT_ONCE = 600
"""So many sheets are tried while somebody waits; more go to the background."""
SAMPLE_MONTHS, SAMPLE_CLUSTERS, SAMPLE_SIZE = ("01", "02", "03"), 3, 8
UNITS, PEOPLE = Ranking.UNITS, Ranking.PEOPLE


@dataclass(frozen=True)
class Source:
    """Months of a campaign that were ranked by a scheme, as a try-out may use them."""

    campaign: Campaign
    subjects: str
    months: int
    sheets: int

    @property
    def at_once(self) -> bool:
        return self.sheets <= AT_ONCE


def sources(subject: str, *, by: Actor) -> list[Source]:
    """What a scheme for these subjects may be tried on, the newest campaign first."""
    scheme_drafts.require_writer(by)
    wanted = {"unit": (UNITS,), "person": (PEOPLE,)}.get(subject, (UNITS, PEOPLE))
    rows = Ranking.objects.filter(
        authority_id=by.authority, month__isnull=False, subjects__in=wanted, state__in=IN_FORCE
    )
    counted = rows.values("campaign", "subjects").annotate(laid=Count("month", distinct=True), held=Count("standings"))
    found = {(row["campaign"], row["subjects"]): row for row in counted.order_by()}
    known = Campaign.objects.filter(pk__in={campaign for campaign, _ in found}).order_by("-starts_on", "code")
    return [
        Source(row, kind, found[row.pk, kind]["laid"], found[row.pk, kind]["held"])
        for row in known
        for kind in wanted
        if (row.pk, kind) in found
    ]


def _campaign(campaign_id: str, *, by: Actor) -> Campaign:
    rows = Campaign.objects.filter(pk=campaign_id, authority_id=by.authority)
    row = rows.select_related("unit_scheme", "person_scheme").first()
    if row is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    return row


def _frozen(campaign: Campaign, subjects: str) -> tuple[Scheme, list[Ranking]]:
    """The scheme by which the months were ranked, and their rankings in force."""
    version = rankings.version_of(campaign, subjects)
    found = rankings.months_rankings(campaign, subjects)
    if version is None or not found:
        raise Invalid("trial.nothing", gettext_noop("Phong trào này chưa có tháng nào được xếp hạng để chạy thử."))
    return scheme_of(version), found


def _month(ranking: Ranking, old: Scheme, new: Scheme) -> dict[str, Any]:
    month = ranking.month.month if ranking.month else ""
    return month_of(old, new, Frozen.of_inputs(month, rankings.unpacked(ranking.inputs)))


def on_campaign(definition: Data, campaign_id: str, subjects: str, *, by: Actor) -> dict[str, Any]:
    """The scheme on a campaign's months, at once; nothing is kept. Raises `Invalid` for a scheme with faults."""
    scheme_drafts.require_writer(by)
    new = parse_scheme(definition)
    campaign = _campaign(campaign_id, by=by)
    old, found = _frozen(campaign, subjects)
    result = compared(old, new, [_month(row, old, new) for row in found])
    return _told(result, names(found))


def names(found: list[Ranking]) -> dict[str, dict[str, str]]:
    """Who is behind the codes of the subjects, as the months knew them last."""
    rows = Standing.objects.filter(ranking__in=[row.pk for row in found]).order_by("ranking__month__month")
    return {
        code: {"name": name, "cluster": cluster}
        for code, name, cluster in rows.values_list("subject", "name", "cluster_code")
    }


def _told(result: dict[str, Any], known: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    nobody = {"name": "", "cluster": ""}
    return {**result, "rows": [{**row, **known.get(row["subject"], nobody)} for row in result["rows"]]}


def on_sample(definition: Data, before: Data | None, seed: str) -> dict[str, Any]:
    """The scheme on made-up sheets; ``before`` is the one that it is compared with, where there is one."""
    new = parse_scheme(definition)
    old = parse_scheme(before) if before else new
    subjects = {
        f"MAU-{cluster}{place:02}": {"cluster": f"Cụm mẫu {cluster}"}
        for cluster in range(1, SAMPLE_CLUSTERS + 1)
        for place in range(1, SAMPLE_SIZE + 1)
    }
    months = [f"2000-{number}" for number in SAMPLE_MONTHS]
    tables = sample(old, subjects, months, seed)
    result = compared(old, new, [month_of(old, new, table) for table in tables])
    known = {code: {"name": f"Đơn vị mẫu {code[4:]}", "cluster": own["cluster"]} for code, own in subjects.items()}
    return _told(result, known)


@transaction.atomic
def ask(definition: Data, campaign_id: str, subjects: str, *, by: Actor, at: datetime) -> SchemeTrial:
    """Have a scheme tried on a campaign's months in the background, one after the other."""
    scheme_drafts.require_writer(by)
    new = parse_scheme(definition)
    campaign = _campaign(campaign_id, by=by)
    _, found = _frozen(campaign, subjects)
    row = SchemeTrial.objects.create(
        authority_id=by.authority,
        definition=new.to_data(),
        about={"campaign": str(campaign.pk), "name": campaign.name, "code": campaign.code, "subjects": subjects},
        months=[str(one.pk) for one in found],
        asked_by_id=by.account,
        asked_at=at,
    )
    _next(row, by=by, at=at)
    return row


def _next(row: SchemeTrial, *, by: Actor, at: datetime) -> None:
    event = SchemeTrialAsked(authority=row.authority_id, trial=str(row.pk), place=row.done)
    ledger.record(event, by=by, at=at)


@transaction.atomic
def work(event: SchemeTrialAsked, at: datetime) -> None:
    """One month more; after the last one the comparison is put together. Repeated, it changes nothing."""
    row = SchemeTrial.objects.select_for_update().get(pk=event.trial)
    if row.finished_at or event.place != row.done:
        return
    new = parse_scheme(row.definition)
    rows = Ranking.objects.select_related("month", "campaign__unit_scheme", "campaign__person_scheme")
    ranking = rows.get(pk=row.months[row.done])
    version = rankings.version_of(ranking.campaign, ranking.subjects)
    if version is None:
        raise Invalid("trial.nothing", gettext_noop("Phong trào này chưa có tháng nào được xếp hạng để chạy thử."))
    old = scheme_of(version)
    row.partial = {**row.partial, str(row.done): _month(ranking, old, new)}
    row.done += 1
    if row.done == len(row.months):
        months = [row.partial[str(place)] for place in range(row.done)]
        found = list(Ranking.objects.filter(pk__in=row.months).select_related("month"))
        row.result, row.partial, row.finished_at = _told(compared(old, new, months), names(found)), {}, at
    row.save(update_fields=["partial", "done", "result", "finished_at"])
    if row.finished_at is None:
        _next(row, by=system_actor(row.authority_id), at=at)


def find(trial_id: str, *, by: Actor) -> SchemeTrial:
    """A try-out, for those who write schemes. Raises `Missing`."""
    rows = SchemeTrial.objects.filter(pk=trial_id, authority_id=by.authority)
    row = rows.first() if scheme_drafts.may_write(by) else None
    if row is None:
        raise Missing("trial.missing", gettext_noop("Không có lần chạy thử này."))
    return row
