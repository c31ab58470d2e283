"""What the public may learn of a certificate by its token, and who may have the paper."""

from typing import Any

from django.db.models import Q, QuerySet

from certificates.models import Certificate
from certificates.own_signatures import signer_of
from certificates.tokens import TOKEN, address_of
from kernel.actors import AUTHORITY, Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

OFFICE = frozenset(
    {"standing_officer", "authority", "clerk", "council_chair", "council_secretary", "council_member", "accountant"}
)
VALID, SUPERSEDED, REVOKED = "valid", "superseded", "revoked"
STATES = {Certificate.ISSUED: VALID, Certificate.SUPERSEDED: SUPERSEDED, Certificate.REVOKED: REVOKED}
"""What the public is told for each state; a certificate whose paper is not made yet is unknown."""
NOBODYS = "A" * 26
"""Asked for in the place of what cannot be a token, so that every unknown code takes the same way through the database."""


def public_rows() -> QuerySet[Certificate]:
    """Certificates that the public may know of, each with the one that replaced it."""
    return Certificate.objects.filter(state__in=STATES, issued_at__isnull=False).select_related("replaced_by")


def find(token: str) -> Certificate:
    """The certificate behind a public token. Raises `Missing`, the same and by the same query for every unknown token."""
    row = public_rows().filter(token=token if TOKEN.fullmatch(token) else NOBODYS).first()
    if row is None:
        raise Missing("certificate.unknown", gettext_noop("Không có giấy khen nào mang mã này."))
    return row


def successor_of(certificate: Certificate) -> Certificate | None:
    """The next one of its line, once that is a certificate for the public too."""
    following: Certificate | None = getattr(certificate, "replaced_by", None)
    return following if following is not None and following.state in STATES and following.issued_at else None


def _ending(certificate: Certificate) -> dict[str, Any]:
    """Why it holds no longer: what replaced it, or which decision revoked it on which ground."""
    following = successor_of(certificate)
    revoked = certificate.state == Certificate.REVOKED
    return {
        "superseded": {"cause": following.cause, "address": address_of(following.token)} if following else None,
        "revoked": {
            "ground": certificate.revoked_ground,
            "decision_number": certificate.revoked_number,
            "decided_on": certificate.revoked_on.isoformat() if certificate.revoked_on else None,
        }
        if revoked
        else None,
    }


def signed_by(certificate: Certificate) -> str:
    """Who signed its file digitally, as the key's certificate says; '' where the authority does not sign each."""
    return signer_of(bytes(certificate.signature)) if certificate.signature else ""


def public_facts(certificate: Certificate) -> dict[str, Any]:
    """What the certificate says and its state: all of it stands on the paper too, but the state and the file's digest."""
    return {
        "state": STATES[certificate.state],
        "address": address_of(certificate.token),
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
        "signatory_title": certificate.signatory_title,
        "signatory_name": certificate.signatory_name,
        "issue": certificate.issue,
        **_ending(certificate),
        "sha256": certificate.sha256,
        "signed_by": signed_by(certificate),
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
