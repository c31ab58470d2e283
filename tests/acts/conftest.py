"""Short ways to say who does what in the world of the tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from kernel.actors import Actor
from kernel.errors import Refusal
from kernel.events import Event
from kernel.models import LedgerEntry
from tests.world import HOME, Town, World, begin, decide, stopped_clock


@pytest.fixture
def town(world: World) -> Town:
    return world.home


@contextmanager
def copied_database(source: str, name: str) -> Iterator[None]:
    """Django's connection, and those of threads that begin meanwhile, lead to a copy, which is dropped at the end."""
    given = connection.get_connection_params()
    to_servers_own = {word: given[word] for word in ("host", "port", "user", "password") if given.get(word)}
    connection.close()
    with psycopg.connect(**to_servers_own, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Town]]:
    """The name of a database in which a small town is committed, and the town."""
    source = str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock(), copied_database(source, f"{source}_settled"):
        with contextmanager(stopped_clock)(), transaction.atomic():
            town = begin(HOME)
            decide(town)
        connection.close()
        name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], source
        yield name, town
        connection.settings_dict["NAME"] = name


_numbers = count(1)


@pytest.fixture
def committed_town(settled: tuple[str, Town], clock: None, django_db_blocker: Any) -> Iterator[Town]:
    """A town in a database of the test's own, for threads that see no open transaction; making it anew takes ten times as long."""
    source, town = settled
    with django_db_blocker.unblock(), copied_database(source, f"{source}_{next(_numbers)}"):
        yield deepcopy(town)


@dataclass
class Refused:
    """What a refusal said, once the block is over."""

    refusal: Refusal | None = None

    @property
    def code(self) -> str:
        assert self.refusal is not None
        return self.refusal.code

    @property
    def codes(self) -> list[str]:
        assert self.refusal is not None
        return [problem.code for problem in self.refusal.problems]

    @property
    def paths(self) -> list[str]:
        assert self.refusal is not None
        return [problem.path for problem in self.refusal.problems]


@contextmanager
def refused(kind: type[Refusal], code: str) -> Iterator[Refused]:
    """The block is refused in this way and under this code, and leaves nothing behind, not even in the ledger."""
    found, before = Refused(), LedgerEntry.objects.count()
    with pytest.raises(kind) as caught, transaction.atomic():
        yield found
    found.refusal = caught.value
    assert found.code == code
    assert found.refusal.text()
    assert LedgerEntry.objects.count() == before


@pytest.fixture
def office(town: Town) -> Actor:
    return town.actors["standing_officer"]


@pytest.fixture
def chair(town: Town) -> Actor:
    return town.actors["authority"]


@pytest.fixture
def officer(town: Town) -> Actor:
    return town.actors["unit_officer"]


@pytest.fixture
def head(town: Town) -> Actor:
    return town.actors["unit_head"]


def recorded(kind: type[Event], /, **about: Any) -> int:
    """How many events of a kind (about something) stand in the ledger."""
    return LedgerEntry.objects.filter(type=kind.type, **{f"payload__{name}": v for name, v in about.items()}).count()


def once(kind: type[Event], act: Callable[[], object], /, **about: Any) -> None:
    """Doing it twice records one event."""
    before = recorded(kind, **about)
    act()
    act()
    assert recorded(kind, **about) == before + 1
