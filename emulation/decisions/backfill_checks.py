"""What a file of old decisions says, row by row, checked against the catalogue, the organisation and what is known: nothing is
written here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from emulation.import_checks import Checked, CheckedRow
from emulation.models import Authority, Award, AwardType, Decision, Person, UnitVersion
from emulation.rules.awards import states
from emulation.rules.periods import local_date
from emulation.workbooks import Row, read_decisions
from kernel.errors import Problem
from kernel.text import gettext_noop, nfc, search_key

LIMITS = {"number": 40, "title": 500, "signatory_name": 200, "signatory_title": 200, "household": 200, "position": 200}
TEXTS = {**LIMITS, "citation": 2000, "book_number": 40}


@dataclass
class Known:
    """What a file is read against, fetched once. ``entered`` are the awards that others signed and that are there, from
    old papers or told by a level above, by what makes them one."""

    today: date
    mark: str
    types: list[AwardType]
    units: dict[str, set[str]]
    people: dict[str, Person]
    namesakes: dict[str, list[str]]
    numbers: dict[tuple[str, int], Decision]
    entered: dict[tuple[str, ...], Award]
    seen: set[tuple[str, ...]] = field(default_factory=set)


def _units(authority: str) -> dict[str, set[str]]:
    """The codes of units by their code and by every name that they ever had, without case and marks."""
    found: dict[str, set[str]] = {}
    for version in UnitVersion.objects.filter(authority_id=authority).select_related("unit"):
        for key in (version.unit.code, version.name):
            found.setdefault(search_key(key), set()).add(version.unit.code)
    return found


def identity(number: str, day: str, award: str, person: str, unit: str, household: str) -> tuple[str, ...]:
    """What makes a line of an old decision one and the same."""
    return (number, day, award, person, unit, search_key(household))


def identity_of(award: Award) -> tuple[str, ...]:
    decision, person = award.decision, award.person.code if award.person else ""
    day = decision.decided_on.isoformat()
    return identity(decision.number, day, award.award_type.code, person, award.unit.code, award.household)


def known(authority: str, *, at: datetime) -> Known:
    people = list(Person.objects.filter(authority_id=authority))
    namesakes: dict[str, list[str]] = {}
    for person in people:
        namesakes.setdefault(nfc(person.full_name).casefold(), []).append(person.code)
    decisions = Decision.objects.filter(authority_id=authority).exclude(number="").exclude(state=states.DISCARDED)
    decisions = decisions.exclude(origin=Decision.ABOVE)
    elsewhere = (Decision.BACKFILL, Decision.ABOVE)
    awards = Award.objects.filter(authority_id=authority, decision__origin__in=elsewhere, replaces=None)
    awards = awards.select_related("decision", "award_type", "person", "unit")
    return Known(
        today=local_date(at),
        mark=Authority.objects.get(pk=authority).document_mark,
        types=list(AwardType.objects.all()),
        units=_units(authority),
        people={person.code: person for person in people},
        namesakes=namesakes,
        numbers={(row.number, row.decided_on.year): row for row in decisions},
        entered={identity_of(award): award for award in awards},
    )


def types_on(types: Iterable[AwardType], day: date) -> dict[str, AwardType]:
    """The awards of a day by code. Decisions older than the catalogue take an award as the catalogue first has it."""
    found: dict[str, AwardType] = {}
    for one in sorted(types, key=lambda row: row.valid_from):
        known = found.get(one.code)
        if known is None and (one.valid_to is None or day < one.valid_to):
            found[one.code] = one
    later = {one.code for one in types if one.valid_from <= day}
    return {code: one for code, one in found.items() if one.valid_from <= day or code not in later}


def _award(row: Row, day: date, there: Known) -> tuple[str, list[Problem]]:
    """The code of the award as the law had it on the day, named by code or by name."""
    said = search_key(row.text("award"))
    of_day = types_on(there.types, day).values()
    codes = sorted({t.code for t in of_day if said in (search_key(t.code), search_key(t.name))})
    if len(codes) == 1 or not said:
        return (codes[0] if codes else ""), []
    message = gettext_noop("Ngày quyết định không có, hoặc có nhiều hình thức mang tên “%(name)s”: hãy ghi mã.")
    return "", [Problem("backfill.award", message, row.path("award"), {"name": row.text("award")})]


def _unit(row: Row, there: Known) -> tuple[str, list[Problem]]:
    codes = sorted(there.units.get(search_key(row.text("unit")), ()))
    if len(codes) == 1 or not row.text("unit"):
        return (codes[0] if codes else ""), []
    message = gettext_noop("Không có, hoặc có nhiều đơn vị mang tên “%(name)s”: hãy ghi mã đơn vị.")
    return "", [Problem("backfill.unit", message, row.path("unit"), {"name": row.text("unit")})]


def _person(row: Row, there: Known) -> tuple[str, list[Problem]]:
    """The person's code, found by the full name where the file has none; nobody for a collective or a household."""
    code, name = row.text("person"), row.text("name")
    if code and code not in there.people:
        message = gettext_noop("Không có cán bộ %(code)s.")
        return "", [Problem("backfill.person", message, row.path("person"), {"code": code})]
    if code and name and nfc(there.people[code].full_name).casefold() != nfc(name).casefold():
        message = gettext_noop("Cán bộ %(code)s tên là %(name)s: hãy kiểm tra lại.")
        params = {"code": code, "name": there.people[code].full_name}
        return "", [Problem("backfill.name", message, row.path("name"), params)]
    if code or not name or row.text("household"):
        return code, []
    codes = sorted(there.namesakes.get(nfc(name).casefold(), ()))
    if len(codes) == 1:
        return codes[0], []
    message = gettext_noop("Có %(count)s cán bộ mang tên “%(name)s”: hãy ghi mã cán bộ.")
    return "", [Problem("backfill.namesakes", message, row.path("name"), {"count": len(codes), "name": name})]


