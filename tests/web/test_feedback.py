"""The pages of citizens' feedback and of the calendar: handing in and following without an account, handling, publishing."""

import io
import re
import time
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from emulation.models import CalendarDay, Feedback, FeedbackContact
from kernel.models import LedgerEntry
from tests.web.conftest import SignIn
from tests.web.district import HOME, District
from web import feedback as pages

TELL = f"/feedback/to/{HOME}/"
TRACK = "/feedback/track/"
TEXT = "Quầy số 3 đóng cửa lúc 10 giờ."
GIVEN = {
    "kind": "reflection",
    "unit": "P01",
    "text": TEXT,
    "happened_on": "2019-03-08",
    "reach": "0912 345 678",
    "name": "Bà Bưởi",
}


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def ticket(monkeypatch: pytest.MonkeyPatch) -> str:
    """A form that was opened ten seconds ago."""
    now = time.time()
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: now - 10)
        return pages.ticket()


def photo(name: str = "quầy 3.png") -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue())


def told(client: Client, ticket: str, **changed: Any) -> Any:
    return client.post(TELL, {**GIVEN, "ticket": ticket, **changed})


def code_in(answer: Any) -> str:
    found = re.search(r'id="code">([0-9A-Z-]+)<', text(answer))
    assert found
    return found[1]


def test_a_citizen_hands_in_follows_and_reopens_without_account_or_script(
    passer_by: Client, sign_in: SignIn, ticket: str
) -> None:
    page = text(passer_by.get(TELL))
    assert "Tôi không biết" in page
    assert "UBND phường Chương Dương" in page
    assert "<script" not in page
    answer = told(passer_by, ticket, files=photo())
    code = code_in(answer)
    assert code == code_in(told(passer_by, ticket, files=photo()))
    row = Feedback.objects.latest("received_at", "id")
    assert (row.text, row.contact.reach, row.unit_named and row.unit_named.code) == (TEXT, "0912 345 678", "P01")
    assert (answer["Cache-Control"], code in str(answer.headers)) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        False,
    )
    item = f"/feedback/desk/{row.pk}/"
    office, unit, other = sign_in("thuongtruc"), sign_in("canbo.p01"), sign_in("canbo.p02")
    waits = ("chờ chuyển đơn vị", "chờ đơn vị trả lời", "người dân chờ duyệt")

    def waiting() -> list[list[bool]]:
        """On the first page of the office, of the unit and of another: what waits for triage, an answer, a release."""
        return [
            [f"kiến nghị {wait}</strong>" in page or f"trả lời {wait}</strong>" in page for wait in waits]
            for page in (text(client.get("/")) for client in (office, unit, other))
        ]

    nothing = [False, False, False]
    assert waiting() == [[True, False, False], nothing, nothing]
    assert "0912 345 678" in text(office.get(item))
    assert unit.get(item).status_code == 404
    office.post(item, {"act": "route", "unit": "P01"})
    assert waiting() == [nothing, [False, True, False], nothing]
    seen = text(unit.get(item))
    (address,) = re.findall(r'href="(/files/[^"?]+)"', seen)
    assert unit.get(address)["Content-Type"] == "image/png"
    assert sign_in("canbo.p02").get(address).status_code == 404
    assert TEXT in seen
    assert "0912" not in seen
    assert "chỉ bộ phận thường trực đọc được" in seen
    unit.post(item, {"act": "answer", "text": "Đã mở lại quầy."})
    assert waiting() == [[False, False, True], nothing, nothing]
    assert "Đã mở lại quầy." not in text(passer_by.post(TRACK, {"code": code}))
    assert "Đã mở lại quầy." in text(office.post(item, {"act": "send"}, follow=True))
    tracked = text(passer_by.post(TRACK, {"code": code.lower().replace("-", " ")}))
    assert "Đã mở lại quầy." in tracked
    assert not [name for name in ("Đỗ Thu Hằng", "H'Hen Niê") if name in tracked]
    assert passer_by.post(TRACK, {"code": code, "act": "reopen", "reason": " "}).status_code == 422
    again = text(passer_by.post(TRACK, {"code": code, "act": "reopen", "reason": "Vẫn đóng."}))
    assert "Vẫn đóng." in again
    assert 'name="reason"' not in again
    assert code not in str(list(LedgerEntry.objects.filter(type__contains="feedback").values()))


def test_wrong_codes_read_alike_and_nothing_typed_is_lost(passer_by: Client, ticket: str) -> None:
    said = []
    for wrong in ("2345-6789-ABCD", "<b>"):
        answer = passer_by.post(TRACK, {"code": wrong})
        assert answer.status_code == 404
        said.append(re.sub(r'(value|csrfmiddlewaretoken)="[^"]*"', "", text(answer)).replace(wrong, ""))
    assert re.sub(r'name="" ', "", said[0]) == re.sub(r'name="" ', "", said[1])
    answer = told(passer_by, ticket, text=" ", happened_on="2019-13-01", name="<i>An</i>", reach="x" * 201)
    assert answer.status_code == 422
    wrong = told(passer_by, ticket, files=SimpleUploadedFile("ảnh.png", b"<script>"))
    assert (wrong.status_code, TEXT in text(wrong)) == (422, True)
    assert "&lt;i&gt;An" in answer.content.decode()
    assert "Ngày không đọc được" in text(answer)
    assert not Feedback.objects.filter(text=TEXT).exists()


