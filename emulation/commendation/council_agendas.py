"""Acts on the agenda of a council's session: dossiers are brought and taken off; equals are put up to be chosen among."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from emulation.commendation import council_minutes, council_rules, council_sessions, nominations
from emulation.events import CouncilAgendaChanged
from emulation.models import CouncilSession, Nomination, NominationLine, Recusal, SessionItem
from emulation.rules.awards.ballots import CHOICE, LINE, MOST_EQUALS
from emulation.rules.awards.council_states import CONVENED, OPEN, WAITING
from emulation.rules.awards.states import IN_COUNCIL
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Missing, WrongState, invalid_at
from kernel.text import gettext_noop, paragraphs

VOTED_ON = (NominationLine.PASS, NominationLine.LOWER, NominationLine.HIGHER)
"""Outcomes of the appraisal that come before the council; who failed does not."""


def title_of(line: NominationLine) -> str:
    """Who is nominated, by value for the agenda."""
    if line.person:
        return line.person.full_name
    return line.household or council_minutes.unit_name(line.unit, line.nomination.received_on)


def _agenda(
    row: CouncilSession, act: str, nomination: str, items: Sequence[int], *, reason: str = "", by: Actor, at: datetime
) -> None:
    event = CouncilAgendaChanged(
        authority=row.authority_id,
        session=str(row.pk),
        act=act,
        nomination=nomination,
        items=list(items),
        reason=reason,
    )
    ledger.record(event, by=by, at=at)


def _next_number(row: CouncilSession) -> int:
    return (row.items.aggregate(last=Max("number"))["last"] or 0) + 1


def _item(row: CouncilSession, line: NominationLine, number: int) -> SessionItem:
    rule = council_rules.rule_of(line, on=row.held_on)
    if rule is None:
        message = gettext_noop("Chưa có quy định biểu quyết cho %(award)s trong bộ quy định đã ghim của hồ sơ.")
        raise invalid_at("council_session.no_rule", message, "nomination", award=line.final_award)
    return SessionItem(
        authority_id=row.authority_id,
        session=row,
        number=number,
        kind=LINE,
        line=line,
        title=title_of(line)[:500],
        award_code=line.final_award,
        threshold=rule.threshold,
        strict=rule.strict,
        denominator=rule.denominator,
        secret=rule.secret,
        recused_leave=rule.recused_leave,
        written=rule.written,
        quorum=rule.quorum,
        article=rule.article[:500],
    )


def _waits_for_a_session(nomination_id: str, *, by: Actor) -> bool:
    """Whether a dossier was brought before the council already and stands on no agenda yet."""
    rows = Nomination.objects.filter(pk=nomination_id, authority_id=by.authority, state=IN_COUNCIL)
    return rows.exclude(lines__council_items__session__state__in=(CONVENED, OPEN)).exists()


@transaction.atomic
def bring(session_id: str, nomination_id: str, *, by: Actor, at: datetime) -> list[SessionItem]:
    """Put an appraised dossier on the agenda: everybody in it whom the appraisal did not fail. Repeated it answers the same."""
    row = council_sessions.hold(session_id, by=by)
    council_sessions.require_convener(by)
    known = list(row.items.filter(line__nomination_id=nomination_id))
    if known:
        return known
    council_sessions.require_state(row, CONVENED, OPEN)
    if not _waits_for_a_session(nomination_id, by=by):
        nominations.bring(nomination_id, by=by, at=at)
    lines = NominationLine.objects.filter(nomination_id=nomination_id, outcome__in=VOTED_ON)
    found = list(lines.select_related("nomination", "person", "unit").order_by("place"))
    if not found:
        message = gettext_noop("Hồ sơ không có ai đủ điều kiện để đưa ra Hội đồng.")
        raise invalid_at("council_session.nobody_to_vote_on", message, "nomination")
    items = [_item(row, line, number) for number, line in enumerate(found, _next_number(row))]
    SessionItem.objects.bulk_create(items)
    _agenda(row, "bring", str(nomination_id), [one.number for one in items], by=by, at=at)
    return items


@transaction.atomic
def take_off(session_id: str, nomination_id: str, *, reason: str, by: Actor, at: datetime) -> CouncilSession:
    """Take a dossier off the agenda, with the reason, before anything of it was voted on."""
    row = council_sessions.hold(session_id, by=by)
    council_sessions.require_convener(by)
    council_sessions.require_state(row, CONVENED, OPEN)
    items = list(row.items.filter(line__nomination_id=nomination_id))
    if not items:
        raise Missing("council_session.not_on_agenda", gettext_noop("Hồ sơ này không có trong chương trình họp."))
    if any(item.state != WAITING or item.choice_id for item in items):
        message = gettext_noop("Đã mở biểu quyết hoặc đang xét cùng người khác nên không rút hồ sơ được nữa.")
        raise WrongState("council_session.voted_on", message, state=row.state)
    nominations.take_off(nomination_id, reason=reason, by=by, at=at)
    Recusal.objects.filter(item__in=items).delete()
    row.items.filter(line__nomination_id=nomination_id).delete()
    numbers = [item.number for item in items]
    _agenda(row, "take_off", str(nomination_id), numbers, reason=paragraphs(reason), by=by, at=at)
    return row


@transaction.atomic
def choose_among(
    session_id: str, numbers: Sequence[int], seats: int, *, secret: bool = True, by: Actor, at: datetime
) -> SessionItem:
    """Have the council choose among equals who share the boundary of a quota: the items of these numbers wait until it did, and
    who is not chosen is not voted on. Raises `Invalid` where there is nothing to choose."""
    row = council_sessions.hold(session_id, by=by)
    council_sessions.require_convener(by)
    council_sessions.require_state(row, CONVENED, OPEN)
    items = list(row.items.filter(number__in=numbers, kind=LINE, state=WAITING, choice=None))
    if len(items) != len(set(numbers)) or not 2 <= len(items) <= MOST_EQUALS:
        message = gettext_noop("Hãy chọn từ 2 đến 20 nội dung chưa biểu quyết trong chương trình.")
        raise invalid_at("council_session.equals", message, "items")
    if len({item.award_code for item in items}) > 1:
        message = gettext_noop("Chỉ chọn giữa những người cùng được đề nghị một danh hiệu, hình thức.")
        raise invalid_at("council_session.equals", message, "items")
    if not 0 < seats < len(items):
        message = gettext_noop("Số suất còn lại phải ít hơn số người để chọn.")
        raise invalid_at("council_session.seats", message, "seats")
    made = SessionItem.objects.create(
        authority_id=row.authority_id,
        session=row,
        number=_next_number(row),
        kind=CHOICE,
        title=", ".join(item.title for item in items)[:500],
        award_code=items[0].award_code,
        seats=seats,
        secret=secret,
        quorum=items[0].quorum,
    )
    SessionItem.objects.filter(pk__in=[item.pk for item in items]).update(choice=made)
    _agenda(row, "choose", "", [made.number, *sorted(numbers)], by=by, at=at)
    return made
