"""The commands of docs/backup.md, run as they are printed: what comes back is what was there."""

import base64
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from devstack.places import CLONE, postgres_programs
from devstack.stack import beside, create_database
from kernel import chain, ledger
from kernel.models import Backlog, LedgerEntry

EXPORT = "import django; django.setup(); from kernel import ledger; print(*ledger.export_lines(), sep='\\n')"
MOMENT = datetime(2019, 5, 31, 17, 0, tzinfo=UTC)


def printed(name: str) -> str:
    """The block of commands under its mark in the guide."""
    found = re.search(
        rf"<!-- {name} -->\n```sh\n(.*?)```", (CLONE / "docs" / "backup.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert found, name
    return found[1]


def run(name: str, **variables: str) -> None:
    environment = {**os.environ, "PATH": f"{postgres_programs()}:{os.environ['PATH']}", **variables}
    subprocess.run(["sh", "-euc", printed(name)], env=environment, check=True, stdin=subprocess.DEVNULL)


def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with psycopg.connect(url) as reader:
        tables = reader.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        queries = {name: sql.SQL("select count(*) from {}").format(sql.Identifier(name)) for (name,) in tables}
        return {name: (reader.execute(query).fetchone() or (0,))[0] for name, query in queries.items()}


def ledger_of(url: str) -> str:
    environment = {**os.environ, "DATABASE_URL": url}
    words = [sys.executable, "-c", EXPORT]
    return subprocess.run(words, cwd=CLONE, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def sealed() -> str:
    """A database with a sealed and anchored ledger, and its address."""
    for number in range(1, 41):
        entry = LedgerEntry.objects.create(
            authority="hoan-kiem",
            type="test.noted.v1",
            key=str(number),
            payload={"tên": f"Đơn vị {number}"},
            at=MOMENT,
            actor="cb0001",
        )
        Backlog.objects.create(entry=entry, taker=Backlog.SEALER)
    ledger.seal()
    ledger.anchor("daily 2019-05-31", at=MOMENT, key=settings.LEDGER_SIGNING_KEY)
    return beside(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])


@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_row_by_row_with_its_files_and_an_unbroken_chain(sealed: str, tmp_path: Path) -> None:
    for folder in ("backup", "files", "new-files"):
        (tmp_path / folder).mkdir()
    (tmp_path / "files" / "giấy khen.pdf").write_bytes(b"%PDF")
    backup = str(tmp_path / "backup")
    restored = create_database(sealed, f"{connection.settings_dict['NAME']}_restored")

    run("backup", DATABASE_URL=sealed, DATA_DIR=str(tmp_path / "files"), BACKUP=backup)
    run("restore", DATABASE_URL=restored, DATA_DIR=str(tmp_path / "new-files"), BACKUP=backup)

    before = counts(sealed)
    assert counts(restored) == before
    assert before["kernel_seal"] == 40
    assert (tmp_path / "new-files" / "giấy khen.pdf").read_bytes() == b"%PDF"
    with (
        psycopg.connect(restored) as writer,
        pytest.raises(psycopg.errors.RaiseException, match="Cannot update or delete"),
    ):
        writer.execute("update kernel_ledgerentry set actor = 'x'")

    lines = ledger_of(restored)
    assert lines == ledger_of(sealed)
    (tmp_path / "ledger.jsonl").write_text(lines, encoding="utf-8")
    with psycopg.connect(restored) as reader:
        heads = reader.execute("select sequence, hash, at, reason, signature from kernel_anchor").fetchall()
    (tmp_path / "heads.jsonl").write_text(
        "\n".join(
            json.dumps({"sequence": s, "hash": h, "at": at.astimezone(UTC).isoformat(), "reason": r, "signature": g})
            for s, h, at, r, g in heads
        )
    )
    public = base64.b64encode(settings.LEDGER_SIGNING_KEY.public_key().public_bytes_raw()).decode()
    words = [sys.executable, "-m", "kernel.chain", "ledger.jsonl", "--heads", "heads.jsonl", "--public-key", public]
    told = subprocess.run(
        words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(CLONE)}, capture_output=True, text=True, check=False
    )
    assert told.stdout.endswith("OK: 1 heads, 0 faults\n")
    assert len(lines.splitlines()) == 40
    assert chain.public_text(settings.LEDGER_SIGNING_KEY) == public


def test_a_damaged_backup_is_refused_before_anything_is_restored(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    empty = create_database(os.environ["DATABASE_URL"], "backup_of_nothing")
    run("backup", DATABASE_URL=empty, DATA_DIR=str(tmp_path / "files"), BACKUP=str(tmp_path))
    dump = tmp_path / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1])
    with pytest.raises(subprocess.CalledProcessError):
        run("restore", DATABASE_URL=empty, DATA_DIR=str(tmp_path / "files"), BACKUP=str(tmp_path))
