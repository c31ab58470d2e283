"""A database of its own for the flows, with a real relay and a real worker on it."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from devstack.stack import Services
from tests.faults.stage import Stage

LEASE_SECONDS = 2


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """On the services of the test run; tests share it and ask only for what is their own."""
    files = tmp_path_factory.mktemp("flows")
    name = f"flows_{os.getpid()}"
    with Services.throwaway(database_url=os.environ["DATABASE_URL"], redis_url=os.environ["REDIS_URL"]) as guest:
        url = guest.create_database(name)
        made = Stage(url, guest.redis_url, files, DELIVERY_LEASE_SECONDS=str(LEASE_SECONDS))
        try:
            made.processes.once("migrate")
            made.drive("prepare", 3)
            made.start_probed()
            yield made
        finally:
            made.close()
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
