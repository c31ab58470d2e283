"""Acts that count a council's votes: percentages exact, secret ballots out of their box at once, ties left to the chair."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from emulation.commendation import ballot_boxes, ballots, council_minutes, council_rules, council_sessions
from emulation.events import CouncilTieBroken, CouncilVoteCounted
from emulation.models import Attendance, BallotBox, CouncilMember, CouncilSession, SecretBallot, SessionItem
from emulation.rules.awards.ballots import CHOICE, Outcome, Rule, Turnout, choose, outcome, quorum_of, tally
from emulation.rules.awards.council_states import CLOSED, SESSION_ITEM, TIED, WAITING
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, paragraphs


@dataclass(frozen=True)
class Bench:
    """The council on the day of a session: its members, and who takes part how."""

    members: Sequence[CouncilMember]
    ways: Mapping[str, str]


def bench_of(session: CouncilSession) -> Bench:
    return Bench(council_sessions.members(session), council_sessions.ways(session))


def turnout(row: SessionItem, bench: Bench) -> Turnout:
    """The figures that percentages are taken of."""
    there = {seat for seat, way in bench.ways.items() if way in Attendance.THERE}
    recused = {str(one.member_id) for one in row.recusals.all()}
    return Turnout(
        members=len(bench.members),
        present=len(there),
        written=sum(council_minutes.voters(row).values()),
        recused=len(recused),
        recused_present=len(recused & there),
    )


def _unseal(row: SessionItem) -> list[str]:
    """Take all ballots out of the box at once, in the order of their receipts, and leave the box empty. Raises `WrongState`
    where it does not hold as many as voted: then nothing of it is counted."""
    box = BallotBox.objects.get(item=row)
    found, _ = ballot_boxes.open_(str(row.pk), box.sealed)
    if len(found) != len(row.marks.all()):
        message = gettext_noop("Số phiếu trong hòm khác số người đã bỏ phiếu; không kiểm phiếu được.")
        raise WrongState("session_item.box_differs", message, state=row.state)
    rows = [SecretBallot(item=row, receipt=one.receipt, choice=one.choice) for one in found]
    SecretBallot.objects.bulk_create(rows)
    box.delete()
    return [one.choice for one in found]


def rule_of(row: SessionItem) -> Rule:
    if row.threshold is None:
        raise ValueError("a choice among equals has no threshold")
    rule = Rule(row.threshold, row.denominator, row.secret, row.recused_leave, row.written, row.quorum, row.article)
    return replace(rule, strict=row.strict)


def _require_answers(row: SessionItem, cast_: int, members: int) -> None:
    """By writing it is the answers that make the quorum."""
    if row.session.form != CouncilSession.WRITING:
        return
    wanted = quorum_of(row.session.quorum, members)
    if cast_ < wanted:
        message = gettext_noop("Mới có %(count)s ý kiến, cần ít nhất %(needed)s.")
        raise WrongState("session_item.too_few_answers", message, state=row.state, count=cast_, needed=wanted)


def _require_hidden(row: SessionItem, cast_: int) -> None:
    """A count of one or two secret ballots would tell how those one or two voted."""
    fewest = council_rules.fewest_secret(row) if row.secret and cast_ else 0
    if cast_ < fewest:
        message = gettext_noop("Mới có %(count)s phiếu kín; cần ít nhất %(needed)s phiếu để không lộ ai bầu thế nào.")
        raise WrongState("session_item.would_tell", message, state=row.state, count=cast_, needed=fewest)


def _told(result: Outcome) -> dict[str, Any]:
    return {
        "yes": result.yes,
        "denominator": result.denominator,
        "needed": result.needed,
        "parts": [part.to_data() for part in result.parts],
    }


@transaction.atomic
def close_item(item_id: str, *, by: Actor, at: datetime) -> SessionItem:
    """Close the vote on an item and count it."""
    return close_items([ballots.hold(item_id, by=by)], by=by, at=at)[0]


def close_items(rows: Sequence[SessionItem], *, by: Actor, at: datetime) -> list[SessionItem]:
    """`close_item` of several items of one session, which are locked: the council and all open votes are read once."""
    if not rows:
        return []
    prefetch_related_objects(rows, "recusals", "votes", "marks")
    bench, held = bench_of(rows[0].session), council_sessions.roles(by)
    for row in rows:
        row.state = SESSION_ITEM.step(row.state, "close", held)
        _count(row, bench, by=by, at=at)
    SessionItem.objects.bulk_update(rows, ["state", "passed", "result", "closed_at"], batch_size=100)
    for row in rows:
        if row.kind == CHOICE and row.state == CLOSED:
            _follow(row, at)
    return list(rows)


def _count(row: SessionItem, bench: Bench, *, by: Actor, at: datetime) -> None:
    voted = council_minutes.voters(row)
    _require_answers(row, len(voted), len(bench.members))
    _require_hidden(row, len(voted))
    choices = _unseal(row) if row.secret else [one.choice for one in row.votes.all()]
    if row.kind == CHOICE:
        _close_choice(row, choices)
    else:
        count = tally(choices)
        result = outcome(rule_of(row), turnout(row, bench), count)
        row.passed, row.result = result.passed, {**_told(result), "no": count.no, "abstain": count.abstain}
    row.closed_at = at
    accounts = [str(one.account_id) for one in bench.members if str(one.pk) in voted]
    event = CouncilVoteCounted(
        authority=row.authority_id,
        item=str(row.pk),
        session=str(row.session_id),
        number=row.number,
        secret=row.secret,
        voted=sorted(accounts),
        passed=row.passed,
        result=row.result,
    )
    ledger.record(event, by=by, at=at)


def _close_choice(row: SessionItem, choices: Iterable[str]) -> None:
    """Rank equals; a tie on the boundary waits for the chair."""
    found = choose(ballots.candidates(row), choices, row.seats or 0)
    row.state = TIED if found.tied else CLOSED
    row.result = {
        "votes": dict(found.votes),
        "chosen": list(found.chosen),
        "tied": list(found.tied),
        "parts": [part.to_data() for part in found.parts],
    }


def _follow(row: SessionItem, at: datetime) -> None:
    """Who was not chosen is not voted on any more: the places of the quota are gone."""
    chosen = set(row.result["chosen"])
    for item in row.candidates.filter(state=WAITING):
        if str(item.number) not in chosen:
            message = gettext_noop("Không được chọn ở nội dung số %(number)s (còn %(seats)s suất).")
            part = {"message": message, "params": {"number": row.number, "seats": row.seats}}
            item.state, item.passed, item.closed_at, item.result = CLOSED, False, at, {"parts": [part]}
            item.save(update_fields=["state", "passed", "closed_at", "result"])


@transaction.atomic
def break_tie(item_id: str, numbers: Sequence[str], *, reason: str, by: Actor, at: datetime) -> SessionItem:
    """The chair gives the last places among those who are tied again, openly and with a reason."""
    row = ballots.hold(item_id, by=by)
    row.state = SESSION_ITEM.step(row.state, "break_tie", council_sessions.roles(by))
    if by.principal:
        message = gettext_noop("Chủ tịch Hội đồng tự quyết định khi bằng phiếu, không ủy quyền.")
        raise NotAllowed("session_item.by_deputy", message)
    left = (row.seats or 0) - len(row.result["chosen"])
    text, wanted = paragraphs(reason), sorted(set(numbers), key=int)
    if not text or len(wanted) != left or not set(wanted) <= set(row.result["tied"]):
        message = gettext_noop("Hãy chọn đúng %(left)s người trong số bằng phiếu và ghi lý do.")
        problem = Problem("session_item.tie", message, "chosen", {"left": left})
        raise Invalid("session_item.tie", message, problems=[problem], left=left)
    part = {
        "message": gettext_noop("Bằng phiếu; Chủ tịch Hội đồng chọn số %(numbers)s: %(reason)s"),
        "params": {"numbers": ", ".join(wanted), "reason": text},
    }
    chosen = [*row.result["chosen"], *wanted]
    row.result = {**row.result, "chosen": chosen, "parts": [*row.result["parts"], part]}
    row.save(update_fields=["state", "result"])
    _follow(row, at)
    event = CouncilTieBroken(
        authority=row.authority_id,
        item=str(row.pk),
        session=str(row.session_id),
        chosen=[int(one) for one in wanted],
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row
