"""Collects the texts that people see, keeps their English, and compiles the catalogues: `python -m devstack.messages`.

A text's id is its Vietnamese. Each package has one catalogue, ``<package>/locale/en/LC_MESSAGES/django.po``; what is new
in the sources comes into it without a translation, and what is gone from the sources goes.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from devstack.places import CLONE

LIBRARIES = CLONE / "api" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
"""Vietnamese of those texts of libraries that their own catalogues leave in English; kept by hand."""

PACKAGES = ("kernel", "emulation", "certificates", "api", "web", "config")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
_DATE = datetime(2019, 1, 1, tzinfo=UTC)
_HEADER = (
    "# English texts of Thi Đua; the ids are the Vietnamese texts. Written by `make messages`, translated by hand."
)

Text = str | tuple[str, ...]


def po_file(package: str) -> Path:
    return CLONE / package / "locale" / "en" / "LC_MESSAGES" / "django.po"


def _sources(package: str) -> Iterator[tuple[str, bytes]]:
    """Each source with its name, templates as the Python that Django's own extraction makes of them; how their lines are
    indented would mean something there."""
    for file in sorted((CLONE / package).rglob("*")):
        name = file.relative_to(CLONE).as_posix()
        if file.suffix == ".py" and "/migrations/" not in name:
            yield name, file.read_bytes()
        elif file.suffix in (".html", ".txt") and "/templates/" in name:
            made = templatize(file.read_text(encoding="utf-8"), origin=name)
            yield name, "\n".join(line.lstrip() for line in made.splitlines()).encode()


def collected(package: str) -> dict[Text, list[str]]:
    """The texts of a package, each with the files that have it."""
    found: dict[Text, list[str]] = {}
    for name, source in _sources(package):
        for _, message, _, _ in extract("python", BytesIO(source), keywords=KEYWORDS):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return found


def catalogue(package: str) -> Catalog:
    """The catalogue of a package as it lies in the clone; an empty one where there is none yet."""
    if not po_file(package).is_file():
        return Catalog(locale="en")
    with po_file(package).open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def renewed(package: str) -> Catalog:
    """The catalogue with exactly the texts of the sources, in their order, and the English that is known."""
    known = catalogue(package)
    fresh = Catalog(
        locale="en",
        header_comment=_HEADER,
        project="Thi Đua",
        version="1",
        msgid_bugs_address="Thi Đua",
        last_translator="Thi Đua",
        language_team="Thi Đua",
        creation_date=_DATE,
        revision_date=_DATE,
        fuzzy=False,
    )
    for text, places in collected(package).items():
        old = known.get(text if isinstance(text, str) else text[0])
        fresh.add(text, old.string if old else "", locations=[(place, 0) for place in places])
    return fresh


def untranslated(texts: Catalog) -> list[Message]:
    return [message for message in texts if message.id and not all(_strings(message))]


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


def compiled(texts: Catalog) -> bytes:
    """What Django reads; the same catalogue gives the same bytes."""
    output = BytesIO()
    write_mo(output, texts)
    return output.getvalue()


def written(texts: Catalog) -> bytes:
    output = BytesIO()
    write_po(output, texts, width=120, include_lineno=False)
    return output.getvalue()


def of_libraries() -> Catalog:
    with LIBRARIES.open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


def main() -> int:
    missing = 0
    LIBRARIES.with_suffix(".mo").write_bytes(compiled(of_libraries()))
    for package in PACKAGES:
        file = po_file(package)
        texts = renewed(package)
        if not len(texts):
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(written(texts))
        file.with_suffix(".mo").write_bytes(compiled(catalogue(package)))
        without = untranslated(texts)
        missing += len(without)
        print(f"{package}: {len(texts)} texts, {len(without)} without English")
        for message in without:
            print(f"  {message.id}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
