"""Certificates as PDF: each a pure function of its template version and its record, made anew for every download."""

import hashlib
from functools import cache

from django.conf import settings

from certificates.models import Certificate
from certificates.paper import Paper
from certificates.presets import preset
from certificates.renderer import render


def verify_url(token: str) -> str:
    """The public address in capitals: a QR code holds more of them in a smaller symbol, and paths are ours to read."""
    return f"{_public_url()}/V/{token}"


@cache
def _public_url() -> str:
    return str(settings.PUBLIC_URL).upper()


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
        verify_url=verify_url(certificate.token),
    )


def pdf_of(certificate: Certificate) -> bytes:
    """The certificate's PDF: the same bytes in any process at any time. Raises `Invalid` for what cannot be printed."""
    return render(paper_of(certificate), preset("classic"))


def parts_of(certificate: Certificate) -> tuple[bytes, bytes]:
    """The PDF as the head that its template version gives to all its certificates, and this one's tail."""
    return b"", pdf_of(certificate)


def fingerprint(certificate: Certificate) -> tuple[str, int]:
    """SHA-256 and size of `pdf_of`, without making the whole of it."""
    content = pdf_of(certificate)
    return hashlib.sha256(content).hexdigest(), len(content)
