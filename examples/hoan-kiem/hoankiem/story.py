"""The year of the example as a story in steps, told through the API: each step finds out first what is done already."""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from hoankiem import ROOT, survey_care
from hoankiem.client import Caller, Refused, wait_until
from hoankiem.scheme import published

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SCHEMES = ("hanoi-3814-unit", "hanoi-3814-person")
ADMIN = "quantri"
HANDS = 4


@dataclass
class Story:
    """Where the platform is, what the example says, and what has been seen so far."""

    base_url: str
    folder: Path
    clock: Path
    password: str
    timings: list[tuple[str, float]] = field(default_factory=list)
    callers: dict[str, Caller] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    campaign: str = ""

    def read(self, name: str) -> Any:
        if name not in self.told:
            self.told[name] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return self.told[name]

    def caller(self, username: str) -> Caller:
        if username not in self.callers:
            self.callers[username] = Caller(self.base_url, username, self.password)
        return self.callers[username]

    @property
    def calls(self) -> int:
        return sum(caller.calls for caller in self.callers.values())

    def at(self, moment: datetime) -> None:
        """Move the platform's clock; all of its processes read it from this file."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(moment.isoformat(), encoding="utf-8")
        fresh.replace(self.clock)

    def check(self, held: bool, sentence: str) -> None:
        """Note what must hold; the story goes on and ends with a failure if anything did not."""
        if not held:
            self.faults.append(sentence)
            print(f"  KHÔNG ĐÚNG: {sentence}", flush=True)

    @contextmanager
    def step(self, name: str) -> Any:
        print(f"• {name} …", flush=True)
        begin = time.monotonic()
        yield
        self.timings.append((name, time.monotonic() - begin))


def local(day: str, hour: int = 8, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:{minute:02d}:00").replace(tzinfo=VIETNAM)


def at_once(work: Callable[[Any], Any], things: Iterable[Any]) -> list[Any]:
    """Do the same for many things with a few hands; the first fault is raised."""
    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(work, things))


def found(story: Story) -> None:
    """Open the authority with its first administrator, by the operator's own command."""
    authority = story.read("authority.json")
    command = [
        *(sys.executable, "manage.py", "found_authority", authority["code"], "--name", authority["name"]),
        *("--head-title", authority["head_title"], "--place", authority["place"], "--admin", ADMIN, "--system"),
    ]
    subprocess.run(
        command,
        check=True,
        cwd=ROOT,
        env={**os.environ, "ADMIN_PASSWORD": story.password},
        stdout=subprocess.DEVNULL,
    )


def await_web(story: Story) -> None:
    """The tables are made and the processes started beside this one."""

    def answers() -> bool:
        try:
            return httpx.get(f"{story.base_url}/healthz", timeout=3).status_code == 200
        except httpx.TransportError:
            return False

    wait_until("the web server", answers, seconds=90)


def open_account(story: Story, account: dict[str, Any]) -> None:
    admin = story.caller(ADMIN)
    body = {
        "username": account["username"],
        "password": story.password,
        "name": account["full_name"],
        "grants": account["grants"],
    }
    if account["person"]:
        body["person"] = account["person"]
    admin.post("accounts", body)


def import_list(story: Story, kind: str, name: str) -> dict[str, Any]:
    """Upload a list, wait for its check, commit it, wait for it to be written; answers the counts."""
    admin = story.caller(ADMIN)
    row = admin.upload(kind, name, (story.folder / name).read_bytes())
    address = f"imports/{row['id']}"
    wait_until(f"the check of {name}", lambda: admin.get(address)["state"] != "uploaded")
    row = admin.get(address)
    story.check(
        row["state"] == "validated" and not row["problems"], f"{name} is read without a fault: {row['problems'][:3]}"
    )
    admin.post(f"{address}/commit", {})
    wait_until(f"the writing of {name}", lambda: admin.get(address)["state"] == "committed")
    counts: dict[str, Any] = admin.get(address)["counts"]
    story.check(
        counts["read"] == counts["committed"] + counts["unchanged"] + counts["left_out"],
        f"{name}: rows in equal rows out",
    )
    return counts


def organise(story: Story) -> None:
    """Units, staff and accounts, once."""
    admin = story.caller(ADMIN)
    accounts = story.read("accounts.json")
    if admin.get("people", page_size=1)["count"] == 0:
        story.at(local("2018-12-20"))
        import_list(story, "units", "units.xlsx")
        import_list(story, "staff", "staff.xlsx")
        at_once(lambda account: open_account(story, account), accounts)
    expected = story.read("manifest.json")["expected"]
    story.check(admin.get("people", page_size=1)["count"] == expected["staff"], "all staff are entered")
    units = admin.get("units", page_size=1, on="2019-01-01")["count"]
    story.check(units == expected["units"], f"all units are entered ({units})")


def username(story: Story, role: str, code: str = "", nth: int = 0) -> str:
    """Who holds a role over a place, in the order of the list of accounts."""
    holders = [
        account["username"]
        for account in story.read("accounts.json")
        if any(grant["role"] == role and grant["code"] == code for grant in account["grants"])
    ]
    return holders[nth]


