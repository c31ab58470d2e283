"""The nominees of a dossier: what is wanted for whom, checked against the day's catalogue, organisation and staff, and kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, ProtectedError, Q, QuerySet

from emulation import units
from emulation.commendation import likeness
from emulation.models import (
    Achievement,
    AwardType,
    Nomination,
    NominationLine,
    Person,
    Posting,
    RecipientCategory,
    Unit,
    in_force,
)
from emulation.models.nominations import COLLECTIVE, HOUSEHOLD, PERSON
from kernel.errors import Invalid, Problem, invalid_at
from kernel.text import digest, gettext_noop, nfc, paragraphs, search_key

CITATION_LENGTH, REPORT_LENGTH, TITLE_LENGTH, HOUSEHOLD_LENGTH, MOST_LINES = 2000, 60_000, 500, 200, 2000
_OUT_OF_THE_WAY = 1_000_000
"""Added to places while a list is rewritten, so that no two lines ever share one."""


@dataclass(frozen=True)
class Deed:
    """What somebody is nominated for, where it is not the year's work or the campaign: the same ``key`` is the same
    achievement. A key is made from the title where there is none."""

    title: str
    first_day: date
    last_day: date
    key: str = ""
    text: str = ""


@dataclass(frozen=True)
class Wanted:
    """One nominee: a person's code, or a unit's alone for a collective, or a household's name in a unit. The unit of a person
    is that in which they serve; left empty for a collective it is the dossier's. ``figures`` are what it was chosen by."""

    award_code: str
    citation: str
    person: str = ""
    unit: str = ""
    household: str = ""
    category: str = ""
    deed: Deed | None = None
    report: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject_kind(self) -> str:
        return PERSON if self.person else HOUSEHOLD if self.household else COLLECTIVE


@dataclass(frozen=True)
class Reference:
    """What the codes of a list stand for on a day."""

    types: Mapping[str, AwardType]
    people: Mapping[str, Person]
    served: Mapping[str, Posting]
    chart: units.Chart
    ids: Mapping[str, Unit]
    categories: Mapping[str, RecipientCategory]

    def unit_of(self, wanted: Wanted, own: str) -> str:
        """The code of the unit that a nominee belongs to; empty for a person who did not serve in the year."""
        if wanted.person:
            posting = self.served.get(wanted.person)
            return posting.unit.code if posting else ""
        return wanted.unit or own


def reference(row: Nomination, lines: Sequence[Wanted], on: date) -> Reference:
    codes = {one.person for one in lines if one.person}
    people = {one.code: one for one in Person.objects.filter(authority_id=row.authority_id, code__in=codes)}
    in_year = Q(valid_from__lte=min(on, date(row.year, 12, 31))) & (
        Q(valid_to=None) | Q(valid_to__gt=date(row.year, 1, 1))
    )
    served = Posting.objects.filter(in_year, person__in=people.values()).select_related("person", "unit")
    types = AwardType.objects.filter(in_force(on), code__in={one.award_code for one in lines})
    chart = units.chart(row.authority_id, on)
    return Reference(
        types={one.code: one for one in types},
        people=people,
        served={one.person.code: one for one in served.order_by("valid_from")},
        chart=chart,
        ids={one.code: one for one in Unit.objects.filter(authority_id=row.authority_id, code__in=chart.units)},
        categories={one.code: one for one in RecipientCategory.objects.filter(in_force(on))},
    )


def _fault(index: int, name: str, code: str, message: str, /, **params: Any) -> Problem:
    return Problem(code, message, f"lines[{index}].{name}", params)


def misfit(award: AwardType | None, code: str, subject_kind: str, kind: str) -> tuple[str, str, dict[str, Any]] | None:
    """Why an award of the day does not go with a subject and a kind of commendation, as (code, message, params)."""
    if award is None:
        message = gettext_noop("Ngày này không có danh hiệu, hình thức khen thưởng mang mã %(code)s.")
        return "nomination.unknown_award", message, {"code": code}
    fits = award.subjects in (AwardType.BOTH, PERSON if subject_kind == PERSON else COLLECTIVE)
    if not fits or (subject_kind == HOUSEHOLD and not award.households):
        return (
            "nomination.wrong_subject",
            gettext_noop("“%(name)s” không dành cho đối tượng này."),
            {"name": award.name},
        )
    if award.kinds and kind not in award.kinds:
        message = gettext_noop("“%(name)s” không xét theo loại khen thưởng của hồ sơ này.")
        return "nomination.wrong_kind", message, {"name": award.name}
    return None


