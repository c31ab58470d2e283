"""Every page in a real browser: at two widths and in both themes, by axe, the console and the network."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from certificates.downloads import paper
from emulation import evaluations, revisions
from emulation.events import EvaluationCorrected
from emulation.models import BaseSalary, SurveyTray
from tests.survey_world import CODES
from tests.web import journeys, layout_journeys, role_journeys
from tests.web.district import HOME, NOW, PASSWORD, District, event, found
from tests.web.streaming import gated, weight
from tests.web.test_appeals import IN_WINDOW
from tests.web.test_pages import member_pages

pytestmark = pytest.mark.django_db
SHOTS = os.environ.get("SHOTS", "")
"""A folder for pictures of every page, for whoever wants to look."""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # it fetches imported sheets to put them into the page, which our policy refuses
}


TOO_WIDE = """() => [...document.querySelectorAll('main *')].filter(one => {
  const box = one.getBoundingClientRect(), hidden = [...one.querySelectorAll('.hidden')];
  const said = hidden.reduce((left, part) => left.replace(part.textContent, ''), one.textContent).trim().length;
  if (!box.width || one.closest('pre, .hidden, .told thead')) return false;
  if (one.matches('input:not([type=radio], [type=checkbox], [type=hidden])')) return box.width < 48;
  if (one.matches('td, th')) return said > 5 && box.width < 32;
  return box.right > innerWidth + 1 && !one.closest('.scroll');
}).slice(0, 3).map(one => one.outerHTML.slice(0, 160))"""
"""What reaches over the right edge and does not scroll by itself, and what is crushed so that nobody can read or fill it."""


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any, quiet_settings: None) -> Iterator[District]:
    """A committed district that the server's own threads can see; what was there before comes back afterwards."""
    with django_db_blocker.unblock():
        before = connection.creation.serialize_db_to_string()
        try:
            yield found()
        finally:
            connections.close_all()
            call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
            connection.creation.deserialize_db_from_string(before)


@pytest.fixture(scope="module")
def address(lasting: District) -> Iterator[str]:
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def browser(chromium: str, address: str) -> Iterator[Browser]:
    # Asks for the server so that it is closed first: an open socket would keep the server's connections to the database.
    # Playwright's own loop runs in this thread, and Django would take it for an async caller.
    allowed = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()
        # While Playwright's loop runs, Django keeps this thread's connections apart from those outside of it.
        connections.close_all()
    if allowed is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Watched:
    """A page that notes what must not happen: console errors, uncaught errors, requests to another host."""

    def __init__(self, browser: Browser, address: str, width: int, **more: Any) -> None:
        self.address = address
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN", **more)
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        self.page.on("request", self._on_request)
        self.asked: set[str] = set()

    def _on_console(self, message: Any) -> None:
        expected = "Failed to load resource: the server responded with a status of 4"
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            self.faults.append(f"console: {message.text}")

    def _on_request(self, request: Any) -> None:
        self.asked.add(request.url)
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(f"request to {request.url}")

    def visit(self, path: str) -> None:
        self.page.goto(self.address + path, wait_until="load")

    def sign_in(self, username: str) -> None:
        self.visit("/login/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").click()
        self.page.get_by_role("heading", name="Tổng quan").wait_for()


@contextmanager
def signed_in(watched: Watched, username: str) -> Iterator[Watched]:
    """Somebody's window; in the end nothing may have gone wrong in it."""
    watched.sign_in(username)
    yield watched
    watched.page.context.close()
    assert watched.faults == []


def administration_pages() -> dict[str, str]:
    """Pages of the admin: lists, empty forms, a row that decided, the question before an act, history, days, timetable."""
    salary, rules = BaseSalary.objects.get(valid_from="2018-07-01"), "/quan-tri/emulation/awardrule/"
    one = f"/quan-tri/emulation/basesalary/{salary.pk}"
    return {
        "catalogue-rules": rules, "catalogue-add": f"{rules}add/", "days": "/quan-tri/ngay-nghi/",
        "catalogue-types": "/quan-tri/emulation/awardtype/", "catalogue-type-add": "/quan-tri/emulation/awardtype/add/",
        "catalogue-row": f"{one}/change/", "catalogue-successor": f"{one}/successor/", "catalogue-trail": f"{one}/trail/",
        "schedules": "/quan-tri/lich-chay/",
    }  # fmt: skip


