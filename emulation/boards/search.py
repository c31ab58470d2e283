"""One search over what a member may know of: people, units, campaigns, dossiers and decisions, without accents."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import CharField, F, Func, QuerySet, Value
from django.db.models.functions import Concat

from emulation import award_visibility, units, visibility
from emulation.decisions.lists import full_number
from emulation.models import Posting, in_force
from emulation.rules.awards.honours import found_by, place_of
from kernel.actors import Actor
from kernel.text import search_key

SHORTEST, LONGEST = 2, 100
"""Signs that are worth a search, and how many of them are read."""
FEW, MOST = 5, 200
"""Of one group on the page of all, and at all; longer words find fewer."""
NARROWED = 1000
"""Rows that the database may hand over for the beginnings of words to be looked at."""
_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_LETTERS = _MARKED + _MARKED.upper() + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Hit:
    """One thing that was found; ``about`` names its page and what the address is made of."""

    title: str
    detail: str
    about: Mapping[str, str]
    state: str = ""


@dataclass(frozen=True)
class Found:
    """What one group has; ``total`` counts to `MOST` at most."""

    group: str
    hits: tuple[Hit, ...]
    total: int


def plain(*fields: str) -> Func:
    """Columns as one text without accents and in small letters, made by the database."""
    parts = [part for field in fields for part in (F(field), Value(" "))]
    text = Concat(*parts, output_field=CharField())
    return Func(text, Value(_LETTERS), Value(search_key(_LETTERS)), function="translate", output_field=CharField())


def _with_words(rows: QuerySet[Any], sought: str, field: str) -> QuerySet[Any]:
    for word in search_key(sought).split():
        rows = rows.filter(**{f"{field}__contains": word})
    return rows


def _people(by: Actor, sought: str, on: date) -> Iterable[Hit]:
    rows = _with_words(visibility.people(by, on), sought, "search_name").order_by("search_name", "code")
    named = [row for row in rows[:NARROWED] if found_by(row.full_name, sought)]
    named = sorted(named, key=lambda one: (place_of(one.full_name, sought, of_person=True), one.code))[:MOST]
    serving = dict(Posting.objects.filter(in_force(on), person__in=named).values_list("person", "unit__code"))
    chart = units.chart(by.authority, on).units if serving else {}
    for person in named:
        unit = chart.get(serving.get(person.pk, ""))
        where = f"{unit.name} · {person.code}" if unit else person.code
        yield Hit(person.full_name, where, {"page": "honour", "kind": "person", "code": person.code})


def _units(by: Actor, sought: str, on: date) -> Iterable[Hit]:
    chart = units.chart(by.authority, on)
    named = [(one.name, one.code) for one in chart.units.values() if found_by(f"{one.name} {one.code}", sought)]
    for name, code in sorted(named, key=lambda one: (place_of(one[0], sought, of_person=False), one[1])):
        yield Hit(name, code, {"page": "honour", "kind": "collective", "code": code})


def _campaigns(by: Actor, sought: str, on: date) -> Iterable[Hit]:
    rows = visibility.campaigns(by).annotate(plain=plain("code", "name"))
    for row in _with_words(rows, sought, "plain").order_by("-starts_on", "code")[:MOST]:
        yield Hit(row.name, row.code, {"page": "campaign", "campaign": str(row.pk)}, row.state)


def _nominations(by: Actor, sought: str, on: date) -> Iterable[Hit]:
    rows = award_visibility.nominations(by, on).annotate(plain=plain("letter_number", "title", "unit__code"))
    for row in _with_words(rows, sought, "plain").select_related("unit").order_by("-year", "-drafted_at")[:MOST]:
        about = {"page": "nomination", "nomination": str(row.pk)}
        yield Hit(row.title, f"{row.unit.code} · {row.year}", about, row.state)


def _decisions(by: Actor, sought: str, on: date) -> Iterable[Hit]:
    rows = award_visibility.decisions(by).annotate(plain=plain("number", "title")).select_related("authority")
    for row in _with_words(rows, sought, "plain").order_by("-decided_on", "number")[:MOST]:
        detail = f"{full_number(row)} · {row.decided_on:%d/%m/%Y}" if row.number else f"{row.decided_on:%d/%m/%Y}"
        yield Hit(row.title, detail, {"page": "decision", "decision": str(row.pk)}, row.state)


READERS: Mapping[str, Callable[[Actor, str, date], Iterable[Hit]]] = {
    "people": _people,
    "units": _units,
    "campaigns": _campaigns,
    "nominations": _nominations,
    "decisions": _decisions,
}


def readable(sought: str) -> str:
    """What was typed, as far as it is looked for; nothing where it is too short."""
    text = " ".join(sought.replace("\0", "").split())[:LONGEST]
    return text if len(text) >= SHORTEST else ""


def search(sought: str, *, group: str = "", by: Actor, on: date) -> list[Found]:
    """What has all these words, by group, those with anything alone: a few of each, or all of the one that is asked for. Of
    people's and units' names the words are beginnings of words."""
    text = readable(sought)
    chosen = {name: read for name, read in READERS.items() if text and group in ("", name)}
    found = []
    for name, read in chosen.items():
        hits = tuple(islice(read(by, text, on), MOST))
        if hits:
            found.append(Found(name, hits if group else hits[:FEW], len(hits)))
    return found