def _subject_faults(row: Row, values: dict[str, Any], there: Known) -> list[Problem]:
    award = next((t for t in there.types if t.code == values["award"]), None)
    if award is None:
        return []
    fits = (
        award.households
        if values["household"]
        else award.subjects
        in (
            AwardType.BOTH,
            AwardType.PERSON if values["person"] else AwardType.COLLECTIVE,
        )
    )
    message = gettext_noop("“%(name)s” không dành cho đối tượng này.")
    return [] if fits else [Problem("backfill.subject", message, row.path("award"), {"name": award.name})]


def _number_faults(row: Row, number: str, day: date, there: Known) -> list[Problem]:
    if day >= there.today:
        message = gettext_noop("Chỉ nhập quyết định ban hành trước hôm nay.")
        return [Problem("backfill.day", message, row.path("decided_on"))]
    other = there.numbers.get((number, day.year))
    if other and (other.origin != Decision.BACKFILL or other.decided_on != day):
        message = gettext_noop("Số %(number)s năm %(year)s đã là quyết định khác (ngày %(day)s).")
        params = {"number": number, "year": day.year, "day": other.decided_on.isoformat()}
        return [Problem("backfill.number_taken", message, row.path("number"), params)]
    return []


def _line_faults(row: Row, key: tuple[str, ...], values: dict[str, Any], there: Known) -> list[Problem]:
    if key in there.seen:
        message = gettext_noop("Đối tượng này đã có trong danh sách với cùng hình thức.")
        return [Problem("backfill.repeated", message, row.path("award"))]
    there.seen.add(key)
    award = there.entered.get(key)
    values["known"] = award is not None
    if award and any(getattr(award, name) != values[name] for name in ("citation", "book_number")):
        message = gettext_noop("Dòng này đã nhập trước đây với nội dung khác: hãy sửa bằng quyết định sửa đổi.")
        return [Problem("backfill.differs", message, row.path("citation") or row.path("award"))]
    return []


def _too_long(row: Row) -> list[Problem]:
    message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    return [
        Problem("backfill.too_long", message, row.path(name), {"longest": longest})
        for name, longest in TEXTS.items()
        if len(nfc(row.text(name))) > longest
    ]


def _row(row: Row, there: Known) -> CheckedRow:
    problems = [*row.problems, *_too_long(row)]
    day = row.day("decided_on")
    values: dict[str, Any] = {name: nfc(row.text(name)) for name in TEXTS}
    values["number"] = values["number"].removesuffix(f"/{there.mark}")
    values["decided_on"] = day.isoformat() if day else ""
    finders: Iterable[tuple[str, Callable[[], tuple[str, list[Problem]]]]] = (
        ("unit", lambda: _unit(row, there)),
        ("person", lambda: _person(row, there)),
        ("award", lambda: _award(row, day or there.today, there)),
    )
    for name, find in finders:
        values[name], faults = find()
        problems += faults
    if day and values["number"]:
        problems += _number_faults(row, values["number"], day, there)
    problems += _subject_faults(row, values, there)
    if not problems:
        asked = ("number", "decided_on", "award", "person", "unit", "household")
        problems += _line_faults(row, identity(*(values[name] for name in asked)), values, there)
    return CheckedRow(f"#{row.number}", values, tuple(problems))


def check(authority: str, content: bytes, filename: str, *, at: datetime) -> Checked:
    """Every row of the file with its faults, each at its sheet and cell; ``about`` counts what is new and what is there."""
    there = known(authority, at=at)
    rows = tuple(_row(row, there) for row in read_decisions(content, filename).rows)
    new = [row for row in rows if not row.problems and not row.values.get("known")]
    decisions = {(row.values["number"], row.values["decided_on"]) for row in rows}
    about = {"decisions": len(decisions), "new": len(new), "known": sum(1 for row in rows if row.values.get("known"))}
    return Checked(rows, about)
