"""The list of a dossier in Excel, in the columns that offices exchange: read into a draft with every fault at its cell, and
written again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from emulation import units
from emulation.commendation import nominations
from emulation.commendation.nomination_desk import hold, roles
from emulation.commendation.nomination_lines import Wanted, wanted_of
from emulation.models import AwardType, Nomination, NominationLine, Person, Posting, RecipientCategory, in_force
from emulation.models.nominations import HOUSEHOLD
from emulation.rules.awards.states import NOMINATION
from emulation.rules.periods import local_date
from emulation.workbooks import Column, Row, Value, read_table, table_form
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, search_key

SHEET = "Danh sách đề nghị"
HOUSEHOLD_CALLED = frozenset({"ho", "ho gia dinh", "gia dinh"})
COLUMNS = (
    Column("number", "STT", required=True, also=("TT", "Số TT"), width=6),
    Column("called", "Tên gọi", also=("Tên gọi (Ông/Bà/Chức danh)", "Ông/Bà", "Chức danh"), width=12),
    Column(
        "name",
        "Tên tập thể/cá nhân/hộ gia đình",
        required=True,
        also=("Tên tập thể, cá nhân, hộ gia đình", "Họ và tên", "Tên tập thể/cá nhân"),
        width=34,
    ),
    Column("position", "Chức vụ", width=24),
    Column("unit", "Đơn vị công tác", also=("Đơn vị",), width=30),
    Column("kind", "Phân loại khen thưởng", also=("Loại khen thưởng",), width=16),
    Column(
        "award", "Danh hiệu/Hình thức", required=True, also=("Danh hiệu, hình thức", "Hình thức khen thưởng"), width=30
    ),
    Column("category", "Phân loại đối tượng", also=("Đối tượng",), width=30),
    Column("field", "Lĩnh vực hoạt động", also=("Lĩnh vực",), width=20),
    Column("citation", "Thành tích", also=("Tóm tắt thành tích",), width=50),
    Column("code", "Mã cán bộ, đơn vị", also=("Mã",), width=14),
)
KIND_TITLES: Mapping[str, str] = {
    Nomination.MERIT: gettext_noop("Công trạng"),
    Nomination.AD_HOC: gettext_noop("Đột xuất"),
    Nomination.THEMATIC: gettext_noop("Chuyên đề"),
    Nomination.DEDICATION: gettext_noop("Cống hiến"),
    Nomination.TENURE: gettext_noop("Niên hạn"),
    Nomination.EXTERNAL: gettext_noop("Đối ngoại"),
}


def named(text: str) -> str:
    """A name as lists are compared: without marks, capitals and signs."""
    return " ".join("".join(char if char.isalnum() else " " for char in search_key(text)).split())


@dataclass(frozen=True)
class _Known:
    """What names and codes in a list stand for: awards, categories, units and people of the dossier's branch."""

    awards: Mapping[str, str]
    categories: Mapping[str, str]
    units: Mapping[str, str]
    people: Mapping[str, Sequence[Posting]]

    def postings(self, name: str, unit: str) -> list[Posting]:
        """People of this name or code; where several have it, those of the named unit."""
        found = list(self.people.get(named(name), ()))
        near = [one for one in found if one.unit.code == unit]
        return near or found


def _known(row: Nomination, on: date) -> _Known:
    chart = units.chart(row.authority_id, on)
    branch = [unit for unit in chart.units.values() if row.unit.code in chart.above(unit.code)]
    year = Q(valid_from__lte=date(row.year, 12, 31)) & (Q(valid_to=None) | Q(valid_to__gt=date(row.year, 1, 1)))
    served = Posting.objects.filter(year, authority_id=row.authority_id, unit__code__in=[unit.code for unit in branch])
    people: defaultdict[str, list[Posting]] = defaultdict(list)
    latest = {
        posting.person.code: posting for posting in served.select_related("person", "unit").order_by("valid_from")
    }
    for posting in latest.values():
        people[named(posting.person.full_name)].append(posting)
        people[named(posting.person.code)].append(posting)
    types = list(AwardType.objects.filter(in_force(on)))
    return _Known(
        awards={named(text): one.code for one in types for text in (one.name, one.code)},
        categories={
            named(text): one.code
            for one in RecipientCategory.objects.filter(in_force(on))
            for text in (one.name, one.code)
        },
        units={named(text): unit.code for unit in branch for text in (unit.name, unit.code)},
        people=people,
    )


