"""Word documents of every kind, opened and printed by LibreOffice, beside the pages that the platform draws itself."""

import os
import re
import shutil
import subprocess
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from certificates import documents
from certificates.typefaces import FONTS
from emulation.commendation.papers import word
from emulation.commendation.papers.registry import KINDS
from tests.paper.documents import blocks_of, facts_of

Printed = dict[str, list[str]]


def office() -> str:
    """The program's path, '' where a reader of our own may stand in; in CI its absence is a failure, not a way around."""
    path = shutil.which("soffice") or ""
    assert path or not os.environ.get("CI"), "LibreOffice is missing: install libreoffice-writer-nogui"
    return path


def made(code: str) -> bytes:
    kind = KINDS[code]
    return word.fill(word.template(kind.blocks, landscape=kind.landscape), kind.shape, facts_of(kind))


def read(data: bytes) -> list[str]:
    """Without LibreOffice: what python-docx finds, on one page."""
    opened = Document(BytesIO(data))
    return [" ".join(node.text or "" for node in opened.element.body.iter() if node.tag.endswith("}t"))]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The pages of every kind, all from one call: starting LibreOffice takes longer than printing."""
    folder = tmp_path_factory.mktemp("office")
    for code in KINDS:
        (folder / f"{code}.docx").write_bytes(made(code))
    program = office()
    if not program:
        return {code: read((folder / f"{code}.docx").read_bytes()) for code in KINDS}
    (folder / "data").mkdir()
    (folder / "data" / "fonts").symlink_to(FONTS)
    command = [
        program,
        "--headless",
        "--norestore",
        f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), *(str(folder / f"{code}.docx") for code in KINDS)],
        env={**os.environ, "XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {code: pages(folder / f"{code}.pdf") for code in KINDS}


def pages(file: Path) -> list[str]:
    reader = PdfReader(file)
    assert all("Tinos" in name for page in reader.pages for name in fonts(page)), "the metric is that of Times"
    return [page.extract_text() for page in reader.pages]


def fonts(page: object) -> list[str]:
    found = page["/Resources"]["/Font"].get_object()  # type: ignore[index]
    return [str(font.get_object()["/BaseFont"]) for font in found.values()]


def words(texts: list[str]) -> Counter[str]:
    """Every word, however often: numbers of pages and headings repeated on further pages are as the program has them."""
    return Counter(re.sub(r"\s+", " ", " ".join(texts)).split())


@pytest.mark.parametrize("code", KINDS)
def test_what_the_office_prints_from_the_word_document_is_what_the_platform_draws(code: str, printed: Printed) -> None:
    kind = KINDS[code]
    pdf = documents.render(blocks_of(kind), title=kind.title, author="", landscape=kind.landscape)
    ours = words([page.extract_text() for page in PdfReader(BytesIO(pdf)).pages])
    theirs = words(printed[code])
    assert set(ours) ^ set(theirs) <= {str(number) for number in range(1, 20)}
    rare = {name for name, count in ours.items() if count < 3 and not name.isdigit()}
    assert {name: theirs[name] for name in rare} == {name: ours[name] for name in rare} or not office()
    assert "{{" not in "".join(printed[code]) and "{%" not in "".join(printed[code])


def test_the_same_facts_give_the_same_word_document() -> None:
    assert made("submission") == made("submission")
