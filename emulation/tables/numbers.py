"""Figures as people and programs print them: decimal commas, thousands, percent signs, notes behind a figure, ranks.

Whether ``1.234`` is a thousand or a bit more than one is decided for a whole column, and refused where nothing decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kernel.text import search_key

POINT, COMMA = ".", ","
POINTS, SHARE = "points", "share"
PERCENTS = (POINTS, SHARE)
"""``92,5 %`` is read as 92.5 points or as the share 0.925."""

_MARKS = r"(?:[*†‡§¶#^¹²³⁰⁴-⁹ᵃ-ᶻ]|\[[^\]]{1,5}\]|\([a-z*†]{1,3}\)| [a-z])"
_UNITS = r"(?:điểm|đ|points?|pts?\.?)"
_FIGURE = re.compile(
    rf"(?P<sign>[+-]?)(?P<body>[0-9]+(?:[.,' ][0-9]+)*|[.,][0-9]+)(?P<exponent>e[+-]?[0-9]{{1,2}})?"
    rf" ?(?P<percent>%?)(?: ?{_UNITS})?(?P<mark>(?: ?{_MARKS}){{0,4}})",
    re.IGNORECASE,
)
_GROUPED = {mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in (".", ",", " ", "'")}
_NOISE = re.compile(r"(?:0{5,}[0-9]{1,3}|9{5,}[0-9]{0,3})$")
_MOST_DIGITS = 15
_OFF_AT_MOST = Fraction(1, 10**14)
_DIGITS = 30
_LONGEST = 60
_LARGEST_EXPONENT = 15


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was printed: ``decimals`` of its spelling, the ``mark`` behind it, and what was done to read it."""

    value: Decimal
    decimals: int
    mark: str = ""
    percent: bool = False
    noisy: bool = False


@dataclass(frozen=True)
class Spelling:
    """How a column spells its decimals; ``mixed`` if commas and points both occur, each cell clear by itself."""

    decimal: str = ""
    mixed: bool = False
    by_maximum: bool = False


class Ambiguous(ValueError):
    """Nothing in the column says whether its comma or point is a decimal sign; ``example`` is such a cell."""

    def __init__(self, example: str, *, mixed: bool) -> None:
        super().__init__(example)
        self.example = example
        self.mixed = mixed


def plain(text: str) -> str:
    """The text with one kind of minus and of blank."""
    text = " ".join(text.split())
    return "-" + text[1:].lstrip() if text[:1] in "−–‒-" and text[1:2] else text


def spelling(texts: Iterable[str], *, maximum: Decimal | None = None, stated: str = "") -> Spelling:
    """How the figures among the texts spell decimals. ``maximum`` is what a figure of the column can reach at most.

    Raises `Ambiguous` where a cell can be read in two ways and neither another cell nor the maximum decides.
    """
    if stated:
        return Spelling(stated)
    signs: set[str] = set()
    unclear: list[str] = []
    for text in texts:
        body = _body(text)
        sign = _decimal_sign(body) if body else ""
        if sign == "?":
            unclear.append(text)
        elif sign:
            signs.add(sign)
    if not unclear:
        return Spelling(next(iter(signs), "") if len(signs) < 2 else "", mixed=len(signs) > 1)
    if len(signs) == 1:
        return Spelling(signs.pop())
    if signs:
        raise Ambiguous(unclear[0], mixed=True)
    return _by_maximum(unclear, maximum)


def _by_maximum(unclear: list[str], maximum: Decimal | None) -> Spelling:
    """``1.234`` in a column that reaches 10 at most cannot be a thousand."""
    used = {"." if "." in text else "," for text in unclear}
    if maximum is not None and len(used) == 1:
        whole = [Decimal(re.sub(r"[^0-9]", "", _body(text))) for text in unclear]
        if max(whole) > maximum:
            return Spelling(used.pop(), by_maximum=True)
    raise Ambiguous(unclear[0], mixed=len(used) > 1)


def _body(text: str) -> str:
    found = _FIGURE.fullmatch(plain(text)) if len(text) <= _LONGEST else None
    return found["body"] if found else ""


