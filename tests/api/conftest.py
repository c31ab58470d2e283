"""Callers of the API and visitors of the pages, as anybody of the world."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.world import Town, World

Caller = Callable[..., APIClient]


def caller(town: Town, name: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(town.accounts[name])
    return client


def visitor(town: Town, name: str) -> Client:
    client = Client()
    client.force_login(town.accounts[name], "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_(world: World) -> Caller:
    """``as_("unit_head")`` is a client of the API with that account of the home town; ``town=`` takes another."""

    def of(name: str, *, town: Town | None = None) -> Any:
        return caller(town or world.home, name)

    return of


@pytest.fixture
def anonymous(world: World) -> APIClient:
    return APIClient()
