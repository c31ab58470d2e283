"""A signed-in caller of the public HTTP API, as any other program would be one."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx


class Refused(Exception):
    """The API said no: its status and problem document."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.document = response.json() if "json" in response.headers.get("content-type", "") else {}
        super().__init__(f"{response.request.method} {response.request.url}: {self.status} {response.text[:1500]}")


class Caller:
    """One account with its token; raises `Refused` for every answer of 400 and above."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.username = username
        self.calls = 0
        self._http = httpx.Client(base_url=f"{base_url}/api/v1/", timeout=60, headers={"Accept-Language": "vi"})
        self.token = str(self.post("auth/token", {"username": username, "password": password})["token"])
        self._http.headers["Authorization"] = f"Token {self.token}"

    def _answer(self, response: httpx.Response) -> Any:
        self.calls += 1
        if response.status_code >= 400:
            raise Refused(response)
        return response.json() if response.content else None

    def get(self, path: str, **parameters: Any) -> Any:
        return self._answer(self._http.get(path, params=parameters))

    def pages(self, path: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        number = 1
        while True:
            page = self.get(path, page=number, page_size=500, **parameters)
            yield from page["results"]
            if not page["next"]:
                return
            number += 1

    def post(self, path: str, body: Any = None, *, behalf: str = "") -> Any:
        """``behalf`` is the delegation under which the caller acts in somebody's place."""
        headers = {"X-On-Behalf-Of": behalf} if behalf else {}
        return self._answer(self._http.post(path, json=body, headers=headers))

    def put(self, path: str, body: Any) -> Any:
        return self._answer(self._http.put(path, json=body))

    def delete(self, path: str, body: Any) -> Any:
        return self._answer(self._http.request("DELETE", path, json=body))

    def patch(self, path: str, body: Any) -> Any:
        return self._answer(self._http.patch(path, json=body))

    def upload(self, kind: str, filename: str, content: bytes, unit: str = "") -> Any:
        return self._answer(
            self._http.post("imports", data={"kind": kind, "unit": unit}, files={"file": (filename, content)})
        )

    def upload_to(self, path: str, filename: str, content: bytes) -> Any:
        return self._answer(self._http.post(path, files={"file": (filename, content)}))

    def hand_in(self, purpose: str, filename: str, content: bytes) -> Any:
        """A file for a purpose; answers the rows of what was taken in."""
        return self._answer(self._http.post("files", data={"purpose": purpose}, files={"files": (filename, content)}))

    def download(self, path: str) -> bytes:
        response = self._http.get(path)
        if response.status_code >= 400:
            raise Refused(response)
        return response.content


def wait_until(what: str, ready: Callable[[], Any], *, seconds: float = 60, pause: float = 0.15) -> Any:
    """Ask until the answer is true; the workers need a moment. Raises `TimeoutError` that says what was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ready()
        if answer:
            return answer
        time.sleep(pause)
    raise TimeoutError(f"waited {seconds:.0f} s for {what}")
