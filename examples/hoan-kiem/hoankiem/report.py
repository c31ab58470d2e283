"""What must hold at the end of the story, and the page that tells a reader what happened."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from hoankiem.awards import final
from hoankiem.client import wait_until
from hoankiem.story import ADMIN, Story, username

ROOT = Path(__file__).resolve().parents[3]


def check(story: Story) -> None:
    """Hold what the platform says against what the example promises."""
    officer = story.caller(username(story, "standing_officer"))
    expected = story.read("manifest.json")["expected"]
    units = final(story, "units")
    story.check(len(units) == expected["participating_units"], "every unit stands in the final ranking")
    out = [line["subject"] for line in units if line["unranked_because"] == "disqualified"]
    story.check(out == expected["disqualified_units"], f"disqualified units: {out}")
    evaluations = officer.get(f"{story.campaign}/evaluations", page_size=1)["count"]
    wanted = expected["unit_evaluations"] + expected["person_evaluations"]
    story.check(evaluations == wanted, f"{evaluations} evaluations, expected {wanted}")
    appraised = officer.get(f"{story.campaign}/evaluations", state="appraised", page_size=1)["count"]
    story.check(appraised == wanted, f"{appraised} evaluations are appraised, expected {wanted}")
    late = {row["unit"] + row["month"] for row in officer.pages(f"{story.campaign}/evaluations", late="true")}
    story.check(
        len(late) == expected["late_workbooks"], f"{len(late)} late hand-ins, expected {expected['late_workbooks']}"
    )
    admin = story.caller(ADMIN)
    settled = wait_until(
        "nothing to be pending",
        lambda: not admin.get("operations/status")["deliveries"].get("pending") or None,
        seconds=60,
    )
    dead = admin.get("operations/status")["deliveries"].get("dead", 0)
    story.check(bool(settled) and dead == 0, f"no delivery is pending or dead ({dead} dead)")
    _check_chain(story)


def _check_chain(story: Story) -> None:
    """Export ledger and heads with the operator's commands and walk the chain without Django."""
    folder = story.folder.parent
    ledger, heads = folder / "ledger.jsonl", folder / "heads.jsonl"
    export = [sys.executable, "manage.py", "export_ledger", str(ledger), "--heads", str(heads)]
    subprocess.run(export, check=True, cwd=ROOT, stderr=subprocess.DEVNULL)
    key = story.caller(ADMIN).get("ledger/heads")["public_key"]
    command = [sys.executable, "-m", "kernel.chain", str(ledger), "--heads", str(heads), "--public-key", key]
    walked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    story.check(walked.returncode == 0, f"the chain holds: {walked.stdout.strip()}")
    print(f"  sổ cái: {walked.stdout.strip().splitlines()[-1]}", flush=True)


def _place(line: dict[str, Any], name: str) -> str:
    if line[name] is None:
        return "–"
    return f"{line[name]}{'=' if line['tied'] and name == 'rank' else ''}"


def show(story: Story, certificates: list[dict[str, Any]], papers: Path, staff: str, seconds: float) -> None:
    units = final(story, "units")
    print("\nXẾP HẠNG CHUNG CUỘC CÁC ĐƠN VỊ (điểm bình quân các tháng)")
    print(f"{'Hạng':>5} {'Trong cụm':>9}  {'Đơn vị':<44} {'Cụm':<6} {'Điểm':>7}  Loại")
    for line in units:
        print(
            f"{_place(line, 'rank'):>5} {_place(line, 'rank_in_cluster'):>9}  {line['name']:<44} {line['cluster_code']:<6} "
            f"{(line['score'] or '–')[:6]:>7}  {line['grade']}{' (không xét)' if line['unranked_because'] else ''}"
        )
    grades = Counter(line["grade"] or "không xếp loại" for line in final(story, "people"))
    print("\nCÁ NHÂN: " + ", ".join(f"{grade}: {count}" for grade, count in sorted(grades.items())))
    print("\nTHỜI GIAN TỪNG BƯỚC")
    for name, took in story.timings:
        print(f"{took:7.1f} s  {name}")
    print(f"{seconds:7.1f} s  tất cả, {story.calls} lời gọi API")
    print(f"\nGIẤY KHEN: {len(certificates)} tờ trong {papers}")
    base = os.environ.get("PUBLIC_URL", story.base_url)
    print(f"Kiểm tra công khai: {base}/V/{certificates[-1]['token']}")
    print(f"\nTRANG WEB: {base}   ·   API: {base}/api/v1/docs")
    print(f"Mật khẩu chung của dữ liệu ví dụ: {story.password}")
    for role, title in (("standing_officer", "thường trực"), ("authority", "chủ tịch"), ("clerk", "văn thư")):
        print(f"  {title:<12} {username(story, role)}")
    print(f"  {'đơn vị':<12} {username(story, 'unit_officer', 'P01')}, {username(story, 'unit_head', 'P01')}")
    print(f"  {'cá nhân':<12} {staff or 'xem accounts.json'}\n  {'quản trị':<12} {ADMIN}")
    print(
        "\nKẾT QUẢ: " + ("mọi điều đều đúng" if not story.faults else f"{len(story.faults)} điều không đúng"),
        flush=True,
    )
