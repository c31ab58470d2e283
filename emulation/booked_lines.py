"""What is booked on subjects of a month, as scores, live boards and explanations read it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from emulation.models import Booking, CampaignMonth, Ranking
from emulation.rules import states
from emulation.rules.bookings import together
from emulation.rules.exact import exact_text
from emulation.rules.nodes import BOOKED
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import Entry


@dataclass
class Entered:
    """The points of a subject on the leaves that are booked, its vetoes, and the lines behind both."""

    sheet: dict[str, Decimal] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()
    lines: list[dict[str, Any]] = field(default_factory=list)


NOTHING = Entered()


def entered(
    scheme: Scheme, month: CampaignMonth, subjects: str, codes: Collection[str] | None = None
) -> dict[str, Entered]:
    """By code of the unit or person what is booked in this month; of all, or of those named."""
    if not scheme.vetoes and not scheme.leaf_codes(source=BOOKED):
        return {}
    people = subjects == Ranking.PEOPLE
    rows = Booking.objects.filter(month=month, state=states.BOOKED, person__isnull=not people)
    if codes is not None:
        rows = rows.filter(**{"person__code__in" if people else "unit__code__in": codes})
    found: dict[str, list[Booking]] = {}
    for row in rows.select_related("unit", "person"):
        found.setdefault(row.person.code if row.person else row.unit.code, []).append(row)
    return {code: _entered(scheme, own) for code, own in found.items()}


def _entered(scheme: Scheme, rows: list[Booking]) -> Entered:
    points = [(row.criterion, row.points) for row in rows if row.points is not None]
    return Entered(
        sheet=together(scheme.leaves, points),
        vetoes=tuple(sorted({row.veto for row in rows if row.veto})),
        lines=[line_of(row) for row in rows],
    )


def with_booked(
    own: Entered | None, sheet: Mapping[str, Entry], vetoes: Sequence[str], inputs: dict[str, Any]
) -> tuple[dict[str, Entry], list[str]]:
    """Sheet and vetoes of a subject with what is booked on it; an empty sheet is nobody's and stays empty. The lines are kept
    in its inputs."""
    if own is None:
        return dict(sheet), list(vetoes)
    inputs["booked"] = own.lines
    return {**sheet, **own.sheet} if sheet else {}, sorted({*vetoes, *own.vetoes})


def line_of(row: Booking) -> dict[str, Any]:
    """The line as it stands in the frozen inputs of whom it concerns."""
    return {
        "booking": str(row.pk),
        "kind": row.kind,
        "code": row.source_code,
        "criterion": row.criterion,
        "points": None if row.points is None else exact_text(row.points),
        "veto": row.veto,
        "reason": row.reason,
    }
