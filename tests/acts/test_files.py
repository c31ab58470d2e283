"""Files through the acts: taken in after their checks, put at records, seen by whoever may see the record."""

import errno
import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import InMemoryStorage, default_storage
from django.db import DatabaseError, transaction
from django.test import override_settings
from PIL import Image

from emulation import file_visibility, files, visibility
from emulation.events import FileDetached, FileForgotten, FilesAttached, FileStored
from emulation.files import Upload
from emulation.models import Attachment, StoredFile
from emulation.rules.periods import local_date
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, Missing, Unavailable
from tests.acts.conftest import once, recorded, refused
from tests.rules.test_file_types import PAPER, word
from tests.world import CLOSED, HOME, NOW, OTHER, OWN, Town, World, event

TODAY = local_date(NOW)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def photo(size: tuple[int, int] = (64, 32), kind: str = "JPEG", **options: Any) -> bytes:
    """A photo as a telephone takes it: turned, with its place and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 0.0)})
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, kind, exif=exif, **options)
    return written.getvalue()


def send(by: Actor, *uploads: Upload, purpose: str = "evidence") -> list[StoredFile]:
    return files.store_all(uploads or [Upload("a.pdf", PAPER)], purpose=purpose, by=by, at=NOW)


def sees(by: Actor, row: StoredFile) -> bool:
    return file_visibility.files(by, TODAY).filter(pk=row.pk).exists()


def stored() -> set[str]:
    folders, _ = default_storage.listdir("files") if default_storage.exists("files") else ([], [])
    return {f"files/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"files/{folder}")[1]}


@contextmanager
def clamd(answer: bytes | None) -> Iterator[list[bytes]]:
    """A server that speaks clamd's protocol over TCP; ``answer`` None looks for the test virus itself."""
    got: list[bytes] = []

    def exactly(line: socket.socket, count: int) -> bytes:
        data = b""
        while len(data) < count:
            data += line.recv(count - len(data))
        return data

    def serve(server: socket.socket) -> None:
        line, _ = server.accept()
        with line:
            assert exactly(line, 10) == b"zINSTREAM\0"
            data = b""
            while length := struct.unpack("!I", exactly(line, 4))[0]:
                data += exactly(line, length)
            got.append(data)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
            line.sendall(found if answer is None else answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=[server], daemon=True)
        thread.start()
        with override_settings(CLAMD_ADDRESS=f"127.0.0.1:{server.getsockname()[1]}"):
            yield got
        thread.join(5)


# Taking in


def test_a_file_lies_under_a_generated_name_and_keeps_its_own_for_people(officer: Actor) -> None:
    row = files.store(PAPER, name="../Kế hoạch tháng 1.exe", purpose="evidence", by=officer, at=NOW, unit="P01")
    assert (row.name, row.kind, row.size, row.unit) == ("Kế hoạch tháng 1.pdf", "pdf", len(PAPER), "P01")
    assert row.stored == f"files/{row.pk.hex[-2:]}/{row.pk.hex}.pdf"
    assert files.content(row) == PAPER
    assert recorded(FileStored, file=str(row.pk), digest=row.digest, kind="pdf") == 1


def test_sending_the_same_again_stores_nothing_new(officer: Actor, head: Actor) -> None:
    once(FileStored, lambda: send(officer))
    assert send(officer)[0].pk == send(officer)[0].pk
    assert send(officer)[0].pk != send(head)[0].pk


def test_a_photo_is_encoded_again_upright_without_its_place(officer: Actor) -> None:
    first, second = photo(), photo((4000, 1000), "PNG")
    assert b"Exif" in first
    rows = send(officer, Upload("a.jpg", first), Upload("b.png", second), purpose="finding_photo")
    assert [(row.kind, row.name) for row in rows] == [("jpeg", "a.jpg"), ("png", "b.png")]
    for row, size in zip(rows, [(32, 64), (640, 2560)], strict=True):
        content = files.content(row)
        with Image.open(io.BytesIO(content)) as kept:
            assert kept.size == size
            assert not kept.getexif()
        assert b"Exif" not in content
        assert b"eXIf" not in content


