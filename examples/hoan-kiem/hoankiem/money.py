"""The money behind the decision: a fund, bonuses, a list of four eyes, what is refused, and the year's statistics."""

from pathlib import Path
from typing import Any

from hoankiem.client import Caller, Refused, wait_until
from hoankiem.story import Story, local, username

OPENED = 3_000_000
AMOUNTS = {"person": 450_000, "collective": 900_000}
"""0.3 and twice 0.3 of 1 490 000, the base salary of January 2020, up to tens of thousands."""


def figures(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def pay(story: Story, decision: str, folder: Path) -> None:
    """Bonuses come by themselves; a fund that is short refuses, money comes in, and the list is paid once."""
    accountant, head = (story.caller(username(story, role)) for role in ("accountant", "authority"))
    if accountant.get("payment-lists", state="paid", page_size=1)["count"]:
        return
    story.at(local("2020-01-21", 9))
    bonuses = _bonuses(story, accountant, decision)
    total = sum(row["amount"] for row in bonuses)
    about = {"name": "Quỹ thi đua, khen thưởng quận Hoàn Kiếm", "document": "QĐ 05/QĐ-UBND ngày 15/01/2020"}
    fund = f"funds/{accountant.post('funds', {**about, 'amount': OPENED})['id']}"
    asked = {"fund": fund.partition("/")[2], "number": "01", "title": "Danh sách chi thưởng theo Quyết định số 128"}
    row = f"payment-lists/{accountant.post('payment-lists', asked)['id']}"
    _refused(story, accountant, f"{row}/approve", None, 403, "who drafted a payment list cannot approve it")
    head.post(f"{row}/approve")
    paper = {"document": "PC 01 ngày 21/01/2020"}
    _refused(story, accountant, f"{row}/pay", paper, 409, "a fund that is short pays nothing")
    accountant.post(f"{fund}/allocations", {"amount": total, "document": "QĐ 06/QĐ-UBND ngày 21/01/2020"})
    accountant.post(f"{row}/pay", paper)
    entries = list(accountant.pages(f"{fund}/entries"))
    story.check(entries[-1]["amount"] == -total, "a paid list is one entry of the fund")
    story.check(entries[-1]["balance"] == OPENED, "the fund is left with what it had before the year's money")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "danh-sach-chi-01.xlsx").write_bytes(accountant.download(f"{row}/file"))
    print(
        f"    đã chi {figures(total)} đồng cho {len(bonuses)} khen thưởng, quỹ còn {figures(OPENED)} đồng", flush=True
    )


def _bonuses(story: Story, accountant: Caller, decision: str) -> list[dict[str, Any]]:
    awards = len(accountant.get(f"decisions/{decision}")["awards"])
    wait_until(
        f"{awards} bonuses",
        lambda: accountant.get("bonuses", decision=decision, page_size=1)["count"] == awards,
        seconds=60,
    )
    rows = list(accountant.pages("bonuses", decision=decision))
    wrong = [row for row in rows if row["amount"] != AMOUNTS[row["subject_kind"]]]
    story.check(not wrong, f"every bonus is the multiple of the base salary of its day: {wrong[:2]}")
    return rows


def _refused(story: Story, caller: Caller, path: str, body: Any, status: int, sentence: str) -> None:
    try:
        caller.post(path, body)
        story.check(False, sentence)
    except Refused as refusal:
        story.check(refusal.status == status, sentence)
        print(f"    từ chối: {refusal.document.get('title', '')}", flush=True)


def recover(story: Story) -> None:
    """What was paid for awards that were revoked comes back into the fund."""
    accountant = story.caller(username(story, "accountant"))
    for row in accountant.get("bonuses", state="recovery_due")["results"]:
        story.at(local("2020-02-20", 9))
        accountant.post(f"bonuses/{row['id']}/recover", {"document": "PT 01 ngày 20/02/2020"})
        fund = accountant.get("funds")["results"][0]
        last = list(accountant.pages(f"funds/{fund['id']}/entries"))[-1]
        story.check((last["kind"], last["amount"]) == ("recovery", row["amount"]), "a revoked award's money comes back")
        print(f"    thu hồi {figures(row['amount'])} đồng của {row['recipient']}", flush=True)


def count(story: Story, folder: Path) -> None:
    """The statistics of the year of the decision, written beside its certificates."""
    officer = story.caller(username(story, "standing_officer"))
    found = officer.get("award-statistics/2020")
    story.check(found["holds"], "every sum of the statistics adds up")
    annex = next(table for table in found["tables"] if table["code"] == "PL.01")
    counted = next(row["values"][0] for row in annex["rows"] if row["code"] == "01")
    story.check(counted > 0, "the year's awards are counted")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "thong-ke-2020.xlsx").write_bytes(officer.download("award-statistics/2020/file"))
