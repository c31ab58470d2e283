"""Papers of a counter's code: a long title leaves room for the steps and the promise, on both sides of a tent."""

from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from certificates.posters import Words, poster

LONG = "Khảo sát sự hài lòng của người dân, tổ chức đối với việc giải quyết thủ tục hành chính"
STEPS = (("Quét mã", "Scan the code"), ("Trả lời", "Answer"), ("Bấm gửi", "Press send"))


@pytest.mark.parametrize("title", ["Ông/bà có hài lòng khi đến làm việc với chúng tôi?", LONG])
def test_on_a_tent_nothing_runs_into_the_promise_however_long_the_title_is(title: str) -> None:
    place = "Bộ phận Tiếp nhận và Trả kết quả – Ủy ban nhân dân phường Chương Dương"
    said = ("Không hỏi tên.", "No name is asked.")
    words = Words("Quận Hoàn Kiếm", place, title, "How satisfied were you with our services?", STEPS, said, ("a", "b"))
    found: dict[str, float] = {}

    def visit(text: str, _: Any, matrix: list[float], *__: Any) -> None:
        if text.strip():
            found.setdefault(text.strip(), matrix[5])

    PdfReader(BytesIO(poster(words, "https://a.vn/s/p/1/", size="tent"))).pages[0].extract_text(visitor_text=visit)
    down = [found[text] for vi, en in (*STEPS, said) for text in (vi, en)]
    assert down == sorted(down, reverse=True)
    assert min(above - below for above, below in pairwise(down)) >= 9
