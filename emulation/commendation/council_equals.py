"""Equals on the boundary of a quota among those on the agenda: nobody of them is in by himself, the council chooses."""

from dataclasses import dataclass

from emulation.commendation import quota_counters
from emulation.models import CouncilSession, Nomination, SessionItem
from emulation.rules.awards.ballots import LINE, MOST_EQUALS
from emulation.rules.awards.council_states import WAITING


@dataclass(frozen=True)
class Equals:
    """Numbers on the agenda, and how many places of the quota are left for them."""

    award: str
    numbers: tuple[int, ...]
    seats: int


def _subject(item: SessionItem) -> str:
    line = item.line
    if line is None:
        return ""
    return line.person.code if line.person else line.unit.code


def equals(row: CouncilSession) -> list[Equals]:
    """The ties on boundaries that a choice could settle: those of whom everybody waits on this agenda, each once."""
    waiting = row.items.filter(kind=LINE, state=WAITING, choice=None)
    items = list(waiting.select_related("line__person", "line__unit", "line__nomination"))
    numbers = {(item.award_code, _subject(item)): item.number for item in items}
    dossiers = Nomination.objects.filter(pk__in={item.line.nomination_id for item in items if item.line})
    found: dict[Equals, None] = {}
    for dossier in dossiers.order_by("pk"):
        for capped in quota_counters.counters(dossier, on=row.held_on):
            for counter in capped.counters:
                tied = [numbers.get((capped.award, subject)) for subject in counter.contested]
                here = tuple(sorted(number for number in tied if number is not None))
                seats = counter.limit - len(counter.within)
                if len(here) == len(tied) and 0 < seats < len(here) <= MOST_EQUALS:
                    found[Equals(capped.award, here, seats)] = None
    return list(found)
