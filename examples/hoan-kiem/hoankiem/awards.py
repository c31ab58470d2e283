"""The end of the story: a decision for the best of each cluster as the council advised, its certificates, what is then shown."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from hoankiem import designs
from hoankiem.client import Refused, wait_until
from hoankiem.lives import drafted
from hoankiem.story import Story, local, username

UNITS_PER_CLUSTER, PEOPLE_PER_CLUSTER = 3, 12
RANKED = ("Đề nghị khen thưởng tập thể", "Đề nghị khen thưởng cá nhân")
NUMBER = "128"


def final(story: Story, subjects: str) -> list[dict[str, Any]]:
    """The lines of the final ranking of units or people."""
    officer = story.caller(username(story, "standing_officer"))
    ranking = officer.get(f"{story.campaign}/rankings", final="true", subjects=subjects)["results"][0]
    return list(officer.pages(f"rankings/{ranking['id']}/standings"))


def nominees(story: Story) -> list[str]:
    """Whom the ranking put forward and the council advised, units first, by their lines in the dossiers."""
    officer = story.caller(username(story, "standing_officer"))
    dossiers = {str(row["id"]): row for row in officer.pages("nominations", year=2019) if row["title"] in RANKED}
    wait_until(
        "the council's advice on the ranked",
        lambda: all(officer.get(f"nominations/{id_}")["state"] == "considered" for id_ in dossiers),
    )
    waiting = [line for line in officer.get("decisions/nominees") if line["nomination"] in dossiers]
    order = {id_: RANKED.index(row["title"]) for id_, row in dossiers.items()}
    return [line["id"] for line in sorted(waiting, key=lambda line: order[line["nomination"]])]


def decide(story: Story) -> str:
    """The clerk drafts and numbers, the chair signs; answers the decision's id."""
    clerk = story.caller(username(story, "clerk"))
    head = story.caller(username(story, "authority"))
    signed = clerk.get("decisions", number=NUMBER, state="signed")["results"]
    if signed:
        return str(signed[0]["id"])
    designs.choose(story)
    story.at(local("2020-01-20", 10))
    chair = next(account for account in story.read("accounts.json") if account["username"] == head.username)
    body = {
        "title": "Về việc khen thưởng thành tích trong phong trào thi đua thực hiện văn hóa công sở và nơi công cộng năm 2019",
        "decided_on": "2020-01-20",
        "signatory_name": chair["full_name"],
        "signatory_title": "CHỦ TỊCH",
        "campaign": story.campaign.rsplit("/", 1)[1],
    }
    drafts = clerk.get("decisions", campaign=body["campaign"], state="draft")["results"]
    if drafts:
        draft = drafts[0]
    else:
        draft, kept = drafted(clerk, body, nominees(story))
        story.check(len(draft["awards"]) == len(kept), "the decision awards whom the council advised, and nobody else")
    clerk.post(f"decisions/{draft['id']}/number", {"number": NUMBER, "decided_on": body["decided_on"]})
    designs.try_out(story, draft["id"])
    try:
        clerk.post(f"decisions/{draft['id']}/sign")
        story.check(False, "a clerk cannot sign")
    except Refused as refusal:
        story.check(refusal.status == 403, "a clerk cannot sign")
    head.post(f"decisions/{draft['id']}/sign")
    return str(draft["id"])


def collect(story: Story, decision: str, folder: Path) -> list[dict[str, Any]]:
    """Wait for every certificate, download all of them, and ask the public page about each."""
    clerk = story.caller(username(story, "clerk"))
    awards = clerk.get(f"decisions/{decision}")["awards"]
    wait_until(
        f"{len(awards)} certificates",
        lambda: clerk.get("certificates", decision=decision, state="issued", page_size=1)["count"] == len(awards),
        seconds=120,
    )
    certificates = list(clerk.pages("certificates", decision=decision, state="issued"))
    numbers = sorted(certificate["register_number"] for certificate in certificates)
    story.check(numbers == list(range(numbers[0], numbers[0] + len(awards))), "register numbers have no gap")
    folder.mkdir(parents=True, exist_ok=True)
    for certificate in certificates:
        paper = clerk.download(f"certificates/{certificate['id']}/pdf")
        story.check(paper[:5] == b"%PDF-", f"certificate {certificate['register_number']} is a PDF")
        (folder / f"{certificate['register_number']:04d} {certificate['recipient_name']}.pdf").write_bytes(paper)
        facts = verified(story, certificate["token"])
        story.check(facts.get("recipient_name") == certificate["recipient_name"], f"{certificate['token']} verifies")
    return certificates


def verified(story: Story, token: str) -> dict[str, Any]:
    """What anybody learns from a certificate's QR code."""
    request = urllib.request.Request(f"{story.base_url}/V/{token}", headers={"Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        facts: dict[str, Any] = json.load(answer)
        return facts


def own_certificate(story: Story, certificates: list[dict[str, Any]]) -> str:
    """A member of staff downloads their own certificate, and is refused somebody else's."""
    winners = {certificate["person"]: certificate for certificate in certificates if certificate["person"]}
    account = next((a for a in story.read("accounts.json") if a["person"] in winners), None)
    if account is None:
        return ""
    staff = story.caller(account["username"])
    mine = winners[account["person"]]
    story.check(
        staff.download(f"certificates/{mine['id']}/pdf")[:5] == b"%PDF-", "staff download their own certificate"
    )
    return str(account["username"])


def conclude(story: Story) -> None:
    head = story.caller(username(story, "authority"))
    if head.get(story.campaign)["state"] == "closed":
        story.at(local("2020-01-22", 15))
        head.post(
            f"{story.campaign}/conclude", {"summary": "Tổng kết phong trào: 36 đơn vị tham gia đủ mười hai tháng."}
        )
