"""Facts that many documents share: their head, who signs, nominees and recipients as documents name them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from emulation import units
from emulation.models import Authority, AwardType, Person, Posting, Unit, UnitVersion, in_force
from emulation.models.nominations import PERSON
from emulation.rules.awards.wording import BLANK, capitals, day_words
from kernel.text import nfc

COUNCIL = "Hội đồng Thi đua - Khen thưởng"
_LEVELS = ("QUẬN ", "PHƯỜNG ", "XÃ ", "HUYỆN ", "THỊ XÃ ", "THÀNH PHỐ ", "TỈNH ", "THỊ TRẤN ", "ĐẶC KHU ")
_COMMITTEE, _CHAIR = "ỦY BAN NHÂN DÂN ", "Chủ tịch "
KINDS = {
    "merit": "công trạng và thành tích",
    "ad_hoc": "thành tích đột xuất",
    "thematic": "thành tích trong phong trào thi đua",
    "dedication": "quá trình cống hiến",
    "tenure": "niên hạn",
    "external": "đối ngoại",
}


@dataclass(frozen=True)
class Head:
    """The top of a document: the body above, the body that issues it, its number, place and day."""

    superior: str
    body: str
    number: str
    place: str
    day: str


@dataclass(frozen=True)
class Asked:
    """What somebody wants a document of: the day that stands on it where the record has none, and what a clerk filled in."""

    on: date
    given: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str, otherwise: str = BLANK) -> str:
        return self.given.get(name) or otherwise


@dataclass(frozen=True)
class Nominee:
    """A line of a dossier as its lists have it."""

    place: int
    salutation: str
    name: str
    gender: str
    position: str
    unit: str
    post: str
    award: str
    category: str
    citation: str
    figures: str
    outcome: str


@dataclass(frozen=True)
class Count:
    """How many got, or are to get, one award."""

    award: str
    collectives: int
    people: int
    households: int
    words: str


def broken(name: str) -> str:
    """A committee's name in capitals in two lines, as it stands over its documents; other names in one."""
    text = capitals(name)
    if text.startswith(_COMMITTEE) and text[len(_COMMITTEE) :].startswith(_LEVELS):
        return f"{_COMMITTEE.strip()}\n{text[len(_COMMITTEE) :]}"
    return text


def body_of(authority: Authority) -> str:
    """The body that issues: an authority is often kept by its place alone (“Quận Hoàn Kiếm”); its head's title names the body."""
    body = authority.head_title.removeprefix(_CHAIR)
    body = body[:1].upper() + body[1:]
    known = capitals(body).startswith(_COMMITTEE) and capitals(body).endswith(capitals(authority.name))
    return body if known else authority.name


def office_head(authority: Authority, *, number: str, day: date | None, year: int | None = None) -> Head:
    return Head("", broken(body_of(authority)), number, authority.place, day_words(day, year=year))


def body_head(authority: Authority, body: str, *, number: str, day: date | None, year: int | None = None) -> Head:
    """Of a unit or a council below the authority."""
    return Head(broken(body_of(authority)), broken(body), number, authority.place, day_words(day, year=year))


class Names:
    """What units, people and awards are called on a day, read once for one document."""

    def __init__(self, authority: str, on: date) -> None:
        self._authority, self._on = authority, on
        self._units = {unit.id: unit.name for unit in units.chart(authority, on).units.values()}
        self._awards: dict[str, str] = {}
        self._posts: dict[Any, str] = {}

    def learn(self, *, awards: Iterable[str] = (), people: Iterable[Any] = (), units_: Iterable[Any] = ()) -> None:
        known = AwardType.objects.filter(code__in=set(awards)).order_by("valid_from")
        for row in known:
            if row.code not in self._awards or row.valid_from <= self._on:
                self._awards[row.code] = row.name
        posts = Posting.objects.filter(in_force(self._on), person__in=set(people) - {None})
        self._posts |= dict(posts.values_list("person_id", "position"))
        gone = {one for one in units_ if one and str(one) not in self._units}
        for row_ in UnitVersion.objects.filter(unit__in=gone).order_by("valid_from"):
            self._units[str(row_.unit_id)] = row_.name

    def unit(self, unit: Unit | Any) -> str:
        return self._units.get(str(getattr(unit, "pk", unit)), "")

    def award(self, code: str) -> str:
        return self._awards.get(code, code)

    def post(self, person: Any) -> str:
        return self._posts.get(getattr(person, "pk", person), "")


def salutation(subject: str, person: Person | None) -> str:
    if person:
        return "Bà" if person.gender == Person.FEMALE else "Ông"
    return "Tập thể" if subject != "household" else "Hộ gia đình"


def counted(rows: Iterable[tuple[str, str]], names: Names) -> tuple[Count, ...]:
    """How many of each award, from pairs of award code and kind of subject; in the order of first mention."""
    found: dict[str, dict[str, int]] = {}
    for award, subject in rows:
        one = found.setdefault(award, {"collective": 0, PERSON: 0, "household": 0})
        one[subject] += 1
    return tuple(
        Count(names.award(code), one["collective"], one[PERSON], one["household"], how_many(one))
        for code, one in found.items()
    )


def how_many(one: Mapping[str, int]) -> str:
    """“02 tập thể, 15 cá nhân”: what there is none of is not mentioned."""
    kinds = (("collective", "tập thể"), (PERSON, "cá nhân"), ("household", "hộ gia đình"))
    return ", ".join(f"{one[kind]:02d} {word}" for kind, word in kinds if one[kind])


def post_at(position: str, unit: str) -> str:
    """“Công chức Tư pháp – Hộ tịch, Ủy ban nhân dân phường Hàng Bạc”."""
    return nfc(", ".join(part for part in (position, unit) if part))


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line for line in (nfc(line) for line in text.splitlines()) if line)
