"""How the tests read a certificate back: its text, its pixels, its parts."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

from certificates.paper import Paper
from certificates.presets import preset
from certificates.renderer import render as rendered
from certificates.typefaces import typefaces
from certificates.typesetting import Sheet
from certificates.typesetting import lay_out as laid

PERSON = Paper(
    authority_line="CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN HOÀN KIẾM",
    salutation="Bà",
    recipient_name="Nguyễn Thị Hường",
    position="Công chức Văn hóa – Xã hội",
    unit_name="Ủy ban nhân dân phường Hàng Bạc",
    citation="Đã có thành tích xuất sắc trong phong trào thi đua “Thực hiện văn hóa công sở” năm 2019",
    decision_number="128/QĐ-UBND",
    decided_on=date(2020, 1, 15),
    place="Hoàn Kiếm",
    signatory_title="CHỦ TỊCH",
    signatory_name="Trần Quốc Bảo",
    register_number=57,
    register_year=2020,
    verify_url="HTTPS://THIDUA.HOANKIEM.GOV.VN/V/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)


def render(paper: Paper) -> bytes:
    """The paper in the layout that is adopted where nothing is chosen."""
    return rendered(paper, preset("classic"))


def lay_out(paper: Paper) -> Sheet:
    return laid(paper, preset("classic"), typefaces())


def poppler(tool: str) -> str:
    """The tool's path, '' where a reader of our own may stand in; in CI its absence is a failure, not a way around."""
    path = shutil.which(tool) or ""
    assert path or not os.environ.get("CI"), f"{tool} is missing: install poppler-utils (apt-get install poppler-utils)"
    return path


def text_lines(pdf: bytes) -> list[str]:
    """The lines of text as another program reads them."""
    if tool := poppler("pdftotext"):
        command = [tool, "-layout", "-enc", "UTF-8", "-", "-"]
        text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode("utf-8")
    else:
        text = "\n".join(_baselines(pdf))
    return [line.strip() for line in text.replace("\f", "\n").splitlines() if line.strip()]


def _baselines(pdf: bytes) -> list[str]:
    """Without poppler: what pypdf finds on each baseline, from top to bottom and left to right."""
    found: dict[float, list[tuple[float, str]]] = {}

    def visit(text: str, _current: object, matrix: list[float], *_font: object) -> None:
        if text.strip():
            found.setdefault(-round(matrix[5], 1), []).append((matrix[4], text.strip()))

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return [" ".join(text for _, text in sorted(found[down])) for down in sorted(found)]


def is_dark(pdf: bytes) -> Callable[[float, float], bool]:
    """A question to the printed page: is it dark at (x, down) millimetres from the top left corner?"""
    tool = poppler("pdftoppm")
    return _dark_pixels(tool, pdf) if tool else _dark_boxes(pdf)


def _dark_pixels(tool: str, pdf: bytes) -> Callable[[float, float], bool]:
    picture = subprocess.run([tool, "-r", "300", "-gray", "-"], input=pdf, capture_output=True, check=True).stdout
    kind, size, _, pixels = picture.split(b"\n", 3)
    assert kind == b"P5"
    width = int(size.split()[0])

    def dark(x: float, down: float) -> bool:
        return pixels[int(down / 25.4 * 300) * width + int(x / 25.4 * 300)] < 128

    return dark


def _dark_boxes(pdf: bytes) -> Callable[[float, float], bool]:
    """Without a rasteriser: the black rectangles of the page's own content."""
    reader = PdfReader(BytesIO(pdf))
    page, boxes, path = reader.pages[0], [], []
    colour: tuple[float, ...] = ()
    for values, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"rg":
            colour = tuple(float(value) for value in values)
        elif operator == b"re":
            path.append([float(value) / 72 * 25.4 for value in values])
        elif operator in (b"f", b"f*", b"n", b"B", b"B*", b"S"):
            boxes.extend(path if operator in (b"f", b"f*") and colour == (0.0, 0.0, 0.0) else [])
            path = []

    def dark(x: float, down: float) -> bool:
        up = 210 - down
        return any(left <= x <= left + wide and low <= up <= low + high for left, low, wide, high in boxes)

    return dark


def with_text(name: str, text: str) -> Paper:
    """The example with another text in the named field."""
    change: dict[str, Any] = {name: text}
    return replace(PERSON, **change)


def words_of(lines: Iterable[str]) -> str:
    return " ".join(lines)
