"""What people download: a certificate's PDF made anew and compared with what was issued, and files named as people call them."""

import hashlib
import re

import structlog
from django.utils.http import content_disposition_header

from certificates import printing
from certificates.models import Batch, Certificate
from kernel.errors import WrongState
from kernel.text import gettext_noop

HAD_PAPER = (Certificate.ISSUED,)
"""States in which a certificate is handed out: what was superseded or revoked is no longer."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST = 120
log = structlog.get_logger(__name__)


def paper(certificate: Certificate) -> bytes:
    """The PDF with exactly the bytes that were issued. Raises `WrongState` where there is none, and where it would come out
    otherwise: what was issued is never replaced in silence."""
    if certificate.state == Certificate.REQUESTED:
        message = gettext_noop("Giấy khen đang được in, hãy quay lại sau ít phút.")
        raise WrongState("certificate.not_ready", message, state=certificate.state)
    if certificate.state not in HAD_PAPER:
        message = gettext_noop("Giấy khen này không còn hiệu lực nên không tải được nữa.")
        raise WrongState("certificate.ended", message, state=certificate.state)
    content = printing.pdf_of(certificate)
    require_same(certificate, hashlib.sha256(content).hexdigest())
    return content


def require_same(certificate: Certificate, digest: str) -> None:
    """Raise `WrongState` for bytes that are not those that were issued, and tell the log."""
    if digest != certificate.sha256:
        log.error("certificate_differs", certificate=str(certificate.pk), issued=certificate.sha256, made=digest)
        message = gettext_noop("Bản PDF làm lại không khớp với bản đã cấp; lỗi đã được ghi lại để người vận hành xem.")
        raise WrongState("certificate.differs", message, state=certificate.state)


def safe(name: str) -> str:
    """A name that every file system takes, in Vietnamese with its marks."""
    return " ".join(_UNSAFE.sub("-", name).split())[:_LONGEST].strip(" .") or "tep"


def name_of(certificate: Certificate) -> str:
    title = certificate.title.capitalize()
    number = f"số {certificate.register_number}-{certificate.register_year}"
    return f"{safe(f'{title} - {certificate.recipient_name} - {number}')}.pdf"


def name_of_batch(batch: Batch, what: str, kind: str) -> str:
    return f"{safe(f'{what} theo quyết định {batch.decision_number}')}.{kind}"


def headers(name: str) -> dict[str, str]:
    """For a file that goes to one person and is kept by nobody on the way."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return {
        "Content-Disposition": disposition,
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
