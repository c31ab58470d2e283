"""Services for the fault tests alone, which kill them; a fresh database and fresh processes for every test."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from devstack.stack import Services
from tests.faults.stage import Stage

SHORT, FULL = 120, 1000
Staged = Callable[..., Stage]


@pytest.fixture(params=[pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.full)])
def size(request: pytest.FixtureRequest) -> int:
    """How many reactions."""
    return int(request.param)


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    with Services.throwaway() as started:
        yield started


@pytest.fixture(scope="session")
def prepared(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], str]:
    """The name of a database with an authority and so many staff, made once."""

    @cache
    def make(size: int) -> str:
        name = f"prepared_{size}"
        stage = Stage(services.create_database(name), services.redis_url, tmp_path_factory.mktemp(name))
        try:
            stage.processes.once("migrate")
            stage.drive("prepare", size)
        finally:
            stage.close()
        return name

    return make


_numbers = count(1)


@pytest.fixture
def staged(services: Services, prepared: Callable[[int], str], tmp_path: Path) -> Iterator[Staged]:
    """Makes the stage of a test: a copy of the prepared database, files and processes of its own, an empty Redis."""
    stages = []

    def make(size: int, **overlay: str) -> Stage:
        services.kill_redis()
        services.start_redis(empty=True)
        url = services.create_database(f"cell_{next(_numbers)}", template=prepared(size))
        stages.append(Stage(url, services.redis_url, tmp_path, **overlay))
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()
