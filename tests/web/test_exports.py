"""Tables leave a page as a workbook, times are said as people say them, and the meeting sees who stands at an edge."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.models import Ranking
from emulation.rules.calibration import edge
from emulation.rules.nodes import Title
from emulation.rules.scheme_parts import GradeBand
from tests.web.conftest import SignIn
from tests.web.district import District
from web import exports
from web.templatetags.times import spoken

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("http://x")'


def sheets(answer: Any) -> str:
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert not [name for name in book.namelist() if "externalLink" in name]
    return "".join(
        book.read(name).decode() for name in sorted(book.namelist()) if name.startswith("xl/worksheets/sheet")
    )


def page(number: int) -> HttpResponse:
    more = f'<nav class="pages"><a href="?page={number + 1}">sau</a></nav>' if number < 3 else ""
    rows = f'<tr><th scope="row">{EVIL} {number}</th><td class="num">1.234,5</td><td><form><button>Xóa</button></form></td></tr>'
    head = "<thead><tr><th>Tên</th><th>Điểm</th><th></th></tr></thead>"
    form = "<table><tbody><tr><td><input name='x'>điền vào</td></tr></tbody></table>"
    return HttpResponse(f"<main><h1>Bảng [a]</h1><table>{head}<tbody>{rows}</tbody></table>{form}{more}</main>")


def test_all_pages_of_a_list_come_as_text_and_figures_and_never_as_formulas() -> None:
    request = RequestFactory().get("/", {"export": "tables"})
    answer = exports.workbook(request, lambda: page(int(request.GET["page"])))
    assert "B%E1%BA%A3ng%20a.xlsx" in answer.headers["Content-Disposition"]
    told = sheets(answer)
    assert [told.count(f"{EVIL} {number}<") for number in (1, 2, 3)] == [1, 1, 1]
    assert (told.count("<v>1234.5</v>"), told.count("Điểm")) == (3, 1)
    assert "<f>" not in told
    assert "Xóa" not in told
    assert "điền vào" not in told


def test_a_list_offers_its_tables_with_its_own_filters_and_eyes(sign_in: SignIn, district: District) -> None:
    office, staff = sign_in("thuongtruc"), sign_in("canbo.p01")
    ranking = f"/campaigns/{district.campaign}/ranking/?month=2019-01&amp;export=tables"
    shown = office.get(f"/campaigns/{district.campaign}/ranking/?month=2019-01").content.decode()
    assert ranking.partition("?")[2] in shown
    assert "export=tables" not in office.get("/search/?q=x").content.decode()
    told = sheets(office.get("/certificates/?export=tables&q=uong"))
    assert "Trần Đức Ưởng" in told
    assert "Phạm Ngọc Ánh" not in told
    assert "Phạm Ngọc Ánh" not in sheets(staff.get("/certificates/?export=tables"))
    assert office.get("/decisions/simple/?export=nothing").status_code == 200


def test_moments_are_said_as_people_say_them() -> None:
    now = datetime(2019, 3, 6, 3, 0, tzinfo=UTC)
    gone = [
        timedelta(seconds=9), timedelta(minutes=12), timedelta(hours=3), timedelta(hours=19, minutes=55),
        timedelta(days=3), timedelta(days=9), timedelta(hours=-2), timedelta(hours=-24), timedelta(days=-3),
    ]  # fmt: skip
    assert [spoken(now - one, now) for one in gone] == [
        "vừa xong", "12 phút trước", "hôm nay 07:00", "hôm qua 14:05", "3 ngày trước", "10:00 ngày 25/02/2019",
        "hôm nay 12:00", "ngày mai 10:00", "10:00 ngày 09/03/2019",
    ]  # fmt: skip


BANDS = tuple(
    GradeBand(code, Decimal(least), Title(code)) for code, least in (("A", 90), ("B", 70), ("C", 50), ("D", 0))
)


@settings(max_examples=60, deadline=None)
@given(st.decimals(-5, 105, places=2))
def test_an_edge_is_the_way_to_the_next_grade_and_to_the_loss_of_ones_own(score: Decimal) -> None:
    found = edge(score, BANDS)
    held = next((band.code for band in BANDS if band.at_least <= score), "D")
    assert (found.up is None) == (held == "A")
    if found.up is not None:
        assert score + found.up == next(band.at_least for band in BANDS if band.code == found.better)
        assert found.up > 0
    assert (found.down is None) == (held == "D")
    assert found.down is None or 0 <= found.down <= score
    assert found.within(Decimal(200)) is (found.up is not None or found.down is not None)


def test_a_meeting_sees_a_cluster_side_by_side_with_the_ways_that_change_it(
    sign_in: SignIn, district: District
) -> None:
    january = Ranking.objects.get(
        campaign=district.campaign, month__month="2019-01", subjects="units", state="provisional"
    )
    path = reverse("web:calibration", args=[january.pk])
    page = sign_in("thuongtruc").get(path, {"near": "all"}).content.decode()
    sheet = district.evaluation("2019-01", "D02").pk
    assert reverse("web:correct", args=[sheet]) in page
    assert reverse("web:correct", args=[sheet]) not in sign_in("chutich").get(path, {"near": "all"}).content.decode()
    assert reverse("web:ruling-decide", args=[district.campaign]) in sign_in("chutich").get(path).content.decode()
    one = sign_in("thuongtruc").get(path, {"near": "all", "cluster": "CUM-2"}).content.decode()
    assert 0 < one.count('<th scope="row">') < page.count('<th scope="row">')
    part = sign_in("thuongtruc").get(path, {"part": "counters"}).content.decode()
    assert "<html" not in part
    assert january.result_digest[:8] in part
    assert sign_in("canbo.p01").get(path).status_code == 403
