"""What everybody may read of results and awards, and the ceremony that calls places one by one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.models import Award, Ranking, Standing
from emulation.rules.ceremonies import course
from tests.web.conftest import SignIn
from tests.web.district import HOME, District, person_of

pytestmark = pytest.mark.django_db


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), max_size=12), st.integers(1, 45))
def test_every_place_up_to_the_first_is_called_once_and_the_best_last(ranks: list[int], first: int) -> None:
    run = course(ranks, first)
    assert run.places == tuple(sorted(set(run.places), reverse=True))
    if ranks:
        assert run.places[-1] == min(ranks)
        assert run.first == run.places[0]
        assert set(run.places) == ({rank for rank in ranks if rank <= first} or {min(ranks)})
    assert [run.upto(step) for step in (-1, 0, run.steps, run.steps + 9)] == [(), (), run.places, run.places]


def test_a_ceremony_tells_no_place_before_it_is_called(sign_in: SignIn, district: District) -> None:
    client, path = sign_in("chutich"), reverse("web:ceremony", args=[district.ranking])
    lines = list(Standing.objects.filter(ranking=district.ranking, rank__isnull=False).order_by("-rank"))
    ranks = sorted({line.rank for line in lines if line.rank}, reverse=True)
    assert len(ranks) > 2
    for step in range(len(ranks) + 2):
        page = text(client.get(path, {"from": ranks[0], "step": step}))
        called = set(ranks[:step])
        assert {line.name for line in lines if line.name in page} == {
            line.name for line in lines if line.rank in called
        }
    assert "step=1" in text(client.get(path))
    assert 'rel="next"' not in text(client.get(path, {"step": 99}))
    assert f"/rankings/{district.ranking}/ceremony/" in text(client.get(f"/campaigns/{district.last_year}/ranking/"))
    text(sign_in("canbo.p01").get(path), 403)
    provisional = Ranking.objects.filter(campaign=district.campaign, state="provisional")[0]
    text(client.get(reverse("web:ceremony", args=[provisional.pk])), 409)


def test_everybody_reads_what_units_reached_and_nothing_that_is_not_published(
    passer_by: Client, district: District
) -> None:
    listed = text(passer_by.get(f"/public/{HOME}/"))
    path = reverse("web:open-results", args=[HOME, district.ranking])
    assert path in listed
    assert "VHCS-2019" not in listed
    page = text(passer_by.get(path))
    unit = Standing.objects.filter(ranking=district.ranking, rank=1)[0]
    assert unit.name in page
    assert str(unit.pk) not in page
    for row in Ranking.objects.exclude(subjects="units", state__in=("published", "final")):
        text(passer_by.get(reverse("web:open-results", args=[HOME, row.pk])), 404)
    text(passer_by.get("/public/khong-co/"), 404)
    assert passer_by.get("/public/").headers["Location"] == f"/public/{HOME}/"


def test_the_honour_roll_is_found_without_accents_and_drops_what_was_revoked(
    passer_by: Client, district: District
) -> None:
    path = reverse("web:open-honours", args=[HOME])
    award = Award.objects.filter(person__isnull=False, state="valid", decision__state="signed")[0]
    year = award.decision.decided_on.year
    asked = {"q": "TRAN duc uong", "year": year, "award": award.award_type.code}
    answer = passer_by.get(path, asked)
    page = text(answer)
    assert f'<th scope="row">{award.recipient_name}</th>' in page
    assert award.citation not in page
    assert award.person is not None
    assert award.person.code not in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not answer.cookies
    again = passer_by.get(path, asked, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Không tìm thấy" in text(passer_by.get(path, {"q": "%", "unit": "x", "page": "-1", "year": "0000"}))
    Award.objects.filter(pk=award.pk).update(state=Award.AMENDED, ended_by=award.decision)
    assert f'<th scope="row">{award.recipient_name}</th>' not in text(passer_by.get(path, asked))
    api = passer_by.get(f"/api/v1/public/{HOME}/honours").json()
    assert set(api["results"][0]) == {"name", "unit", "award", "number", "decided_on"}


def test_staff_have_their_name_withheld_from_the_roll_on_their_own_page_and_shown_again(
    sign_in: SignIn, passer_by: Client, district: District
) -> None:
    roll, staff = reverse("web:open-honours", args=[HOME]), sign_in("nhanvien.p01")
    path = reverse("web:name-in-public", args=[person_of("P01", 3)])
    assert path in text(staff.get(reverse("web:me")))
    assert "Trần Đức Ưởng" in text(passer_by.get(roll))
    assert "không tìm được bằng tên" in text(staff.get(path))
    staff.post(path, {"act": "withhold"})
    assert "Cho nêu tên lại" in text(staff.get(path))
    hidden = text(passer_by.get(roll))
    assert "Trần Đức Ưởng" not in hidden and "Không nêu tên theo yêu cầu" in hidden
    office = sign_in("thuongtruc")
    assert "Bên đã yêu cầu mới cho nêu lại được." in text(office.get(path))
    assert office.post(path, {"act": "show"}).status_code == 403
    staff.post(path, {"act": "show"})
    assert "Trần Đức Ưởng" in text(passer_by.get(roll))
    refused = office.post(path, {"act": "withhold", "reason": " "})
    assert (refused.status_code, "Hãy ghi vì sao không nêu tên." in refused.content.decode()) == (422, True)
