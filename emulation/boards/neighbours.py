"""What a dossier or a decision leads to and comes from, as far as its reader may see it: so that nobody has to search for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from emulation import award_visibility
from emulation.commendation import payments
from emulation.decisions.lists import full_number
from emulation.models import CouncilSession, Decision, Nomination, PaymentList
from emulation.rules.awards import states
from emulation.rules.periods import local_date
from kernel.actors import Actor


@dataclass(frozen=True)
class Neighbours:
    """Decisions with their numbers, empty before they have one."""

    dossiers: list[Nomination] = field(default_factory=list)
    sessions: list[CouncilSession] = field(default_factory=list)
    decisions: list[tuple[Decision, str]] = field(default_factory=list)
    payment_lists: list[PaymentList] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.dossiers or self.sessions or self.decisions or self.payment_lists)


def _sessions(dossiers: Iterable[Nomination], by: Actor) -> list[CouncilSession]:
    rows = award_visibility.council_sessions(by).filter(items__line__nomination__in=list(dossiers))
    return list(rows.distinct().order_by("held_on", "number"))


def of_dossier(row: Nomination, *, by: Actor) -> Neighbours:
    rows = award_visibility.decisions(by).filter(Q(nominations=row) | Q(awards__line__nomination=row))
    found = rows.exclude(state=states.DISCARDED).select_related("authority").distinct().order_by("drafted_at")
    return Neighbours(sessions=_sessions([row], by), decisions=[(one, full_number(one)) for one in found])


def of_decision(row: Decision, *, by: Actor) -> Neighbours:
    seen = award_visibility.nominations(by, local_date(row.drafted_at))
    dossiers = list(seen.filter(Q(decisions=row) | Q(lines__awards__decision=row)).distinct().order_by("title"))
    paid = payments.seen(by).filter(bonuses__decision=row).distinct().order_by("drafted_at")
    return Neighbours(dossiers=dossiers, sessions=_sessions(dossiers, by), payment_lists=list(paid))
