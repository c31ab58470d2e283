"""What comes down again: a dossier given back by the level above, or its answer for each nominee, told to the level below."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from emulation.commendation import awards_above, nomination_desk, nomination_lines
from emulation.commendation.awards_above import Paper
from emulation.decisions.lists import full_number
from emulation.events import ForwardingMoved, NominationMoved
from emulation.files import account_of
from emulation.models import Award, ForwardedLine, Forwarding, Nomination, NominationStep
from emulation.rules.awards import forwarding as rules
from emulation.rules.awards.states import APPRAISED, CONSIDERED, DECIDED, FORWARDED, GIVEN_BACK, SIGNED
from kernel import ledger
from kernel.actors import SYSTEM, Actor, system_actor
from kernel.text import gettext_noop, paragraphs


@dataclass(frozen=True)
class Result:
    """What the level above says of one nominee; ``award`` is the code where another award was given than asked for, ``paper`` the
    decision where it is not that of the whole answer."""

    outcome: str
    award: str = ""
    reason: str = ""
    paper: Paper | None = None


@dataclass(frozen=True)
class Answer:
    """The whole answer, by the id of each line at the level below, under the decision of the level above, if any was given."""

    results: Mapping[str, Result]
    number: str = ""
    decided_on: date | None = None

    def paper_of(self, one: ForwardedLine) -> Paper | None:
        """The decision that gave a nominee an award, if any did."""
        result = self.results[str(one.line_id)]
        if result.outcome not in (rules.PASS, rules.LOWER):
            return None
        if result.paper or not self.number or self.decided_on is None:
            return result.paper
        return Paper(self.number, self.decided_on, one.forwarding.to)


def _moved(row: Forwarding, act: str, *, reason: str = "", by: Actor, at: datetime) -> None:
    """Bring what was sent up on, with its step in the dossier and one event."""
    row.state = rules.FORWARDING.step(row.state, act, by.roles | {SYSTEM})
    row.save()
    dossier = row.nomination
    lines = [
        {
            **nomination_lines.told(one.line),
            "asked": one.award_code,
            "outcome": one.outcome,
            "award": one.award,
            "reason": one.reason,
        }
        for one in row.lines.select_related("line__unit", "line__person", "line__achievement")
        if one.outcome
    ]
    event = ForwardingMoved(
        authority=row.authority_id,
        forwarding=str(row.pk),
        nomination=str(dossier.pk),
        unit=dossier.unit.code,
        act=act,
        state=row.state,
        title=dossier.title,
        to=row.to,
        reason=reason,
        decision=row.decision_number,
        decided_on=row.decided_on.isoformat() if row.decided_on else "",
        lines=lines,
    )
    ledger.record(event, by=by, at=at)


def _dossier(row: Forwarding, act: str, *, reason: str, by: Actor, at: datetime) -> None:
    """The dossier below goes on with what was sent as a whole; where a part was sent it notes the step, and is decided with the
    answer where nobody else is left."""
    dossier = Nomination.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.nomination_id)
    if row.whole and dossier.state == FORWARDED:
        nomination_desk.move(dossier, act, reason=reason, held=frozenset({SYSTEM}), by=by, at=at)
        return
    about = {"authority_id": dossier.authority_id, "nomination": dossier, "act": act, "state": dossier.state}
    NominationStep.objects.create(**about, reason=reason, by_id=account_of(by), at=at)
    if act == "hear" and dossier.state in (CONSIDERED, APPRAISED) and not _waited_for(dossier):
        nomination_desk.move(dossier, "decide", reason=reason, held=frozenset({SYSTEM}), by=by, at=at)


def _waited_for(dossier: Nomination) -> bool:
    """Whether somebody of a dossier can still be awarded, here or by an answer from above."""
    live = Forwarding.objects.filter(nomination=dossier, state__in=rules.LIVE)
    return live.exists() or bool(nomination_desk.undecided(dossier))


def come_down(row: Forwarding, *, reason: str, by: Actor, at: datetime) -> Forwarding:
    """Given back with a reason: what went as a whole is to be appraised anew."""
    row.reason, row.answered_by_id, row.answered_at = reason, account_of(by), at
    _moved(row, "come_back", reason=reason, by=by, at=at)
    _dossier(row, "come_back", reason=reason, by=by, at=at)
    return row


def settle(row: Forwarding, answer: Answer, *, by: Actor, at: datetime) -> Forwarding:
    """Answered: what became of each nominee is written at its line."""
    row.decision_number, row.decided_on = answer.number, answer.decided_on
    row.answered_by_id, row.answered_at = account_of(by), at
    lines = list(row.lines.select_related("forwarding", "line__nomination", "line__unit", "line__person"))
    for one in lines:
        result = answer.results[str(one.line_id)]
        one.outcome, one.award, one.reason = result.outcome, result.award, paragraphs(result.reason)
    ForwardedLine.objects.bulk_update(lines, ["outcome", "award", "reason"], batch_size=100)
    awards_above.enter(row, {one: answer.paper_of(one) for one in lines}, by=by, at=at)
    _moved(row, "hear", by=by, at=at)
    _dossier(row, "hear", reason=answer.number, by=by, at=at)
    return row


NOT_ADVISED = gettext_noop("Hội đồng cấp trên không đề nghị khen thưởng.")
NOT_DECIDED = gettext_noop("Cấp trên không quyết định khen thưởng.")


def _result(one: ForwardedLine, award: Award | None, next_: ForwardedLine | None) -> Result:
    """What the own dossier of the level above arrived at; ``next_`` is where it sent the nominee on to yet another level."""
    line = one.above
    reason = line.outcome_reason if line else ""
    if award:
        code, paper = award.award_type.code, awards_above.paper_of(award.decision)
        same = code == one.award_code
        return Result(rules.PASS, paper=paper) if same else Result(rules.LOWER, code, reason, paper)
    if next_:
        given = next_.award or next_.award_code
        other = given if given != one.award_code else ""
        return Result(next_.outcome or rules.HIGHER, other, next_.reason or reason)
    if reason:
        return Result(rules.FAIL, "", reason)
    return Result(rules.FAIL, "", NOT_ADVISED if line and line.recommended is False else NOT_DECIDED)


def _answer(row: Forwarding) -> Answer:
    lines = list(row.lines.select_related("above"))
    above = [one.above_id for one in lines]
    given = Award.objects.filter(line__in=above, decision__state=SIGNED, replaces=None)
    awards: dict[object, Award] = {
        award.line_id: award for award in given.select_related("award_type", "decision__authority").order_by("pk")
    }
    gone = ForwardedLine.objects.filter(line__in=above).exclude(forwarding__state=rules.SENT_BACK)
    on_up: dict[object, ForwardedLine] = {one.line_id: one for one in gone.select_related("forwarding")}
    results = {str(one.line_id): _result(one, awards.get(one.above_id), on_up.get(one.above_id)) for one in lines}
    decision = next((award.decision for award in awards.values()), None)
    if decision:
        return Answer(results, full_number(decision), decision.decided_on)
    heard = next((one.forwarding for one in on_up.values() if one.forwarding.decision_number), None)
    return Answer(results, heard.decision_number, heard.decided_on) if heard else Answer(results)


@transaction.atomic
def follow_above(event: NominationMoved, at: datetime) -> str:
    """Tell the level below what became of a dossier that came from it: taken in, given back, decided. Answers the act; nothing
    for a dossier that did not come from below, and nothing twice."""
    row = Forwarding.objects.select_for_update(of=("self",)).filter(arrival_id=UUID(event.nomination)).first()
    if row is None or row.state not in rules.LIVE:
        return ""
    by = system_actor(row.authority_id)
    if event.act == "receive" and row.state == rules.SENT:
        _moved(row, "take_in", by=by, at=at)
        return "take_in"
    if event.state == GIVEN_BACK:
        come_down(row, reason=event.reason, by=by, at=at)
        return "come_back"
    if event.state == DECIDED:
        settle(row, _answer(row), by=by, at=at)
        return "hear"
    return ""
