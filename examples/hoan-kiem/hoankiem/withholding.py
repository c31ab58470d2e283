"""A name withheld from the public honour roll: by the person alone, for the search and the page of everybody."""

from collections import Counter
from typing import Any

import httpx

from hoankiem.client import Refused
from hoankiem.story import Story, username


def _winner(story: Story, certificates: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Somebody with a log-in who was commended and whose name is nobody else's, with their certificate."""
    times = Counter(one["recipient_name"] for one in certificates)
    won = {one["person"]: one for one in certificates if one["person"] and times[one["recipient_name"]] == 1}
    return next((who, won[who["person"]]) for who in story.read("accounts.json") if who["person"] in won)


def _refused(story: Story, username_: str, method: str, path: str, status: int, sentence: str) -> None:
    caller = story.caller(username_)
    try:
        caller.put(path, {}) if method == "put" else caller.delete(path, None)
        story.check(False, sentence)
    except Refused as refusal:
        story.check(refusal.status == status, f"{sentence}: {refusal.status}")


def withhold(story: Story, certificates: list[dict[str, Any]]) -> None:
    """The person asks, without a reason; the line stays and says no more who it was; nobody else may ask or take it back."""
    who, mine = _winner(story, certificates)
    path, name = f"people/{who['person']}/withheld-name", mine["recipient_name"]
    authority = story.read("authority.json")["code"]
    with httpx.Client(base_url=story.base_url, timeout=20) as anybody:
        roll = f"/api/v1/public/{authority}/honours"
        before = anybody.get(roll).json()["count"]
        other = next(
            one["username"] for one in story.read("accounts.json") if one["person"] not in (None, who["person"])
        )
        _refused(story, other, "put", path, 404, "nobody withholds a colleague's name")
        story.caller(who["username"]).put(path, {})
        _refused(story, username(story, "standing_officer"), "delete", path, 403, "the office does not name them again")
        told = anybody.get(roll, params={"q": name}).json()["results"]
        story.check(name not in [row["name"] for row in told], f"the search of the honour roll does not name {name}")
        story.check(anybody.get(roll).json()["count"] == before, "the honour roll still counts the award")
        page = anybody.get(f"/public/{authority}/honours/", params={"unit": mine["unit_name"], "year": "2020"}).text
        shown = (name in page, "Không nêu tên theo yêu cầu" in page)
        story.check(shown == (False, True), f"the page of the honour roll withholds the name: {shown}")
    print("    một người xin không nêu tên: sổ vàng còn dòng, không còn tên", flush=True)
