"""What stops the start: each wrong or missing variable is named, with what it should be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import Environment

CLONE = Path(__file__).resolve().parents[2]


def start(**changed: str) -> str:
    """What reading the settings says with these variables changed; the empty text is a missing one."""
    environment = {**os.environ, **changed}
    words = [sys.executable, "-c", "import config.settings"]
    done = subprocess.run(words, cwd=CLONE, env=environment, capture_output=True, text=True, check=False)
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else ""


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("DATABASE_URL", "mysql://host/name", "DATABASE_URL must begin with postgres://"),
        ("REDIS_URL", "localhost", "REDIS_URL must begin with redis://"),
        ("LEDGER_SIGNING_KEY", "short", "LEDGER_SIGNING_KEY cannot be used"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD', but must be one of"),
        ("TOKEN_DAYS", "many", "TOKEN_DAYS is 'many', but must be a whole number"),
        ("FILES_BUCKET", "thi-dua", "FILES_KEY and FILES_SECRET must then be set"),
        ("DEBUG", "yes", "DEBUG is 'yes', but must be one of: true, false"),
    ],
)
def test_a_wrong_or_missing_variable_stops_the_start_and_is_named(variable: str, value: str, said: str) -> None:
    assert said in start(**{variable: value})


def test_a_simulated_clock_stops_the_start_of_a_server_that_others_reach(tmp_path: Path) -> None:
    clock = str(tmp_path / "clock")
    assert "PUBLIC_URL must then be on localhost" in start(
        SIMULATED_CLOCK_FILE=clock, PUBLIC_URL="https://thidua.example.gov.vn"
    )
    assert start(SIMULATED_CLOCK_FILE=clock, PUBLIC_URL="http://localhost:8000") == ""


def test_a_value_may_lie_in_a_file_and_an_unreadable_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n", encoding="utf-8")
    assert Environment({"SECRET_KEY_FILE": str(tmp_path / "key")}).text("SECRET_KEY") == "secret"
    with pytest.raises(Exception, match="SECRET_KEY_FILE names"):
        Environment({"SECRET_KEY_FILE": str(tmp_path / "none")}).text("SECRET_KEY")
