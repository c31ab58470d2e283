"""The papers of the year: every kind of document as Word and PDF beside the certificates, and a template that is refused."""

import zipfile
from io import BytesIO
from pathlib import Path

from hoankiem.client import Caller, Refused
from hoankiem.story import Story, username

MADE_OF = (
    ("nominations", "nomination", ("submission", "nominees")),
    ("council-sessions", "session", ("minutes", "tally")),
    ("payment-lists", "payment-list", ("payments",)),
)
"""Lists of records, what documents call such a record, and the documents that are written of the first that has them."""


def _written(story: Story, caller: Caller, kind: str, record: str, folder: Path) -> int:
    """One document in both forms; answers how many files were written."""
    for form, begin in (("docx", b"PK"), ("pdf", b"%PDF-")):
        data = caller.download(f"documents/{kind}/{record}?as={form}")
        story.check(data.startswith(begin), f"{kind} is a {form}")
        (folder / f"{kind}.{form}").write_bytes(data)
    return 2


def _first(caller: Caller, path: str, record: str, kinds: tuple[str, ...]) -> str:
    """The first record of a list that has these documents; empty where none has."""
    for row in caller.get(path, page_size=20)["results"]:
        there = {one["kind"] for one in caller.get(f"records/{record}/{row['id']}/documents")}
        if there >= set(kinds):
            return str(row["id"])
    return ""


def _changed(template: bytes, place: str) -> bytes:
    """The template with one more place in its last paragraph."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(template)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name == "word/document.xml":
                paragraph = f"<w:p><w:r><w:t>{place}</w:t></w:r></w:p><w:sectPr".encode()
                content = content.replace(b"<w:sectPr", paragraph, 1)
            made.writestr(name, content)
    return out.getvalue()


def _template(story: Story, officer: Caller) -> None:
    """The office changes its template of decisions: a place that does not exist is named, one that does is taken."""
    if officer.get("document-templates", kind="decision")["results"]:
        return
    shipped = officer.download("document-templates/decision")
    for place, taken in (("{{ so_van_ban }}", False), ("Mẫu của {{ authority_name }}", True)):
        file = officer.hand_in("document_template", "quyet-dinh.docx", _changed(shipped, place))[0]
        try:
            officer.post("document-templates", {"kind": "decision", "file": file["id"]})
            story.check(taken, "a template with an unknown place is refused")
        except Refused as refusal:
            named = "so_van_ban" in str(refusal.document)
            story.check(not taken and refusal.status == 422 and named, "the place that does not exist is named")


def write(story: Story, decision: str, folder: Path) -> None:
    """Write the year's papers; a unit does not get those of the whole authority."""
    folder.mkdir(parents=True, exist_ok=True)
    officer = story.caller(username(story, "standing_officer"))
    _template(story, officer)
    count = _written(story, officer, "decision", decision, folder)
    count += _written(story, officer, "review", story.campaign.rsplit("/", 1)[1], folder)
    for path, record, kinds in MADE_OF:
        found = _first(officer, path, record, kinds)
        count += sum(_written(story, officer, kind, found, folder) for kind in kinds if found)
    for kind in ("submission", "payments"):
        story.check((folder / f"{kind}.pdf").exists(), f"{kind} of the year is printed")
    unit = story.caller(username(story, "unit_officer", "P01"))
    try:
        unit.download(f"documents/review/{story.campaign.rsplit('/', 1)[1]}")
        story.check(False, "a unit does not write the authority's final report")
    except Refused as refusal:
        story.check(refusal.status == 404, "a unit does not write the authority's final report")
    print(f"  {count} văn bản trong {folder}", flush=True)