def launch(story: Story) -> None:
    """Publish the schemes, draft the campaign, and have the authority launch it."""
    officer = story.caller(username(story, "standing_officer"))
    head = story.caller(username(story, "authority"))
    for scheme in SCHEMES:
        definition = published(scheme)
        officer.put(f"schemes/{scheme}/versions/{definition['version']}", definition)
    draft = story.read("campaign.json")
    items = [{"code": item["code"], **item["title"]} for item in story.read("survey.json")]
    body = {
        **draft,
        "survey": items,
        "unit_scheme": {"code": SCHEMES[0], "version": 1},
        "person_scheme": {"code": SCHEMES[1], "version": 1},
    }
    campaign = officer.post("campaigns", body)
    story.campaign = f"campaigns/{campaign['id']}"
    if campaign["state"] == "draft":
        story.at(local("2018-12-28", 9))
        try:
            officer.post(f"{story.campaign}/launch")
            story.check(False, "the author of a draft cannot launch it")
        except Refused as refusal:
            story.check(refusal.status == 403, "the author of a draft cannot launch it")
        head.post(f"{story.campaign}/launch")
    story.check(officer.get(story.campaign)["state"] != "draft", "the campaign is launched")


def _wait_imports(story: Story, ids: set[str], state: str) -> None:
    officer = story.caller(username(story, "standing_officer"))
    if not ids:
        return

    before = {"validated": "uploaded", "committed": "committing"}[state]

    def ready() -> bool:
        return bool(officer.get("imports", kind="evaluations", state=before, page_size=1)["count"] == 0)

    wait_until(f"{len(ids)} imports to be {state}", ready, seconds=120)
    rejected = [row["filename"] for row in officer.pages("imports", state="rejected") if row["id"] in ids]
    story.check(not rejected, f"no workbook is rejected as a whole: {rejected}")


def hand_in(story: Story, month: str, codes: list[str]) -> None:
    """The unit officers' part: upload, look at the faults, commit what is right, correct the rest, submit; heads confirm."""
    manifest = story.read("manifest.json")
    units = manifest["months"][month]["units"]
    states = _states(story, month)
    codes = [code for code in codes if states.get(code, "draft") in ("draft", "submitted")]
    upload_of = [code for code in codes if states.get(code, "draft") == "draft"]

    def upload(code: str) -> tuple[str, str]:
        officer = story.caller(username(story, "unit_officer", code))
        file = story.folder / units[code]["file"]
        return officer.upload("evaluations", f"{month}-{code}.xlsx", file.read_bytes(), code)["id"], code

    uploads = dict(at_once(upload, upload_of))
    _wait_imports(story, set(uploads), "validated")

    def commit(id_: str) -> None:
        officer = story.caller(username(story, "unit_officer", uploads[id_]))
        _check_faults(
            story,
            officer.get(f"imports/{id_}") if _blemished(manifest, month, uploads[id_]) else None,
            month,
            uploads[id_],
        )
        officer.post(f"imports/{id_}/commit", {})

    at_once(commit, uploads)
    _wait_imports(story, set(uploads), "committed")

    def finish(code: str) -> None:
        officer = story.caller(username(story, "unit_officer", code))
        for correction in _corrections(manifest, month, code):
            place = f"people/{correction['person']}" if correction["subject"] == "person" else f"units/{code}"
            body = {
                "scores": correction["sheet"],
                "vetoes": correction["vetoes"],
                "absent": correction["absent"],
                "note": correction["note"],
            }
            officer.put(f"{story.campaign}/{place}/months/{month}", body)
        officer.post(f"{story.campaign}/units/{code}/months/{month}/submit", {})

    def confirm(code: str) -> None:
        head = story.caller(username(story, "unit_head", code))
        head.post(f"{story.campaign}/units/{code}/months/{month}/confirm", {})

    at_once(finish, upload_of)
    at_once(confirm, codes)


def _states(story: Story, month: str) -> dict[str, str]:
    """Where the units' own evaluations of a month stand already, when the story goes on after a break."""
    officer = story.caller(username(story, "standing_officer"))
    rows = officer.pages(f"{story.campaign}/evaluations", month=month)
    return {row["unit"]: row["state"] for row in rows if not row["person"]}


def _blemished(manifest: dict[str, Any], month: str, code: str) -> list[dict[str, Any]]:
    return [b for b in manifest["blemishes"] if (b["month"], b["unit"]) == (month, code)]


def _corrections(manifest: dict[str, Any], month: str, code: str) -> list[dict[str, Any]]:
    return [c for b in _blemished(manifest, month, code) for c in b["corrections"]]


def _check_faults(story: Story, row: dict[str, Any] | None, month: str, code: str) -> None:
    """The annotated faults are exactly those that the example planted."""
    if row is None:
        return
    planted = {p["path"] for b in _blemished(story.read("manifest.json"), month, code) for p in b["problems"]}
    seen = {problem["path"] for problem in row["problems"]}
    story.check(planted == seen, f"{code} {month}: faults found {sorted(seen)}, planted {sorted(planted)}")
    for problem in row["problems"]:
        print(f"    {code} {month} {problem['path']}: {problem['message']}", flush=True)


