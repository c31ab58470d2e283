"""The council of the example: refused without a quorum, one secret choice among equals, one vote that passes and one that fails."""

from collections.abc import Mapping
from typing import Any

from hoankiem.awards import RANKED
from hoankiem.client import Caller, Refused, wait_until
from hoankiem.story import Story, local, username

NAME, UNIT = "Hội đồng Thi đua - Khen thưởng quận Hoàn Kiếm", "P01"
PLAIN = ("uyvien1.hk", "uyvien2.hk", "uyvien3.hk", "vanthu.hk", "ketoan.hk", "doankiemtra1.hk")
CHAIR, SECRETARY, CONCERNED = "chutichhd.hk", "thukyhd.hk", "chutich.p01"
VOTERS = (CHAIR, SECRETARY, *PLAIN)
MEMBERS = (*VOTERS, CONCERNED)
"""Nine; the head of P01 does not vote on P01."""


def advise(story: Story) -> None:
    """A session about a dossier of P01, once."""
    secretary = story.caller(SECRETARY)
    if secretary.get("council-sessions", page_size=1)["count"]:
        return
    story.at(local("2020-01-16", 9))
    dossier = _dossier(story)
    seats = [
        {"account": name, "role": {CHAIR: "chair", SECRETARY: "secretary"}.get(name, "member")} for name in MEMBERS
    ]
    founding = {
        "name": NAME,
        "document": "QĐ số 15/QĐ-UBND ngày 02/01/2019",
        "valid_from": "2019-01-02",
        "seats": seats,
    }
    council = story.caller(username(story, "authority")).post("councils", founding)
    plan = {"held_on": "2020-01-16", "place": "Phòng họp số 1, UBND quận"}
    session = secretary.post(f"councils/{council['id']}/sessions", plan)["session"]["id"]
    address = f"council-sessions/{session}"
    secretary.post(f"{address}/nominations", {"nomination": dossier})
    choice = secretary.post(f"{address}/choices", {"items": [2, 3], "seats": 1})
    listed = _bring_ranked(secretary, address)
    _open(story, secretary, address)
    receipts = _choose(story, secretary, choice["id"])
    items = {item["number"]: item for item in secretary.get(address)["items"]}
    chosen, left = items[2], items[3]
    story.check((chosen["state"], left["passed"]) == ("waiting", False), "who is not chosen is not voted on any more")
    found = _vote(story, secretary, address)
    failed = found[2]
    passed = [found[number]["passed"] for number in (1, *listed)]
    story.check(all(passed) and failed["passed"] is False, "eight of nine pass, four of nine do not")
    print(f"    {failed['title']}: {' '.join(failed['arithmetic'])}", flush=True)
    secretary.post(f"{address}/close", {})
    secretary.post(f"{address}/minute", {"text": "Các thành viên đã nghiên cứu hồ sơ và thảo luận trước khi bỏ phiếu."})
    _recount(story, choice["id"], receipts)
    _advised(story, dossier)


def _refused(story: Story, code: str, sentence: str, caller: Caller, path: str, body: Any = None) -> None:
    try:
        caller.post(path, body or {})
        story.check(False, sentence)
    except Refused as refusal:
        found = refusal.document.get("code")
        story.check(found == code, f"{sentence}: {found}")
        print(f"    {refusal.document.get('title')}", flush=True)


def _dossier(story: Story) -> str:
    """Of P01 itself and two of its people, equal on the boundary; written, submitted, received and appraised."""
    officer = story.caller(username(story, "unit_officer", UNIT))
    office = story.caller(username(story, "standing_officer"))
    with_accounts = {account["person"] for account in story.read("accounts.json")}
    rows = office.get("people", unit=UNIT, page_size=20)["results"]
    people = [row["code"] for row in rows if row["code"] not in with_accounts][:2]
    deed = {"title": "Hỗ trợ sắp xếp lại bộ phận một cửa", "first_day": "2019-11-01", "last_day": "2019-12-20"}
    line = {"award_code": "GK_HUYEN", "citation": "Có thành tích sắp xếp lại bộ phận một cửa", "deed": deed}
    lines = [line, *({**line, "person": code, "report": f"Báo cáo của {code}."} for code in people)]
    body = {"unit": UNIT, "title": "Đề nghị khen thưởng đột xuất", "kind": "ad_hoc", "year": 2019}
    body |= {"procedure": "simple", "lines": lines}
    made: str = officer.post("nominations", body)["id"]
    letter = {"letter_number": "15/TTr-UBND", "letter_on": "2020-01-15"}
    story.caller(username(story, "unit_head", UNIT)).post(f"nominations/{made}/submit", letter)
    found = office.post(f"nominations/{made}/receive", {})
    outcomes = [{"line": row["id"], "outcome": "pass"} for row in found["lines"]]
    office.post(f"nominations/{made}/appraise", {"outcomes": outcomes})
    return made


