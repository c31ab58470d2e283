"""Real services under the tests: throw-away PostgreSQL and Valkey, there before Django reads its settings."""

import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from devstack import environment
from devstack.places import AS_ROOT
from devstack.stack import Services

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Before pytest-django, which reads the settings in the same hook; the workers of xdist inherit the addresses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        os.environ["REDIS_URL"] = redis_database(os.environ["REDIS_URL"], int(worker.removeprefix("gw")) + 1)
    elif not early_config.known_args_namespace.help and not early_config.known_args_namespace.version:
        _begin(early_config)
    return (yield)


def _begin(config: pytest.Config) -> None:
    services = Services.throwaway(
        database_url=os.environ.get("DATABASE_URL", ""),
        redis_url=os.environ.get("REDIS_URL", ""),
        say=lambda line: print(line, file=sys.stderr),
    )
    config.add_cleanup(services.stop)
    services.__enter__()
    files = Path(tempfile.mkdtemp(prefix="files-", dir=services.places.root))
    os.environ.update(environment.of_tests(files, services.database_url, services.redis_url))
    os.environ.pop("SIMULATED_CLOCK_FILE", None)


def redis_database(url: str, shift: int) -> str:
    """The same server, another numbered database."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        number = int(parse_qs(parts.query).get("db", ["0"])[0])
        return f"unix://{parts.path}?db={number + shift}"
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + shift}").geturl()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser. Where it may be missing the test is left out aloud; in CI its absence is a failure."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if found:
        return found
    advice = (
        "apt-get install chromium" if AS_ROOT else "ask an administrator for Debian's chromium, or set CHROMIUM to one"
    )
    message = f"there is no browser for this test: {advice}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