def test_machines_are_turned_away_kindly(passer_by: Client, ticket: str) -> None:
    fresh = pages.ticket()
    for changed in ({"ticket": "đoán"}, {"ticket": fresh}, {"website": "http://quảng.cáo"}):
        answer = told(passer_by, **{"ticket": ticket, **changed})
        assert (answer.status_code, TEXT in text(answer)) == (422, True)
    assert not Feedback.objects.filter(text=TEXT).exists()
    rates = {"DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"]}
    cache.clear()
    with override_settings(REST_FRAMEWORK=rates):
        pages.too_often.__globals__["_ByAddress"].THROTTLE_RATES = {"feedback": "2/hour"}
        found = [passer_by.post(TRACK, {"code": "x"}).status_code for _ in range(4)]
    cache.clear()
    assert found == [404, 404, 429, 429]


def test_only_what_an_officer_rewrote_and_looked_at_becomes_public(
    passer_by: Client, sign_in: SignIn, ticket: str
) -> None:
    told(passer_by, ticket)
    row = Feedback.objects.latest("received_at", "id")
    item, public = f"/feedback/desk/{row.pk}/", f"{TELL}published/"
    office, unit = sign_in("thuongtruc"), sign_in("canbo.p01")
    office.post(item, {"act": "route", "unit": "P01"})
    unit.post(item, {"act": "answer", "text": "Đã mở lại quầy."})
    office.post(item, {"act": "send"})
    words = {"question": "Một quầy đóng cửa sớm.", "answer": "Đã mở lại."}
    refused = office.post(item + "publish/", {**words, "question": "Bà Bưởi hỏi", "act": "look"})
    assert (refused.status_code, "Còn dữ liệu cá nhân phải che: Bà Bưởi" in text(refused)) == (422, True)
    assert "Mọi người sẽ đọc thấy" in text(office.post(item + "publish/", {**words, "act": "look"}))
    assert "Một quầy đóng cửa sớm." not in text(passer_by.get(public))
    office.post(item + "publish/", {**words, "act": "publish"})
    seen = text(passer_by.get(public))
    assert "Một quầy đóng cửa sớm." in seen
    assert not [secret for secret in (TEXT, "Bưởi", "0912") if secret in seen]
    office.post(item + "publish/", {"act": "unpublish", "reason": "Nhầm."})
    assert "Một quầy đóng cửa sớm." not in text(passer_by.get(public))


def test_the_desk_says_what_is_wrong_beside_what_was_typed_and_counts_for_the_committee(
    passer_by: Client, sign_in: SignIn, ticket: str
) -> None:
    told(passer_by, ticket, share="yes")
    row = Feedback.objects.latest("received_at", "id")
    item, office = f"/feedback/desk/{row.pk}/", sign_in("thuongtruc")
    answer = office.post(item, {"act": "dismiss", "reason": "Việc của công an.", "where_to_go": ""})
    assert (answer.status_code, "Việc của công an." in text(answer)) == (422, True)
    assert office.post(item, {"act": "bỏ"}).status_code == 404
    office.post(item, {"act": "route", "unit": "P02"})
    assert "0912 345 678" in text(sign_in("canbo.p02").get(item))
    assert re.search(r'UBND phường Cửa Đông.*?class="num">1<', text(office.get("/feedback/desk/figures/")), re.DOTALL)
    assert "UBND phường Cửa Đông" not in text(sign_in("canbo.p01").get("/feedback/desk/figures/"))
    assert row.text in text(office.get("/feedback/desk/?state=routed&kind=reflection"))
    assert row.text not in text(office.get("/feedback/desk/?overdue=1&page=x&unit=P99"))
    assert FeedbackContact.objects.filter(feedback=row).exists()


def test_the_calendar_shows_what_counts_what_lacks_and_takes_a_day(sign_in: SignIn, district: District) -> None:
    admin = sign_in("quantri")
    page = text(admin.get("/calendar/?year=2019"))
    assert "05/02/2019" in page
    assert "Cần xác nhận" not in page
    assert "Công văn 6519/VPCP-KGVX năm 2018" in page
    assert "Cần xác nhận" in text(admin.get("/calendar/?year=2027"))
    assert "2018: Tết Âm lịch, đã có 0 trên 5 ngày" in page
    day = {"day": "2019-10-16", "kind": "holiday", "name": "Nghỉ bão", "legal_basis": "Công văn 12"}
    assert "Hãy chọn ngày." in text(admin.post("/calendar/", {**day, "day": "mai"}))
    admin.post("/calendar/", day)
    row = CalendarDay.objects.get(authority=HOME)
    withdraw = {"act": "withdraw", "row": row.pk, "reason": "Bão tan."}
    assert "Nghỉ bão" not in text(sign_in("thuongtruc.dd").get("/calendar/?year=2019"))
    assert sign_in("thuongtruc.dd").post("/calendar/", withdraw).status_code == 404
    assert "đã bỏ: Bão tan." in text(admin.post("/calendar/", withdraw, follow=True))
    assert "Ghi vào lịch" not in text(sign_in("canbo.p01").get("/calendar/?year=nay"))