def _fault(row: Row, field: str, code: str, message: str, /, **params: object) -> Problem:
    return Problem(code, message, row.path(field) or row.path("name"), params)


def _subject(row: Row, known: _Known) -> Mapping[str, str] | Problem:
    """Who is meant by a row: a household, a unit, or exactly one person."""
    name, unit = row.text("name"), known.units.get(named(row.text("unit")), "")
    if row.text("unit") and not unit:
        message = gettext_noop("Không có đơn vị “%(name)s” trong phạm vi hồ sơ.")
        return _fault(row, "unit", "nomination.unknown_unit", message, name=row.text("unit"))
    if named(row.text("called")) in HOUSEHOLD_CALLED:
        return {"household": name, "unit": unit}
    for text in (row.text("code"), name):
        found = known.postings(text, unit) if text else []
        if len(found) > 1:
            message = gettext_noop("Có %(count)s người tên “%(name)s”; hãy ghi mã cán bộ.")
            return _fault(row, "name", "nomination.several_people", message, count=len(found), name=name)
        if found:
            return {"person": found[0].person.code}
        if text and named(text) in known.units:
            return {"unit": known.units[named(text)]}
    message = gettext_noop("Không có cá nhân hay tập thể “%(name)s” trong phạm vi hồ sơ.")
    return _fault(row, "name", "nomination.unknown_subject", message, name=name)


def _line(row: Row, known: _Known, kind: str, citation: str) -> tuple[Wanted | None, list[Problem]]:
    faults = [fault for fault in row.problems if fault.code != "workbook.repeated_code"]
    subject = _subject(row, known)
    award = known.awards.get(named(row.text("award")), "")
    if isinstance(subject, Problem):
        faults.append(subject)
    if row.text("award") and not award:
        message = gettext_noop("Không có danh hiệu, hình thức “%(name)s” vào ngày này.")
        faults.append(_fault(row, "award", "nomination.unknown_award", message, name=row.text("award")))
    category = known.categories.get(named(row.text("category")), "")
    if row.text("category") and not category:
        message = gettext_noop("Không có phân loại đối tượng “%(name)s”.")
        faults.append(_fault(row, "category", "nomination.unknown_category", message, name=row.text("category")))
    if row.text("kind") and named(row.text("kind")) not in (named(KIND_TITLES[kind]), named(kind)):
        message = gettext_noop("Hồ sơ này là loại “%(kind)s”; hãy lập hồ sơ khác cho loại khác.")
        faults.append(_fault(row, "kind", "nomination.other_kind", message, kind=KIND_TITLES[kind]))
    text = row.text("citation") or citation
    if not text:
        message = gettext_noop("Hãy ghi thành tích ở cột “Thành tích” hoặc thành tích chung của danh sách.")
        faults.append(_fault(row, "citation", "nomination.citation", message))
    if faults or isinstance(subject, Problem):
        return None, faults
    figures = {"field": row.text("field")} if row.text("field") else {}
    return Wanted(
        award,
        text,
        person=subject.get("person", ""),
        unit=subject.get("unit", ""),
        household=subject.get("household", ""),
        category=category,
        figures=figures,
    ), []


def _is_heading(row: Row) -> bool:
    """A row such as “I. Tập thể” that divides a list."""
    return not any(row.text(name) for name in ("award", "unit", "code", "category"))


def read_lines(content: bytes, filename: str, row: Nomination, citation: str, *, on: date) -> list[tuple[Wanted, Row]]:
    """The nominees of a list. Numbers may begin anew and rows may be headings. Raises one `Invalid` with every fault at its
    cell."""
    known = _known(row, on)
    table = read_table(content, filename, COLUMNS)
    found: list[tuple[Wanted, Row]] = []
    faults: list[Problem] = []
    for entry in table.rows:
        if _is_heading(entry):
            continue
        line, problems = _line(entry, known, row.kind, citation)
        faults += problems
        if line:
            found.append((line, entry))
    if faults:
        raise _invalid(faults)
    return found


