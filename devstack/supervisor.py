"""Keeping processes alive: start, watch, start again with back-off, stop in order, and leave no orphan behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from devstack.places import StackError, group_of

Say = Callable[[str], None]

FIRST_DELAY = 0.2
LONGEST_DELAY = 5.0
STEADY_SECONDS = 10.0
"""A process that lived this long begins its back-off anew."""
HOPELESS_EXITS = 6
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Command:
    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    log: Path | None
    """Where its output goes; None: to ours."""
    user: str | None = None
    stop_signal: int = signal.SIGTERM


@dataclass
class _Child:
    command: Command
    restart: bool
    wanted: bool = True
    running: "subprocess.Popen[bytes] | None" = None
    code: int | None = None
    exits: int = 0
    delay: float = FIRST_DELAY
    due: float = 0.0
    began: float = 0.0
    trouble: str = ""
    done: bool = False


def dies_with_parent(number: int) -> Callable[[], None]:
    """What a child does before its program: ask the kernel for this signal when the one that started it dies."""
    parent = os.getpid()

    def ask() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def tail(log: Path | None, lines: int = 15) -> str:
    if log is None or not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _signal_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def _opened(command: Command) -> "subprocess.Popen[bytes]":
    with ExitStack() as files:
        output = None if command.log is None else files.enter_context(command.log.open("ab"))
        return subprocess.Popen(
            command.words,
            env=dict(command.environment),
            cwd=command.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            start_new_session=True,
            user=command.user,
            group=group_of(command.user),
            extra_groups=None if command.user is None else [],
            preexec_fn=dies_with_parent(command.stop_signal),
        )


class Supervisor:
    """All children are started by one thread that lives as long as they may: the kernel ties their death to it."""

    def __init__(self, say: Say = print) -> None:
        self._say = say
        self._children: dict[str, _Child] = {}
        self._changed = threading.Condition()
        self._closing = False
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("guardian.py"))],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stops everything, the youngest first, and ends the watching."""
        for name in reversed(list(self._children)):
            self.stop(name)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout=5)
        if self._guardian.stdin is not None and not self._guardian.stdin.closed:
            self._guardian.stdin.close()
            self._guardian.wait()

    def start(self, command: Command, *, restart: bool = True) -> None:
        """Starts a process under its name; with ``restart`` it is started again whenever it ends."""
        with self._changed:
            if self._closing or self.holds(command.name):
                raise StackError(f"{command.name} cannot be started twice, nor after the end")
            child = self._children[command.name] = _Child(command, restart)
            self._changed.notify_all()
            self._changed.wait_for(lambda: child.began or child.trouble, timeout=10)
            if child.trouble:
                child.wanted = False
        if child.trouble:
            raise StackError(f"{command.name} could not be started: {child.trouble}")

    def stop(self, *names: str, timeout: float = 12.0, number: int | None = None) -> None:
        """Signals all of them, then waits; the whole group of one that does not go in time is killed."""
        with self._changed:
            children = [self._children[name] for name in names if name in self._children]
            for child in children:
                child.wanted = False
                self._signal(child, number or child.command.stop_signal)
            if not self._changed.wait_for(lambda: all(c.running is None for c in children), timeout):
                for child in children:
                    if child.running is not None:
                        _signal_group(child.running.pid, signal.SIGKILL)
                self._changed.wait_for(lambda: all(c.running is None for c in children), timeout=5)

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Sends a signal to it alone, as a stranger would: it is started again if it is one of those."""
        with self._changed:
            self._signal(self._children[name], number)

    def pid(self, name: str) -> int | None:
        with self._changed:
            child = self._children.get(name)
            return child.running.pid if child and child.running else None

    def exits(self, name: str) -> int:
        """How often it has ended by now."""
        with self._changed:
            return self._children[name].exits

    def wait(self, name: str, timeout: float | None = None) -> int | None:
        """The exit code of a process that is not started again; None when the time is over."""
        child = self._children[name]
        with self._changed:
            self._changed.wait_for(lambda: child.done, timeout)
            return child.code if child.done else None

    def until(self, name: str, ready: Callable[[], bool], timeout: float = 60.0) -> None:
        """Waits until the process answers; says why when it keeps ending or stays silent."""
        ends = time.monotonic() + timeout
        while not ready():
            child = self._children[name]
            if child.exits >= HOPELESS_EXITS or child.done or time.monotonic() > ends:
                raise StackError(f"{name} does not get ready; the end of its log:\n{tail(child.command.log)}")
            time.sleep(0.05)

    def names(self) -> list[str]:
        return list(self._children)

    def holds(self, name: str) -> bool:
        """Whether it runs, or is about to be started again."""
        child = self._children.get(name)
        return child is not None and (child.running is not None or (child.wanted and not child.done))

    def _watch(self) -> None:
        with self._changed:
            while not self._closing:
                for child in list(self._children.values()):
                    self._tend(child)
                self._changed.notify_all()
                self._changed.wait(0.05)

    def _tend(self, child: _Child) -> None:
        if child.running is not None:
            if os.waitid(os.P_PID, child.running.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                self._bury(child, child.running)
        elif child.wanted and not child.done and time.monotonic() >= child.due:
            self._spawn(child)

    def _spawn(self, child: _Child) -> None:
        try:
            child.running = _opened(child.command)
        except (OSError, subprocess.SubprocessError) as error:
            child.trouble = str(error)
            self._again_later(child)
            return
        child.began = time.monotonic()
        self._tell_guardian(f"+{child.running.pid}")

    def _bury(self, child: _Child, process: "subprocess.Popen[bytes]") -> None:
        _signal_group(process.pid, signal.SIGKILL)
        child.code = process.wait()
        self._tell_guardian(f"-{process.pid}")
        child.running = None
        if time.monotonic() - child.began > STEADY_SECONDS:
            child.delay = FIRST_DELAY
        self._again_later(child)
        if child.wanted and child.restart:
            self._say(f"{child.command.name} ended with {child.code}, starting again · {child.command.log or ''}")

    def _again_later(self, child: _Child) -> None:
        child.exits += 1
        child.done = not child.restart
        child.due = time.monotonic() + child.delay
        child.delay = min(child.delay * 2, LONGEST_DELAY)

    def _signal(self, child: _Child, number: int) -> None:
        if child.running is not None:
            os.kill(child.running.pid, number)

    def _tell_guardian(self, line: str) -> None:
        pipe = self._guardian.stdin
        if pipe is None or self._guardian.poll() is not None:
            return
        with suppress(BrokenPipeError):
            pipe.write(line + "\n")
            pipe.flush()
