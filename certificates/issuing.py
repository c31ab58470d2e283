"""Acts that issue certificates: one row per award of a signed decision, then its paper."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from certificates.events import CertificateIssued, CertificateRequested
from certificates.models import Certificate
from certificates.paper import Paper
from certificates.presets import preset
from certificates.renderer import render
from certificates.tokens import printed_address, token_of
from kernel import ledger
from kernel.actors import system_actor
from kernel.text import search_key


class SignedDecision(Protocol):
    """What a certificate needs to know of a signed decision, as its event tells it."""

    authority: str
    decision: str
    number: str
    decided_on: str
    signatory_name: str
    signatory_title: str
    place: str
    authority_title: str
    awards: Sequence[Mapping[str, Any]]


def _certificate(event: SignedDecision, place: int, award: Mapping[str, Any]) -> Certificate:
    return Certificate(
        authority=event.authority,
        award=award["award"],
        decision=event.decision,
        place_in_decision=place,
        token=token_of(award["award"]),
        title=award["certificate_title"],
        authority_title=event.authority_title,
        salutation=award["salutation"],
        recipient_name=award["recipient_name"],
        search_name=search_key(award["recipient_name"]),
        position=award["position"],
        unit=award["unit"],
        unit_name=award["unit_name"],
        person=award["person"],
        citation=award["citation"],
        decision_number=event.number,
        decided_on=date.fromisoformat(event.decided_on),
        place=event.place,
        signatory_title=event.signatory_title,
        signatory_name=event.signatory_name,
        book=award["book"],
        register_number=award["register_number"],
        register_year=award["register_year"],
    )


@transaction.atomic
def request(event: SignedDecision, at: datetime) -> int:
    """Enter a certificate for every award that has one; each asks for its paper by an event. Repeating adds nothing."""
    known = {
        str(award) for award in Certificate.objects.filter(decision=event.decision).values_list("award", flat=True)
    }
    rows = [
        _certificate(event, place, award)
        for place, award in enumerate(event.awards, start=1)
        if award["has_certificate"] and award["award"] not in known
    ]
    Certificate.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        asked = CertificateRequested(authority=row.authority, certificate=str(row.pk), award=str(row.award))
        ledger.record(asked, by=system_actor(row.authority), at=at)
    return len(rows)


def paper_of(certificate: Certificate) -> Paper:
    """The certificate's own values as paper."""
    return Paper(
        title=certificate.title,
        authority_line=certificate.authority_title.upper(),
        salutation=certificate.salutation,
        recipient_name=certificate.recipient_name,
        position=certificate.position,
        unit_name=certificate.unit_name,
        citation=certificate.citation,
        decision_number=certificate.decision_number,
        decided_on=certificate.decided_on,
        place=certificate.place,
        signatory_title=certificate.signatory_title.upper(),
        signatory_name=certificate.signatory_name,
        register_number=certificate.register_number,
        register_year=certificate.register_year,
        verify_url=printed_address(certificate.token),
    )


@transaction.atomic
def issue(event: CertificateRequested, at: datetime) -> str:
    """Make the paper, store it under its SHA-256 and mark the certificate issued; answers the digest."""
    certificate = Certificate.objects.select_for_update().get(pk=event.certificate)
    if certificate.state == Certificate.ISSUED:
        return certificate.sha256
    content = render(paper_of(certificate), preset("classic"))
    digest = hashlib.sha256(content).hexdigest()
    name = f"certificates/{digest[:2]}/{digest}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(content))
    certificate.state, certificate.stored, certificate.sha256 = Certificate.ISSUED, name, digest
    certificate.issued_at = at
    certificate.save(update_fields=["state", "stored", "sha256", "issued_at"])
    issued = CertificateIssued(
        authority=certificate.authority, certificate=str(certificate.pk), award=str(certificate.award), sha256=digest
    )
    ledger.record(issued, by=system_actor(certificate.authority), at=at)
    return digest
