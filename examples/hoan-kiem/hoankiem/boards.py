"""A member's browser at the live board: it hears of every change, and the charts of the year come from what was frozen."""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import httpx

from hoankiem.client import wait_until
from hoankiem.story import Story, username

WITHIN_SECONDS = 2.0


def _browser(story: Story) -> httpx.Client:
    """Signed in over the one address that people use, which sends streams and pages to their processes."""
    client = httpx.Client(base_url=os.environ["PUBLIC_URL"], timeout=30, follow_redirects=True)
    form = client.get("/login/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    name = username(story, "standing_officer")
    values = {"username": name, "password": story.password, "csrfmiddlewaretoken": token[1] if token else ""}
    story.check("Đăng xuất" in client.post("/login/", data=values).text, f"{name} signs in at the page")
    return client


@contextmanager
def followed(story: Story) -> Iterator[None]:
    """While something changes the board, follow it; in the end the stream must have told its newest version in time."""
    officer, told = story.caller(username(story, "standing_officer")), [0]
    with closing(_browser(story)) as client, client.stream("GET", f"/events/{story.campaign}/units") as stream:
        story.check(stream.headers["content-type"].startswith("text/event-stream"), "the board can be followed")

        def listen() -> None:
            with suppress(httpx.HTTPError, httpx.StreamError):  # we hang up in the end
                for line in stream.iter_lines():
                    if line.startswith("data: "):
                        told.append(int(line.removeprefix("data: ")))

        threading.Thread(target=listen, daemon=True).start()
        wait_until("the first message of the stream", lambda: len(told) > 1, seconds=10)
        before = told[-1]
        yield
        newest, began = officer.get(f"{story.campaign}/board")["version"], time.monotonic()
        wait_until("the stream to tell the newest version", lambda: told[-1] >= newest, seconds=20, pause=0.02)
        seconds = time.monotonic() - began
    story.check(newest > before, "appraised sheets make the board another one")
    story.check(seconds <= WITHIN_SECONDS, f"the stream told it in time: {seconds:.2f} s")
    print(
        f"  bảng điểm hiện thời: bản {before} → {newest}, {len(told) - 2} lần báo, lần cuối sau {seconds:.2f} s",
        flush=True,
    )


def look(story: Story) -> None:
    """The charts of the year and the radar, and a board that has not changed is not sent again."""
    with closing(_browser(story)) as client:
        campaign = f"/{story.campaign}"
        charts, radar = client.get(f"{campaign}/charts/"), client.get(f"{campaign}/radar/")
        story.check(charts.text.count('<svg class="chart"') >= 4, "a year has its charts")
        story.check(radar.text.count('class="voice') > 37, "four voices speak of the units")
        board = client.get(f"{campaign}/board/rows/")
        again = client.get(f"{campaign}/board/rows/", headers={"If-None-Match": board.headers["etag"]})
        story.check(
            (board.status_code, again.status_code) == (200, 304), "a board that did not change is not sent again"
        )
