"""The hash chain over the ledger, and the stand-alone check of it: runs with Python and `cryptography` alone, without Django.

Each sealed entry carries ``hash = SHA-256(previous hash ‖ canonical entry)``. A head (sequence number and hash) is signed
with Ed25519 and kept outside the database; whoever holds an old head can tell a shortened or rewritten chain.

    python -m kernel.chain ledger.jsonl --heads heads.jsonl --public-key BASE64
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kernel.text import canonical_json

GENESIS = "0" * 64
SEALED_FIELDS = ("id", "authority", "type", "key", "payload", "at", "actor", "request_id")


@dataclass(frozen=True)
class Head:
    """The chain up to one entry. ``reason`` says why it was anchored (``daily``, ``campaign <code> closed``)."""

    sequence: int
    hash: str
    at: str
    reason: str
    signature: str = ""

    def message(self) -> bytes:
        return canonical_json(
            {"at": self.at, "hash": self.hash, "reason": self.reason, "sequence": self.sequence}
        ).encode()


def entry_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """The link of one entry; ``entry`` needs the sealed fields, ``at`` as ISO text in UTC."""
    sealed = {name: entry[name] for name in SEALED_FIELDS}
    return hashlib.sha256(previous.encode() + canonical_json(sealed).encode()).hexdigest()


def private_key(seed: str) -> Ed25519PrivateKey:
    """A signing key from the base64 of its 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed, validate=True))


def sign(head: Head, key: Ed25519PrivateKey) -> Head:
    signature = base64.b64encode(key.sign(head.message())).decode()
    return Head(head.sequence, head.hash, head.at, head.reason, signature)


def public_text(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def _signature_holds(head: Head, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(base64.b64decode(head.signature), head.message())
    except (InvalidSignature, ValueError):
        return False
    return True


def _fits(previous: str, line: Mapping[str, Any]) -> bool:
    """Whether an entry has the hash that belongs to it; what could never have been sealed (a float, a lost field) has none."""
    try:
        return bool(entry_hash(previous, line) == line["hash"])
    except (TypeError, KeyError):
        return False


def _check_heads(heads: Iterable[Head], known: Mapping[int, str], key: Ed25519PublicKey) -> Iterator[str]:
    last = max(known, default=0)
    for head in heads:
        if not _signature_holds(head, key):
            yield f"head {head.sequence} ({head.reason}): its signature does not belong to this key"
        elif head.sequence > last:
            yield f"truncated: the chain ends at {last}, a head of {head.sequence} was anchored ({head.reason})"
        elif head.sequence and known.get(head.sequence) != head.hash:
            yield f"rewritten: entry {head.sequence} has another hash than the head anchored for it ({head.reason})"


def walk(lines: Iterable[Mapping[str, Any]], heads: Iterable[Head], key: Ed25519PublicKey) -> list[str]:
    """Every place where the chain breaks, in order; an empty list means that it holds.

    ``lines`` are ledger entries with ``sequence`` and ``hash`` in the order of their sequence (entries not sealed yet have
    ``sequence`` None and come last; they are not an error).
    """
    faults: list[str] = []
    previous, expected, known = GENESIS, 1, {}
    for line in lines:
        sequence = line["sequence"]
        if sequence is None:
            continue
        if sequence != expected:
            faults.append(f"gap: entry {expected} is missing, {sequence} follows")
        if not _fits(previous, line):
            faults.append(f"broken: entry {sequence} (ledger id {line['id']}, {line['type']}) does not fit its hash")
        previous, expected = line["hash"], sequence + 1
        known[sequence] = line["hash"]
    return faults + list(_check_heads(heads, known, key))


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m kernel.chain", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument(
        "ledger", type=Path, help="export of the ledger, one JSON entry a line (manage.py export_ledger)"
    )
    parser.add_argument("--heads", type=Path, required=True, help="anchored heads, one JSON head a line")
    parser.add_argument("--public-key", required=True, help="base64 of the Ed25519 public key")
    options = parser.parse_args(argv)
    for path in (options.ledger, options.heads):
        if not path.is_file():
            parser.error(f"there is no file {path}")
    heads = [Head(**line) for line in _json_lines(options.heads)]
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(options.public_key))
    faults = walk(_json_lines(options.ledger), heads, key)
    for fault in faults:
        sys.stdout.write(fault + "\n")
    sys.stdout.write(f"{'BROKEN' if faults else 'OK'}: {len(heads)} heads, {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
