"""Template words for what Django does not say: times in Viet Nam, exact points, ranks, and titles by their codes."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext

from emulation import notice_words
from emulation.rules import titles
from emulation.rules.awards.money import figures
from emulation.rules.exact import exact_text, from_text, is_number, rounded
from emulation.rules.nodes import Title
from emulation.rules.standings import REASON_TEXTS
from emulation.tables import telling
from emulation.tables.wording import Voice
from web import texts

register = template.Library()
DASH = "–"
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def _say(message: str, params: Mapping[str, object]) -> str:
    text = gettext(message)
    return text % params if params else text


VOICE = Voice(_say, commas=True)


@register.filter
def translated(message: str) -> str:
    """A message id that came from the domain, in the reader's language."""
    return gettext(message) if message else ""


@register.filter
def titled(title: Title | Mapping[str, str] | None) -> str:
    """A two-language title of a scheme, in the reader's language where it has it."""
    if title is None:
        return ""
    vi, en = (title.vi, title.en) if isinstance(title, Title) else (title["vi"], title.get("en", ""))
    return en if en and get_language() == "en" else vi


@register.filter
def filled(message: str, values: Mapping[str, Any]) -> str:
    """A message of the domain in the reader's language, with its values filled in; months as they are read."""
    told = {name: month(value) if _MONTH.fullmatch(str(value)) else value for name, value in values.items()}
    return gettext(message) % told


@register.filter
def state_title(state: str, machine: str = "") -> str:
    """The words for a state; those of one machine where it has its own: ``{{ row.state|state_title:"finding" }}``."""
    return gettext(titles.state_title(state, machine)) if state else ""


@register.filter
def act_title(act: str, machine: str = "") -> str:
    title = gettext(titles.act_title(act, machine)) if act else ""
    return title[:1].upper() + title[1:]


@register.filter
def said(kind: str, group: str) -> str:
    """The words for a code of ours: ``{{ layer.kind|said:"layer" }}``."""
    message = texts.BY_GROUP[group].get(kind, kind)
    return gettext(message) if message else ""


@register.filter
def reason_text(reason: str) -> str:
    return gettext({str(code): text for code, text in REASON_TEXTS.items()}.get(reason, reason))


@register.filter
def short_service(service: Mapping[str, Any] | None) -> str:
    """Why a person is not rated for want of service, with the article; nothing for whom that does not hold."""
    return telling.short_service(service, VOICE) if service and service.get("short") else ""


@register.filter
def moment(at: datetime | None) -> str:
    """A time of the day in Viet Nam: 23:59 ngày 05/02/2019."""
    if at is None:
        return DASH
    there = localtime(at)
    return gettext("%(time)s ngày %(day)s") % {"time": f"{there:%H:%M}", "day": f"{there:%d/%m/%Y}"}


@register.filter
def day(on: date | datetime | str | None) -> str:
    """A day in Viet Nam; also one that is kept as text."""
    if not on:
        return DASH
    on = date.fromisoformat(on) if isinstance(on, str) else on
    there = localtime(on) if isinstance(on, datetime) else on
    return f"{there:%d/%m/%Y}"


@register.filter
def month(name: str) -> str:
    """2019-05 as Tháng 5/2019."""
    year, _, number = name.partition("-")
    if not number.isdecimal():
        return name
    return gettext("Tháng %(month)s/%(year)s") % {"month": int(number), "year": year}


@register.filter
def month_number(name: str) -> str:
    return str(int(name.partition("-")[2] or 0))


@register.filter
def points(value: Decimal | str | None) -> str:
    """Points with the reader's decimal mark, never rounded away unseen: ≈ before what has no end. NA is said in words."""
    if value is None or value == "":
        return DASH
    if value == "NA":
        return gettext("Không áp dụng")
    exact = from_text(value) if isinstance(value, str) else Fraction(value)
    shown = rounded(exact, 4)
    mark = "" if Fraction(shown) == exact else "≈ "
    text = format(shown, "f").rstrip("0").rstrip(".")
    return mark + text.replace(".", formats.get_format("DECIMAL_SEPARATOR"))


@register.filter
def cell_value(value: str) -> str:
    """What stands in a cell of a form: points, or a cross as yes."""
    return gettext("có") if value == "x" else points(value)


@register.filter
def input_name(path: str) -> str:
    """A line of the inputs as it is called on a sheet: sheets.B1 as B1."""
    head, dot, rest = path.removeprefix("sheets.").partition(".")
    return gettext(texts.INPUT_PARTS[head]) + dot + rest if head in texts.INPUT_PARTS else head + dot + rest


@register.filter
def figure(text: str | None) -> str:
    """A value of the inputs: a number as points, anything else as it stands."""
    if text is None:
        return DASH
    return points(text) if is_number(text) else text


@register.filter
def padded(value: Decimal | str | None, decimals: int) -> str:
    """Points with this many decimals at least, so that columns of figures stand in line."""
    text, mark = points(value), formats.get_format("DECIMAL_SEPARATOR")
    if not text[-1:].isdecimal():
        return text
    whole, _, rest = text.partition(mark)
    return f"{whole}{mark}{rest:0<{decimals}}"


MOST_DECIMALS = 3
"""As scores are said; whoever wants more finds the exact figure in the explanation and in the workbook."""


@register.filter
def score(value: Decimal | None) -> str:
    """A published score with the decimals that its scheme rounds to, three at most, so that columns of figures stand in line."""
    if value is None:
        return DASH
    if -int(value.as_tuple().exponent) > MOST_DECIMALS:
        value = rounded(Fraction(value), MOST_DECIMALS)
    return format(value, "f").replace(".", formats.get_format("DECIMAL_SEPARATOR")).replace("-", "−")


@register.filter
def percent(share: str) -> str:
    """An exact share as per cent with one decimal."""
    shown = format(rounded(from_text(share) * 100, 1), "f")
    return shown.replace(".", formats.get_format("DECIMAL_SEPARATOR")) + " %"


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    return values.get(key)


@register.filter
def ago(age: timedelta | None) -> str:
    """A span in its largest unit: 3 phút, 2 giờ, 5 ngày."""
    if age is None:
        return DASH
    seconds = max(int(age.total_seconds()), 0)
    days, hours, minutes = seconds // 86_400, seconds // 3_600, seconds // 60
    if days:
        return ngettext("%(count)s ngày", "%(count)s ngày", days) % {"count": days}
    if hours:
        return ngettext("%(count)s giờ", "%(count)s giờ", hours) % {"count": hours}
    if minutes:
        return ngettext("%(count)s phút", "%(count)s phút", minutes) % {"count": minutes}
    return ngettext("%(count)s giây", "%(count)s giây", seconds) % {"count": seconds}


@register.simple_tag
def notice_title(kind: str, values: Mapping[str, Any]) -> str:
    return notice_words.title(kind, values)


@register.simple_tag
def notice_text(kind: str, values: Mapping[str, Any]) -> str:
    """What a notice says; the values were stored when it was sent."""
    return notice_words.text(kind, values)


@register.filter
def grouped(code: str) -> str:
    """A long code in groups of four, for the eye."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


@register.filter
def dong(amount: int | None) -> str:
    """An amount with the reader's marks between thousands: 1.490.000; the unit stands in the heading."""
    if amount is None:
        return DASH
    text = figures(amount)
    return text.replace(".", ",") if get_language() == "en" else text


@register.filter
def cells(text: str) -> list[str]:
    """A short list of codes that a template goes through."""
    return text.split(",")


@register.filter
def share_text(share: Fraction) -> str:
    """A share as per cent with one decimal."""
    return percent(exact_text(share))
