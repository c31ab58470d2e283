"""Short ways to say who does what in the world of the tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from kernel.actors import Actor
from kernel.errors import Refusal
from kernel.events import Event
from kernel.models import LedgerEntry
from tests.world import Town, World


@pytest.fixture
def town(world: World) -> Town:
    return world.home


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
