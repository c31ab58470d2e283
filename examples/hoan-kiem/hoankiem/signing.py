"""The decision is signed with the server's key, and one certificate is checked offline against it, as anybody can."""

import os
from pathlib import Path
from typing import Any

import httpx

from certificates.checking import DOES_NOT, HOLDS, check
from certificates.signatures import trust_of
from hoankiem.story import ADMIN, Story, local, username

SIGNER = "Khóa ký số thử nghiệm"
_DAY = "2020-01-20"


def arrange(story: Story) -> None:
    """The administrator sets that decisions are signed with the server's key, which the stack made for itself."""
    admin = story.caller(ADMIN)
    if any(row["method"] == "server_key" for row in admin.get("signing-methods")["results"]):
        return
    story.at(local(_DAY, 9))
    admin.post(
        "signing-methods", {"method": "server_key", "signers": [SIGNER], "signs_each": True, "in_effect_from": _DAY}
    )


def prove(story: Story, decision: str, certificates: list[dict[str, Any]], folder: Path) -> None:
    """The signed decision is fetched; the first certificate holds by it, and one that somebody changed does not."""
    clerk = story.caller(username(story, "clerk"))
    paper = clerk.get(f"decisions/{decision}/paper")
    story.check(
        [one["signer"] for one in paper["signatures"]] == [SIGNER], "the decision is signed with the server's key"
    )
    signed = folder / "quyet-dinh-da-ky.pdf"
    signed.write_bytes(clerk.download(f"decisions/{decision}/paper/sealed"))
    first = certificates[0]
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
