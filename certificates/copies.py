"""Another copy of a certificate on request: exchanged for a damaged one or issued again for a lost one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from certificates import batches, states
from certificates.events import CopyApproved, CopyAsked, CopyChecked, CopyDeclined, CopyIssued, CopyWithdrawn
from certificates.models import Certificate, CopyRequest
from certificates.tokens import token_of
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, paragraphs

LONGEST = 2000
OPEN = (states.ASKED, states.CHECKED)
KEPT = (
    "authority", "title", "authority_title", "salutation", "recipient_name", "search_name", "position", "unit", "unit_name",
    "person", "citation", "decision_number", "decided_on", "place", "signatory_title", "signatory_name", "book",
    "register_number", "register_year", "version_id",
)  # fmt: skip
"""What every later certificate of the same award takes over from the one before it."""
_SAME_RECORD = ("award", "decision", "place_in_decision", "batch_id", "salt", "leaf", "proof")


def _text(text: str, path: str) -> str:
    said = paragraphs(text)
    if not said or len(said) > LONGEST:
        message = gettext_noop("Hãy ghi từ 1 đến %(longest)s ký tự.")
        problem = Problem("copy.text", message, path, {"longest": LONGEST})
        raise Invalid("copy.text", message, problems=[problem], longest=LONGEST)
    return said


def seen(by: Actor, units: frozenset[str]) -> QuerySet[CopyRequest]:
    """All for the office, those about the certificates that others see for them. ``units`` as in `verification.seen_by`."""
    rows = CopyRequest.objects.filter(authority=by.authority)
    if by.roles_over(Place(by.authority)) & {*states.OFFICE, states.AUTHORITY_HEAD}:
        return rows
    mine = Q(person=by.person, person__gt="") | Q(unit__in=units)
    return rows.filter(mine)


def may_ask(certificate: Certificate, roles: frozenset[str]) -> bool:
    """Those whom it is about, their unit, or the office for somebody without an account."""
    asks = {*states.OFFICE, states.UNIT_OFFICER, states.UNIT_HEAD, states.STAFF}
    return certificate.state == states.ISSUED and bool(roles & asks)


@transaction.atomic
def ask(certificate: Certificate, act: str, reason: str, *, over: Place, by: Actor, at: datetime) -> CopyRequest:
    """Ask for another copy of a certificate that holds. ``over`` is the place of whom it is about. Repeated, it answers the
    request that is open."""
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not may_ask(row, by.roles_over(over)):
        if row.state != states.ISSUED:
            message = gettext_noop("Chỉ xin cấp đổi, cấp lại được giấy khen đang có hiệu lực.")
            raise WrongState("copy.not_in_force", message, state=row.state)
        message = gettext_noop("Chỉ người được khen, đơn vị của họ hoặc văn phòng xin cấp đổi, cấp lại được.")
        raise NotAllowed("copy.not_allowed", message)
    if act not in (CopyRequest.EXCHANGE, CopyRequest.REISSUE):
        message = gettext_noop("Hãy chọn cấp đổi (hỏng) hay cấp lại (mất).")
        raise Invalid("copy.act", message, problems=[Problem("copy.act", message, "act")])
    said = _text(reason, "reason")
    known = CopyRequest.objects.filter(certificate=row, state__in=OPEN).first()
    if known:
        return known
    asked = CopyRequest.objects.create(
        authority=row.authority,
        certificate=row,
        act=act,
        reason=said,
        person=row.person,
        unit=row.unit,
        asked_by=by.account,
        asked_name=by.name,
        asked_at=at,
    )
    ledger.record(
        CopyAsked(authority=row.authority, copy=str(asked.pk), certificate=str(row.pk), act=act), by=by, at=at
    )
    return asked


def _hold(copy: str, *, by: Actor) -> CopyRequest:
    rows = CopyRequest.objects.select_for_update(of=("self",)).select_related("certificate")
    row = rows.filter(pk=copy, authority=by.authority).first()
    if row is None:
        raise Missing("copy.missing", gettext_noop("Không có yêu cầu này."))
    return row


def _told(row: CopyRequest) -> dict[str, str]:
    return {"authority": row.authority, "copy": str(row.pk), "certificate": str(row.certificate_id)}


@transaction.atomic
def check(copy: str, finding: str, *, by: Actor, at: datetime) -> CopyRequest:
    """The office compared the request with the register, for an exchange with the old paper, and says what it found."""
    row = _hold(copy, by=by)
    row.state = states.COPY_REQUEST.step(row.state, "check", by.roles_over(Place(by.authority)))
    if row.person in by.persons:
        raise NotAllowed("copy.own", gettext_noop("Không ai tự đối chiếu yêu cầu về giấy khen của mình."))
    row.finding, row.checked_by, row.checked_at = _text(finding, "finding"), by.account, at
    row.save(update_fields=["state", "finding", "checked_by", "checked_at"])
    ledger.record(CopyChecked(**_told(row)), by=by, at=at)
    return row


def _another(row: CopyRequest, old: Certificate) -> Certificate:
    """The same words and the same place in the signed decision, with the next issue number and an address of its own."""
    made = Certificate(**{name: getattr(old, name) for name in (*KEPT, *_SAME_RECORD)})
    made.cause, made.issue, made.replaces = row.act, old.issue + 1, old
    made.token = token_of(str(old.award), made.issue)
    made.status_place = batches.next_status_place(old.authority)
    made.save(force_insert=True)
    return made


@transaction.atomic
def approve(copy: str, answer: str = "", *, by: Actor, at: datetime) -> CopyRequest:
    """Grant a checked request: the next issue is entered and its paper asked for. Not by who checked it or asked for it."""
    row = _hold(copy, by=by)
    target = states.COPY_REQUEST.step(row.state, "approve", by.roles_over(Place(by.authority)))
    if {row.checked_by, row.asked_by} & by.accounts or row.person in by.persons:
        message = gettext_noop("Người được khen, người đề nghị và người đối chiếu không được tự duyệt.")
        raise NotAllowed("copy.own_check", message)
    old = Certificate.objects.select_for_update().get(pk=row.certificate_id)
    if old.state != states.ISSUED or Certificate.objects.filter(replaces=old).exists():
        message = gettext_noop("Giấy khen này không còn hiệu lực hoặc đã có bản thay thế.")
        raise WrongState("copy.not_in_force", message, state=old.state, may=("decline",))
    row.state, row.made = target, _another(row, old)
    row.decided_by, row.decided_at, row.answer = by.account, at, paragraphs(answer)[:LONGEST]
    row.save(update_fields=["state", "made", "decided_by", "decided_at", "answer"])
    ledger.record(CopyApproved(**_told(row), made=str(row.made_id)), by=by, at=at)
    return row


@transaction.atomic
def decline(copy: str, answer: str, *, by: Actor, at: datetime) -> CopyRequest:
    """Refuse a request, with the reason."""
    row = _hold(copy, by=by)
    row.state = states.COPY_REQUEST.step(row.state, "decline", by.roles_over(Place(by.authority)))
    row.answer, row.decided_by, row.decided_at = _text(answer, "answer"), by.account, at
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    ledger.record(CopyDeclined(**_told(row)), by=by, at=at)
    return row


@transaction.atomic
def withdraw(copy: str, *, by: Actor, at: datetime) -> CopyRequest:
    """Who asked no longer needs it."""
    row = _hold(copy, by=by)
    if row.asked_by not in by.accounts:
        raise NotAllowed("copy.not_own", gettext_noop("Chỉ người đã gửi yêu cầu rút được yêu cầu."))
    row.state = states.COPY_REQUEST.step(row.state, "withdraw", by.roles)
    row.save(update_fields=["state"])
    ledger.record(CopyWithdrawn(**_told(row)), by=by, at=at)
    return row


@transaction.atomic
def issue(event: CopyApproved, at: datetime) -> str:
    """Make the paper of a granted copy; from then on the old one is superseded. Delivered again, it does nothing."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("batch")
    row = rows.get(pk=event.made)
    if row.state != states.REQUESTED:
        return row.sha256
    (made,) = batches.issue([row], at)
    told = CopyIssued(
        authority=row.authority,
        certificate=str(row.pk),
        award=str(row.award),
        replaces=str(row.replaces_id),
        sha256=made.sha256,
    )
    ledger.record(told, by=system_actor(row.authority), at=at)
    return made.sha256


def end_open(certificates: Sequence[UUID], at: datetime) -> None:
    """End the requests that are open about revoked certificates. Their pages say the ground; no person answers them."""
    rows = CopyRequest.objects.select_for_update(of=("self",)).filter(certificate__in=certificates, state__in=OPEN)
    for row in rows.order_by("pk"):
        row.state = states.COPY_REQUEST.step(row.state, "decline", {SYSTEM})
        row.decided_by, row.decided_at = SYSTEM, at
        row.save(update_fields=["state", "decided_by", "decided_at"])
