"""The figures of a survey month as a workbook: what the page shows, and nothing that it does not."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from emulation.rules.exact import rounded
from emulation.rules.survey_statistics import Figure, IndexResult, Responses
from emulation.tables.reporting import Cells
from emulation.tables.wording import Voice
from emulation.tables.writing import Sheet, workbook_bytes
from kernel.text import gettext_noop

_RESULT = (gettext_noop("Mã đơn vị"), gettext_noop("Đơn vị"), gettext_noop("Cụm, khối"), gettext_noop("Số phiếu"))
_INDEX = (gettext_noop("Chỉ số hài lòng"), gettext_noop("Khoảng tin cậy từ"), gettext_noop("đến"))
_MEAN = (gettext_noop("Trung bình quy đổi"), gettext_noop("Khoảng tin cậy từ"), gettext_noop("đến"))
_PLACE = (gettext_noop("Mã đơn vị"), gettext_noop("Đơn vị"))
_ELEMENT = (*_PLACE, gettext_noop("Yếu tố"), gettext_noop("Trọng số"), gettext_noop("Số phiếu"), *_INDEX, *_MEAN)
_CHANNEL = (
    *_PLACE, gettext_noop("Kênh"), gettext_noop("Đã phát"), gettext_noop("Đã trả lời"), gettext_noop("Tỷ lệ trả lời"),
)  # fmt: skip


class Row(Protocol):
    """A unit's figures as the board gives them."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def cluster_name(self) -> str: ...
    @property
    def result(self) -> IndexResult: ...
    @property
    def printed_rate(self) -> Decimal | None: ...
    @property
    def left_out(self) -> int: ...


def _cells(figure: Figure | None) -> list[Decimal | None]:
    return [None, None, None] if figure is None else list(figure.printed.values())


def workbook(
    units: Sequence[Row],
    channels: Mapping[str, Sequence[tuple[str, Responses]]],
    titles: Mapping[str, Mapping[str, str]],
    voice: Voice,
) -> bytes:
    """Three tables: units, elements, channels (by unit code, with the title of each)."""
    return workbook_bytes(_sheets(units, channels, titles, voice))


def _sheets(
    units: Sequence[Row],
    channels: Mapping[str, Sequence[tuple[str, Responses]]],
    titles: Mapping[str, Mapping[str, str]],
    voice: Voice,
) -> Iterator[Sheet]:
    rate, left_out = gettext_noop("Tỷ lệ trả lời"), gettext_noop("Phiếu bị loại")
    rows: list[Cells] = [
        [
            one.code,
            one.name,
            one.cluster_name,
            one.result.respondents,
            *_cells(one.result.index),
            *_cells(one.result.mean),
            one.printed_rate,
            one.left_out,
        ]
        for one in units
    ]
    heads = (*_RESULT, *_INDEX, *_MEAN, rate, left_out)
    yield Sheet(voice.said(gettext_noop("Đơn vị")), [voice.said(head) for head in heads], rows)
    elements: list[Cells] = [
        [
            one.code,
            one.name,
            voice.title(titles[element.code]),
            rounded(element.weight, 2),
            element.people,
            *_cells(element.share),
            *_cells(element.mean),
        ]
        for one in units
        for element in one.result.elements
    ]
    yield Sheet(voice.said(gettext_noop("Yếu tố")), [voice.said(head) for head in _ELEMENT], elements)
    answered: list[Cells] = [
        [one.code, one.name, voice.said(title), of.given, of.answered, of.printed]
        for one in units
        for title, of in channels[one.code]
    ]
    yield Sheet(voice.said(gettext_noop("Kênh")), [voice.said(head) for head in _CHANNEL], answered)
