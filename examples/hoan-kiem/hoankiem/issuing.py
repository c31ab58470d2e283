"""Certificates in bulk: a whole decision as one ZIP, the register, one certificate issued again, one revoked with its award."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

from hoankiem.client import wait_until
from hoankiem.story import Story, local, username


def hand_out(story: Story, decision: str, folder: Path) -> None:
    """The batch of the year's decision is downloaded whole; whoever lost a certificate gets another; the book tells it all."""
    clerk, head = (story.caller(username(story, role)) for role in ("clerk", "authority"))
    batch = clerk.get("certificate-batches", decision=decision)["results"][0]
    wait_until("the batch", lambda: clerk.get(f"certificate-batches/{batch['id']}")["state"] == "done")
    rows = list(clerk.pages("certificates", batch=batch["id"], state="issued"))
    _zip(story, clerk.download(f"certificate-batches/{batch['id']}/zip"), rows, folder)
    lost = rows[0]
    if not clerk.get("certificate-requests", state="approved", page_size=1)["count"]:
        story.at(local("2020-01-22", 15))
        asked = {"act": "reissue", "reason": "Mất khi sửa trụ sở."}
        row = f"certificate-requests/{clerk.post('certificates/' + lost['id'] + '/requests', asked)['id']}"
        office = story.caller(username(story, "standing_officer"))
        office.post(f"{row}/check", {"text": "Khớp sổ khen thưởng."})
        made = head.post(f"{row}/approve")["made"]
        wait_until("the copy", lambda: clerk.get(f"certificates/{made}")["state"] == "issued")
        new, old = clerk.get(f"certificates/{made}"), clerk.get(f"certificates/{lost['id']}")
        told = (new["issue"], new["register_number"], old["state"])
        story.check(told == (2, lost["register_number"], "superseded"), f"a copy keeps its number: {told}")
    _book(story, clerk, folder)


def _zip(story: Story, whole: bytes, rows: list[dict[str, Any]], folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(whole)) as found:
        digests = {hashlib.sha256(found.read(name)).hexdigest() for name in found.namelist()}
    story.check(digests == {row["sha256"] for row in rows}, "the ZIP holds exactly what was issued")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "giay-khen.zip").write_bytes(whole)


def _book(story: Story, clerk: Any, folder: Path) -> None:
    """Numbers without a gap, with what was revoked still in its place."""
    lines = list(clerk.pages("award-register", year=2020))
    for book in sorted({line["book"] for line in lines}):
        numbers = [line["number"] for line in lines if line["book"] == book]
        story.check(numbers == list(range(1, len(numbers) + 1)), f"the register {book} has no gap")
    ended = [line for line in lines if line["state"] == "revoked"]
    story.check(
        bool(ended) and all("Điều 93" in line["note"] for line in ended), "the register says why an award ended"
    )
    gone = list(clerk.pages("certificates", state="revoked"))
    story.check(bool(gone) and all(row["revoked_ground"] for row in gone), "a revoked award's certificate is revoked")
    (folder / "so-khen-thuong-2020.xlsx").write_bytes(clerk.download("award-register/file?year=2020"))
    print(f"    sổ khen thưởng 2020: {len(lines)} số, {len(ended)} đã hủy bỏ", flush=True)
