"""The desk at which a unit's sheets of one month are worked on: what is on it, held for one act, and what may be written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from emulation import months, people, rollups, units
from emulation.models import CampaignMonth, Evaluation, FedFigure, Participation, Posting
from emulation.rules import states
from emulation.rules.nodes import EVALUATION
from emulation.rules.periods import Month
from emulation.rules.policies import CampaignPolicy, parse_policy
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import Entry, check_sheet, sheet_to_data
from emulation.schemes import scheme_of
from emulation.service_times import Facts, of_month
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop

UNIT_ITSELF = ""


@dataclass(frozen=True)
class Line:
    """What is written for one subject. ``scores`` holds points or NA by leaf; ``absent`` means the whole month away.

    In a judgement ``scores`` are only those that change, and ``vetoes`` None leaves them as they are. An empty ``note`` says
    nothing, and what was said stands; ``whole`` is a line that says everything, so that nothing said takes it back.
    """

    subject: str
    scores: Mapping[str, Entry] = field(default_factory=dict)
    vetoes: tuple[str, ...] | None = ()
    absent: bool = False
    note: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Desk:
    """One unit's evaluations of one month, locked for an act, with all that its checks need."""

    month: CampaignMonth
    unit: units.ChartedUnit
    chart: units.Chart
    postings: Mapping[str, Posting]
    evaluations: dict[str, Evaluation]
    cluster: str

    @cached_property
    def policy(self) -> CampaignPolicy:
        return parse_policy(self.month.campaign.policy)

    @cached_property
    def facts(self) -> Mapping[str, Facts]:
        """What the records say of the service of the unit's people in the month."""
        ids = {posting.person_id: code for code, posting in self.postings.items()}
        found = of_month(self.month.campaign, ids, self.month.month)
        return {ids[person]: facts for person, facts in found.items()}

    def scheme(self, subject: str) -> Scheme:
        campaign = self.month.campaign
        row = campaign.person_scheme if subject else campaign.unit_scheme
        if row is None:
            raise Invalid("evaluation.no_scheme", gettext_noop("Phong trào không chấm điểm đối tượng này."))
        return scheme_of(row)

    def roles(self, by: Actor, subject: str) -> frozenset[str]:
        return by.roles_over(self.chart.place(self.unit.code, subject))


def open_desk(campaign_id: str, month: str, unit: str, *, by: Actor, subjects: Iterable[str]) -> Desk:
    """Hold the month open and lock what is there of the unit, and its taking part, so that two first sheets come one after
    the other. Raises `Missing` for what the actor may not even know."""
    row = months.hold_open(campaign_id, month, authority=by.authority)
    day = Month.parse(month).last_day
    chart = units.branch(by.authority, unit, day)
    visible = any(by.roles_over(chart.place(unit, subject)) for subject in [UNIT_ITSELF, *subjects])
    entries = Participation.objects.select_for_update(of=("self",)).filter(campaign_id=row.campaign_id)
    entry = entries.filter(unit__code=unit, from_month__lte=month).first()
    if not visible or unit not in chart.units or entry is None or (entry.to_month and entry.to_month < month):
        raise Missing(
            "evaluation.no_unit", gettext_noop("Không có đơn vị %(code)s trong phong trào tháng này."), code=unit
        )
    scope = parse_policy(row.campaign.policy).taking_part
    postings = {
        posting.person.code: posting
        for posting in people.posted(by.authority, unit, day)
        if scope.takes_person(posting.duty_group, is_head=posting.is_head)
    }
    return Desk(
        month=row,
        unit=chart.units[unit],
        chart=chart,
        postings=postings,
        evaluations=_gather(row, chart.units[unit], entry.cluster_code, postings),
        cluster=entry.cluster_code,
    )


