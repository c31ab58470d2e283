"""The form in which a compiled template is kept: a magic line, a header of JSON, then its packed streams one after the other."""

import json
from dataclasses import dataclass
from typing import Any

FORMAT = 1
"""Raised with every change of the form or of what is made of it; a program reads all forms that it ever wrote."""
_MAGIC = b"THIDUA-TEMPLATE\n"
_LENGTH = 4


class Unreadable(ValueError):
    """The bytes are no compiled template that this program can read."""


@dataclass(frozen=True)
class Artefact:
    """What a template was compiled to: data, and streams by name."""

    data: dict[str, Any]
    streams: dict[str, bytes]

    def to_bytes(self) -> bytes:
        """The same bytes for the same content, in any process."""
        names = sorted(self.streams)
        about = {"format": FORMAT, "data": self.data, "streams": [[name, len(self.streams[name])] for name in names]}
        head = json.dumps(about, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        return b"".join([_MAGIC, len(head).to_bytes(_LENGTH, "big"), head, *(self.streams[name] for name in names)])

    @classmethod
    def from_bytes(cls, content: bytes) -> "Artefact":
        """What `to_bytes` gave. Raises `Unreadable`."""
        start = len(_MAGIC) + _LENGTH
        if not content.startswith(_MAGIC):
            raise Unreadable("this is no compiled template")
        end = start + int.from_bytes(content[len(_MAGIC) : start], "big")
        about = json.loads(content[start:end])
        if about["format"] != FORMAT:
            raise Unreadable(f"compiled templates of format {about['format']} are not known here")
        streams = {}
        for name, size in about["streams"]:
            streams[name] = content[end : end + size]
            end += size
        if end != len(content):
            raise Unreadable("the compiled template is not whole")
        return cls(about["data"], streams)
