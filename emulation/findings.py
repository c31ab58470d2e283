"""Acts on findings: written down, taken back, answered by the unit, proposed by the team's lead, booked by a standing officer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from emulation import bookings, checklists, files, holds, inspection_teams, people, visibility, visits
from emulation.events import (
    FindingBooked,
    FindingDeclined,
    FindingExplained,
    FindingMeasureProposed,
    FindingRecorded,
    FindingWaived,
    FindingWithdrawn,
    PointsBooked,
    PointsDeclined,
    PointsReversed,
)
from emulation.models import Finding, InspectionVisit, Person, Ranking
from emulation.rankings import version_of
from emulation.rules.bookings import FINDING as SOURCE
from emulation.rules.exact import exact_text
from emulation.rules.inspection_states import BEGUN, BOOKED, DECLINED, FINDING, PROPOSED
from emulation.rules.inspections import DEDUCTION, HOLD, VETO, Measure, Observed, check_measure, check_observed
from emulation.rules.periods import local_date
from emulation.rules.schemes import Scheme
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import digest, gettext_noop, nfc, paragraphs

RECORD, PHOTOS, ANSWER = "finding", "photos", "answer"
"""What files at a finding are called: taken by the team, or handed in with the unit's answer."""


def find(finding_id: str, *, by: Actor, at: datetime) -> Finding:
    """A finding that the actor may see. Raises `Missing`."""
    rows = visibility.findings(by, local_date(at))
    row = rows.select_related("visit__unit", "visit__team", "visit__month", "visit__campaign", "person")
    found = row.filter(pk=finding_id).first()
    if found is None:
        raise Missing("finding.missing", gettext_noop("Không có phát hiện này."))
    return found


def _hold(finding_id: str, *, by: Actor, at: datetime) -> Finding:
    """The same, with its visit locked, so that what is done on a visit comes one after the other."""
    seen = find(finding_id, by=by, at=at)
    InspectionVisit.objects.select_for_update(no_key=True).get(pk=seen.visit_id)
    return find(finding_id, by=by, at=at)


def scheme_for(visit: InspectionVisit, person: str = "") -> Scheme | None:
    """The scheme by which the unit, or one of its people, is scored in the visit's campaign."""
    version = version_of(visit.campaign, Ranking.PEOPLE if person else Ranking.UNITS)
    return scheme_of(version) if version else None


def _person(visit: InspectionVisit, code: str, on: date) -> Person | None:
    if not code:
        return None
    here = {row.person.code: row.person for row in people.posted(str(visit.authority_id), visit.unit.code, on)}
    if code not in here:
        message = gettext_noop("Không có cán bộ %(code)s ở đơn vị được kiểm tra.")
        raise Invalid(
            "finding.person", message, problems=[Problem("finding.person", message, "person", {"code": code})]
        )
    return here[code]


