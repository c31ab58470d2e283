"""Next year's scheme in the example: drafted from this year's, tried on the months that were ranked, and left as a draft."""

from typing import Any

from hoankiem.scheme import UNIT_SCHEME
from hoankiem.story import Story, username

CODE = "hoan-kiem-nam-sau"


def draft_next_year(story: Story) -> None:
    """Once: citizens' say grows, tasks shrink; the try-out says who would move, and nothing of it is a result."""
    officer = story.caller(username(story, "standing_officer"))
    known = officer.get("scheme-drafts", code=CODE)["results"]
    row: dict[str, Any] = known[0] if known else _drafted(officer)
    tried = officer.post(f"scheme-drafts/{row['id']}/try", {"campaign": story.campaign.rpartition("/")[2]})
    ranked = [line for line in tried["rows"] if line["old_rank"] and line["new_rank"]]
    story.check(bool(ranked) and bool(tried["moved"]), f"the draft is tried on ranked months: {tried['moved']} move")
    story.check(sum(line["places"] for line in ranked) != sum(abs(line["places"]) for line in ranked), "some go down")
    story.check(officer.get("schemes", code=CODE)["count"] == 0, "a draft that was tried is not published by it")


def _drafted(officer: Any) -> dict[str, Any]:
    scheme = officer.get("schemes", code=UNIT_SCHEME)["results"][0]["definition"]
    tasks, served = _leaf(scheme, "B1"), _leaf(scheme, "B4")
    tasks["max"], served["max"] = "20", "20"
    made: dict[str, Any] = officer.post("scheme-drafts", {**scheme, "code": CODE})
    return made


def _leaf(scheme: dict[str, Any], code: str) -> dict[str, Any]:
    nodes = [node for top in scheme["components"] for node in (top, *top.get("children", ()))]
    found: dict[str, Any] = next(node for node in nodes if node["code"] == code)
    return found
