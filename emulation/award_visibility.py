"""Who may see what of commendation, as querysets: dossiers, councils, decisions, consultations and their papers."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from emulation import files as handed_in
from emulation.models import (
    Consultation,
    Council,
    CouncilMember,
    CouncilSession,
    Decision,
    DocumentTemplate,
    Forwarding,
    Nomination,
    Objection,
    Registration,
    SessionItem,
)
from emulation.rules.access import CLERK, COMMITTEE, KEEPS_TEMPLATES, READS_DECISIONS
from emulation.visibility import holds, own_units
from kernel.actors import SYSTEM, Actor


def nominations(actor: Actor, on: date) -> QuerySet[Nomination]:
    """Dossiers: all for the committee, those of the own units for their people, and for who sits in a council those on its
    agenda; for the clerk what went up on paper. Who is nominated hears of it by the decision."""
    rows = Nomination.objects.filter(authority_id=actor.authority)
    if holds(actor, {*COMMITTEE, SYSTEM}):
        return rows
    if holds(actor, {CLERK}):
        on_paper = Forwarding.objects.filter(authority_id=actor.authority, target=None)
        return rows.filter(pk__in=on_paper.values("nomination"))
    agenda = SessionItem.objects.filter(session__in=council_sessions(actor), line__isnull=False)
    return rows.filter(Q(unit__code__in=own_units(actor, on)) | Q(pk__in=agenda.values("line__nomination")))


def registrations(actor: Actor, on: date) -> QuerySet[Registration]:
    """All for the committee, those of the own units for their people."""
    rows = Registration.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, {*COMMITTEE, SYSTEM}) else rows.filter(unit__code__in=own_units(actor, on))


def councils(actor: Actor) -> QuerySet[Council]:
    """Who sits in a council is known to every member of the authority."""
    return Council.objects.filter(authority_id=actor.authority)


def council_sessions(actor: Actor) -> QuerySet[CouncilSession]:
    """All for the committee; for others those of a council in which they sit on the day. How somebody voted is another matter:
    `emulation.boards.councils` shows it after the vote is closed, of a secret one never."""
    rows = CouncilSession.objects.filter(authority_id=actor.authority)
    if holds(actor, COMMITTEE):
        return rows
    seats = CouncilMember.objects.filter(account_id=actor.account, council=OuterRef("council"))
    on_the_day = seats.filter(
        Q(valid_to=None) | Q(valid_to__gt=OuterRef("held_on")), valid_from__lte=OuterRef("held_on")
    )
    return rows.filter(Exists(on_the_day)) if actor.account != SYSTEM else rows


def decisions(actor: Actor) -> QuerySet[Decision]:
    rows = Decision.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, READS_DECISIONS) else rows.filter(state="signed")


def decision_papers(actor: Actor, _: date) -> QuerySet[Decision]:
    """Whose papers (scans, confirmations of deeds) lie open to those who work on decisions alone."""
    rows = Decision.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, READS_DECISIONS) else rows.none()


def consultations(actor: Actor) -> QuerySet[Consultation]:
    """Lists that are or were open for comment: for every member."""
    return Consultation.objects.filter(authority_id=actor.authority)


def objections(actor: Actor, _: date) -> QuerySet[Objection]:
    """One's own; all for the committee, but for those of its members who stand in the list: nominees do not learn who objects."""
    rows = Objection.objects.filter(authority_id=actor.authority)
    own = Q(by=handed_in.account_of(actor), by__isnull=False)
    if not holds(actor, {*COMMITTEE, SYSTEM}):
        return rows.filter(own)
    if not actor.person:
        return rows
    return rows.filter(own | ~Q(consultation__items__contains=[{"person": actor.person}]))


def document_templates(actor: Actor, on: date) -> QuerySet[DocumentTemplate]:
    """For those who change them."""
    rows = DocumentTemplate.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, KEEPS_TEMPLATES) else rows.none()
