"""Reads for the pages of one registration: what was registered, with names; what its form offers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from emulation import award_visibility, units
from emulation.boards.nominations import names_on
from emulation.commendation import registrations
from emulation.commendation.pledges import Term
from emulation.commendation.registrations import campaign_of
from emulation.models import AwardType, Campaign, Posting, Registration, RegistrationLine, in_force
from emulation.rules.awards.states import DRAFT, REGISTRATION
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Board:
    """``lines`` with the name of the award; ``acts`` are what the actor may do now."""

    registration: Registration
    unit: str
    lines: list[tuple[RegistrationLine, str]]
    acts: tuple[str, ...]


@dataclass(frozen=True)
class FormBoard:
    """Awards of the day for the unit and for people, by code and name; people by code and name; what is ticked already."""

    unit: str
    name: str
    term: Term
    campaign: Campaign | None
    collective: list[tuple[str, str]]
    personal: list[tuple[str, str]]
    people: list[tuple[str, str]]
    ticked: frozenset[tuple[str, str]]
    notes: dict[str, str]


def one(registration_id: str, *, by: Actor, at: datetime) -> Board:
    """A registration that the actor may see. Raises `Missing`."""
    on = local_date(at)
    seen = award_visibility.registrations(by, on).select_related("unit", "campaign", "submitted_by", "decided_by")
    row = seen.filter(pk=registration_id).first()
    if row is None:
        raise Missing("registration.missing", gettext_noop("Không có bản đăng ký này."))
    names = names_on(on)
    lines = row.lines.select_related("person").order_by("person__sort_name", "award_code")
    chart = units.branch(row.authority_id, row.unit.code, on)
    name = chart.units[row.unit.code].name if row.unit.code in chart.units else row.unit.code
    acts = REGISTRATION.possible(row.state, registrations.roles(row, by=by, on=on))
    return Board(row, name, [(line, names.get(line.award_code, line.award_code)) for line in lines], acts)


def _awards(subject: str, at: datetime) -> list[tuple[str, str]]:
    fits = Q(subjects=AwardType.BOTH) | Q(subjects=subject)
    rows = AwardType.objects.filter(fits, in_force(local_date(at)), level__in=LEVELS).order_by("-kind", "name")
    names = names_on(local_date(at))
    return [(row.code, names[row.code]) for row in rows]


LEVELS = (AwardType.AGENCY, AwardType.COMMUNE, AwardType.DISTRICT, AwardType.PROVINCE, AwardType.MINISTRY)
"""Of awards that units register for; higher ones are not aimed at from year to year."""


def form(unit: str, term: Term, *, by: Actor, at: datetime) -> FormBoard:
    """What the form of a unit offers. Raises `Missing` for a unit that is not there and `NotAllowed` for who does not write."""
    on = local_date(at)
    chart = units.branch(by.authority, unit, on)
    if unit not in chart.units:
        raise Missing("unit.missing", gettext_noop("Không có đơn vị này."))
    REGISTRATION.step(DRAFT, "revise", by.roles_over(chart.place(unit)))
    campaign = campaign_of(by.authority, term.campaign)
    about = {"authority_id": by.authority, "unit__code": unit, "year": term.year, "campaign": campaign}
    known = RegistrationLine.objects.filter(**{f"registration__{name}": value for name, value in about.items()})
    lines = list(known.select_related("person"))
    here = Posting.objects.filter(in_force(on), authority_id=by.authority, unit__code=unit).select_related("person")
    return FormBoard(
        unit=unit,
        name=chart.units[unit].name,
        term=term,
        campaign=campaign,
        collective=_awards(AwardType.COLLECTIVE, at),
        personal=_awards(AwardType.PERSON, at),
        people=[(one.person.code, one.person.full_name) for one in here.order_by("person__sort_name", "person__code")],
        ticked=frozenset((line.award_code, line.person.code if line.person else "") for line in lines),
        notes={line.person.code if line.person else "": line.note for line in lines},
    )
