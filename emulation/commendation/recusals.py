"""Who does not vote on an item: the nominee, who serves in the nominee's unit, who worked on the dossier, and who declares it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from emulation import reasons
from emulation.commendation import council_sessions
from emulation.events import CouncilMemberRecused
from emulation.models import CouncilMember, Nomination, NominationLine, Posting, Recusal, SessionItem, in_force
from emulation.rules.awards.council_states import CONVENED, OPEN, WAITING
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Missing, NotAllowed, WrongState
from kernel.text import gettext_noop

GROUND_TITLES = {
    Recusal.SELF: gettext_noop("chính là người được đề nghị"),
    Recusal.UNIT: gettext_noop("cùng đơn vị với người hoặc tập thể được đề nghị"),
    Recusal.WORKED: gettext_noop("đã lập, trình hoặc thẩm định hồ sơ"),
    Recusal.DECLARED: gettext_noop("xin không tham gia"),
}


def _lines(rows: Sequence[SessionItem]) -> dict[object, list[NominationLine]]:
    """The nominees that each item is about; a choice among equals is about all of them."""
    own = {row.pk: [row.line_id] for row in rows if row.line_id}
    choices = [row.pk for row in rows if not row.line_id]
    for choice, line in SessionItem.objects.filter(choice__in=choices).values_list("choice_id", "line_id"):
        own.setdefault(choice, []).append(line)
    ids = [id_ for each in own.values() for id_ in each if id_]
    known = NominationLine.objects.filter(pk__in=ids).select_related("nomination", "unit", "person").in_bulk()
    return {row.pk: [known[id_] for id_ in own.get(row.pk, []) if id_] for row in rows}


def _workers(row: Nomination) -> set[str]:
    return {str(id_) for id_ in (row.drafted_by_id, row.submitted_by_id, row.appraised_by_id) if id_}


def _grounds(
    lines: Sequence[NominationLine], seats: Sequence[CouncilMember], serving: Mapping[object, object]
) -> dict[str, str]:
    nominees = {line.person_id for line in lines if line.person_id}
    units = {line.unit_id for line in lines}
    workers = set().union(*(_workers(line.nomination) for line in lines)) if lines else set()
    found = {}
    for seat in seats:
        person = seat.account.person_id
        if person and person in nominees:
            found[str(seat.pk)] = Recusal.SELF
        elif person and serving.get(person) in units:
            found[str(seat.pk)] = Recusal.UNIT
        elif str(seat.account_id) in workers:
            found[str(seat.pk)] = Recusal.WORKED
    return found


def automatic(rows: Sequence[SessionItem], seats: Sequence[CouncilMember]) -> list[dict[str, str]]:
    """Of each item, by member (id) the ground on which the platform keeps them from voting, the nearest first."""
    people = [one.account.person_id for one in seats if one.account.person_id]
    held_on = rows[0].session.held_on if rows else date.min
    postings = Posting.objects.filter(in_force(held_on), person__in=people)
    serving: dict[object, object] = dict(postings.values_list("person_id", "unit_id"))
    lines = _lines(rows)
    return [_grounds(lines[row.pk], seats, serving) for row in rows]


def fix(rows: Sequence[SessionItem], seats: Sequence[CouncilMember]) -> list[list[Recusal]]:
    """Write the recusals of items of one session down as their votes are opened; those that were declared stay as they are.
    Answers them by item."""
    declared = Recusal.objects.filter(item__in=rows)
    known = {(one.item_id, str(one.member_id)) for one in declared}
    fresh = [
        Recusal(item=row, member_id=seat, ground=ground)
        for row, found in zip(rows, automatic(rows, seats), strict=True)
        for seat, ground in found.items()
        if (row.pk, seat) not in known
    ]
    Recusal.objects.bulk_create(fresh)
    by_item: dict[object, list[Recusal]] = {row.pk: [] for row in rows}
    for one in declared.all().select_related("member"):
        by_item[one.item_id].append(one)
    return [by_item[row.pk] for row in rows]


def _seat(row: SessionItem, username: str) -> CouncilMember:
    seat = next((one for one in council_sessions.members(row.session) if one.account.username == username), None)
    if seat is None:
        raise Missing("session_item.no_seat", gettext_noop("Người này không có trong Hội đồng vào ngày họp."))
    return seat


@transaction.atomic
def declare(item_id: str, username: str, *, reason: str, by: Actor, at: datetime) -> Recusal:
    """A member, or the chair or secretary for them, says why they do not vote on an item, before its vote is opened."""
    found = SessionItem.objects.filter(pk=item_id, authority_id=by.authority).first()
    if found is None:
        raise Missing("session_item.missing", gettext_noop("Không có nội dung này trong chương trình họp."))
    session = council_sessions.hold(str(found.session_id), by=by)
    council_sessions.require_state(session, CONVENED, OPEN)
    row = SessionItem.objects.select_for_update(of=("self",)).select_related("session__council").get(pk=item_id)
    seat = _seat(row, username)
    if str(seat.account_id) != by.account and not council_sessions.leads(by):
        message = gettext_noop("Chỉ tự mình, Chủ tịch hoặc Thư ký Hội đồng ghi việc không tham gia biểu quyết.")
        raise NotAllowed("session_item.recusal_not_allowed", message)
    known = row.recusals.filter(member=seat).first()
    if known:
        return known
    if row.state != WAITING:
        message = gettext_noop("Đã mở biểu quyết nội dung này.")
        raise WrongState("session_item.opened", message, state=row.state)
    text = reasons.reasoned(reason, "session_item.reason_needed")
    made = Recusal.objects.create(item=row, member=seat, ground=Recusal.DECLARED, reason=text)
    event = CouncilMemberRecused(
        authority=row.authority_id,
        item=str(row.pk),
        session=str(row.session_id),
        account=str(seat.account_id),
        ground=made.ground,
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return made
