"""Starts a trial that needs Django on a database of its own, and says what it found."""

import json
import os
import subprocess
import sys
from typing import Any

from bench.ranking import database


def trial(kind: str, size: str) -> dict[str, Any]:
    with database.fresh(f"live_{kind}") as address:
        environment = {
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LOG_LEVEL": "WARNING",
        }
        words = [sys.executable, "-m", "bench.ranking.live", kind, size]
        done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
