"""A ward looks back at its months beside the median of its cluster, which its neighbours may not."""

from hoankiem.client import Refused
from hoankiem.story import Story, username


def look_back(story: Story) -> None:
    """Every ranked month has a median of the wards, lines are compared, and another unit is told nothing."""
    units = sorted(story.read("manifest.json")["months"]["2019-01"]["units"])
    wards = [code for code in units if code.startswith("P")]
    officer = story.caller(username(story, "unit_officer", wards[0]))
    address = f"{story.campaign}/units/{wards[0]}/history"
    told = officer.get(address)
    months = [line for line in told["months"] if line["score"] and line["median"]]
    story.check(len(months) == len(told["months"]) > 1, f"each month of {wards[0]} has a median beside it: {months}")
    verdicts = {line["verdict"] for line in told["lines"]}
    story.check(bool(verdicts) and verdicts <= {"ahead", "level", "behind"}, f"lines are compared: {verdicts}")
    try:
        story.caller(username(story, "unit_officer", wards[1])).get(address)
        story.check(False, "a unit's lines are not its neighbour's business")
    except Refused as refusal:
        story.check(refusal.document["status"] == 404, f"a neighbour's history is hidden: {refusal.document}")
