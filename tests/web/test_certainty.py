"""The section of the ranking page that says how sure the ranks are, for those whom the reader sees."""

import re
from typing import Any

from emulation import certainty
from emulation.events import RankingComputed
from emulation.models import RankCertainty, Ranking
from tests.web.conftest import SignIn
from tests.web.district import NOW, District
from tests.web.test_pages import shown
from tests.world import event

HEADING = "Thứ hạng chắc đến đâu"
ADVICE = "không bao giờ làm thay đổi điểm, thứ hạng hay xếp loại"


def section(page: str) -> str:
    found = re.search(r'<section class="card" aria-labelledby="sure-title">.*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def study(district: District, subjects: str, month: str = "2019-01") -> None:
    certainty.study(event(RankingComputed, campaign=str(district.campaign), month=month, subjects=subjects), NOW)


def test_the_page_gives_each_rank_its_interval_and_calls_it_advice(sign_in: SignIn, district: District) -> None:
    study(district, Ranking.UNITS)
    page = shown(sign_in("thuongtruc"), f"/campaigns/{district.campaign}/ranking/?month=2019-01")
    told = section(page)
    assert HEADING in told
    assert ADVICE in told
    assert "1000 lần" in told.replace(".", "").replace("\u00a0", "")
    ranked = district.standing("2019-01", "D02").ranking.standings.filter(rank__isnull=False)
    assert [name for name in ranked.values_list("name", flat=True) if name not in told] == []
    assert told.count("<tr>") == ranked.count() + 2 + 4
    assert page.index("places-title") < page.index("sure-title")


def test_places_are_shown_by_groups_that_cannot_be_told_apart_and_ties_as_ties(
    sign_in: SignIn, district: District
) -> None:
    study(district, Ranking.UNITS)
    path = f"/campaigns/{district.campaign}/ranking/?month=2019-01"
    told = section(shown(sign_in("thuongtruc"), path))
    ranks = re.findall(r'<td class="num">(=?\d)(?:<span|</td>\s*<th)', told)
    assert ranks == ["1", "=2", "=2", "4", "5"]
    (result,) = [listed for listed in certainty_of(district)["lists"] if not listed["group"]]
    brackets = sorted({place["bracket"] for place in result["places"]})
    assert re.findall(r'scope="rowgroup" colspan="6">Nhóm (\d+)', told) == [str(number) for number in brackets]


def certainty_of(district: District) -> dict[str, Any]:
    result: dict[str, Any] = RankCertainty.objects.get(ranking=district.standing("2019-01", "D02").ranking).result
    return result


def test_a_cluster_has_a_section_of_its_own(sign_in: SignIn, district: District) -> None:
    study(district, Ranking.UNITS)
    cluster = district.standing("2019-01", "D02").cluster_code
    told = section(
        shown(sign_in("thuongtruc"), f"/campaigns/{district.campaign}/ranking/?month=2019-01&cluster={cluster}")
    )
    rows = district.standing("2019-01", "D02").ranking.standings.filter(rank__isnull=False)
    inside = set(rows.filter(cluster_code=cluster).values_list("subject", flat=True))
    outside = set(rows.exclude(cluster_code=cluster).values_list("subject", flat=True))
    assert [code for code in inside if f">{code}<" not in told] == []
    assert [code for code in outside if f">{code}<" in told] == []


def test_nobody_reads_of_people_who_are_not_theirs(sign_in: SignIn, district: District) -> None:
    study(district, Ranking.PEOPLE)
    path = f"/campaigns/{district.campaign}/ranking/?month=2019-01&subjects=people"
    everybody = set(re.findall(r'class="code">([^<]+)<', section(shown(sign_in("thuongtruc"), path))))
    own = set(re.findall(r'class="code">([^<]+)<', section(shown(sign_in("canbo.d02"), path))))
    assert own < everybody


def test_a_page_of_a_ranking_that_was_not_studied_has_no_such_section(sign_in: SignIn, district: District) -> None:
    assert HEADING not in shown(sign_in("thuongtruc"), f"/campaigns/{district.campaign}/ranking/?month=2019-01")
