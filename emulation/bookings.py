"""Acts on points that come from outside the evaluation sheets: proposed from a source, booked by another person, reversed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from emulation import people, rollups
from emulation.events import PointsBooked, PointsDeclined, PointsProposed, PointsReversed
from emulation.models import Booking, CampaignMonth, Evaluation, Finding, Person, Posting, Ranking, Unit
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.bookings import FINDING, takers
from emulation.rules.exact import exact_text
from emulation.rules.nodes import Node
from emulation.rules.periods import Month
from emulation.rules.schemes import Scheme
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

OPEN = (states.PROPOSED, states.BOOKED)
DECIMALS = 4


@dataclass(frozen=True)
class Source:
    """The thing that points come from: its kind (`emulation.rules.booked_policies.KINDS`), its id, and what people call it."""

    kind: str
    id: str
    code: str


@dataclass(frozen=True)
class _Desk:
    """Where points are booked: the month and the subject, with the scheme that scores it."""

    month: CampaignMonth
    scheme: Scheme
    unit: Unit
    person: Person | None


def _refuse(code: str, message: str, path: str, **params: object) -> None:
    raise Invalid(code, message, problems=[Problem(code, message, path, params)], **params)


def _month(authority: str, campaign: str, month: str) -> CampaignMonth:
    rows = CampaignMonth.objects.select_related("campaign__unit_scheme", "campaign__person_scheme")
    row = rows.filter(campaign_id=campaign, month=month, authority_id=authority).first()
    if row is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    if row.campaign.state in (states.DRAFT, states.CANCELLED):
        message = gettext_noop("Chỉ ghi điểm được cho phong trào đã phát động và không bị hủy.")
        raise WrongState("booking.nothing_scored", message, state=row.campaign.state)
    return row


def _desk(authority: str, campaign: str, month: str, unit: str, person: str) -> _Desk:
    row = _month(authority, campaign, month)
    part = row.campaign.participations.filter(unit__code=unit).select_related("unit").first()
    if part is None:
        message = gettext_noop("Đơn vị %(unit)s không tham gia phong trào; hãy kiểm tra lại mã.")
        raise Missing("booking.unit_missing", message, unit=unit)
    who = None
    if person:
        day = Month.parse(month).last_day
        here = {posting.person.code: posting.person for posting in people.posted(authority, unit, day)}
        who = here.get(person)
        if who is None:
            message = gettext_noop("Cán bộ %(person)s không công tác tại đơn vị %(unit)s trong tháng này.")
            raise Missing("booking.person_missing", message, person=person, unit=unit)
    version = version_of(row.campaign, Ranking.PEOPLE if person else Ranking.UNITS)
    if version is None:
        raise Invalid("booking.no_scheme", gettext_noop("Phong trào không chấm điểm đối tượng này."))
    return _Desk(row, scheme_of(version), part.unit, who)


def leaves_for(campaign: Any, subjects: str, kind: str) -> list[Node]:
    """The leaves of a campaign's scheme that take points from this kind of source; none where nothing is scored by it."""
    version = version_of(campaign, subjects)
    return list(takers(scheme_of(version).leaves, kind)) if version else []


def _require_place(desk: _Desk, kind: str, criterion: str, veto: str) -> None:
    if bool(criterion) == bool(veto):
        message = gettext_noop("Hãy chọn hoặc một tiêu chí để ghi điểm, hoặc một quy định loại trừ.")
        _refuse("booking.points_or_veto", message, "criterion")
    if veto and veto not in desk.scheme.veto_by_code:
        message = gettext_noop("Bộ tiêu chí không có quy định loại trừ “%(veto)s”.")
        _refuse("booking.unknown_veto", message, "veto", veto=veto)
    if criterion and criterion not in {leaf.code for leaf in takers(desk.scheme.leaves, kind)}:
        message = gettext_noop("Tiêu chí %(criterion)s không nhận điểm từ nguồn này theo bộ tiêu chí của phong trào.")
        _refuse("booking.criterion", message, "criterion", criterion=criterion)


def _points(desk: _Desk, criterion: str, points: Decimal | None) -> Decimal | None:
    """The points as they are booked: those given, or what the scheme gives each."""
    if not criterion:
        return None
    leaf = desk.scheme.leaves[criterion]
    value = points if points is not None else leaf.booked.each if leaf.booked else None
    if value is None or not value.is_finite() or value <= 0 or value != round(value, DECIMALS):
        message = gettext_noop("Hãy ghi số điểm lớn hơn 0, không quá %(decimals)s chữ số thập phân.")
        _refuse("booking.points", message, "points", decimals=DECIMALS)
    elif leaf.maximum is not None and value > leaf.maximum:
        message = gettext_noop("Điểm vượt mức tối đa %(maximum)s của tiêu chí %(criterion)s.")
        _refuse("booking.too_many", message, "points", maximum=exact_text(leaf.maximum), criterion=criterion)
    return value


def _required(reason: str) -> str:
    text = paragraphs(reason)
    if not text:
        _refuse("booking.reason_needed", gettext_noop("Hãy ghi lý do."), "reason")
    return text


