"""To the level above and back: a nominee whom the district cannot award goes up as a package, the clerk enters the answer."""

import hashlib
import io
import json
import zipfile
from typing import Any

from hoankiem.client import Refused
from hoankiem.story import Story, local, username

DEED = {"title": "Cứu hai người khỏi đám cháy chợ", "first_day": "2019-11-20", "last_day": "2019-11-20"}
TITLE, ABOVE = "Đề nghị Bằng khen của thành phố", "Ủy ban nhân dân thành phố Hà Nội"


def go_up(story: Story) -> None:
    """A ward's dossier of one deed is found to deserve more than the district gives, goes up alone, and comes back answered."""
    office = story.caller(username(story, "standing_officer"))
    if any(row["title"] == TITLE for row in office.pages("nominations", year=2019)):
        return
    story.at(local("2020-01-21", 9))
    dossier = appraised(story, office, "P03", TITLE, DEED)
    chair, clerk = story.caller(username(story, "authority")), story.caller(username(story, "clerk"))
    letter = {"to": ABOVE, "letter_number": "12/TTr-UBND", "letter_on": "2020-01-21"}
    sent = chair.post(f"nominations/{dossier}/forward_part", letter)["forwardings"][0]
    _whole(story, clerk.download(f"forwardings/{sent['id']}/package"))
    result = {"line": sent["lines"][0]["line"], "outcome": "pass"}
    try:
        clerk.post(f"forwardings/{sent['id']}/hear", {"results": [result]})
        story.check(False, "an award from above has a decision")
    except Refused as refusal:
        faults = [one["code"] for one in refusal.document["problems"]]
        story.check(faults == ["forwarding.decision_needed"], f"an award from above has a decision: {faults}")
    body = {"decision_number": "815/QĐ-UBND", "decided_on": "2020-01-21", "results": [result]}
    heard = clerk.post(f"forwardings/{sent['id']}/hear", body)
    story.check(
        (heard["state"], heard["lines"][0]["outcome"]) == ("answered_above", "pass"), "the answer stands at the nominee"
    )
    print(f"    {ABOVE}: {heard['decision_number']}, gói hồ sơ {len(sent['files'])} giấy tờ, đủ mã băm", flush=True)


def appraised(story: Story, office: Any, unit: str, title: str, deed: dict[str, str]) -> str:
    """A dossier of a unit about one deed, of which the appraisal finds that it deserves the city's award."""
    officer = story.caller(username(story, "unit_officer", unit))
    head = story.caller(username(story, "unit_head", unit))
    line = {"award_code": "GK_HUYEN", "citation": deed["title"], "deed": deed}
    body = {"unit": unit, "title": title, "kind": "ad_hoc", "procedure": "simple", "year": 2019, "lines": [line]}
    address = f"nominations/{officer.post('nominations', body)['id']}"
    head.post(f"{address}/submit", {"letter_number": "9/TTr-UBND", "letter_on": "2020-01-20"})
    (nominee,) = office.post(f"{address}/receive", {})["lines"]
    higher = {"line": nominee["id"], "outcome": "higher", "award": "BK_TINH", "reason": "Thành tích đặc biệt xuất sắc."}
    office.post(f"{address}/appraise", {"outcomes": [higher]})
    return address.rpartition("/")[2]


def _whole(story: Story, content: bytes) -> None:
    """Every file of the package is in its manifest, under its digest."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = {one["file"]: one["sha256"] for one in json.loads(archive.read("manifest.json"))["files"]}
        found = {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if name != "manifest.json"
        }
    story.check(found == listed, "the package holds what its manifest says")
