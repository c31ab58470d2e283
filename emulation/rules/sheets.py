"""A sheet: the points entered for the leaves of a scheme, read from people's spelling and checked before scoring.

A leaf that is not in the sheet was not submitted; that is neither zero nor "not applicable".
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Final, Literal

from emulation.rules.exact import exact_text, is_number
from emulation.rules.nodes import BOOKED, CARRY, EVALUATION, REFUSE, SURVEY, Node
from emulation.rules.schemes import Scheme
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

POINT_DECIMALS = 4


class _Mark(Enum):
    NOT_APPLICABLE = "NA"

    def __repr__(self) -> str:
        return self.name


NOT_APPLICABLE: Final = _Mark.NOT_APPLICABLE
Entry = Decimal | Literal[_Mark.NOT_APPLICABLE]
Sheet = Mapping[str, Entry]

_POINTS = re.compile(r"\+?[0-9]{1,9}([.,][0-9]+)?")


def parse_points(value: object, *, maximum: Decimal | None = None, decimals: int = POINT_DECIMALS) -> Decimal:
    """Points as a person or a file spells them: ``"92,5"``, ``"92.50"``, 92, Decimal. Floats are refused: a cell that
    holds 92.1 as a float must be spelled out by its reader, who knows what was shown."""
    points = _decimal_of(value)
    if points < 0 or (maximum is not None and points > maximum):
        raise Invalid(
            "points.out_of_range",
            gettext_noop("Điểm %(points)s nằm ngoài khoảng từ 0 đến %(maximum)s."),
            points=exact_text(points),
            maximum="∞" if maximum is None else exact_text(maximum),
        )
    places = points.as_tuple().exponent
    if isinstance(places, int) and -places > decimals:
        raise Invalid(
            "points.too_precise",
            gettext_noop("Điểm chỉ được có tối đa %(decimals)d chữ số thập phân."),
            decimals=decimals,
        )
    return points


def _decimal_of(value: object) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, float):
        raise Invalid("points.float", gettext_noop("Điểm phải là số thập phân chính xác, không nhận số dấu phẩy động."))
    text = value.strip() if isinstance(value, str) else ""
    if text.startswith("-") and is_number(text.replace(",", ".")):
        return Decimal(text.replace(",", "."))
    if not _POINTS.fullmatch(text):
        raise Invalid(
            "points.not_a_number",
            gettext_noop("“%(value)s” không phải là điểm; hãy ghi một số, ví dụ 4,5."),
            value=str(value),
        )
    return Decimal(text.replace(",", "."))


def check_sheet(
    scheme: Scheme, sheet: Mapping[str, object], *, complete: bool = False, source: str | None = None
) -> tuple[Problem, ...]:
    """Every fault of a sheet, each with the code of its leaf as path. ``complete`` also asks for what the scheme
    insists on; ``source`` says who fills it in: a sheet of evaluations must not carry survey results."""
    problems = [fault for code, value in sheet.items() if (fault := _fault(scheme, code, value, source))]
    if complete:
        message = gettext_noop("Chưa chấm tiêu chí %(code)s “%(title)s”; hãy ghi điểm hoặc đánh dấu không áp dụng.")
        problems += [
            Problem("sheet.missing", message, code, {"code": code, "title": scheme.nodes[code].title.vi})
            for code in missing_leaves(scheme, sheet, source=source)
        ]
    return tuple(problems)


def missing_leaves(scheme: Scheme, sheet: Mapping[str, object], *, source: str | None = None) -> tuple[str, ...]:
    """Absent leaves that the scheme insists on, in the order of the tree."""
    return tuple(
        code
        for code in scheme.leaf_codes(source=source)
        if scheme.leaves[code].missing in (REFUSE, CARRY) and code not in sheet
    )


_ELSEWHERE = {
    EVALUATION: gettext_noop("Điểm của %(code)s không lấy từ khảo sát."),
    SURVEY: gettext_noop("Điểm của %(code)s lấy từ khảo sát, không nhập trong phiếu; hãy xóa điểm này."),
    BOOKED: gettext_noop("Điểm của %(code)s do Hội đồng ghi theo từng việc, không nhập trong phiếu; hãy xóa điểm này."),
}


def _fault(scheme: Scheme, code: str, value: object, source: str | None) -> Problem | None:
    node = scheme.nodes.get(code)
    if node is None:
        message = gettext_noop("Bộ tiêu chí không có mã “%(code)s”; hãy xóa dòng này hoặc sửa lại mã.")
        return Problem("sheet.unknown_code", message, code, {"code": code})
    if not node.is_leaf:
        message = gettext_noop("“%(code)s” là nhóm tiêu chí; hãy chấm điểm cho từng tiêu chí bên trong.")
        return Problem("sheet.not_a_leaf", message, code, {"code": code})
    if source is not None and node.source != source:
        return Problem("sheet.wrong_source", _ELSEWHERE[node.source], code, {"code": code})
    return _value_fault(node, value)


def _value_fault(node: Node, value: object) -> Problem | None:
    if value is NOT_APPLICABLE:
        if node.not_applicable != REFUSE:
            return None
        message = gettext_noop("Tiêu chí %(code)s không được đánh dấu không áp dụng; hãy ghi điểm.")
        return Problem("sheet.must_apply", message, node.code, {"code": node.code})
    if not isinstance(value, Decimal) or not value.is_finite():
        message = gettext_noop("Điểm của %(code)s phải là số thập phân chính xác, không phải “%(value)s”.")
        return Problem("sheet.not_a_number", message, node.code, {"code": node.code, "value": str(value)})
    if node.minimum is not None and value < node.minimum:
        message = gettext_noop("Điểm của %(code)s là %(value)s; không được nhỏ hơn %(minimum)s.")
        params = {"code": node.code, "value": exact_text(value), "minimum": exact_text(node.minimum)}
        return Problem("sheet.out_of_range", message, node.code, params)
    if node.maximum is not None and value > node.maximum:
        message = gettext_noop("Điểm của %(code)s là %(value)s, vượt điểm tối đa %(maximum)s.")
        params = {"code": node.code, "value": exact_text(value), "maximum": exact_text(node.maximum)}
        return Problem("sheet.out_of_range", message, node.code, params)
    return None


def sheet_to_data(sheet: Sheet) -> dict[str, str]:
    """The sheet as JSON values: points as text in one spelling, ``NA`` for not applicable."""
    return {code: "NA" if entry is NOT_APPLICABLE else exact_text(entry) for code, entry in sorted(sheet.items())}


def sheet_from_data(data: Mapping[str, str]) -> dict[str, Entry]:
    """Read back what `sheet_to_data` wrote."""
    return {code: _stored(code, text) for code, text in data.items()}


def _stored(code: str, text: str) -> Entry:
    if text == NOT_APPLICABLE.value:
        return NOT_APPLICABLE
    if not isinstance(text, str) or not is_number(text):
        raise Invalid("sheet.unreadable", gettext_noop("Điểm lưu của %(item)s không đọc được."), item=code)
    return Decimal(text)