def _gather(
    month: CampaignMonth, unit: units.ChartedUnit, cluster: str, postings: Mapping[str, Posting]
) -> dict[str, Evaluation]:
    """The unit's own sheet and those of its people, locked. Sheets that were begun where somebody served before come along:
    a month belongs to the unit of its last day."""
    here = {posting.person_id for posting in postings.values()}
    found, moved = {}, []
    rows = Evaluation.objects.select_for_update(of=("self",)).filter(month=month).select_related("person")
    for row in rows.filter(Q(person__in=here) | Q(unit_id=unit.id, person=None)).order_by("pk"):
        if str(row.unit_id) != unit.id and row.person:
            row.unit_id, row.cluster_code, row.of_head = unit.id, cluster, postings[row.person.code].is_head
            row.save(update_fields=["unit", "cluster_code", "of_head"])
            moved.append(row)
        found[row.person.code if row.person else UNIT_ITSELF] = row
    if any(row.state == states.APPRAISED for row in moved):
        rollups.fold(month, unit.code, moved, alone=True)
    return found


def line_problems(desk: Desk, line: Line) -> list[Problem]:
    prefix = f"{line.subject or desk.unit.code}."
    if line.subject and line.subject not in desk.postings:
        message = gettext_noop("Cán bộ %(code)s không thuộc đơn vị %(unit)s trong tháng này; hãy kiểm tra lại mã.")
        return [Problem("evaluation.unknown_person", message, prefix, {"code": line.subject, "unit": desk.unit.code})]
    scheme = desk.scheme(line.subject)
    unknown = [code for code in line.vetoes or () if code not in scheme.veto_codes()]
    problems = [*check_sheet(scheme, line.scores, source=EVALUATION)]
    message = gettext_noop("Bộ tiêu chí không có điều kiện loại “%(code)s”.")
    problems += [Problem("evaluation.unknown_veto", message, code, {"code": code}) for code in unknown]
    if line.absent and line.scores:
        message = gettext_noop("Cán bộ vắng mặt cả tháng thì không có điểm; hãy bỏ điểm hoặc bỏ dấu vắng mặt.")
        problems.append(Problem("evaluation.absent_with_points", message))
    return [Problem(p.code, p.message, prefix + p.path, p.params) for p in problems]


def check_lines(desk: Desk, lines: Sequence[Line]) -> list[Problem]:
    """Every fault of the lines, with ``subject.leaf`` as path."""
    return [problem for line in lines for problem in line_problems(desk, line)] + [
        *_service_problems(desk, lines),
        *_fed_problems(desk, lines),
    ]


def _service_problems(desk: Desk, lines: Sequence[Line]) -> list[Problem]:
    """Whoever is said to be away though the records say they worked, or to have points though they say away, needs a reason."""
    found = []
    for line in lines:
        if line.note.strip() or line.subject not in desk.postings or line.absent == bool(line.scores):
            continue
        facts = desk.facts[line.subject]
        if line.absent == facts.absent:
            continue
        message = gettext_noop(
            "Sổ theo dõi ghi %(code)s làm việc %(worked)s trong %(working)s ngày làm việc; ghi khác thì phải nêu lý do."
        )
        params = {"code": line.subject, "worked": facts.service.days, "working": facts.service.working}
        code = "evaluation.absent_unrecorded" if line.absent else "evaluation.worked_unrecorded"
        found.append(Problem(code, message, f"{line.subject}.", params))
    return found


def _fed_problems(desk: Desk, lines: Sequence[Line]) -> list[Problem]:
    """Figures that were proposed from confirmed tasks are others only with a reason."""
    unsaid = {
        line.subject: line
        for line in lines
        if line.subject in desk.evaluations and line.subject and not line.absent and not line.note.strip()
    }
    if not unsaid or desk.scheme(next(iter(unsaid))).task_list is None:
        return []
    fed = FedFigure.objects.filter(evaluation__in=[desk.evaluations[subject].pk for subject in unsaid])
    message = gettext_noop("Điểm %(code)s theo danh mục công việc là %(points)s; ghi điểm khác thì phải nêu lý do.")
    found = []
    for figure in fed.select_related("evaluation__person"):
        subject = figure.evaluation.person.code if figure.evaluation.person else UNIT_ITSELF
        given = sheet_to_data(
            {figure.leaf: unsaid[subject].scores[figure.leaf]} if figure.leaf in unsaid[subject].scores else {}
        )
        if given.get(figure.leaf) != figure.points:
            params = {"code": figure.leaf, "points": figure.points}
            found.append(Problem("evaluation.fed_figure", message, f"{subject}.{figure.leaf}", params))
    return found
