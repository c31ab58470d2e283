"""Sends answers over kept connections from threads of a process of its own and tells how many came back, as JSON."""

import json
import socket
import sys
import threading
import time
from collections import Counter
from uuid import uuid4

ITEMS = 10
HEAD = b"\r\n\r\n"


def request_of(path: str, number: int) -> bytes:
    """An answer as a browser sends it, from an address of its own; the empty views get a request without a body."""
    place = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    common = f"Host: localhost\r\nX-Forwarded-For: {place}\r\n"
    if path.endswith("empty"):
        return f"GET {path} HTTP/1.1\r\n{common}\r\n".encode()
    marks = "&".join(f"q-Q{item}={1 + (number + item) % 5}" for item in range(ITEMS))
    body = f"key={uuid4()}&{marks}"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"POST {path} HTTP/1.1\r\n{common}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def answered(connection: socket.socket) -> int:
    """The status of one whole answer."""
    received = b""
    while HEAD not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(HEAD)
    lines = head.decode("latin-1").lower().split("\r\n")
    length = next((int(line.partition(":")[2]) for line in lines if line.startswith("content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return int(lines[0].split()[1])


def _send(port: int, path: str, until: float, first: int, step: int, seen: Counter[int]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number = first
        while time.perf_counter() < until:
            connection.sendall(request_of(path, number))
            seen[answered(connection)] += 1
            number += step


def run(port: int, path: str, threads: int, seconds: float, first: int) -> dict[str, object]:
    began = time.perf_counter()
    counted: list[Counter[int]] = [Counter() for _ in range(threads)]
    senders = [
        threading.Thread(target=_send, args=(port, path, began + seconds, first + place, threads, counted[place]))
        for place in range(threads)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    seen = sum(counted, Counter())
    statuses = {str(status): count for status, count in seen.items()}
    return {"statuses": statuses, "seconds": time.perf_counter() - began, "cpu": time.process_time()}


if __name__ == "__main__":
    port, path, threads, seconds, first = sys.argv[1:]
    print(json.dumps(run(int(port), path, int(threads), float(seconds), int(first))))
