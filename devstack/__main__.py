"""`python -m devstack demo | serve | test | run | clean`: one foreground command with the whole stack below it."""

import argparse
import os
import runpy
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config.processes import ALWAYS_ON
from devstack import environment
from devstack.places import CLONE, VAR_TMP, StackError, lasting_places
from devstack.stack import Processes, Services
from devstack.supervisor import dies_with_parent

DRIVER = ("python", "examples/hoan-kiem/run.py")
BEGAN = time.monotonic()


class Interrupted(KeyboardInterrupt):
    """Somebody asked us to stop: Ctrl-C, a closed terminal or a kind kill."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


def say(line: str) -> None:
    print(f"[{time.monotonic() - BEGAN:6.1f} s] {line}", flush=True)


def _listen() -> None:
    def once(number: int, frame: FrameType | None) -> None:
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, lambda *_: None)
        raise Interrupted(number)

    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, once)


@contextmanager
def _services() -> Iterator[tuple[Services, dict[str, str]]]:
    data = environment.data_folder()
    places = lasting_places(data)
    given = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    shown = data / "stack.env"
    with Services(places, database_url=given[0], redis_url=given[1], say=say) as services:
        values = environment.of_the_stack(data, services.database_url, services.redis_url)
        environment.write_private(shown, values)
        say(f"PostgreSQL and Valkey are up · data in {places.root}")
        try:
            yield services, values
        finally:
            shown.unlink(missing_ok=True)
            say("stopping")
    say("stopped")


@contextmanager
def _stack(driver: tuple[str, ...] = ()) -> Iterator[tuple[Processes, dict[str, str]]]:
    """The whole stack; a ``driver`` starts before them and prepares its own things until the web answers."""
    with _services() as (services, values), Processes(values, logs=services.places.logs, say=say) as started:
        if driver:
            url = f"http://{values['WEB_HOST']}:{values['WEB_PORT']}"
            started.run_command("demo", driver, {"BASE_URL": url}, show=True)
        started.once("migrate")
        say("migrated")
        for name in ALWAYS_ON:
            started.start(name)
        started.run_command("gate", ("python", "-m", "devstack.gate"), restart=True)
        started.supervisor.until("web", lambda: _answers(values), timeout=60)
        say(f"{', '.join(ALWAYS_ON)} are up at {values['PUBLIC_URL']} · logs in {services.places.logs}")
        yield started, values


def _answers(values: dict[str, str]) -> bool:
    try:
        with urllib.request.urlopen(f"http://{values['WEB_HOST']}:{values['GATE_PORT']}/healthz", timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def demo(*, once: bool) -> int:
    with _stack(DRIVER) as (started, values):
        code = started.supervisor.wait("demo") or 0
        say("the demo held" if code == 0 else f"the demo failed with {code}")
        if not once:
            _stay(values)
    return code


def serve() -> int:
    with _stack() as (_, values):
        _stay(values)
    return 0


def _stay(values: dict[str, str]) -> None:
    say(f"serving at {values['PUBLIC_URL']} · Ctrl-C stops everything")
    try:
        threading.Event().wait()
    except Interrupted:
        print(flush=True)


def run(words: Sequence[str]) -> int:
    """Any command with the services up and the variables set; beside a running stack it joins that one."""
    try:
        with _services() as (_, values):
            return _call(words, values)
    except StackError:
        shown = environment.data_folder() / "stack.env"
        if not shown.exists():
            raise
        return _call(words, environment.read_private(shown))


def _call(words: Sequence[str], values: dict[str, str]) -> int:
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    everything = {**os.environ, "PATH": path, **values}
    with subprocess.Popen(words, env=everything, preexec_fn=dies_with_parent(signal.SIGTERM)) as process:
        try:
            return process.wait()
        except Interrupted:
            process.terminate()
            raise


def clean() -> int:
    """Forgets all data of the stack of this clone."""
    data = environment.data_folder()
    if data != CLONE / ".data":
        raise StackError(f"DATA_DIR is {data}: remove that folder yourself, it may hold more than ours")
    places = lasting_places(data)
    with Services(places, database_url="given", redis_url="given", say=say):
        for folder in (places.root, places.sockets, data):
            shutil.rmtree(folder, ignore_errors=True)
    say(f"removed {data}" + (f" and {places.root}" if VAR_TMP in places.root.parents else ""))
    return 0


def _asked() -> tuple[argparse.Namespace, list[str]]:
    """The command, and for ``test`` and ``run`` the words that follow, which are not ours to read."""
    parser = argparse.ArgumentParser(prog="python -m devstack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="runs the whole example").add_argument(
        "--once", action="store_true", help="and stops"
    )
    commands.add_parser("serve", help="starts everything and serves")
    commands.add_parser("clean", help="forgets all data of this clone")
    commands.add_parser("test", help="runs pytest with what follows")
    commands.add_parser("run", help="runs the command that follows, with the services up and the variables set")
    words = sys.argv[1:]
    if words[:1] in (["test"], ["run"]):
        return parser.parse_args(words[:1]), words[2:] if words[1:2] == ["--"] else words[1:]
    return parser.parse_args(words), []


def main() -> int:
    asked, words = _asked()
    if asked.command == "test":
        sys.argv[1:] = words
        runpy.run_module("pytest", run_name="__main__", alter_sys=True)
    _listen()
    try:
        if asked.command == "demo":
            return demo(once=asked.once or os.environ.get("CI") == "true" or not sys.stdin.isatty())
        if asked.command == "run":
            return run(words)
        return serve() if asked.command == "serve" else clean()
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    except Interrupted as interrupted:
        return interrupted.code


if __name__ == "__main__":
    sys.exit(main())
