"""Template words for the form of a sheet: figures as they are typed, places in lists, the time of the day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils import formats
from django.utils.timezone import localtime

from emulation.rules.exact import is_number
from emulation.rules.sheet_fields import APPLIES_NOT

register = template.Library()


@register.filter
def typed(text: str) -> str:
    """What stands in a field of points, with the reader's decimal mark; what is no number as it was typed."""
    if text == "NA":
        return APPLIES_NOT
    return text.replace(".", formats.get_format("DECIMAL_SEPARATOR")) if is_number(text) else text


@register.filter
def index(values: Sequence[Any], place: int) -> Any:
    return values[place]


@register.filter
def time_of_day(at: datetime) -> str:
    return f"{localtime(at):%H:%M}"
