"""Acts on holds: somebody is not proposed for awards from a day on, until another day or until the hold is lifted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from emulation import visibility
from emulation.events import EligibilityHeld, EligibilityHoldLifted
from emulation.models import EligibilityHold, Finding
from emulation.rules.access import AUTHORITY_HEAD, COUNCIL_CHAIR
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

LIFTED = "lifted"
LIFTERS = (AUTHORITY_HEAD, COUNCIL_CHAIR)


@dataclass(frozen=True)
class Span:
    """From a day up to and without another, with the document that says so."""

    valid_from: date
    valid_to: date | None
    document: str = ""


@transaction.atomic
def place_for(finding: Finding, span: Span, *, reason: str, by: Actor, at: datetime) -> EligibilityHold:
    """The hold that a finding leads to; once for each finding. The act on the finding has seen to it that ``by`` may."""
    known = EligibilityHold.objects.filter(finding=finding).first()
    if known:
        return known
    person = finding.person
    row = EligibilityHold.objects.create(
        authority_id=finding.authority_id,
        subjects=EligibilityHold.PERSON if person else EligibilityHold.UNIT,
        subject=person.code if person else finding.visit.unit.code,
        unit_code=finding.visit.unit.code,
        reason=paragraphs(reason),
        document=nfc(span.document),
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        finding=finding,
        placed_by_id=by.account,
        placed_at=at,
    )
    event = EligibilityHeld(
        authority=by.authority,
        hold=str(row.pk),
        subjects=row.subjects,
        subject=row.subject,
        reason=row.reason,
        valid_from=row.valid_from.isoformat(),
        valid_to=row.valid_to.isoformat() if row.valid_to else "",
        document=row.document,
        finding=str(finding.pk),
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def lift(hold_id: str, *, reason: str, by: Actor, at: datetime) -> EligibilityHold:
    """End a hold before its day; by somebody who declares results official and did not place it."""
    rows = EligibilityHold.objects.select_for_update().filter(pk=hold_id, authority_id=by.authority)
    row = rows.first()
    if row is None:
        raise Missing("hold.missing", gettext_noop("Không có mục tạm dừng này."))
    if not visibility.holds(by, LIFTERS):
        message = gettext_noop("Chỉ người có thẩm quyền hoặc Chủ tịch Hội đồng được gỡ tạm dừng đề nghị khen thưởng.")
        raise NotAllowed("hold.not_allowed", message)
    if row.lifted_at:
        raise WrongState("hold.lifted", gettext_noop("Mục tạm dừng này đã được gỡ."), state=LIFTED)
    if str(row.placed_by_id) == by.account:
        message = gettext_noop("Người đã ghi tạm dừng không được tự gỡ.")
        raise NotAllowed("hold.own_decision", message)
    text = paragraphs(reason)
    if not text:
        message = gettext_noop("Hãy ghi lý do.")
        raise Invalid("hold.reason_needed", message, problems=[Problem("hold.reason_needed", message, "reason")])
    row.lifted_by_id, row.lifted_at, row.lift_reason = by.account, at, text
    row.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    event = EligibilityHoldLifted(authority=by.authority, hold=str(row.pk), subject=row.subject, reason=text)
    ledger.record(event, by=by, at=at)
    return row
