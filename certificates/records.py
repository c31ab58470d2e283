"""What a certificate says as one canonical record, its leaf in the decision's tree, and the evidence that each PDF carries."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from certificates import merkle

FORMAT = "thidua.record.1"
EVIDENCE = "thidua.evidence.1"
_PLACE = 4  # bytes of a place before the proof in a row
_IN_XML = ((b"&", b"\\u0026"), (b"<", b"\\u003c"), (b">", b"\\u003e"))


class Saying(Protocol):
    """A certificate's values, as the row has them."""

    title: str
    authority_title: str
    salutation: str
    recipient_name: str
    position: str
    unit_name: str
    citation: str
    decision_number: str
    decided_on: date
    place: str
    signatory_title: str
    signatory_name: str
    book: str
    register_number: int
    register_year: int
    salt: str


class Kept(Saying, Protocol):
    """A certificate with its part in the tree."""

    leaf: str
    proof: Any


_TEXTS = (
    "title",
    "authority_title",
    "salutation",
    "recipient_name",
    "position",
    "unit_name",
    "citation",
    "decision_number",
    "place",
    "signatory_title",
    "signatory_name",
    "book",
    "salt",
)
_NUMBERS = ("register_number", "register_year")


def record(certificate: Saying) -> dict[str, str | int]:
    """What the certificate says. Issue, design and public address are left out: a new copy of the same words is in the same
    signed decision. The salt keeps anybody from guessing a neighbour's record out of a proof."""
    said: dict[str, str | int] = {name: getattr(certificate, name) for name in (*_TEXTS, *_NUMBERS)}
    return {"format": FORMAT, "decided_on": certificate.decided_on.isoformat(), **said}


def canonical(certificate: Saying) -> bytes:
    """The record by RFC 8785 (JCS): one spelling for one record, in any language that has JSON."""
    return spelled(record(certificate))


def spelled(said: Mapping[str, Any]) -> bytes:
    """Data in its one spelling. Names are ASCII and values texts, whole numbers and objects of them: for such data the standard
    library writes what RFC 8785 asks for, twenty times as fast as its own package, against which a test holds it."""
    return json.dumps(dict(said), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf(content: bytes) -> bytes:
    """The leaf of a canonical record."""
    return merkle.leaf(content)


def gather(certificates: Sequence[Kept]) -> str:
    """Set the leaf and the proof of each certificate, which stand in the order of the decision and have their salts; the
    hexadecimal root is the batch's."""
    leaves = [leaf(canonical(certificate)) for certificate in certificates]
    grown = merkle.tree(leaves)
    for place, certificate in enumerate(certificates):
        certificate.leaf = leaves[place].hex()
        certificate.proof = place.to_bytes(_PLACE, "big") + grown.proofs[place]
    return grown.root.hex()


class Unreadable(ValueError):
    """The bytes are no evidence as this product writes it."""


@dataclass(frozen=True)
class Evidence:
    """The record that a PDF carries, and its proof where its decision's tree has it: at ``place``, from 0, of ``count``."""

    record: Mapping[str, str | int]
    place: int = 0
    count: int = 0
    proof: bytes = b""

    def leaf(self) -> bytes:
        return leaf(spelled(self.record))

    def under(self, root: bytes, count: int) -> bool:
        """Whether the record is proved to be among the ``count`` records of this root. Both come from the signed decision: a
        proof alone does not tell trees of 7 and of 8 leaves apart."""
        return self.count == count and merkle.holds(self.leaf(), self.place, count, self.proof, root)


def evidence(certificate: Kept, count: int) -> bytes:
    """What the certificate's PDF carries: JSON that may stand in XML as it is. ``count`` is the batch's total; a certificate
    that is in no tree, because it says something else than the signed decision did, carries its record alone."""
    kept = bytes(certificate.proof or b"")
    place, proof = int.from_bytes(kept[:_PLACE], "big"), kept[_PLACE:]
    return written(Evidence(record(certificate), place, count if kept else 0, proof))


def written(found: Evidence) -> bytes:
    """Evidence in its one spelling."""
    data: dict[str, Any] = {"format": EVIDENCE, "record": dict(found.record)}
    if found.count:
        proof = base64.b64encode(found.proof).decode()
        data |= {"place": found.place, "count": found.count, "proof": proof}
    content = spelled(data)
    for plain, escaped in _IN_XML:
        content = content.replace(plain, escaped)
    return content


def read(content: bytes) -> Evidence:
    """The evidence in bytes. Raises `Unreadable` for anything that is not spelled exactly as `evidence` spells it: a byte that
    was changed shows here even where it would mean the same."""
    try:
        data = json.loads(content)
        said = data["record"]
        proof = base64.b64decode(data.get("proof", ""), validate=True)
        found = Evidence(said, data.get("place", 0), data.get("count", 0), proof)
        same = _whole(said) and written(found) == content
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as no:
        raise Unreadable(str(no)) from no
    if not same:
        raise Unreadable("not spelled as evidence is")
    return found


def _whole(said: Mapping[str, Any]) -> bool:
    """All names of a record, each with a value of its kind, and no other."""
    texts = (*_TEXTS, "decided_on", "format")
    return (
        set(said) == {*texts, *_NUMBERS}
        and said["format"] == FORMAT
        and all(isinstance(said[name], str) for name in texts)
        and all(type(said[name]) is int for name in _NUMBERS)
    )
