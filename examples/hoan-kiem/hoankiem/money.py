"""The money behind the decision: a fund, bonuses, a list of four eyes, what is refused, and the year's statistics."""

from pathlib import Path
from typing import Any

from hoankiem.client import Caller, Refused, wait_until
from hoankiem.lives import PDF, heading_of, number_and_sign
from hoankiem.story import Story, local, username

OPENED = 3_000_000
UNIT = "P02"
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
    """An award is given, paid and revoked: what was paid comes back into the fund, and nothing is deleted."""
    accountant, head = (story.caller(username(story, role)) for role in ("accountant", "authority"))
    office = story.caller(username(story, "standing_officer"))
    if accountant.get("bonuses", state="recovered", page_size=1)["count"]:
        return
    story.at(local("2020-01-22", 10))
    decision = _given(story, office)
    waiting = {"decision": decision, "page_size": 1}
    wait_until("the bonus", lambda: accountant.get("bonuses", **waiting)["count"] == 1)
    bonus = accountant.get("bonuses", **waiting)["results"][0]
    fund = accountant.get("funds")["results"][0]["id"]
    asked = {"fund": fund, "number": "02", "title": "Chi thưởng đột xuất", "bonuses": [bonus["id"]]}
    row = f"payment-lists/{accountant.post('payment-lists', asked)['id']}"
    head.post(f"{row}/approve")
    accountant.post(f"{row}/pay", {"document": "PC 02 ngày 22/01/2020"})
    _revoked(story, office, decision)
    wait_until("the claim", lambda: accountant.get("bonuses", state="recovery_due", **waiting)["count"] == 1)
    accountant.post(f"bonuses/{bonus['id']}/recover", {"document": "PT 01 ngày 22/01/2020"})
    last = list(accountant.pages(f"funds/{fund}/entries"))[-1]
    told = (last["kind"], last["amount"], last["balance"])
    story.check(told == ("recovery", bonus["amount"], OPENED), f"a revoked award's money comes back: {told}")
    print(f"    thu hồi {figures(bonus['amount'])} đồng của {bonus['recipient']}", flush=True)


def _given(story: Story, office: Caller) -> str:
    person = office.get("people", unit=UNIT, page_size=6)["results"][4]["code"]
    body = {
        **heading_of(story, "Khen thưởng đột xuất", "2020-01-22"),
        "award_type": "GK_HUYEN",
        "unit": UNIT,
        "person": person,
        "deed": "Trả lại tài sản người dân đánh rơi",
        "first_day": "2020-01-20",
        "last_day": "2020-01-20",
        "citation": "Trả lại tài sản người dân đánh rơi",
        "papers": [office.hand_in("decision_paper", "xac-nhan-2.pdf", PDF.replace(b"1.4", b"1.5"))[0]["id"]],
    }
    decision: str = office.post("decisions/simple", body)["id"]
    number_and_sign(story, decision, "2020-01-22")
    return decision


def _revoked(story: Story, office: Caller, decision: str) -> None:
    award = office.get(f"decisions/{decision}")["awards"][0]["id"]
    ended = [{"award": award, "ground": "b", "reason": "Giấy xác nhận không đúng sự thật."}]
    about = heading_of(story, "Hủy bỏ quyết định khen thưởng đột xuất", "2020-01-22")
    made = office.post(f"decisions/{decision}/revoke", {**about, "awards": ended})["id"]
    number_and_sign(story, made, "2020-01-22")


def count(story: Story, folder: Path) -> None:
    """The statistics of the year of the decision, written beside its certificates, at the level of the district."""
    officer = story.caller(username(story, "standing_officer"))
    _level(story, officer)
    found = officer.get("award-statistics/2020")
    story.check(found["holds"], "every sum of the statistics adds up")
    annex = next(table for table in found["tables"] if table["code"] == "PL.01")
    counted = next(row["values"][0] for row in annex["rows"] if row["code"] == "01")
    story.check(counted > 0, "the year's awards are counted")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "thong-ke-2020.xlsx").write_bytes(officer.download("award-statistics/2020/file"))


def _level(story: Story, officer: Caller) -> None:
    """A district until the reform of 2025; a decision for an award of another level is refused at its line."""
    level = {"level": "district", "valid_from": "2004-07-01", "legal_basis": "Nghị quyết thành lập quận"}
    officer.post("authority-levels", level)
    award = {"award_type": "BK_TINH", "unit": UNIT, "citation": "Có thành tích"}
    body = {**heading_of(story, "Khen vượt cấp", "2020-01-22"), "number": "", "awards": [award]}
    try:
        officer.post("decisions", body)
        story.check(False, "a district gives no award of a province")
    except Refused as refusal:
        codes = {problem["code"] for problem in refusal.document.get("problems", [])}
        story.check(codes == {"decision.not_our_level"}, f"a district gives no award of a province: {codes}")
        print(f"    từ chối: {refusal.document['problems'][0]['message']}", flush=True)
