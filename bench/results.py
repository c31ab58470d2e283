"""Writes what a benchmark measured into its own section of RESULTS.md, with the machine, the day and the versions."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")
TITLE = "# Results\n\nEach section is written by its benchmark (`bench/README.md`); figures of one section come from one run.\n"


def machine() -> str:
    """Processor, cores and how busy they were."""
    names = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, load before and during the run {busy}"


def write(section: str, lines: Sequence[str], packages: Sequence[str]) -> None:
    """Replace the section, or add it."""
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)])
    head = [f"## {section}", "", f"{datetime.now(UTC):%Y-%m-%d} · {machine()} · {versions}", ""]
    begin, end = f"<!-- {section} -->\n", f"<!-- end of {section} -->\n"
    fresh = begin + "\n".join([*head, *lines]) + "\n" + end
    known = FILE.read_text(encoding="utf-8") if FILE.exists() else TITLE
    found = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    text = found.sub(lambda _: fresh, known) if found.search(known) else known + "\n" + fresh
    FILE.write_text(text, encoding="utf-8")
