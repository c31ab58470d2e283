"""Every address × every role × own and foreign things, against the table of who gets what."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse
from rest_framework.test import APIClient

from api import urls as api_urls
from emulation.models import Account
from kernel.models import LedgerEntry
from tests.api.access.table import TABLE, UNITS_ASKED
from tests.api.access.words import ANONYMOUS, HOMELESS, MEMBERS, MOUTH_DEFAULTS, STRANGER, On, Row
from tests.api.conftest import caller, visitor
from tests.world import OWN, World
from web import urls as web_urls

METHODS = ("get", "post", "put", "patch", "delete")
ROUTES: dict[str, URLPattern] = {
    f"{module.app_name}:{pattern.name}": pattern for module in (api_urls, web_urls) for pattern in module.urlpatterns
}


@dataclass(frozen=True)
class Crowd:
    """Everybody who asks, by mouth and name; and whose authority each belongs to."""

    world: World
    clients: Mapping[str, Mapping[str, Client]]
    authorities: Mapping[str, str]


@pytest.fixture(scope="module")
def crowd(made_world: World, django_db_blocker: Any) -> Iterator[Crowd]:
    home, away = made_world.home, made_world.away
    with django_db_blocker.unblock():
        homeless = Account.objects.create(username="root", is_superuser=True, is_staff=True)
        api: dict[str, Client] = {name: caller(home, name) for name in MEMBERS}
        web: dict[str, Client] = {name: visitor(home, name) for name in MEMBERS}
        unplaced, root = APIClient(), Client()
        unplaced.force_authenticate(homeless)
        root.force_login(homeless, "django.contrib.auth.backends.ModelBackend")
        api |= {ANONYMOUS: APIClient(), STRANGER: caller(away, "all_roles"), HOMELESS: unplaced}
        web |= {ANONYMOUS: Client(), STRANGER: visitor(away, "all_roles"), HOMELESS: root}
        authorities = dict.fromkeys(MEMBERS, home.code) | {STRANGER: away.code}
        yield Crowd(made_world, {"api": api, "web": web}, authorities)


def ask(crowd: Crowd, name: str, row: Row, unit: str) -> tuple[str, bool]:
    """The outcome for one of them, all of whose traces are wiped out again; and whether anything was recorded that
    must not be: by a refused request, or in somebody else's authority."""
    on, client = On(crowd.world.home, unit), crowd.clients[row.mouth][name]
    address = reverse(row.route, kwargs=row.kwargs(on))
    query = row.query if isinstance(row.query, str) else row.query(on)
    before = LedgerEntry.objects.order_by("-id").values_list("id", flat=True).first()
    with transaction.atomic():
        body = row.body(on)
        sent: dict[str, Any] = {}
        if row.method != "get":
            sent = (
                {"data": body, "format": "multipart" if row.multipart else "json"}
                if row.mouth == "api"
                else {"data": body}
            )
        response = getattr(client, row.method)(f"{address}?{query}" if query else address, **sent)
        marker = row.marker(on) if row.marker else None
        outcome = judged(response, marker)
        written = set(LedgerEntry.objects.filter(id__gt=before).values_list("authority", flat=True))
        transaction.set_rollback(True)
    allowed = {crowd.authorities[name]} if response.status_code < 400 and name in crowd.authorities else set()
    return outcome, not written <= allowed


def judged(response: Any, marker: str | None) -> str:
    if response.status_code == 302 and response["Location"].startswith("/login/?next="):
        return "login"
    content = (
        response.getvalue().decode(errors="replace")
        if response.streaming
        else response.content.decode(errors="replace")
    )
    if response.status_code != 200 or marker is None:
        return str(response.status_code)
    return "sees" if marker in content else "blind"


CASES = [
    pytest.param(row, target, id=f"{row.name} {target}")
    for row in TABLE
    for target in ("own", "other")
    if target == "own" or row.other is not None
]
EACH = 1


def everybody(row: Row, target: str) -> dict[str, str]:
    expectation = row.own if target == "own" else row.other
    assert expectation is not None
    return {ANONYMOUS: str(expectation["rest"])} if row.public else row.expected(expectation)


