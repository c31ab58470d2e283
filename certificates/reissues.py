"""The life of a certificate after it was issued: amended or revoked by a later decision, exchanged or issued again on request."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from certificates import batches, states
from certificates.events import (
    CertificatesRevoked,
    CopyApproved,
    CopyAsked,
    CopyChecked,
    CopyDeclined,
    CopyIssued,
    CopyWithdrawn,
)
from certificates.models import Batch, Certificate, CopyRequest
from certificates.tokens import token_of
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, Unavailable, WrongState
from kernel.text import gettext_noop, paragraphs, search_key

LONGEST = 2000
OPEN = (states.ASKED, states.CHECKED)
STANDING = (states.REQUESTED, states.ISSUED)
"""States of a certificate that a later act may end."""
_KEPT = (
    "authority", "title", "authority_title", "salutation", "recipient_name", "search_name", "position", "unit", "unit_name",
    "person", "citation", "decision_number", "decided_on", "place", "signatory_title", "signatory_name", "book",
    "register_number", "register_year", "version_id",
)  # fmt: skip
_SAME_RECORD = ("award", "decision", "place_in_decision", "batch_id", "salt", "leaf", "proof")


class AmendedAwards(Protocol):
    """What a decision that corrects awards tells of itself."""

    authority: str
    decision: str
    number: str
    decided_on: str
    signatory_name: str
    signatory_title: str
    place: str
    authority_title: str
    awards: Sequence[Mapping[str, Any]]


class RevokedAwards(Protocol):
    """What a decision that revokes awards tells of itself."""

    authority: str
    decision: str
    number: str
    decided_on: str
    awards: Sequence[Mapping[str, Any]]


# What later decisions do


def _latest(awards: Sequence[str]) -> dict[str, Certificate]:
    """By award the last certificate that was made of it, locked."""
    rows = Certificate.objects.select_for_update(of=("self",)).filter(award__in=awards, replaced_by=None)
    return {str(row.award): row for row in rows.order_by("pk")}


def _require_known(awards: Sequence[Mapping[str, Any]], known: Mapping[str, object], name: str) -> None:
    """Raise `Unavailable` as long as the certificates of the earlier decision are not entered: their event comes first, its
    delivery perhaps later. What was entered from old papers has no number in the register and no certificate."""
    late = [one for one in awards if one.get("has_certificate") and one["book"] and str(one[name]) not in known]
    if late:
        message = gettext_noop("Giấy khen của quyết định trước chưa được lập; sẽ thử lại.")
        raise Unavailable("certificate.not_gathered", message)


def _amended(event: AmendedAwards, place: int, told: Mapping[str, Any], old: Certificate) -> Certificate:
    """A certificate that says what the award says from now on, under the same register number."""
    row = Certificate(**{name: getattr(old, name) for name in _KEPT})
    row.award, row.decision, row.place_in_decision = UUID(told["award"]), UUID(event.decision), place
    row.cause, row.issue, row.replaces = Certificate.AMENDED, old.issue + 1, old
    row.token, row.salt = token_of(told["award"], row.issue), batches.salt_of(told["award"])
    for name in ("salutation", "recipient_name", "position", "unit_name", "citation"):
        setattr(row, name, told[name])
    row.search_name = search_key(row.recipient_name)
    row.decision_number, row.decided_on = event.number, date.fromisoformat(event.decided_on)
    for name in ("signatory_name", "signatory_title", "place", "authority_title"):
        setattr(row, name, getattr(event, name) or getattr(old, name))
    return row


@transaction.atomic
def amend(event: AmendedAwards, at: datetime) -> int:
    """Enter a new certificate for each corrected award, in a batch of the correcting decision. The old one holds until the new
    one is made, and is never changed."""
    if Batch.objects.filter(decision=event.decision).exists():
        return 0
    known = _latest([str(one["replaces"]) for one in event.awards])
    _require_known(event.awards, known, "replaces")
    rows = [
        _amended(event, place, one, known[str(one["replaces"])])
        for place, one in enumerate(event.awards, start=1)
        if str(one["replaces"]) in known
    ]
    about = batches.Heading(event.authority, event.decision, event.number, date.fromisoformat(event.decided_on))
    return batches.gather(about, rows, by=system_actor(event.authority), at=at)


def _of_number(authority: str, one: Mapping[str, Any]) -> Q:
    about = {"book": one["book"], "register_year": one["register_year"], "register_number": one["register_number"]}
    return Q(authority=authority, **about)


def _revoke(event: RevokedAwards, one: Mapping[str, Any], at: datetime) -> list[Certificate]:
    """All certificates under the award's register number that still hold, or that wait to be made."""
    rows = Certificate.objects.select_for_update(of=("self",)).filter(_of_number(event.authority, one))
    standing = list(rows.filter(state__in=STANDING).order_by("pk"))
    for row in standing:
        row.state = states.CERTIFICATE.step(row.state, "revoke", {SYSTEM})
        row.ended_at, row.revoked_ground = at, str(one["ground"])
        row.revoked_number, row.revoked_on = event.number, date.fromisoformat(event.decided_on)
        row.save(update_fields=["state", "ended_at", "revoked_ground", "revoked_number", "revoked_on"])
    return standing


@transaction.atomic
def revoke(event: RevokedAwards, at: datetime) -> int:
    """End the certificates of revoked awards on the ground of the law, with the number and day of the revoking decision. The
    register number stays taken; requests for another copy end with it."""
    numbered = [one for one in event.awards if one["book"]]
    about = Certificate.objects.filter(award__in=[one["award"] for one in numbered])
    _require_known(numbered, dict.fromkeys(map(str, about.values_list("award", flat=True))), "award")
    ended = [(row, str(one["ground"])) for one in numbered for row in _revoke(event, one, at)]
    if not ended:
        return 0
    _end_requests([row.pk for row, _ in ended], at)
    told = CertificatesRevoked(
        authority=event.authority,
        decision=event.decision,
        decision_number=event.number,
        decided_on=event.decided_on,
        certificates=[{"certificate": str(row.pk), "ground": ground} for row, ground in ended],
    )
    ledger.record(told, by=system_actor(event.authority), at=at)
    return len(ended)


def _end_requests(certificates: Sequence[UUID], at: datetime) -> None:
    by = CopyRequest.objects.filter(certificate__in=certificates, state__in=OPEN)
    by.update(state=states.DECLINED, decided_by=SYSTEM, decided_at=at, answer="Khen thưởng đã bị hủy bỏ.")


# What people ask for


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
    made = Certificate(**{name: getattr(old, name) for name in (*_KEPT, *_SAME_RECORD)})
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
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("batch", "version")
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
