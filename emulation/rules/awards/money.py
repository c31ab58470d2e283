"""Amounts in đồng as Vietnamese papers write them: in figures with points, and in words."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
_BILLION = 10**9


def figures(amount: int) -> str:
    """1.490.000"""
    return f"{amount:,}".replace(",", ".").replace("-", "−")


def in_words(amount: int) -> str:
    """``Một triệu bốn trăm chín mươi nghìn đồng``, as the last line of a payment list says it."""
    words = _number(abs(amount)) or _DIGITS[0]
    sign = "âm " if amount < 0 else ""
    text = f"{sign}{words} đồng"
    return text[0].upper() + text[1:]


def _number(value: int) -> str:
    """Billions are counted again as a number: a thousand billions is nghìn tỷ."""
    billions, rest = divmod(value, _BILLION)
    parts = [f"{_number(billions)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            parts.append(f"{_group(group, full=bool(parts))} {_GROUPS[power]}".strip())
    return " ".join(parts)


def _group(value: int, *, full: bool) -> str:
    """Three digits; ``full`` says hundreds and tens of nought too, as behind a greater group."""
    hundreds, rest = divmod(value, 100)
    parts = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    tens, units = divmod(rest, 10)
    if tens > 1:
        parts.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        parts.append("mười")
    elif units and parts:
        parts.append("lẻ")
    if units:
        parts.append(_unit(tens, units))
    return " ".join(parts)


def _unit(tens: int, units: int) -> str:
    """After tens five is lăm and one is mốt, but for eleven."""
    if units == 5 and tens:
        return "lăm"
    if units == 1 and tens > 1:
        return "mốt"
    return _DIGITS[units]
