"""A head who is away in the example: another one confirms a colleague's week in their place; and how a year came of its months."""

from fractions import Fraction

from hoankiem.client import Caller, Refused
from hoankiem.story import Story, local, username

UNIT, OTHER = "P05", "P06"
WEEK = "2019-01-02"
TASK = {
    "name": "Giải quyết hồ sơ tại bộ phận một cửa",
    "product": "Hồ sơ",
    "assigned_by": "Chủ tịch UBND phường",
    "deadline": "2019-01-04",
    "planned": "12",
    "done": "12",
    "accepted": "11",
}


def stand_in(story: Story) -> None:
    """Once: a role is delegated for three days, used under its name, refused without it and after its end."""
    head, other = (story.caller(username(story, "unit_head", unit)) for unit in (UNIT, OTHER))
    officer = story.caller(username(story, "unit_officer", UNIT))
    if head.get("delegations")["count"]:
        return
    story.at(local("2019-01-04", 15))
    names = {"delegator": head.username, "delegate": other.username, "reason": "Đi công tác."}
    days = {"starts_on": "2019-01-04", "ends_on": "2019-01-06"}
    made = head.post("delegations", {**names, **days, "role": "unit_head", "scope": "unit", "code": UNIT})
    person = officer.get("me")["person"]
    week = f"people/{person}/task-lists/{WEEK}"
    officer.put(week, {"tasks": [TASK]})
    officer.post(f"{week}/submit", {})
    _refused(story, other, f"{week}/confirm", "", "without the delegation the week is nobody's")
    done = other.post(f"{week}/confirm", {}, behalf=made["id"])
    story.check(done["state"] == "confirmed", f"the stand-in confirms the week: {done['state']}")
    head.post(f"delegations/{made['id']}/end", {"reason": "Đã về."})
    _refused(story, other, f"{week}/return", made["id"], "what was ended counts no more")


def _refused(story: Story, caller: Caller, path: str, behalf: str, sentence: str) -> None:
    try:
        caller.post(path, {"reason": "x"}, behalf=behalf)
        story.check(False, sentence)
    except Refused as refusal:
        story.check(refusal.status in (403, 404), f"{sentence}: {refusal.status}")


def look_back(story: Story) -> None:
    """The year of a unit is the mean of the months that count, exactly."""
    officer = story.caller(username(story, "standing_officer"))
    found = officer.get(f"{story.campaign}/derivations/units/{UNIT}")
    counted = [Fraction(line["score"]) for line in found["months"] if line["why"] == "counts"]
    mean = sum(counted, Fraction(0)) / max(1, len(counted))
    story.check(bool(counted) and Fraction(found["exact"]) == mean, f"the year is the mean of its months: {found}")