def _decimal_sign(body: str) -> str:
    """The decimal sign of one figure, ``""`` if it has none or is none, ``?`` if its only sign may be either."""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return max(".,", key=body.rfind)
    if points + commas == 0:
        return ""
    sign = "." if points else ","
    if points + commas > 1:
        return "," if points else "."
    if " " in body or "'" in body:
        return sign
    head, _, tail = body.partition(sign)
    unclear = len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0")
    return "?" if unclear else sign


def read_figure(text: str, how: Spelling = Spelling(), *, percent: str = POINTS) -> Figure | None:
    """The figure that a text spells; None if it is none under this spelling."""
    found = _FIGURE.fullmatch(plain(text)) if len(text) <= _LONGEST else None
    if found is None:
        return None
    sign = how.decimal or _decimal_sign(found["body"])
    digits = _digits(found["body"], sign)
    if digits is None or len(digits) > _DIGITS:
        return None
    cleaned = without_noise(digits)
    value = Decimal(f"{found['sign']}{cleaned}{found['exponent'] or ''}")
    if value.adjusted() > _LARGEST_EXPONENT:
        return None
    is_percent = bool(found["percent"])
    if is_percent and percent == SHARE:
        value = _hundredth(value)
    return Figure(_fixed(value), decimals_of(value), found["mark"].strip(), is_percent, cleaned != digits)


def _digits(body: str, sign: str) -> str | None:
    """The body with a decimal point and without thousands; None if its groups are not groups of three."""
    if sign == "?":
        return None
    head, point, tail = body.partition(sign) if sign else (body, "", "")
    if point and not tail.isdigit():
        return None
    for mark, grouped in _GROUPED.items():
        if mark in head:
            if mark == sign or not grouped.fullmatch(head):
                return None
            head = head.replace(mark, "")
    return f"{head or '0'}.{tail}" if point else head


def without_noise(digits: str) -> str:
    """``34.52542999999999`` as what it was before a binary computer printed it: ``34.52543``.

    Only figures of more digits than anybody types, which end in a run of nines or noughts and change by no more than a
    computer's sums can be off, are touched.
    """
    whole, _, decimals = digits.partition(".")
    run = _NOISE.search(decimals)
    if run is None or len(whole.lstrip("0")) + len(decimals) < _MOST_DIGITS:
        return digits
    kept = run.start()
    shortened = Fraction(int(whole + decimals[:kept]) + (decimals[kept] == "9"), 10**kept)
    if abs(shortened - Fraction(digits)) > shortened * _OFF_AT_MOST:
        return digits
    return _spelled(shortened, kept)


def _spelled(value: Fraction, decimals: int) -> str:
    scaled = str((value * 10**decimals).numerator).rjust(decimals + 1, "0")
    return f"{scaled[:-decimals]}.{scaled[-decimals:]}" if decimals else scaled


def _hundredth(value: Decimal) -> Decimal:
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) - 2))


def _fixed(value: Decimal) -> Decimal:
    """The same number without an exponent above zero, as data files spell it."""
    return Decimal(format(value, "f"))


def decimals_of(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@dataclass(frozen=True)
class PrintedRank:
    """A printed rank: from ``low`` to ``high`` (None: open above), the same for a single place; ``tied`` if it says so."""

    low: Fraction
    high: Fraction | None
    text: str
    tied: bool = False

    def holds(self, rank: Fraction) -> bool:
        return self.low <= rank and (self.high is None or rank <= self.high)

    @property
    def is_band(self) -> bool:
        return self.low != self.high


_RANK = re.compile(
    r"(?:hang|thu|rank|no\.?|#)? ?(?P<before>=|t-?|joint )? ?(?P<low>[0-9]+(?:[.,]5)?)"
    r"(?:(?P<open>\+)| ?(?:[-–—‒]|to|den) ?(?P<high>[0-9]+))?"
    rf" ?(?P<after>=|t)?(?:st|nd|rd|th)?\.?(?:{_MARKS}){{0,4}}"
)


def read_rank(text: str) -> PrintedRank | None:
    """``2``, ``2=``, ``=2``, ``T2``, ``101-150``, ``501+`` or ``2,5``; None for what is no rank."""
    found = _RANK.fullmatch(search_key(text)) if len(text) <= _LONGEST else None
    if found is None:
        return None
    low = Fraction(found["low"].replace(",", "."))
    high = None if found["open"] else Fraction(found["high"]) if found["high"] else low
    if high is not None and high < low:
        return None
    return PrintedRank(low, high, text, bool(found["before"] or found["after"]))
