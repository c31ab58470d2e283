"""The events process: streams that say which version a board has by now, and nothing of what stands on it.

A page that hears of a new version asks for its table itself, under its own rights; so nothing leaks through a stream, and a
stream that breaks costs nothing but time.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import Error
from django.utils.module_loading import import_string

from emulation import accounts, delegations
from emulation.boards import following
from emulation.boards.following import Followed
from emulation.models import Account
from kernel.actors import Actor
from kernel.errors import Refusal
from web.access import BEHALF
from web.followers import Follower, Followers, ask

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT_SECONDS = 15.0
LIFE_SECONDS = 600.0
"""Then the browser comes again by itself, and is asked again who it is."""
PAUSE_SECONDS = 1.0
"""A stream is told at most once in this time, however fast its board changes."""
HEALTH = "/events/healthz"
_BOARD = re.compile(r"/events/campaigns/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(\w{1,10})")
_PLAIN = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Wanted:
    """Whom a request is from and what it may follow; or the status that says why nothing."""

    status: HTTPStatus = HTTPStatus.OK
    account: str = ""
    board: Followed = field(default_factory=lambda: Followed("", ""))
    version: int = 0
    known: int = -1
    """The version that the page has, from its last event or its address."""


def _known(request: ASGIRequest) -> int:
    text = request.headers.get("Last-Event-ID") or request.GET.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 19 else -1


def _actor(request: ASGIRequest, account: Account) -> Actor:
    chosen = request.session.get(BEHALF)
    if chosen:
        return delegations.actor_for(account, chosen, at=settings.CLOCK())
    return accounts.actor_of(account)


def wanted(scope: Scope) -> Wanted:
    """Read the session's cookie as a page does, and look whether its account may see the board."""
    found = _BOARD.fullmatch(scope["path"])
    if found is None:
        return Wanted(HTTPStatus.NOT_FOUND)
    request = ASGIRequest(dict(scope), BytesIO())
    try:
        request.get_host()
    except DisallowedHost:
        return Wanted(HTTPStatus.BAD_REQUEST)
    request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(
        request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    )
    account = get_user(request)
    if not isinstance(account, Account) or account.authority_id is None:
        return Wanted(HTTPStatus.UNAUTHORIZED)
    try:
        actor = _actor(request, account)
        board, version = following.required(found[1], found[2], by=actor, at=settings.CLOCK())
    except Refusal as refusal:
        return Wanted(HTTPStatus(refusal.status))
    return Wanted(HTTPStatus.OK, str(account.pk), board, version, _known(request))


class Streams:
    """The ASGI application."""

    def __init__(self) -> None:
        self.followers = Followers()
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._listening = asyncio.create_task(self.followers.listen())
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._listening:
                    self._listening.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _say(send, HTTPStatus.METHOD_NOT_ALLOWED)
            return
        if scope["path"] == HEALTH:
            well = self._listening is not None and not self._listening.done()
            await _say(send, HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
            return
        try:
            asked = await ask(wanted, scope)
        except Error as error:
            log.warning("database_away", error=str(error))
            asked = Wanted(HTTPStatus.SERVICE_UNAVAILABLE)
        if asked.status != HTTPStatus.OK:
            await _say(send, asked.status)
        elif not self.followers.has_room(asked.account):
            await _say(send, HTTPStatus.TOO_MANY_REQUESTS)
        else:
            await self._stream(asked, receive, send)

    async def _stream(self, asked: Wanted, receive: Receive, send: Send) -> None:
        follower = Follower(asked.board, asked.account, asked.known)
        follower.tell(asked.version)
        self.followers.add(follower)
        gone = asyncio.create_task(_gone(receive))
        try:
            kind = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
            await send({"type": "http.response.start", "status": 200, "headers": [*kind, *_PLAIN]})
            async with asyncio.timeout(LIFE_SECONDS):
                await _tell(follower, gone, send)
        except TimeoutError:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            pass  # the browser went away while it was told something
        finally:
            self.followers.remove(follower)
            gone.cancel()


async def _tell(follower: Follower, gone: "asyncio.Task[None]", send: Send) -> None:
    """Every new version once, the first at once; a comment now and then, so that nobody in between takes it for dead."""
    while not gone.done():
        text = ": \n\n"
        if follower.changed.is_set():
            follower.changed.clear()
            text = f"id: {follower.version}\nevent: board\ndata: {follower.version}\n\n"
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        await asyncio.wait({gone}, timeout=PAUSE_SECONDS)
        change = asyncio.create_task(follower.changed.wait())
        await asyncio.wait({gone, change}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        change.cancel()


async def _gone(receive: Receive) -> None:
    with suppress(OSError):
        while (await receive())["type"] != "http.disconnect":
            pass


async def _say(send: Send, status: HTTPStatus) -> None:
    """A short answer; one that says no asks nobody to try again at once."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_PLAIN]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": f"{status.phrase}\n".encode(), "more_body": False})
