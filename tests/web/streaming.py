"""The events process beside a test's web server, and the gate in front of both."""

import gzip
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from django.db import connection
from playwright.sync_api import Page

from devstack.stack import Processes, beside
from tests.faults.test_requests import free_port


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def weight(page: Page, asked: set[str], gate: str, address: str) -> int:
    """What a first look at this page weighs, compressed: itself and all that its browser has asked for besides pages."""
    files = {url for url in asked if "/static/" in url}
    found = (page.request.get(url.replace(gate, address)).body() for url in {page.url, *files})
    return sum(len(gzip.compress(body, 9)) for body in found)


@contextmanager
def gated(address: str, logs: Path) -> Iterator[str]:
    """The address under which pages and streams are one site."""
    ports = {"WEB_PORT": str(urlsplit(address).port), "EVENTS_PORT": str(free_port()), "GATE_PORT": str(free_port())}
    database = beside(os.environ["DATABASE_URL"], str(connection.settings_dict["NAME"]))
    values = {**ports, "WEB_HOST": "127.0.0.1", "EVENTS_HOST": "127.0.0.1", "DATABASE_URL": database}
    with Processes(values, logs=logs) as processes:
        processes.start("events")
        processes.run_command("gate", ("python", "-m", "devstack.gate"))
        gate = f"http://localhost:{ports['GATE_PORT']}"
        ends = time.monotonic() + 60
        while not (_answers(f"{gate}/events/healthz") and _answers(f"{gate}/healthz")):
            assert time.monotonic() < ends, "".join(log.read_text() for log in logs.glob("*.log"))
            time.sleep(0.1)
        yield gate
