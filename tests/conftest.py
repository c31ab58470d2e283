"""What every test has: quick passwords; and for those who ask, a world of two authorities that each test finds unchanged."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test import override_settings

from emulation.catalogue import awards, enter_calendar_days, enter_leave_kinds, enter_service_rules
from emulation.models import CalendarDay, LeaveKind, ServiceRule
from tests.world import World, build, stopped_clock

LONGEST = (
    "tests/faults/test_faults.py",
    "tests/web/test_browser.py",
    "tests/api/test_access_machine.py",
    "tests/flows",
    "tests/rules/test_frame.py",
    "tests/acts/test_at_once.py",
    "tests/api/test_fuzz.py",
    "tests/api/test_access_matrix.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = in_their_turn(items)


def in_their_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Modules without the world first, as its transaction is open from then on, and those with the district one after another, for
    it is made for the first of them; of each kind the longest first, so that no worker is left alone with one of them."""
    turns: dict[str, tuple[int, int]] = {}
    for item in items:
        module = item.nodeid.partition("::")[0]
        length = next((place for place, path in enumerate(LONGEST) if module.startswith(path)), len(LONGEST))
        asked = getattr(item, "fixturenames", ())
        kind = 2 if "made_world" in asked else 1 if "district" in asked else 0
        turns[module] = (max(kind, turns.get(module, (0, 0))[0]), length)
    return sorted(items, key=lambda item: turns[item.nodeid.partition("::")[0]])


@pytest.fixture(scope="session", autouse=True)
def catalogue_survives_flushes() -> Iterator[None]:
    """A transactional test empties every table when it ends; the rows that migrations entered are entered again."""

    def again(app_config: AppConfig, **_: Any) -> None:
        if app_config.label == "emulation":
            awards.enter(apps)
            enter_calendar_days(CalendarDay)
            enter_leave_kinds(LeaveKind)
            enter_service_rules(ServiceRule)

    post_migrate.connect(again, weak=False)
    yield
    post_migrate.disconnect(again)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; in this process nobody steals hashes."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_are_found_when_asked_for() -> Iterator[None]:
    """Each test client loads the middleware of its own, and a list of all static files takes longer than most requests."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="module")
def clock() -> Iterator[None]:
    yield from stopped_clock()


@pytest.fixture(scope="session")
def made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once, in a transaction that stays open to the end: tests without it come before (`in_their_turn`)."""
    with contextmanager(stopped_clock)(), ExitStack() as open_ones:
        with django_db_blocker.unblock():
            open_ones.enter_context(transaction.atomic())
            world = build()
            connection.check_constraints()  # once: else every test checks all that was put off while the world was built
        yield world
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            open_ones.close()


Files = dict[tuple[str, str], bytes]


def _names(storage: Storage, folder: str = "") -> Iterator[str]:
    folders, files = storage.listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for inner in folders:
        yield from _names(storage, f"{folder}{inner}/")


@pytest.fixture(scope="session")
def kept_files(made_world: World) -> Files:
    """The world's files, by storage and name."""
    found = {}
    for place in ("default", "anchors"):
        for name in _names(storages[place]):
            with storages[place].open(name) as file:
                found[place, name] = file.read()
    return found


@pytest.fixture
def world(db: None, made_world: World, kept_files: Files) -> World:
    """One world for all tests; what a test changes is rolled back to it, also whom and what it noted down by name, and files that
    the last one lost are there again."""
    for (place, name), content in kept_files.items():
        if not storages[place].exists(name):
            storages[place].save(name, ContentFile(content))
    return World(made_world.home.noted(), made_world.away.noted())
