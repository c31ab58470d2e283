"""The plan's tasks in the example: a table with a fault is refused whole, a good one assigned, reported, judged, extended."""

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
