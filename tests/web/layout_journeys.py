"""Journeys over the layout editor in a real browser; the browser and its district are those of the other browser tests."""

from collections.abc import Callable
from typing import Any

import pytest

NAME = ".area[data-box=name]"


def place(page: Any) -> tuple[float, float]:
    """Where the name's box stands by its fields, in millimetres."""
    x, y = (float(page.locator(f"#name-{side}").input_value()) for side in "xy")
    return x, y


def drag(page: Any, across: float, down: float) -> None:
    """The name's box by so many millimetres, with a mouse, away from every guide."""
    box = page.locator(NAME).bounding_box()
    scale = box["width"] / float(page.locator("#name-width").input_value())
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.down("Alt")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across * scale / 2, y + down * scale / 2)
    page.mouse.move(x + across * scale, y + down * scale)
    page.mouse.up()
    page.keyboard.up("Alt")


def touch(page: Any, across: float, down: float) -> None:
    """The name's box by so many millimetres, with a finger: the first touch chooses, the second one drags."""
    page.locator(NAME).scroll_into_view_if_needed()
    page.locator(NAME).tap()
    box = page.locator(NAME).bounding_box()
    scale = box["width"] / float(page.locator("#name-width").input_value())
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    for kind, part in (("touchStart", 0), ("touchMove", 0.5), ("touchMove", 1), ("touchEnd", 1)):
        at = {"x": x + part * across * scale, "y": y + part * down * scale}
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if kind == "touchEnd" else [at]})


def meets_somebody_else(clerk: Any, office: Any) -> None:
    """While the clerk has the page open, the office moves the same box on a phone: the clerk is asked, and decides."""
    page = clerk.page
    office.visit(page.url.removeprefix(clerk.address))
    office.page.locator("#layout[data-drawn]").wait_for()
    before = place(office.page)
    touch(office.page, -9, 0)
    office.page.locator("#layout[data-saved=saved]").wait_for()
    after = place(office.page)
    assert (after[0] - before[0], after[1] - before[1]) == (pytest.approx(-9, abs=3), pytest.approx(0, abs=1)), (
        "the box moves"
    )
    page.locator(NAME).focus()
    page.keyboard.press("Shift+ArrowRight")
    own = place(page)
    page.locator("#conflict").wait_for()
    assert "người khác" in page.locator("#conflict [data-text]").inner_text()
    page.get_by_role("button", name="Ghi đè bằng bản của tôi").click()
    page.locator("#layout[data-saved=saved]").wait_for()
    assert page.locator("#conflict").is_hidden() and place(page) == own != after


def moves_a_box(clerk: Any, head: Any, looked: Callable[[Any, str], None]) -> None:
    """From the adopted design to the published template: dragged, nudged, undone, kept by itself, written over what somebody else
    did meanwhile, saved, and published by another."""
    page = clerk.page
    clerk.visit("/certificate-templates/")
    page.get_by_label("Thiết kế", exact=True).select_option("guilloche-person")
    page.get_by_label("Mã của mẫu").fill("keo")
    page.get_by_role("button", name="Nhận mẫu").click()
    page.locator("#layout[data-drawn]").wait_for()
    before, drawn = place(page), page.locator("#drawn").inner_html()
    looked(page, "layout")
    drag(page, 4, -1)
    page.locator("#layout[data-saved=saved]").wait_for()
    moved = place(page)
    assert abs(moved[0] - before[0] - 4) < 0.5 and abs(moved[1] - before[1] + 1) < 0.5
    assert page.locator("#drawn").inner_html() != drawn
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Alt+ArrowDown")
    assert place(page) == (round(moved[0] - 5, 1), round(moved[1] + 0.1, 1))
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_role("button", name="Hoàn tác").click()
    assert place(page) == moved
    looked(page, "layout-moved")
    page.locator("#name-width").fill("40")
    page.locator("#name-width").press("Tab")
    page.get_by_text("Không đủ chỗ cho").first.wait_for()
    looked(page, "layout-full")
    page.get_by_role("button", name="Hoàn tác").click()
    page.locator("#layout[data-saved=saved]").wait_for()
    page.get_by_role("button", name="Hoàn tác").wait_for()
    meets_somebody_else(clerk, head)
    page.get_by_role("button", name="Lưu dự thảo").click()
    page.get_by_text("Đã lưu bản dự thảo của mẫu").wait_for()
    assert clerk.faults == []
    address = page.url.removeprefix(clerk.address)
    head.visit(address)
    head.page.get_by_role("button", name="Ban hành bản này").click()
    head.page.get_by_text("Đã ban hành mẫu").wait_for()
    assert head.faults == []
