"""Reads for the pages of booked points: those of a campaign, and one with what may be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Value, When

from emulation import units, visibility
from emulation.boards import campaigns
from emulation.models import Booking, Campaign, Ranking
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.booked_policies import KIND_TITLES
from emulation.rules.nodes import Title
from emulation.rules.periods import Month, local_date
from emulation.schemes import scheme_of
from kernel.actors import Actor, Place
from kernel.errors import Missing
from kernel.text import gettext_noop

PAGE = 50
_JOINED = ("unit", "person", "month", "proposed_by", "decided_by", "reversed_by")


@dataclass(frozen=True)
class Row:
    """A booking with the names of whom and what it is about; ``sign`` is − where its points are taken off."""

    booking: Booking
    name: str
    unit_name: str
    kind: str
    title: Title
    sign: str


@dataclass(frozen=True)
class ListBoard:
    campaign: Campaign
    rows: list[Row]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class Board:
    """One booking; ``acts`` are those that this reader may try, ``own`` says that they proposed it."""

    row: Row
    campaign: Campaign
    acts: tuple[str, ...]
    own: bool


def listed(campaign_id: str, page: int = 1, *, by: Actor, at: datetime) -> ListBoard:
    """What the reader may see, waiting ones first, then the newest."""
    campaign = campaigns.find(campaign_id, by=by)
    seen = visibility.bookings(by, local_date(at)).filter(campaign=campaign)
    first = Case(When(state=states.PROPOSED, then=Value(0)), default=Value(1))
    total = seen.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = seen.select_related(*_JOINED).order_by(first, "-proposed_at", "-id")[(page - 1) * PAGE : page * PAGE]
    return ListBoard(campaign, _rows(campaign, list(rows)), page, pages, total)


def find(booking_id: str, *, by: Actor, at: datetime) -> Booking:
    """A booking that the reader may see. Raises `Missing`."""
    row = visibility.bookings(by, local_date(at)).filter(pk=booking_id).select_related(*_JOINED, "campaign").first()
    if row is None:
        raise Missing("booking.missing", gettext_noop("Không có mục ghi điểm này."))
    return row


def booking(booking_id: str, *, by: Actor, at: datetime) -> Board:
    row = find(booking_id, by=by, at=at)
    campaign = campaigns.find(str(row.campaign_id), by=by)
    own = str(row.proposed_by_id) == by.account
    roles = by.roles_over(Place(by.authority))
    acts = tuple(act for act in states.BOOKING.possible(row.state, roles) if not (own and act == "book"))
    (shown,) = _rows(campaign, [row])
    return Board(shown, campaign, acts, own)


def _rows(campaign: Campaign, rows: Sequence[Booking]) -> list[Row]:
    charts = {
        row.month.month: units.chart(campaign.authority_id, Month.parse(row.month.month).last_day) for row in rows
    }
    return [_row(campaign, row, charts[row.month.month].units[row.unit.code].name) for row in rows]


def _row(campaign: Campaign, row: Booking, unit_name: str) -> Row:
    version = version_of(campaign, Ranking.PEOPLE if row.person else Ranking.UNITS)
    scheme = scheme_of(version) if version else None
    title, sign = Title(""), ""
    if scheme and row.criterion:
        node = scheme.nodes[row.criterion]
        title, sign = node.title, "−" if node.kind == "deduction" else "+"
    elif scheme:
        title = scheme.veto_by_code[row.veto].title
    name = row.person.full_name if row.person else unit_name
    return Row(row, name, unit_name, KIND_TITLES[row.kind], title, sign)
