"""Reminders in the example: before anybody has begun, one unit is reminded, reads it, and is not reminded again the same day."""

from hoankiem.client import Refused
from hoankiem.story import Story, local, username

MONTH = "2019-01"


def chase(story: Story) -> None:
    """Once: what is missing, a reminder that is refused when clicked again, an inbox that is read, mails as somebody wants them."""
    officer = story.caller(username(story, "standing_officer"))
    address = f"{story.campaign}/months/{MONTH}/missing"
    groups = officer.get(address)["groups"]
    if not groups or any(group["reminded"] for group in groups):
        return
    story.at(local("2019-01-04", 9))
    unit = next(group["unit"] for group in groups if group["responsible"])
    done = officer.post(f"{address}/remind", {"unit": unit, "person": ""})
    story.check((done["sheets"], done["accounts"] > 0) == (1, True), f"one click reminds those in charge: {done}")
    try:
        officer.post(f"{address}/remind", {"unit": unit, "person": ""})
        story.check(False, "a second click is refused")
    except Refused as refusal:
        story.check(refusal.document["code"] == "chase.too_soon", f"a second click is refused: {refusal.document}")
    head = story.caller(username(story, "unit_head", unit))
    told = [row for row in head.get("notices", notice__kind="reminder")["results"] if not row["read_at"]]
    story.check(len(told) == 1 and told[0]["about"]["unit"] == unit, f"the head finds the reminder: {told}")
    head.post(f"notices/{told[0]['id']}/read", {})
    story.check(
        not head.get("notices", notice__kind="reminder", read_at__isnull="true")["count"], "what is read stays read"
    )
    chosen = head.put("me/mail", {"frequency": "weekly", "language": "en"})
    story.check(chosen["frequency"] == "weekly", f"mails come as their reader wants them: {chosen}")
