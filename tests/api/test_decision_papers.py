"""Papers over HTTP and on their pages: how is signed is set, the prepared file goes out, the signed one comes in or is refused."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from certificates import decision_papers, signing
from certificates.events import DecisionPaperPrepared
from certificates.models import DecisionPaper
from tests.api.conftest import Caller, visitor
from tests.paper import keys
from tests.world import NOW, World, event


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "roots.pem").write_bytes(keys.root().pem)
    settings.SIGNING_TRUST_ROOTS = str(tmp_path / "roots.pem")


def of_token(world: World, method: str = "own_token") -> str:
    """The method is set on its page, and the paper that waits follows it; answers the page of the paper."""
    said = {"method": method, "signers": keys.HEAD, "in_effect_from": NOW.date().isoformat()}
    assert visitor(world.home, "administrator").post(reverse("web:signing-methods"), said).status_code == 302
    page = reverse("web:decision-paper", args=[world.home.signed])
    assert visitor(world.home, "clerk").post(page, {"act": "follow"}).status_code == 302
    return page


def signed(content: bytes, **about: Any) -> SimpleUploadedFile:
    held = keys.signer(**about)
    made = signing.sign(content, signing.HeldKey(held.key, keys.read(held), []), at=NOW)
    return SimpleUploadedFile("ky.pdf", made, "application/pdf")


def test_a_paper_goes_out_over_the_api_and_counts_once_the_signed_file_is_verified(world: World, as_: Caller) -> None:
    of_token(world)
    clerk, address = as_("clerk"), f"/api/v1/decisions/{world.home.signed}/paper"
    assert (clerk.get(address).json()["state"], clerk.get(address).json()["method"]) == ("prepared", "own_token")
    content = clerk.get(f"{address}/prepared").content
    wrong = clerk.post(f"{address}/signed", {"file": signed(content, common="Lê Văn B")}, format="multipart")
    assert (wrong.status_code, [one["code"] for one in wrong.json()["problems"]]) == (422, ["paper.wrong_signer"])
    right = clerk.post(f"{address}/signed", {"file": signed(content)}, format="multipart")
    assert (right.status_code, right.json()["signatures"][0]["signer"]) == (200, keys.HEAD)
    assert as_("staff").get(f"{address}/sealed").content.startswith(content)
    (row, *_) = as_("administrator").get("/api/v1/signing-methods").json()["results"]
    assert (row["method"], row["signers"]) == ("own_token", [keys.HEAD])


def test_the_page_says_why_a_file_is_refused_and_then_whose_signature_it_took(world: World, settings: Any) -> None:
    page, clerk = of_token(world), visitor(world.home, "clerk")
    shown = clerk.get(page).content.decode()
    assert "Chờ ký" in shown and 'type="file"' in shown
    content = clerk.get(reverse("web:decision-paper-file", args=[world.home.signed, "prepared"])).content
    refused = clerk.post(page, {"files": SimpleUploadedFile("a.pdf", content, "application/pdf")})
    assert refused.status_code == 422 and "Tệp chưa có chữ ký số nào." in refused.content.decode()
    assert clerk.post(page, {}).status_code == 422
    assert clerk.post(page, {"files": signed(content)}).status_code == 302
    told = clerk.get(page).content.decode()
    assert keys.HEAD in told and "A1B2" in told and 'type="file"' not in told
    decision = clerk.get(reverse("web:decision", args=[world.home.signed])).content.decode()
    assert page in decision and "Văn bản đã ký" in decision


def test_what_is_wrong_with_a_method_is_said_and_ink_seals_what_waits(world: World) -> None:
    admin, address = visitor(world.home, "administrator"), reverse("web:signing-methods")
    bad = admin.post(address, {"method": "server_key", "signers": keys.HEAD, "in_effect_from": "2019-05-12"})
    assert bad.status_code == 422 and "chưa được cấu hình khóa" in bad.content.decode()
    assert admin.post(address, {"method": "ink", "in_effect_from": "?"}).status_code == 422
    of_token(world, "ink")
    paper = DecisionPaper.objects.get(decision=world.home.signed)
    decision_papers.seal_prepared(event(DecisionPaperPrepared, paper=str(paper.pk)), NOW)
    page = visitor(world.home, "clerk").get(reverse("web:decision-paper", args=[world.home.signed])).content.decode()
    assert "ký tay, đóng dấu" in page


def test_the_seal_is_handed_in_over_the_api_and_on_the_page_and_stays_until_it_goes(
    world: World, as_: Caller, tmp_path: Path, settings: Any
) -> None:
    (tmp_path / "server.p12").write_bytes(keys.packed(keys.signer(keys.OFFICE, serial=0xC0FFEE)))
    settings.SIGNING_KEY = {"file": str(tmp_path / "server.p12"), "password": keys.PASSWORD}
    out = BytesIO()
    Image.new("RGBA", (90, 90), (200, 20, 20, 120)).save(out, "PNG")
    said = {"method": "server_key", "signers": ["C0FFEE"], "in_effect_from": NOW.date().isoformat()}
    admin, address = as_("administrator"), "/api/v1/signing-methods"
    look = {"seal": b64encode(out.getvalue()).decode(), "seal_mm": 38}
    wrong = admin.post(address, {**said, "look": {"seal": "!", "seal_mm": 38}}, format="json")
    assert (wrong.status_code, wrong.json()["problems"][0]["code"]) == (422, "stamp.not_base64")
    made = admin.post(address, {**said, "look": look}, format="json").json()
    assert (made["has_seal"], made["seal_mm"], made["signature_of"]) == (True, 38, "") and "seal" not in made
    page, form = visitor(world.home, "administrator"), {**said, "signers": "C0FFEE", "seal_mm": "40"}
    image = SimpleUploadedFile("ky.png", out.getvalue(), "image/png")
    own = reverse("web:signing-methods")
    assert page.post(own, {**form, "signature": image, "signature_of": "Lê Minh Đức"}).status_code == 302
    (row, *_) = admin.get(address).json()["results"]
    assert (row["has_seal"], row["seal_mm"], row["signature_of"]) == (True, 40, "Lê Minh Đức")
    assert "kèm ảnh chữ ký của Lê Minh Đức" in page.get(own).content.decode()
    assert page.post(own, {**form, "no_images": "1"}).status_code == 302
    assert not admin.get(address).json()["results"][0]["has_seal"]
    signing.signer_at.cache_clear()
