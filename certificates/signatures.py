"""What the digital signatures of a PDF are worth: whole, by whom, when, trusted by which roots; no network, no database."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from asn1crypto import crl, pem
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from certificates.unchanged import UNREADABLE
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
"""What is wrong with a file is told to whoever handed it in."""

_SLACK = timedelta(minutes=10)
"""By how much the clock of a signer's computer may be ahead of ours."""


@dataclass(frozen=True)
class Trust:
    """Certificates of authorities that are believed, and lists of certificates that were revoked."""

    roots: tuple[asn1.Certificate, ...] = ()
    lists: tuple[crl.CertificateList, ...] = ()


@dataclass(frozen=True)
class Signature:
    """One signature as it was found. ``faults`` is everything that is wrong with it, ``stamped`` says that ``at`` comes from an
    authority of time stamps and not from the signer's own clock; ``level`` is B-B, B-T or B-LT."""

    signer: str
    organisation: str
    issuer: str
    serial: str
    at: datetime | None
    stamped: bool
    covers_all: bool
    trusted: bool
    faults: tuple[Problem, ...]

    def as_data(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            "signer": self.signer,
            "organisation": self.organisation,
            "issuer": self.issuer,
            "serial": self.serial,
            "at": self.at.isoformat() if self.at else "",
            "stamped": self.stamped,
            "covers_all": self.covers_all,
        }


@dataclass(frozen=True)
class Examined:
    """Every signature of a file, and the bytes that the last one signed: what stands after them it does not vouch for."""

    signatures: tuple[Signature, ...] = ()
    signed: bytes = b""
    faults: tuple[Problem, ...] = field(default=())

    @property
    def sound(self) -> bool:
        return bool(self.signatures) and not self.faults


def _fault(code: str, message: str, **params: object) -> Problem:
    return Problem(code, message, "", params)


def _der(content: bytes) -> Iterator[bytes]:
    if not pem.detect(content):
        yield content
        return
    for _, _, der in pem.unarmor(content, multiple=True):
        yield der


def _certificate(der: bytes) -> asn1.Certificate:
    """Read through, as it is otherwise read only when it is needed."""
    certificate = asn1.Certificate.load(der, strict=True)
    name_of(certificate)
    return certificate


def trust_of(roots: bytes, lists: Sequence[bytes] = ()) -> Trust:
    """From files of certificates (PEM, one or many, or DER) and of lists of revoked ones. Raises `Invalid` for other content."""
    try:
        read = tuple(_certificate(der) for der in _der(roots)) if roots.strip() else ()
        known = tuple(crl.CertificateList.load(der, strict=True) for content in lists for der in _der(content))
    except ValueError as no:
        message = gettext_noop("Tệp chứng thư gốc hoặc danh sách thu hồi không đọc được (%(why)s); cần PEM hoặc DER.")
        raise Invalid("signing.trust_unreadable", message, why=str(no)) from no
    return Trust(read, known)


def context(trust: Trust, at: datetime, certificate: asn1.Certificate | None = None) -> ValidationContext:
    """Certificates are judged at a moment, by what we were given, never by what somebody offers over the network. A certificate
    whose issuer's list we have must not stand in it."""
    listed = certificate is not None and any(one.issuer == certificate.issuer for one in trust.lists)
    rule = RevocationCheckingRule.CRL_REQUIRED if listed else RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
    policy = RevocationCheckingPolicy(rule, RevocationCheckingRule.CHECK_IF_DECLARED_SOFT)
    return ValidationContext(
        trust_roots=list(trust.roots),
        moment=at,
        crls=list(trust.lists),
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
    )


def _named(certificate: asn1.Certificate, kind: str) -> str:
    value = certificate.subject.native.get(kind, "")
    return str(value[-1] if isinstance(value, list) else value)


def name_of(certificate: asn1.Certificate) -> str:
    return _named(certificate, "common_name") or str(certificate.subject.human_friendly)


def serial_of(certificate: asn1.Certificate) -> str:
    return f"{certificate.serial_number:x}".upper()


