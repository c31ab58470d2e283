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


@dataclass(frozen=True, kw_only=True)
class TemplateAdopted(Event):
    """A shipped design was taken as the first draft of a template."""

    type = "certificates.template.adopted.v1"
    template: str
    code: str
    preset: str


@dataclass(frozen=True, kw_only=True)
class TemplateWritten(Event):
    """``sha256`` is that of the layout as canonical JSON."""

    type = "certificates.template.written.v1"
    template: str
    version: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class TemplatePublished(Event):
    """A version was frozen; ``digest`` is that of what every certificate of it is made from."""

    type = "certificates.template.published.v1"
    template: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class TemplateRetired(Event):
    type = "certificates.template.retired.v1"
    template: str
    version: int


@dataclass(frozen=True, kw_only=True)
class TemplateChosen(Event):
    """Awards of a kind are printed with a template from a day on; empty means any."""

    type = "certificates.template.chosen.v1"
    template: str
    award_code: str
    subject: str
    in_effect_from: str


@dataclass(frozen=True, kw_only=True)
class PrinterOffsetSet(Event):
    """By how many tenths of a millimetre a printer misses, as measured on the calibration page."""

    type = "certificates.printer_offset.set.v1"
    printer: str
    right: int
    down: int
