"""Acts on delegations: a role is exercised by somebody else between two days, for its holder and in their name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from emulation.events import DelegationEnded, RoleDelegated
from emulation.models import Account, Authority, Delegation, RoleGrant
from emulation.rules.access import ADMINISTRATOR
from emulation.rules.delegations import Span, problems_of
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import AUTHORITY, CLUSTER, UNIT, Actor, Grant, Place, Principal, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.events import Event
from kernel.text import gettext_noop, nfc, paragraphs

IN_FORCE, ENDED = "in_force", "ended"


@dataclass(frozen=True)
class Wanted:
    """A role that ``delegate`` is to exercise; both are user names, ``grant`` is exactly what the delegator holds."""

    delegator: str
    delegate: str
    grant: Grant
    starts_on: date
    ends_on: date
    reason: str
    document: str = ""

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)


def grant_of(row: RoleGrant) -> Grant:
    """A role with its place; the row is read with its unit and cluster."""
    if row.unit:
        return Grant(row.role, UNIT, row.unit.code)
    return Grant(row.role, CLUSTER, row.cluster.code) if row.cluster else Grant(row.role, AUTHORITY)


def administers(by: Actor) -> bool:
    return ADMINISTRATOR in by.roles_over(Place(by.authority))


def running(on: date) -> QuerySet[Delegation]:
    """Delegations in force on a day, whose roles are still held by those who gave them."""
    rows = Delegation.objects.filter(ended_at=None, grant__ended_at=None, starts_on__lte=on, ends_on__gte=on)
    return rows.select_related("delegator__person", "delegate__person", "grant__unit", "grant__cluster")


def actor_for(account: Account, delegation: str | UUID, *, at: datetime) -> Actor:
    """The actor that an account is in somebody's place: the delegated role alone. Raises `NotAllowed` when none is in force."""
    row = running(local_date(at)).filter(pk=delegation, delegate=account).first()
    if row is None:
        message = gettext_noop("Ủy quyền này không có hiệu lực: đã hết hạn, bị kết thúc hoặc không dành cho bạn.")
        raise NotAllowed("delegation.not_in_force", message)
    return _in_place(row, account)


def actors_in_place(ids: Iterable[str], on: date) -> dict[str, list[Actor]]:
    """By account the actors that these accounts are in other people's places on a day, one for each delegation in force."""
    found: dict[str, list[Actor]] = {}
    for row in running(on).filter(delegate__in=list(ids), delegate__is_active=True).order_by("pk"):
        found.setdefault(str(row.delegate_id), []).append(_in_place(row, row.delegate))
    return found


def _in_place(row: Delegation, account: Account) -> Actor:
    holder = row.delegator
    return Actor(
        account=str(account.pk),
        name=account.get_full_name() or account.username,
        authority=row.authority_id,
        person=account.person.code if account.person else "",
        grants=(grant_of(row.grant),),
        principal=Principal(
            str(holder.pk),
            holder.get_full_name() or holder.username,
            holder.person.code if holder.person else "",
            str(row.pk),
        ),
    )


def _account(authority: str, username: str, path: str) -> Account:
    """By user name or by the code of the member of staff."""
    wanted = Q(username=username) | Q(person__code=username)
    row = Account.objects.filter(wanted, authority_id=authority, is_active=True).first() if username else None
    if row is None:
        message = gettext_noop("Không có tài khoản %(name)s; hãy ghi tên đăng nhập hoặc mã cán bộ.")
        problem = Problem("delegation.unknown_account", message, path, {"name": username})
        raise Invalid("delegation.invalid", message, problems=[problem], name=username)
    return row


def _grant_row(holder: Account, grant: Grant) -> RoleGrant:
    rows = RoleGrant.objects.select_related("unit", "cluster").filter(
        account=holder, role=grant.role, ended_at=None, own_record_only=False
    )
    found = next((row for row in rows if grant_of(row) == grant), None)
    if found is None:
        message = gettext_noop("Người ủy quyền không giữ vai trò này trong phạm vi này.")
        raise Invalid("delegation.invalid", message, problems=[Problem("delegation.role_not_held", message, "role")])
    return found


def _require_may(wanted: Wanted, holder: Account, delegate: Account, by: Actor) -> None:
    """The holder or the administrator, acting for themselves, and never in their own favour."""
    if by.principal or (by.account != str(holder.pk) and not administers(by)):
        message = gettext_noop("Chỉ người giữ vai trò hoặc quản trị hệ thống được ủy quyền, và không ủy quyền lại.")
        raise NotAllowed("delegation.not_allowed", message)
    if holder.pk == delegate.pk or by.account == str(delegate.pk):
        message = gettext_noop("Không ai được ủy quyền cho chính mình.")
        raise NotAllowed("delegation.to_oneself", message)