def appraise(story: Story, month: str, codes: list[str]) -> None:
    """The standing officers appraise units, with another score and its reason where they found one inflated."""
    units = story.read("manifest.json")["months"][month]["units"]

    def one(indexed: tuple[int, str]) -> None:
        number, code = indexed
        officer = story.caller(username(story, "standing_officer", nth=number % 2))
        adjustment = units[code].get("appraisal")
        lines = []
        if adjustment:
            lines = [{"subject": "", "scores": adjustment["sheet"], "note": adjustment["reason"]}]
        officer.post(f"{story.campaign}/units/{code}/months/{month}/appraise", {"lines": lines})

    at_once(one, [(number, code) for number, code in enumerate(units) if code in codes])


def answer_survey(story: Story, month: str) -> None:
    officer = story.caller(username(story, "standing_officer"))
    path = story.folder / story.read("manifest.json")["months"][month]["survey"]
    with path.open(encoding="utf-8", newline="") as file:
        answers = [
            {
                "key": row["key"],
                "unit": row["unit_code"],
                "answered_on": row["answered_at"][:10],
                "channel": row["channel"],
                "marks": {
                    name: int(row[name]) if row[name] else None
                    for name in row
                    if name[:1] == "S" and name[1:].isdecimal()
                },
            }
            for row in csv.DictReader(file)
        ]
    for start in range(0, len(answers), 1000):
        officer.post(f"{story.campaign}/survey-answers", {"answers": answers[start : start + 1000]})


def transfer(story: Story, month: str) -> None:
    """People who change unit with the month, before its workbooks come in."""
    admin = story.caller(ADMIN)
    for move in story.read("transfers.json"):
        if move["effective_on"][:7] == month:
            body = {"to_unit": move["to_unit"], "position": move["position"], "effective_on": move["effective_on"]}
            admin.post(f"people/{move['person']}/transfers", body)


def run_month(story: Story, row: dict[str, Any], *, by_beat: bool, watched: Any = nullcontext) -> None:
    """One month from its workbooks to its closing; the timetable closes it where ``by_beat`` says so."""
    month = row["month"]
    deadline = datetime.fromisoformat(row["deadline"])
    units = story.read("manifest.json")["months"][month]["units"]
    late = [code for code, unit in units.items() if unit["late"]]
    story.at(local(f"{month}-01") + timedelta(days=20))
    transfer(story, month)
    story.at(deadline - timedelta(days=2))
    in_time = [code for code in units if code not in late]
    with ThreadPoolExecutor(1) as citizens:
        answered = citizens.submit(answer_survey, story, month)
        hand_in(story, month, in_time)
    answered.result()
    story.at(deadline + timedelta(hours=9))
    with ThreadPoolExecutor(1) as latecomers:
        handed_in = latecomers.submit(hand_in, story, month, late)
        with watched():
            appraise(story, month, in_time)
    handed_in.result()
    appraise(story, month, late)
    officer = story.caller(username(story, "standing_officer"))
    survey_care.look(
        month, officer, story.caller(username(story, "standing_officer", nth=1)), story.campaign, story.check
    )
    story.at(datetime.fromisoformat(row["closes_at"]) + timedelta(seconds=1))
    if by_beat:
        wait_until(
            f"the timetable to close {month}", lambda: _month(officer, story, month)["state"] == "closed", seconds=90
        )
    else:
        officer.post(f"{story.campaign}/months/{month}/close")


def _month(officer: Caller, story: Story, month: str) -> dict[str, Any]:
    return next(row for row in officer.get(f"{story.campaign}/months") if row["month"] == month)


def run_year(story: Story, watched: Any) -> None:
    """``watched`` is opened around the appraisals of the first month."""
    officer = story.caller(username(story, "standing_officer"))
    months = officer.get(f"{story.campaign}/months")
    for number, row in enumerate(months, start=1):
        if row["state"] == "open":
            with story.step(f"tháng {row['month']}: nộp, xác nhận, khảo sát, thẩm định, kết thúc"):
                run_month(story, row, by_beat=number == len(months), watched=watched if number == 1 else nullcontext)
            if number == 6:
                officer.post(
                    f"{story.campaign}/reviews",
                    {
                        "summary": "Sơ kết sáu tháng: các đơn vị nộp phiếu đúng hạn, cần chấn chỉnh việc tự chấm cao hơn thực tế."
                    },
                )


def close(story: Story) -> None:
    """Close the campaign and wait for the rankings of all months and of the year."""
    officer = story.caller(username(story, "standing_officer"))
    if officer.get(story.campaign)["state"] == "launched":
        story.at(local("2020-01-15"))
        officer.post(f"{story.campaign}/close")
    months = story.read("manifest.json")["expected"]["months"]
    wait_until(
        "all rankings",
        lambda: officer.get(f"{story.campaign}/rankings", page_size=1)["count"] == 2 * (months + 1),
        seconds=120,
    )
