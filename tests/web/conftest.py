"""A district for the whole module, and browsers of its people."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
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


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: Any, quiet_settings: None) -> Iterator[District]:
    """One district for all tests of a module; each test's own changes are rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield found()
        transaction.set_rollback(True)


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
