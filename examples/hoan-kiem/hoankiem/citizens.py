"""Citizens' feedback in the example: told without an account, routed over Tết, answered, approved, reopened, published."""

from typing import Any

from hoankiem.client import Caller, Refused
from hoankiem.story import Story, local, username

DAY = "2019-01-17"
TEXT = "Tôi chờ ở bộ phận một cửa từ 8 giờ đến 11 giờ mà không ai gọi số."
REACH = "0912 345 678"


def hear(story: Story) -> None:
    """A complaint and a praise, once. Everything is answered in time, so that nothing of it costs points."""
    office = story.caller(username(story, "standing_officer"))
    if office.get("feedback", page_size=1)["count"]:
        return
    story.at(local(DAY, 9))
    basis = "Quy chế tiếp nhận phản ánh, kiến nghị của quận"
    office.put("feedback/policy", {"valid_from": DAY, "legal_basis": basis, "policy": {"answer_days": 15}})
    units = [row["code"] for row in office.get("units", page_size=50, on=DAY)["results"] if row["cluster"]]
    told = {"authority": story.read("authority.json")["code"], "text": TEXT, "unit": units[0], "reach": REACH}
    taken = office.post("feedback/intake", {**told, "kind": "reflection", "happened_on": "2019-01-16"})
    office.post("feedback/intake", {**told, "kind": "praise", "text": "Cô Lan ở quầy 2 tận tình.", "reach": ""})
    waiting = {row["kind"]: row for row in office.get("feedback", state="received")["results"]}
    _answered(story, office, f"feedback/{waiting['reflection']['id']}", units[0], taken["code"])
    praise = f"feedback/{waiting['praise']['id']}"
    office.post(f"{praise}/route", {"unit": units[0]})
    story.check(office.post(f"{praise}/close")["state"] == "closed", "praise needs no answer")
    (row,) = office.get("feedback/figures", since="2019-01-01", until="2019-12-31")
    story.check((row["received"], row["in_time"], row["overdue"]) == (1, 1, 0), f"a unit's figures: {row}")


def _answered(story: Story, office: Caller, item: str, unit: str, code: str) -> None:
    """The way of the complaint, with what nobody may see on it."""
    head = story.caller(username(story, "unit_head", unit))
    routed = office.post(f"{item}/route", {"unit": unit})
    story.check(routed["due"].startswith("2019-02-14T23:59:59"), f"Tết is no working day: {routed['due']}")
    story.check(REACH not in str(head.get(item)), "a unit does not learn who complained")
    head.post(f"{item}/answer", {"text": "Từ hôm nay có thêm một người tiếp nhận."})
    story.check(not _tracked(office, code)["answers"], "a citizen reads only what was approved")
    office.post(f"{item}/send")
    reopened = office.post("feedback/reopen", {"code": code, "reason": "Hôm sau vẫn phải chờ."})
    story.check(reopened["state"] == "routed" and not reopened["may_reopen"], "an answer is reopened once")
    head.post(f"{item}/answer", {"text": "Từ ngày 18/01 có hai người tiếp nhận, số được gọi trong 30 phút."})
    office.post(f"{item}/send")
    texts = {"question": "Một người dân chờ ba giờ ở bộ phận một cửa.", "answer": "Đã bố trí hai người tiếp nhận."}
    try:
        office.post(f"{item}/publish", {**texts, "question": f"{texts['question']} Gọi {REACH}."})
        story.check(False, "telephone numbers are not published")
    except Refused as refusal:
        story.check(refusal.status == 422, "telephone numbers are not published")
    office.post(f"{item}/publish", texts)
    story.check(len(_tracked(office, code)["answers"]) == 2, "the citizen reads both answers")


def _tracked(office: Caller, code: str) -> Any:
    """What the holder of the code sees; whose token comes with it makes no difference."""
    return office.post("feedback/track", {"code": code})
