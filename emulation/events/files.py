"""Files handed in, put at records and taken away from them."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FileStored(Event):
    """``digest`` is the SHA-256 of what lies in the storage; its name is not told, as it may name people."""

    type = "emulation.file.stored.v1"
    file: str
    purpose: str
    kind: str
    size: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class FilesAttached(Event):
    """Files put at a record, at the place ``label`` of it."""

    type = "emulation.files.attached.v1"
    record: str
    record_type: str
    label: str
    files: list[str]


@dataclass(frozen=True, kw_only=True)
class FileForgotten(Event):
    """Handed in and never put at a record: its row is gone, its content follows. ``stored`` is its name in the storage."""

    type = "emulation.file.forgotten.v1"
    file: str
    digest: str
    stored: str


@dataclass(frozen=True, kw_only=True)
class FileDetached(Event):
    type = "emulation.file.detached.v1"
    record: str
    record_type: str
    label: str
    file: str
