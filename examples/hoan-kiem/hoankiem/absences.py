"""Leaves in the example: recorded before they begin, refused where they overlap, followed by the months, and told to few."""

from hoankiem.client import Refused
from hoankiem.people import JOINED, JOINER
from hoankiem.story import Story, username


def record(story: Story) -> None:
    """Once: units record the leaves of their people; the same days are not taken twice; nobody is chased for them."""
    rows = story.read("leaves.json")
    first = rows[0]
    officer = story.caller(username(story, "unit_officer", first["unit"]))
    if officer.get("leaves", person__code=first["person"])["count"]:
        return
    for row in rows:
        said = {name: row[name] for name in row if name != "unit"}
        story.caller(username(story, "unit_officer", row["unit"])).post("leaves", said)
    again = {
        **{name: first[name] for name in first if name != "unit"},
        "kind": "annual",
        "first_day": first["last_day"],
    }
    try:
        officer.post("leaves", again)
        story.check(False, "days of one leave are not taken a second time")
    except Refused as refusal:
        story.check(refusal.document["code"] == "leave.overlaps", f"overlapping leaves are refused: {refusal.document}")
    office = story.caller(username(story, "standing_officer"))
    mother = next(row for row in rows if row["kind"] == "maternity")
    found = office.get(f"{story.campaign}/months/{mother['first_day'][:7]}/missing")
    away = [row["subject"] for row in found["away"]]
    story.check(away == [mother["person"]], f"who is on maternity leave is not chased: {away}")


def look_back(story: Story) -> None:
    """What the records say of a mother, of somebody who came in mid-month, and of somebody who moved."""
    office, inspector = (story.caller(username(story, role)) for role in ("standing_officer", "inspector"))
    mother = next(row for row in story.read("leaves.json") if row["kind"] == "maternity")
    address = f"{story.campaign}/units/{mother['unit']}/months/{mother['first_day'][:7]}/service"
    told = [
        next(row["service"] for row in caller.get(address) if row["person"] == mother["person"])
        for caller in (office, inspector)
    ]
    kinds = [[leave["kind"] for leave in one["leaves"]] for one in told]
    story.check(
        [one["absent"] for one in told] == [True, True] and kinds == [["maternity"], [""]],
        f"that she is away is known, why to few: {told}",
    )
    came = office.get(f"{story.campaign}/derivations/people/{JOINER}")["months"][0]["service"]
    story.check(
        (came["joined"], came["worked"], came["absent"]) == (JOINED.isoformat(), 14, False),
        f"who came in the middle of January worked the rest of it: {came}",
    )
    move = story.read("transfers.json")[0]
    year = office.get(f"{story.campaign}/derivations/people/{move['person']}")
    units = [line["rated_by"] for line in year["months"]]
    wanted = [move["from_unit"]] * len(move["expected"]["months_in_from_unit"])
    wanted += [move["to_unit"]] * len(move["expected"]["months_in_to_unit"])
    story.check(year["moved"] and units == wanted, f"months of the former unit count in the year: {units}")
