"""What a reverse proxy does in production, for development: one port, /events/ to the events process, all else to the web."""

import asyncio
import os
import re
import signal
from contextlib import suppress

HEAD = b"\r\n\r\n"
LONGEST_HEAD = 65_536
_CONNECTION = re.compile(rb"\r\n(?:connection|keep-alive)\s*:[^\r\n]*", re.IGNORECASE)
_AWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def single(head: bytes) -> bytes:
    """A head that asks for the connection to be closed behind the answer: each request may go elsewhere."""
    return _CONNECTION.sub(b"", head[: -len(HEAD)]) + b"\r\nConnection: close" + HEAD


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        target.write(data)
        await target.drain()


async def _reply(answer: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The answer tells its reader, too, that the connection ends behind it."""
    writer.write(single(await answer.readuntil(HEAD)))
    await writer.drain()
    await _pour(answer, writer)


class Gate:
    def __init__(self, host: str, web: int, events: int) -> None:
        self._host = host
        self._web = web
        self._events = events

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(HEAD)
            port = self._events if head.split(b" ", 2)[1].startswith(b"/events/") else self._web
            await self._pass(single(head), port, reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError):
            writer.write(_AWAY)
        finally:
            writer.close()

    async def _pass(self, head: bytes, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Both ways until one side has had enough."""
        answer, request = await asyncio.open_connection(self._host, port, limit=LONGEST_HEAD)
        request.write(head)
        ways = {asyncio.create_task(_pour(reader, request)), asyncio.create_task(_reply(answer, writer))}
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            request.close()


async def serve(host: str, port: int, *, web: int, events: int) -> None:
    gate = Gate(host, web, events)
    server = await asyncio.start_server(gate, host, port, limit=LONGEST_HEAD, reuse_port=True)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.close)
    await server.serve_forever()


def main() -> None:
    values = os.environ
    ports = {"web": int(values["WEB_PORT"]), "events": int(values["EVENTS_PORT"])}
    with suppress(asyncio.CancelledError):  # asked to stop
        asyncio.run(serve(values["WEB_HOST"], int(values["GATE_PORT"]), **ports))


if __name__ == "__main__":
    main()
