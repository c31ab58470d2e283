"""Journeys of citizens, staff and inspectors in a real browser, from the first page to the result; the browser and its district
are those of the other browser tests."""

import re
from collections.abc import Callable
from typing import Any

from tests.web.district import HOME
from web.feedback import YOUNGEST

Looked = Callable[[Any, str], None]


def reads_checks_and_tells(citizen: Any, paper: bytes, looked: Looked) -> None:
    """Without JavaScript: a form is opened, meanwhile results are read and a file is checked, then it is sent and followed."""
    form, page = citizen.page, citizen.page.context.new_page()
    citizen.visit(f"/feedback/to/{HOME}/")
    form.get_by_label("Lời khen").check()
    form.get_by_label("Chuyện gì đã xảy ra").fill("Cô ở quầy 2 hướng dẫn rất tận tình.")
    looked(form, "feedback-tell-filled")
    page.goto(citizen.address + f"/public/{HOME}/")
    page.get_by_role("link", name="Cả phong trào").first.click()
    page.get_by_role("rowheader", name="UBND phường Chương Dương").wait_for()
    assert page.get_by_text(re.compile("Đã công bố|Chính thức")).count()
    page.goto(citizen.address + "/verify/")
    page.get_by_label("Tệp PDF").set_input_files({"name": "giay.pdf", "mimeType": "application/pdf", "buffer": paper})
    page.get_by_role("button", name="So tệp").click()
    page.get_by_text("Tệp đúng là bản đã cấp").wait_for()
    looked(page, "verify-upload")
    page.close()
    form.wait_for_timeout(1000 * (YOUNGEST + 1))  # who sends it sooner is taken for a machine
    form.get_by_role("button", name="Gửi", exact=True).click()
    code = form.locator("#code").inner_text()
    citizen.visit("/feedback/track/")
    form.get_by_label("Mã theo dõi").fill(code.lower())
    form.get_by_role("button", name="Xem tình hình").click()
    form.get_by_text("Cô ở quầy 2 hướng dẫn rất tận tình.").wait_for()
    looked(form, "feedback-tracked")


def objects_and_takes_the_certificate(staff: Any, looked: Looked) -> bytes:
    """From the own page: an appeal against one line of a month, and the certificate as a file, which is answered."""
    page = staff.page
    page.locator("#menus summary", has_text="Thi đua").click()
    page.locator("#menus").get_by_role("link", name="Của tôi").click()
    page.get_by_role("link", name="Khiếu nại Tháng 1/2019").click()
    page.get_by_label("Tiêu chí").first.select_option("B1")
    page.get_by_label("Điểm đúng theo bạn").first.fill("29")
    page.get_by_label("Vì sao dòng này chưa đúng").first.fill("Còn một việc chưa tính.")
    page.get_by_label("Nội dung khiếu nại").fill("Đề nghị xem lại.")
    looked(page, "appeal-filled")
    page.get_by_role("button", name="Gửi khiếu nại").click()
    page.get_by_text("Còn một việc chưa tính.").wait_for()
    staff.visit("/me/")
    page.locator("section", has=page.get_by_role("heading", name="Khiếu nại của tôi")).get_by_role(
        "link", name="Tháng 1/2019"
    ).wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Tải PDF")).first.click()
    looked(page, "me-after")
    return bytes(download.value.path().read_bytes())


def fills_in_a_visit(inspector: Any, visit: str, looked: Looked) -> None:
    """On a telephone: begun, the network lost, an item and a finding noted, the page opened again, all of it sent by itself."""
    page = inspector.page
    inspector.visit(f"/visits/{visit}/")
    page.get_by_role("button", name="Bắt đầu kiểm tra").click()
    page.get_by_text("Không còn gì chờ gửi trên máy này.").wait_for()
    page.context.set_offline(True)
    page.locator("#K1 input[value=met]").check()
    page.get_by_role("button", name="Lưu bảng kiểm").click()
    page.get_by_text("Số mục đang chờ gửi: 1").wait_for()
    finding = page.locator("form[data-draft=record]")
    finding.get_by_label("Việc làm tốt").check()
    finding.get_by_label("Nội dung").fill("Có ghế cho người cao tuổi.")
    looked(page, "visit-offline")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("Đã gửi hết nội dung chờ.").wait_for()
    assert finding.get_by_label("Nội dung").input_value() == "Có ghế cho người cao tuổi."
    assert page.locator("#K1 input:checked").get_attribute("value") == "met"
    finding.get_by_role("button", name="Ghi phát hiện").click()
    page.locator(".found").get_by_text("Có ghế cho người cao tuổi.").wait_for()
    looked(page, "visit-recorded")
