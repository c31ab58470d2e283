"""Every event of the certificates."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CertificateRequested(Event):
    type = "certificates.certificate.requested.v1"
    certificate: str
    award: str


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    type = "certificates.certificate.issued.v1"
    certificate: str
    award: str
    sha256: str
