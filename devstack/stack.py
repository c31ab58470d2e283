"""The two halves of a running stack: the services (PostgreSQL, Valkey) and the product's own processes."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from itertools import count, islice
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote, urlsplit

import psycopg
import redis
from psycopg import sql

from config import processes
from devstack.places import (
    CLONE,
    SERVANT,
    Places,
    StackError,
    group_of,
    lock,
    owned,
    postgres_programs,
    throwaway_places,
    valkey_program,
)
from devstack.supervisor import Command, Say, Supervisor

NAME = "thi_dua"
"""Of the database and of its owner, here and in docker-compose.yml."""
STOPS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill": signal.SIGKILL}
_PLAIN = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
_UNSAFE = ("fsync=off", "full_page_writes=off")
"""Only a power cut loses something so, not a killed server; synchronous_commit stays on for the fault tests."""
_EMBEDDED = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "dynamic_shared_memory_type=mmap",
    "log_timezone=Asia/Ho_Chi_Minh",
)


def beside(database_url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlsplit(database_url)._replace(path=f"/{name}").geturl()


def create_database(database_url: str, name: str, *, template: str = "template0") -> str:
    with psycopg.connect(beside(database_url, "postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            words = sql.SQL("create database {} template {}")
            connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))
    return beside(database_url, name)


class Services:
    """PostgreSQL and Valkey over unix sockets; one whose address is given is used and not started.

    ``durable=False`` is for throw-away data: nothing is flushed to the disk.
    """

    def __init__(
        self,
        places: Places,
        *,
        durable: bool = True,
        database_url: str = "",
        redis_url: str = "",
        say: Say = print,
    ) -> None:
        self.places = places
        folder = quote(str(places.sockets), safe="")
        self.database_url = database_url or f"postgresql://{NAME}@{folder}/{NAME}"
        self.redis_url = redis_url or f"unix://{places.sockets / 'valkey.sock'}?db=0"
        self._own_postgres, self._own_redis = not database_url, not redis_url
        self._durable = durable
        self._say = say
        self._supervisor: Supervisor | None = None
        self._lock: IO[str] | None = None

    @classmethod
    def throwaway(cls, *, database_url: str = "", redis_url: str = "", say: Say = print) -> "Services":
        """Fresh and empty ones that leave nothing behind."""
        return cls(throwaway_places(), durable=False, database_url=database_url, redis_url=redis_url, say=say)

    def __enter__(self) -> "Services":
        with ExitStack() as undo:
            undo.callback(self.stop)
            self._lock = lock(self.places)
            self._supervisor = Supervisor(self._say)
            if self._own_postgres:
                self.start_postgres()
            if self._own_redis:
                self.start_redis()
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        if self._supervisor is not None:
            self._supervisor.close()
        if self._lock is not None:
            if not self._durable:
                shutil.rmtree(self.places.root, ignore_errors=True)
            self._lock.close()

    @property
    def supervisor(self) -> Supervisor:
        if self._supervisor is None:
            raise StackError("the services are not started")
        return self._supervisor

    # PostgreSQL

    def start_postgres(self) -> None:
        programs, data = postgres_programs(), self.places.postgres
        if not (data / "PG_VERSION").exists():
            self._make_cluster(programs)
        self._drop_stale_pid(data)
        settings = (*_EMBEDDED, f"unix_socket_directories={self.places.sockets}", *(() if self._durable else _UNSAFE))
        words = [str(programs / "postgres"), "-D", str(data), *processes.BY_NAME["postgres"].command[1:]]
        words += [word for setting in settings for word in ("-c", setting)]
        self._start("postgres", words, signal.SIGINT)
        self.supervisor.until("postgres", self.postgres_answers)
        self.create_database(NAME)

    def _make_cluster(self, programs: Path) -> None:
        fresh = self.places.root / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        owned(fresh, 0o700, SERVANT)
        words = [str(programs / "initdb"), "-D", str(fresh), f"--username={NAME}", "--auth=trust", "--encoding=UTF8"]
        words += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
        made = subprocess.run(
            words if self._durable else [*words, "--no-sync"],
            env=_PLAIN,
            cwd=self.places.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=SERVANT,
            group=group_of(SERVANT),
            extra_groups=None if SERVANT is None else [],
            check=False,
        )
        if made.returncode:
            raise StackError(f"the database cluster could not be made:\n{made.stdout}")
        fresh.rename(self.places.postgres)

    def _drop_stale_pid(self, data: Path) -> None:
        """We hold the lock, so a pid file names a server on its way out, or a stranger that got its old number."""
        file = data / "postmaster.pid"
        with suppress(FileNotFoundError):
            number = file.read_text(encoding="utf-8").partition("\n")[0]
            with suppress(FileNotFoundError):
                if Path(f"/proc/{number}/cwd").resolve() == data.resolve():
                    return
            file.unlink()

    def postgres_answers(self) -> bool:
        try:
            psycopg.connect(beside(self.database_url, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop_postgres(self, mode: str = "fast") -> None:
        """Stops it until ``start_postgres``; modes: fast, immediate (as in a power cut), kill."""
        self.supervisor.stop("postgres", number=STOPS[mode])

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """The address of another database on the same server, made if it is not there."""
        return create_database(self.database_url, name, template=template)

    # Valkey

    def start_redis(self, *, empty: bool = False) -> None:
        """Starts it on its append-only file, or with ``empty`` as if the disk were lost too."""
        if empty:
            shutil.rmtree(self.places.valkey, ignore_errors=True)
        data = owned(self.places.valkey, 0o700, SERVANT)
        socket = self.places.sockets / "valkey.sock"
        words = [str(valkey_program()), "--dir", str(data), "--port", "0", "--databases", "64"]
        words += ["--unixsocket", str(socket), "--unixsocketperm", "700", *processes.BY_NAME["redis"].command[1:]]
        self._start("redis", words, signal.SIGTERM)
        self.supervisor.until("redis", self.redis_answers)

    def redis_answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.redis_url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill_redis(self) -> None:
        """SIGKILL, and it stays dead until ``start_redis``."""
        self.supervisor.stop("redis", number=signal.SIGKILL)

    def _start(self, name: str, words: list[str], stop_signal: int) -> None:
        log = self.places.logs / f"{name}.log"
        self.supervisor.start(Command(name, tuple(words), _PLAIN, self.places.root, log, SERVANT, stop_signal))


class Processes:
    """Our own processes, each under its name in ``config.processes``; further copies are ``worker-2``, ``worker-3`` …

    ``environment`` is laid over ours. With ``restart`` a process that ends is started again.
    """

    def __init__(self, environment: Mapping[str, str], *, logs: Path, restart: bool = True, say: Say = print) -> None:
        folder = Path(sys.executable).parent
        self._environment = {**os.environ, "PATH": f"{folder}:{os.environ.get('PATH', _PLAIN['PATH'])}", **environment}
        self._logs = logs
        self._restart = restart
        self.supervisor = Supervisor(say)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.supervisor.close()

    def start(self, name: str, *, copies: int = 1, **overlay: str) -> list[str]:
        """Starts copies of a process, beside those that run already, and gives back their names."""
        labels = (name if number == 1 else f"{name}-{number}" for number in count(1))
        started = list(islice((label for label in labels if not self.supervisor.holds(label)), copies))
        for label in started:
            self._launch(label, name, {"WORKER_NAME": label, **overlay}, restart=self._restart)
        return started

    def _launch(self, label: str, name: str, overlay: Mapping[str, str], *, restart: bool) -> None:
        environment = {**self._environment, **overlay}
        words = tuple(processes.filled(processes.BY_NAME[name].command, environment))
        self.run_command(label, words, environment, restart=restart)

    def run_command(
        self,
        label: str,
        words: tuple[str, ...],
        overlay: Mapping[str, str] | None = None,
        *,
        restart: bool = False,
        show: bool = False,
    ) -> None:
        """Starts any command among the others; with ``show`` its output goes to ours instead of a log."""
        self._logs.mkdir(parents=True, exist_ok=True)
        environment = {**self._environment, **(overlay or {})}
        log = None if show else self.log(label)
        self.supervisor.start(Command(label, words, environment, CLONE, log), restart=restart)

    def once(self, name: str) -> None:
        """Runs a process to its end, such as ``migrate``; an error when it fails."""
        self._launch(name, name, {}, restart=False)
        if self.supervisor.wait(name):
            raise StackError(
                f"{name} failed; the end of its log:\n{self.log(name).read_text(encoding='utf-8')[-4000:]}"
            )

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def pid(self, name: str) -> int | None:
        return self.supervisor.pid(name)

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        self.supervisor.kill(name, number)

    def stop(self, *names: str) -> None:
        """Stops the named ones, or all."""
        self.supervisor.stop(*(names or self.supervisor.names()))
