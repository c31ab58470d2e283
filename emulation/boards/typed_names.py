"""Who is meant where a code may be typed or a name: the code of the one person or unit that has it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from emulation import units
from emulation.models import Account, Person, Posting, Unit, UnitVersion, in_force
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc, search_key, sort_key

LONGEST = 200
TOLD = 5
_PICKED = re.compile(r"\(([^()]+)\)$")
"""The code in what is picked from a list, such as ``Lê An (an.hk)``."""


@dataclass(frozen=True)
class Holder:
    """Whoever has a log-in, as a form offers them: by name, with where they serve; ``code`` is of their staff record."""

    username: str
    code: str
    name: str
    where: str

    @property
    def label(self) -> str:
        return f"{self.name} ({self.username})"

    @property
    def plain(self) -> str:
        """The name without accents."""
        return search_key(self.name)


def _one(field: str, name: str, found: dict[str, str]) -> str:
    """The only code; the typed text where nobody has the name, so that the act says so. Raises `Invalid` for several."""
    if len(found) < 2:
        return next(iter(found), name)
    told = ", ".join(f"{code} ({where})" for code, where in sorted(found.items())[:TOLD])
    message = gettext_noop("Có %(count)s đối tượng tên “%(name)s”, hãy ghi mã: %(codes)s.")
    params = {"count": len(found), "name": name, "codes": told}
    problems = [Problem("typed_name.several", message, field, params)]
    raise Invalid("typed_name.several", message, problems=problems, **params)


def _coded(text: str) -> tuple[str, ...]:
    """The codes that a text may be or end with."""
    picked = _PICKED.search(text)
    return (text, picked[1]) if picked else (text,)


def _first(codes: Iterable[str], known: Iterable[str]) -> str:
    there = set(known)
    return next((code for code in codes if code in there), "")


def _people(authority: str, typed: str, on: date, unit: str) -> dict[str, str]:
    """By code where each serves who has the name, with or without accents; of several only those in the unit, if one is told."""
    rows = Person.objects.filter(authority_id=authority, search_name=search_key(typed))
    here = Posting.objects.filter(in_force(on), person__in=rows).select_related("unit")
    posts = {row.person_id: row.unit.code for row in here}
    near = [row for row in rows if unit and posts.get(row.pk) == unit]
    chart = units.chart(authority, on).units if rows else {}
    found = {}
    for row in near or rows:
        code = posts.get(row.pk, "")
        found[row.code] = chart[code].name if code in chart else code or "–"
    return found


def person(typed: str, *, authority: str, on: date, field: str = "person", unit: str = "") -> str:
    """The code of a person by code, full name, or as lists offer them; ``unit`` decides between namesakes where only one serves
    in it."""
    text = nfc(typed)
    if not text:
        return text
    codes = _coded(text)
    people = Person.objects.filter(authority_id=authority, code__in=codes).values_list("code", flat=True)
    return _first(codes, people) or _one(field, text, _people(authority, text, on, unit))


def _units(authority: str, typed: str, on: date) -> dict[str, str]:
    rows = UnitVersion.objects.filter(in_force(on), authority_id=authority, search_name=search_key(typed))
    return {row.unit.code: row.name for row in rows.select_related("unit")}


def _unit_coded(authority: str, text: str) -> str:
    codes = _coded(text)
    return _first(codes, Unit.objects.filter(authority_id=authority, code__in=codes).values_list("code", flat=True))


def unit(typed: str, *, authority: str, on: date, field: str = "unit") -> str:
    """The code of a unit by code, by name, or as lists offer it."""
    text = nfc(typed)
    if not text:
        return text
    return _unit_coded(authority, text) or _one(field, text, _units(authority, text, on))


def subject(typed: str, *, authority: str, on: date, field: str = "subject") -> str:
    """The code of a person or unit by code, by name, or as lists offer them."""
    text = nfc(typed)
    known = _unit_coded(authority, text)
    if known:
        return known
    found = _units(authority, text, on)
    return _one(field, text, found) if found else person(text, authority=authority, on=on, field=field)


def holders(authority: str, on: date) -> list[Holder]:
    """Everybody of an authority who has an open log-in, by name."""
    accounts = Account.objects.filter(authority_id=authority, is_active=True).select_related("person")
    here = Posting.objects.filter(in_force(on), person__account__in=accounts).select_related("unit")
    posts: dict[object, str] = {row.person_id: row.unit.code for row in here}
    chart = units.chart(authority, on).units
    found = []
    for row in accounts:
        unit = posts.get(row.person_id, "")
        where = chart[unit].name if unit in chart else ""
        code = row.person.code if row.person else ""
        found.append(Holder(row.username, code, row.get_full_name() or row.username, where))
    return sorted(found, key=lambda one: (sort_key(one.name, given_name_first=True), one.username))


def account(typed: str, offered: Sequence[Holder], *, field: str) -> str:
    """The user name of whom was picked from the list, or typed by user name, code or full name, with or without accents."""
    text = nfc(typed)
    picked = _PICKED.search(text)
    wanted = picked[1] if picked else text
    exact = [one.username for one in offered if wanted and wanted in (one.username, one.code)]
    named = {one.username: one.where or "–" for one in offered if one.plain == search_key(text)}
    return exact[0] if exact else _one(field, text, named)
