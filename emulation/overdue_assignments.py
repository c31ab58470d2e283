"""What time does to assigned tasks: an overdue one costs points where the scheme says so. The timetable asks for it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from emulation import bookings
from emulation.assignments import source_of
from emulation.models import Assignment, CampaignMonth, Person
from emulation.rules import states
from emulation.rules.assignments import costly_months
from emulation.rules.periods import Month, local_date
from emulation.rules.states import CANCELLED, DRAFT
from kernel.actors import system_actor
from kernel.errors import Missing
from kernel.text import gettext_noop

REASON = gettext_noop("Nhiệm vụ %(code)s quá hạn từ ngày %(deadline)s.")


def candidates(at: datetime) -> QuerySet[Assignment]:
    """Tasks that are or were overdue and whose delay nobody has accepted, in campaigns that run."""
    rows = Assignment.objects.filter(campaign__state=states.LAUNCHED, excused_at=None, deadline__lt=local_date(at))
    late = Q(reported_at=None) | Q(reported_at__date__gt=F("deadline"))
    return rows.filter(late).exclude(state__in=(DRAFT, CANCELLED)).select_related("campaign", "unit", "person")


def charge(*, at: datetime) -> int:
    """Book what overdue tasks cost: once for each task and month that is still open, for the unit and for the person who is
    responsible. Run twice, it books nothing more. Answers how many bookings are new."""
    return sum(_charge(str(id_), at) for id_ in candidates(at).values_list("pk", flat=True))


@transaction.atomic
def _charge(assignment_id: str, at: datetime) -> int:
    """One task, locked, so that nobody reports or excuses it meanwhile."""
    row = candidates(at).select_for_update(of=("self",)).filter(pk=assignment_id).first()
    if row is None or row.campaign.ends_on is None:
        return 0
    months = costly_months(row.deadline, done_at=row.reported_at, at=at, last=Month.of(row.campaign.ends_on))
    names = [str(month) for month in months]
    open_ = CampaignMonth.objects.filter(campaign=row.campaign, month__in=names, state=states.OPEN)
    return sum(_book(row, month, at) for month in open_.order_by("month").values_list("month", flat=True))


def _book(row: Assignment, month: str, at: datetime) -> int:
    about = {"code": row.code, "deadline": f"{row.deadline:%d/%m/%Y}"}
    asked: dict[str, Any] = {
        "campaign": str(row.campaign_id),
        "month": month,
        "unit": row.unit.code,
        "reason": REASON % about,
        "by": system_actor(str(row.authority_id)),
        "at": at,
    }
    if not row.campaign.participations.filter(unit=row.unit).exists():
        return 0
    booked = len(bookings.book_due(source_of(row), **asked)) if row.campaign.unit_scheme_id else 0
    return booked + (_book_person(row, row.person, asked) if row.person else 0)


def _book_person(row: Assignment, person: Person, asked: dict[str, Any]) -> int:
    """Who was transferred meanwhile is scored elsewhere: then the unit alone bears it."""
    if not row.campaign.person_scheme_id:
        return 0
    try:
        return len(bookings.book_due(source_of(row), **asked, person=person.code))
    except Missing:
        return 0
