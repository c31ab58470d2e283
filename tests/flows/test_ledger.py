"""The ledger on the real database: sealed in batches, closed to changes, and checked from outside after it was attacked."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from emulation.events import EvaluationsAppraised
from kernel import chain, ledger
from kernel.actors import system_actor
from kernel.models import Anchor, Backlog, LedgerEntry, Seal

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2019, 6, 1, 2, 30, tzinfo=UTC)
BY = system_actor("hoan-kiem")
KEY = chain.private_key(base64.b64encode(bytes(range(32))).decode())
STRANGER = chain.private_key(base64.b64encode(bytes(range(1, 33))).decode())


def appraisal(number: int) -> EvaluationsAppraised:
    line = {"subject": "P01", "revision": number, "total": "87.50"}
    return EvaluationsAppraised(authority="hoan-kiem", campaign="c", month="2019-05", unit="P01", lines=[line])


@transaction.atomic
def write(number: int) -> LedgerEntry:
    return ledger.record(appraisal(number), by=BY, at=AT + timedelta(seconds=number))


def sql(query: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


# Sealing


def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="in the transaction of its act"):
        ledger.record(appraisal(1), by=BY, at=AT)
    assert not LedgerEntry.objects.exists()


def test_entries_are_sealed_in_batches_and_each_once() -> None:
    for number in range(7):
        write(number)
    assert [ledger.seal(limit=3) for _ in range(4)] == [3, 3, 1, 0]
    assert list(Seal.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert not Backlog.objects.filter(taker=Backlog.SEALER).exists()


def test_an_entry_that_commits_after_a_younger_one_was_sealed_is_sealed_next() -> None:
    recorded, commit = threading.Event(), threading.Event()

    def slow() -> int:
        try:
            with transaction.atomic():
                entry = ledger.record(appraisal(1), by=BY, at=AT)
                recorded.set()
                assert commit.wait(30)
            return entry.id
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(slow)
        assert recorded.wait(30)
        younger = write(2)
        assert ledger.seal() == 1
        commit.set()
        assert older.result(30) < younger.id
    assert ledger.seal() == 1
    assert list(Seal.objects.values_list("sequence", "entry_id")) == [(1, younger.id), (2, older.result())]


def test_writers_and_two_sealers_at_once_leave_one_whole_chain(tmp_path: Path) -> None:
    over = threading.Event()

    def writer(first: int) -> None:
        for number in range(first, first + 40):
            write(number)
            with transaction.atomic():
                ledger.record(appraisal(10_000 + number), by=BY, at=AT)
                transaction.set_rollback(True)
        connection.close()

    def sealer() -> None:
        while not over.is_set():
            ledger.seal(limit=7)
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        sealers = [pool.submit(sealer) for _ in range(2)]
        for written in [pool.submit(writer, 1000 * n) for n in range(4)]:
            written.result(120)
        over.set()
        for done in sealers:
            done.result(120)
    while ledger.seal():
        pass
    assert list(Seal.objects.values_list("sequence", flat=True)) == list(range(1, 161))
    revisions = {entry.payload["lines"][0]["revision"] for entry in LedgerEntry.objects.all()}
    assert revisions == {1000 * n + number for n in range(4) for number in range(40)}
    assert check(tmp_path, [ledger.anchor("daily 2019-06-01", at=AT, key=KEY)])[0] == 0


def test_a_head_is_anchored_once_for_each_reason() -> None:
    write(1)
    ledger.seal()
    first = ledger.anchor("daily 2019-06-01", at=AT, key=KEY)
    write(2)
    ledger.seal()
    assert ledger.anchor("daily 2019-06-01", at=AT + timedelta(hours=1), key=KEY) == first
    assert ledger.anchor("daily 2019-06-02", at=AT, key=KEY).sequence == 2


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM kernel_ledgerentry",
        "DELETE FROM kernel_seal",
        "DELETE FROM kernel_anchor",
        "UPDATE kernel_ledgerentry SET actor = 'somebody else'",
        "UPDATE kernel_seal SET hash = 'another'",
        "UPDATE kernel_anchor SET hash = 'another'",
    ],
)
def test_the_database_refuses_to_change_what_is_written(change: str) -> None:
    write(1)
    ledger.seal()
    ledger.anchor("daily 2019-06-01", at=AT, key=KEY)
    with pytest.raises(DatabaseError, match="Cannot update or delete rows"):
        sql(change)
    assert (LedgerEntry.objects.count(), Seal.objects.count(), Anchor.objects.count()) == (1, 1, 1)


# The stand-alone check

HEAD_AT, LAST, VICTIM = 40, 60, 20


@pytest.fixture
def heads() -> list[chain.Head]:
    """A ledger of 60 sealed entries, and the heads that were handed outside at 40 and at 60."""
    found = []
    for number in range(1, LAST + 1):
        write(number)
        if number in (HEAD_AT, LAST):
            while ledger.seal(limit=25):
                pass
            found.append(ledger.anchor(f"daily {number}", at=AT, key=KEY))
    return found


def check(folder: Path, heads: list[chain.Head]) -> tuple[int, str]:
    """Export, then walk the chain in a process that has neither Django nor the database: exit code and what it says."""
    exported, anchored = folder / "ledger.jsonl", folder / "heads.jsonl"
    exported.write_text("".join(line + "\n" for line in ledger.export_lines()), encoding="utf-8")
    anchored.write_text("".join(json.dumps(asdict(head)) + "\n" for head in heads), encoding="utf-8")
    words = [sys.executable, "-X", "importtime", "-m", "kernel.chain", str(exported), "--heads", str(anchored)]
    done = subprocess.run(
        [*words, "--public-key", chain.public_text(KEY)],
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "cryptography" in imported, done.stderr
    assert not imported & {"django", "psycopg", "config", "emulation"}
    return done.returncode, done.stdout


@transaction.atomic
def attack(*queries: str) -> None:
    """As a superuser of the database who has switched its triggers off."""
    sql("SET LOCAL session_replication_role = replica")
    for query in queries:
        sql(query)


def edit_a_score() -> None:
    attack(
        f"UPDATE kernel_ledgerentry SET payload = jsonb_set(payload, '{{lines,0,total}}', '\"99.00\"') WHERE {at_place(VICTIM)}"
    )


def edit_a_score_into_a_float() -> None:
    attack(
        f"UPDATE kernel_ledgerentry SET payload = jsonb_set(payload, '{{lines,0,total}}', '99.5') WHERE {at_place(VICTIM)}"
    )


def delete_a_middle_entry() -> None:
    attack(
        f"DELETE FROM kernel_ledgerentry WHERE {at_place(VICTIM)}", f"DELETE FROM kernel_seal WHERE sequence = {VICTIM}"
    )


def delete_the_entry_of_a_head() -> None:
    attack(
        f"DELETE FROM kernel_ledgerentry WHERE {at_place(HEAD_AT)}",
        f"DELETE FROM kernel_seal WHERE sequence = {HEAD_AT}",
    )


def swap_the_actor() -> None:
    attack(f"UPDATE kernel_ledgerentry SET actor = 'somebody else' WHERE {at_place(VICTIM)}")


def drop_the_end() -> None:
    attack("DELETE FROM kernel_ledgerentry WHERE id IN (SELECT entry_id FROM kernel_seal WHERE sequence > 50)")
    attack("DELETE FROM kernel_seal WHERE sequence > 50")


def recompute_the_whole_chain() -> None:
    edit_a_score()
    previous = chain.GENESIS
    for seal in Seal.objects.select_related("entry"):
        previous = chain.entry_hash(previous, ledger.as_line(seal.entry))
        attack(f"UPDATE kernel_seal SET hash = '{previous}' WHERE sequence = {seal.sequence}")


def at_place(sequence: int) -> str:
    return f"id = (SELECT entry_id FROM kernel_seal WHERE sequence = {sequence})"


ATTACKS = {
    edit_a_score: "broken: entry 20 ",
    edit_a_score_into_a_float: "broken: entry 20 ",
    delete_a_middle_entry: "gap: entry 20 is missing, 21 follows",
    delete_the_entry_of_a_head: "gap: entry 40 is missing, 41 follows",
    swap_the_actor: "broken: entry 20 ",
    drop_the_end: "truncated: the chain ends at 50, a head of 60 was anchored",
    recompute_the_whole_chain: "rewritten: entry 40 has another hash than the head anchored for it",
}
UNSEEN_WITHOUT_A_HEAD = (drop_the_end, recompute_the_whole_chain)


def test_an_untouched_ledger_holds_and_what_is_not_sealed_yet_is_no_fault(
    heads: list[chain.Head], tmp_path: Path
) -> None:
    write(61)
    assert check(tmp_path, heads) == (0, "OK: 2 heads, 0 faults\n")


@pytest.mark.parametrize("strike", ATTACKS, ids=lambda strike: strike.__name__)
def test_the_attack_is_found_and_its_place_is_named(
    strike: Callable[[], None], heads: list[chain.Head], tmp_path: Path
) -> None:
    strike()
    code, said = check(tmp_path, heads)
    assert code == 1
    assert ATTACKS[strike] in said


@pytest.mark.parametrize("strike", UNSEEN_WITHOUT_A_HEAD, ids=lambda strike: strike.__name__)
def test_only_a_head_kept_outside_tells_a_shortened_or_rewritten_chain(
    strike: Callable[[], None], heads: list[chain.Head], tmp_path: Path
) -> None:
    strike()
    assert check(tmp_path, [])[0] == 0
    assert check(tmp_path, heads)[0] == 1


def test_a_head_that_another_key_signed_is_refused(heads: list[chain.Head], tmp_path: Path) -> None:
    forged = chain.sign(heads[-1], STRANGER)
    code, said = check(tmp_path, [heads[0], forged])
    assert (code, said.splitlines()[0]) == (1, "head 60 (daily 60): its signature does not belong to this key")
