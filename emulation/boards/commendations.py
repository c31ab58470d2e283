"""Reads for the page of suggested commendations: who and why, with links to the sources, and what became of them."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator

from emulation import units, visibility
from emulation.models import CommendationSuggestion, EligibilityHold, Posting, in_force
from emulation.models.findings import held
from emulation.rules import states
from emulation.rules.access import COMMITTEE
from emulation.rules.commendations import REASONS
from emulation.rules.periods import local_date
from kernel.actors import Actor, Place
from kernel.errors import NotAllowed
from kernel.text import gettext_noop

PAGE = 50


@dataclass(frozen=True)
class Row:
    """``message`` with the ``figures`` says why; ``held`` that the eligibility is on hold by now; ``acts`` what may be done."""

    suggestion: CommendationSuggestion
    unit: str
    message: str
    held: bool
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Board:
    rows: list[Row]
    state: str
    page: int
    pages: int
    total: int


def listed(*, state: str = states.SUGGESTED, page: int = 1, by: Actor, at: datetime) -> Board:
    """The suggestions of one state, newest first. Raises `NotAllowed` for everybody but the committee."""
    if not visibility.holds(by, COMMITTEE):
        message = gettext_noop("Chỉ Hội đồng và thường trực xem gợi ý khen thưởng.")
        raise NotAllowed("commendation.not_allowed", message)
    on = local_date(at)
    rows = visibility.commendations(by).filter(state=state).select_related("unit", "person", "decided_by")
    pages = Paginator(rows, PAGE)
    shown = pages.get_page(page)
    names = {code: unit.name for code, unit in units.chart(by.authority, on).units.items()}
    barred = {kind: held(by.authority, kind, on) for kind in (EligibilityHold.UNIT, EligibilityHold.PERSON)}
    own = set(Posting.objects.filter(in_force(on), person__code__in=by.persons).values_list("unit_id", flat=True))
    acts = states.COMMENDATION.possible(state, by.roles_over(Place(by.authority)))
    found = [_row(one, names, barred, () if one.unit_id in own else acts) for one in shown.object_list]
    return Board(found, state, shown.number, pages.num_pages, pages.count)


def _row(
    one: CommendationSuggestion, names: dict[str, str], barred: dict[str, frozenset[str]], acts: tuple[str, ...]
) -> Row:
    kind, code = ("person", one.person.code) if one.person else ("unit", one.unit.code)
    on_hold = code in barred[kind]
    may = tuple(act for act in acts if not (on_hold and act == "take_up"))
    return Row(one, names.get(one.unit.code, one.unit.code), REASONS[one.kind], on_hold, may)
