"""Every text that people see has its English, with the same places for values, compiled as it stands in the sources."""

import re
from io import BytesIO
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.test import Client
from django.utils import translation

from api.problems import detail_of
from devstack import messages
from emulation import campaigns
from emulation.models import Campaign
from emulation.rules.access import ROLE_TITLES
from emulation.rules.states import ACT_TITLES, STATE_TITLES
from kernel.errors import Refusal

PLACE = re.compile(r"%\(\w+\)[a-z]|%[sd%]")
BRACES = re.compile(r"\{[\w:]+\}")
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
QUOTED = re.compile(r"“[^”]*”|Thi Đua")
PACKAGES = [package for package in messages.PACKAGES if messages.collected(package)]


def spelled(text: Any) -> str:
    """The id of a text, with its singular standing for both forms."""
    return text if isinstance(text, str) else str(text[0])


def forms(catalogue: Catalog) -> dict[str, list[str]]:
    """The English of each text, in one form or in singular and plural."""
    return {
        spelled(message.id): [message.string] if isinstance(message.string, str) else list(message.string)
        for message in catalogue
        if message.id
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_the_catalogue_has_exactly_the_texts_of_the_sources(package: str) -> None:
    catalogue = {spelled(message.id) for message in messages.catalogue(package) if message.id}
    assert catalogue == {spelled(text) for text in messages.collected(package)}, "run `make messages`"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_has_its_english(package: str) -> None:
    assert [message.id for message in messages.untranslated(messages.catalogue(package))] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_english_has_the_places_for_values_that_the_vietnamese_has(package: str) -> None:
    for message in messages.catalogue(package):
        if message.id and isinstance(message.string, str):
            assert sorted(PLACE.findall(message.string)) == sorted(PLACE.findall(spelled(message.id))), message.id


@pytest.mark.parametrize("package", PACKAGES)
def test_no_vietnamese_is_left_in_the_english(package: str) -> None:
    """Quoted names of sheets and cells stay as the workbooks have them."""
    for message in messages.catalogue(package):
        if message.id and isinstance(message.string, str):
            assert not VIETNAMESE.search(QUOTED.sub("", message.string)), message.string


@pytest.mark.parametrize("package", PACKAGES)
def test_the_compiled_catalogue_says_what_the_written_one_says(package: str) -> None:
    compiled = read_mo(BytesIO(messages.po_file(package).with_suffix(".mo").read_bytes()))
    assert forms(compiled) == forms(messages.catalogue(package))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The content “Goal” is missing (Article 17 of the Law on Emulation and Commendation)."),
        ("vi", "Chưa có nội dung “Mục tiêu” (Điều 17 Luật Thi đua, khen thưởng)."),
    ],
)
def test_a_text_inside_a_text_is_in_the_same_language(language: str, said: str) -> None:
    [problem] = [p for p in campaigns.launch_problems(Campaign()) if p.path == "goal"]
    with translation.override(language):
        assert detail_of(problem)["message"] == said


def test_the_vietnamese_of_libraries_is_compiled_and_keeps_their_places() -> None:
    compiled = read_mo(BytesIO(messages.LIBRARIES.with_suffix(".mo").read_bytes()))
    written = messages.of_libraries()
    assert forms(compiled) == forms(written)
    for message in written:
        if message.id and isinstance(message.string, str):
            assert sorted(BRACES.findall(message.string)) == sorted(BRACES.findall(spelled(message.id))), message.id


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"username": "nobody"}, "Trường này bắt buộc phải có."),
        ({"username": "n" * 151, "password": "x"}, "Trường này chỉ được có tối đa 150 ký tự."),
        ([], "Dữ liệu không hợp lệ: cần một đối tượng, không phải list."),
    ],
)
def test_what_is_wrong_with_the_form_of_a_request_is_said_in_vietnamese(client: Client, body: Any, said: str) -> None:
    answer = client.post("/api/v1/auth/token", body, "application/json", headers={"Accept-Language": "vi"})
    assert answer.status_code == 422
    assert [problem["message"] for problem in answer.json()["problems"]] == [said]


def test_who_is_not_signed_in_is_told_so_in_vietnamese(client: Client) -> None:
    answer = client.get("/api/v1/me", headers={"Accept-Language": "vi"})
    assert (answer.status_code, answer.json()["title"]) == (401, "Chưa đăng nhập: hãy gửi kèm mã truy cập.")


def test_one_text_has_one_english_in_all_packages() -> None:
    """Django merges the catalogues, so that two translations of one id would fight."""
    said: dict[str, dict[str, str]] = {}
    for package in PACKAGES:
        for message in messages.catalogue(package):
            if message.id:
                said.setdefault(spelled(message.id), {})[package] = str(message.string)
    assert {text: english for text, english in said.items() if len(set(english.values())) > 1} == {}


def test_every_name_of_a_state_an_act_and_a_role_is_read_in_english() -> None:
    with translation.override("en"):
        for titles in (STATE_TITLES, ACT_TITLES, ROLE_TITLES):
            for title in titles.values():
                assert translation.gettext(title) != title


def test_vietnamese_needs_no_catalogue() -> None:
    refusal = Refusal("campaign.not_closable", "Chưa thể kết thúc phong trào: còn %(count)s vướng mắc.", count=3)
    with translation.override("vi"):
        assert translation.gettext(refusal.message) % refusal.params == refusal.text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "The user name or the password is wrong, or the account is locked for a while."),
        ("vi", "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang bị tạm khóa."),
    ],
)
def test_an_answer_of_the_api_is_in_the_language_of_the_request(client: Client, language: str, title: str) -> None:
    wrong: Any = {"username": "nobody", "password": "nothing"}
    answer = client.post("/api/v1/auth/token", wrong, "application/json", headers={"Accept-Language": language})
    assert answer.status_code == 403
    assert answer.json()["title"] == title
    assert answer.json()["code"] == "sign_in.refused"