def open_pages(district: District) -> dict[str, str]:
    """The pages of citizens: each is looked at in both widths and both themes."""
    token = district.certificates["P01"].token
    return {
        "login": "/login/", "verify": f"/V/{token}", "verify-form": "/verify/", "honours": f"/public/{HOME}/honours/",
        "results": f"/public/{HOME}/", "result": f"/public/{HOME}/results/{district.ranking}/",
        "feedback": f"/feedback/to/{HOME}/", "track": "/feedback/track/", "told": f"/feedback/to/{HOME}/published/",
        "kiosk": f"/s/p/{district.surveys['kiosk']}/", "unknown": "/V/X", "lost": "/lost", "survey-code": "/s/",
        "survey-form": "/s/p/qrhoan-k/",
    }  # fmt: skip


NO_PAGES = {
    *("council-live", "scheme-draft-file", "scheme-file", "survey-file", "workbook", "audit-file", "survey-poster"),
    *("charts-file", "radar-file", "payment-list-workbook", "statistics-workbook", "nomination-table", "ranking-rows"),
    *("forwarding-package", "contest-workbook", "assignments-table", "bundle", "standing-file", "file", "document"),
    *(
        "certificate-template-preview",
        "certificate-trial",
        "certificate-art",
        "certificate-blanks",
        "certificate-paper",
    ),
    *("printer-calibration", "document-template", "batch-zip", "batch-archive", "batch-print", "chase-workbook"),
    *("decision-paper-file", "old-decision-faults", "chase-remind", "inbox-read", "notice", "absences", "mail-retry"),
    *("delivery-retry", "delivery-discard", "me-data", "board-rows"),
}
"""Files, parts of pages, and addresses that only take something."""
NO_EXAMPLE = {
    *("scheme-trial", "nomination-suggestion", "ruling-lift", "decision-paper", "consultation", "old-decision"),
    "appeal-submit",
}
"""Pages of which the district has none on its day; a journey below looks at the last."""
LOOKERS = {
    **dict.fromkeys(("campaign-act", "ruling-decide", "ranking-act"), "chutich"),
    **dict.fromkeys(("accounts", "account-new", "account", "ledger", "operations"), "quantri"),
    **dict.fromkeys(("home", "sheet-form", "sheet-form-person", "hand-in", "unit-history", "task-lists"), "canbo.p01"),
    **dict.fromkeys(("councils", "council-session", "council-item", "council-minutes"), "thuky"),
    **dict.fromkeys(("funds", "fund", "bonuses", "payment-list"), "ketoan"),
    **dict.fromkeys(("decisions", "decision", "award-register", "batches", "batch", "printers"), "vanthu"),
    **dict.fromkeys(("visit", "visits"), "kiemtra"),
    **dict.fromkeys(("me", "inbox", "mail-preferences"), "nhanvien.p01"),
    "registration-write": "canbo.d02",
    "import-differences": "canbo.p03",
    "peer-score": "thutruong.p04",
}
"""Who looks at a page, where it is not the standing office."""