def award_on(code: str, day: date) -> AwardType | None:
    return AwardType.objects.filter(in_force(day), code=code).first()


def _subject_faults(index: int, one: Wanted, known: Reference, own: str) -> Iterable[Problem]:
    unit = known.unit_of(one, own)
    if one.person and one.person not in known.people:
        message = gettext_noop("Không có cán bộ %(code)s.")
        yield _fault(index, "person", "nomination.unknown_person", message, code=one.person)
    elif not unit:
        message = gettext_noop("%(code)s không công tác ở đơn vị nào trong năm của hồ sơ.")
        yield _fault(index, "person", "nomination.not_serving", message, code=one.person)
    elif unit not in known.chart.units:
        message = gettext_noop("Không có đơn vị %(code)s vào ngày này.")
        yield _fault(index, "unit", "nomination.unknown_unit", message, code=unit)
    elif own not in known.chart.above(unit):
        message = gettext_noop("Hồ sơ của đơn vị chỉ đề nghị cho đơn vị mình, người và hộ gia đình của đơn vị mình.")
        yield _fault(index, "person" if one.person else "unit", "nomination.foreign", message)
    if one.person and one.household:
        message = gettext_noop("Mỗi dòng đề nghị cho một cá nhân, một tập thể hoặc một hộ gia đình.")
        yield _fault(index, "household", "nomination.two_subjects", message)


def _text_faults(index: int, one: Wanted) -> Iterable[Problem]:
    if not 0 < len(nfc(one.citation)) <= CITATION_LENGTH:
        message = gettext_noop("Thành tích phải có từ 1 đến %(limit)s ký tự.")
        yield _fault(index, "citation", "nomination.citation", message, limit=CITATION_LENGTH)
    longest = (("report", one.report, REPORT_LENGTH), ("household", one.household, HOUSEHOLD_LENGTH))
    for name, text, limit in (*longest, ("deed", one.deed.title if one.deed else "", TITLE_LENGTH)):
        if len(text) > limit:
            message = gettext_noop("Dài quá %(limit)s ký tự; hãy viết ngắn lại.")
            yield _fault(index, name, "nomination.too_long", message, limit=limit)
    if one.deed and (not nfc(one.deed.title) or one.deed.last_day < one.deed.first_day):
        message = gettext_noop("Hãy ghi tên thành tích và thời gian từ trước đến sau.")
        yield _fault(index, "deed", "nomination.deed", message)


def problems(row: Nomination, lines: Sequence[Wanted], known: Reference) -> list[Problem]:
    """All that is wrong with a list, each fault at its place."""
    found: list[Problem] = []
    seen: set[tuple[str, str, str, str]] = set()
    for index, one in enumerate(lines):
        found += _subject_faults(index, one, known, row.unit.code)
        found += _text_faults(index, one)
        no = misfit(known.types.get(one.award_code), one.award_code, one.subject_kind, row.kind)
        if no:
            found.append(_fault(index, "award_code", no[0], no[1], **no[2]))
        if one.category and one.category not in known.categories:
            message = gettext_noop("Không có phân loại đối tượng %(code)s.")
            found.append(_fault(index, "category", "nomination.unknown_category", message, code=one.category))
        key = (one.award_code, one.person, known.unit_of(one, row.unit.code), nfc(one.household))
        if key in seen:
            message = gettext_noop("Đối tượng này đã có trong danh sách với cùng danh hiệu, hình thức.")
            found.append(_fault(index, "person", "nomination.repeated", message))
        seen.add(key)
    if len(lines) > MOST_LINES:
        message = gettext_noop("Một hồ sơ đề nghị nhiều nhất %(most)s dòng.")
        found.append(Problem("nomination.too_many", message, "lines", {"most": MOST_LINES}))
    return found