def _invalid(faults: Sequence[Problem]) -> Invalid:
    message = gettext_noop("Danh sách có %(count)s lỗi, chưa ghi gì.")
    return Invalid("nomination.invalid_list", message, problems=faults, count=len(faults))


def _key(one: Wanted) -> tuple[str, str, str, str]:
    return one.award_code, one.person, "" if one.person else one.unit, search_key(one.household)


@transaction.atomic
def enter(
    nomination_id: str, content: bytes, filename: str, *, citation: str = "", by: Actor, at: datetime
) -> Nomination:
    """Add a list to a draft: who stands in it for the same award already is replaced. All of it is taken, or nothing. Raises
    `Invalid` with every fault at its cell."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, "revise", roles(row, by=by, on=on))
    read = read_lines(content, filename, row, citation, on=on)
    there = row.lines.select_related("unit", "person", "category", "achievement")
    lines = {_key(one): one for one in map(wanted_of, there)}
    places: dict[tuple[str, str, str, str], Row] = {}
    for one, entry in read:
        full = one if one.person or one.unit else Wanted(**{**vars(one), "unit": row.unit.code})
        lines[_key(full)] = full
        places[_key(full)] = entry
    contents = nominations.Contents(
        row.title, row.kind, row.year, str(row.campaign_id or ""), row.procedure, tuple(lines.values())
    )
    try:
        return nominations.write(nomination_id, contents, by=by, at=at)
    except Invalid as no:
        raise _invalid(list(_placed(no.problems, list(lines), places))) from no


def _placed(
    problems: Iterable[Problem],
    keys: Sequence[tuple[str, str, str, str]],
    places: Mapping[tuple[str, str, str, str], Row],
) -> Iterable[Problem]:
    """Faults of lines at the cells that they came from."""
    cells = {"award_code": "award", "citation": "citation", "category": "category", "unit": "unit"}
    for problem in problems:
        number, _, name = problem.path.removeprefix("lines[").partition("].")
        entry = places.get(keys[int(number)]) if number.isdecimal() else None
        path = (entry.path(cells.get(name, "name")) or entry.path("name")) if entry else problem.path
        yield Problem(problem.code, problem.message, path, problem.params)


def called(person: Person | None, subject_kind: str) -> str:
    """How a nominee is called in lists."""
    if person is None:
        return "Hộ gia đình" if subject_kind == HOUSEHOLD else "Tập thể"
    return "Bà" if person.gender == Person.FEMALE else "Ông" if person.gender == Person.MALE else ""


def _values(
    line: NominationLine, types: Mapping[str, str], chart: units.Chart, positions: Mapping[object, str]
) -> dict[str, Value]:
    unit = chart.units[line.unit.code].name if line.unit.code in chart.units else line.unit.code
    return {
        "number": str(line.place),
        "called": called(line.person, line.subject_kind),
        "name": line.person.full_name if line.person else line.household or unit,
        "position": positions.get(line.person_id, ""),
        "unit": unit,
        "kind": KIND_TITLES[line.nomination.kind],
        "award": types.get(line.award_code, line.award_code),
        "category": line.category.name if line.category else "",
        "field": str(line.figures.get("field", "")),
        "citation": line.citation,
        "code": line.person.code if line.person else "" if line.household else line.unit.code,
    }


def written(row: Nomination, *, only: Collection[UUID] | None = None, on: date) -> bytes:
    """The list (of ``only`` these lines, by id) as a workbook that can be read in again; without lines the blank form."""
    chosen = row.lines.all() if only is None else row.lines.filter(pk__in=only)
    lines = list(chosen.select_related("unit", "person", "category", "nomination"))
    chart = units.chart(row.authority_id, on)
    types = dict(AwardType.objects.filter(in_force(on)).values_list("code", "name"))
    here = Posting.objects.filter(in_force(on), person__in=[line.person_id for line in lines if line.person_id])
    positions: dict[object, str] = dict(here.values_list("person_id", "position"))
    return table_form(COLUMNS, [_values(line, types, chart, positions) for line in lines], SHEET)
