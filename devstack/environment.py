"""The variables that the development stack gives to the processes, and the secrets it makes once for itself."""

import base64
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path

from devstack.places import CLONE
from devstack.signing_key import kept_key

FIRST_PORT, FIRST_INNER_PORT = 8000, 8200
"""Where the gate may listen, and where the processes behind it."""
_YIELDING = (
    "SECRET_KEY",
    "LEDGER_SIGNING_KEY",
    "ALLOWED_HOSTS",
    "LOG_LEVEL",
    "THROTTLE",
    "WEB_HOST",
    "WEB_WORKERS",
)
"""Set by whoever starts the stack, these are left as they are."""


def data_folder() -> Path:
    given = os.environ.get("DATA_DIR", "")
    folder = Path(given).resolve() if given else CLONE / ".data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


_KEPT: list[socket.socket] = []


def free_port(host: str = "127.0.0.1", first: int = FIRST_PORT) -> int:
    """The first port from this one on that nobody has; it stays ours, as another stack may look for one just now."""
    for port in range(first, first + 200):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)  # from here on closed to others who look
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # but open to the web server below us
            _KEPT.append(probe.dup())
            return port
    raise OSError(f"no free port from {first} to {first + 199}")


def kept_secrets(data: Path) -> dict[str, str]:
    """The keys of this stack, made at its first start and readable for its owner alone."""
    file = data / "secrets.env"
    if not file.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "LEDGER_SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        write_private(file, made)
    return read_private(file)


def write_private(file: Path, values: dict[str, str]) -> None:
    text = "".join(f"{name}='{value}'\n" for name, value in values.items())
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as output:
        output.write(text)
    fresh.replace(file)


def read_private(file: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines())
    return {name: value.strip("'") for name, _, value in lines}


def of_the_stack(data: Path, database_url: str, redis_url: str) -> dict[str, str]:
    """For `make demo`: real processes on this machine, on a clock that the demo may move."""
    host = os.environ.get("WEB_HOST") or "127.0.0.1"
    port = os.environ.get("WEB_PORT") or str(free_port(host))
    values = (
        kept_secrets(data)
        | kept_key(data)
        | {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "DATA_DIR": str(data),
            "DEBUG": "false",
            "SIMULATED_CLOCK_FILE": str(data / "clock"),
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "PUBLIC_URL": f"http://localhost:{port}",
            "THROTTLE": "false",
            "WEB_HOST": host,
            "EVENTS_HOST": host,
            "GATE_PORT": port,
            "WEB_PORT": str(free_port(host, FIRST_INNER_PORT)),
            "EVENTS_PORT": str(free_port(host, FIRST_INNER_PORT)),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
    )
    return values | {name: os.environ[name] for name in _YIELDING if os.environ.get(name)}


def of_tests(files: Path, database_url: str, redis_url: str) -> dict[str, str]:
    """For `make test`: as in production (no debugging, no simulated clock), with keys that are worth nothing."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(files),
        "SECRET_KEY": "a-key-for-tests-that-is-long-enough-and-worth-nothing-at-all",
        "LEDGER_SIGNING_KEY": base64.b64encode(bytes(range(32))).decode(),
        "DEBUG": "false",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "PUBLIC_URL": "http://localhost:8000",
        "THROTTLE": "false",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