def deed_of(row: Nomination, wanted: Wanted) -> Deed:
    """What a line is for: the deed named in it, else the campaign of the dossier, else the year's work."""
    if wanted.deed:
        title = nfc(wanted.deed.title)
        key = wanted.deed.key or f"deed:{digest([search_key(title), wanted.deed.first_day.isoformat()])[:32]}"
        return Deed(title, wanted.deed.first_day, wanted.deed.last_day, key, paragraphs(wanted.deed.text))
    if row.campaign and row.kind != Nomination.MERIT and row.campaign.starts_on and row.campaign.ends_on:
        return Deed(row.campaign.name, row.campaign.starts_on, row.campaign.ends_on, f"campaign:{row.campaign.code}")
    title = f"Thành tích công tác năm {row.year}"
    return Deed(title, date(row.year, 1, 1), date(row.year, 12, 31), f"year:{row.year}")


def _achievement(row: Nomination, wanted: Wanted, unit: Unit, person: Person | None) -> Achievement:
    """The achievement of a subject with this key; a person's goes with them to another unit."""
    deed = deed_of(row, wanted)
    about = {"authority_id": row.authority_id, "subject_kind": wanted.subject_kind, "person": person, "key": deed.key}
    about["household"] = nfc(wanted.household)
    rows = Achievement.objects.filter(**about)
    found = (rows if person else rows.filter(unit=unit)).first()
    values = {"title": deed.title, "text": deed.text, "first_day": deed.first_day, "last_day": deed.last_day}
    return found or Achievement.objects.create(unit=unit, **about, **values)


def keep(row: Nomination, lines: Sequence[Wanted], *, on: date) -> list[NominationLine]:
    """Make the dossier's list what is wanted; a line of the same subject and award stays the row that it was, with its papers.
    Raises `Invalid` with every fault."""
    known = reference(row, lines, on)
    found = problems(row, lines, known)
    if found:
        message = gettext_noop("Danh sách đề nghị có %(count)s lỗi.")
        raise Invalid("nomination.invalid", message, problems=found, count=len(found))
    there = {(one.award_code, one.person_id, one.unit_id, one.household): one for one in row.lines.all()}
    kept = [_line(row, place, one, known, there) for place, one in enumerate(lines, start=1)]
    _drop(row.lines.exclude(pk__in=[one.pk for one in kept]))
    row.lines.update(place=F("place") + _OUT_OF_THE_WAY)
    for one in kept:
        one.save()
    likeness.keep(kept)
    return kept


def _drop(rows: QuerySet[NominationLine]) -> None:
    """Leave lines out. Raises `Invalid` for those on which something was decided: they stay in the dossier."""
    try:
        rows.delete()
    except ProtectedError as error:
        message = gettext_noop("Có dòng đã được xét, bỏ phiếu hoặc cho miễn điều kiện nên không bỏ khỏi hồ sơ được.")
        raise invalid_at("nomination.line_judged", message, "lines") from error


def _line(
    row: Nomination, place: int, one: Wanted, known: Reference, there: Mapping[Any, NominationLine]
) -> NominationLine:
    person = known.people.get(one.person)
    unit, household = known.ids[known.unit_of(one, row.unit.code)], nfc(one.household)
    line = there.get((one.award_code, person.pk if person else None, unit.pk, household)) or NominationLine()
    line.authority_id, line.nomination, line.place = row.authority_id, row, place
    line.subject_kind, line.person, line.unit, line.household = one.subject_kind, person, unit, household
    line.award_code, line.category = one.award_code, known.categories.get(one.category)
    line.achievement = _achievement(row, one, unit, person)
    line.citation, line.report, line.figures = nfc(one.citation), paragraphs(one.report), dict(one.figures)
    return line


def wanted_of(line: NominationLine) -> Wanted:
    """A line as it would be written again."""
    about = line.achievement
    return Wanted(
        award_code=line.award_code,
        citation=line.citation,
        person=line.person.code if line.person else "",
        unit=line.unit.code,
        household=line.household,
        category=line.category.code if line.category else "",
        deed=Deed(about.title, about.first_day, about.last_day, about.key, about.text),
        report=line.report,
        figures=line.figures,
    )


def told(line: NominationLine) -> dict[str, Any]:
    """A line as events carry it."""
    return {
        "line": str(line.pk),
        "place": line.place,
        "award": line.award_code,
        "subject": line.subject_kind,
        "person": line.person.code if line.person else "",
        "unit": line.unit.code,
        "household": line.household,
        "achievement": line.achievement.key,
    }
