"""An appeal in the example: brought with evidence against the year's ranking, heard by other eyes, turned down in writing."""

from typing import Any

from hoankiem.awards import final
from hoankiem.client import Refused
from hoankiem.story import Story, username

PAPER = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\n%%EOF\n"
CRITERION = "B1"


def hear(story: Story) -> None:
    """From the evidence to the answer, once; the table stays as it is."""
    officer = story.caller(username(story, "standing_officer"))
    if officer.get(f"{story.campaign}/appeals", page_size=1)["count"]:
        return
    month = officer.get(f"{story.campaign}/months")[-1]["month"]
    unit = _appraised(story, officer, month)
    ranking = officer.get(f"{story.campaign}/rankings", final="true", subjects="units")["results"][0]
    row = _sent(story, f"rankings/{ranking['id']}/appeals", unit, month)
    address = f"appeals/{row['id']}"
    story.caller(username(story, "council_secretary")).post(f"{address}/take-up")
    findings = [{"line": line["id"], "upheld": False, "note": "Đã đối chiếu hồ sơ."} for line in row["lines"]]
    answer = {"answer": "Điểm đã chấm đúng hồ sơ một cửa.", "lines": findings}
    member = story.caller(username(story, "council_member"))
    decided = member.post(f"{address}/decide", answer)
    story.check(decided["state"] == "turned_down", f"the appeal is answered: {decided['state']}")
    story.check(not any(line["correction"] for line in decided["lines"]), "what is turned down corrects nothing")
    seen = story.caller(username(story, "unit_officer", unit)).get(address)
    story.check(seen["answer"] == answer["answer"], "the unit reads the answer")
    content = member.download(f"files/{row['evidence'][0]['id']}/content")
    story.check(content == PAPER, "who decides reads the evidence as it was sent")


def _appraised(story: Story, officer: Any, month: str) -> str:
    """The last ranked unit whose own sheet of the month was appraised."""
    rows = officer.pages(f"{story.campaign}/evaluations", month=month, state="appraised")
    done = {row["unit"] for row in rows if not row["person"]}
    return [line["subject"] for line in final(story, "units") if line["rank"] and line["subject"] in done][-1]


def _sent(story: Story, address: str, unit: str, month: str) -> dict[str, Any]:
    """Refused with a program for evidence and by somebody else's unit; then taken in."""
    head = story.caller(username(story, "unit_head", unit))
    try:
        head.hand_in("appeal", "ho-so.pdf", b"MZ" + bytes(80))
        story.check(False, "a program is not taken in as a document")
    except Refused as refusal:
        code = refusal.document["code"]
        story.check(code == "file.executable", f"a program is not taken in as a document: {code}")
    (file,) = head.hand_in("appeal", "Hồ sơ một cửa.pdf", PAPER)
    line = {"month": month, "criterion": CRITERION, "note": "Còn hồ sơ nộp bổ sung."}
    body = {"subject": unit, "lines": [line], "text": "Đề nghị xem lại điểm.", "evidence": [file["id"]]}
    try:
        story.caller(username(story, "unit_head", "P01" if unit != "P01" else "P02")).post(address, body)
        story.check(False, "nobody appeals for another unit")
    except Refused as refusal:
        story.check(refusal.status == 403, "nobody appeals for another unit")
    sent: dict[str, Any] = head.post(address, body)
    return sent