def test_images_that_unpack_to_too_much_or_cannot_be_decoded_are_refused(officer: Actor) -> None:
    flat = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(flat, "PNG")
    uploads = [Upload("bom.png", flat.getvalue()), Upload("cat.jpg", photo()[:200]), Upload("a.pdf", PAPER)]
    with refused(Invalid, "file.invalid") as no:
        send(officer, *uploads)
    assert list(zip(no.paths, no.codes, strict=True)) == [
        ("files[0]", "file.image_too_large"),
        ("files[1]", "file.broken"),
    ]


def test_several_are_taken_in_all_or_none(officer: Actor) -> None:
    before, bad = stored(), Upload("chạy.pdf", b"MZ" + bytes(80))
    with refused(Invalid, "file.invalid") as no:
        send(officer, Upload("a.pdf", PAPER), bad, Upload("b.docx", word()), bad)
    assert no.paths == ["files[1]", "files[3]"]
    with refused(Invalid, "file.executable"):
        send(officer, bad)
    with refused(Invalid, "file.count"):
        send(officer, *[Upload("a.pdf", PAPER)] * 11)
    with refused(Invalid, "file.purpose"):
        send(officer, purpose="holiday")
    assert stored() == before


class SmallDisk(InMemoryStorage):
    """A storage with room for one file."""

    def _save(self, name: str, content: Any) -> str:
        if any(self.listdir(f"files/{folder}")[1] for folder in self.folders()):
            raise OSError(errno.ENOSPC, "no space left on device")
        return str(super()._save(name, content))

    def folders(self) -> list[str]:
        return self.listdir("files")[0] if self.exists("files") else []


def test_a_storage_that_fails_on_the_way_leaves_nothing_and_may_be_tried_again(officer: Actor) -> None:
    uploads = [Upload("a.pdf", PAPER), Upload("b.docx", word())]
    small = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.SmallDisk"}}
    with override_settings(STORAGES=small):
        with refused(Unavailable, "file.storage_away"):
            send(officer, *uploads)
        assert stored() == set()
        row = send(officer, uploads[0])[0]
        assert stored() == {row.stored}


# The scanner


def test_a_scanner_sees_what_was_sent_and_says_so(officer: Actor) -> None:
    assert not send(officer)[0].scanned
    with clamd(None) as got:
        assert send(officer, Upload("b.jpg", photo()))[0].scanned
    assert got == [photo()]


def test_what_the_scanner_finds_is_refused_by_its_name(officer: Actor) -> None:
    with clamd(None), refused(Invalid, "file.virus") as no:
        send(officer, Upload("a.txt", EICAR))
    assert no.refusal
    assert no.refusal.params["found"] == "Eicar-Test-Signature"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_a_scanner_that_cannot_tell_takes_nothing_in(officer: Actor, answer: bytes) -> None:
    with clamd(answer), refused(Unavailable, "file.scanner_away"):
        send(officer)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "unix:/nowhere/clamd.sock", "nowhere"])
def test_a_scanner_that_is_away_takes_nothing_in(officer: Actor, address: str) -> None:
    with override_settings(CLAMD_ADDRESS=address), refused(Unavailable, "file.scanner_away"):
        send(officer)


# At records


@pytest.fixture
def sheet(town: Town) -> dict[str, str]:
    return {"record_type": "evaluation", "record": str(town.evaluation(CLOSED, OWN).pk), "label": "B1"}


def test_files_stand_at_their_place_of_a_record_until_they_are_taken_away(
    officer: Actor, sheet: dict[str, str]
) -> None:
    first, second = send(officer, Upload("a.pdf", PAPER), Upload("b.docx", word()))
    ids = [str(first.pk), str(second.pk)]
    once(FilesAttached, lambda: files.attach(ids, **sheet, by=officer, at=NOW), record=sheet["record"])
    assert files.attached("evaluation", sheet["record"]) == [first, second]
    assert files.by_label("evaluation", sheet["record"]) == {"B1": [first, second]}
    assert files.attached("evaluation", sheet["record"], label="B2") == []
    files.detach(ids[0], **sheet, by=officer, at=NOW)
    assert recorded(FileDetached, record=sheet["record"], file=ids[0]) == 1
    assert files.by_record("evaluation", [sheet["record"]]) == {sheet["record"]: [second]}
    with refused(Missing, "file.missing"):
        files.detach(ids[0], **sheet, by=officer, at=NOW)
    assert files.content(first) == PAPER


