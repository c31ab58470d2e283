"""What was already decided about those whom a revision of a ranking places otherwise: awards in signed decisions."""

from collections.abc import Iterable
from dataclasses import dataclass

from emulation.models import Award, Ranking
from emulation.rules import states
from emulation.rules.appeals import placed_otherwise
from emulation.rules.revisions import Change


@dataclass(frozen=True)
class Affected:
    """An award in a signed decision, and how its recipient's place moved since."""

    award: Award
    change: Change
    number: str
    """In the award register: book, number and year."""


def by_revision(row: Ranking, changes: Iterable[Change]) -> list[Affected]:
    """Awards of the campaign's signed decisions to those who are placed otherwise, in the order of the decisions. Whether
    they stand is for people: nothing here withdraws an award."""
    moved = {change.subject: change for change in placed_otherwise(changes)}
    if not moved:
        return []
    rows = Award.objects.filter(authority_id=row.authority_id, decision__campaign=row.campaign_id)
    rows = rows.filter(decision__state=states.SIGNED).select_related(
        "decision", "award_type", "unit", "person", "register_entry"
    )
    of_people = row.subjects == Ranking.PEOPLE
    rows = rows.filter(person__code__in=moved) if of_people else rows.filter(person=None, unit__code__in=moved)
    return [_affected(award, moved) for award in rows.order_by("decision__decided_on", "decision__number", "place")]


def _affected(award: Award, moved: dict[str, Change]) -> Affected:
    entry = getattr(award, "register_entry", None)
    number = f"{entry.number}/{entry.year}" if entry else ""
    return Affected(award, moved[award.person.code if award.person else award.unit.code], number)
