"""What is kept in the repository: nothing of the machine it was written on, nothing secret, nothing that was generated."""

import re
import subprocess
from pathlib import Path
from unicodedata import normalize

import pytest

CLONE = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock")
LIMIT_BYTES = 1024 * 1024

FORBIDDEN = {
    "a path of one machine": (r"(?<![\w.])/(work|root|home/\w+|Users/\w+|var/tmp|mnt)/", "see /" + "work/notes.md"),
    "a folder beside the clone": (r"\.\./" + "shared", "see ../" + "shared/notes"),
    "a package registry": (
        r"pypi\.org|pythonhosted\.org|registry\.npmjs|(deb|ftp)\.debian\.org",
        "https://" + "pypi" + ".org/simple",
    ),
    "a private key": (r"-----BEGIN [A-Z ]*PRIVATE KEY", "-----BEGIN " + "PRIVATE KEY-----"),
    "a token": (r"\b(ghp|gho|glpat|xox[bp])[_-]\w{16,}|AKIA[0-9A-Z]{16}", "ghp" + "_0123456789abcdef0123"),
    "a mark of a conflict": (r"^(<{7} |>{7} )", "<<<<" + "<<< ours"),
    "work that was left for later": (r"\b(TO" + r"DO|FIX" + r"ME|X{3,})\b", "TO" + "DO: later"),
}


def tracked() -> list[Path]:
    """The files of the repository; of all files where it came without its history."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CLONE, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [CLONE / name for name in listed.stdout.split("\0") if name and (CLONE / name).is_file()]
    hidden = {".venv", ".data", ".git", ".hypothesis", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
    return [path for path in CLONE.rglob("*") if path.is_file() and not hidden & set(path.relative_to(CLONE).parts)]


def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found[path.relative_to(CLONE).as_posix()] = content.decode("utf-8")
    return found


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return texts()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str, sources: dict[str, str]) -> None:
    pattern, example = FORBIDDEN[what]
    forbidden = re.compile(pattern, re.MULTILINE)
    assert forbidden.search(example)
    found = {name: found.group() for name, text in sources.items() if (found := forbidden.search(text))}
    assert found == {}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_version_and_hash_and_names_no_host(name: str, sources: dict[str, str]) -> None:
    lines = [line for line in sources[name].splitlines() if line and not line.lstrip().startswith("#")]
    pins = [line for line in lines if not line.startswith(" ")]
    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+]+( ; .+)? \\", pin)] == []
    hashes = [line.strip() for line in lines if line.startswith(" ")]
    assert [line for line in hashes if not re.fullmatch(r"--hash=sha256:[0-9a-f]{64}( \\)?", line)] == []
    assert "://" not in "".join(lines)


def test_texts_are_utf8_composed_and_end_their_last_line(sources: dict[str, str]) -> None:
    """Composed (NFC) text is what people type and search for; the example's blemishes are made at run time. Letters of the
    minorities that have no composed form keep their marks."""
    data = re.compile(r"\.(csv|json|svg|lock|txt|css)$")
    assert [name for name, text in sources.items() if normalize("NFC", text) != text] == []
    assert [name for name, text in sources.items() if text and not data.search(name) and not text.endswith("\n")] == []


def test_no_file_is_large_or_generated() -> None:
    large = [path.name for path in tracked() if path.stat().st_size > LIMIT_BYTES]
    assert large == []
    made = re.compile(r"\.(pyc|log|sqlite3|pdf|xlsx|zip|whl|db)$")
    assert [path.name for path in tracked() if made.search(path.name)] == []
