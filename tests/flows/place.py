"""The running product of a flow as those see it who work with it: callers with accounts, a clock that is set, imports taken in."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from tests.faults.stage import Stage

PASSWORD = "mot-mat-khau-rat-dai-2019"


class Caller:
    """One account over HTTP."""

    def __init__(self, base: str, username: str) -> None:
        self.http = httpx.Client(base_url=base, timeout=60)
        made = self.post("/auth/token", {"username": username, "password": PASSWORD})
        self.http.headers["Authorization"] = f"Token {made['token']}"

    def answer(self, response: httpx.Response) -> Any:
        assert response.status_code < 400, f"{response.request.method} {response.request.url}: {response.text[:2000]}"
        return response.json() if response.content else None

    def get(self, path: str, **parameters: Any) -> Any:
        return self.answer(self.http.get(f"/api/v1{path}", params=parameters))

    def post(self, path: str, body: Any = None) -> Any:
        return self.answer(self.http.post(f"/api/v1{path}", json=body))

    def put(self, path: str, body: Any) -> Any:
        return self.answer(self.http.put(f"/api/v1{path}", json=body))

    def hand_in(self, purpose: str, name: str, content: bytes) -> str:
        """A file by its id, not yet attached to anything."""
        sent = {"data": {"purpose": purpose}, "files": [("files", (name, content))]}
        return str(self.answer(self.http.post("/api/v1/files", **sent))[0]["id"])

    def upload(self, kind: str, name: str, content: bytes, unit: str = "") -> httpx.Response:
        fields = {"kind": kind, "unit": unit}
        return self.http.post("/api/v1/imports", data=fields, files={"file": (name, content)})


def until(what: str, ask: Callable[[], Any], seconds: float = 90) -> Any:
    ends = time.monotonic() + seconds
    while True:
        found = ask()
        if found:
            return found
        assert time.monotonic() < ends, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.2)


@dataclass
class Place:
    """The running product and who works with it."""

    stage: Stage
    base: str
    clock: Path
    people: dict[str, Caller] = field(default_factory=dict)
    campaign: str = ""
    request_id: str = ""
    import_id: str = ""
    decision: str = ""

    def set_clock(self, moment: str) -> None:
        """In one step, for others read it meanwhile."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(datetime.fromisoformat(moment).isoformat(), encoding="utf-8")
        fresh.replace(self.clock)

    def sign_in(self, name: str) -> None:
        if name not in self.people:
            self.people[name] = Caller(self.base, name)

    def as_(self, name: str) -> Caller:
        return self.people[name]

    def take_in(self, by: str, kind: str, name: str, content: bytes, unit: str = "") -> dict[str, Any]:
        """Upload, wait until it is checked, commit, wait until it is written."""
        caller = self.as_(by)
        response = caller.upload(kind, name, content, unit)
        id_ = caller.answer(response)["id"]
        self.request_id, self.import_id = response.headers["X-Request-Id"], id_

        def state() -> dict[str, Any]:
            return caller.get(f"/imports/{id_}")

        until(f"{name} to be checked", lambda: state()["state"] == "validated")
        caller.post(f"/imports/{id_}/commit", {})
        return until(f"{name} to be written", lambda: (s := state())["state"] == "committed" and s)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def account(place: Place, username: str, role: str, scope: str = "authority", code: str = "", person: str = "") -> None:
    admin = place.as_("quantri")
    admin.post("/accounts", {"username": username, "password": PASSWORD, "name": username, "person": person})
    admin.post(f"/accounts/{username}/grants", {"role": role, "scope": scope, "code": code})
    place.sign_in(username)
