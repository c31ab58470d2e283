"""Who follows which board: one connection hears what PostgreSQL says and passes it to every stream that it concerns."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections, connection

from emulation.boards import following
from emulation.boards.following import CHANNEL, Followed

GATHER_SECONDS = 0.1
"""Changes so close together are told once."""
AWAY_SECONDS = 1.0
MOST_OF_ONE = 8
"""Streams of one account: a browser keeps one for each board that is open."""
MOST = 2_000
log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")


async def ask(read: Callable[..., Answer], *values: Any, **named: Any) -> Answer:
    """A read of the database, beside the loop, on one connection that is looked after as a request's is."""

    def looked_after() -> Answer:
        close_old_connections()
        return read(*values, **named)

    return await sync_to_async(looked_after)()


class Follower:
    """A stream: the newest version of its board that it has not been told yet."""

    def __init__(self, board: Followed, account: str, version: int) -> None:
        self.board = board
        self.account = account
        self.version = version
        self.changed = asyncio.Event()

    def tell(self, version: int) -> None:
        if version != self.version:
            self.version = version
            self.changed.set()


class Followers:
    """All streams of this process."""

    def __init__(self) -> None:
        self._all: set[Follower] = set()
        self._accounts: Counter[str] = Counter()

    def has_room(self, account: str) -> bool:
        return len(self._all) < MOST and self._accounts[account] < MOST_OF_ONE

    def add(self, follower: Follower) -> None:
        self._all.add(follower)
        self._accounts[follower.account] += 1

    def remove(self, follower: Follower) -> None:
        self._all.discard(follower)
        self._accounts[follower.account] -= 1
        if not self._accounts[follower.account]:
            del self._accounts[follower.account]

    def __len__(self) -> int:
        return len(self._all)

    async def listen(self) -> None:
        """For ever: what was missed while the database was away is asked for as soon as it is back."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, Error, OSError) as error:
                log.warning("database_away", error=str(error))
                await asyncio.sleep(AWAY_SECONDS)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as ear:
            await ear.execute(f"LISTEN {CHANNEL}")
            await self._catch_up()
            while True:
                boards = {int(first.payload) async for first in ear.notifies(stop_after=1)}
                boards |= {int(more.payload) async for more in ear.notifies(timeout=GATHER_SECONDS)}
                if self._all:
                    self._tell(await ask(following.versions, boards))

    async def _catch_up(self) -> None:
        campaigns = {follower.board.campaign for follower in self._all}
        if campaigns:
            self._tell(await ask(following.all_versions, campaigns))

    def _tell(self, versions: Any) -> None:
        for follower in self._all:
            if follower.board in versions:
                follower.tell(versions[follower.board])


def _address() -> dict[str, Any]:
    known = connection.get_connection_params()
    return {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
