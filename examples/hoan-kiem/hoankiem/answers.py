"""Citizens in the example: a survey from the template, opened by a second person, answered by codes and at a kiosk, once each."""

import re

import httpx

from hoankiem.story import Story, local, username
from hoankiem.surveys import ANSWERS

UNIT = "P01"


def give(story: Story) -> None:
    """On a day in January, once: two of five codes, one of them tried twice, and a kiosk that sends its queue twice."""
    officer = story.caller(username(story, "standing_officer"))
    chair = story.caller(username(story, "authority"))
    if officer.get(f"{story.campaign}/surveys", page_size=1)["count"]:
        return
    story.at(local("2019-01-09", 9))
    version = officer.post(f"{story.campaign}/surveys", {"code": "mot-cua", "template": "ten-service-standards"})
    state = chair.post(f"survey-versions/{version['id']}/open")["state"]
    story.check(state == "open", "a second person opens the survey")
    survey = f"surveys/{version['survey']}"
    body = {"unit": UNIT, "kind": "code", "label": "Giấy hẹn 01/2019", "size": 5, "until": "2019-01-31"}
    codes = officer.post(f"{survey}/batches", body)["codes"]
    token = officer.post(f"{survey}/points", {"unit": UNIT, "kind": "kiosk"})["token"]
    with httpx.Client(base_url=story.base_url, timeout=30) as citizen:
        seen = [_by_code(citizen, code) for code in (codes[0], codes[1], codes[0], codes[2][:-1] + "0")]
        story.check(seen == [200, 200, 409, 422], f"a code is good for one answer, a slip is told: {seen}")
        queue = {"answers": [{"key": f"may-dat-tai-cho-{n:04d}", "marks": {"S1": 4, "S10": 5}} for n in range(3)]}
        for _ in range(2):
            taken = citizen.post(f"/api/v1/s/{token}/answers", json=queue).json()["answers"]
            story.check(all(row["taken"] for row in taken), "a kiosk may send its queue twice")
        story.check(not citizen.cookies, "citizens carry no cookie")
    batch = officer.get(f"{survey}/batches")["results"][0]
    story.check((batch["used"], batch["size"]) == (2, 5), f"two of five codes are used: {batch['used']}")
    officer.post(f"survey-versions/{version['id']}/close")


def counted(story: Story) -> None:
    """After the year: what other systems delivered and what citizens gave here, each once."""
    officer = story.caller(username(story, "standing_officer"))
    entries = officer.pages("ledger/entries", type="emulation.survey_answers.counted.v1")
    number = sum(entry["payload"]["counted"] for entry in entries)
    story.check(number == ANSWERS + 5, f"{number} answers are counted, expected {ANSWERS + 5}")


def _by_code(citizen: httpx.Client, code: str) -> int:
    page = citizen.post("/s/", data={"code": code})
    if page.status_code != httpx.codes.OK:
        return page.status_code
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return citizen.post("/s/", data={**hidden, "q-S1": "5", "q-S10": "4"}).status_code
