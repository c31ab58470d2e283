"""Reads for the first page: what waits for somebody besides evaluations, each with the page where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from emulation import chase, units, visibility
from emulation.rules import states
from emulation.rules.periods import local_date
from kernel.actors import Actor, Place

APPROVE, CHASE = "correction", "chase"


@dataclass(frozen=True)
class Errand:
    """``about`` names the page as notices do; ``month`` and ``deadline`` are empty where there is none."""

    act: str
    count: int
    campaign_name: str
    about: Mapping[str, str]
    month: str = ""
    deadline: datetime | None = None
    late: bool = False


def errands(*, by: Actor, chart: units.Chart, at: datetime) -> list[Errand]:
    return _corrections(by, at) + _gaps(by, chart, at)


def _corrections(by: Actor, at: datetime) -> list[Errand]:
    """Corrections that wait for a second person, who is not the one that asked."""
    if "approve" not in states.CORRECTION.possible(states.PROPOSED, by.roles_over(Place(by.authority))):
        return []
    mine = Q(proposed_by__in=by.accounts)
    rows = visibility.corrections(by, local_date(at)).filter(~mine, state=states.PROPOSED)
    counted = rows.order_by().values_list("evaluation__campaign_id", "evaluation__campaign__name")
    return [
        Errand(APPROVE, count, name, {"page": "corrections", "campaign": str(campaign)})
        for campaign, name, count in counted.annotate(count=Count("pk")).order_by("evaluation__campaign__name")
    ]


def _gaps(by: Actor, chart: units.Chart, at: datetime) -> list[Errand]:
    """Months whose deadline is near or past and for which units have not handed in."""
    return [
        Errand(
            CHASE,
            count,
            row.campaign.name,
            {"page": "chase", "campaign": str(row.campaign_id), "month": row.month},
            month=row.month,
            deadline=row.deadline,
            late=at > row.deadline,
        )
        for row, count in chase.gaps(by=by, chart=chart, at=at)
    ]
