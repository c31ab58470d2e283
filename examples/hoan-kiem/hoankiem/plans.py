"""The plan's tasks in the example: a table with a fault is refused whole, a good one assigned, reported, judged, extended."""

import httpx

from hoankiem.client import Refused
from hoankiem.story import Story, local, username

COLUMNS = (
    "Mã nhiệm vụ", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Trách nhiệm", "Quy trình", "Kết quả", "Cách kiểm tra", "Thời hạn",
)  # fmt: skip
TITLES = ("Rà soát thủ tục một cửa", "Tập huấn mười chuẩn mực phục vụ", "Lắp bảng tra cứu thủ tục")
STEPS = "Khảo sát (15/02/2019); Báo cáo (28/02/2019)"


def _table(units: list[str]) -> bytes:
    rows = [
        (f"NV-{number:02d}", title, unit, "Chủ trì", STEPS, "Báo cáo", "Thường trực đối chiếu", "28/02/2019")
        for number, (title, unit) in enumerate(zip(TITLES, units, strict=True), start=1)
    ]
    return "\n".join(";".join(f'"{cell}"' for cell in row) for row in (COLUMNS, *rows)).encode()


def assign(story: Story) -> None:
    """From the table to the acceptance, once."""
    officer = story.caller(username(story, "standing_officer"))
    address = f"{story.campaign}/assignments"
    if officer.get(address, page_size=1)["count"]:
        return
    units = [row["code"] for row in officer.get("units", page_size=50, on="2019-01-01")["results"] if row["cluster"]][
        :3
    ]
    story.at(local("2019-01-03", 9))
    try:
        officer.upload_to(f"{address}/table", "phan-cong.csv", _table([*units[:2], "P-KHONG-CO"]))
        story.check(False, "a table of tasks with a fault is refused")
    except Refused as refusal:
        paths = [problem["path"] for problem in refusal.document["problems"]]
        story.check(paths == ["Dữ liệu!C4"], f"the fault of a table is told at its cell: {paths}")
    story.check(officer.get(address, page_size=1)["count"] == 0, "a table with a fault writes nothing")
    story.check(
        officer.upload_to(f"{address}/table", "phan-cong.csv", _table(units))["entered"] == 3, "a good table is entered"
    )
    rows = officer.get(address)["results"]
    for row in rows:
        officer.post(f"assignments/{row['id']}/assign", {})
    first, second, third = (f"assignments/{row['id']}" for row in sorted(rows, key=lambda row: row["code"]))
    head = story.caller(username(story, "unit_head", units[0]))
    head.post(f"{first}/acknowledge", {})
    head.post(f"{first}/report", {"text": "Đã rà soát 42 thủ tục, đề xuất bỏ 5 giấy tờ."})
    story.check(officer.post(f"{first}/accept", {})["state"] == "accepted", "a reported task is accepted")
    officer.post(f"{second}/extend", {"text": "Giảng viên bận sau Tết.", "deadline": "2019-12-31"})
    officer.post(f"{third}/cancel", {"text": "Chuyển sang năm sau."})
    counts = officer.get(f"{address}/counts")["total"]
    story.check((counts["all"], counts["overdue"]) == (2, 0), f"two tasks stand and none is overdue: {counts}")


ENTRANTS = 3
MARKS = (("9", "8.5", "8"), ("9.5", "8", "7.5"), ("8.5", "9", "8"))


def compete(story: Story) -> None:
    """A contest of three units before a panel of three, once: hidden marks, places, prizes signed by another, results."""
    officer = story.caller(username(story, "standing_officer"))
    address = f"{story.campaign}/contests"
    if officer.get(address, page_size=1)["count"]:
        return
    units = [row["code"] for row in officer.get("units", page_size=50, on="2019-01-01")["results"] if row["cluster"]]
    units = units[:ENTRANTS]
    panel = [username(story, role) for role in ("authority", "council_chair", "clerk")]
    story.at(local("2019-01-03", 11))
    body = {
        "code": "HT-2019", "name": "Hội thi dân vận khéo", "aggregate": "mean",
        "criteria": [{"code": "ND", "title": "Nội dung", "max": "10", "weight": "2"},
                     {"code": "HT", "title": "Hình thức", "max": "10"}],
        "rounds": [{"number": 1, "title": "Chung kết", "held_on": "2019-01-03", "place": "Hội trường"}],
        "entrants": [{"code": code, "name": f"Đội {code}", "kind": "unit", "unit": code} for code in units],
        "judges": [{"username": name, "presides": name == panel[0]} for name in panel],
        "prizes": [{"code": "nhat", "title": "Giải nhất", "count": 1}, {"code": "nhi", "title": "Giải nhì", "count": 1}],
    }  # fmt: skip
    contest = f"contests/{officer.post(address, body)['id']}"
    officer.post(f"{contest}/open", {})
    officer.post(f"{contest}/rounds/1/open")
    for judge, given in zip(panel, MARKS, strict=True):
        caller = story.caller(judge)
        for code, mark in zip(units, given, strict=True):
            caller.put(f"{contest}/rounds/1/sheets", {"entrant": code, "marks": {"ND": mark, "HT": "8"}})
        story.check(officer.get(f"{contest}/rounds/1/sheets")["rows"] == [], "marks are hidden before all are in")
        caller.post(f"{contest}/rounds/1/hand-in")
    detail = story.caller(panel[0]).post(f"{contest}/rounds/1/close")
    totals = [(line["entrant"], line["total"]) for line in detail["final"]]
    story.check(totals == list(zip(units, ("26", "25", "23.67"), strict=True)), f"the panel's places: {totals}")
    officer.post(f"{contest}/award", {"prizes": {units[0]: "nhat", units[1]: "nhi"}})
    story.caller(panel[1]).post(f"{contest}/sign", {})
    officer.post(f"{contest}/publish", {})
    officer.post("commendation-suggestions")
    found = officer.get("commendation-suggestions", kind="prize", unit__code=units[0])["results"]
    story.check(
        [row["state"] for row in found] == ["suggested"], f"a prize is suggested for commendation once: {found}"
    )
    taken = officer.post(f"commendation-suggestions/{found[0]['id']}/take-up", {"reason": "Giải nhất toàn quận."})
    story.check(taken["state"] == "taken_up", "a suggestion is taken up")
    page = httpx.get(f"{story.base_url}/{contest}/results/", timeout=10)
    story.check(page.status_code == 200 and "Hội thi dân vận khéo" in page.text, "the results are public")
