"""Who has registered and pledged for a year or a campaign, by cluster; and the act that reminds those who have not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from emulation import award_visibility, notices, units, visibility
from emulation.commendation.pledges import Term, text_of
from emulation.commendation.registrations import campaign_of, until
from emulation.events import RegistrationReminded
from emulation.models import Campaign, Cluster, Notice, Participation, Pledge, PledgeText, Registration
from emulation.rules.access import COMMITTEE, COUNCIL_SECRETARY, STANDING_OFFICER, UNIT_HEAD, UNIT_OFFICER
from emulation.rules.awards.notices import REGISTER_DUE
from emulation.rules.awards.states import DRAFT, RETURNED
from emulation.rules.periods import local_date
from emulation.rules.unit_kinds import SUBORDINATE
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import NotAllowed, WrongState
from kernel.text import gettext_noop

REMINDS = frozenset({STANDING_OFFICER, COUNCIL_SECRETARY})


@dataclass(frozen=True)
class Row:
    """A unit with what it registered and signed; ``missing`` says that nothing of it has been handed in."""

    code: str
    name: str
    cluster: str
    registration: Registration | None
    lines: int
    pledge: Pledge | None
    writes: bool
    signs: bool

    @property
    def missing(self) -> bool:
        return self.registration is None or self.registration.state in (DRAFT, RETURNED)


@dataclass(frozen=True)
class TermList:
    """``last_day`` is that of registering in time, None where no rule says one; ``reminded`` whether those who are missing were
    reminded today."""

    term: Term
    campaign: Campaign | None
    last_day: date | None
    text: PledgeText | None
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    may_remind: bool
    reminded: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def missing(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.missing)

    @property
    def unsigned(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.pledge is None)


def _expected(authority: str, campaign: Campaign | None, chart: units.Chart) -> list[units.ChartedUnit]:
    """Who is to register: who takes part in the campaign, or all units below the authority itself."""
    if campaign is None:
        return [unit for unit in chart.units.values() if unit.parent and unit.kind != SUBORDINATE]
    rows = Participation.objects.filter(campaign=campaign, to_month="")
    codes = set(rows.values_list("unit__code", flat=True))
    return [unit for code, unit in chart.units.items() if code in codes]


def _key(term: Term, on: date) -> str:
    return f"register:{term.year}:{term.campaign}:{on.isoformat()}"


def listing(term: Term, *, by: Actor, at: datetime) -> TermList:
    """All units for the committee, their own for others; with what the actor may do for each."""
    on = local_date(at)
    campaign = campaign_of(by.authority, term.campaign)
    chart = units.chart(by.authority, on)
    own = visibility.own_units(by, on)
    seen = chart.units if visibility.holds(by, COMMITTEE) else own
    about = {"authority_id": by.authority, "year": term.year, "campaign": campaign}
    entries = award_visibility.registrations(by, on).filter(**about).select_related("unit").prefetch_related("lines")
    registered = {row.unit.code: row for row in entries}
    signed = {row.unit.code: row for row in Pledge.objects.filter(**about).select_related("unit", "signed_by")}
    rows = []
    for unit in _expected(by.authority, campaign, chart):
        if unit.code not in seen:
            continue
        roles, entry = by.roles_over(chart.place(unit.code)), registered.get(unit.code)
        lines = len(entry.lines.all()) if entry else 0
        writes = UNIT_OFFICER in roles and (entry is None or entry.state in (DRAFT, RETURNED))
        pledge = signed.get(unit.code)
        signs = UNIT_HEAD in roles and pledge is None
        rows.append(Row(unit.code, unit.name, unit.cluster, entry, lines, pledge, writes, signs))
    told = Notice.objects.filter(authority_id=by.authority, key__startswith=f"{_key(term, on)}:").exists()
    remind = visibility.holds(by, REMINDS)
    return TermList(
        term,
        campaign,
        until(by.authority, term.year, campaign),
        text_of(by.authority, term),
        _grouped(by.authority, rows),
        remind,
        told,
    )


def _grouped(authority: str, rows: Sequence[Row]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    names = dict(Cluster.objects.filter(authority_id=authority).values_list("code", "name"))
    codes = sorted({row.cluster for row in rows}, key=lambda code: (not code, code))
    return tuple(
        (names.get(code, ""), tuple(sorted((row for row in rows if row.cluster == code), key=lambda row: row.code)))
        for code in codes
    )


@transaction.atomic
def remind(term: Term, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Remind all units that have handed nothing in, once a day; answers their codes. Raises `NotAllowed` for who only reads,
    `WrongState` where all have, or were reminded today."""
    found = listing(term, by=by, at=at)
    if not found.may_remind:
        message = gettext_noop("Chỉ thường trực và thư ký Hội đồng nhắc đơn vị đăng ký.")
        raise NotAllowed("registration.only_look", message)
    if not found.missing:
        raise WrongState("registration.complete", gettext_noop("Mọi đơn vị đã nộp bản đăng ký."), state="complete")
    if found.reminded:
        message = gettext_noop("Hôm nay đã nhắc các đơn vị này; mỗi ngày nhắc một lần.")
        raise WrongState("registration.reminded", message, state="reminded")
    codes = tuple(row.code for row in found.missing)
    what = f"“{found.campaign.name}”" if found.campaign else f"năm {term.year}"
    values = {"year": term.year, "what": what, "until": f"{found.last_day or date(term.year, 12, 31):%d/%m/%Y}"}
    key = _key(term, local_date(at))
    about = {"page": "registrations"}
    notices.tell(by.authority, REGISTER_DUE, key=key, values=values, about=about, units=codes, at=at)
    event = RegistrationReminded(authority=by.authority, year=term.year, campaign=term.campaign, units=list(codes))
    ledger.record(event, by=by, at=at)
    return codes
