"""The act that proposes, for a unit's month, to note down as away whoever the records say did not serve."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from emulation import evaluations
from emulation.desks import UNIT_ITSELF, Desk, Line
from emulation.rules import states
from emulation.service_times import Facts
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop


def _note(facts: Facts) -> str:
    """What the records say. The layers of a sheet are read by many: why somebody is away is not said there."""
    joined = f", vào cơ quan từ {facts.joined:%d/%m/%Y}" if facts.joined else ""
    return f"Theo sổ theo dõi nghỉ: làm việc {facts.service.days} trong {facts.service.working} ngày làm việc của tháng{joined}."


def _proposed(desk: Desk) -> Sequence[Line]:
    """One line for everybody who was away all month and of whom nothing is written, or an empty draft."""
    lines = []
    for person in desk.postings:
        facts, sheet = desk.facts.get(person), desk.evaluations.get(person)
        begun = sheet is not None and bool(sheet.scores or sheet.vetoes or sheet.absent)
        open_ = sheet is None or sheet.state in (states.DRAFT, states.RETURNED)
        if facts is not None and facts.absent and open_ and not begun:
            lines.append(Line(person, absent=True, note=_note(facts)))
    return lines


@transaction.atomic
def propose(campaign_id: str, month: str, unit: str, *, by: Actor, at: datetime) -> int:
    """Write a line of absence for everybody of a unit who did not serve in the month, by the records; answers how many. Whoever
    has points keeps them: that is for the unit to mend. Raises `Missing` where the records say of nobody that they were away."""
    desk = evaluations.open_desk(campaign_id, month, unit, by=by, subjects=())
    states.EVALUATION.step(states.DRAFT, "save", desk.roles(by, UNIT_ITSELF))
    if not any(facts.absent for person, facts in desk.facts.items() if person in desk.postings):
        message = gettext_noop("Theo sổ theo dõi nghỉ, không ai vắng cả tháng này.")
        raise Missing("service.nobody_away", message)
    written, _ = evaluations.write_lines(desk, _proposed(desk), by=by, at=at)
    return written
