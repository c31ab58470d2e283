"""What everybody reads when the year is over: results of units, the honour roll without what was revoked; and one search."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx

from hoankiem.story import Story, username

CLONE = Path(__file__).resolve().parents[3]


def read(story: Story) -> None:
    clerk = story.caller(username(story, "clerk"))
    authority = story.read("authority.json")["code"]
    with httpx.Client(base_url=f"{story.base_url}/api/v1/public/{authority}", timeout=20) as anybody:
        results = anybody.get("results").json()
        story.check(bool(results), "units' results are there for everybody")
        places = anybody.get(f"results/{results[0]['id']}").json()
        story.check(bool(places) and places[0]["rank"] == 1, f"the best unit comes first: {places[:1]}")
        roll = anybody.get("honours").json()
        known = {"name", "unit", "award", "number", "decided_on"}
        story.check(all(set(row) == known for row in roll["results"]), "the honour roll tells no more than it may")
        one = next(row for row in roll["results"] if row["name"])
        told = anybody.get("honours", params={"q": one["name"].upper(), "year": one["decided_on"][:4]}).json()
        story.check(one in told["results"], f"somebody is found in the honour roll by name: {one['name']}")
        found = {group["group"]: group["total"] for group in clerk.get("search", q="khen thuong")}
        story.check(found.get("decisions", 0) > 0, f"decisions are found without accents: {found}")
    signed = _at_a_terminal(story, clerk.token, "get", "decisions", "state=signed", "--all")
    kept = {row["id"] for row in clerk.pages("decisions", state="signed")}
    story.check({row["id"] for row in signed} == kept, "a terminal lists what the API lists")
    print(f"    mọi người xem được {len(results)} kết quả, {roll['count']} lần khen trong sổ vàng", flush=True)


def _at_a_terminal(story: Story, token: str, *asked: str) -> list[dict[str, str]]:
    words = [sys.executable, "-m", "config.command_line", "call", *asked]
    environment = {**os.environ, "THIDUA_URL": story.base_url, "THIDUA_TOKEN": token}
    done = subprocess.run(words, cwd=CLONE, env=environment, capture_output=True, text=True, check=False)
    story.check(done.returncode == 0, f"the terminal is answered: {done.stderr}")
    rows: list[dict[str, str]] = json.loads(done.stdout or "[]")
    return rows
