"""How official documents spell days, counts and shares: pure, by the rules of Decree 30/2020."""

from datetime import date

from emulation.rules.awards.money import figures

BLANK = "……"
"""Where the office writes by hand what the platform does not know."""


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
    return f"{count:02d}" if 0 < count < 10 else figures(count)


def fraction_percent(part: int, whole: int) -> str:
    """A share in per cent with two places, rounded half up; exact, without a float. Empty where there is no whole."""
    if not whole:
        return ""
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100},{hundredths % 100:02d}%"


def capitals(text: str) -> str:
    """A name in capitals, as of an authority at the head of a document."""
    return text.upper()
