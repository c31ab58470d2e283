"""The decision is signed with the server's key under an example seal, and one certificate is checked offline against it."""

import os
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
from PIL import ImageChops

from certificates.checking import DOES_NOT, HOLDS, check
from certificates.signatures import trust_of
from hoankiem import seals
from hoankiem.story import ADMIN, Story, local, username

SIGNER = "Khóa ký số thử nghiệm"
_DAY = "2020-01-20"


def arrange(story: Story) -> None:
    """The administrator sets that decisions are signed with the server's key, which the stack made for itself, and show the chair's
    signature with the seal: here images that say of themselves that they are examples."""
    admin = story.caller(ADMIN)
    if any(row["method"] == "server_key" for row in admin.get("signing-methods")["results"]):
        return
    story.at(local(_DAY, 9))
    head = username(story, "authority")
    chair = next(account["full_name"] for account in story.read("accounts.json") if account["username"] == head)
    method = {"method": "server_key", "signers": [SIGNER], "signs_each": True, "in_effect_from": _DAY}
    made = admin.post("signing-methods", {**method, "look": seals.look(chair)})
    told = (made["has_seal"], made["seal_mm"], made["signature_of"])
    story.check(told == (True, 36, chair), f"decisions show the seal and the chair's signature: {told}")


def _red_across(pdf: bytes) -> float:
    """How many millimetres wide the red of the first page that has any is, as a reader shows it; 0 where there is none."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        for page in document:
            red, green, blue = page.render(scale=2).to_pil().convert("RGB").split()
            strong = red.point(lambda value: 255 if value > 150 else 0)
            for other in (green, blue):
                strong = ImageChops.subtract(strong, other.point(lambda value: 255 if value > 110 else 0))
            seen = strong.getbbox()
            if seen:
                return (seen[2] - seen[0]) / 2 * 25.4 / 72
    return 0.0


def _sealed(story: Story, pdf: bytes) -> None:
    """The signed decision shows the seal as wide as the administrator said; data from before the example had one show none."""
    for row in story.caller(ADMIN).get("signing-methods")["results"]:
        if row["has_seal"]:
            across = _red_across(pdf)
            story.check(
                abs(across - row["seal_mm"]) < 1, f"the seal on the decision has its real size: {across:.1f} mm"
            )
            print(f"    con dấu mẫu trên quyết định rộng {across:.1f} mm", flush=True)


def prove(story: Story, decision: str, certificates: list[dict[str, Any]], folder: Path) -> None:
    """The signed decision is fetched; the first certificate holds by it, and one that somebody changed does not."""
    clerk = story.caller(username(story, "clerk"))
    paper = clerk.get(f"decisions/{decision}/paper")
    story.check(
        [one["signer"] for one in paper["signatures"]] == [SIGNER], "the decision is signed with the server's key"
    )
    signed = folder / "quyet-dinh-da-ky.pdf"
    signed.write_bytes(clerk.download(f"decisions/{decision}/paper/sealed"))
    _sealed(story, signed.read_bytes())
    first = next(one for one in certificates if one["issue"] == 1)
    content = (folder / f"{first['register_number']:04d} {first['recipient_name']}.pdf").read_bytes()
    number = f'"register_number":{first["register_number"]}'.encode()
    forged = content.replace(number, number[:-1] + (b"1" if number[-1:] != b"1" else b"2"))
    given = {
        "decision": signed.read_bytes(),
        "trust": trust_of(Path(os.environ["SIGNING_TRUST_ROOTS"]).read_bytes()),
        "now": local(_DAY, 23),
    }
    report = check(content, **given)
    story.check(report.exit_code == HOLDS, "a certificate holds offline by the signed decision")
    signers = [fact.params["signer"] for fact in report.facts if fact.code == "check.signed"]
    story.check(signers == [SIGNER] * 2, "the certificate's own file is signed, too")
    told = httpx.get(paper["public_address"], headers={"Accept": "application/json"}, timeout=20).json()
    story.check(told["sha256"] == paper["sealed_sha256"], "anybody finds the signed decision by its public address")
    story.check(check(forged, **given).exit_code == DOES_NOT, "a changed record is found")
