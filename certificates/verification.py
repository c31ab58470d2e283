"""What the public may learn of a certificate by its token, and who may have the paper."""

from typing import Any

from django.db.models import Q, QuerySet

from certificates.models import Certificate
from kernel.actors import AUTHORITY, Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

OFFICE = frozenset(
    {"standing_officer", "authority", "clerk", "council_chair", "council_secretary", "council_member", "accountant"}
)


def find(token: str) -> Certificate:
    """The issued certificate behind a public token. Raises `Missing`, the same for every unknown token."""
    row = (
        Certificate.objects.filter(token=token.upper(), state=Certificate.ISSUED).first() if len(token) == 26 else None
    )
    if row is None:
        raise Missing("certificate.unknown", gettext_noop("Không có giấy khen nào mang mã này."))
    return row


def public_facts(certificate: Certificate) -> dict[str, Any]:
    """What the certificate says and its state; the citation and numbers stand on the paper too."""
    return {
        "state": "valid",
        "title": certificate.title,
        "salutation": certificate.salutation,
        "recipient_name": certificate.recipient_name,
        "position": certificate.position,
        "unit_name": certificate.unit_name,
        "citation": certificate.citation,
        "authority_title": certificate.authority_title,
        "decision_number": certificate.decision_number,
        "decided_on": certificate.decided_on.isoformat(),
        "register_number": certificate.register_number,
        "register_year": certificate.register_year,
        "signatory_name": certificate.signatory_name,
        "sha256": certificate.sha256,
    }


def seen_by(actor: Actor, units: frozenset[str]) -> QuerySet[Certificate]:
    """Certificates that an actor may list and download: the office all, a unit its own and its people's, a person theirs.

    ``units`` are the codes of the units over which the actor has a unit role (its grants with everything below).
    """
    rows = Certificate.objects.filter(authority=actor.authority)
    if any(grant.scope == AUTHORITY and grant.role in OFFICE for grant in actor.grants):
        return rows
    mine = Q(pk__in=[])
    if actor.person:
        mine |= Q(person=actor.person)
    if units:
        mine |= Q(unit__in=units)
    return rows.filter(mine)
