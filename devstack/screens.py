"""`python -m devstack.screens`: pictures of a running example for the README and the guides, small and always the same pages.

Start the example first (`./run demo`) and leave it running; the pictures come to docs/screens.
"""

import argparse
import io
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
WIDE, PHONE = 1280, 360
TALLEST = 1100
CERTIFICATE = "certificate"
QUALITY = 72
OFFICE, HEAD, CLERK, UNIT = "thuongtruc1.hk", "chutich.hk", "vanthu.hk", "canbo.p01"
STAFF, SECRETARY = "canbo.p07", "thukyhd.hk"


@dataclass(frozen=True)
class Screen:
    """One picture: who looks at which page, how wide and in which theme. ``path`` may hold what was found on the way."""

    name: str
    path: str
    who: str = ""
    width: int = WIDE
    theme: str = "light"


FOUND = {
    "campaign": ("/campaigns/", r"/campaigns/([0-9a-f-]{36})/"),
    "ranking": ("/campaigns/{campaign}/ranking/", r"/rankings/([0-9a-f-]{36})/"),
    "standing": ("/campaigns/{campaign}/ranking/", r"/standings/([0-9a-f-]{36})/"),
    "authority": ("/public/", r"/public/([a-z0-9-]+)/"),
    "scheme": ("/schemes/", r"(/schemes/[^/\"]+/[0-9]+/)"),
    "session": ("/councils/", r"/council-sessions/([0-9a-f-]{36})/"),
    "decision": ("/decisions/?state=signed", r"/decisions/([0-9a-f-]{36})/"),
    "template": ("/certificate-templates/", r"/certificate-templates/([0-9a-f-]{36})/"),
}
"""What is looked for as the office sees it: on which page, and as what part of an address."""
SCREENS = (
    Screen("home", "/", OFFICE),
    Screen("home-phone", "/", OFFICE, PHONE),
    Screen("campaign", "/campaigns/{campaign}/", OFFICE),
    Screen("campaign-new", "/campaigns/new/", OFFICE),
    Screen("scheme", "{scheme}", OFFICE),
    Screen("board", "/campaigns/{campaign}/board/", OFFICE),
    Screen("ranking", "/campaigns/{campaign}/ranking/", OFFICE),
    Screen("standing", "/standings/{standing}/", OFFICE),
    Screen("charts", "/campaigns/{campaign}/charts/", OFFICE),
    Screen("radar", "/campaigns/{campaign}/radar/", OFFICE),
    Screen("fairness", "/campaigns/{campaign}/fairness/", OFFICE),
    Screen("calibration", "/rankings/{ranking}/calibration/?near=all", OFFICE),
    Screen("ceremony", "/rankings/{ranking}/ceremony/?from=5&step=4", HEAD),
    Screen("search", "/search/?q=duc", OFFICE),
    Screen("sheet", "/campaigns/{campaign}/months/2019-12/units/P01/sheet/", UNIT),
    Screen("sheet-phone", "/campaigns/{campaign}/months/2019-12/units/P01/sheet/", UNIT, PHONE),
    Screen("unit-history", "/campaigns/{campaign}/units/P01/history/", UNIT),
    Screen("unit-home-phone", "/", UNIT, PHONE),
    Screen("me-phone", "/me/", STAFF, PHONE),
    Screen("nominations", "/nominations/", OFFICE),
    Screen("council-session", "/council-sessions/{session}/", SECRETARY),
    Screen("decisions", "/decisions/", CLERK),
    Screen("decision", "/decisions/{decision}/", CLERK),
    Screen("award-register", "/award-register/", CLERK),
    Screen("layout", "/certificate-templates/{template}/", CLERK),
    Screen("statistics", "/statistics/?year=2019", OFFICE),
    Screen("results", "/public/{authority}/", width=PHONE),
    Screen("honours", "/public/{authority}/honours/"),
    Screen("honours-phone", "/public/{authority}/honours/", width=PHONE),
    Screen("verify-phone", "/verify/", width=PHONE),
)


@contextmanager
def _visitor(browser: Browser, address: str, screen: Screen, password: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": screen.width, "height": 720 if screen.width == WIDE else 780},
        locale="vi-VN",
        color_scheme="dark" if screen.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if screen.who:
        page.goto(f"{address}/login/")
        page.fill("input[name=username]", screen.who)
        page.fill("input[name=password]", password)
        page.click("main form button")
        page.wait_for_url(f"{address}/")
    yield page
    context.close()


def _found(page: Page, address: str) -> dict[str, str]:
    """The ids of the first things of their kind."""
    known: dict[str, str] = {}
    for name, (where, pattern) in FOUND.items():
        page.goto(address + where.format(**known))
        match = re.search(pattern, page.url) or re.search(pattern, page.content())
        if match:
            known[name] = match[1]
    return known


def _shoot(page: Page, screen: Screen, address: str, known: Mapping[str, str]) -> Path:
    answer = page.goto(address + screen.path.format(**known), wait_until="load")
    if answer is None or answer.status != 200:
        raise SystemExit(f"{screen.name}: {screen.path} answered {answer and answer.status}")
    page.evaluate("document.fonts.ready.then(() => true)")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    target = FOLDER / f"{screen.name}.webp"
    picture.crop((0, 0, picture.width, min(picture.height, TALLEST))).save(target, quality=QUALITY, method=6)
    return target


def _paper(page: Page, address: str, target: Path) -> Path:
    """The certificate of a person, as it is printed."""
    page.goto(f"{address}/certificates/")
    (first, *_) = re.findall(r"/certificates/([0-9a-f-]{36})/paper.pdf", page.content())
    content = page.request.get(f"{address}/certificates/{first}/paper.pdf").body()
    sheet = pdfium.PdfDocument(content)[0]
    picture = sheet.render(scale=WIDE / sheet.get_width()).to_pil().convert("RGB")
    picture.save(target, quality=QUALITY, method=6)
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--address", default=os.environ.get("BASE_URL", "http://localhost:8000"))
    asked = parser.parse_args()
    password = os.environ.get("DEMO_PASSWORD", "thi-dua-khen-thuong")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with _visitor(browser, asked.address, Screen("", "", OFFICE), password) as page:
            known = _found(page, asked.address)
        for screen in SCREENS:
            if not asked.names or screen.name in asked.names:
                with _visitor(browser, asked.address, screen, password) as page:
                    target = _shoot(page, screen, asked.address, known)
                print(f"{target.relative_to(FOLDER.parent.parent)} · {target.stat().st_size // 1024} kB", flush=True)
        if not asked.names or CERTIFICATE in asked.names:
            with _visitor(browser, asked.address, Screen("", "", CLERK), password) as page:
                _paper(page, asked.address, FOLDER / f"{CERTIFICATE}.webp")
        browser.close()


if __name__ == "__main__":
    main()
