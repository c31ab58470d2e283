"""The act of inspection teams: to score a sample of staff once more, beside what the units' heads gave.

What they write stands for itself: it changes no evaluation, and no ranking reads it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from emulation import visibility
from emulation.desks import Line
from emulation.events import StaffDoubleScored
from emulation.models import (
    CampaignMonth,
    Evaluation,
    InspectionScore,
    InspectionTeam,
    Participation,
    Person,
    Posting,
    in_force,
)
from emulation.rules import states
from emulation.rules.access import INSPECTOR
from emulation.rules.nodes import EVALUATION
from emulation.rules.periods import Month
from emulation.rules.schemes import Scheme
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import check_sheet, sheet_to_data
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc

LIMIT = 500


def visible(by: Actor) -> QuerySet[InspectionScore]:
    """What teams scored: for the committee and the inspectors alone, so that nobody scores after it."""
    rows = InspectionScore.objects.filter(authority_id=by.authority)
    return rows if visibility.holds(by, visibility.WHOLE) else rows.none()


def standing(rows: QuerySet[InspectionScore]) -> list[InspectionScore]:
    """Of each month, person and team the last layer."""
    last = {(row.month_id, row.person_id, row.team): row for row in rows.order_by("revision")}
    return sorted(last.values(), key=lambda row: (row.month_id, row.person_id, row.team))


def _month(campaign_id: str, month: str, by: Actor) -> CampaignMonth:
    """A month of a campaign that was launched and not called off. Staff may be scored after the month has closed too."""
    found = CampaignMonth.objects.filter(campaign_id=campaign_id, authority_id=by.authority, month=month)
    row = found.select_related("campaign__person_scheme").first()
    if row is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    if row.campaign.state not in (states.LAUNCHED, states.SUSPENDED, states.CLOSED):
        raise WrongState(
            "campaign.not_running",
            gettext_noop("Phong trào không ở trạng thái đang thực hiện."),
            state=row.campaign.state,
        )
    return row


def _scheme(month: CampaignMonth) -> Scheme:
    if month.campaign.person_scheme is None:
        raise Invalid("evaluation.no_scheme", gettext_noop("Phong trào không chấm điểm đối tượng này."))
    return scheme_of(month.campaign.person_scheme)


def _postings(month: CampaignMonth, people: Sequence[str]) -> dict[str, Posting]:
    """Where these people served at the end of the month, if their unit takes part; their records locked in one order, so
    that two deliveries of one team come one after the other."""
    day: date = Month.parse(month.month).last_day
    persons = Person.objects.filter(authority_id=month.authority_id, code__in=people)
    list(persons.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    taking_part = Participation.objects.filter(campaign_id=month.campaign_id, from_month__lte=month.month)
    units = {row.unit_id for row in taking_part if not row.to_month or row.to_month >= month.month}
    rows = Posting.objects.filter(in_force(day), person__in=persons).select_related("person", "unit")
    return {row.person.code: row for row in rows if row.unit_id in units}


def _problems(scheme: Scheme, lines: Sequence[Line], postings: Mapping[str, Posting]) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for line in lines:
        if line.subject not in postings:
            message = gettext_noop("Không có cán bộ %(code)s ở đơn vị tham gia phong trào trong tháng này.")
            problems.append(Problem("inspection.unknown_person", message, line.subject, {"code": line.subject}))
            continue
        if line.subject in seen:
            message = gettext_noop("Cán bộ %(code)s có hai dòng; mỗi đoàn chấm một người một dòng.")
            problems.append(Problem("inspection.twice", message, line.subject, {"code": line.subject}))
        seen.add(line.subject)
        faults = check_sheet(scheme, line.scores, complete=True, source=EVALUATION)
        problems += [Problem(p.code, p.message, f"{line.subject}.{p.path}", p.params) for p in faults]
    return problems


def _require_distance(month: CampaignMonth, postings: Mapping[str, Posting], by: Actor) -> None:
    """An inspector scores nobody who is themselves, serves beside them, or whose evaluation they had in hand."""
    day = Month.parse(month.month).last_day
    serving = Posting.objects.filter(in_force(day), authority_id=by.authority, person__code=by.person)
    own = set(serving.values_list("unit_id", flat=True)) if by.person else set()
    people = [posting.person_id for posting in postings.values()]
    sheets = Evaluation.objects.filter(month=month, person__in=people).select_related("person")
    handled = {
        sheet.person_id
        for sheet in sheets
        if by.accounts
        & {
            str(sheet.submitted_by_id),
            str(sheet.confirmed_by_id),
            str(sheet.assessed_by_id),
            str(sheet.appraised_by_id),
        }
    }
    for code, posting in sorted(postings.items()):
        if posting.unit_id in own or posting.person_id in handled:
            raise NotAllowed(
                "inspection.own",
                gettext_noop(
                    "Thành viên đoàn kiểm tra không chấm lại người của đơn vị mình hoặc phiếu mình đã xử lý (%(subject)s)."
                ),
                subject=code,
            )


def _fresh(
    month: CampaignMonth, team: str, lines: Sequence[Line], postings: Mapping[str, Posting], *, by: Actor, at: datetime
) -> list[InspectionScore]:
    """The next layer of every line that says something else than the team's last one."""
    people = [posting.person_id for posting in postings.values()]
    rows = InspectionScore.objects.filter(month=month, team=team, person__in=people).order_by("revision")
    known = {row.person_id: row for row in rows}
    named = Q(name=team) | Q(code=team)
    record = InspectionTeam.objects.filter(named, authority_id=month.authority_id).order_by("code").first()
    fresh = []
    for line in lines:
        posting, scores, note = postings[line.subject], sheet_to_data(line.scores), nfc(line.note)
        last = known.get(posting.person_id)
        if last and (last.scores, last.note) == (scores, note):
            continue
        fresh.append(
            InspectionScore(
                authority_id=month.authority_id,
                campaign_id=month.campaign_id,
                month=month,
                unit=posting.unit,
                person=posting.person,
                team=team,
                known_team=record,
                revision=last.revision + 1 if last else 1,
                scores=scores,
                total=score_sheet(_scheme(month), line.scores).total,
                note=note,
                by_id=by.account,
                at=at,
            )
        )
    return fresh


