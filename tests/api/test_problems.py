"""Every kind of no is a problem document of its own status, in the language asked for, and tells what is possible now."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DataError, OperationalError
from django.http import Http404
from django.test import Client
from rest_framework import exceptions
from rest_framework.response import Response

from api.problems import MEDIA_TYPE, ProblemDocument, as_problem
from kernel.errors import Invalid, Missing, NotAllowed, Problem, Refusal, Unavailable, WrongState
from tests.api.conftest import Caller
from tests.world import DRAFTED, SUBMITTED, Town, World


def kinds(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        yield below
        yield from kinds(below)


STATUSES = {Invalid: 422, Missing: 404, NotAllowed: 403, WrongState: 409, Unavailable: 503}


def answered(error: Exception) -> Response:
    answer = as_problem(error, {})
    assert answer is not None
    assert answer.content_type == MEDIA_TYPE
    document = ProblemDocument(data=answer.data)
    assert document.is_valid(), document.errors
    assert answer.data["status"] == answer.status_code
    assert answer.data["type"] == f"urn:thidua:problem:{answer.data['code']}"
    return answer


def test_the_product_says_no_in_these_five_ways_and_each_has_its_status() -> None:
    assert set(kinds()) == set(STATUSES)
    for kind, status in STATUSES.items():
        more: dict[str, Any] = {"state": "draft", "may": ["launch"]} if kind is WrongState else {}
        answer = answered(kind("thing.refused", "Không được %(what)s.", what="đâu", **more))
        assert (answer.status_code, answer.data["title"], answer.data["code"]) == (
            status,
            "Không được đâu.",
            "thing.refused",
        )
        assert ("may" in answer.data) == (kind is WrongState)
        assert ("Retry-After" in answer.headers) == (kind is Unavailable)


def test_a_wrong_state_tells_the_state_and_what_is_possible() -> None:
    answer = answered(WrongState("thing.wrong_state", "Sai lúc.", state="closed", may=("conclude",)))
    assert (answer.data["state"], answer.data["may"]) == ("closed", ["conclude"])


def test_each_fault_stands_with_its_place_and_its_values() -> None:
    problem = Problem("sheet.out_of_range", "Điểm %(value)s là quá 100%%.", "Cá nhân!D7", {"value": "101"})
    answer = answered(Invalid("sheet.invalid", "Phiếu có lỗi.", problems=[problem]))
    assert answer.data["problems"] == [
        {"code": "sheet.out_of_range", "path": "Cá nhân!D7", "message": "Điểm 101 là quá 100%."}
    ]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("gone"), 503, "database.away"),
        (DataError("text fields cannot contain NUL"), 422, "request.not_storable"),
        (Http404(), 404, "request.not_found"),
        (exceptions.NotAuthenticated(), 401, "request.not_authenticated"),
        (exceptions.Throttled(wait=3), 429, "request.throttled"),
        (exceptions.MethodNotAllowed("PUT"), 405, "request.method_not_allowed"),
        (exceptions.ParseError(), 400, "request.parse_error"),
        (exceptions.ValidationError({"a": ["100% sai"]}), 422, "request.invalid"),
    ],
)
def test_what_the_framework_says_is_a_problem_too(error: Exception, status: int, code: str) -> None:
    answer = answered(error)
    assert (answer.status_code, answer.data["code"]) == (status, code)


def test_the_inside_of_a_fault_is_not_told() -> None:
    told = json.dumps(answered(OperationalError("password of thi_dua@10.0.0.7")).data)
    assert "10.0.0.7" not in told
    assert as_problem(ZeroDivisionError("secret"), {}) is None


# Over HTTP

ROOT = "/api/v1"


def url(town: Town, month: str, act: str) -> str:
    return f"{ROOT}/campaigns/{town.running}/units/P01/months/{month}/{act}"


def test_a_409_lists_the_acts_that_are_possible_for_who_asks(world: World, as_: Caller) -> None:
    """April is drafted: its officer may hand it in; the head may do nothing with it yet."""
    body = {"subjects": [""], "reason": "Lại"}
    for who, may in (("unit_head", []), ("standing_officer", [])):
        answer = as_(who).post(url(world.home, DRAFTED, "return"), body, format="json")
        assert (answer.status_code, answer["Content-Type"]) == (409, MEDIA_TYPE)
        assert (answer.json()["state"], answer.json()["may"]) == ("draft", may)
    answer = as_("unit_officer").post(url(world.home, SUBMITTED, "submit"), {"subjects": [""]}, format="json")
    assert (answer.status_code, answer.json()["state"], answer.json()["may"]) == (409, "submitted", [])
    path = f"{ROOT}/campaigns/{world.home.stages['suspended']}/close"
    told = as_("authority").post(path).json()
    assert (told["state"], told["may"]) == ("suspended", ["resume", "cancel"])


def test_what_blocks_a_closing_is_listed(world: World, as_: Caller) -> None:
    path = f"{ROOT}/campaigns/{world.home.running}"
    answer = as_("authority").post(f"{path}/close")
    assert answer.status_code == 409
    listed = as_("authority").get(f"{path}/blockers").json()
    assert answer.json()["problems"] == listed
    assert {problem["code"] for problem in listed} == {"campaign.month_open", "campaign.unappraised"}


def test_acts_and_states_are_named_in_the_language_asked_for(world: World, as_: Caller) -> None:
    path = f"{ROOT}/campaigns/{world.home.stages['suspended']}/close"
    titles = {
        language: as_("authority").post(path, headers={"Accept-Language": language}).json()["title"]
        for language in ("vi", "en", "fr", "")
    }
    assert "tạm dừng" in titles["vi"].casefold()
    assert titles["en"] != titles["vi"]
    assert titles["fr"] == titles[""] == titles["vi"]


def test_who_is_not_signed_in_or_may_not_is_told_so(world: World, as_: Caller, anonymous: Any) -> None:
    answer = anonymous.get(f"{ROOT}/campaigns")
    assert (answer.status_code, answer["Content-Type"]) == (401, MEDIA_TYPE)
    assert answer["WWW-Authenticate"].startswith("Token")
    answer = anonymous.get(f"{ROOT}/campaigns", headers={"Authorization": "Token thidua-false"})
    assert (answer.status_code, answer.json()["code"]) == (401, "request.authentication_failed")
    answer = as_("unit_officer").post(f"{ROOT}/campaigns", {"code": "A", "name": "A"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "campaign.not_allowed")


def test_a_wrong_password_and_a_locked_account_are_told_alike(world: World, anonymous: Any) -> None:
    name = world.home.accounts["staff"].username
    for tries in range(7):
        body = {"username": name, "password": f"sai-{tries}"}
        answer = anonymous.post(f"{ROOT}/auth/token", body, format="json")
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (403, MEDIA_TYPE), answer.content
        assert answer.json()["code"] == "sign_in.refused"


def test_a_fault_of_ours_is_a_500_without_its_inside(world: World, settings: Any) -> None:
    """A clock that breaks stands for any bug behind the API."""

    def broken() -> None:
        raise ZeroDivisionError("secret of the house")

    client = Client(raise_request_exception=False)
    client.force_login(world.home.accounts["standing_officer"], "django.contrib.auth.backends.ModelBackend")
    settings.CLOCK = broken
    answer = client.get(f"{ROOT}/units")
    assert (answer.status_code, answer["Content-Type"]) == (500, MEDIA_TYPE)
    assert answer.json()["code"] == "server.error"
    assert b"secret" not in answer.content
