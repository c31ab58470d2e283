"""A text changes: the system administrator enters a base salary from a day on, and what was reckoned before stays as it was."""

from collections.abc import Callable
from typing import Any

from hoankiem.client import Refused
from hoankiem.story import ADMIN, Story, local, username

TABLE = "catalogue/base_salary"
NEW = {"valid_from": "2020-07-01", "amount": 1_600_000, "legal_basis": "Nghị quyết 86/2019/QH14 ngày 12/11/2019"}
POSTPONED = "Hoãn theo Nghị quyết 122/2020/QH14 ngày 19/6/2020"


def _no(story: Story, act: Callable[[], Any], status: int, sentence: str) -> None:
    try:
        act()
    except Refused as no:
        story.check(no.status == status, f"{sentence}: {no}")
    else:
        story.check(False, sentence)


def renew(story: Story) -> None:
    """Entered, refused where it overlaps or would change the past, taken out again when the Assembly put it off."""
    admin, office = story.caller(ADMIN), story.caller(username(story, "standing_officer"))
    accountant = story.caller(username(story, "accountant"))
    if accountant.get("payment-lists", state="paid", page_size=1)["count"] > 1:
        return
    story.at(local("2020-01-21", 10))
    before = {row["id"]: row["amount"] for row in accountant.pages("bonuses")}
    asked = {"values": NEW, "reason": "Lương cơ sở mới"}
    _no(story, lambda: office.post(TABLE, asked), 403, "an office does not write the nation's rows")
    row = admin.post(TABLE, asked)
    story.check(row["values"]["to_confirm"], "a new row waits for somebody else to compare it with the text")
    again = {**asked, "values": {**NEW, "amount": 1_700_000}}
    _no(story, lambda: admin.post(TABLE, again), 422, "two salaries from one day are refused")
    rows = {one["values"]["valid_from"]: one for one in admin.get(TABLE)}
    used = f"{TABLE}/{rows['2019-07-01']['id']}"
    lower = {"values": {"amount": 1}, "reason": "thử"}
    _no(story, lambda: admin.patch(used, lower), 409, "a salary that paid bonuses is never changed in place")
    after = {one["id"]: one["amount"] for one in accountant.pages("bonuses")}
    story.check(bool(before) and before == after, "bonuses keep the salary of the day of their decision")
    admin.delete(f"{TABLE}/{row['id']}", {"reason": POSTPONED})
    story.check(len(admin.get(TABLE)) == len(rows) - 1, "a row by which nothing was decided can be taken out")
    print("    1.600.000 đồng từ 01/07/2020 đã nhập, đối chiếu, rồi bỏ vì Quốc hội hoãn; sổ cái giữ cả hai", flush=True)