def chosen(row: Row, target: str) -> dict[str, str]:
    """The strangers, and some members for each outcome that the row expects: others for each row, so that every role asks for
    very many things that are and are not for it. Everybody asks for everything in the long form."""
    expected = everybody(row, target)
    if row.public:
        return expected
    pick = random.Random(f"{row.name} {target}")
    kept = {name for name in expected if name not in MEMBERS}
    for outcome in sorted(set(expected.values())):
        alike = sorted(name for name in MEMBERS if expected[name] == outcome)
        kept.update(pick.sample(alike, min(EACH, len(alike))))
    return {name: outcome for name, outcome in expected.items() if name in kept}


def check(row: Row, target: str, expected: Mapping[str, str], crowd: Crowd) -> None:
    found, trespasses = {}, []
    for name in sorted(expected):
        found[name], trespassed = ask(crowd, name, row, UNITS_ASKED[target])
        trespasses += [name] if trespassed and not row.takes_in else []
    assert found == expected
    assert trespasses == []


class TestOneHalf:
    """In two halves, for processes that share the tests take a class whole."""

    @pytest.mark.parametrize(("row", "target"), CASES[::2])
    def test_everybody_gets_what_the_table_says(self, row: Row, target: str, crowd: Crowd, world: World) -> None:
        check(row, target, chosen(row, target), crowd)


class TestOtherHalf:
    @pytest.mark.parametrize(("row", "target"), CASES[1::2])
    def test_everybody_gets_what_the_table_says(self, row: Row, target: str, crowd: Crowd, world: World) -> None:
        check(row, target, chosen(row, target), crowd)


@pytest.mark.full
@pytest.mark.parametrize(("row", "target"), CASES)
def test_really_everybody_gets_what_the_table_says(row: Row, target: str, crowd: Crowd, world: World) -> None:
    check(row, target, everybody(row, target), crowd)


def test_every_address_has_a_row() -> None:
    assert {row.route for row in TABLE} == set(ROUTES)


FROM_DJANGO = {"web:login", "web:language", "web:password-choose"}
"""Django's own views: PUT is POST to the one, another sends everybody back to where they came from, and the third knows nothing
without its one-time link."""


@pytest.mark.parametrize("route", sorted(set(ROUTES) - FROM_DJANGO))
def test_a_method_without_a_row_is_refused_even_to_those_who_may_most(route: str, crowd: Crowd, world: World) -> None:
    rows = {row.method: row for row in TABLE if row.route == route}
    some_row = next(iter(rows.values()))
    address = reverse(route, kwargs=some_row.kwargs(On(world.home, OWN)))
    name = random.Random(route).choice(("administrator", "authority", "standing_officer"))
    for method in METHODS:
        if method not in rows:
            response = getattr(crowd.clients[some_row.mouth][name], method)(address)
            assert response.status_code == 405, (method, name)


def test_whoever_is_not_named_in_a_row_gets_no_more_than_a_look() -> None:
    """Deny by default: what changes something is allowed by name only, to members as to everybody else."""
    harmless = {
        "api:token",
        "api:score",
        "api:feedback-intake",
        "api:feedback-track",
        "api:feedback-reopen",
        "web:feedback-tell",
        "web:feedback-track",
        "web:login",
        "web:logout",
        "web:language",
        "web:display",
        "api:notices-read",
        "web:inbox-read",
        "api:mail-preference",
        "web:mail-preferences",
        "web:delegations",
        "api:objections",
        "web:password",
        "web:password-choose",
        "web:consultation",
        "web:verify",
        "web:certificate-verify",
        "api:verification-files",
    }  # a score is computed and not stored; an inbox is one's own, and so is
    # ceasing to act for others; a file that is compared is kept nowhere
    changing = [row for row in TABLE if row.method != "get" and row.route not in harmless]
    for row in changing:
        for target in filter(None, (row.own, row.other)):
            assert str(target["rest"]) in ("403", "404"), row.name
    for mouth in MOUTH_DEFAULTS.values():
        assert set(mouth.values()) <= {"401", "403", "404", "login"}
