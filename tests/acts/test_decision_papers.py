"""Papers of decisions: they carry the root, count once they are signed as the authority signs, and take no wrong file."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from certificates import checking, decision_papers, keyring, printing, signing, signing_methods
from certificates.events import BatchGathered, DecisionPaperPrepared, DecisionPaperSealed, SigningMethodSet
from certificates.models import Batch, Certificate, DecisionPaper, SigningMethod
from certificates.models.papers import INK, OWN_TOKEN, SERVER_KEY
from certificates.pages import MM
from certificates.signature_marks import Images
from certificates.signing_methods import Look
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tasks import paper_composing
from tests.acts.conftest import once, refused
from tests.paper import keys
from tests.world import NOW, Town, event

TODAY = date(2019, 5, 12)


@dataclass
class Office:
    """What the operator of the server configured."""

    key: Path
    roots: Path


@pytest.fixture
def configured(tmp_path: Path, settings: Any) -> Iterator[Office]:
    made = Office(tmp_path / "server.p12", tmp_path / "roots.pem")
    made.key.write_bytes(keys.packed(keys.signer(keys.OFFICE, serial=0xC0FFEE)))
    made.roots.write_bytes(keys.root().pem)
    settings.SIGNING_KEY = {"file": str(made.key), "password": keys.PASSWORD}
    settings.SIGNING_TRUST_ROOTS = str(made.roots)
    yield made
    signing.signer_at.cache_clear()


@pytest.fixture
def clerk(town: Town) -> Actor:
    return town.actors["clerk"]


@pytest.fixture
def keeper(town: Town) -> Actor:
    return town.actors["administrator"]


@pytest.fixture(autouse=True)
def nothing_prepared(town: Town) -> None:
    DecisionPaper.objects.filter(decision=town.signed).delete()


def prepare(town: Town) -> DecisionPaper:
    """As the reaction does it."""
    paper_composing.prepare(event(BatchGathered, decision=town.signed), NOW)
    return DecisionPaper.objects.select_related("batch").get(decision=town.signed)


def sealed(town: Town) -> DecisionPaper:
    """Prepared, and what follows."""
    paper = prepare(town)
    decision_papers.seal_prepared(event(DecisionPaperPrepared, paper=str(paper.pk)), NOW)
    paper.refresh_from_db()
    return paper


def outside(paper: DecisionPaper, *, at: datetime = NOW, **about: Any) -> bytes:
    """The prepared file signed by somebody with a certificate of these words."""
    held = keys.signer(**about)
    other = signing.HeldKey(held.key, keys.read(held), [])
    return signing.sign(decision_papers.content_of(paper.prepared_file), other, at=at)


def test_a_paper_carries_the_root_and_counts_at_once_where_it_is_signed_with_ink(town: Town) -> None:
    batch = Batch.objects.get(decision=town.signed)
    once(DecisionPaperPrepared, lambda: prepare(town), decision=town.signed)
    once(DecisionPaperSealed, lambda: sealed(town), decision=town.signed)
    paper = DecisionPaper.objects.get(decision=town.signed)
    assert (paper.state, paper.method, paper.signatures) == (DecisionPaper.SEALED, INK, [])
    content = decision_papers.content_of(paper.sealed_file)
    read = checking.root_of(content)
    assert (read.root.hex(), read.count, read.decision[0]) == (batch.root, batch.total, batch.decision_number)
    last = PdfReader(BytesIO(content)).pages[-1].extract_text()
    assert batch.root in "".join(last.split()) and "PHỤ LỤC" in last


def test_the_servers_key_signs_where_the_signature_belongs_and_poppler_agrees(
    town: Town, keeper: Actor, configured: Office, tmp_path: Path
) -> None:
    signing_methods.take(SERVER_KEY, signers=["c0:ff:ee"], in_effect_from=TODAY, by=keeper, at=NOW)
    paper = sealed(town)
    assert (paper.state, [one["signer"] for one in paper.signatures]) == (DecisionPaper.SEALED, [keys.OFFICE])
    assert paper.signatures[0]["at"] == NOW.isoformat() and paper.signatures[0]["covers_all"]
    path = tmp_path / "signed.pdf"
    path.write_bytes(decision_papers.content_of(paper.sealed_file))
    told = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told and "Total document signed" in told and "ETSI.CAdES.detached" in told
    page = PdfReader(path).pages[int(paper.mark["page"])]
    box = [float(side) for side in page["/Annots"][0].get_object()["/Rect"]]
    assert box[0] > 200 and box[2] < 560 and box[3] - box[1] == pytest.approx(52, abs=1)
    picture = page["/Annots"][0].get_object()["/AP"]["/N"].get_object()
    assert "/XObject" in picture["/Resources"]
    assert page["/Annots"][0].get_object()["/TU"] == f"Chữ ký số của {keys.OFFICE}"


def png(width: int, height: int, *, margin: int = 0, opaque: bool = False) -> bytes:
    image = Image.new("RGBA", (width + 2 * margin, height + 2 * margin), (0, 0, 0, 255 if opaque else 0))
    image.paste((200, 20, 20, 255 if opaque else 180), (margin, margin, margin + width, margin + height))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_the_seal_is_shown_in_its_real_size_over_a_third_of_the_signature_whose_name_stands_there(
    town: Town, keeper: Actor, configured: Office
) -> None:
    def take(look: Look | None, method: str = SERVER_KEY) -> SigningMethod:
        return signing_methods.take(method, signers=["C0FFEE"], in_effect_from=TODAY, look=look, by=keeper, at=NOW)

    signatory = Batch.objects.get(decision=town.signed).certificates.all()[0].signatory_name
    with refused(Invalid, "signing.invalid") as no:
        take(Look(Images(png(9, 9, opaque=True), 90, b"GIF"), ""))
    assert sorted(no.paths) == ["seal", "seal_mm", "signature", "signature_of"]
    images = Images(png(300, 300, margin=50), 38, png(400, 100))
    with refused(Invalid, "signing.invalid"):
        take(Look(images, signatory), INK)
    once(SigningMethodSet, lambda: take(Look(images, signatory)))
    row = SigningMethod.objects.get(in_effect_from=TODAY, method=SERVER_KEY)
    assert (row.seal_mm, row.signature_of) == (38, signatory) and take(None).pk == row.pk
    paper = sealed(town)
    page = PdfReader(BytesIO(decision_papers.content_of(paper.sealed_file))).pages[int(paper.mark["page"])]
    mark = page["/Annots"][0].get_object()
    (shown,) = mark["/AP"]["/N"]["/Resources"]["/XObject"].values()
    drawn = [
        [float(side) for side in numbers]
        for numbers, operator in ContentStream(shown, None).operations
        if operator == b"cm"
    ]
    signature, seal = [one for one in drawn if one[0] > 1 and one[3] > 1]
    assert (seal[0], seal[3]) == (pytest.approx(38 * MM, abs=0.1),) * 2
    assert (signature[0], signature[3]) == (pytest.approx(48 * MM, abs=0.1), pytest.approx(12 * MM, abs=0.1))
    assert seal[4] + seal[0] == pytest.approx(signature[4] + signature[0] / 3, abs=0.1)
    wide, high = (float(mark["/Rect"][side + 2]) - float(mark["/Rect"][side]) for side in (0, 1))
    assert [wide, high] == [float(side) for side in shown["/BBox"][2:]]
    assert signing_methods.shown(row, over="Người khác").signature == b""


def by_token(town: Town, keeper: Actor, *signers: str) -> DecisionPaper:
    signing_methods.take(OWN_TOKEN, signers=signers or (keys.HEAD,), in_effect_from=TODAY, by=keeper, at=NOW)
    paper = sealed(town)
    assert paper.state == DecisionPaper.PREPARED
    return paper


def test_the_signers_own_token_signs_outside_and_the_file_counts_once_it_is_verified(
    town: Town, keeper: Actor, clerk: Actor, configured: Office, tmp_path: Path
) -> None:
    paper = by_token(town, keeper)
    (tmp_path / "own.p12").write_bytes(keys.packed(keys.signer()))
    (tmp_path / "in.pdf").write_bytes(decision_papers.content_of(paper.prepared_file))
    names = [str(tmp_path / "own.p12"), keys.PASSWORD, str(tmp_path / "in.pdf"), str(tmp_path / "out.pdf")]
    subprocess.run([sys.executable, "-m", "tests.paper.outside", *names], check=True)
    content, now = (tmp_path / "out.pdf").read_bytes(), datetime.now(UTC)
    once(
        DecisionPaperSealed,
        lambda: decision_papers.take_signed(town.signed, content, by=clerk, at=now),
        decision=town.signed,
    )
    paper.refresh_from_db()
    assert (paper.state, paper.sealed_by) == (DecisionPaper.SEALED, clerk.account)
    assert decision_papers.content_of(paper.sealed_file) == content
    with refused(WrongState, "paper.sealed"):
        decision_papers.take_signed(town.signed, outside(paper), by=clerk, at=NOW)


def test_every_wrong_file_is_refused_with_its_reason_and_changes_nothing(
    town: Town, keeper: Actor, clerk: Actor, configured: Office
) -> None:
    paper = by_token(town, keeper)
    prepared, right = decision_papers.content_of(paper.prepared_file), outside(paper)
    broken = bytearray(right)
    broken[len(prepared) // 2] ^= 1
    wrong: dict[str, tuple[str, Callable[[], bytes]]] = {
        "paper.wrong_signer": ("a stranger whom the same authority vouches for", lambda: outside(paper, common="Lê B")),
        "signature.untrusted": ("another authority", lambda: outside(paper, by="Nơi khác")),
        "signature.broken": ("a changed byte", lambda: bytes(broken)),
        "signature.none": ("not signed", lambda: prepared),
        "signature.unreadable": ("no PDF", lambda: b"GIF89a"),
        "signature.future": ("from the future", lambda: outside(paper, at=NOW + timedelta(days=1))),
        "paper.signed_before": ("from before it was made", lambda: outside(paper, at=NOW - timedelta(days=1))),
        "signature.added_to": ("an update after signing", lambda: updated(right)),
        "paper.page_changed": ("other words on a page", lambda: signed(changed(prepared, _other_words))),
        "paper.page_noted": ("a note over a page", lambda: signed(changed(prepared, _note))),
        "paper.other_document": ("a page more", lambda: signed(changed(prepared, _page_more))),
        "paper.acts": ("a script", lambda: signed(changed(prepared, _script))),
        "paper.root_lost": ("without the root", lambda: signed(changed(prepared, _no_root))),
    }
    for code, (what, make) in wrong.items():
        with refused(Invalid, "paper.refused") as no:
            decision_papers.take_signed(town.signed, make(), by=clerk, at=NOW)
        assert code in no.codes, (what, no.codes)
    expired = outside(paper, until=datetime(2019, 5, 1, tzinfo=UTC))
    with refused(Invalid, "paper.refused") as no:
        decision_papers.take_signed(town.signed, expired, by=clerk, at=NOW)
    assert no.codes == ["signature.untrusted"]
    paper.refresh_from_db()
    assert paper.state == DecisionPaper.PREPARED
    assert decision_papers.take_signed(town.signed, right, by=clerk, at=NOW).state == DecisionPaper.SEALED


def signed(content: bytes) -> bytes:
    held = keys.signer()
    return signing.sign(content, signing.HeldKey(held.key, keys.read(held), []), at=NOW)


def changed(content: bytes, how: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        how(pdf)
        pdf.save(out)
    return out.getvalue()


def updated(content: bytes) -> bytes:
    """A page drawn over in a revision after the signature."""
    from_end = content.rindex(b"startxref")
    start = int(content[from_end:].split()[1])
    with pikepdf.open(BytesIO(content)) as pdf:
        page = pdf.pages[0].obj
        number, size = page.objgen[0], int(pdf.trailer["/Size"])
        body = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 10 10]>>" % page.Parent.objgen[0]
        root = pdf.Root.objgen[0]
    place = len(content) + 1
    new = b"\n%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return content + new + table % (number, place, size, root, start, len(content) + len(new))


def _other_words(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"BT ET", prepend=False)


def _note(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 50, 50])
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def _page_more(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _no_root(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Names


def test_a_paper_that_waits_for_a_lost_token_follows_the_method_that_is_set_later(
    town: Town, keeper: Actor, clerk: Actor, officer: Actor, configured: Office
) -> None:
    paper = by_token(town, keeper)
    with refused(Missing, "paper.missing"):
        decision_papers.take_signed(town.signed, b"", by=officer, at=NOW)
    with refused(NotAllowed, "paper.not_allowed"):
        decision_papers.take_signed(town.signed, b"", by=town.actors["accountant"], at=NOW)
    later = NOW + timedelta(days=1)
    signing_methods.take(INK, signers=[], in_effect_from=TODAY + timedelta(days=1), by=keeper, at=NOW)
    decision_papers.follow_method(town.signed, by=clerk, at=later)
    with refused(WrongState, "paper.not_by_token"):
        decision_papers.take_signed(town.signed, outside(paper), by=clerk, at=later)
    decision_papers.seal_prepared(event(DecisionPaperPrepared, paper=str(paper.pk)), later)
    paper.refresh_from_db()
    assert (paper.state, paper.method) == (DecisionPaper.SEALED, INK)


def test_how_is_signed_is_set_by_the_administrator_from_a_day_on_and_checked(
    town: Town, keeper: Actor, clerk: Actor, configured: Office, settings: Any
) -> None:
    def take(method: str = OWN_TOKEN, **changed: Any) -> SigningMethod:
        given = {"signers": ["Nguyễn  Văn An", ""], "in_effect_from": TODAY, "by": keeper, "at": NOW} | changed
        return signing_methods.take(method, **given)

    with refused(NotAllowed, "signing.not_allowed"):
        take(by=clerk)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("signing.method", {"method": "chalk"}),
        ("signing.past", {"in_effect_from": TODAY - timedelta(days=1)}),
        ("signing.signers_needed", {"signers": [" "]}),
        ("signing.signers_long", {"signers": ["x" * 201]}),
        ("signing.other_key", {"method": SERVER_KEY}),
    ]
    for code, given in wrong:
        with refused(Invalid, "signing.invalid") as no:
            take(**given)
        assert no.codes == [code]
    once(SigningMethodSet, take)
    assert signing_methods.method_of(town.code, TODAY).signer_names == ["Nguyễn Văn An"]
    assert signing_methods.method_of(town.code, TODAY - timedelta(days=1)).method == INK
    take(INK, signers=[])
    assert [row.method for row in signing_methods.of(clerk)] == [INK]
    assert not signing_methods.of(town.actors["unit_officer"])
    settings.SIGNING_TRUST_ROOTS, settings.SIGNING_KEY = "", {}
    for method in (OWN_TOKEN, SERVER_KEY):
        with refused(Invalid, "signing.invalid") as no:
            take(method)
        assert no.codes == ["signing.no_roots"]


def test_a_certificate_proves_itself_by_the_signed_paper_of_its_decision(
    town: Town, keeper: Actor, configured: Office
) -> None:
    signing_methods.take(SERVER_KEY, signers=[keys.OFFICE], in_effect_from=TODAY, by=keeper, at=NOW)
    decision = decision_papers.content_of(sealed(town).sealed_file)
    trust = keyring.trust()
    for row in Certificate.objects.filter(decision=town.signed).select_related("batch"):
        report = checking.check(printing.pdf_of(row), decision=decision, trust=trust, now=NOW)
        assert (report.exit_code, report.findings) == (checking.HOLDS, ())
