"""The pages on which a closed month is corrected: what is asked for, what is wrong with it, who says yes, what follows."""

import re
from typing import Any

import pytest
from django.test import Client

from emulation import revisions
from emulation.events import EvaluationCorrected
from emulation.models import Correction, Evaluation, Ranking
from tests.web.conftest import SignIn
from tests.web.district import NOW, District, event, person_of
from tests.web.test_pages import shown, text

REASON = "Kết luận thanh tra số 12."


def form_of(district: District, month: str = "2019-01", unit: str = "P03", person: str = "") -> str:
    return f"/evaluations/{district.evaluation(month, unit, person).pk}/correction/"


def proposed(client: Client, path: str, **given: Any) -> str:
    """The address of the request that was written."""
    answer = client.post(path, {"reason": REASON, **given})
    assert answer.status_code == 302, text(answer)
    return answer.headers["Location"]


def field(page: str, name: str) -> str:
    found = re.search(rf'<(?:input|textarea) id="{name}".*?>([^<]*)', page)
    assert found
    return found.group()


def test_the_form_shows_what_stands_beside_a_field_for_every_figure(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("thuongtruc"), form_of(district))
    line = re.search(r"Thực hiện nhiệm vụ chính trị được giao.*?</tr>", page, re.DOTALL)
    assert line
    assert '<td class="num">27</td>' in line[0]
    assert 'value=""' in field(page, "score-B1")
    assert "Điểm mới của B1" in page
    assert 'name="score-B"' not in page
    assert "Chưa có gì thay đổi cho đến khi một người khác duyệt." in page


def test_every_fault_stands_at_its_field_and_nothing_typed_is_lost(sign_in: SignIn, district: District) -> None:
    client, path = sign_in("thuongtruc"), form_of(district)
    typed = {"score-B1": "27x", "score-B2": "19,5", "veto": "V1", "reason": "  "}
    answer = client.post(path, typed)
    page = text(answer)
    assert answer.status_code == 422
    assert re.search(r'id="fault-B1">“27x” không phải là điểm', page)
    assert re.search(r'id="fault-reason">Hãy ghi lý do', page)
    assert 'value="27x"' in field(page, "score-B1")
    assert 'aria-invalid="true" aria-describedby="fault-B1"' in field(page, "score-B1")
    assert 'value="19,5"' in field(page, "score-B2")
    assert "aria-invalid" not in field(page, "score-B2")
    assert re.search(r'value="V1" checked', page)
    assert 'href="#score-B1"' in page
    beyond = text(client.post(path, {"score-B1": "31", "score-B2": "19,5", "reason": REASON}))
    assert re.search(r'id="fault-B1">Điểm của B1 là 31, vượt điểm tối đa 30', beyond)
    assert REASON in field(beyond, "reason")
    assert not Correction.objects.filter(evaluation__campaign=district.campaign).exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Nội dung đề nghị giống hệt phiếu đang có."),
        ({"score-B1": "27"}, "Nội dung đề nghị giống hệt phiếu đang có."),
        ({"score-X9": "3"}, "Bộ tiêu chí không có mã “X9”"),
        ({"veto": "V99"}, "V99"),
        ({"score-B1": "20", "reason": "x" * 2001}, "Lý do dài quá 2000 ký tự"),
    ],
)
def test_what_cannot_be_right_is_said_on_the_form(
    sign_in: SignIn, district: District, given: dict[str, str], words: str
) -> None:
    answer = sign_in("thuongtruc").post(form_of(district), {"reason": REASON, **given})
    assert answer.status_code == 422
    assert words in text(answer)
    assert "Gửi đề nghị" in text(answer)


def test_somebody_who_was_away_after_all_keeps_no_points(sign_in: SignIn, district: District) -> None:
    client, path = sign_in("thuongtruc"), form_of(district, "2019-01", "P01", person_of("P01", 3))
    both = client.post(path, {"score-B1": "20", "absent": "1", "reason": REASON})
    assert "Cán bộ vắng mặt cả tháng thì không có điểm" in text(both)
    page = shown(client, proposed(client, path, absent="1"))
    assert re.search(r"Vắng cả tháng</th><td[^>]*>không</td><td[^>]*>có</td>", page)


def test_points_may_be_marked_as_not_applicable(sign_in: SignIn, district: District) -> None:
    client = sign_in("thuongtruc")
    page = shown(client, proposed(client, form_of(district), **{"score-B2": "na"}))
    assert re.search(r'18</td><td class="num score">Không áp dụng</td>', page)


def test_nothing_changes_before_a_second_person_says_yes_and_the_page_leads_to_what_follows(
    sign_in: SignIn, district: District
) -> None:
    officer, chair = sign_in("thuongtruc"), sign_in("chutich")
    path, sheet = form_of(district), f"/evaluations/{district.evaluation('2019-01', 'P03').pk}/"
    request = proposed(officer, path, **{"score-B1": "20"})
    own = shown(officer, request)
    assert re.search(r'27</td><td class="num score">20</td>', own)
    assert "Duyệt đính chính" not in own
    assert "Rút lại đề nghị" in own
    assert "đang chờ duyệt" in shown(officer, sheet)
    assert district.evaluation("2019-01", "P03").scores["B1"] == "27"
    shown(officer, path, 409)
    assert officer.post(request, {"act": "approve"}).status_code == 403
    answer = chair.post(request, {"act": "approve"}, follow=True)
    assert "Đã duyệt đính chính" in text(answer)
    assert "Hệ thống đang tính lại bảng xếp hạng" in text(answer)
    assert district.evaluation("2019-01", "P03").scores["B1"] == "20"
    revisions.follow_correction(event(EvaluationCorrected, campaign=district.campaign), NOW)
    shadow = Ranking.objects.get(campaign=district.campaign, state="shadow")
    link = f'href="/rankings/{shadow.pk}/changes/"'
    assert link in shown(chair, request)
    assert link not in shown(sign_in("canbo.p03"), request)
    assert shown(chair, request).count("<form method") == 0
    assert chair.post(request, {"act": "approve"}).status_code == 409


