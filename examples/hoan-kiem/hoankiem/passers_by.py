"""What a passer-by learns from a certificate's code: one in force, one revoked, one replaced, a changed file, a credential."""

import base64
import gzip
import json
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hoankiem.client import wait_until
from hoankiem.story import Story, username

JSON, CREDENTIAL = {"Accept": "application/json"}, {"Accept": "application/vc+jwt"}


def verify(story: Story, certificates: list[dict[str, Any]]) -> None:
    clerk = story.caller(username(story, "clerk"))
    with httpx.Client(base_url=story.base_url, timeout=20) as anybody:
        own = certificates[-1]
        facts = anybody.get(f"/v/{own['token'].lower()}", headers=JSON).json()
        told = [facts.get(name) for name in ("state", "recipient_name", "register_number", "sha256")]
        kept = ["valid", *(own[name] for name in ("recipient_name", "register_number", "sha256"))]
        story.check(told == kept, f"a code in small letters tells what was issued: {told}")
        _files(story, anybody, own, clerk.download(f"certificates/{own['id']}/pdf"))
        ended = _revoked(story, anybody, clerk.get("certificates", state="revoked")["results"])
        replaced = _replaced(story, anybody, clerk.get("certificates", state="superseded")["results"])
        story.check(anybody.get(f"/V/{'A' * 26}").status_code == 404, "an unknown code is not found")
        claims = _credential(story, anybody, own["token"])
        print(
            f"    tra cứu: 1 đang có hiệu lực, {ended} bị hủy, {replaced} đã thay;"
            f" chứng chỉ số của {claims['issuer']['name']}",
            flush=True,
        )


def _files(story: Story, anybody: httpx.Client, own: dict[str, Any], paper: bytes) -> None:
    """The very file, and the same with one byte changed."""
    found = []
    for content in (paper, paper[:-10] + b"?" + paper[-9:]):
        sent = {"file": ("giay.pdf", content, "application/pdf")}
        answer = anybody.post("/api/v1/verification/files", data={"code": own["token"]}, files=sent)
        found.append(answer.json().get("outcome"))
    story.check(found == ["same", "changed"], f"a file of which one byte was changed is found out: {found}")


def _revoked(story: Story, anybody: httpx.Client, rows: list[dict[str, Any]]) -> int:
    issued = [row for row in rows if row["sha256"]]
    story.check(bool(issued), "a certificate was revoked after it was issued")
    for row in issued:
        facts = anybody.get(f"/V/{row['token']}", headers=JSON).json()
        words = (facts.get("revoked") or {}).get("ground_text")
        story.check(facts.get("state") == "revoked" and bool(words), f"a revoked certificate tells its ground: {facts}")
        story.check("Đã bị hủy" in anybody.get(f"/V/{row['token']}").text, "its page says so")
    return len(issued)


def _replaced(story: Story, anybody: httpx.Client, rows: list[dict[str, Any]]) -> int:
    issued = [row for row in rows if row["sha256"]]
    story.check(bool(issued), "a certificate was issued again")
    for row in issued:
        facts = anybody.get(f"/V/{row['token']}", headers=JSON).json()
        following = (facts.get("superseded") or {}).get("address", "")
        newer = anybody.get(urlsplit(following).path, headers=JSON).json() if following else {}
        story.check(newer.get("issue", 0) > facts["issue"], f"a replaced certificate leads to the next: {facts}")
    return len(issued)


def _part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _opened(story: Story, anybody: httpx.Client, token: str) -> dict[str, Any]:
    """The claims of a token that one of our published keys signed."""
    head, body, signature = token.split(".")
    name = json.loads(_part(head))["kid"].rpartition("#")[2]
    keys = {key["kid"]: key for key in anybody.get("/.well-known/jwks.json").json()["keys"]}
    try:
        Ed25519PublicKey.from_public_bytes(_part(keys[name]["x"])).verify(_part(signature), f"{head}.{body}".encode())
    except InvalidSignature:
        story.check(False, "a published key signed the credential")
    claims: dict[str, Any] = json.loads(_part(body))
    return claims


def _credential(story: Story, anybody: httpx.Client, token: str) -> dict[str, Any]:
    claims = _opened(story, anybody, anybody.get(f"/V/{token}", headers=CREDENTIAL).text)
    for status in claims["credentialStatus"]:
        listed = _opened(story, anybody, anybody.get(urlsplit(status["statusListCredential"]).path).text)
        bits = gzip.decompress(_part(listed["credentialSubject"]["encodedList"][1:]))
        place = int(status["statusListIndex"])
        story.check(not bits[place // 8] & 0x80 >> place % 8, f"the {status['statusPurpose']} bit is not set")
    return claims


def await_paper(story: Story, decision: str) -> None:
    """The certificates of a decision are made a moment after it was signed."""
    clerk = story.caller(username(story, "clerk"))
    waiting = {"decision": decision, "state": "issued", "page_size": 1}
    wait_until("the certificate", lambda: clerk.get("certificates", **waiting)["count"])
