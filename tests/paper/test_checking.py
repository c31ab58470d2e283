"""`thidua verify`: a certificate against the signed decision, offline; whatever somebody changed in either is found."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import checking, documents, records, signing, signing_methods
from certificates.checking import DOES_NOT, HOLDS, NAMESPACE, ROOT, ROOT_FORMAT, check, typed_root
from certificates.signatures import examine, trust_of
from config import command_line
from kernel.errors import Invalid
from kernel.text import canonical_json
from tests.paper import keys
from tests.rules.test_records import Said

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
TRUST = trust_of(keys.root().pem)
CLONE = Path(__file__).parents[2]
ROWS = [replace(Said(), recipient_name=name, salt=f"{place:032x}", register_number=place + 1) for place, name in enumerate(
    ("Nguyễn Thị Hường", "Y Ngông Niê Kđăm", "Công Tằng Tôn Nữ Diệu Huyền", "Võ Nguyễn Bảo Châu", "H'Hen Niê")
)]  # fmt: skip
TREE = records.gather(ROWS)


def page(*texts: str) -> bytes:
    blocks = [{"shape": "text", "text": text, "lead": "", "italic": False} for text in texts]
    return documents.render(blocks, title="Giấy khen", author="UBND")


def with_evidence(pdf: bytes, evidence: bytes) -> bytes:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:thidua="%s"><thidua:evidence>%s</thidua:evidence></rdf:Description>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as file:
        file.Root.Metadata = file.make_stream(xmp % (NAMESPACE.encode(), evidence))
        file.save(out)
    return out.getvalue()


def certificate(said: Said, printed: Said | None = None, count: int = len(ROWS)) -> bytes:
    shown = printed or said
    body = page(
        shown.authority_title.upper(), shown.title, f"{shown.salutation} {shown.recipient_name}",
        f"{shown.position}, {shown.unit_name}", shown.citation, f"Quyết định số: {shown.decision_number}",
        f"Vào sổ số: {shown.register_number}/{shown.register_year}", shown.signatory_name,
    )  # fmt: skip
    return with_evidence(body, records.evidence(said, count))


def paper(**changed: object) -> bytes:
    first = ROWS[0]
    said = {
        "format": ROOT_FORMAT, "root": TREE, "count": len(ROWS), "decision_number": first.decision_number,
        "decided_on": first.decided_on.isoformat(),
    } | changed  # fmt: skip
    carried = documents.Carried(ROOT, "Mã gốc", "application/json", canonical_json(said).encode())
    blocks = [{"shape": "centred", "text": "QUYẾT ĐỊNH"}]
    return documents.drawn(blocks, title="Quyết định", author="UBND", carried=carried).content


def signed(content: bytes, **about: object) -> bytes:
    held = keys.signer(**about)  # type: ignore[arg-type]
    return signing.sign(content, signing.HeldKey(held.key, keys.read(held), []), at=AT)


DECISION = signed(paper())


def codes(pdf: bytes, decision: bytes = DECISION) -> list[str]:
    return [one.code for one in check(pdf, decision=decision, trust=TRUST, now=AT).findings]


def test_a_certificate_holds_by_the_signed_decision_or_by_the_root_on_paper() -> None:
    for said in ROWS:
        pdf = certificate(said)
        report = check(pdf, decision=DECISION, trust=TRUST, now=AT)
        assert (report.exit_code, report.findings) == (HOLDS, ())
        assert said.recipient_name in " ".join(fact.text() for fact in report.facts)
        typed = typed_root(" ".join((TREE[:32], TREE[32:].upper())), len(ROWS))
        assert check(pdf, typed=typed, now=AT).exit_code == HOLDS


def test_what_does_not_hold_is_said() -> None:
    first = ROWS[0]
    pdf = certificate(first)
    other = replace(first, recipient_name="Nguyễn Thị Hương")
    assert codes(certificate(other)) == ["check.not_proved"]
    assert codes(certificate(first, printed=other)) == ["check.printed_otherwise"]
    assert codes(certificate(first, printed=replace(first, register_number=99))) == ["check.register_otherwise"]
    assert codes(certificate(first, count=4)) == ["check.not_proved"]
    assert codes(pdf, signed(paper(root="0" * 64))) == ["check.not_proved"]
    assert codes(pdf, signed(paper(decision_number="129/QĐ-UBND"))) == ["check.other_decision"]
    assert codes(pdf, paper()) == ["signature.none"]
    assert codes(pdf, signed(paper(), by="Nơi khác")) == ["signature.untrusted"]
    assert codes(pdf, signed(paper(), until=datetime(2020, 1, 1, tzinfo=UTC))) == ["signature.untrusted"]
    assert [one.code for one in check(pdf, now=AT).findings] == ["check.nothing_to_prove_by"]
    assert [one.code for one in check(pdf, decision=DECISION, now=AT).findings] == ["check.no_trust"]
    for wrong in (page("Giấy"), with_evidence(page("Giấy"), b"{}"), b"%PDF-1.4", b""):
        with pytest.raises(Invalid):
            check(wrong, decision=DECISION, trust=TRUST, now=AT)
    for text, count in (("0" * 63, 1), (TREE, 0)):
        with pytest.raises(Invalid):
            typed_root(text, count)
    with pytest.raises(Invalid):
        check(pdf, decision=page("khác"), trust=TRUST, now=AT)


@settings(max_examples=25)
@given(at=st.integers(0, 10**9), flip=st.integers(1, 255))
def test_any_changed_byte_of_the_decision_is_found(at: int, flip: int) -> None:
    """But for the reserve of zeros behind the signature, which signs everything else and not itself."""
    place = at % len(DECISION)
    changed = bytearray(DECISION)
    changed[place] ^= flip
    if not _is_reserve(place):
        assert not examine(bytes(changed), TRUST, now=AT).sound


def _is_reserve(place: int) -> bool:
    start, end = DECISION.index(b"/Contents <") + 11, 0
    end = DECISION.index(b">", start)
    return start + len(DECISION[start:end].rstrip(b"0")) - 1 <= place <= end


def test_what_is_added_behind_a_signed_decision_is_found() -> None:
    assert not examine(DECISION + b"\n% more", TRUST, now=AT).sound


@settings(max_examples=25)
@given(at=st.integers(0, 10**9), flip=st.integers(1, 255))
def test_any_changed_byte_of_the_evidence_in_a_certificate_is_found(at: int, flip: int) -> None:
    evidence = records.evidence(ROWS[1], len(ROWS))
    pdf = certificate(ROWS[1])
    start = pdf.index(evidence)
    changed = bytearray(pdf)
    changed[start + at % len(evidence)] ^= flip
    try:
        found = checking.evidence_of(bytes(changed))
    except Invalid:
        return
    root = checking.root_of(DECISION)
    assert not found.under(root.root, root.count)


def test_the_command_says_it_in_both_languages_and_by_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in {"g.pdf": certificate(ROWS[2]), "d.pdf": DECISION, "r.pem": keys.root().pem}.items():
        (tmp_path / name).write_bytes(content)
    given_ = [
        "verify",
        str(tmp_path / "g.pdf"),
        "--decision",
        str(tmp_path / "d.pdf"),
        "--trust",
        str(tmp_path / "r.pem"),
    ]
    assert command_line.main(given_) == HOLDS
    assert "HỢP LỆ" in capsys.readouterr().out
    assert command_line.main([*given_[:2], "--root", TREE, "--count", "4"]) == DOES_NOT
    assert "KHÔNG xác nhận" in capsys.readouterr().out
    assert command_line.main(["verify", str(tmp_path / "r.pem")]) == 2
    capsys.readouterr()
    words = [sys.executable, "-P", "-m", "config.command_line", *given_]
    bare = subprocess.run(
        words, cwd=tmp_path, env={"PYTHONPATH": str(CLONE)}, capture_output=True, text=True, check=False
    )
    assert (bare.returncode, bare.stderr) == (HOLDS, "")


def test_serial_numbers_are_compared_as_people_copy_them() -> None:
    for written in ("a1:b2", "0xA1B2", "00 A1 B2", "A1B2"):
        assert signing_methods.is_allowed("x", "A1B2", [written])
    assert signing_methods.is_allowed("NGUYỄN VĂN AN", "1", ["Nguyễn Văn An"])
    assert not signing_methods.is_allowed("Nguyễn Văn An", "1", ["Nguyễn Văn Ân", "2"])


@pytest.fixture(autouse=True)
def forget_keys() -> Iterator[None]:
    yield
    signing.signer_at.cache_clear()