def examine(pdf: bytes, trust: Trust, *, now: datetime) -> Examined:
    """Every signature of the file, each judged at its own time. ``now`` bounds it: nobody signs in the future."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = list(reader.embedded_regular_signatures)
        judged = tuple(_judged(one, len(pdf), trust, now) for one in found)
    except UNREADABLE as no:
        message = gettext_noop("Tệp không đọc được như một PDF có chữ ký số (%(why)s).")
        return Examined(faults=(_fault("signature.unreadable", message, why=str(no)[:200]),))
    if not found:
        message = gettext_noop("Tệp chưa có chữ ký số nào.")
        return Examined(faults=(_fault("signature.none", message),))
    faults = [fault for one in judged for fault in one.faults]
    return Examined(judged, _signed_bytes(found[-1], pdf), tuple(faults))


def _signed_bytes(last: EmbeddedPdfSignature, pdf: bytes) -> bytes:
    """The revision of the file that the last signature closes, with the signature itself."""
    return pdf[: _end(last)]


def _end(one: EmbeddedPdfSignature) -> int:
    ranges = [int(number) for number in one.byte_range]
    return ranges[-2] + ranges[-1]


def _judged(one: EmbeddedPdfSignature, size: int, trust: Trust, now: datetime) -> Signature:
    """Raises what pyHanko raises for files that are no PDF at all."""
    certificate = one.signer_cert
    claimed, covers_all = one.self_reported_timestamp, _end(one) == size
    faults: list[Problem] = []
    status = _status(one, trust, claimed or now, faults)
    stamp = getattr(status, "timestamp_validity", None)
    stamped = bool(stamp and stamp.valid and stamp.intact and stamp.trusted)
    at = stamp.timestamp if stamped and stamp else claimed
    faults += _of_time(at, now)
    if status is not None:
        faults += _of_status(status, name_of(certificate), covers_all=covers_all)
    return Signature(
        signer=name_of(certificate),
        organisation=_named(certificate, "organization_name"),
        issuer=str(certificate.issuer.human_friendly),
        serial=serial_of(certificate),
        at=at.astimezone(UTC) if at else None,
        stamped=stamped,
        covers_all=covers_all,
        trusted=status is not None and bool(status.trusted),
        faults=tuple(faults),
    )


def _status(one: EmbeddedPdfSignature, trust: Trust, at: datetime, faults: list[Problem]) -> PdfSignatureStatus | None:
    """``non_repudiation`` alone is what the public service's certificates have; ``digital_signature`` is as good."""
    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
    judge, clocks = context(trust, at, one.signer_cert), context(trust, at)
    try:
        return asyncio.run(
            async_validate_pdf_signature(
                one, signer_validation_context=judge, ts_validation_context=clocks, key_usage_settings=usage
            )
        )
    except (ValidationError, PathError, PdfError, ValueError) as no:
        message = gettext_noop("Chữ ký số không đúng chuẩn (%(why)s); hãy ký lại bằng phần mềm ký số PDF.")
        faults.append(_fault("signature.malformed", message, why=str(no)[:200]))
        return None


def _of_time(at: datetime | None, now: datetime) -> Iterator[Problem]:
    if at is None:
        yield _fault("signature.no_time", gettext_noop("Chữ ký số không ghi thời gian ký; hãy ký lại."))
    elif at > now + _SLACK:
        message = gettext_noop("Thời gian ký %(at)s ở sau hiện tại; hãy chỉnh giờ máy tính rồi ký lại.")
        yield _fault("signature.future", message, at=at.isoformat())


def _of_status(status: PdfSignatureStatus, signer: str, *, covers_all: bool) -> Iterator[Problem]:
    if not (status.intact and status.valid):
        message = gettext_noop("Chữ ký số của %(signer)s không khớp nội dung: tệp đã bị sửa sau khi ký.")
        yield _fault("signature.broken", message, signer=signer)
        return
    later = (ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    untouched = covers_all and status.modification_level == ModificationLevel.NONE
    whole = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    if not whole or not (untouched or status.modification_level in later):
        message = gettext_noop("Sau chữ ký số của %(signer)s tệp còn bị thêm nội dung khác; hãy ký lại bản đã tải về.")
        yield _fault("signature.added_to", message, signer=signer)
    if not status.trusted:
        message = gettext_noop(
            "Chứng thư số của %(signer)s không được tin cậy lúc ký (%(why)s): không do tổ chức đã khai báo cấp, đã hết hạn, chưa "
            "có hiệu lực hoặc đã bị thu hồi."
        )
        yield _fault("signature.untrusted", message, signer=signer, why=_why(status))


def _why(status: PdfSignatureStatus) -> str:
    problem = getattr(status, "trust_problem_indic", None)
    return problem.name if problem is not None else "?"
