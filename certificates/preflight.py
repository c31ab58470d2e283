"""What would go wrong at the printer, found before anything is signed: letters without glyphs, names without room; pure."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from certificates.layouts import Layout
from certificates.paper import Faces, Paper, named
from certificates.typesetting import SMALL_NAME, lay_out
from kernel.errors import Invalid, Problem

LONGEST_NAMES = (
    "Công Tằng Tôn Nữ Diệu Huyền Trang Phượng Uyên",
    "Nguyễn Vũ Hoàng Thuỵ Khánh Quỳnh Ưu Ái",
    "Hồ Thị Kăn Hơ Êban Mlô Ƀuôn Yă",
    "H'Bhĭm Hñăm Čil Ŭn Niê Kđăm",
    "Trần Đặng Nguyễn Thị Thuỳ Dương Phượng Hoàng",
    "Y Ngông Niê Kđăm",
    "Ksor H'Nhương Rơ Mah Nay",
)
_BASES = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
LETTERS = "".join(
    unicodedata.normalize("NFC", base + tone) for base in _BASES for tone in ("", *"\u0300\u0309\u0303\u0301\u0323")
)
"""Every vowel of Vietnamese with every tone; with đ and Đ and the plain consonants these are its 134 letters with marks."""


@dataclass(frozen=True)
class Refused:
    """A certificate that cannot be printed as it stands: its place in the list, whose it is, and why."""

    place: int
    name: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Small:
    """A name that is set smaller than twenty points: to be looked at, not forbidden."""

    place: int
    name: str
    size: float


@dataclass(frozen=True)
class Report:
    """What was found in so many certificates."""

    count: int
    refused: tuple[Refused, ...]
    small: tuple[Small, ...]

    @property
    def good(self) -> bool:
        return not self.refused


def examine(pairs: Iterable[tuple[Paper, Layout]], faces: Faces) -> Report:
    """Lay out every certificate as it will be printed; nothing is drawn."""
    count, refused, small = 0, [], []
    for paper, layout in pairs:
        count += 1
        try:
            sheet = lay_out(paper, layout, faces)
        except Invalid as no:
            refused.append(Refused(count, paper.recipient_name, no.problems))
            continue
        sizes = [sheet.size_of(box.key) for box in layout.boxes if "recipient_name" in named(box)]
        if sizes and min(sizes) < SMALL_NAME:
            small.append(Small(count, paper.recipient_name, min(sizes)))
    return Report(count, tuple(refused), tuple(small))


def trial(layout: Layout, faces: Faces) -> Report:
    """The layout with the longest names and every letter: what must be printable before a template is published."""
    plain = replace(layout, pictures=())
    return examine(((paper, plain) for paper in specimens()), faces)


def specimen() -> Paper:
    """A certificate as a ward gives it."""
    return Paper(
        authority_line="CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG HÀNG BẠC",
        salutation="Bà",
        recipient_name="Nguyễn Thị Hường",
        position="Công chức Văn hóa – Xã hội",
        unit_name="Ủy ban nhân dân phường Hàng Bạc",
        citation="Đã có thành tích xuất sắc trong phong trào thi đua “Thực hiện văn hóa công sở” năm 2026",
        decision_number="128/QĐ-UBND",
        decided_on=date(2026, 1, 15),
        place="Hàng Bạc",
        signatory_title="CHỦ TỊCH",
        signatory_name="Trần Quốc Bảo",
        register_number=57,
        register_year=2026,
        verify_url="HTTPS://THIDUA.EXAMPLE.GOV.VN/V/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    )


def longest() -> Paper:
    """Everything as long as it comes in earnest."""
    return replace(
        specimen(),
        authority_line="CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ PHAN RANG – THÁP CHÀM",
        recipient_name=LONGEST_NAMES[0],
        position="Phó Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, Phó Trưởng ban Tiếp công dân",
        unit_name="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân thành phố Phan Rang – Tháp Chàm",
        citation="Đã có thành tích xuất sắc trong chỉ đạo, tổ chức thực hiện phong trào thi đua “Cán bộ, công chức, viên chức thi"
        " đua thực hiện văn hóa công sở”, góp phần hoàn thành toàn diện các chỉ tiêu phát triển kinh tế – xã hội, quốc"
        " phòng – an ninh của địa phương giai đoạn 2021 – 2026",
        decision_number="12345/QĐ-UBND",
        place="Phan Rang – Tháp Chàm",
        signatory_title="TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        signatory_name="Nguyễn Hoàng Phượng Quỳnh",
        register_number=12345,
    )


def body() -> Paper:
    """A collective with a long name."""
    return replace(
        longest(),
        salutation="Tập thể",
        recipient_name="Ban Chỉ đạo phong trào “Toàn dân đoàn kết xây dựng đời sống văn hóa” phường Chương Dương",
        position="",
        unit_name="",
        signatory_title="CHỦ TỊCH",
    )


def shortest() -> Paper:
    """A certificate with hardly a word: what stands alone in its box."""
    return replace(
        specimen(),
        salutation="Ông",
        recipient_name="Lê Vĩ",
        position="Công chức",
        unit_name="Văn phòng",
        citation="Dũng cảm cứu người",
        decision_number="1/QĐ-UBND",
        signatory_name="Đỗ Ý",
        register_number=1,
    )


def usual_body() -> Paper:
    """A collective as most are."""
    return replace(
        specimen(),
        salutation="Tập thể",
        recipient_name="Ủy ban nhân dân phường Hàng Bạc",
        position="",
        unit_name="",
    )


def short_body() -> Paper:
    """The collective with the shortest name."""
    return replace(shortest(), salutation="Tập thể", recipient_name="Công an phường", position="", unit_name="")


def usual_house() -> Paper:
    """A household as most are, with where it lives."""
    return replace(
        specimen(),
        salutation="Hộ gia đình",
        recipient_name="Ông Nguyễn Văn Bình",
        position="",
        unit_name="Phường Hàng Bạc",
        citation="Gia đình văn hóa tiêu biểu năm 2026",
    )


def house() -> Paper:
    """A household named by both of its heads."""
    return replace(
        longest(),
        salutation="Hộ gia đình",
        recipient_name=f"Ông Trần Đặng Nguyễn Vũ Hoàng và bà {LONGEST_NAMES[0]}",
        position="",
        unit_name="Phường Phan Rang, thành phố Phan Rang – Tháp Chàm",
    )


def specimens() -> Iterator[Paper]:
    """The certificates that a template is tried with."""
    yield specimen()
    yield longest()
    yield body()
    for name in LONGEST_NAMES[1:]:
        yield replace(specimen(), recipient_name=name)
    for start in range(0, len(LETTERS), 24):
        yield replace(specimen(), recipient_name=f"Đỗ {LETTERS[start : start + 24]} đ")
