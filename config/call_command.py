"""`thidua call` and `thidua token`: every act of the API from a terminal or a script, as whoever the token belongs to."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from getpass import getpass
from pathlib import Path
from typing import Any, BinaryIO

import httpx
from django.utils import translation

from config.terminal import AGREES, Output
from kernel.errors import Invalid, Problem, Unavailable
from kernel.text import gettext_noop

URL, TOKEN = "THIDUA_URL", "THIDUA_TOKEN"
HERE = "http://localhost:8000"
METHODS = ("get", "post", "put", "patch", "delete")
_PAGE, _PATIENCE = 500, 120


def arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("method", choices=METHODS, type=str.lower, metavar="METHOD", help=", ".join(METHODS))
    parser.add_argument("address", metavar="ADDRESS", help=say(gettext_noop("địa chỉ sau /api/v1/, như decisions")))
    parser.add_argument(
        "values",
        nargs="*",
        metavar="NAME=VALUE",
        help=say(gettext_noop("tên=chữ, tên:=JSON, tên@tệp để gửi tệp; với GET là điều kiện lọc")),
    )
    parser.add_argument(
        "--body", metavar="FILE", default="", help=say(gettext_noop("tệp JSON gửi đi; - là đầu vào chuẩn"))
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help=say(gettext_noop("ghi câu trả lời vào tệp")))
    parser.add_argument("--all", action="store_true", help=say(gettext_noop("mọi trang của danh sách")))
    parser.add_argument(
        "--on-behalf-of", metavar="DELEGATION", default="", help=say(gettext_noop("làm thay theo ủy quyền này"))
    )


def token_arguments(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    parser.add_argument("username", metavar="USERNAME", help=say(gettext_noop("tên đăng nhập")))


@dataclass
class _Values:
    """What the arguments say: texts and JSON by name, and files by name."""

    plain: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)


def _usage(value: str, message: str) -> Invalid:
    return Invalid("call.value", message, value=value)


def _values(given: Sequence[str]) -> _Values:
    found = _Values()
    for one in given:
        marks = [(one.index(mark), -len(mark), mark) for mark in (":=", "=", "@") if mark in one]
        if not marks:
            raise _usage(one, gettext_noop("“%(value)s” chưa có dạng tên=chữ, tên:=JSON hoặc tên@tệp."))
        mark = min(marks)[2]
        name, _, value = one.partition(mark)
        if mark == "@":
            found.files[name] = Path(value)
        else:
            found.plain[name] = _json(value, one) if mark == ":=" else value
    return found


def _json(text: str, shown: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise _usage(shown, gettext_noop("Phần sau dấu := của “%(value)s” chưa phải JSON.")) from None


def _body(chosen: argparse.Namespace, values: _Values) -> Any:
    """The file's JSON with the single values over it; nothing at all for an act without a body."""
    if not chosen.body:
        return values.plain or None
    try:
        text = sys.stdin.read() if chosen.body == "-" else Path(chosen.body).read_text(encoding="utf-8")
    except OSError:
        raise _usage(chosen.body, gettext_noop("Không đọc được tệp “%(value)s”.")) from None
    body = _json(text, chosen.body)
    return body | values.plain if isinstance(body, dict) else body


def _client(behalf: str = "") -> httpx.Client:
    """Raises `Invalid` for a server's address or a token that nothing can be sent with."""
    headers = {"Accept-Language": translation.get_language() or "vi"}
    if os.environ.get(TOKEN):
        headers["Authorization"] = f"Token {os.environ[TOKEN]}"
    if behalf:
        headers["X-On-Behalf-Of"] = behalf
    base = f"{os.environ.get(URL, HERE).rstrip('/')}/api/v1/"
    try:
        return httpx.Client(base_url=base, headers=headers, timeout=_PATIENCE)
    except (httpx.InvalidURL, UnicodeEncodeError) as error:
        message = gettext_noop("Không dùng được biến THIDUA_URL hoặc THIDUA_TOKEN: %(error)s.")
        raise Invalid("call.environment", message, error=str(error)) from None


def _refused(answer: httpx.Response) -> Invalid:
    """The platform's own words; of an answer that is none of its problem documents, its status."""
    try:
        document = answer.json()
    except ValueError:
        document = {}
    if not isinstance(document, Mapping) or "title" not in document:
        message = gettext_noop("Máy chủ trả lời %(status)s; hãy xem lại địa chỉ %(address)s.")
        return Invalid("call.status", message, status=answer.status_code, address=str(answer.request.url))
    problems = [
        Problem(one["code"], "%(place)s: %(text)s", one["path"], {"place": one["path"], "text": one["message"]})
        for one in document.get("problems") or []
    ]  # fmt: skip
    return Invalid("call.refused", "%(title)s", problems=problems, title=document["title"])