def test_a_request_is_declined_with_a_reason_that_stands_at_its_field_when_it_is_missing(
    sign_in: SignIn, district: District
) -> None:
    chair, path = sign_in("chutich"), f"/corrections/{district.correction}/"
    refused = chair.post(path, {"act": "decline", "reason": " "})
    assert refused.status_code == 422
    assert re.search(r'id="fault-reason" role="alert">Hãy ghi lý do', text(refused))
    long = chair.post(path, {"act": "decline", "reason": "dài " * 600})
    assert (long.status_code, "dài dài" in field(text(long), "reason")) == (422, True)
    assert Correction.objects.get(pk=district.correction).state == "proposed"
    done = text(chair.post(path, {"act": "decline", "reason": "Chưa đủ căn cứ."}, follow=True))
    assert "Không được chấp nhận" in done
    assert "Chưa đủ căn cứ." in done
    assert Evaluation.objects.get(corrections=district.correction).scores["B3"] == "9"


def test_the_list_has_those_that_wait_first_and_of_each_what_it_moves(sign_in: SignIn, district: District) -> None:
    officer, chair = sign_in("thuongtruc"), sign_in("chutich")
    chair.post(proposed(officer, form_of(district), **{"score-B1": "20"}), {"act": "decline", "reason": "Không."})
    waiting = proposed(officer, form_of(district, unit="P02"), **{"score-B2": "17"})
    later = proposed(officer, form_of(district, unit="P01"), **{"score-B2": "12"})
    officer.post(later, {"act": "decline", "reason": "Rút."})
    page = shown(officer, f"/campaigns/{district.campaign}/corrections/?month=2019-01")
    states = re.findall(r'badge--(\w+)">(?:Chờ|Không)', page)
    assert states == ["proposed", "declined", "declined"]
    assert re.search(r"B2</span> 18 → 17", page)
    assert waiting in page
    assert "UBND phường Cửa Đông" in page
    other = shown(officer, f"/campaigns/{district.campaign}/corrections/?month=2019-02")
    assert "Chưa có đề nghị đính chính nào" in other


def test_members_read_the_requests_about_sheets_that_they_may_see(sign_in: SignIn, district: District) -> None:
    request = f"/corrections/{district.correction}/"
    listed = f"/campaigns/{district.last_year}/corrections/"
    for username, status in (("kiemtra", 200), ("canbo.p03", 200), ("canbo.p02", 404), ("nhanvien.p01", 404)):
        page = shown(sign_in(username), request, status)
        assert ("Kết luận kiểm tra số 3." in page) is (status == 200)
        assert (request in shown(sign_in(username), listed)) is (status == 200)
        assert "Duyệt đính chính" not in page


def test_who_may_not_ask_gets_no_form_however_they_come(sign_in: SignIn, district: District) -> None:
    closed, own = form_of(district), f"/evaluations/{district.evaluation('2019-01', 'P03').pk}/"
    for username, status in (("chutich", 403), ("canbo.p03", 403), ("kiemtra", 403), ("canbo.p02", 404)):
        client = sign_in(username)
        shown(client, closed, status)
        assert client.post(closed, {"score-B1": "20", "reason": REASON}).status_code == status
        if status == 403:
            assert "correction/" not in shown(client, own)
    assert closed in shown(sign_in("thuongtruc"), own)
    assert not Correction.objects.filter(evaluation__campaign=district.campaign).exists()


def test_a_month_that_is_open_is_returned_and_not_corrected(sign_in: SignIn, district: District) -> None:
    client, path = sign_in("thuongtruc"), form_of(district, "2019-02", "D01")
    assert "trả lại hoặc thẩm định lại" in shown(client, path, 409)
    assert path not in shown(client, f"/evaluations/{district.evaluation('2019-02', 'D01').pk}/")


def test_nonsense_in_the_address_of_the_list_asks_for_nothing(sign_in: SignIn, district: District) -> None:
    client = sign_in("thuongtruc")
    for asked in ("month=%00", "month=2019-99", "page=0", "page=x", "page=99999", "page=999999999999"):
        shown(client, f"/campaigns/{district.last_year}/corrections/?{asked}")


def test_an_act_that_is_none_is_not_found(sign_in: SignIn, district: District) -> None:
    answer = sign_in("chutich").post(f"/corrections/{district.correction}/", {"act": "explode"})
    assert answer.status_code == 404
    assert Correction.objects.get(pk=district.correction).state == "proposed"


def test_a_closed_months_page_leads_to_its_corrections(sign_in: SignIn, district: District) -> None:
    month = shown(sign_in("canbo.p01"), f"/campaigns/{district.campaign}/months/2019-01/")
    assert f'href="/campaigns/{district.campaign}/corrections/?month=2019-01"' in month
    still = shown(sign_in("canbo.p01"), f"/campaigns/{district.campaign}/months/2019-02/")
    assert "corrections/" not in still
