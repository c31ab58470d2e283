"""What a notice says in the language that is spoken at the moment; its values were kept when it was told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from emulation.rules.notices import KINDS
from emulation.rules.periods import VIETNAM


def _month(name: str) -> str:
    year, _, number = name.partition("-")
    return gettext("Tháng %(month)s/%(year)s") % {"month": int(number), "year": year} if number.isdecimal() else name


def _moment(text: str) -> str:
    there = datetime.fromisoformat(text).astimezone(VIETNAM)
    return gettext("%(time)s ngày %(day)s") % {"time": f"{there:%H:%M}", "day": f"{there:%d/%m/%Y}"}


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


_SHOWN = {"month": _month, "deadline": _moment, "moment": _moment, "day": _day}
"""How values of these names are read: ``2019-05`` as a month, an ISO moment or day as one of Viet Nam."""


def _filled(message: str, values: Mapping[str, Any]) -> str:
    told = {name: _SHOWN[name](str(value)) if name in _SHOWN else value for name, value in values.items()}
    if "subjects" in told:
        told["count"] = len(told["subjects"])
    return gettext(message) % told


def title(kind: str, values: Mapping[str, Any]) -> str:
    return _filled(KINDS[kind].title, values)


def text(kind: str, values: Mapping[str, Any]) -> str:
    return _filled(KINDS[kind].text, values)
