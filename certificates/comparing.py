"""What a file is that somebody holds: the very one that was issued, another certificate's, or a changed one, and in what.

A file is judged by its digest. What a changed one carries inside, the record in its metadata, is read for the sake of telling
what was altered; nothing of a stranger's file is drawn, opened or believed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from certificates import records
from certificates.models import Certificate
from certificates.paper import LABELS
from certificates.verification import find, public_rows
from kernel.text import gettext_noop

SAME, OLDER, NEWER, OTHER, CHANGED, UNKNOWN = "same", "older", "newer", "other", "changed", "unknown"
TITLES = {
    **{name: LABELS[name] for name in ("title", "salutation", "recipient_name", "position", "unit_name", "citation")},
    "authority_title": LABELS["authority_line"],
    **{name: LABELS[name] for name in ("decision_number", "signatory_title", "signatory_name")},
    "decided_on": gettext_noop("Ngày quyết định"),
    "register_number": gettext_noop("Số sổ khen thưởng"),
    "register_year": gettext_noop("Năm vào sổ"),
}
"""What of a record stands on the paper too, and its name there."""
_LONGEST_LINE = 50
_RECORD = re.compile(rb"<thidua:evidence>([^<]{1,65536})</thidua:evidence>")
_ADDRESS = re.compile(rb"/V/([A-Z2-7]{26})(?![A-Z2-7])")
Record = Mapping[str, str | int]


@dataclass(frozen=True)
class Difference:
    """What the record in a file says otherwise than the certificate that was issued."""

    name: str
    in_file: str
    issued: str


@dataclass(frozen=True)
class Comparison:
    """``certificate`` is the one that the file belongs to or, if it was changed, claims to be, where we can tell. ``carries``:
    the changed file has a record in it; without ``differences`` that is the one that was issued, so the rest was changed."""

    outcome: str
    certificate: Certificate | None = None
    differences: tuple[Difference, ...] = ()
    carries: bool = False


def _before(certificate: Certificate) -> Iterator[Certificate]:
    """The certificates that it replaced, the nearest first."""
    row: Certificate | None = certificate
    for _ in range(_LONGEST_LINE):
        row = row.replaces if row else None
        if row is None:
            return
        yield row


def _beside(found: Certificate, asked: Certificate) -> str:
    if found == asked:
        return SAME
    if found in _before(asked):
        return OLDER
    return NEWER if asked in _before(found) else OTHER


def _record_in(content: bytes) -> Record | None:
    """The record in a file's metadata as far as it is one of ours and can be looked for."""
    inside = _RECORD.search(content)
    if inside is None:
        return None
    try:
        said = records.read(inside[1]).record
    except records.Unreadable:
        return None
    return None if any("\0" in str(value) for value in said.values()) else said


def _claimed(content: bytes, said: Record | None) -> Certificate | None:
    """The certificate that a changed file says it is, by the address or the record in it."""
    address = _ADDRESS.search(content)
    by_address = public_rows().filter(token=address[1].decode()).first() if address else None
    if by_address is not None or said is None:
        return by_address
    number = {name: said[name] for name in ("book", "register_year", "register_number", "salt")}
    return public_rows().filter(**number).order_by("-issue").first()


def _differences(said: Record, certificate: Certificate) -> Iterator[Difference]:
    issued = records.record(certificate)
    for name in TITLES:
        if said[name] != issued[name]:
            yield Difference(name, str(said[name]), str(issued[name]))


def _changed(certificate: Certificate, said: Record | None) -> Comparison:
    if said is None:
        return Comparison(CHANGED, certificate)
    return Comparison(CHANGED, certificate, tuple(_differences(said, certificate)), carries=True)


def compare(digest: str, content: bytes = b"", *, token: str = "") -> Comparison:
    """Compare a file by its SHA-256 with the certificate behind a token, or find its certificate by it; ``content`` tells more
    of a changed one. Raises `Missing` for an unknown token."""
    asked = find(token) if token else None
    found = public_rows().filter(sha256=digest).first()
    if found is not None:
        return Comparison(_beside(found, asked) if asked else SAME, found)
    said = _record_in(content)
    claimed = asked or _claimed(content, said)
    return _changed(claimed, said) if claimed else Comparison(UNKNOWN)