def _told(row: Booking) -> dict[str, str]:
    return {
        "authority": str(row.authority_id),
        "booking": str(row.pk),
        "campaign": str(row.campaign_id),
        "month": row.month.month,
        "unit": row.unit.code,
        "person": row.person.code if row.person else "",
    }


def _contents(row: Booking) -> dict[str, str]:
    return {
        "kind": row.kind,
        "source": row.source,
        "code": row.source_code,
        "criterion": row.criterion,
        "points": "" if row.points is None else exact_text(row.points),
        "veto": row.veto,
        "reason": row.reason,
    }


def _known(desk: _Desk, source: Source, criterion: str, veto: str) -> Booking | None:
    about = {"unit": desk.unit, "person": desk.person, "criterion": criterion, "veto": veto}
    rows = Booking.objects.filter(kind=source.kind, source=source.id, month=desk.month, state__in=OPEN, **about)
    return rows.select_related("month", "unit", "person").first()


@transaction.atomic
def propose(
    source: Source,
    *,
    campaign: str,
    month: str,
    unit: str,
    person: str = "",
    criterion: str = "",
    points: Decimal | None = None,
    veto: str = "",
    reason: str,
    by: Actor,
    at: datetime,
) -> Booking:
    """Propose points on a leaf that takes them from this kind of source, or a veto; somebody else books them. The act on the
    source has seen to it that ``by`` may. Repeated for the same source and leaf, it answers the same.

    Without ``points`` the leaf's ``each`` counts. Raises `Invalid`, `Missing`, and `WrongState` where other points of the same
    source wait or count on that leaf."""
    desk = _desk(by.authority, campaign, month, unit, person)
    _require_place(desk, source.kind, criterion, veto)
    text, value = _required(reason), _points(desk, criterion, points)
    known = _known(desk, source, criterion, veto)
    if known:
        if known.points == value and known.reason == text:
            return known
        message = gettext_noop("Nguồn này đã có điểm đề nghị hoặc đã ghi ở tiêu chí đó; hãy xử lý mục đang có trước.")
        raise WrongState("booking.waits", message, state=known.state, may=("book", "decline", "reverse"))
    row = _new(desk, source, criterion, value, veto, text, at, proposed_by_id=by.account)
    ledger.record(PointsProposed(**_told(row), **_contents(row)), by=by, at=at)
    return row


def _new(
    desk: _Desk,
    source: Source,
    criterion: str,
    points: Decimal | None,
    veto: str,
    reason: str,
    at: datetime,
    **fields: Any,
) -> Booking:
    return Booking.objects.create(
        authority_id=desk.month.authority_id,
        campaign_id=desk.month.campaign_id,
        month=desk.month,
        unit=desk.unit,
        person=desk.person,
        kind=source.kind,
        source=source.id,
        source_code=nfc(source.code),
        criterion=criterion,
        points=points,
        veto=veto,
        reason=reason,
        proposed_at=at,
        **fields,
    )


@transaction.atomic
def book_due(
    source: Source,
    *,
    campaign: str,
    month: str,
    unit: str,
    person: str = "",
    reason: str,
    by: Actor,
    at: datetime,
) -> list[Booking]:
    """Book what the frozen scheme itself says that one thing of this kind costs or earns: ``each`` on every leaf that takes it
    and names a value. Nothing where the scheme does not say so; once for each source, month and leaf."""
    row = CampaignMonth.objects.select_related("campaign__unit_scheme", "campaign__person_scheme")
    held = row.get(campaign_id=campaign, month=month)
    leaves = leaves_for(held.campaign, Ranking.PEOPLE if person else Ranking.UNITS, source.kind)
    fixed = [leaf for leaf in leaves if leaf.booked and leaf.booked.each is not None]
    if not fixed:
        return []
    desk = _desk(str(held.authority_id), campaign, month, unit, person)
    booked = []
    for leaf in fixed:
        if _known(desk, source, leaf.code, "") is None:
            value = _points(desk, leaf.code, None)
            fresh = _new(desk, source, leaf.code, value, "", _required(reason), at, state=states.BOOKED, decided_at=at)
            _count(fresh)
            ledger.record(PointsBooked(**_told(fresh), **_contents(fresh), asked_by=""), by=by, at=at)
            booked.append(fresh)
    return booked


def hold(booking_id: str, *, by: Actor) -> Booking:
    """The booking, locked. Raises `Missing`."""
    rows = Booking.objects.select_for_update(of=("self",)).filter(authority_id=by.authority, pk=booking_id)
    row = rows.select_related(
        "unit", "person", "month__campaign__unit_scheme", "month__campaign__person_scheme"
    ).first()
    if row is None:
        raise Missing("booking.missing", gettext_noop("Không có mục ghi điểm này."))
    return row