def pages_of(district: District) -> dict[str, dict[str, str]]:
    """Every page of members by who looks at it, and pages that look otherwise in another state or to another role."""
    campaign, last = f"/campaigns/{district.campaign}/", f"/campaigns/{district.last_year}/"
    draft, root = f"/campaigns/{district.draft}/draft", administration_pages()
    done = district.evaluation("2019-01", "D02").pk
    found: dict[str, dict[str, str]] = {}
    for name, path in member_pages(district).items():
        if name not in NO_PAGES | NO_EXAMPLE:
            found.setdefault(LOOKERS.get(name, "thuongtruc"), {})[name] = path
    more = {
        "thuongtruc": {
            "home-office": "/", "ranking-final": f"{last}ranking/?subjects=people&cluster=CUM-1",
            "ranking-none": f"/campaigns/{district.draft}/ranking/", "evaluation-done": f"/evaluations/{done}/",
            "standing-year": f"/standings/{district.standing('', 'P01', district.last_year).pk}/",
            "fairness-month": f"{campaign}fairness/?month=2019-01", "ask": f"{campaign}months/2019-02/close/",
            "draft": f"/campaigns/{district.draft}/", "corrections-last": f"{last}corrections/",
            "correct-done": f"/evaluations/{done}/correction/", "correction-own": f"/corrections/{district.correction}/",
            "calibration-all": f"/rankings/{district.ranking}/calibration/?near=all",
            "ceremony-step": f"/rankings/{district.ranking}/ceremony/?step=2",
            "survey-open": f"/survey-versions/{district.surveys['open']}/",
            "survey-draft": f"/survey-versions/{district.surveys['draft']}/edit/",
            "survey-results-last": f"{campaign}months/2019-01/survey/",
            "try-out": f"{member_pages(district)['scheme-tryout']}?on=campaign:{district.campaign}:units",
            **{f"wizard-{step}": f"{draft}/{step}/" for step in ("contents", "time", "units", "rules", "preview")},
        },
        "chutich": {"home-head": "/", "correction-decide": f"/corrections/{district.correction}/"},
        "quantri": {"unit-kept": "/organisation/units/P01/", "catalogue": "/quan-tri/", **root},
        "canbo.p01": {
            "refused": "/operations/", "unit-month-own": f"{campaign}months/2019-02/units/P01/",
            "delegations-own": "/delegations/", "feedback-own": "/feedback-desk/",
        },
        "nhanvien.p01": {"home-staff": "/"},
        "kiemtra": {"visit-done": f"/visits/{district.visit}/"},
    }  # fmt: skip
    return {user: {**found.get(user, {}), **more.get(user, {})} for user in {**found, **more}}


WIDTHS, THEMES = (1280, 360), ("light", "dark")
COMBINATIONS = ((1280, "light"), (360, "dark"), (1280, "dark"), (360, "light"))


def axe_faults(page: Page) -> list[str]:
    found_ = Axe().run(page, options=RULES)
    return [
        f"{v['id']}: {n['html'][:160]} {n['failureSummary'][:300]}"
        for v in found_.response["violations"]
        for n in v["nodes"]
    ]