def test_nobody_attaches_what_somebody_else_sent_or_too_much(
    officer: Actor, head: Actor, world: World, sheet: dict[str, str]
) -> None:
    row = send(officer)[0]
    for by in (head, world.away.actors["unit_officer"], system_actor(HOME)):
        with refused(Missing, "file.missing"):
            files.attach([str(row.pk)], **sheet, by=by, at=NOW)
    for unknown in ("x", sheet["record"]):
        with refused(Missing, "file.missing"):
            files.attach([unknown], **sheet, by=officer, at=NOW)
    many = [str(r.pk) for r in send(officer, *[Upload(f"{n}.pdf", PAPER) for n in range(10)])]
    files.attach(many, **sheet, by=officer, at=NOW)
    with refused(Invalid, "file.too_many"):
        files.attach([str(row.pk)], **sheet, by=officer, at=NOW)


def test_a_file_is_seen_by_whoever_may_see_its_record_and_before_that_by_its_sender_alone(
    world: World, sheet: dict[str, str]
) -> None:
    home = world.home.actors
    row = send(home["unit_officer"])[0]
    others = {name: actor for name, actor in home.items() if name != "unit_officer"}
    assert sees(home["unit_officer"], row)
    assert not [name for name, actor in others.items() if sees(actor, row)]
    files.attach([str(row.pk)], **sheet, by=home["unit_officer"], at=NOW)
    evaluation = sheet["record"]
    for name, actor in {**home, **{f"away {n}": a for n, a in world.away.actors.items()}}.items():
        may = visibility.evaluations(actor, TODAY).filter(pk=evaluation).exists()
        assert sees(actor, row) == may, name
    assert sees(home["unit_head"], row)
    assert not sees(home[f"unit_head.{OTHER}"], row)
    files.detach(str(row.pk), **sheet, by=home["unit_officer"], at=NOW)
    assert not [name for name, actor in home.items() if sees(actor, row)]


def test_what_was_put_at_no_record_is_forgotten_after_its_hours_row_first_and_content_after(
    officer: Actor, sheet: dict[str, str]
) -> None:
    kept, taken_away, lost = send(officer, *[Upload(f"{name}.pdf", PAPER) for name in "abc"])
    files.attach([str(kept.pk), str(taken_away.pk)], **sheet, by=officer, at=NOW)
    files.detach(str(taken_away.pk), **sheet, by=officer, at=NOW)
    day = timedelta(hours=settings.UNATTACHED_FILES_KEPT_HOURS)
    assert files.forget_unattached(at=NOW + day - timedelta(seconds=1)) == 0
    # Sent again when half of its hours are over, it is another file, that has all its hours before it.
    again = files.store(PAPER, name="c.pdf", purpose="evidence", by=officer, at=NOW + day / 2)
    assert again.pk != lost.pk
    once(FileForgotten, lambda: files.forget_unattached(at=NOW + day), file=str(lost.pk))
    assert set(StoredFile.objects.values_list("pk", flat=True)) >= {kept.pk, taken_away.pk, again.pk}
    with refused(Missing, "file.missing"):
        files.attach([str(lost.pk)], **sheet, by=officer, at=NOW + day)
    assert lost.stored in stored()
    for _ in range(2):
        files.drop_content(event(FileForgotten, file=str(lost.pk)), NOW + day)
    assert (lost.stored in stored(), {kept.stored, taken_away.stored, again.stored} <= stored()) == (False, True)


def test_a_stored_file_and_where_it_stood_are_never_rewritten(officer: Actor, sheet: dict[str, str]) -> None:
    row = send(officer)[0]
    files.attach([str(row.pk)], **sheet, by=officer, at=NOW)
    for change in (
        lambda: StoredFile.objects.filter(pk=row.pk).update(digest="0" * 64),
        lambda: Attachment.objects.filter(file=row).update(label="A1"),
        lambda: Attachment.objects.filter(file=row).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
