"""Why a standing is what it is, as a workbook: the same words as in `telling`, the tree of contributions, numbers as numbers."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import from_text, rounded
from emulation.rules.states import STATE_TITLES
from emulation.tables.explaining import KIND_SIGNS, policy_texts, quarter_name, sum_lines, walked_down
from emulation.tables.reporting import Cells
from emulation.tables.telling import (
    Told,
    booked_text,
    brought,
    digests,
    evidence_lines,
    head,
    month_name,
    rank_shown,
    result_lines,
    source_lines,
    uncounted,
    why_not,
)
from emulation.tables.wording import Voice
from emulation.tables.writing import Sheet, workbook_bytes
from kernel.text import gettext_noop

_KEPT = 12
"""Decimals of an endless number in a cell: as many as a spreadsheet can tell apart."""
_SURVEY = {
    "respondents": gettext_noop("Số phiếu khảo sát"),
    "minimum": gettext_noop("Số phiếu tối thiểu"),
    "share": gettext_noop("Tỷ lệ hài lòng"),
    "mean": gettext_noop("Trung bình quy đổi"),
    "low": gettext_noop("Khoảng tin cậy từ"),
    "high": gettext_noop("đến"),
    "mu": gettext_noop("Mức chung"),
    "k": gettext_noop("Độ co k"),
    "value": gettext_noop("Giá trị được tính"),
    "points": gettext_noop("Điểm"),
}


def workbook(told: Told, voice: Voice) -> bytes:
    """The whole explanation as a workbook."""
    return workbook_bytes(sheets(told, voice))


def sheets(told: Told, voice: Voice) -> Iterator[Sheet]:
    yield _summary(told, voice)
    if told.get("contributions") and not told["absent"]:
        yield _tree(told, voice)
    if told.get("months"):
        yield _months(told, voice)
    if told.get("quarters"):
        yield _quarters(told, voice)
    if told.get("source", {}).get("survey"):
        yield _survey(told, voice)


def number(text: str | None) -> Decimal | None:
    """An exact figure as a cell holds it."""
    if text is None:
        return None
    return (
        Decimal(text) if "/" not in text and len(text.partition(".")[2]) <= _KEPT else rounded(from_text(text), _KEPT)
    )


def _summary(told: Told, voice: Voice) -> Sheet:
    """Who, what and when; the score, the ranks and the grade; the sentences; the digests."""
    place, grading = told["place"], told["grading"]
    rows: list[Cells] = [list(pair) for pair in head(told, voice)]
    has_score = not told.get("absent") and told["total"] is not None
    rows += [[voice.said(gettext_noop("Điểm")), number(told["total"])]] if has_score else []
    rows += [[voice.said(gettext_noop("Điểm trước làm tròn")), number(told["exact"])]] if has_score else []
    for name, label in (
        ("overall", gettext_noop("Hạng chung")),
        ("cluster", gettext_noop("Hạng trong cụm, khối")),
        ("unit", gettext_noop("Hạng trong đơn vị")),
    ):
        spot = place["overall"] if name == "overall" else place["within"].get(name)
        rows += [[voice.said(label), number(rank_shown(place, spot)[0])]] if spot else []
    rows += [[voice.said(gettext_noop("Xếp loại")), grading["code"]]] if grading else []
    rows += [[voice.said(gettext_noop("Diễn giải")), line.strip()] for line in result_lines(told, voice)]
    rows += [[voice.said(gettext_noop("Nguồn số liệu")), line] for line in source_lines(told, voice)]
    rows += [[voice.said(gettext_noop("Minh chứng")), line] for line in evidence_lines(told, voice)]
    rows += [list(pair) for pair in digests(told, voice)]
    return Sheet(voice.said(gettext_noop("Tóm tắt")), _said(voice, _ITEM, _CONTENT), rows)


_ITEM, _CONTENT = gettext_noop("Mục"), gettext_noop("Nội dung")


def _said(voice: Voice, *messages: str) -> list[str]:
    return [voice.said(message) for message in messages]


def _tree(told: Told, voice: Voice) -> Sheet:
    """The contributions as they stand in the tree, then what was done to their sum."""
    headings = _said(
        voice, gettext_noop("Mã"), gettext_noop("Tên thành phần"), gettext_noop("Số liệu"), gettext_noop("Tối đa"),
        gettext_noop("Tối đa còn lại"), gettext_noop("Điểm"), gettext_noop("Trọng số"), gettext_noop("Đóng góp"),
        gettext_noop("Xử lý"), gettext_noop("Nguồn"),
    )  # fmt: skip
    rows: list[Cells] = []
    levels: list[int] = []
    for level, part in walked_down(told["contributions"]):
        rows.append(_part(told, part, voice))
        levels.append(level)
    total = [
        "", voice.said(gettext_noop("Tổng")), number(told["unlimited"]), number(told["max"]), number(told["effective_max"]),
        number(told["total"]), None, number(told["exact"]), " ".join(sum_lines({**told, "vetoes": ()}, voice)), "",
    ]  # fmt: skip
    return Sheet(voice.said(gettext_noop("Cách tính")), headings, [*rows, total], [*levels, 0])


def _part(told: Told, part: Mapping[str, Any], voice: Voice) -> Cells:
    sign = KIND_SIGNS.get(part["kind"], "")
    return [
        part["code"], f"{sign}{voice.title(part['title'])}", number(part["raw"]), number(part["max"]),
        number(part["effective_max"]), number(part["points"]), number(part["weight"]), _exactly(brought(part)),
        "; ".join(policy_texts(part, voice)), "" if part["children"] else _origin(told, part, voice),
    ]  # fmt: skip


def _exactly(value: Fraction) -> Decimal:
    return rounded(value, _KEPT).normalize() if value else Decimal(0)


def _origin(told: Told, part: Mapping[str, Any], voice: Voice) -> str:
    """Where the figure of a leaf came from."""
    if "carried" in part["policies"]:
        return voice.said(gettext_noop("kỳ trước chuyển sang"))
    booked = [line for line in told["source"].get("booked", ()) if line["criterion"] == part["code"]]
    if booked:
        return "; ".join(booked_text(line, voice) for line in booked)
    survey = told["source"].get("survey", {}).get(part["code"])
    if survey is not None:
        return voice.said(gettext_noop("khảo sát, %(count)d phiếu"), count=survey["respondents"])
    if "revision" not in told["source"]:
        return ""
    return voice.said(gettext_noop("phiếu đánh giá, lần ghi %(revision)d"), revision=told["source"]["revision"])


def _months(told: Told, voice: Voice) -> Sheet:
    codes = sorted({code for month in told["months"].values() if month for code in month["components"]})
    headings = _said(voice, gettext_noop("Tháng"), gettext_noop("Điểm")) + codes
    headings += _said(
        voice, gettext_noop("Vì sao không tính"), gettext_noop("Lấy từ"), gettext_noop("Lần tính của bảng tháng"),
        gettext_noop("Trạng thái"), gettext_noop("Mã dòng kết quả của tháng"),
    )  # fmt: skip
    reasons = uncounted(told)
    rows: list[Cells] = []
    for month, score in told["months"].items():
        source, components = told["sources"][month], score["components"] if score else {}
        rows.append(
            [
                month_name(month, voice),
                number(score["score"]) if score else None,
                *(number(components.get(code)) for code in codes),
                why_not(reasons[month], voice),
                ", ".join(told["inherited"].get(month, ())),
                source.get("revision"),
                voice.said(STATE_TITLES[source["state"]]) if "state" in source else "",
                source["standing"] or "",
            ]
        )
    return Sheet(voice.said(gettext_noop("Các tháng")), headings, rows)


def _quarters(told: Told, voice: Voice) -> Sheet:
    few = voice.said(gettext_noop("chưa đủ số tháng có điểm"))
    rows: list[Cells] = [
        [quarter_name(quarter, voice), number(figure), few if figure is None else ""]
        for quarter, figure in told["quarters"].items()
    ]
    headings = _said(voice, gettext_noop("Quý"), gettext_noop("Điểm"), gettext_noop("Vì sao không tính"))
    return Sheet(voice.said(gettext_noop("Các quý")), headings, rows)


def _survey(told: Told, voice: Voice) -> Sheet:
    rows: list[Cells] = []
    for code, result in told["source"]["survey"].items():
        figures = [result[name] for name in _SURVEY]
        rows.append([code, *(figure if isinstance(figure, int) else number(figure) for figure in figures)])
    return Sheet(voice.said(gettext_noop("Khảo sát")), _said(voice, gettext_noop("Mã"), *_SURVEY.values()), rows)
