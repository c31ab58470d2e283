"""A file that somebody hands in to be compared: hashed as it comes in, kept in memory for the request alone, never on disk."""

import hashlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

LIMIT = 2 * 1024 * 1024
"""A certificate has some 110 kB, signed or not; what is larger is none of ours."""
SLACK = 64 * 1024


class TooLarge(Exception):
    """More than `LIMIT` bytes were announced or sent."""


class Compared(InMemoryUploadedFile):
    """What came in, with its SHA-256."""

    def __init__(self, content: bytes, digest: str, name: str) -> None:
        super().__init__(BytesIO(content), "file", name, "application/pdf", len(content), None)
        self.content, self.digest = content, digest


class _Hashing(FileUploadHandler):
    """Takes the whole of a file to itself, so that no other handler writes it anywhere."""

    def new_file(self, *named: Any, **more: Any) -> None:
        super().new_file(*named, **more)
        self.digest, self.content = hashlib.sha256(), bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LIMIT:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        self.digest.update(raw_data)
        self.content += raw_data

    def file_complete(self, file_size: int) -> Compared:
        return Compared(bytes(self.content), self.digest.hexdigest(), str(self.file_name))

    too_large = False


def watch(request: HttpRequest) -> _Hashing:
    """Must come before anything reads the body. Raises `TooLarge` for what says so itself, before a byte of it is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT + SLACK:
        raise TooLarge
    handler = _Hashing(request)
    request.upload_handlers = [handler]
    return handler


def taken(handler: _Hashing, file: object) -> Compared | None:
    """What came in under the field's name; nothing when no file did. Raises `TooLarge`."""
    if handler.too_large:
        raise TooLarge
    return file if isinstance(file, Compared) else None
