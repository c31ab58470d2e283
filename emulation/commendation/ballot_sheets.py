"""Acts on a whole list at once, as councils vote on lists: all votes opened, one sheet with every vote, all counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from emulation.commendation import ballot_counts, ballots, council_sessions
from emulation.models import SessionItem
from emulation.rules.awards.council_states import CLOSED, OPEN, WAITING
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop


def _items(session_id: str, state: str, *, by: Actor) -> list[SessionItem]:
    """The items of a session in a state, the session locked: sheets come one after the other."""
    row = council_sessions.hold(session_id, by=by)
    return list(row.items.filter(state=state).select_related("choice").order_by("number"))


def _locked(rows: Sequence[SessionItem]) -> list[SessionItem]:
    """These items, each locked for what is done with its vote."""
    locked = SessionItem.objects.select_for_update(of=("self",))
    locked = locked.select_related("session__council", "line__nomination", "choice")
    return list(locked.filter(pk__in=[row.pk for row in rows]).order_by("number"))


def _going_on(rows: Sequence[SessionItem]) -> list[SessionItem]:
    """`_locked` of a session that goes on. Raises `WrongState` where it does not."""
    if rows:
        council_sessions.require_state(rows[0].session, OPEN)
    return _locked(rows)


@transaction.atomic
def open_all(session_id: str, *, by: Actor, at: datetime) -> list[int]:
    """Open every vote that waits, but for those on whom a choice among equals is still to be made. Answers their numbers."""
    rows = [row for row in _items(session_id, WAITING, by=by) if row.choice is None or row.choice.state == CLOSED]
    return [row.number for row in ballots.open_items(_going_on(rows), by=by, at=at)]


@transaction.atomic
def close_all(session_id: str, *, by: Actor, at: datetime) -> list[int]:
    """Close and count every vote that is open. Answers their numbers."""
    rows = _going_on(_items(session_id, OPEN, by=by))
    return [row.number for row in ballot_counts.close_items(rows, by=by, at=at)]


@transaction.atomic
def vote(
    session_id: str, choices: Mapping[int, str], *, receipts: Mapping[int, str], by: Actor, at: datetime
) -> dict[int, str]:
    """Vote on several open items, all or none. ``receipts`` were drawn by lot, one for each secret item, so that a voter's
    ballots cannot be joined; answers those that were used."""
    known = {row.number: row for row in _items(session_id, OPEN, by=by)}
    unknown = [number for number in choices if number not in known]
    if unknown or not choices:
        message = gettext_noop("Nội dung số %(number)s không đang được biểu quyết.")
        faults = [Problem("session_item.not_open", message, f"choices.{one}", {"number": one}) for one in unknown]
        raise Invalid("session_item.sheet", gettext_noop("Lá phiếu có chỗ sai; chưa ghi gì."), problems=faults)
    secret = [number for number in sorted(choices) if known[number].secret]
    open_ = _locked([known[number] for number in choices if number not in secret])
    ballots.vote_on(open_, choices, by=by, at=at)
    return {
        number: ballots.cast(str(known[number].pk), choices[number], receipt=receipts[number], by=by, at=at)
        for number in secret
    }