def _open(story: Story, secretary: Caller, address: str) -> None:
    secretary.put(f"{address}/attendance", {"ways": dict.fromkeys(MEMBERS[:5], "present")})
    _refused(story, "council_session.no_quorum", "five of nine are no quorum", secretary, f"{address}/open")
    secretary.put(f"{address}/attendance", {"ways": dict.fromkeys(MEMBERS, "present")})
    secretary.post(f"{address}/open", {})


def _choose(story: Story, secretary: Caller, item: str) -> Mapping[str, str]:
    """In secret: five for the first, three for the second; answers receipts with what was voted."""
    opened = secretary.post(f"council-items/{item}/open")
    grounds = {one["ground"] for one in opened["recused"]}
    story.check("unit" in grounds, f"the head of the nominees' unit is recused: {grounds}")
    concerned = story.caller(CONCERNED)
    _refused(
        story,
        "session_item.recused",
        "nobody votes on their unit",
        concerned,
        f"council-items/{item}/vote",
        {"choice": "2"},
    )
    receipts = {}
    for number, name in enumerate(VOTERS):
        choice = "2" if number < 5 else "3"
        receipts[story.caller(name).post(f"council-items/{item}/vote", {"choice": choice})["receipt"]] = choice
    again = story.caller(CHAIR)
    _refused(
        story, "session_item.voted_already", "nobody votes twice", again, f"council-items/{item}/vote", {"choice": "3"}
    )
    seen = secretary.get(f"council-items/{item}")
    story.check(not seen["receipts"] and not seen["votes"], "nobody sees a secret vote that goes on")
    secretary.post(f"council-items/{item}/close")
    return receipts


def _bring_ranked(secretary: Caller, address: str) -> list[int]:
    """The dossiers of units and people that the ranking put forward; answers their numbers on the agenda."""
    rows = secretary.get("nominations", state="appraised")["results"]
    dossiers = [row["id"] for row in rows if row["title"] in RANKED]
    brought = [secretary.post(f"{address}/nominations", {"nomination": id_}) for id_ in dossiers]
    return [item["number"] for items in brought for item in items]


def _vote(story: Story, secretary: Caller, address: str) -> dict[int, dict[str, Any]]:
    """Every member votes on the whole list with one sheet: all agree, but half of them on number 2; answers items by number."""
    numbers = secretary.post(f"{address}/items/open")["items"]
    for place, name in enumerate(VOTERS):
        choices = {str(number): "no" if number == 2 and place >= 4 else "yes" for number in numbers}
        story.caller(name).post(f"{address}/sheet", {"choices": choices})
    secretary.post(f"{address}/items/close")
    return {item["number"]: item for item in secretary.get(address)["items"]}


def _recount(story: Story, item: str, receipts: Mapping[str, str]) -> None:
    told = story.caller(SECRETARY).get(f"council-items/{item}/recount")
    listed = {row["receipt"]: row["choice"] for row in told["rows"]}
    story.check(listed == receipts, "every voter finds their receipt with what they voted, and no other is there")
    story.check(told["votes"] == {"2": 5, "3": 3}, f"the recount adds up: {told['votes']}")


def _advised(story: Story, dossier: str) -> None:
    """The reaction writes the advice down; nothing is awarded by it."""
    office = story.caller(username(story, "standing_officer"))
    address = f"nominations/{dossier}"
    wait_until("the council's advice to be written", lambda: office.get(address)["state"] == "considered")
    found = [line["recommended"] for line in office.get(address)["lines"]]
    story.check(found == [True, False, False], f"the council's advice stands at the nominees: {found}")
