"""How much of one achievement report stands in another: shared runs of words, whatever names, figures and form text are around."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kernel.text import nfc, search_key

FORM_TEXT = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Độc lập - Tự do - Hạnh phúc",
    "Báo cáo thành tích đề nghị tặng",
    "Đề nghị tặng thưởng",
    "Sơ lược lý lịch",
    "Họ tên",
    "Họ và tên",
    "Sinh ngày, tháng, năm",
    "Giới tính",
    "Quê quán",
    "Trú quán",
    "Đơn vị công tác",
    "Chức vụ (Đảng, chính quyền, đoàn thể)",
    "Trình độ chuyên môn, nghiệp vụ",
    "Học hàm, học vị, danh hiệu, giải thưởng",
    "Thành tích đạt được",
    "Quyền hạn, nhiệm vụ được giao hoặc đảm nhận",
    "Thành tích đạt được của cá nhân",
    "Đặc điểm, tình hình",
    "Chức năng, nhiệm vụ",
    "Cơ sở vật chất",
    "Chấp hành tốt chủ trương của Đảng, chính sách pháp luật của Nhà nước",
    "Các hình thức đã được khen thưởng",
    "Danh hiệu thi đua",
    "Hình thức khen thưởng",
    "Năm, danh hiệu thi đua, số ngày tháng năm của quyết định công nhận",
    "Thủ trưởng đơn vị xác nhận, đề nghị",
    "Người báo cáo thành tích (ký, ghi rõ họ tên)",
    "Xác nhận của cấp trình Thủ tướng Chính phủ",
    "hoàn thành xuất sắc nhiệm vụ được giao",
    "hoàn thành tốt nhiệm vụ được giao",
)
"""What the forms of reports say themselves, and what everybody writes: it makes two reports no more alike."""

NAME, FIGURE = "@", "0"
_WORD = re.compile(r"\w+", re.UNICODE)
_SENTENCE = re.compile(r"[.!?:;\n]+")


@dataclass(frozen=True)
class Limits:
    """From when two reports are pointed out: ``run`` words make a shingle; at least ``least`` shingles are shared, and of the
    shorter report at least ``percent`` of a hundred. A sketch keeps all shingles of a short text and one in ``sample`` of one
    with more than ``whole``."""

    run: int = 3
    least: int = 8
    percent: int = 50
    sample: int = 8
    whole: int = 64


LIMITS = Limits()


def _words(sentence: str) -> Iterator[str]:
    """The words of a sentence without marks; names (capitals that do not begin it) and figures are told from words, and several
    in a row are one."""
    last = ""
    for place, word in enumerate(_WORD.findall(sentence)):
        if any(char.isdigit() for char in word):
            found = FIGURE
        elif place and word[0].isupper():
            found = NAME
        else:
            found = search_key(word)
        if found in (NAME, FIGURE) and found == last:
            continue
        last = found
        yield found


def _runs(text: str, run: int) -> frozenset[str]:
    """All runs of so many words inside sentences; a run of nothing but names and figures says nothing."""
    found: set[str] = set()
    for sentence in _SENTENCE.split(text):
        words = list(_words(nfc(sentence)))
        for start in range(len(words) - run + 1):
            part = words[start : start + run]
            if sum(word not in (NAME, FIGURE) for word in part) >= run - 1:
                found.add(" ".join(part))
    return frozenset(found)


@lru_cache(maxsize=8)
def _form_runs(run: int) -> frozenset[str]:
    return frozenset(one for text in FORM_TEXT for one in _runs(text, run))


def shingles(text: str, limits: Limits = LIMITS) -> frozenset[str]:
    """What a report says of its own, as a set of runs of words."""
    return _runs(text, limits.run) - _form_runs(limits.run)


@dataclass(frozen=True)
class Likeness:
    """``shared`` shingles; ``percent`` of the shorter report that stands in the longer one, of a hundred, rounded down;
    ``jaccard`` the same of both together."""

    shared: int
    percent: int
    jaccard: int

    def alike(self, limits: Limits = LIMITS) -> bool:
        return self.shared >= limits.least and self.percent >= limits.percent


def compared(one: Collection[str], other: Collection[str]) -> Likeness:
    """How alike two sets of shingles are, whichever comes first."""
    first, second = frozenset(one), frozenset(other)
    shared = len(first & second)
    shorter, together = min(len(first), len(second)), len(first | second)
    return Likeness(shared, 100 * shared // shorter if shorter else 0, 100 * shared // together if together else 0)


def like(one: str, other: str, limits: Limits = LIMITS) -> Likeness:
    return compared(shingles(one, limits), shingles(other, limits))


def _number(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest(), "big", signed=True)


def sketch(text: str, limits: Limits = LIMITS) -> list[int]:
    """Numbers by which reports that may be alike are found: of two alike reports the sketches share some with near certainty."""
    numbers = sorted(_number(one) for one in shingles(text, limits))
    return numbers if len(numbers) <= limits.whole else [number for number in numbers if number % limits.sample == 0]


def alike_among(
    own: frozenset[str], others: Mapping[str, frozenset[str]], limits: Limits = LIMITS
) -> dict[str, Likeness]:
    """Of the shingles of other reports (by key) those that are to be pointed out, the most alike first."""
    found = {key: compared(own, other) for key, other in others.items()}
    alike = [(key, one) for key, one in found.items() if one.alike(limits)]
    return dict(sorted(alike, key=lambda entry: (-entry[1].percent, -entry[1].shared, entry[0])))
