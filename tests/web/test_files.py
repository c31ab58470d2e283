"""The files that the pages bring along: translations that are whole and compiled, styles that find what they name."""

import re
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

import web

ROOM = Path(web.__file__).parent
ENGLISH = ROOM / "locale" / "en" / "LC_MESSAGES" / "django.po"
_TEMPLATE_TEXT = re.compile(r"""{% translate "([^"]+)" %}""")


def test_every_text_of_the_pages_has_its_english() -> None:
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file)
    known = {message.id if isinstance(message.id, str) else message.id[0]: message.string for message in catalogue}
    said = {
        text
        for page in (ROOM / "templates").rglob("*.html")
        for text in _TEMPLATE_TEXT.findall(page.read_text("utf-8"))
    }
    assert len(said) > 100
    assert sorted(text for text in said if not known.get(text)) == []
    assert not [message.id for message in catalogue if message.fuzzy and message.id]


def _texts(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    def many(text: Any) -> tuple[str, ...]:
        return (text,) if isinstance(text, str) else tuple(text)

    return {many(message.id): many(message.string) for message in catalogue if message.id}


def test_the_compiled_texts_are_those_of_the_catalogue() -> None:
    with ENGLISH.open("rb") as written, ENGLISH.with_suffix(".mo").open("rb") as compiled:
        assert _texts(read_mo(compiled)) == _texts(read_po(written))


def test_every_style_and_font_finds_the_files_that_it_names(tmp_path: Path) -> None:
    storage = ManifestStaticFilesStorage(location=str(tmp_path))
    sources = FileSystemStorage(location=str(ROOM / "static"))
    paths = {}
    for file in (ROOM / "static").rglob("*"):
        if file.is_file():
            name = file.relative_to(ROOM / "static").as_posix()
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            paths[name] = (sources, name)
            (tmp_path / name).write_bytes(file.read_bytes())
    done = list(storage.post_process(paths))
    assert not [fault for _, _, fault in done if isinstance(fault, Exception)]
    assert {name for name, _, _ in done} >= {"web/app.css", "fonts/be-vietnam-pro/be-vietnam-pro.css", "web/mark.svg"}


def test_no_style_reaches_outside() -> None:
    for style in (ROOM / "static").rglob("*.css"):
        assert not re.search(r"https?:|//[a-z]|@import", style.read_text("utf-8")), style.name