@transaction.atomic
def delegate(wanted: Wanted, *, by: Actor, at: datetime) -> Delegation:
    """Let somebody exercise a role for its holder for some days. Repeated, it answers the same. Raises `WrongState` where the
    role is in other hands on some of these days."""
    Authority.objects.select_for_update(no_key=True).get(pk=by.authority)
    holder, other = (_account(by.authority, getattr(wanted, path), path) for path in ("delegator", "delegate"))
    _require_may(wanted, holder, other, by)
    reason, problems = paragraphs(wanted.reason), problems_of(wanted.grant.role, wanted.span, local_date(at))
    if not reason:
        problems.append(Problem("delegation.reason_needed", gettext_noop("Hãy ghi lý do."), "reason"))
    if problems:
        raise Invalid("delegation.invalid", gettext_noop("Ủy quyền chưa ghi được."), problems=problems)
    held = _grant_row(holder, wanted.grant)
    for known in held.delegations.filter(ended_at=None).select_related("delegate", "grant__unit", "grant__cluster"):
        span = Span(known.starts_on, known.ends_on)
        if known.delegate_id == other.pk and span == wanted.span and known.reason == reason:
            return known
        if span.meets(wanted.span):
            message = gettext_noop("Vai trò này đã được ủy quyền cho %(name)s từ %(first)s đến %(last)s.")
            raise WrongState(
                "delegation.overlaps",
                message,
                state=IN_FORCE,
                may=("end",),
                name=known.delegate.get_full_name() or known.delegate.username,
                first=known.starts_on,
                last=known.ends_on,
            )
    row = Delegation.objects.create(
        authority_id=by.authority,
        delegator=holder,
        delegate=other,
        grant=held,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        reason=reason,
        document=nfc(wanted.document),
        made_by_id=by.account,
        made_at=at,
    )
    _tell(row, by=by, at=at)
    return row


def _tell(row: Delegation, *, by: Actor, at: datetime) -> None:
    grant = grant_of(row.grant)
    event = RoleDelegated(
        authority=row.authority_id,
        delegation=str(row.pk),
        delegator=str(row.delegator_id),
        delegate=str(row.delegate_id),
        role=grant.role,
        scope=grant.scope,
        place=grant.code,
        starts_on=row.starts_on.isoformat(),
        ends_on=row.ends_on.isoformat(),
        reason=row.reason,
        document=row.document,
    )
    ledger.record(event, by=by, at=at)


def same_hands(by: Actor, thing: object, event: type[Event], account: object) -> bool:
    """Whether it was the actor, or whom they stand in for, that did this with a thing, or had it done in their place."""
    done_for = ledger.behalves(by.authority, [str(thing)]).get((str(thing), event.type), "")
    return bool(by.accounts & ({str(account), done_for} - {""}))


def had_a_hand(by: Actor, thing: object, events: Sequence[type[Event]], account: object) -> bool:
    """Whether the actor, or whom they stand in for, worked on a thing by such acts: themselves, in somebody's place, or by
    somebody in theirs. ``account`` is who is written down in the thing itself."""
    worked = ledger.hands(by.authority, str(thing), [event.type for event in events])
    return bool(by.accounts & {*worked, str(account)})


def may_end(row: Delegation, by: Actor) -> bool:
    """Both sides and the administrator."""
    return by.account in (str(row.delegator_id), str(row.delegate_id)) or administers(by)


@transaction.atomic
def end(delegation_id: str | UUID, *, reason: str, by: Actor, at: datetime) -> Delegation:
    """End a delegation before its time; it counts for nothing from this moment on."""
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("grant")
    row = rows.filter(pk=delegation_id, authority_id=by.authority).first()
    if row is None or not may_end(row, by):
        raise Missing("delegation.missing", gettext_noop("Không có ủy quyền này."))
    if row.ended_at:
        raise WrongState("delegation.ended", gettext_noop("Ủy quyền này đã kết thúc."), state=ENDED)
    text = paragraphs(reason)
    if not text:
        message = gettext_noop("Hãy ghi lý do.")
        raise Invalid(
            "delegation.reason_needed", message, problems=[Problem("delegation.reason_needed", message, "reason")]
        )
    _end(row, text, by=by, at=at)
    return row


def _end(row: Delegation, reason: str, *, by: Actor, at: datetime) -> None:
    row.ended_at, row.ended_by, row.end_reason = at, by.account, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    event = DelegationEnded(
        authority=row.authority_id,
        delegation=str(row.pk),
        delegator=str(row.delegator_id),
        delegate=str(row.delegate_id),
        role=row.grant.role,
        reason=reason,
    )
    ledger.record(event, by=by, at=at)


TIME_OVER = "hết thời gian ủy quyền"
ROLE_GONE = "người ủy quyền không còn giữ vai trò"


@transaction.atomic
def end_due(*, at: datetime) -> int:
    """End what is over: its last day has passed, or its role was taken back from who gave it. Answers how many."""
    rows = Delegation.objects.select_for_update(of=("self",), skip_locked=True).filter(ended_at=None)
    over = Q(ends_on__lt=local_date(at)) | Q(grant__ended_at__isnull=False)
    due = list(rows.select_related("grant").filter(over).order_by("pk"))
    for row in due:
        reason = TIME_OVER if row.ends_on < local_date(at) else ROLE_GONE
        _end(row, reason, by=system_actor(row.authority_id), at=at)
    return len(due)