def _asked(client: httpx.Client, method: str, address: str, **sent: Any) -> httpx.Response:
    try:
        answer = client.request(method.upper(), address, **sent)
    except httpx.HTTPError as error:
        message = gettext_noop("Không gọi được %(address)s: %(error)s. Địa chỉ máy chủ nằm trong biến THIDUA_URL.")
        raise Unavailable("call.unreachable", message, address=str(client.base_url), error=str(error)) from None
    if answer.is_error or answer.is_redirect:
        raise _refused(answer)
    return answer


def _rows(client: httpx.Client, address: str, query: Mapping[str, Any]) -> Iterator[Any]:
    number = 1
    while True:
        page = _asked(client, "get", address, params={**query, "page": number, "page_size": _PAGE}).json()
        if not isinstance(page, Mapping) or "results" not in page:
            raise _usage(address, gettext_noop("“%(value)s” không phải danh sách chia trang; hãy bỏ --all."))
        yield from page["results"]
        if not page["next"]:
            return
        number += 1


def _require_sense(chosen: argparse.Namespace, values: _Values) -> None:
    """What would be left out in silence is refused, and so is every address but the server's: the token goes nowhere else."""
    reads = chosen.method == "get"
    if "://" in chosen.address or chosen.address.startswith("//"):
        raise _usage(chosen.address, gettext_noop("“%(value)s” phải là địa chỉ sau /api/v1/, không kèm tên máy chủ."))
    if chosen.all and not reads:
        raise _usage("--all", gettext_noop("%(value)s chỉ dùng với GET."))
    if reads and (chosen.body or values.files):
        raise _usage("GET", gettext_noop("%(value)s không gửi nội dung hay tệp; hãy dùng POST, PUT hoặc PATCH."))
    if chosen.body and values.files:
        raise _usage("--body", gettext_noop("%(value)s không đi cùng tệp tên@tệp; hãy gửi riêng."))


def _opened(files: Mapping[str, Path], kept: ExitStack) -> dict[str, tuple[str, BinaryIO]]:
    try:
        return {name: (path.name, kept.enter_context(path.open("rb"))) for name, path in files.items()}
    except OSError as error:
        raise _usage(str(error.filename), gettext_noop("Không đọc được tệp “%(value)s”.")) from None


def _pretty(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _answered(chosen: argparse.Namespace) -> bytes:
    values, address = _values(chosen.values), chosen.address.removeprefix("/")
    _require_sense(chosen, values)
    with _client(chosen.on_behalf_of) as client, ExitStack() as kept:
        if chosen.all:
            return _pretty(list(_rows(client, address, values.plain)))
        sent: dict[str, Any]
        if chosen.method == "get":
            sent = {"params": values.plain}
        elif values.files:
            sent = {"data": values.plain, "files": _opened(values.files, kept)}
        else:
            sent = {"json": _body(chosen, values)}
        answer = _asked(client, chosen.method, address, **sent)
    is_json = "json" in answer.headers.get("content-type", "")
    return _pretty(answer.json()) if is_json else answer.content


def run(chosen: argparse.Namespace, out: Output) -> int:
    """0 where the platform did it; what it refuses is said in its words (2)."""
    content = _answered(chosen)
    if chosen.out:
        try:
            chosen.out.write_bytes(content)
        except OSError:
            raise _usage(str(chosen.out), gettext_noop("Không ghi được tệp “%(value)s”.")) from None
        message = gettext_noop("Đã ghi %(count)d byte vào %(file)s.")
        out.line(out.say(message, {"count": len(content), "file": str(chosen.out)}))
        return AGREES
    out.bytes(content)
    return AGREES


def run_token(chosen: argparse.Namespace, out: Output) -> int:
    """A token for `THIDUA_TOKEN`; the password is asked for, or read from standard input where nobody sits there."""
    asked = out.say(gettext_noop("Mật khẩu: "), {})
    password = getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with _client() as client:
        client.headers.pop("Authorization", None)
        body = {"username": chosen.username, "password": password}
        out.line(_asked(client, "post", "auth/token", json=body).json()["token"])
    return AGREES
