"""`python -m devstack` as people use it: joined, interrupted, killed, started again."""

import json
import os
import pwd
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devstack import environment
from devstack.places import CLONE, lasting_places
from devstack.pytest_plugin import redis_database
from tests.devstack.test_supervisor import alive, soon

TELL = (
    "import json, os, sys, psycopg; c = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True);"
    "c.execute('create table if not exists runs (n int)'); c.execute('insert into runs values (1)');"
    "print(json.dumps({'runs': c.execute('select count(*) from runs').fetchone()[0], **os.environ}), flush=True)"
)


class Stack:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[subprocess.Popen[str]] = []
        hidden = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "LEDGER_SIGNING_KEY")
        self.environment = {k: v for k, v in os.environ.items() if k not in hidden} | {"DATA_DIR": str(folder)}

    def open(self, *words: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "devstack", *words],
            cwd=CLONE,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.opened.append(process)
        return process

    def run(self, *words: str) -> tuple[int, str]:
        with self.open(*words) as process:
            output = process.communicate(timeout=60)[0]
        return process.returncode, output

    def waiting(self) -> "tuple[subprocess.Popen[str], list[int]]":
        """A stack in the foreground with a long command, and all the processes below it."""
        process = self.open("run", "--", "sh", "-c", "echo ready; exec sleep 1000")
        assert process.stdout is not None
        while (line := process.stdout.readline()) != "ready\n":
            assert line, "the stack ended before it was ready"
        return process, below(process.pid)


def below(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [pid]
    for parent in found:
        found.extend(child for child, its_parent in pairs if its_parent == parent)
    return found[1:]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path / "data")
    yield made
    for process in made.opened:
        with process:
            process.terminate()
    places = lasting_places(made.folder)
    for folder in {places.root, places.sockets}:
        subprocess.run(["rm", "-rf", str(folder)], check=True)


def told(output: str) -> dict[str, Any]:
    return dict(json.loads(next(line for line in output.splitlines() if line.startswith("{"))))


def test_a_second_start_finds_the_data_and_the_keys_of_the_first(stack: Stack) -> None:
    first, second = (told(stack.run("run", "--", "python", "-c", TELL)[1]) for _ in range(2))
    assert (first["runs"], second["runs"]) == (1, 2)
    assert first["LEDGER_SIGNING_KEY"] == second["LEDGER_SIGNING_KEY"]
    assert (stack.folder / "secrets.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_stops_everything_and_leaves_no_process(stack: Stack, number: signal.Signals) -> None:
    process, pids = stack.waiting()
    assert len(pids) >= 4
    process.send_signal(number)
    with process:
        assert process.wait(timeout=20) == 128 + number
    assert not any(alive(pid) for pid in pids)
    assert not (stack.folder / "stack.env").exists()


def test_after_a_kill_no_process_is_left_and_the_next_start_works(stack: Stack) -> None:
    process, pids = stack.waiting()
    process.kill()
    with process:
        process.wait()
    code, output = stack.run("run", "--", "python", "-c", TELL)
    assert (code, told(output)["runs"]) == (0, 1)
    assert soon(lambda: not any(alive(pid) for pid in pids), 10)


def test_a_command_joins_the_stack_that_runs_already(stack: Stack) -> None:
    process, _ = stack.waiting()
    code, output = stack.run("run", "--", "python", "-c", TELL)
    assert (code, told(output)["runs"]) == (0, 1)
    code, output = stack.run("serve")
    assert code == 1
    assert f"process {process.pid} is using the data" in output
    process.terminate()
    with process:
        assert process.wait(timeout=20) == 128 + signal.SIGTERM


def test_the_exit_code_of_the_command_is_ours(stack: Stack) -> None:
    assert stack.run("run", "--", "sh", "-c", "exit 7")[0] == 7


def test_services_that_are_given_are_used_instead(stack: Stack) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        stack.environment[name] = os.environ[name]
    values = told(stack.run("run", "--", "python", "-c", TELL.replace("create table", "create temporary table"))[1])
    assert (values["DATABASE_URL"], values["REDIS_URL"]) == (os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    assert not (lasting_places(stack.folder).root / "postgres").exists()


def test_the_web_takes_the_next_port_when_one_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = environment.free_port(first=port)
        assert found > port
        assert environment.free_port(first=found) > found, "what one stack has taken is not given to another"


def test_each_worker_of_the_test_run_gets_a_redis_database_of_its_own() -> None:
    assert redis_database("unix:///tmp/v.sock?db=0", 2) == "unix:///tmp/v.sock?db=2"
    assert redis_database("redis://:word@host:6379/3", 1) == "redis://:word@host:6379/4"
    assert redis_database("redis://host", 1) == "redis://host/1"


def test_private_values_come_back_as_they_were_written(tmp_path: Path) -> None:
    values = {"SECRET_KEY": "a=b c'd", "EMPTY": ""}
    environment.write_private(tmp_path / "x.env", values)
    assert environment.read_private(tmp_path / "x.env") == values


def test_the_services_never_run_as_root(stack: Stack) -> None:
    process, pids = stack.waiting()
    owners = {Path(f"/proc/{pid}/comm").read_text().strip(): Path(f"/proc/{pid}").stat().st_uid for pid in pids}
    process.terminate()
    with process:
        process.wait(timeout=20)
    servant = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
    assert owners["postgres"] == owners["valkey-server"] == servant
