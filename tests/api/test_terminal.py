"""`thidua token` and `thidua call` against a real server: any act of the API from a terminal, refused in the platform's words."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections

from config.command_line import main
from emulation.models import Nomination, StoredFile
from emulation.rules.awards.states import RECEIVED, RETURNED
from tests.world import PASSWORD, PLAIN_PDF, World


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nobody reads it here."""


@pytest.fixture
def server(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """On the test's own connection, so that it sees the world."""

    connection = connections["default"]

    def serve() -> None:
        connections["default"] = connection
        listening.serve_forever(poll_interval=0.02)

    connection.inc_thread_sharing()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with make_server("localhost", 0, WSGIHandler(), handler_class=_Quiet) as listening:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        address = f"http://localhost:{listening.server_port}"
        monkeypatch.setenv("THIDUA_URL", address)
        yield address
        listening.shutdown()
        thread.join()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    connection.dec_thread_sharing()


@pytest.fixture
def office(server: str, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Signed in with a password from standard input, as a script is."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["token", world.home.accounts["standing_officer"].username]) == 0
    token = capsys.readouterr().out.strip()
    monkeypatch.setenv("THIDUA_TOKEN", token)
    return token


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    code = main(["call", *arguments])
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out.startswith(("[", "{")) else said.out, said.err


def test_an_office_reads_acts_and_is_refused_from_a_terminal(
    office: str, world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, listed, _ = told(capsys, "get", "nominations", "state=submitted", "--all")
    assert code == 0
    assert {one["state"] for one in listed} == {"submitted"}
    code, taken, _ = told(capsys, "post", f"nominations/{listed[0]['id']}/receive")
    assert (code, taken["state"]) == (0, RECEIVED)
    assert Nomination.objects.get(pk=listed[0]["id"]).state == RECEIVED

    sent_back = f"nominations/{listed[0]['id']}/return"
    code, out, err = told(capsys, "post", sent_back, "reason=")
    assert (code, out) == (2, "")
    assert "\n  reason: " in err
    in_english = told(capsys, "post", sent_back, "reason=", "--language", "en")
    assert in_english[0] == 2
    assert in_english[2] != err

    file = tmp_path / "bien-ban.pdf"
    file.write_bytes(PLAIN_PDF)
    code, taken, _ = told(capsys, "post", "files", "purpose=nomination_paper", f"files@{file}")
    assert (code, len(taken)) == (0, 1)
    assert StoredFile.objects.get(name=file.name).size == len(PLAIN_PDF)
    body = tmp_path / "body.json"
    body.write_text('{"reason": "Thiếu biên bản"}', encoding="utf-8")
    code, back, _ = told(capsys, "post", sent_back, "--body", str(body))
    assert (code, back["state"]) == (0, RETURNED)

    target = tmp_path / "schema.json"
    code, said, _ = told(capsys, "get", "schema", "format=json", "--out", str(target))
    assert code == 0
    assert json.loads(target.read_text(encoding="utf-8"))["openapi"]
    assert str(target.stat().st_size) in said


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["get", "campaigns", "state"], "tên=chữ"),
        (["post", "campaigns", "year:=x"], "JSON"),
        (["post", "campaigns", "--body", "/no/such/file"], "/no/such/file"),
        (["post", "files", "files@/no/such/file"], "/no/such/file"),
        (["get", "no-such-address"], "Không có địa chỉ này"),
        (["steal", "campaigns"], "steal"),
        (["get", "http://localhost:9/api/v1/campaigns"], "/api/v1/"),
        (["get", "//localhost:9/campaigns"], "/api/v1/"),
        (["post", "campaigns", "--all"], "--all"),
        (["get", "campaigns", "--body", "-"], "GET"),
        (["get", "campaigns", "files@x"], "GET"),
        (["post", "files", "files@x", "--body", "-"], "--body"),
        (["get", "schema", "format=json", "--all"], "--all"),
        (["get", "schema", "format=json", "--out", "/no/such/folder/x"], "/no/such/folder/x"),
    ],
)
def test_what_cannot_be_asked_is_said_clearly(
    server: str, arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(capsys, *arguments)
    assert (code, out) == (2, "")
    assert expected in err


@pytest.mark.parametrize(("name", "value"), [("THIDUA_URL", "http://["), ("THIDUA_TOKEN", "mã")])
def test_a_variable_that_nothing_can_be_sent_with_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, out, err = told(capsys, "get", "campaigns")
    assert (code, out) == (2, "")
    assert name in err


def test_a_server_that_does_not_answer_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THIDUA_URL", "http://localhost:9")
    code, _, err = told(capsys, "get", "campaigns")
    assert code == 2
    assert "http://localhost:9" in err
    assert "THIDUA_URL" in err
