"""A district for all modules that follow each other, and browsers of its people."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from emulation.models import Account
from tests.web.district import NOW, District, found

PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "anchors": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SignIn = Callable[[str], Client]


@pytest.fixture(scope="session")
def quiet_settings() -> Iterator[None]:
    """The tests' clock, quick passwords, files kept in memory, and static files under their plain names."""
    with override_settings(CLOCK=lambda: NOW, STORAGES=PLAIN_FILES, PASSWORD_HASHERS=QUICK):
        yield


class Founded:
    """The district in a transaction that stays open from module to module, until one comes that does not ask for it."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._district: District | None = None

    def enter(self, blocker: Any) -> District:
        with blocker.unblock():
            if self._district is None:
                self._open.enter_context(blocker.unblock())  # it must be taken back at the end, too
                self._open.enter_context(transaction.atomic())
                self._district = found()
                connection.check_constraints()  # once, and not after each test again
        return deepcopy(self._district)

    def leave(self) -> None:
        if self._district is not None:
            self._district = None
            transaction.set_rollback(True)
            self._open.close()


FOUNDED = Founded()


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: Any, quiet_settings: None) -> District:
    """One district for all tests; each test's own changes are rolled back to it."""
    return FOUNDED.enter(django_db_blocker)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    same = nextitem is not None and nextitem.path == item.path
    if not same and "district" not in getattr(nextitem, "fixturenames", ()):
        FOUNDED.leave()


@pytest.fixture
def sign_in(db: None, district: District) -> SignIn:
    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def passer_by(db: None, district: District) -> Client:
    return Client()