@transaction.atomic
def double_score(
    campaign_id: str, month: str, team: str, lines: Sequence[Line], *, by: Actor, at: datetime
) -> tuple[int, int]:
    """Write a team's scores of a sample of staff; answers (written, unchanged). All of a delivery or nothing of it.

    Raises one `Invalid` with every fault. The same scores again change nothing; others are the next layer.
    """
    if not visibility.holds(by, (INSPECTOR,)):
        raise NotAllowed("inspection.not_allowed", gettext_noop("Chỉ thành viên đoàn kiểm tra được chấm lại."))
    row = _month(campaign_id, month, by)
    scheme, named = _scheme(row), nfc(team)
    if not named or not 0 < len(lines) <= LIMIT:
        message = gettext_noop("Cần tên đoàn kiểm tra và từ 1 đến %(limit)s người mỗi lần gửi.")
        raise Invalid("inspection.empty", message, limit=LIMIT)
    postings = _postings(row, [line.subject for line in lines])
    problems = _problems(scheme, lines, postings)
    if problems:
        message = gettext_noop("Phiếu chấm lại có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("inspection.invalid", message, problems=problems, count=len(problems))
    _require_distance(row, postings, by)
    fresh = _fresh(row, named, lines, postings, by=by, at=at)
    InspectionScore.objects.bulk_create(fresh)
    if fresh:
        ledger.record(_told(row, named, fresh), by=by, at=at)
    return len(fresh), len(lines) - len(fresh)


def _told(month: CampaignMonth, team: str, fresh: Sequence[InspectionScore]) -> StaffDoubleScored:
    lines = [{"subject": row.person.code, "revision": row.revision, "total": format(row.total, "f")} for row in fresh]
    return StaffDoubleScored(
        authority=month.authority_id, campaign=str(month.campaign_id), month=month.month, team=team, lines=lines
    )
