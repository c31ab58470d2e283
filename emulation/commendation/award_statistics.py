"""Statistics of a year for the 15th of December: campaigns launched and awards given, counted into the forms of the field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

from emulation import authority_levels, catalogue, visibility
from emulation.models import (
    Authority,
    Award,
    AwardType,
    Campaign,
    Decision,
    Participation,
    Person,
    Posting,
    RecipientCategory,
    RoleGrant,
)
from emulation.rules.access import READS_DECISIONS, STANDING_OFFICER
from emulation.rules.awards import statistics as rules
from emulation.rules.awards.bonuses import COLLECTIVE, HOUSEHOLD, PERSON
from emulation.rules.awards.statistics import COLUMNS, Filter, Form, Line, Sum, Table
from emulation.rules.periods import VIETNAM, local_date
from emulation.workbooks.statistic_books import Heading, statistics_workbook
from kernel.actors import Actor
from kernel.errors import Invalid, NotAllowed, Problem
from kernel.text import gettext_noop

CENTRAL, PROVINCE, AGENCY = "central", "province", "unit"
LEVELS = (AGENCY, PROVINCE, CENTRAL)
"""What the reporting authority is, as the forms divide; its own level where nobody asks for another."""
REPORTED_BY = date(1, 12, 15)
FIRST_YEAR, LAST_YEAR = 2004, 2100
LEADER, DIRECT, OTHER = "leader", "direct", "other"
_LEADS_A_UNIT, _WORKS_DIRECTLY, _HOUSEHOLD = "lanh-dao-phong", "truc-tiep", "ho-gia-dinh"
ANNEX = "PL.01"


@dataclass(frozen=True)
class Year:
    """The forms of one year filled in. ``classed`` counts people whose recipient category was not recorded and was taken from
    their post on the day of decision; ``kinds`` awards whose kind of commendation was taken from their campaign; ``above`` those
    of a level above, which are not counted."""

    authority: Authority
    year: int
    level: str
    tables: list[Table]
    classed: int
    kinds: int
    above: int = 0

    @property
    def holds(self) -> bool:
        return all(check.holds for table in self.tables for check in table.checks)


def may_read(by: Actor) -> bool:
    return visibility.holds(by, READS_DECISIONS)


def own_level(authority: str, year: int) -> str:
    """As what the authority reports on the 15th of December of a year."""
    found = authority_levels.on_day(authority, REPORTED_BY.replace(year=year))
    return found.reports_as if found else AGENCY


def of_year(year: int, level: str = "", *, by: Actor) -> Year:
    """All forms of a year, those that nothing is known for with empty cells. Raises `NotAllowed` for who may not read decisions
    before they are signed, and `Invalid` for a year or level that there is not."""
    if not may_read(by):
        message = gettext_noop("Chỉ thường trực, Hội đồng, văn thư và kế toán xem biểu thống kê khen thưởng.")
        raise NotAllowed("statistics.not_allowed", message)
    faults = []
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = gettext_noop("Năm phải từ %(first)s đến %(last)s.")
        faults.append(Problem("statistics.year", message, "year", {"first": FIRST_YEAR, "last": LAST_YEAR}))
    if level and level not in LEVELS:
        faults.append(Problem("statistics.level", gettext_noop("Hãy chọn cấp của cơ quan báo cáo."), "level"))
    if faults:
        raise Invalid(faults[0].code, faults[0].message, problems=faults, **faults[0].params)
    level = level or own_level(by.authority, year)
    gathered = _Awards(by.authority, year, level)
    facts = {
        rules.CAMPAIGNS: list(_campaigns(by.authority, year, level)),
        rules.AWARDS: gathered.facts,
        rules.OFFICERS: list(_officers(by.authority, year)),
        rules.BY_HAND: [],
    }
    forms = [rules.read(data) for data in catalogue.statistics_forms()]
    tables = [rules.fill(form, facts[form.about]) for form in [*forms, _annex(year)]]
    authority = Authority.objects.get(pk=by.authority)
    return Year(authority, year, level, tables, gathered.classed, gathered.kinds, gathered.above)


def _campaigns(authority: str, year: int, level: str) -> Iterable[rules.Fact]:
    """Campaigns launched in the year; those that were cancelled were none."""
    rows = Campaign.objects.filter(authority_id=authority, launched_at__isnull=False).exclude(state="cancelled")
    chosen = [row for row in rows if row.launched_at and local_date(row.launched_at).year == year]
    clusters: dict[object, set[str]] = {row.pk: set() for row in chosen}
    joined = Participation.objects.filter(campaign__in=chosen).values_list("campaign", "cluster_code")
    for campaign, cluster in joined:
        clusters[campaign].add(cluster)
    scopes = {CENTRAL: "nation", PROVINCE: "province", AGENCY: "unit"}
    several = len(set().union(*clusters.values())) > 1
    reports_as = {one.code: one.reports_as for one in authority_levels.known()}
    for row in chosen:
        only_one = several and len(clusters[row.pk]) == 1 and "" not in clusters[row.pk]
        yield {
            "level": reports_as.get(row.level, level),
            "scope": "cluster" if only_one else scopes[level],
            "duration": rules.duration(row.starts_on, row.ends_on),
            "method": row.form,
        }


def _officers(authority: str, year: int) -> Iterable[rules.Fact]:
    """Members of staff who hold the standing office of the council on the day of the report, each once."""
    day = datetime.combine(REPORTED_BY.replace(year=year), time.max, tzinfo=VIETNAM)
    held = RoleGrant.objects.filter(Q(ended_at=None) | Q(ended_at__gt=day), role=STANDING_OFFICER, granted_at__lte=day)
    people = Person.objects.filter(authority_id=authority, pk__in=held.values("account__person"))
    return [{"gender": gender} for gender in people.values_list("gender", flat=True)]


class _Awards:
    """The awards of a year as facts: each that stands, once, in the year of its first decision, whatever amended it later. What a
    level above gave (``above``) that level reports."""

    def __init__(self, authority: str, year: int, level: str) -> None:
        rows = Award.objects.filter(authority_id=authority, state=Award.VALID, decision__state="signed")
        rows = rows.select_related("award_type", "person", "category", "decision__campaign", "replaces__decision")
        days = [(row, day) for row, day in ((row, _decided_on(row)) for row in rows) if day.year == year]
        self.rows = [(row, day) for row, day in days if row.decision.origin != Decision.ABOVE]
        self.above = len(days) - len(self.rows)
        self.heads = _heads(row.person_id for row, _ in self.rows if row.person_id and row.category is None)
        self.places = dict(RecipientCategory.objects.order_by("valid_from").values_list("code", "leads"))
        self.proposer = "ministry" if level == CENTRAL else "province"
        self.classed = sum(1 for row, _ in self.rows if row.person_id and row.category is None)
        self.kinds = sum(1 for row, _ in self.rows if not row.commendation_kind)
        self.facts = [self._fact(row, day) for row, day in self.rows]

    def _fact(self, row: Award, day: date) -> rules.Fact:
        subject = HOUSEHOLD if row.household else PERSON if row.person_id else COLLECTIVE
        category = self._category(row, day, subject)
        return {
            "award": row.award_type.code,
            "level": row.award_type.level,
            "subject": subject,
            "category": category,
            "gender": row.person.gender if row.person else "",
            "standing": self._standing(category) if subject == PERSON else "",
            "kind": row.commendation_kind or _kind(row.decision.campaign),
            "proposer": self.proposer,
        }

    def _category(self, row: Award, day: date, subject: str) -> str:
        if row.category:
            return row.category.code
        if subject == PERSON:
            spans = self.heads.get(row.person_id, ())
            leads = any(begin <= day and (end is None or day < end) for begin, end in spans)
            return _LEADS_A_UNIT if leads else _WORKS_DIRECTLY
        return _HOUSEHOLD if subject == HOUSEHOLD else rules.UNKNOWN

    def _standing(self, category: str) -> str:
        if self.places.get(category):
            return LEADER
        return DIRECT if category == _WORKS_DIRECTLY else OTHER


def _decided_on(row: Award) -> date:
    """The day of the decision that gave the award first."""
    while row.replaces:
        row = row.replaces
    return row.decision.decided_on


def _kind(campaign: Campaign | None) -> str:
    return "thematic" if campaign and campaign.form == Campaign.THEMATIC else "merit"


def _heads(people: Iterable[object]) -> Mapping[object, list[tuple[date, date | None]]]:
    """By person: from when until when they headed a unit."""
    found: dict[object, list[tuple[date, date | None]]] = {}
    rows = Posting.objects.filter(person__in=set(people), is_head=True)
    for person, begin, end in rows.values_list("person", "valid_from", "valid_to"):
        found.setdefault(person, []).append((begin, end))
    return found


def _annex(year: int) -> Form:
    """All titles and forms that held in the year, whatever their level: who got them. The official forms have no place for most
    of what a district, commune or agency gives."""
    held = AwardType.objects.filter(valid_from__lte=date(year, 12, 31)).exclude(valid_to__lte=date(year, 1, 1))
    names = dict(held.order_by("valid_from").values_list("code", "name"))
    order = sorted(names, key=lambda code: (names[code], code))

    def column(code: str, title: str, *groups: str, **only: str) -> Line:
        return Line(code, title, groups=groups, counts=Filter({name: (value,) for name, value in only.items()}))

    subject, people, kind = "Chia theo đối tượng", "Trong đó cá nhân", "Chia theo loại khen thưởng"
    kinds = {
        "merit": "Công trạng", "thematic": "Chuyên đề", "ad_hoc": "Đột xuất", "dedication": "Cống hiến", "tenure": "Niên hạn",
        "external": "Đối ngoại",
    }  # fmt: skip
    columns = (
        Line("1", "Tổng số"),
        column("2", "Tập thể", subject, subject=COLLECTIVE),
        column("3", "Hộ gia đình", subject, subject=HOUSEHOLD),
        column("4", "Cá nhân", subject, subject=PERSON),
        column("5", "Nữ", people, subject=PERSON, gender=Person.FEMALE),
        column("6", "Nam", people, subject=PERSON, gender=Person.MALE),
        column("7", "Lãnh đạo", people, subject=PERSON, standing=LEADER),
        column("8", "Trực tiếp", people, subject=PERSON, standing=DIRECT),
        column("9", "Khác", people, subject=PERSON, standing=OTHER),
        *(column(str(n), title, kind, kind=code) for n, (code, title) in enumerate(kinds.items(), start=10)),
    )
    rows = (Line("01", "Tổng số"), *(Line(code, names[code], counts=Filter({"award": (code,)})) for code in order))
    sums = (
        Sum(COLUMNS, "1", ("2", "3", "4")),
        Sum(COLUMNS, "4", ("5", "6")),
        Sum(COLUMNS, "4", ("7", "8", "9")),
        Sum(COLUMNS, "1", tuple(str(n) for n in range(10, 10 + len(kinds)))),
        Sum(rules.ROWS, "01", tuple(order)),
    )
    source = "Phụ lục của phần mềm, không thuộc Thông tư; đủ mọi danh hiệu, hình thức có hiệu lực trong năm"
    return Form(
        ANNEX, "KHEN THƯỞNG THEO DANH HIỆU, HÌNH THỨC, ĐỐI TƯỢNG VÀ GIỚI", rules.AWARDS, "", "", source,
        to_confirm=False, columns=columns, rows=rows, sums=sums,
    )  # fmt: skip


def notes(found: Year) -> list[tuple[str, dict[str, int]]]:
    """What was assumed, as messages with their values."""
    told: list[tuple[str, dict[str, int]]] = [
        (gettext_noop("Mỗi khen thưởng còn hiệu lực được tính một lần, theo năm của quyết định ban đầu."), {})
    ]
    if found.classed:
        message = gettext_noop("%(number)s cá nhân chưa ghi loại đối tượng: xếp theo chức vụ vào ngày quyết định.")
        told.append((message, {"number": found.classed}))
    if found.kinds:
        message = gettext_noop("%(number)s khen thưởng chưa ghi loại khen thưởng: xếp theo phong trào của quyết định.")
        told.append((message, {"number": found.kinds}))
    if found.above:
        message = gettext_noop(
            "%(number)s khen thưởng do cấp trên quyết định không tính ở đây: cấp quyết định báo cáo."
        )
        told.append((message, {"number": found.above}))
    return told


def workbook(found: Year) -> bytes:
    """The forms as a workbook, in the language of the law."""
    said = [message % values for message, values in notes(found)]
    return statistics_workbook(Heading(found.authority.name, found.authority.place, found.year, said), found.tables)
