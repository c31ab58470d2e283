"""The pages of refusals and errors: a member keeps the menu and learns what to do next; a broken database hinders none of them."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from config import answers
from emulation.models import Account
from tests.web.conftest import SignIn
from tests.web.district import HOME, District


@pytest.mark.parametrize(
    ("path", "status"),
    [("/khong-co-trang-nay", 404), ("/campaigns/00000000-0000-0000-0000-000000000000/", 404), ("/operations/", 403)],
)
def test_a_refused_member_keeps_menu_and_search_and_learns_what_to_do_next(
    sign_in: SignIn, district: District, path: str, status: int
) -> None:
    answer = sign_in("canbo.p01").get(path)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "private, no-store")
    for part in ('id="menus"', 'id="site-search"', 'name="language"', 'action="/logout/"', "/delegations/"):
        assert part in page
    assert {404: "bằng ô tìm kiếm", 403: "ủy quyền cho bạn làm thay"}[status] in page


def test_a_stale_form_and_a_forbidden_page_keep_the_menu(district: District) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(authority=HOME, username="vanthu"))
    stale = client.post("/councils/")
    assert (stale.status_code, 'id="menus"' in stale.content.decode()) == (403, True)
    assert "Biểu mẫu đã hết hạn" in stale.content.decode()
    forbidden = answers.refused(stale.wsgi_request, PermissionDenied())
    assert (forbidden.status_code, 'id="menus"' in forbidden.content.decode()) == (403, True)
    assert answers.refused(RequestFactory().get("/api/v1/la"), PermissionDenied()).status_code == 403


def test_who_is_not_signed_in_gets_no_menu_and_nobody_is_asked_who_they_are(passer_by: Client) -> None:
    with CaptureQueriesContext(connection) as seen:
        answer = passer_by.get("/khong-co-trang-nay")
    page = answer.content.decode()
    assert ('id="menus"' in page, "/verify/" in page, "Đăng nhập" in page, len(seen)) == (False, True, True, 0)


def test_the_page_of_an_error_of_ours_needs_no_database() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    with CaptureQueriesContext(connection) as seen:
        answer = answers.broken(request)
    assert (answer.status_code, len(seen)) == (500, 0)
    assert "báo quản trị hệ thống" in answer.content.decode()
