"""Names by the thousand through the compiled way into print files: each is read back as it was given, or refused with a reason.

The long form is a hundred thousand names: `python -m devstack test tests/paper/test_thousands.py -m full`.
"""

import random
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest

from certificates.compiled.letters import VIETNAMESE
from kernel.errors import Invalid
from tests.paper.presses import plain_press, printed
from tests.paper.readers import PERSON

EACH = 100  # names on a page: readers open its fonts once
LETTERS = "abcdeghiklmnopqrstuvxyABCDEGHIKLMNOPQRSTUVXYfjwzFJWZ" + VIETNAMESE
MINORITIES = [
    "H'Hen",
    "HʼBia",
    "H’Bơ̆r",
    "Y",
    "Ƀuôn",
    "Yă",
    "Čil",
    "Ŭn",
    "Ñam",
    "Kđăm",
    "Êđê̆",
    "Kơ̆",
    "Mlô",
    "Niê",
    "ƀŏ",
    "Dơ̆ng",
    "K’Brĕ",
    "Ksơr",
]
REAL = [
    "Công Tằng Tôn Nữ Diệu Huyền Trang Phượng Uyên", "Nguyễn Vũ Hoàng Thuỵ Khánh Quỳnh Ưu Ái", "Đặng Thuỳ Trâm",
    "Huyền Tôn Nữ Thị Bạch Tuyết Nguyệt Ánh", "Y Ngông Niê Kđăm", "H'Hen Niê", "Lò Thị Páo", "Ý",
    "Ban Chỉ đạo phong trào “Toàn dân đoàn kết xây dựng đời sống văn hóa” phường Chương Dương, quận Hoàn Kiếm",
]  # fmt: skip
MARKS = [
    "(",
    ")",
    "\\",
    "\\n",
    "<b>",
    "&amp;",
    "]]>",
    "%s",
    "{title}",
    "/F1 9 Tf",
    "Tj",
    "ET",
    "'",
    '"',
    "–",
    "…",
    "№",
    "ö",
    "ß",
    "½",
]
REFUSED = ["\x00", "\x07", "\r", "\t", "\x1b", "\x7f", "\x85", "\xad", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff",
           "א", "ب", "漢", "😀", "ꪀ", "\ue000", "\u0378", "e\u0302", "  "]  # fmt: skip


def word(rng: random.Random) -> str:
    return "".join(rng.choices(LETTERS, k=rng.randint(1, 8)))


def names(count: int, seed: int) -> Iterator[tuple[str, bool]]:
    """Names, with whether each must be refused: most of any Vietnamese letters, the rest odd or hostile."""
    rng = random.Random(seed)
    for _ in range(count):
        kind = rng.random()
        words = [word(rng) for _ in range(rng.randint(1, 7))]
        if kind < 0.004:
            words = [rng.choice(MINORITIES), *words[:2], rng.choice(MINORITIES)]
        elif kind < 0.15:
            words = [rng.choice(REAL)]
        elif kind < 0.25:
            words[rng.randrange(len(words))] += rng.choice(MARKS) + word(rng)
        elif kind < 0.3:
            words[rng.randrange(len(words))] += rng.choice(REFUSED) + word(rng)
        name = unicodedata.normalize("NFC", " ".join(words)) if kind < 0.25 else " ".join(words)
        yield name, 0.25 <= kind < 0.3


def read(pdf: bytes) -> list[str]:
    """The lines of all pages in the order in which they were drawn."""
    command = [shutil.which("pdftotext") or "pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode("utf-8")
    return [line for line in text.replace("\f", "").split("\n") if line]


def faults(count: int, seed: int) -> list[str]:
    """What went wrong with any name."""
    press = plain_press()
    common, rare, wrong = [], [], []
    for name, refused in names(count, seed):
        paper = replace(PERSON, recipient_name=name)
        try:
            press.changing(paper)
            common.append(paper)
        except UnicodeEncodeError:
            rare.append(paper)
        except Invalid as no:
            if not (refused and no.problems and {problem.path for problem in no.problems} == {"recipient_name"}):
                wrong.append(f"refused: {name!r}")
            continue
        if refused:
            wrong.append(f"not refused: {name!r}")
    sheets = [tuple(common[at : at + EACH]) for at in range(0, len(common), EACH)]
    found = read(printed([*sheets, *rare], press))
    pairs = zip([*common, *rare], found, strict=True)
    return wrong + [
        f"{paper.recipient_name!r} was read as {text!r}" for paper, text in pairs if paper.recipient_name != text
    ]


def test_thousands_of_names_are_read_back_letter_by_letter_or_refused_with_a_reason() -> None:
    assert faults(2_000, 5) == []


@pytest.mark.full
def test_a_hundred_thousand_names_are_read_back_letter_by_letter_or_refused_with_a_reason() -> None:
    assert [fault for seed in range(10) for fault in faults(10_000, seed)] == []
