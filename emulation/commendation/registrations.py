"""Acts on what units register for a year or a campaign: written by the unit, submitted by its head, approved or returned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from emulation import award_visibility, reasons, units
from emulation.commendation import award_rules, nomination_lines
from emulation.events import RegistrationMoved, RegistrationWritten
from emulation.models import (
    AwardType,
    Campaign,
    Person,
    Posting,
    Registration,
    RegistrationLine,
    Unit,
    in_force,
)
from emulation.models.nominations import COLLECTIVE, PERSON
from emulation.rules.awards.states import DRAFT, REGISTRATION
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, invalid_at
from kernel.text import gettext_noop, nfc

REASON_LENGTH, NOTE_LENGTH, MOST_LINES = 2000, 500, 2000
YEARS = range(1945, 2100)


@dataclass(frozen=True)
class Aim:
    """An award that is aimed at: by a person, or by the unit itself where there is none."""

    award_code: str
    person: str = ""
    note: str = ""


def until(authority: str, year: int, campaign: Campaign | None) -> date | None:
    """The last day on which a registration is in time; none where no rule of the year's first day says one."""
    if campaign and campaign.starts_on:
        return campaign.starts_on
    said = award_rules.register_by(authority, date(year, 1, 1))
    return date.fromisoformat(f"{year}-{said}") if said else None


