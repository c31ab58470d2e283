"""The pages of peer scores: whom one scores, a sheet filled in on a phone, and who scores whom for those who assign."""

from typing import Any

from django.urls import reverse

from emulation.models import PeerScore
from tests.web.conftest import SignIn
from tests.web.district import District


def test_a_unit_scores_on_its_page_and_what_is_wrong_is_said_at_its_field(sign_in: SignIn, district: District) -> None:
    head = sign_in("thutruong.p04")
    listed = reverse("web:peers", args=[district.campaign, "2019-02"])
    path = reverse("web:peer-score", args=[district.peer, "2019-02"])
    assert path in head.get(listed).content.decode()
    wrong: Any = head.post(path, {"score-B1": "31", "score-A1": "năm", "note": "Đã xem hồ sơ."})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert ('href="#score-B1"' in page, 'value="31"' in page, "Đã xem hồ sơ." in page) == (True, True, True)
    done: Any = head.post(path, {"score-B1": "25,5", "note": "Đã xem hồ sơ."})
    assert (done.status_code, done.headers["Location"]) == (302, listed)
    row = PeerScore.objects.get(assignment=district.peer)
    assert (row.scores, row.note) == ({"B1": "25.5"}, "Đã xem hồ sơ.")
    sheet = reverse("web:evaluation", args=[district.evaluation("2019-02", "P02").pk])
    page = sign_in("thuongtruc").get(sheet).content.decode()
    assert ("Chấm chéo" in page, "25,5" in page, "P04" in page) == (True, True, True)


def test_who_assigns_lays_down_pairs_and_others_are_not_offered_it(sign_in: SignIn, district: District) -> None:
    path = reverse("web:peers", args=[district.campaign, "2019-02"])
    assert "Ai chấm ai" not in sign_in("thutruong.p01").get(path).content.decode()
    office = sign_in("thuongtruc")
    bad: Any = office.post(path, {"subjects": "units", "pairs": "P01 P01\nP01 P99"})
    page = bad.content.decode()
    assert (bad.status_code, "P01 không được tự chấm chéo mình." in page, "P01 P99" in page) == (422, True, True)
    answer: Any = office.post(path, {"subjects": "units", "cluster": "CUM-2"}, follow=True)
    assert "Đã phân công thêm 2 cặp chấm chéo." in answer.content.decode()