def look_at(watched: Watched, name: str, path: str, width: int, theme: str) -> None:
    """A page in one width and theme by axe, and whether something of it is cut off in the one and the other width."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=cast(Any, theme))
    watched.visit(path)
    faults = axe_faults(page)
    _picture(page, f"{name}-{width}-{theme}")
    wide = []
    for one in (width, *(other for other in WIDTHS if other != width)):
        page.set_viewport_size({"width": one, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wide += [f"{one}: {over} px"] * (over > 0) + (page.evaluate(TOO_WIDE) if one == 360 else [])
    assert (name, faults, wide, watched.faults) == (name, [], [], [])


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_no_page_of_citizens_has_an_accessibility_fault_an_error_or_a_foreign_request(
    browser: Browser, address: str, lasting: District, width: int, theme: str
) -> None:
    watched = Watched(browser, address, width)
    for name, path in open_pages(lasting).items():
        look_at(watched, name, path, width, theme)
    watched.page.context.close()


@pytest.mark.parametrize("turns", [1, pytest.param(4, marks=pytest.mark.full)])
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("username", ["thuongtruc", ""])
def test_no_page_of_members_has_an_accessibility_fault_an_error_or_a_foreign_request(
    browser: Browser, address: str, lasting: District, username: str, part: int, turns: int
) -> None:
    """In widths and themes that take turns; the long form asks each page in all of them. The office's pages in four parts, then
    everybody else's."""
    pages = pages_of(lasting)
    others = sorted(set(pages) - {"thuongtruc"})[part::4]
    for user in [username] if username else others:
        watched = Watched(browser, address, 1280)
        watched.sign_in(user)
        for place, (name, path) in enumerate(pages[user].items()):
            if not username or place % 4 == part:
                for turn in range(turns):
                    width, theme = COMBINATIONS[(place // (4 if username else 1) + turn) % 4]
                    look_at(watched, name, path, width, theme)
        watched.page.context.close()


def test_an_officer_runs_a_campaign_on_a_telephone_from_the_wizard_to_its_published_ranking(
    browser: Browser, address: str, lasting: District
) -> None:
    office, head = Watched(browser, address, 360), Watched(browser, address, 1280)
    with signed_in(office, "thuongtruc"), signed_in(head, "chutich"):
        journeys.runs_a_campaign(office, head, lasting, "THANG-2")


def test_a_chairman_reads_a_dossier_and_votes_and_everybody_sees_the_arithmetic(
    browser: Browser, address: str, lasting: District
) -> None:
    chair, secretary = Watched(browser, address, 360), Watched(browser, address, 1280)
    with signed_in(chair, "chutich"), signed_in(secretary, "thuky"):
        journeys.votes(chair, secretary, lasting)


def test_a_clerk_leads_a_decision_from_its_dossier_to_register_and_batch(
    browser: Browser, address: str, lasting: District
) -> None:
    office, clerk, head = (Watched(browser, address, 1280) for _ in range(3))
    with signed_in(office, "thuongtruc"), signed_in(clerk, "vanthu"), signed_in(head, "chutich"):
        journeys.decides(office, clerk, head, lasting)


def test_an_administrator_opens_an_account_enters_a_figure_of_the_law_and_finds_both_in_the_ledger(
    browser: Browser, address: str, lasting: District
) -> None:
    with signed_in(Watched(browser, address, 1280), "quantri") as root:
        journeys.keeps_the_house(root)


def _picture(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def _seen(page: Page, name: str) -> None:
    """What a journey has come to."""
    _picture(page, name)
    assert (name, axe_faults(page)) == (name, [])


def test_the_switch_changes_the_language_and_stays_on_the_page(
    browser: Browser, address: str, lasting: District
) -> None:
    watched = Watched(browser, address, 360)
    watched.visit("/verify/")
    watched.page.get_by_role("button", name="English").click()
    watched.page.get_by_role("heading", name="Verify a certificate").wait_for()
    assert watched.page.url.endswith("/verify/")
    watched.page.get_by_role("button", name="Tiếng Việt").click()
    watched.page.get_by_role("heading", name="Tra cứu giấy khen").wait_for()
    watched.page.context.close()


def test_a_citizen_checks_a_code_by_hand_without_javascript(browser: Browser, address: str, lasting: District) -> None:
    watched = Watched(browser, address, 360, java_script_enabled=False)
    watched.visit("/verify/")
    watched.page.get_by_label("Mã tra cứu").fill(lasting.certificates["staff"].token.lower())
    watched.page.get_by_role("button", name="Tra cứu").click()
    watched.page.get_by_text("Trần Đức Ưởng").wait_for()
    assert watched.faults == []
    watched.page.context.close()


def _react(district: District) -> None:
    """What a worker does of itself, in a connection of its own: the test's would keep it to itself."""
    revisions.follow_correction(event(EvaluationCorrected, campaign=district.campaign), NOW)
    connections.close_all()


def test_two_people_correct_a_closed_month_without_javascript(
    browser: Browser, address: str, lasting: District
) -> None:
    sheet = lasting.evaluation("2019-01", "P02")
    officer = Watched(browser, address, 360, java_script_enabled=False)
    officer.sign_in("thuongtruc")
    officer.visit(f"/evaluations/{sheet.pk}/")
    officer.page.get_by_role("link", name="Đề nghị đính chính").click()
    officer.page.get_by_label("Điểm mới của B1").fill("270")
    officer.page.get_by_role("textbox", name="Lý do").fill("Kết luận thanh tra số 12.")
    officer.page.get_by_role("button", name="Gửi đề nghị").click()
    fault = "Điểm của B1 là 270, vượt điểm tối đa 30."
    officer.page.get_by_role("alert").get_by_role("link", name=fault).click()
    field = officer.page.get_by_label("Điểm mới của B1")
    assert officer.page.evaluate("location.hash") == "#score-B1"
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("270", "true")
    assert officer.page.get_by_role("textbox", name="Lý do").input_value() == "Kết luận thanh tra số 12."
    field.fill("20,5")
    officer.page.get_by_role("button", name="Gửi đề nghị").click()
    officer.page.get_by_text("Đã ghi đề nghị đính chính").wait_for()
    assert officer.page.get_by_role("button", name="Duyệt đính chính").count() == 0
    request = officer.page.url.removeprefix(address).partition("#")[0]
    second = Watched(browser, address, 360, java_script_enabled=False)
    second.sign_in("chutich")
    second.visit(request)
    second.page.get_by_role("button", name="Duyệt đính chính").click()
    second.page.get_by_text("Đã duyệt đính chính").wait_for()
    with ThreadPoolExecutor(1) as worker:
        worker.submit(_react, lasting).result()
    second.visit(request)
    second.page.get_by_role("link", name="Xem ai thay đổi hạng, loại và vì sao").click()
    second.page.get_by_role("cell", name="27 → 20,5").wait_for()
    _picture(second.page, "correction-changes")
    for watched in (officer, second):
        assert watched.faults == []
        watched.page.context.close()


def test_the_menu_of_a_telephone_leads_on_and_letters_lead_where_the_help_says(
    browser: Browser, address: str, lasting: District
) -> None:
    watched = Watched(browser, address, 360, java_script_enabled=False)
    page = watched.page
    watched.sign_in("thuongtruc")
    page.get_by_role("button", name="Trình đơn").click()
    page.locator("#menus summary", has_text="Khen thưởng").click()
    page.locator("#menus").get_by_role("link", name="Hội đồng").click()
    page.get_by_role("heading", name="Hội đồng", level=1).wait_for()
    page.locator(".menu--account summary").click()
    page.get_by_role("button", name="Tối").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.context.close()
    wide = Watched(browser, address, 1280)
    wide.sign_in("thuongtruc")
    wide.page.keyboard.press("/")
    wide.page.keyboard.type("chuong duong")
    wide.page.locator(".suggestions a", has_text="UBND phường Chương Dương").first.wait_for()
    wide.page.keyboard.press("ArrowDown")
    assert "Chương Dương" in wide.page.evaluate("document.activeElement.textContent")
    wide.page.keyboard.press("Escape")
    wide.page.locator("h1").click()
    wide.page.keyboard.press("?")
    wide.page.get_by_role("dialog", name="Phím tắt").wait_for()
    wide.page.keyboard.press("Escape")
    wide.page.keyboard.press("g")
    wide.page.keyboard.press("d")
    wide.page.wait_for_url("**/decisions/")
    assert watched.faults + wide.faults == []
    wide.page.context.close()


def test_a_hall_hears_the_places_by_space_and_arrow_and_what_is_next_is_not_in_the_page(
    browser: Browser, address: str, lasting: District
) -> None:
    watched = Watched(browser, address, 1920)
    page, path = watched.page, f"/rankings/{lasting.ranking}/ceremony/"
    best = lasting.standing("", "P01", lasting.last_year).name
    watched.sign_in("chutich")
    watched.visit(path)
    page.keyboard.press("Space")
    for rank in range(6, 1, -1):
        page.get_by_role("heading", name=f"Hạng {rank}").wait_for()
        assert best not in page.content()
        page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name="Hạng 1").wait_for()
    assert best in page.content()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="Hạng 2").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_url("**/ranking/**")
    assert watched.faults == []
    page.context.close()


def test_a_citizen_finds_somebody_in_the_honour_roll_without_javascript(
    browser: Browser, address: str, lasting: District
) -> None:
    watched = Watched(browser, address, 360, java_script_enabled=False)
    page = watched.page
    watched.visit("/login/")
    page.get_by_role("main").get_by_role("link", name="Kết quả và sổ vàng").click()
    page.get_by_role("link", name="Sổ vàng Tập thể").click()
    page.get_by_label("Tên, đơn vị").fill("duc uong")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("rowheader", name="Trần Đức Ưởng").wait_for()
    assert page.get_by_role("rowheader").count() == 1
    assert page.context.cookies() == [] or {one["name"] for one in page.context.cookies()} == {"csrftoken"}
    assert watched.faults == []
    page.context.close()


def test_a_citizen_reads_results_checks_a_file_and_follows_what_they_told_without_javascript(
    browser: Browser, address: str, lasting: District
) -> None:
    watched = Watched(browser, address, 360, java_script_enabled=False)
    role_journeys.reads_checks_and_tells(watched, paper(lasting.certificates["staff"]), _picture)
    assert watched.faults == []
    watched.page.context.close()


def test_staff_object_on_their_page_and_take_their_certificate_along(
    browser: Browser, address: str, lasting: District
) -> None:
    watched = Watched(browser, address, 1280)
    with override_settings(CLOCK=lambda: IN_WINDOW):
        watched.sign_in("nhanvien.p01")
        taken = role_journeys.objects_and_takes_the_certificate(watched, _seen)
    assert sha256(taken).hexdigest() == lasting.certificates["staff"].sha256
    assert watched.faults == []
    watched.page.context.close()


def test_an_inspector_fills_in_a_visit_on_a_telephone_and_loses_nothing_without_a_network(
    browser: Browser, address: str, lasting: District
) -> None:
    watched = Watched(browser, address, 360)
    watched.sign_in("kiemtra")
    role_journeys.fills_in_a_visit(watched, lasting.surprise, _seen)
    lost = "console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
    assert [fault for fault in watched.faults if fault != lost] == []
    assert axe_faults(watched.page) == []
    watched.page.context.close()


def test_a_clerk_moves_a_box_and_another_publishes_what_was_seen(
    browser: Browser, address: str, lasting: District
) -> None:
    clerk, head = Watched(browser, address, 1280), Watched(browser, address, 360, color_scheme="dark", has_touch=True)
    clerk.sign_in("vanthu")
    head.sign_in("thuongtruc")
    layout_journeys.moves_a_box(clerk, head, _picture)
    _picture(head.page, "layout-published")
    assert [axe_faults(watched.page) + watched.page.evaluate(TOO_WIDE) for watched in (clerk, head)] == [[], []]
    for watched in (clerk, head):
        watched.page.context.close()


def test_the_keyboard_alone_reaches_the_content(browser: Browser, address: str, lasting: District) -> None:
    watched = Watched(browser, address, 1280)
    watched.visit("/verify/")
    watched.page.keyboard.press("Tab")
    assert watched.page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    watched.page.keyboard.press("Enter")
    assert watched.page.evaluate("document.activeElement.id") == "main"
    watched.page.context.close()


def test_a_citizen_answers_a_survey_without_javascript(browser: Browser, address: str, lasting: District) -> None:
    watched = Watched(browser, address, 360, java_script_enabled=False)
    watched.visit("/s/")
    watched.page.get_by_label("Mã in trên giấy hẹn").fill(CODES[3].lower())
    watched.page.get_by_role("button", name="Tiếp tục").click()
    watched.page.get_by_role("button", name="English").click()
    greeted = watched.page.get_by_role("group", name="Visitors are greeted when they come")
    greeted.get_by_role("radio").nth(3).check()
    watched.page.locator("button.send").click()
    watched.page.locator(".thanks h1").wait_for()
    assert watched.page.context.cookies() == [] and watched.faults == []
    watched.page.context.close()


def _waiting() -> list[tuple[str, list[int | None]]]:
    """What is in the tray, seen from a connection of its own."""
    try:
        return list(SurveyTray.objects.filter(channel="kiosk").values_list("channel", "marks"))
    finally:
        connections.close_all()


def _same_place(thread: Any, connections_override: Any = None) -> Any:
    """A server that may take the port on which another was a moment ago."""
    there = (thread.host, thread.port)
    more = {"allow_reuse_address": True, "connections_override": connections_override}
    return thread.server_class(there, QuietWSGIRequestHandler, **more)


def test_a_kiosk_survives_an_outage_and_loses_and_doubles_nothing(
    browser: Browser, lasting: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server itself goes away: the page opens again from the device, keeps two answers and sends them when it is back."""
    monkeypatch.setattr(LiveServerThread, "_create_server", _same_place)
    server = LiveServer("localhost")
    port = server.thread.port
    watched = Watched(browser, server.url, 360)
    page = watched.page
    watched.visit(f"/s/p/{lasting.surveys['kiosk']}/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    server.stop()
    for number in (1, 2):
        page.reload()
        page.get_by_role("group", name="Khách đến, được chào hỏi").get_by_role("radio").nth(number).check()
        page.get_by_role("button", name="Gửi câu trả lời").click()
        page.get_by_role("heading", name="Xin cảm ơn ông/bà!").wait_for()
        page.locator(f"body[data-waiting='{number}']").wait_for()
    page.get_by_text("Số câu trả lời chờ gửi: 2").wait_for()
    server = LiveServer(f"localhost:{port}")
    try:
        page.evaluate("dispatchEvent(new Event('online'))")
        page.locator("body[data-waiting='0']").wait_for()
        page.locator("#answer").wait_for()
        assert page.locator("input[type=radio]:checked:not(.none input)").count() == 0
    finally:
        page.context.close()
        server.stop()
    with ThreadPoolExecutor(1) as worker:
        marks = [answer[0] for _, answer in worker.submit(_waiting).result()]
    assert sorted(mark for mark in marks if mark) == [2, 3]


def test_a_unit_types_its_form_hands_it_in_and_its_judges_follow(
    browser: Browser, address: str, lasting: District
) -> None:
    """From the first keystroke to the judged sheet: kept at every pause, two at one sheet, a lost network, keys alone."""
    form = f"/campaigns/{lasting.campaign}/months/2019-02/units/P03/sheet/"
    officer, other = Watched(browser, address, 1280), Watched(browser, address, 360)
    for one in (officer, other):
        one.sign_in("canbo.p03")
        one.visit(form)
    page = officer.page
    page.locator("[id='s.A1']").fill("4,5")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "s.A2"
    page.keyboard.type("4")
    page.locator("#state[data-tone=good]").wait_for()
    other.page.locator("[id='s.A1']").fill("3")
    other.page.get_by_text("Người khác vừa ghi: 4,5").wait_for()
    other.page.get_by_role("button", name="Lấy số này").click()
    assert other.page.locator("[id='s.A1']").input_value() == "4,5"
    assert other.page.locator("[id='s.A2']").input_value() == "4"
    page.context.set_offline(True)
    page.locator("[id='n.B1']").fill("Giao thêm ba việc")
    page.get_by_text("Mất mạng").wait_for()
    page.context.set_offline(False)
    page.locator("#state[data-tone=good]").wait_for()
    page.reload()
    assert page.locator("[id='n.B1']").input_value() == "Giao thêm ba việc"
    page.get_by_role("button", name="Nộp phiếu…").click()
    page.get_by_role("button", name="Nộp các phiếu đã chọn").click()
    page.get_by_text("Đã nộp 1 phiếu.").wait_for()
    sheet = lasting.evaluation("2019-02", "P03").pk
    for username, button in (("thutruong.p03", "Xác nhận phiếu"), ("thuongtruc", "Thẩm định phiếu")):
        judge = Watched(browser, address, 360)
        judge.sign_in(username)
        judge.visit(f"/evaluations/{sheet}/judge/")
        judge.page.get_by_text("Đơn vị ghi: Giao thêm ba việc").wait_for()
        if username == "thuongtruc":
            judge.page.locator("[id='s.B1']").fill("25")
            judge.page.get_by_text("1 dòng đổi điểm").wait_for()
            judge.page.locator("[id='r.B1']").fill("Một việc chậm hạn.")
        judge.page.get_by_role("button", name=button).click()
        judge.page.get_by_role("status").get_by_text("phiếu của UBND phường Cửa Nam").wait_for()
        assert judge.faults == []
        judge.page.context.close()
    page.goto(address + form)
    page.get_by_text("không sửa được nữa").wait_for()
    assert page.locator("#line-B1").inner_text().count("25") == 1
    lost = "console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
    assert [fault for fault in (*officer.faults, *other.faults) if fault != lost] == []
    for one in (officer, other):
        one.page.context.close()


def _accept(district: District) -> float:
    """Accept the sheets of P02; answers when that was committed."""
    try:
        assert evaluations.appraise(district.campaign, "2019-02", "P02", by=district.actors["thuongtruc"], at=NOW)
        return time.monotonic()
    finally:
        connections.close_all()


def test_two_browsers_see_the_board_move_within_two_seconds_of_an_accepted_evaluation(
    browser: Browser, address: str, lasting: District, tmp_path: Path
) -> None:
    with gated(address, tmp_path) as gate, ThreadPoolExecutor(1) as worker:
        watching = [Watched(browser, gate, width) for width in (1280, 360)]
        for watched, username in zip(watching, ("thuongtruc", "canbo.p02"), strict=True):
            watched.sign_in(username)
            watched.visit(f"/campaigns/{lasting.campaign}/board/")
            watched.page.get_by_text("Bảng tự cập nhật").wait_for()
            with watched.page.expect_response(lambda answer: "/board/rows/" in answer.url):
                watched.page.evaluate("htmx.trigger('#board', 'look')")
        began = worker.submit(_accept, lasting).result()
        for watched in watching:
            watched.page.locator("tr.moved[data-subject=P02]").wait_for()
        assert time.monotonic() - began <= 2
        assert "P02" in watching[1].page.locator("#live").inner_text()
        assert watching[1].page.locator("tr.own[data-subject=P02]").count() == 1
        assert weight(watching[0].page, watching[0].asked, gate, address) < 150_000
        for watched in watching:
            watched.page.context.close()
            assert watched.faults == []
