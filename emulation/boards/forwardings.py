"""Reads for what goes between two levels: how what was sent up stands, and where a dossier came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from emulation import award_names, units
from emulation.commendation import subordinations
from emulation.models import ForwardedLine, Forwarding, Nomination, Subordination
from emulation.rules.access import AUTHORITY_HEAD
from emulation.rules.awards import forwarding as rules
from kernel.actors import Actor, Place


@dataclass(frozen=True)
class SentLine:
    """One nominee that was sent up, with names; ``given`` is the award that came of it, where it is another than asked for."""

    row: ForwardedLine
    name: str
    award: str
    given: str


@dataclass(frozen=True)
class Sent:
    """What was sent up once; ``on_paper`` says that its answer is entered by hand, ``acts`` what the actor may enter now."""

    row: Forwarding
    lines: list[SentLine]
    on_paper: bool
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """All that happened between levels with one dossier: where it came from, what was sent up, and where it may be sent."""

    came: Forwarding | None
    sent: list[Sent]
    superiors: list[Subordination]

    @property
    def above(self) -> list[tuple[str, str]]:
        return [(row.authority_id, row.authority.name) for row in self.superiors]


def _lines(row: Forwarding, chart: units.Chart, names: Mapping[str, str]) -> list[SentLine]:
    found = []
    for one in row.lines.all():
        line = one.line
        unit = chart.units[line.unit.code].name if line.unit.code in chart.units else line.unit.code
        name = line.person.full_name if line.person else line.household or unit
        given = names.get(one.award, one.award) if one.award else ""
        found.append(SentLine(one, name, names.get(one.award_code, one.award_code), given))
    return found


def came_from(nomination: Nomination) -> Forwarding | None:
    return Forwarding.objects.filter(arrival=nomination).select_related("authority").first()


def sent_up(nomination: Nomination) -> list[Forwarding]:
    rows = Forwarding.objects.filter(nomination=nomination).select_related("target", "sent_by", "answered_by")
    return list(rows.prefetch_related("lines__line__person", "lines__line__unit"))


def between(nomination: Nomination, *, by: Actor, on: date) -> Between:
    """In a fixed number of queries."""
    sent = sent_up(nomination)
    held = by.roles_over(Place(nomination.authority_id))
    chart = units.chart(nomination.authority_id, on) if sent else units.Chart(nomination.authority_id, on, {})
    names = award_names.spoken() | award_names.spoken(on) if sent else {}
    shown = [
        Sent(
            row,
            _lines(row, chart, names),
            row.target_id is None,
            rules.FORWARDING.possible(row.state, held) if row.target_id is None else (),
        )
        for row in sent
    ]
    superiors = subordinations.above(by.authority, on) if AUTHORITY_HEAD in held else []
    return Between(came_from(nomination), shown, superiors)