def _step(row: Booking, act: str, *, by: Actor, held: frozenset[str] | None = None) -> str:
    """The state after the act, by the actor's roles or by those ``held``. Raises `NotAllowed` for who proposed it and for the
    subject's own people."""
    after = states.BOOKING.step(row.state, act, held or by.roles_over(Place(by.authority)))
    if by.persons and Posting.objects.filter(unit=row.unit, person__code__in=by.persons, valid_to=None).exists():
        raise NotAllowed("booking.own_unit", gettext_noop("Không ai được ghi điểm cho đơn vị mình."))
    if act != "decline" or str(row.proposed_by_id) != by.account:
        _require_outside_team(row, by=by)
    before = row.proposed_by_id if row.state == states.PROPOSED else row.decided_by_id
    if act != "decline" and by.accounts & {str(before), *ledger.principals(by.authority, str(row.pk))}:
        message = gettext_noop("Người đã làm bước trước không được tự quyết định bước này; phải là người khác.")
        raise NotAllowed("booking.four_eyes", message)
    return after


def _require_outside_team(row: Booking, *, by: Actor) -> None:
    """Whoever sat in the team whose finding it is decides nothing about it, by whatever way they come."""
    team = Finding.objects.filter(booking=row.pk, visit__team__members__account_id__in=by.accounts)
    if row.kind == FINDING and by.roles != {SYSTEM} and team.exists():
        message = gettext_noop("Thành viên của đoàn kiểm tra không được tự quyết định đề nghị của đoàn mình.")
        raise NotAllowed("finding.own_team", message)


@transaction.atomic
def book(booking_id: str, *, note: str = "", by: Actor, at: datetime) -> Booking:
    """Let proposed points count: at once on the live board, and by a revision where the month is ranked already."""
    row = hold(booking_id, by=by)
    row.state = _step(row, "book", by=by)
    row.decided_by_id, row.decided_at, row.decision_reason = by.account, at, paragraphs(note)
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    _count(row)
    event = PointsBooked(**_told(row), **_contents(row), asked_by=str(row.proposed_by_id or ""))
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def book_signed(booking_id: str, *, by: Actor, at: datetime) -> Booking:
    """Let proposed points count because an act on their source was signed by ``by``; four eyes hold all the same."""
    row = hold(booking_id, by=by)
    row.state = _step(row, "book", by=by, held=frozenset({SYSTEM}))
    row.decided_by_id, row.decided_at = by.account, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _count(row)
    ledger.record(PointsBooked(**_told(row), **_contents(row), asked_by=str(row.proposed_by_id or "")), by=by, at=at)
    return row


@transaction.atomic
def decline(booking_id: str, *, reason: str, by: Actor, at: datetime) -> Booking:
    """Put proposed points away, or take one's own proposal back, with the reason."""
    row = hold(booking_id, by=by)
    row.state = _step(row, "decline", by=by)
    if str(row.proposed_by_id) != by.account and STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Chỉ chuyên viên thường trực hoặc chính người đề nghị được bỏ một đề nghị ghi điểm.")
        raise NotAllowed("booking.not_allowed", message)
    row.decided_by_id, row.decided_at, row.decision_reason = by.account, at, _required(reason)
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    event = PointsDeclined(authority=str(row.authority_id), booking=str(row.pk), reason=row.decision_reason)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def reverse(booking_id: str, *, reason: str, by: Actor, at: datetime) -> Booking:
    """Take back points that count; by somebody else than who booked them."""
    row = hold(booking_id, by=by)
    _reverse(row, _step(row, "reverse", by=by), _required(reason), by=by, at=at)
    return row


@transaction.atomic
def reverse_due(source: Source, *, reason: str, by: Actor, at: datetime) -> int:
    """Take back all that the scheme itself booked for a source, when an act on the source finds that it should not cost or
    earn anything. Answers how many."""
    rows = (
        of(source)
        .filter(authority_id=by.authority, state=states.BOOKED, decided_by=None)
        .select_for_update(of=("self",))
    )
    text, found = _required(reason), list(rows)
    for row in found:
        _reverse(row, states.REVERSED, text, by=by, at=at)
    return len(found)


def _reverse(row: Booking, after: str, reason: str, *, by: Actor, at: datetime) -> None:
    row.state, row.reversed_by_id, row.reversed_at, row.reversal_reason = after, by.account or None, at, reason
    row.save(update_fields=["state", "reversed_by", "reversed_at", "reversal_reason"])
    _count(row)
    event = PointsReversed(**_told(row), reason=reason, asked_by=by.account or "")
    ledger.record(event, by=by, at=at)


def of(source: Source) -> QuerySet[Booking]:
    """All that was proposed or booked from a source."""
    rows = Booking.objects.filter(kind=source.kind, source=source.id)
    return rows.select_related("unit", "person", "month__campaign__unit_scheme", "month__campaign__person_scheme")


def _count(row: Booking) -> None:
    """Carry the change onto the live board; a month that is ranked is revised instead, by what follows the event."""
    if row.month.state != states.OPEN:
        return
    if row.person is None:
        rollups.fold_booked(row.month, row.unit.code)
        return
    sheets = Evaluation.objects.filter(month=row.month, person=row.person).select_related("person", "unit")
    for sheet in sheets:
        rollups.fold(row.month, sheet.unit.code, [sheet])
