"""The office's pages of a survey: built, opened by another, handed out on paper, typed from paper twice."""

import re
from io import BytesIO
from typing import Any

from django.test import Client
from pypdf import PdfReader

from emulation import accounts, survey_trays
from emulation.models import SurveyCode, SurveyPaper, SurveyTray, SurveyVersion
from emulation.rules import access
from kernel.actors import AUTHORITY, Grant, system_actor
from tests.web.conftest import SignIn
from tests.web.district import NOW, PASSWORD, District


def text(response: Any) -> str:
    return str(response.content.decode())


def fields(page: str) -> dict[str, str]:
    """What stands in the fields of a page's form, as a browser would send it."""
    found = dict(re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', page))
    for name, body in re.findall(r'<select[^>]* name="([\w-]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_survey_is_built_in_one_form_and_faults_stand_at_their_rows(sign_in: SignIn, district: District) -> None:
    office, path = sign_in("thuongtruc"), f"/survey-versions/{district.surveys['draft']}/"
    given = fields(text(office.get(f"{path}edit/")))
    assert (given["item-0-code"], given["item-0-vi"]) == ("S1", "Khách đến, được chào hỏi")
    spare = max(int(name.split("-")[1]) for name in given if name.startswith("item-"))
    wrong = {**given, f"item-{spare}-code": "S1", f"item-{spare}-vi": "Chỗ ngồi", "channel-qr": "130"}
    answer = office.post(f"{path}edit/", wrong)
    page = text(answer)
    assert answer.status_code == 422 and "Mã S1 bị dùng hai lần." in page and "channels.qr" in page
    assert 'value="Chỗ ngồi"' in page
    right = {**wrong, f"item-{spare}-code": "S11", f"item-{spare}-element": "DON", "channel-qr": "40"}
    assert office.post(f"{path}edit/", right).status_code == 302
    form = SurveyVersion.objects.get(pk=district.surveys["draft"]).definition
    assert (form["channels"]["qr"], [i["code"] for i in form["items"]][-1]) == (40, "S11")
    preview = text(office.get(f"{path}preview/"))
    assert "Chỗ ngồi" in preview and "Gửi câu trả lời" not in preview
    assert 'value="open"' not in text(office.get(path))
    chair = sign_in("chutich")
    assert 'value="open"' in text(chair.get(path))
    assert chair.post(path, {"act": "open"}).status_code == 302
    states = SurveyVersion.objects.filter(survey=district.surveys["survey"]).values_list("state", flat=True)
    assert list(states.order_by("number")) == ["closed", "open"]


def test_codes_are_handed_over_once_as_paper_and_kept_as_hashes(sign_in: SignIn, district: District) -> None:
    office, path = sign_in("thuongtruc"), f"/survey-versions/{district.surveys['open']}/"
    asked = {"act": "codes", "place": "P01/Q-1", "kind": "code", "size": "20", "until": "2019-03-31", "label": "Đợt 2"}
    answer = office.post(path, asked)
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    printed = re.findall(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}\b", "".join(page.extract_text() for page in pages))
    assert (len(pages), len(set(printed))) == (2, 20)
    assert SurveyCode.objects.filter(batch__label="Đợt 2").count() == 20
    again = office.post(path, asked)
    assert again.status_code == 409 and "không xem lại được" in text(again)
    few = office.post(path, {**asked, "label": "Đợt 3", "size": "1", "until": ""})
    assert few.status_code == 422
    links = office.post(path, {**asked, "label": "Thư", "kind": "link", "form": "csv", "size": "5"})
    assert len(text(links).splitlines()) == 5 and "/s/l/" in text(links)
    for nonsense in ({"act": "close_point", "id": "x"}, {"act": "end_codes", "id": "\0"}, {"act": "no"}):
        assert office.post(path, nonsense).status_code == 404
    poster = office.get(f"/survey-points/{district.surveys['qr']}/poster.pdf?size=a5")
    page = PdfReader(BytesIO(poster.content)).pages[0]
    assert round(float(page.mediabox.width)) == 420 and "Quét mã" in page.extract_text()


def test_paper_counts_when_two_people_typed_the_same(sign_in: SignIn, district: District, passer_by: Client) -> None:
    path = f"/survey-versions/{district.surveys['open']}/paper/"
    typed = {"batch": "T1", "number": "1", "answered_on": "2019-03-09", "place": "P01/Q-1", "q-S1": "4", "q-S2": "5"}
    office = sign_in("thuongtruc")
    wrong = office.post(path, {**typed, "q-S1": "8", "number": "0"})
    assert wrong.status_code == 422 and 'name="q-S2" value="5"' in text(wrong)
    sheet = BytesIO(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    sheet.name = "phieu.pdf"
    done = office.post(path, {**typed, "files": sheet})
    assert done.status_code == 302 and "number=2" in done["Location"]
    row = SurveyPaper.objects.get()
    assert (row.state, SurveyTray.objects.count()) == ("waiting", 0)
    assert "phieu.pdf" in text(office.get(path))
    by, officer = system_actor("hoan-kiem"), Grant(access.STANDING_OFFICER, AUTHORITY)
    accounts.open_account("hoan-kiem", "thuongtruc2", password=PASSWORD, name="Người thứ hai", person="", by=by, at=NOW)
    accounts.grant_role("hoan-kiem", "thuongtruc2", officer, by=by, at=NOW)
    second = sign_in("thuongtruc2")
    second.post(path, {**typed, "q-S1": "3"})
    assert SurveyPaper.objects.get().state == "differs"
    for _ in range(2):
        second.post(path, typed)
    assert (SurveyPaper.objects.get().state, SurveyTray.objects.get().hour) == ("counted", None)
    assert survey_trays.collect(at=NOW) == 1
    assert office.post(path, {**typed, "q-S1": "1"}).status_code == 409
