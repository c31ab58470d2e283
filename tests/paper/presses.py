"""Compiled templates for the tests, and the validators that judge what comes out of them."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from certificates.compiled.booklet import booklet
from certificates.compiled.build import compile_layout
from certificates.compiled.metadata import CLAIM, TWIN, About
from certificates.compiled.press import Press
from certificates.layouts import Box, Layout
from certificates.paper import Paper
from certificates.presets import preset
from tests.paper.readers import PERSON

ADDRESS = "HTTPS://THIDUA.HOANKIEM.GOV.VN/V/"
JAVA = Path("/usr/share/java")
JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")


class Sheets(Press):
    """Many names under each other on one page, each drawn as on a page of its own: readers open fonts once for a page."""

    def changing(self, paper: Any, redrawn: Mapping[int, bytes] = MappingProxyType({})) -> bytes:
        papers = paper if isinstance(paper, tuple) else (paper,)
        parts = [
            b"q 1 0 0 1 0 %d cm\n%sQ\n" % (-80 * down, Press.changing(self, one, redrawn))
            for down, one in enumerate(papers)
        ]
        return b"".join(parts)


@cache
def press(code: str = "classic") -> Press:
    return Press(compile_layout(preset(code), ADDRESS))


@cache
def plain_press() -> Sheets:
    """The recipient's name alone, on a page as wide as the longest."""
    name = Box(key="name", text="{recipient_name}", x=5, y=5, width=1990, height=20, face="bold", size=10, floor=4)
    return Sheets(compile_layout(Layout(page_width=2000, page_height=3000, art="", boxes=(name,)), ADDRESS))


def printed(papers: Sequence[Any], by: Press) -> bytes:
    about = About.decision("Chủ tịch", "Quyết định", PERSON.decided_on)
    return b"".join(booklet(((by, paper) for paper in papers), "Quyết định", about))


def with_token(number: int, paper: Paper = PERSON) -> Paper:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    token = "".join(letters[(number * 7919 * (place + 3) >> (place % 11)) % 32] for place in range(26))
    return replace(paper, verify_url=ADDRESS + token)


def twin(pdf: bytes) -> bytes:
    """The same file with the label of PDF/A-1b, the only level that the validator knows; nothing else differs."""
    for claim in (CLAIM, b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"):
        pdf = pdf.replace(claim, TWIN)
    assert TWIN in pdf
    return pdf


def preflight(folder: Path, files: dict[str, bytes]) -> dict[str, str] | None:
    """What Apache PDFBox finds wrong with each file, '' if nothing; None where it is not installed (not in CI)."""
    java, jars = shutil.which("java"), [JAVA / f"{jar}.jar" for jar in JARS]
    if not java or not all(jar.exists() for jar in jars):
        assert not os.environ.get("CI"), "the validator is missing: ./bootstrap.sh paper"
        return None
    for name, content in files.items():
        (folder / name).write_bytes(content)
    listed = folder / "list.txt"
    listed.write_text("".join(f"{folder / name}\n" for name in files))
    command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", ":".join(map(str, jars))]
    validator = "org.apache.pdfbox.preflight.Validator_A1b"
    subprocess.run([*command, validator, "xml", "group", str(listed)], capture_output=True, check=False, timeout=120)
    report = (folder / "list.txt.preflight.xml").read_text("utf-8")
    found = re.findall(r'<preflight name="([^"]+)">(.*?)</preflight>', report, re.DOTALL)
    return {name: "" if ">true</isValid>" in said else said for name, said in found}
