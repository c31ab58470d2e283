"""Pages of appeals: sent from the explanation of a figure, decided on their page, and what they say at its field."""

from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from emulation.boards import appeals as boards
from emulation.models import Appeal
from tests.web.conftest import SignIn
from tests.web.district import District
from tests.web.test_pages import shown, text

IN_WINDOW = datetime(2019, 2, 12, 2, tzinfo=UTC)


def test_an_appeal_is_sent_from_the_explanation_with_evidence_and_read_back(
    sign_in: SignIn, district: District
) -> None:
    client, standing = sign_in("canbo.p02"), district.standing("2019-01", "P02").pk
    form = reverse("web:appeal-submit", args=[standing])
    assert form not in shown(client, f"/standings/{standing}/")
    with override_settings(CLOCK=lambda: IN_WINDOW):
        assert form in shown(client, f"/standings/{standing}/")
        assert form not in shown(sign_in("thuongtruc"), f"/standings/{standing}/")
        sent = {
            "month-0": "2019-01",
            "criterion-0": "B2",
            "asked-0": "19,5",
            "note-0": "Sót hồ sơ.",
            "text": "Xin xem lại.",
        }
        wrong = client.post(form, {**sent, "asked-0": "nhiều", "criterion-1": "Z9", "text": ""})
        assert wrong.status_code == 422
        for said in ("Z9", 'value="nhiều"', "Sót hồ sơ.", "aria-invalid"):
            assert said in text(wrong)
        bad = client.post(form, {**sent, "files": [SimpleUploadedFile("hại.pdf", b"MZ" + bytes(80))]})
        assert (bad.status_code, "hại.pdf: Tệp chứa mã thực thi" in text(bad)) == (422, True)
        good = client.post(
            form, {**sent, "files": [SimpleUploadedFile("hồ sơ.pdf", b"%PDF-1.7\n%%EOF\n")]}, follow=True
        )
    for said in ("Xin xem lại.", "Sót hồ sơ.", "hồ sơ.pdf", "19,5", "26/02/2019"):
        assert said in text(good)
    late = client.post(form, sent)
    assert (late.status_code, "Thời hạn khiếu nại" in text(late)) == (409, True)


def test_the_committee_takes_it_up_decides_each_line_and_links_what_comes_of_it(
    sign_in: SignIn, district: District
) -> None:
    page, chair = reverse("web:appeal", args=[district.appeal]), sign_in("chutich")
    listed = reverse("web:appeals", args=[district.campaign])
    assert "Quá hạn" in shown(chair, listed)
    assert page in shown(sign_in("canbo.d02"), listed)
    assert page not in shown(sign_in("canbo.p01"), listed)
    office = sign_in("thuongtruc")
    assert office.post(page, {"act": "take_up"}).status_code == 302
    assert "Trả lời khiếu nại" not in shown(office, page)
    line = Appeal.objects.get(pk=district.appeal).lines.get()
    answer = {
        "act": "decide",
        f"upheld-{line.pk}": "yes",
        f"finding-{line.pk}": "Có căn cứ.",
        "answer": "Đã đối chiếu.",
    }
    missing = chair.post(page, answer)
    assert (missing.status_code, "phải ghi số điểm đúng" in text(missing), "Có căn cứ." in text(missing)) == (
        422,
        True,
        True,
    )
    done = text(chair.post(page, {**answer, f"points-{line.pk}": "28"}, follow=True))
    line.refresh_from_db()
    assert reverse("web:correction", args=[line.correction_id]) in done
    assert "Đã đối chiếu." in shown(sign_in("thutruong.d02"), page)
    assert office.post(reverse("web:correction", args=[line.correction_id]), {"act": "approve"}).status_code == 302
    board = boards.appeal(district.appeal, by=district.actors["chutich"], at=IN_WINDOW)
    assert board.lines[0].line.correction
    assert board.lines[0].line.correction.state == "approved"
