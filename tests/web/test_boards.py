"""Boards and charts: who may follow what over a stream, who sees which chart, what is answered again and what is kept."""

import asyncio
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from emulation import certainty, evaluations
from emulation.boards import live, live_brackets
from emulation.boards.following import Followed
from emulation.models import Ranking
from tests.web.conftest import SignIn
from tests.web.district import MARKS, NOW, UNITS, District, points
from tests.web.test_pages import shown
from web import streams
from web.followers import MOST_OF_ONE, Follower, Followers
from web.streams import Streams, Wanted, wanted


def scope(path: str, client: Client | None = None, *, host: str = "localhost", **headers: str) -> dict[str, Any]:
    """A request as the server hands it over."""
    given = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if client:
        given["cookie"] = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    path, _, query = path.partition("?")
    lines = [(name.encode(), value.encode()) for name, value in given.items()]
    return {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": lines}


def test_a_stream_is_opened_by_whom_the_board_is_for_and_says_nothing_but_its_version(
    sign_in: SignIn, district: District
) -> None:
    path, office = f"/events/campaigns/{district.campaign}/units", district.actors["thuongtruc"]
    for client, asked, status in (
        (None, path, 401),
        (sign_in("thuongtruc.dd"), path, 404),
        (sign_in("nhanvien.p01"), path, 200),
        (sign_in("canbo.p01"), path.replace("units", "cats"), 404),
        (sign_in("canbo.p01"), "/events/", 404),
    ):
        assert wanted(scope(asked, client)).status == status
    member = sign_in("canbo.p01")
    assert wanted(scope(path, member, host="evil.example")).status == 400
    first = wanted(scope(f"{path}?version=7", member))
    assert (first.known, first.board) == (7, Followed(str(district.campaign), "units"))
    assert wanted(scope(f"{path}?version=7", member, last_event_id="9")).known == 9
    evaluations.appraise(district.campaign, "2019-02", "P02", by=office, at=NOW)
    assert wanted(scope(path, member)).version > first.version
    before = scope(path, member)
    member.logout()
    assert wanted(before).status == 401


async def _followed(said: list[dict[str, Any]]) -> None:
    """A stream that is opened, hears of one change, breathes, and is left."""
    application, leave = Streams(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        await leave.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(message)

    board = Followed("c", "units")
    asked = Wanted(account="a", board=board, version=5, known=4)
    stream = asyncio.create_task(application._stream(asked, receive, send))
    await asyncio.sleep(0.05)
    (follower,) = application.followers._all
    application.followers._tell({board: 6, Followed("other", "units"): 99})
    await asyncio.sleep(0.15)
    leave.set()
    await asyncio.wait_for(stream, 2)
    assert (len(application.followers), follower.version) == (0, 6)


def test_a_stream_tells_each_version_once_breathes_and_ends_with_its_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.03)
    said: list[dict[str, Any]] = []
    asyncio.run(_followed(said))
    headers = dict(said[0]["headers"])
    assert (headers[b"x-accel-buffering"], headers[b"cache-control"]) == (b"no", b"no-store")
    texts = [message["body"].decode() for message in said[1:]]
    assert [text for text in texts if text != ": \n\n"] == [
        f"id: {version}\nevent: board\ndata: {version}\n\n" for version in (5, 6)
    ]
    assert texts.count(": \n\n") >= 1


def test_an_account_has_so_many_streams_and_no_more() -> None:
    followers = Followers()
    board = Followed("c", "units")
    own = [Follower(board, "a", 0) for _ in range(MOST_OF_ONE)]
    for follower in own:
        assert followers.has_room("a")
        followers.add(follower)
    assert not followers.has_room("a") and followers.has_room("b")
    followers.remove(own[0])
    assert followers.has_room("a")


def test_the_board_is_sent_again_only_when_it_is_another_one(sign_in: SignIn, district: District) -> None:
    cache.clear()
    client, path = sign_in("thuongtruc"), f"/campaigns/{district.campaign}/board/rows/"
    first = client.get(path)
    assert "no-cache" in first.headers["Cache-Control"] and "no-store" not in first.headers["Cache-Control"]
    assert "Cookie" in first.headers["Vary"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = sign_in("canbo.p01").get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200 and "của bạn" in other.content.decode()
    better = [evaluations.Line("", points(MARKS, B1="30"), (), note="Bổ sung minh chứng.")]
    evaluations.appraise(district.campaign, "2019-02", "P02", lines=better, by=district.actors["thuongtruc"], at=NOW)
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    row = re.search(r'data-subject="P03".*?</tr>', changed.content.decode(), re.DOTALL)
    assert row and "▼ 1" in row[0] and "xuống 1 bậc" in row[0], "P03 was level with P02 a month ago"


def test_the_live_board_brackets_the_places_that_its_ranking_does(sign_in: SignIn, district: District) -> None:
    cache.clear()
    office = district.actors["thuongtruc"]
    found = certainty.replicated(Ranking.objects.get(pk=district.ranking))
    assert found
    head = live.head(district.last_year, live.Wish(), by=office, at=NOW)
    held = live_brackets.brackets(head)
    assert held == {place.subject: place.bracket for place in found.overall.places}
    assert "bracket--first" not in shown(sign_in("thuongtruc"), f"/campaigns/{district.last_year}/board/")
    page = shown(sign_in("canbo.p01"), f"/campaigns/{district.campaign}/board/?month=2019-01")
    assert page.count("bracket--first") == page.count("bracket--last") == 1, "P02 and P03 are level"
    assert "chưa phân biệt được với nhau" in page
    with CaptureQueriesContext(connection) as again:
        live_brackets.brackets(head)
    assert len(again) == 0, "made once for one version of a board"


def test_a_settled_ranking_is_answered_without_the_database_for_a_moment_and_to_this_session_alone(
    sign_in: SignIn, district: District
) -> None:
    cache.clear()
    client, path = sign_in("canbo.p01"), f"/campaigns/{district.last_year}/ranking/rows/"
    first = client.get(path)
    with CaptureQueriesContext(connection) as seen:
        again = client.get(path)
        held = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (len(seen), again.content, held.status_code) == (0, first.content, 304)
    assert again.headers["Content-Security-Policy"] and again.headers["Vary"] == "Cookie, Accept-Language"
    assert Client().get(path).status_code == 302
    provisional = f"/campaigns/{district.campaign}/ranking/rows/?month=2019-01"
    client.get(provisional)
    with CaptureQueriesContext(connection) as seen:
        client.get(provisional)
    assert len(seen) > 0


def test_a_line_of_the_board_leads_to_its_months_and_sheets_for_those_who_may_open_them(
    sign_in: SignIn, district: District
) -> None:
    board = f"/campaigns/{district.campaign}/board/"
    assert f'href="{board}units/D02/"' in shown(sign_in("canbo.p01"), board)
    sheet = f'href="/evaluations/{district.evaluation("2019-01", "D02").pk}/"'
    assert sheet in shown(sign_in("canbo.d02"), f"{board}units/D02/")
    assert sheet not in shown(sign_in("canbo.p01"), f"{board}units/D02/")
    returned = shown(sign_in("thuongtruc"), f"{board}units/P01/")
    assert "Chưa tính: bị trả lại" in returned, "a sheet that was returned moves no place, and the line says so"
    for path in ("units/X99/", "people/D02/", "cats/D02/"):
        shown(sign_in("thuongtruc"), f"{board}{path}", 404)


def test_charts_show_everybody_the_places_and_readers_of_indicators_what_they_are_made_of(
    sign_in: SignIn, district: District
) -> None:
    path = f"/campaigns/{district.campaign}/charts/"
    office, unit = shown(sign_in("thuongtruc"), path), shown(sign_in("canbo.p01"), path)
    assert [
        code for code in ("bump", "stacked", "heat", "grades-units", "grades-people") if f'id="{code}"' not in office
    ] == []
    assert 'id="bump"' in unit and 'id="stacked"' not in unit and 'id="heat"' not in unit
    assert "track" not in unit and unit.count('class="stop stop--own"') == 1, "the own unit is marked"
    shown(sign_in("canbo.p01"), f"{path}heat/", 404)
    alone = shown(sign_in("thuongtruc"), f"{path}heat/?month=2019-01")
    assert 'id="heat"' in alone and 'id="bump"' not in alone
    workbook = sign_in("thuongtruc").get(f"{path}figures.xlsx")
    assert workbook.content.startswith(b"PK")


def test_the_radar_ranks_units_by_the_widest_gap_for_those_who_read_indicators(
    sign_in: SignIn, district: District
) -> None:
    path = f"/campaigns/{district.campaign}/radar/"
    page = shown(sign_in("kiemtra"), f"{path}?month=2019-01")
    table = page[page.index("gaps-title") :]
    places = {code: table.index(f'class="code">{code}<') for code in UNITS}
    assert min(places, key=lambda code: places[code]) == "D02", "D02 alone scored itself higher than it was appraised"
    assert page.count('class="voice voice--self"') >= 6
    for username in ("canbo.p01", "nhanvien.p01"):
        shown(sign_in(username), path, 403)
    assert sign_in("kiemtra").get(f"{path}figures.xlsx").content.startswith(b"PK")
