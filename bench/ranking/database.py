"""A database of the benchmark's own on the running server, thrown away at the end, and results read back from it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import polars as pl
import psycopg
from psycopg import Connection, sql

from bench.ranking.twins import FIGURES
from emulation.columns.copying import frame_out

NAME = "bench_ranking_{}"


@contextmanager
def fresh(of: str) -> Iterator[str]:
    """The address of an empty database."""
    given, name = os.environ["DATABASE_URL"], NAME.format(of)
    address = urlsplit(given)._replace(path=f"/{name}").geturl()
    with psycopg.connect(given, autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield address
        finally:
            server.execute(drop)


def figures(connection: Connection[Any], table: str) -> pl.DataFrame:
    """What a table of results says, with -1 or null for what somebody does not have."""
    with connection.cursor() as cursor:
        query = f"COPY (SELECT {', '.join(FIGURES)} FROM {table}) TO STDOUT (FORMAT csv, NULL '\\N')"
        return frame_out(cursor, query, dict.fromkeys(FIGURES, pl.Int32))