def hold(registration_id: str, *, by: Actor, on: date) -> Registration:
    """The registration, locked. Raises `Missing` for one that the actor may not even know."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related("unit", "campaign")
    row = rows.filter(pk=registration_id, authority_id=by.authority).first()
    if row is None or not award_visibility.registrations(by, on).filter(pk=row.pk).exists():
        raise Missing("registration.missing", gettext_noop("Không có bản đăng ký này."))
    return row


def roles(row: Registration, *, by: Actor, on: date) -> frozenset[str]:
    return by.roles_over(units.branch(row.authority_id, row.unit.code, on).place(row.unit.code))


def _problems(
    unit: Unit, aims: Sequence[Aim], people: Mapping[str, Person], types: Mapping[str, AwardType]
) -> Iterable[Problem]:
    seen: set[tuple[str, str]] = set()
    for index, aim in enumerate(aims):
        kind = PERSON if aim.person else COLLECTIVE
        no = nomination_lines.misfit(types.get(aim.award_code), aim.award_code, kind, "")
        if no and no[0] != "nomination.wrong_kind":
            yield Problem(no[0], no[1], f"lines[{index}].award_code", no[2])
        if aim.person and aim.person not in people:
            message = gettext_noop("%(code)s không công tác ở đơn vị này.")
            yield Problem("registration.foreign", message, f"lines[{index}].person", {"code": aim.person})
        if (aim.award_code, aim.person) in seen:
            message = gettext_noop("Đối tượng này đã có trong danh sách với cùng danh hiệu, hình thức.")
            yield Problem("registration.repeated", message, f"lines[{index}].person")
        if len(aim.note) > NOTE_LENGTH:
            message = gettext_noop("Dài quá %(limit)s ký tự; hãy viết ngắn lại.")
            yield Problem("registration.too_long", message, f"lines[{index}].note", {"limit": NOTE_LENGTH})
        seen.add((aim.award_code, aim.person))
    if not 0 < len(aims) <= MOST_LINES:
        yield Problem("registration.empty", gettext_noop("Hãy đăng ký ít nhất một danh hiệu, hình thức."), "lines")


def _keep(row: Registration, aims: Sequence[Aim], on: date) -> None:
    served = Posting.objects.filter(in_force(on), unit=row.unit).select_related("person")
    people = {posting.person.code: posting.person for posting in served}
    wanted = AwardType.objects.filter(in_force(on), code__in={aim.award_code for aim in aims})
    types = {one.code: one for one in wanted}
    found = list(_problems(row.unit, aims, people, types))
    if found:
        message = gettext_noop("Bản đăng ký có %(count)s lỗi.")
        raise Invalid("registration.invalid", message, problems=found, count=len(found))
    row.lines.all().delete()
    RegistrationLine.objects.bulk_create(
        RegistrationLine(
            authority_id=row.authority_id,
            registration=row,
            person=people.get(aim.person),
            award_code=aim.award_code,
            note=nfc(aim.note),
        )
        for aim in aims
    )


def _own_unit(code: str, *, by: Actor, on: date) -> tuple[Unit, frozenset[str]]:
    chart = units.branch(by.authority, code, on)
    found = Unit.objects.filter(authority_id=by.authority, code=code).first() if code in chart.units else None
    if found is None:
        raise Missing("unit.missing", gettext_noop("Không có đơn vị này."))
    return found, by.roles_over(chart.place(code))


def campaign_of(authority: str, id_: str) -> Campaign | None:
    """The campaign that something is registered for; None for a year. Raises `Missing` for one that nobody is told of."""
    if not id_:
        return None
    row = Campaign.objects.filter(authority_id=authority, pk=id_).exclude(state="draft").first()
    if row is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    return row


@transaction.atomic
def write(unit: str, year: int, aims: Sequence[Aim], *, campaign: str = "", by: Actor, at: datetime) -> Registration:
    """Write what a unit registers for a year or a campaign; written again, it replaces what stood there. Raises `NotAllowed`
    for who does not write for the unit, `WrongState` once it is handed in, and `Invalid` with everything that is wrong."""
    on = local_date(at)
    owner, held = _own_unit(unit, by=by, on=on)
    REGISTRATION.step(DRAFT, "revise", held)
    if year not in YEARS:
        raise invalid_at("registration.year", gettext_noop("Hãy ghi năm đăng ký."), "year")
    about = {"authority_id": by.authority, "unit": owner, "year": year, "campaign": campaign_of(by.authority, campaign)}
    Registration.objects.get_or_create(**about, defaults={"drafted_by_id": by.account, "drafted_at": at})
    row = Registration.objects.select_for_update(of=("self",)).select_related("unit", "campaign").get(**about)
    row.state = REGISTRATION.step(row.state, "revise", held)
    row.drafted_by_id, row.drafted_at = by.account, at
    row.save()
    _keep(row, aims, on)
    event = RegistrationWritten(
        authority=by.authority,
        registration=str(row.pk),
        unit=unit,
        year=year,
        campaign=campaign,
        lines=[{"award": aim.award_code, "person": aim.person} for aim in aims],
    )
    ledger.record(event, by=by, at=at)
    return row


def _move(row: Registration, act: str, reason: str, *, by: Actor, at: datetime) -> Registration:
    row.state = REGISTRATION.step(row.state, act, roles(row, by=by, on=local_date(at)))
    row.save()
    event = RegistrationMoved(
        authority=row.authority_id,
        registration=str(row.pk),
        unit=row.unit.code,
        year=row.year,
        campaign=str(row.campaign_id or ""),
        act=act,
        state=row.state,
        late=row.late,
        reason=reason,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def submit(registration_id: str, *, by: Actor, at: datetime) -> Registration:
    """The head of the unit hands the registration in; after the last day it is marked late, not refused."""
    on = local_date(at)
    row = hold(registration_id, by=by, on=on)
    REGISTRATION.step(row.state, "submit", roles(row, by=by, on=on))
    last = until(row.authority_id, row.year, row.campaign)
    row.submitted_by_id, row.submitted_at, row.late = by.account, at, last is not None and on > last
    row.decided_by = row.decided_at = None
    row.reason = ""
    return _move(row, "submit", "", by=by, at=at)


def _require_distance(row: Registration, *, by: Actor, on: date) -> None:
    own = {str(row.submitted_by_id), str(row.drafted_by_id)} & by.accounts
    if own or Posting.objects.filter(in_force(on), unit=row.unit, person__code__in=by.persons).exists():
        message = gettext_noop("Không ai được duyệt bản đăng ký do mình lập, mình nộp hoặc của đơn vị mình.")
        raise NotAllowed("registration.own", message)


@transaction.atomic
def approve(registration_id: str, *, by: Actor, at: datetime) -> Registration:
    """The standing body takes the registration for good."""
    on = local_date(at)
    row = hold(registration_id, by=by, on=on)
    REGISTRATION.step(row.state, "approve", roles(row, by=by, on=on))
    _require_distance(row, by=by, on=on)
    row.decided_by_id, row.decided_at = by.account, at
    return _move(row, "approve", "", by=by, at=at)


@transaction.atomic
def return_(registration_id: str, *, reason: str, by: Actor, at: datetime) -> Registration:
    """Give a registration back to its unit, with the reason."""
    on = local_date(at)
    row = hold(registration_id, by=by, on=on)
    REGISTRATION.step(row.state, "return", roles(row, by=by, on=on))
    _require_distance(row, by=by, on=on)
    text = reasons.reasoned(reason, "registration.reason_needed")
    row.decided_by_id, row.decided_at, row.reason = by.account, at, text
    return _move(row, "return", text, by=by, at=at)