def _refuse(faults: Sequence[Problem]) -> None:
    if faults:
        message = gettext_noop("Nội dung có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("finding.invalid", message, problems=faults, count=len(faults))


def _clean(seen: Observed) -> dict[str, Any]:
    return {
        "kind": seen.kind,
        "severity": seen.severity,
        "text": paragraphs(seen.text),
        "basis": nfc(seen.basis)[:300],
        "item": seen.item,
        "criterion": seen.criterion,
        "points": seen.points,
        "veto": seen.veto,
    }


@transaction.atomic
def record(visit_id: str, seen: Observed, *, key: UUID, photos: Sequence[str] = (), by: Actor, at: datetime) -> Finding:
    """Write a finding down while the visit lasts. ``key`` is chosen by whoever writes: sent again, it is the same finding, with
    the contents sent last. Raises one `Invalid` with every fault."""
    visit = visits.hold(visit_id, by=by, at=at)
    known = visit.findings.filter(key=key).select_related("visit", "person").first()
    fields = _clean(seen)
    if known and all(getattr(known, name) == value for name, value in fields.items()):
        _attach(known, photos, by=by, at=at)
        return known
    visits.step(visit, "fill", by=by)
    inspection_teams.require_member(visit.team, by=by, on=local_date(at))
    visits.require_distance(visit.unit.code, by=by, at=at)
    faults = check_observed(Observed(**fields), scheme_for(visit, seen.person))
    if seen.item and seen.item not in checklists.checklist_of(visit.checklist).items:
        message = gettext_noop("Bảng kiểm không có mục %(item)s.")
        faults.append(Problem("checklist.unknown_item", message, "item", {"item": seen.item}))
    _refuse(faults)
    fields["person"] = _person(visit, seen.person, local_date(at))
    row = _write(visit, known, key, fields, by=by, at=at)
    _attach(row, photos, by=by, at=at)
    event = FindingRecorded(
        authority=by.authority,
        finding=str(row.pk),
        visit=str(visit.pk),
        kind=row.kind,
        digest=digest([row.kind, row.severity, row.text, row.basis]),
    )
    ledger.record(event, by=by, at=at)
    return row


def _write(
    visit: InspectionVisit, known: Finding | None, key: UUID, fields: Mapping[str, Any], *, by: Actor, at: datetime
) -> Finding:
    if known is None:
        last = visit.findings.aggregate(last=Max("number"))["last"] or 0
        about = {"authority_id": by.authority, "visit": visit, "number": last + 1, "key": key}
        return Finding.objects.create(**about, **fields, by_id=by.account, at=at)
    if known.state != FINDING.initial:
        message = gettext_noop("Phát hiện này đã được rút; hãy ghi thành phát hiện mới.")
        raise WrongState("finding.withdrawn", message, state=known.state)
    for name, value in fields.items():
        setattr(known, name, value)
    known.by_id, known.at = by.account, at
    known.save()
    return known


@transaction.atomic
def withdraw(finding_id: str, *, by: Actor, at: datetime) -> Finding:
    """Take back what was written down by mistake, before the minutes are closed."""
    row = _hold(finding_id, by=by, at=at)
    state = FINDING.step(row.state, "withdraw", by.roles_over(Place(by.authority)))
    inspection_teams.require_member(row.visit.team, by=by, on=local_date(at))
    if row.visit.state != BEGUN:
        message = gettext_noop("Biên bản đã lập, không rút được phát hiện nữa.")
        raise WrongState("finding.reported", message, state=row.visit.state)
    row.state = state
    row.save(update_fields=["state"])
    event = FindingWithdrawn(authority=by.authority, finding=str(row.pk), visit=str(row.visit_id))
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def explain(finding_id: str, text: str, *, attached: Sequence[str] = (), by: Actor, at: datetime) -> Finding:
    """The unit's answer: once, within its days, by those who speak for it."""
    row = _hold(finding_id, by=by, at=at)
    on = local_date(at)
    state = FINDING.step(row.state, "explain", by.roles_over(visits.unit_place(row.visit, on)))
    if row.visit.answer_by and on > row.visit.answer_by:
        raise WrongState("finding.late", gettext_noop("Đã hết hạn giải trình."), state=row.state)
    row.answer, row.answered_by_id, row.answered_at = visits.required(text, "answer"), by.account, at
    row.state = state
    row.save(update_fields=["answer", "answered_by", "answered_at", "state"])
    _attach(row, attached, answers=True, by=by, at=at)
    event = FindingExplained(
        authority=by.authority,
        finding=str(row.pk),
        visit=str(row.visit_id),
        unit=row.visit.unit.code,
        answer=row.answer,
        files=list(attached),
    )
    ledger.record(event, by=by, at=at)
    visits.follow(row.visit, by=by, at=at)
    return row


def _require_lead(row: Finding, *, by: Actor, at: datetime) -> None:
    inspection_teams.require_lead(row.visit.team, by=by, on=local_date(at))
    visits.require_distance(row.visit.unit.code, by=by, at=at)


def _details(measure: Measure) -> dict[str, str]:
    """What is proposed, as it is kept and told: plain values of the fields that the kind of measure has."""
    if measure.kind == HOLD:
        return {
            "hold_from": measure.hold_from.isoformat() if measure.hold_from else "",
            "hold_to": measure.hold_to.isoformat() if measure.hold_to else "",
            "document": nfc(measure.document)[:300],
        }
    if measure.kind == VETO:
        return {"veto": measure.veto}
    return {"criterion": measure.criterion, "points": exact_text(measure.points or Decimal(0))}


@transaction.atomic
def propose(finding_id: str, measure: Measure, *, by: Actor, at: datetime) -> Finding:
    """Propose what the finding is to cost: points, a veto or a hold. It costs nothing before somebody else books it."""
    row = _hold(finding_id, by=by, at=at)
    state = FINDING.step(row.state, "propose", by.roles_over(Place(by.authority)))
    _require_lead(row, by=by, at=at)
    person = row.person.code if row.person else ""
    text = paragraphs(measure.reason)
    _refuse(check_measure(measure, scheme_for(row.visit, person)))
    row.state, row.measure, row.measure_reason, row.measure_details = state, measure.kind, text, _details(measure)
    row.proposed_by_id, row.proposed_at = by.account, at
    if measure.kind != HOLD:
        row.booking = bookings.propose(
            bookings.Source(SOURCE, str(row.pk), row.code),
            campaign=str(row.visit.campaign_id),
            month=row.visit.month.month,
            unit=row.visit.unit.code,
            person=person,
            criterion=measure.criterion if measure.kind == DEDUCTION else "",
            points=measure.points if measure.kind == DEDUCTION else None,
            veto=measure.veto if measure.kind == VETO else "",
            reason=text,
            by=by,
            at=at,
        ).pk
    row.save()
    event = FindingMeasureProposed(
        authority=by.authority,
        finding=str(row.pk),
        code=row.code,
        measure=row.measure,
        reason=text,
        details=row.measure_details,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def waive(finding_id: str, *, reason: str, by: Actor, at: datetime) -> Finding:
    """Leave it at the minutes: the answer convinced the team's lead, or the matter is too small."""
    row = _hold(finding_id, by=by, at=at)
    state = FINDING.step(row.state, "waive", by.roles_over(Place(by.authority)))
    _require_lead(row, by=by, at=at)
    row.decision_reason = visits.required(reason, "reason")
    row.state, row.decided_by_id, row.decided_at = state, by.account, at
    row.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    event = FindingWaived(authority=by.authority, finding=str(row.pk), reason=row.decision_reason)
    ledger.record(event, by=by, at=at)
    visits.follow(row.visit, by=by, at=at)
    return row


def _require_outsider(row: Finding, *, by: Actor, at: datetime) -> None:
    """Who books sat neither in the team on the day of the visit nor since, and does not belong to the unit."""
    inside = row.visit.team.members.filter(account_id__in=by.accounts).exists()
    if inside or str(row.proposed_by_id) in by.accounts:
        message = gettext_noop("Thành viên của đoàn kiểm tra không được tự quyết định đề nghị của đoàn mình.")
        raise NotAllowed("finding.own_team", message)
    visits.require_distance(row.visit.unit.code, by=by, at=at)


@transaction.atomic
def book(finding_id: str, *, note: str = "", by: Actor, at: datetime) -> Finding:
    """Let the proposal take effect: points or veto through the bookings, a hold by itself. By a standing officer from outside."""
    row = _hold(finding_id, by=by, at=at)
    state = FINDING.step(row.state, "book", by.roles_over(Place(by.authority)))
    _require_outsider(row, by=by, at=at)
    if row.measure == HOLD:
        told = row.measure_details
        ends = date.fromisoformat(told["hold_to"]) if told["hold_to"] else None
        span = holds.Span(date.fromisoformat(told["hold_from"]), ends, told["document"])
        holds.place_for(row, span, reason=row.measure_reason, by=by, at=at)
    else:
        bookings.book(str(row.booking), note=note, by=by, at=at)
    _decide(row, state, paragraphs(note), by=by, at=at)
    event = FindingBooked(authority=by.authority, finding=str(row.pk), measure=row.measure, note=row.decision_reason)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def decline(finding_id: str, *, reason: str, by: Actor, at: datetime) -> Finding:
    """Turn the proposal down, with the reason."""
    row = _hold(finding_id, by=by, at=at)
    state = FINDING.step(row.state, "decline", by.roles_over(Place(by.authority)))
    _require_outsider(row, by=by, at=at)
    text = visits.required(reason, "reason")
    if row.booking:
        bookings.decline(str(row.booking), reason=text, by=by, at=at)
    _decide(row, state, text, by=by, at=at)
    ledger.record(FindingDeclined(authority=by.authority, finding=str(row.pk), reason=text), by=by, at=at)
    return row


def _decide(row: Finding, state: str, reason: str, *, by: Actor, at: datetime) -> None:
    row.state, row.decision_reason, row.decided_by_id, row.decided_at = state, reason, by.account, at
    row.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    visits.follow(row.visit, by=by, at=at)


@transaction.atomic
def follow_booked(event: PointsBooked, at: datetime) -> None:
    """A proposal may also be booked where all points are: the finding then says so too."""
    _catch_up(event.booking, BOOKED, "", at=at)


@transaction.atomic
def follow_declined(event: PointsDeclined, at: datetime) -> None:
    _catch_up(event.booking, DECLINED, event.reason, at=at)


@transaction.atomic
def follow_reversed(event: PointsReversed, at: datetime) -> None:
    """Points or a veto that were taken back count for nothing any more; the reason stands at the finding beside the booking's."""
    system = frozenset({SYSTEM})
    for row in Finding.objects.select_for_update().filter(booking=event.booking, state=BOOKED):
        row.state = FINDING.step(row.state, "reverse", system)
        row.save(update_fields=["state"])


def _catch_up(booking: str, state: str, reason: str, *, at: datetime) -> None:
    rows = Finding.objects.select_related("visit__unit").filter(booking=booking, state=PROPOSED)
    for row in rows:
        row.state, row.decision_reason, row.decided_at = state, reason, at
        row.save(update_fields=["state", "decision_reason", "decided_at"])
        visits.follow(row.visit, by=system_actor(str(row.authority_id)), at=at)


def _attach(row: Finding, ids: Sequence[str], *, answers: bool = False, by: Actor, at: datetime) -> None:
    """Photos of the team, or papers of the unit's answer."""
    if ids:
        label = ANSWER if answers else PHOTOS
        files.attach(ids, record_type=RECORD, record=str(row.pk), label=label, by=by, at=at)
