"""How official documents spell days, amounts and counts: pure, by the rules of Decree 30/2020."""

from datetime import date

BLANK = "……"
"""Where the office writes by hand what the platform does not know."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu", "tỷ")


def day_words(day: date | None, *, year: int | None = None) -> str:
    """A day as under the national heading: days below 10 and the months 1 and 2 with a leading zero (Decree 30/2020, annex I).
    Without a day its places stay open."""
    if day is None:
        return f"ngày {BLANK} tháng {BLANK} năm {year or BLANK}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else BLANK


def count_words(count: int) -> str:
    """A count in a running text: below 10 with a leading zero, so that nobody writes a digit before it."""
    return f"{count:02d}" if 0 < count < 10 else grouped(count)


def grouped(number: int) -> str:
    """Thousands apart by points, as Vietnamese documents have them."""
    return f"{number:,}".replace(",", ".")


def _units(tens: int, unit: int) -> str:
    if unit == 1 and tens > 1:
        return "mốt"
    return "lăm" if unit == 5 and tens else _DIGITS[unit]


def _below_thousand(number: int, *, led: bool) -> list[str]:
    """``led``: something larger stands before it, so that its hundreds are read even where they are none."""
    hundreds, tens, unit = number // 100, number // 10 % 10, number % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or led else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif unit and words:
        words.append("linh")
    return [*words, _units(tens, unit)] if unit else words


def number_words(number: int) -> str:
    """A whole number that is not negative, in words: groups of three digits, billions counted anew."""
    if number < 0:
        raise ValueError("a number of things is not negative")
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, 10**9)
    words = [number_words(billions), "tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words += _below_thousand(group, led=bool(words))
            words += [_THOUSANDS[power]] if power else []
    return " ".join(words)


def amount_words(amount: int) -> str:
    """An amount of đồng in words, as it stands in brackets under a total."""
    text = number_words(amount)
    return f"{text[0].upper()}{text[1:]} đồng"


def fraction_percent(part: int, whole: int) -> str:
    """A share in per cent with two places, rounded half up; exact, without a float. Empty where there is no whole."""
    if not whole:
        return ""
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100},{hundredths % 100:02d}%"


def listed(names: list[str]) -> str:
    """Names in a row with the last one after “và”."""
    return " và ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""


def capitals(text: str) -> str:
    """A name in capitals, as of an authority at the head of a document."""
    return text.upper()
