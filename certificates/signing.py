"""PAdES signatures with the server's key through pyHanko: a PKCS#12 file or a PKCS#11 module, its handle held for the process."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pkcs11.exceptions import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signatures import Trust, context, name_of, serial_of
from kernel.errors import Unavailable
from kernel.text import gettext_noop

FIELD = "ChuKySo"
_DIGESTS: Mapping[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_AS_IT_IS = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MIN,
    y_align=AxisAlignment.ALIGN_MIN,
    margins=Margins(),
    inner_content_scaling=InnerScaling.NO_SCALING,
)
"""A seal is shown in its real size: pyHanko would make it a little smaller than its box."""
_PATIENCE = 20
_SPARE, _STEP = 16, 128


@dataclass(frozen=True)
class KeyPlace:
    """Where the server's key is: a PKCS#12 file with its password, or a module of a token or HSM with token, label and PIN."""

    file: str = ""
    password: str = ""
    module: str = ""
    token: str = ""
    label: str = ""
    pin: str = ""

    def __bool__(self) -> bool:
        return bool(self.file or self.module)


@dataclass(frozen=True)
class Mark:
    """Where the signature is seen: a box of a page, from 0, in points from its lower left corner, and a PDF page drawn in it.
    ``title`` is what a reader says of it."""

    page: int
    left: float
    bottom: float
    wide: float
    high: float
    picture: bytes
    title: str = "Chữ ký số"


class HeldKey(Signer):
    """Signs with a key that is read once: reading and checking an RSA key costs more than the signature."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
        certificate: asn1.Certificate,
        chain: Sequence[asn1.Certificate],
    ) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([certificate, *chain])
        super().__init__(signing_cert=certificate, cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: Any = None) -> bytes:
        """Named by pyHanko."""
        digest = _DIGESTS[digest_algorithm]
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), digest)
        return self._key.sign(data, ec.ECDSA(digest, deterministic_signing=True))


def _unusable(why: object) -> Unavailable:
    message = gettext_noop("Khóa ký số của máy chủ không dùng được: %(why)s. Hãy báo người quản trị.")
    return Unavailable("signing.key_unusable", message, why=str(why))


@cache
def signer_at(place: KeyPlace) -> Signer:
    """The signer of a key, opened once in a process. Raises `Unavailable` where the key cannot be used."""
    try:
        return _from_module(place) if place.module else _from_file(place)
    except (OSError, ValueError, PKCS11Error, SigningError) as no:
        raise _unusable(no or type(no).__name__) from no


def _from_file(place: KeyPlace) -> Signer:
    held = pkcs12.load_pkcs12(Path(place.file).read_bytes(), place.password.encode() or None)
    if held.cert is None or not isinstance(held.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError("no RSA or ECDSA key with its certificate in the file")
    first, *rest = [
        asn1.Certificate.load(one.certificate.public_bytes(Encoding.DER)) for one in (held.cert, *held.additional_certs)
    ]
    return HeldKey(held.key, first, rest)


def _from_module(place: KeyPlace) -> Signer:
    session = open_pkcs11_session(
        place.module, token_criteria=TokenCriteria(label=place.token or None), user_pin=place.pin or None
    )
    signer = PKCS11Signer(session, cert_label=place.label, other_certs_to_pull=None)
    if signer.signing_cert is None:
        raise ValueError("no certificate of this label in the token")
    return signer


def certificate_of(signer: Signer) -> asn1.Certificate:
    certificate = signer.signing_cert
    if certificate is None:
        raise _unusable("no certificate")
    return certificate


def identity(signer: Signer) -> tuple[str, str]:
    """Name and serial number on the signer's certificate."""
    certificate = certificate_of(signer)
    return name_of(certificate), serial_of(certificate)


class Stamps(TimeStamper):
    """Time stamps of an authority over HTTP (RFC 3161)."""

    def __init__(self, address: str) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]  # pyHanko leaves it without types
        self.address = address

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Named by pyHanko; an event loop of its own waits for nothing else."""
        found = urlsplit(self.address)
        kind = HTTPSConnection if found.scheme == "https" else HTTPConnection
        line = kind(found.netloc, timeout=_PATIENCE)
        try:
            query = f"?{found.query}" if found.query else ""
            headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
            line.request("POST", (found.path or "/") + query, req.dump(), headers)
            return tsp.TimeStampResp.load(line.getresponse().read())
        finally:
            line.close()


class _Picture(PdfContent):
    """A drawn page as the content of a stamp."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        taken = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._page)))
        self.resources.xobject["/Stamp"] = taken
        left, bottom, right, top = (float(side) for side in taken.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Stamp Do"


class _Kept(IncrementalPdfFileWriter):
    """Writes nothing but the signature: the document's metadata stay what they were, whatever the machine's clock says."""

    def _update_meta(self) -> None:
        pass


class _AtMoment(PdfSigner):
    """Signs at a given moment, not at the machine's."""

    moment: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: Any = None) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, bool(existing_fields_only))
        session.system_time = self.moment
        return session


def sign(
    pdf: bytes,
    signer: Signer,
    *,
    at: datetime,
    mark: Mark | None = None,
    reason: str = "",
    stamps: TimeStamper | None = None,
    trust: Trust | None = None,
) -> bytes:
    """The file with a PAdES signature: B-B, with ``stamps`` B-T, and where ``trust`` brings lists of revoked certificates B-LT.

    Raises `Unavailable` where the key or the time stamps' authority fails."""
    lasting = context(trust, at, certificate_of(signer)) if stamps and trust and trust.lists else None
    field, style = _field(mark)
    meta = _meta(reason, at, lasting)
    worker = _AtMoment(meta, signer, timestamper=stamps, stamp_style=style, new_field_spec=field)
    worker.moment = at
    try:
        out = asyncio.run(worker.async_sign_pdf(_Kept(BytesIO(pdf))))
    except (OSError, HTTPException, PKCS11Error, SigningError, PdfError) as no:
        raise _unusable(no or type(no).__name__) from no
    done: bytes = out.getvalue()
    return done


def detached(digest: bytes, signer: Signer, room: int = 0) -> bytes:
    """A PAdES signature (B-B) over a digest by SHA-256, filled up to ``room`` bytes. Raises `Unavailable` where the key fails."""
    made = signer.async_sign(digest, "sha256", use_pades=True, signed_attr_settings=PdfCMSSignedAttributes())
    try:
        content: bytes = asyncio.run(made).dump()
    except (OSError, PKCS11Error, SigningError) as no:
        raise _unusable(no or type(no).__name__) from no
    return content.ljust(room, b"\0")


@cache
def room_for(signer: Signer) -> int:
    """How many bytes are kept for a signature of this key: one is made to see, and it may come out a little longer."""
    return -(-(len(detached(bytes(32), signer)) + _SPARE) // _STEP) * _STEP


def _field(mark: Mark | None) -> tuple[SigFieldSpec, StaticStampStyle | None]:
    if mark is None:
        return SigFieldSpec(FIELD), None
    left, bottom = round(mark.left), round(mark.bottom)
    box = (left, bottom, left + round(mark.wide), bottom + round(mark.high))
    style = StaticStampStyle(background=_Picture(mark.picture), border_width=0, background_layout=_AS_IT_IS)
    return SigFieldSpec(FIELD, on_page=mark.page, box=box, readable_field_name=mark.title), style


def _meta(reason: str, at: datetime, lasting: ValidationContext | None) -> PdfSignatureMetadata:
    more: Mapping[str, Any] = (
        {"embed_validation_info": True, "validation_context": lasting} if lasting is not None else {}
    )
    return PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason or None, **more
    )
