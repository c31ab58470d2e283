"""Why changes of rank are inserted and taken in later: many writers at once, against counters that all of them update."""

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg

from bench.ranking import database
from bench.ranking.nation import SEED
from bench.ranking.rows import Row

WRITERS, EACH = 8, 60
PEOPLE = 20_000
THINKING = 0.004
"""What a transaction does besides, while it holds its locks: the rest of the act that appraises."""
_TABLES = """
CREATE TABLE rollup (id int PRIMARY KEY, cell int NOT NULL);
INSERT INTO rollup SELECT n, 8000 + n % 1500 FROM generate_series(1, {people}) n;
CREATE TABLE cells (cell int PRIMARY KEY, holders int NOT NULL);
INSERT INTO cells SELECT cell, count(*) FROM rollup GROUP BY cell;
CREATE TABLE blocks (block int PRIMARY KEY, holders int NOT NULL);
INSERT INTO blocks SELECT cell >> 7, sum(holders) FROM cells GROUP BY 1;
CREATE TABLE changes (id bigserial PRIMARY KEY, cell int, holders int)
"""
Move = Callable[[psycopg.Connection[Any], int, int], None]


def insert(connection: psycopg.Connection[Any], old: int, new: int) -> None:
    connection.execute("INSERT INTO changes (cell, holders) VALUES (%s, -1), (%s, 1)", [old, new])


def count(connection: psycopg.Connection[Any], old: int, new: int) -> None:
    """Each table in the order of its keys, so that no two writers wait for each other in a ring."""
    for cell, by in sorted(((old, -1), (new, 1))):
        connection.execute("UPDATE cells SET holders = holders + %s WHERE cell = %s", [by, cell])
    for block, by in sorted(((old >> 7, -1), (new >> 7, 1))):
        connection.execute("UPDATE blocks SET holders = holders + %s WHERE block = %s", [by, block])


def hot_row() -> Row:
    inserted, counted = (_rate(move) for move in (insert, count))
    return Row(
        f"changes of {WRITERS} writers at once, a second",
        "counters updated in the same transactions",
        f"{inserted:,.0f}",
        f"{counted:,.0f}",
        inserted / counted,
        1,
        note="why the histogram takes changes in later",
    )


def _rate(move: Move) -> float:
    with database.fresh("hot") as address:
        with psycopg.connect(address) as connection:
            for statement in _TABLES.format(people=PEOPLE).split(";"):
                connection.execute(statement)
        writers = [threading.Thread(target=_write, args=(address, move, number)) for number in range(WRITERS)]
        began = time.perf_counter()
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        return WRITERS * EACH / (time.perf_counter() - began)


def _write(address: str, move: Move, number: int) -> None:
    drawn = random.Random(f"{SEED} {number}")
    with psycopg.connect(address, autocommit=True) as connection:
        for _ in range(EACH):
            who, new = drawn.randrange(number + 1, PEOPLE, WRITERS), drawn.randrange(8000, 9500)
            with connection.transaction():
                row = connection.execute("SELECT cell FROM rollup WHERE id = %s FOR UPDATE", [who]).fetchone()
                connection.execute("UPDATE rollup SET cell = %s WHERE id = %s", [new, who])
                move(connection, row[0] if row else new, new)
                time.sleep(THINKING)
