"""What goes up on paper: the letter, the list and the papers as one ZIP with a manifest that names every file and its digest."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from emulation import award_names, files
from emulation.commendation import certified_records, documents, nomination_tables
from emulation.models import ForwardedLine, Forwarding, NominationLine, StoredFile
from emulation.rules.file_types import TYPES
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.text import search_key

FORMAT = "thi-dua-dossier/1"
IN_MEMORY, CHUNK = 8 * 1024 * 1024, 64 * 1024
"""Bytes of a package that are kept in memory; a larger one lies on the disk while it is sent."""


def _name(paper: str, place: int, number: int, file: StoredFile) -> str:
    """A name that every archiver unpacks: no marks, no spaces, its place in the list first."""
    plain = "-".join(search_key(file.name.rpartition(".")[0]).split())[:60] or paper
    safe = "".join(letter for letter in plain if letter.isalnum() or letter == "-")
    return f"giay-to/{place:04d}-{number:03d}-{safe}{TYPES[file.kind].suffix}"


def _papers(row: Forwarding) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    rows = {str(file.pk): file for file in StoredFile.objects.filter(pk__in=[one["file"] for one in row.files])}
    for number, one in enumerate(row.files, start=1):
        file = rows[one["file"]]
        about = {"paper": one["paper"], "line": one["place"], "title": one["name"]}
        yield _name(one["paper"], one["place"], number, file), about, files.content(file)


def _contents(row: Forwarding, *, by: Actor, on: date) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    letter = documents.as_word("submission_above", str(row.pk), {}, by=by, on=on)
    yield "to-trinh.docx", {"paper": "letter", "line": 0, "title": "Tờ trình"}, letter
    chosen = [one.line_id for one in row.lines.all()]
    table = nomination_tables.written(row.nomination, only=chosen, on=on)
    yield "danh-sach.xlsx", {"paper": "list", "line": 0, "title": "Danh sách đề nghị"}, table
    records = certified_records.sheet(row)
    yield "thanh-tich-da-ghi-nhan.xlsx", {"paper": "records", "line": 0, "title": certified_records.SHEET}, records
    yield from _papers(row)


def _told(one: ForwardedLine, award: str) -> dict[str, Any]:
    line: NominationLine = one.line
    return {
        "place": line.place,
        "subject": line.subject_kind,
        "name": line.person.full_name if line.person else line.household or line.unit.code,
        "award": award,
        "citation": line.citation,
        "appraisal": line.outcome,
        "recommended": line.recommended,
        "record": one.record,
    }


def _head(row: Forwarding) -> dict[str, Any]:
    dossier, names = row.nomination, award_names.titles()
    lines = row.lines.select_related("line__person", "line__unit")
    return {
        "format": FORMAT,
        "from": dossier.authority.name,
        "to": row.to,
        "title": dossier.title,
        "kind": dossier.kind,
        "year": dossier.year,
        "letter": {"number": row.letter_number, "on": row.letter_on.isoformat() if row.letter_on else ""},
        "sent_at": row.sent_at.isoformat(),
        "lines": [_told(one, names[one.award_code].vi if one.award_code in names else one.award_code) for one in lines],
    }


def write(row: Forwarding, into: IO[bytes], *, by: Actor) -> None:
    """Write the package of what was sent up. The same package again holds the same papers."""
    sent = local_date(row.sent_at)
    day = (sent.year, sent.month, sent.day, 0, 0, 0)
    listed = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, about, data in _contents(row, by=by, on=sent):
            listed.append({"file": name, **about, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
            archive.writestr(zipfile.ZipInfo(name, day), data)
        manifest = json.dumps({**_head(row), "files": listed}, ensure_ascii=False, indent=1)
        archive.writestr(zipfile.ZipInfo("manifest.json", day), manifest)


@contextmanager
def opened(row: Forwarding, *, by: Actor) -> Iterator[IO[bytes]]:
    """The package, to be read from its beginning; a large one lies on the disk meanwhile."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as packed:
        kept = cast("IO[bytes]", packed)
        write(row, kept, by=by)
        kept.seek(0)
        yield kept


def chunks(row: Forwarding, *, by: Actor) -> Iterator[bytes]:
    """The package piece by piece, for whoever sends it."""
    with opened(row, by=by) as packed:
        while piece := packed.read(CHUNK):
            yield piece
