"""The QR code on the printed page is, module by module, the code of the address, with its whole quiet zone white."""

from dataclasses import replace

import pytest
import segno

from certificates.renderer import qr_modules
from tests.paper.readers import PERSON, is_dark, lay_out, render

ADDRESSES = [
    PERSON.verify_url,
    "https://thidua.hoankiem.gov.vn/verify/7q3k9x0w5m1r8t2b",
    "http://localhost:8000/verify/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "https://thidua.example.vn/verify/" + "a" * 87,
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_module_is_printed_as_the_code_has_it(address: str) -> None:
    paper = replace(PERSON, verify_url=address)
    sheet, dark = lay_out(paper), is_dark(render(paper))
    code = segno.make(address, error="m", micro=False)
    modules = code.matrix_iter(border=4)
    rows = [[bool(module) for module in row] for row in modules]
    square = sheet.qr
    assert square
    step = square.side / len(rows)
    assert step >= 0.5, "smaller modules are lost by a phone camera"
    printed = [
        [dark(square.x + (x + 0.5) * step, square.y + (y + 0.5) * step) for x in range(len(rows))]
        for y in range(len(rows))
    ]
    assert printed == rows


def test_the_upper_case_address_makes_the_small_symbol() -> None:
    assert len(qr_modules(PERSON.verify_url)) == 29
