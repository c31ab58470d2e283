"""Certificates as PDF: each a pure function of its template version and its record, made anew for every download."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from pyhanko.sign import Signer

from certificates import records, signing, tokens
from certificates.compiled.booklet import booklet
from certificates.compiled.build import compile_layout as compiled
from certificates.compiled.metadata import About
from certificates.compiled.press import Press
from certificates.layouts import Layout
from certificates.models import Certificate, DecisionPaper, TemplateVersion
from certificates.models.papers import INK
from certificates.own_signatures import update
from certificates.paper import Paper
from certificates.presets import preset

_KEPT = 24
"""Templates that a process keeps ready: a hundred kilobytes each, and what their boxes remember."""
_PLAIN = "classic"


def address() -> str:
    """All that stands before a certificate's token in its printed address."""
    return tokens.printed_address("")


def compile_layout(layout: Layout) -> bytes:
    """What every certificate of the layout is made from, the same bytes at every time. The installation's public address goes
    in too: a certificate must come out the same when the host has long been renamed."""
    return compiled(layout, address())


def paper_of(certificate: Certificate, before: str = "") -> Paper:
    """The certificate's own values as paper; ``before`` is the address before its token, by default the present one."""
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
        verify_url=(before or address()) + certificate.token,
    )


@lru_cache(maxsize=_KEPT)
def _press(digest: str, *, bare: bool = False) -> Press:
    if not digest:
        return Press(compile_layout(preset(_PLAIN)))
    found = TemplateVersion.objects.filter(digest=digest, compiled__isnull=False)[0]
    return Press(bytes(found.compiled or b""), bare=bare)


@lru_cache(maxsize=1024)
def _signed_by_hand(batch: UUID | None) -> bool:
    """Whether the decision was signed with ink, so that its certificates are, too; a paper that counts keeps its method. Raises
    IndexError before it counts, which is not remembered."""
    sealed = DecisionPaper.objects.filter(batch=batch, state=DecisionPaper.SEALED).values_list("method", flat=True)
    return sealed[0] == INK


@lru_cache(maxsize=1024)
def _digest(version: UUID) -> str:
    """A published version never changes, so its digest is asked for once."""
    return TemplateVersion.objects.values_list("digest", flat=True).get(pk=version)


def press_of(certificate: Certificate) -> Press:
    """The compiled template of a certificate, read once in a process; without a version, the plain design."""
    digest = _digest(certificate.version_id) if certificate.version_id else ""
    press = _press(digest)
    return _press(digest, bare=True) if press.has_pictures and _by_hand(certificate) else press


def _by_hand(certificate: Certificate) -> bool:
    try:
        return _signed_by_hand(certificate.batch_id)
    except IndexError:
        return True


def _evidence(certificate: Certificate) -> bytes:
    batch = certificate.batch
    return records.evidence(certificate, batch.total if batch else 0)


def parts_of(certificate: Certificate) -> tuple[Press, bytes]:
    """The certificate's press, whose ``head`` all its certificates begin with (``sha`` and ``crc`` are worked out up to its
    end), and the tail that is its own, with its own signature where it has one. Raises `Invalid` for what cannot be printed."""
    press = press_of(certificate)
    tail = press.tail(paper_of(certificate, press.address), _evidence(certificate))
    if not certificate.signature or certificate.issued_at is None:
        return press, tail
    kept = bytes(certificate.signature)
    return press, tail + update(press.head, tail, len(kept), certificate.issued_at).with_signature(kept)


def signed_parts_of(certificate: Certificate, signer: Signer, at: datetime) -> tuple[Press, bytes]:
    """The same with a signature that is made now and kept in the row. Raises `Unavailable` where the key fails."""
    press, tail = parts_of(certificate)
    after = update(press.head, tail, signing.room_for(signer), at)
    digest = press.sha.copy()
    digest.update(b"".join([tail, after.before, after.after]))
    certificate.signature = signing.detached(digest.digest(), signer, after.room)
    return press, tail + after.with_signature(certificate.signature)


def pdf_of(certificate: Certificate) -> bytes:
    """The certificate's PDF: the same bytes in any process at any time. Raises `Invalid` for what cannot be printed."""
    press, tail = parts_of(certificate)
    return press.head + tail


def fingerprint(certificate: Certificate) -> tuple[str, int]:
    """SHA-256 and size of `pdf_of`; only the tail is hashed."""
    press, tail = parts_of(certificate)
    digest = press.sha.copy()
    digest.update(tail)
    return digest.hexdigest(), len(press.head) + len(tail)


def print_file(
    certificates: Iterable[Certificate], *, title: str = "", right: float = 0, down: float = 0
) -> Iterator[bytes]:
    """One PDF for the print shop in the order given, in pieces as they are made; ``right`` and ``down`` are a printer's offset
    in millimetres. Raises `Invalid` before the first piece if there is nothing to print."""
    waiting = iter(certificates)
    first = next(waiting, None)
    if first is None:
        return
    about = About.decision(first.authority_title, f"Quyết định số {first.decision_number}", first.decided_on)

    def pages() -> Iterator[tuple[Press, Paper]]:
        for certificate in _with(first, waiting):
            press = press_of(certificate)
            yield press, paper_of(certificate, press.address)

    yield from booklet(pages(), title or f"Quyết định số {first.decision_number}", about, right, down)


def _with(first: Certificate, rest: Iterator[Certificate]) -> Iterator[Certificate]:
    yield first
    yield from rest
