"""What every test has: quick passwords; and for those who ask, a world of two authorities that each test finds unchanged."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.db import transaction
from django.db.models.signals import post_migrate
from django.test import override_settings

from tests.world import World, build, stopped_clock

LONGEST = (
    "tests/web/test_browser.py",
    "tests/api/test_access_machine.py",
    "tests/flows",
    "tests/rules/test_frame.py",
    "tests/acts/test_at_once.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules come first, so that no worker is left alone with one of them at the end."""

    def turn(item: pytest.Item) -> int:
        return next((place for place, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))

    items.sort(key=turn)


@pytest.fixture(scope="session", autouse=True)
def catalogue_survives_flushes() -> Iterator[None]:
    """A transactional test empties every table when it ends; the rows that migrations entered are entered again."""
    enter = import_module("emulation.migrations.0002_award_types").enter

    def again(app_config: AppConfig, **_: Any) -> None:
        if app_config.label == "emulation":
            enter(apps, None)

    post_migrate.connect(again, weak=False)
    yield
    post_migrate.disconnect(again)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; in this process nobody steals hashes."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="module")
def clock() -> Iterator[None]:
    yield from stopped_clock()


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any, clock: None) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(db: None, made_world: World) -> World:
    """One world for all tests of a module; what a test changes is rolled back to it."""
    return made_world
