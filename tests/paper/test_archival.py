"""Official documents as archives want them: valid PDF/A by somebody else's judgement, read aloud in paragraphs, signed or not."""

import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf

from certificates import documents, signing
from certificates.documents import Carried
from certificates.signature_marks import stamp
from certificates.signatures import examine, trust_of
from certificates.signing import Mark
from tests.paper import keys
from tests.paper.presses import TWIN, preflight

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
LONG = "Xét đề nghị của Hội đồng Thi đua – Khen thưởng về khen thưởng phong trào thi đua yêu nước năm 2025. "
BLOCKS = [
    {"shape": "centred", "text": "QUYẾT ĐỊNH"},
    *({"shape": "text", "text": LONG * 3, "lead": f"Điều {number}.", "italic": False} for number in range(1, 15)),
]


def made(carried: Carried | None = None) -> bytes:
    return documents.render(
        BLOCKS, title="Quyết định <1> & 2", author="UBND phường", carried=carried, day=date(2026, 3, 1)
    )


def twin(pdf: bytes) -> bytes:
    for part in (b"2", b"3"):
        claim = b"<pdfaid:part>%s</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" % part
        pdf = pdf.replace(claim, TWIN)
    return pdf


def test_a_document_is_an_archive_with_and_without_a_signature_or_a_file_inside(tmp_path: Path) -> None:
    held = keys.signer()
    key = signing.HeldKey(held.key, keys.read(held), [keys.read(keys.root())])
    mark = Mark(0, 300, 90, 200, 52, stamp(("Ký bởi: Nguyễn Văn An",), wide=200, high=52))
    carrying = made(Carried("goc.json", "Mã gốc", "application/json", b"{}"))
    files = {"plain.pdf": made(), "signed.pdf": signing.sign(made(), key, at=AT, mark=mark), "carrying.pdf": carrying}
    assert made() == files["plain.pdf"] and b"<pdfaid:part>3</pdfaid:part>" in carrying
    assert examine(signing.sign(carrying, key, at=AT), trust_of(keys.root().pem), now=AT).sound
    for name, content in files.items():
        with pikepdf.open(BytesIO(content)) as pdf:
            assert pdf.check_pdf_syntax() == [], name
            about = pdf.open_metadata()
            assert about["dc:title"] == str(pdf.docinfo["/Title"]) == "Quyết định <1> & 2"
            assert (about["xmp:CreateDate"], str(pdf.Root.Lang)) == ("2026-03-01T00:00:00+07:00", "vi")
            assert len(pdf.Root.AF) == 1 if name == "carrying.pdf" else "/AF" not in pdf.Root
    said = preflight(tmp_path, {name: twin(content) for name, content in files.items()})
    if said is not None:
        assert (said["plain.pdf"], said["signed.pdf"]) == ("", "")
        assert said["carrying.pdf"].count("<details>") == said["carrying.pdf"].count("EmbeddedFile") == 2


def test_its_paragraphs_are_read_whole_and_page_numbers_are_not() -> None:
    command = ["pdfinfo", "-struct-text", "-"]
    heard = subprocess.run(command, input=made(), capture_output=True, check=True).stdout.decode()
    said = ["".join(part.split('"')[1::2]) for part in heard.split("P (block)")[1:]]
    assert said[0] == "QUYẾT ĐỊNH"
    assert said[1] == f"Điều 1. {LONG * 3}".strip()
    assert "2" not in said
