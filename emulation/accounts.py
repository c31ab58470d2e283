"""Acts on accounts and roles, and the actor that an account is at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import FilteredRelation, Q

from emulation.events import AccountOpened, RoleEnded, RoleGranted
from emulation.models import Account, Cluster, Person, RoleGrant, Unit
from emulation.rules.access import ADMINISTRATOR, NATION, ROLES, STAFF, SYSTEM_ADMINISTRATOR
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import AUTHORITY, CLUSTER, SELF, SYSTEM, UNIT, Actor, Grant, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, invalid_at
from kernel.text import gettext_noop, nfc


def _grant_of(row: Mapping[str, Any]) -> Grant:
    if row["held__own_record_only"]:
        return Grant(row["held__role"], SELF)
    if row["held__unit__code"]:
        return Grant(row["held__role"], UNIT, row["held__unit__code"])
    if row["held__cluster__code"]:
        return Grant(row["held__role"], CLUSTER, row["held__cluster__code"])
    return Grant(row["held__role"], AUTHORITY)


def actor_of(account: Account) -> Actor:
    """The actor that a signed-in account is now, with the roles that have not been ended; one query, as every request of
    everybody begins with it."""
    held = FilteredRelation("grants", condition=Q(grants__ended_at=None))
    rows = list(
        Account.objects.filter(pk=account.pk)
        .annotate(held=held)
        .values("person__code", "held__role", "held__unit__code", "held__cluster__code", "held__own_record_only")
    )
    return Actor(
        account=str(account.pk),
        name=account.get_full_name() or account.username,
        authority=account.authority_id or "",
        person=(rows[0]["person__code"] or "") if rows else "",
        grants=tuple(_grant_of(row) for row in rows if row["held__role"]),
    )


def national_actor(account: Account) -> Actor:
    """The account as who keeps what belongs to no authority; without a role where the operator did not appoint it."""
    appointed = account.is_active and account.is_superuser
    return Actor(
        account=str(account.pk),
        name=account.get_full_name() or account.username,
        authority=NATION,
        grants=(Grant(SYSTEM_ADMINISTRATOR, AUTHORITY),) if appointed else (),
    )


def actors_of(ids: Iterable[str]) -> dict[str, Actor]:
    """The actors that many accounts are now, by their ids, in one query; accounts that were shut are left out."""
    held = FilteredRelation("grants", condition=Q(grants__ended_at=None))
    rows = Account.objects.filter(pk__in=list(ids), is_active=True).annotate(held=held)
    named = ("pk", "first_name", "last_name", "username", "authority_id", "person__code")
    grants = ("held__role", "held__unit__code", "held__cluster__code", "held__own_record_only")
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values(*named, *grants).order_by("pk"):
        found[str(row["pk"])].append(row)
    return {
        id_: Actor(
            account=id_,
            name=f"{own[0]['first_name']} {own[0]['last_name']}".strip() or own[0]["username"],
            authority=own[0]["authority_id"] or "",
            person=own[0]["person__code"] or "",
            grants=tuple(_grant_of(row) for row in own if row["held__role"]),
        )
        for id_, own in found.items()
    }


def require_administrator(by: Actor, authority: str) -> None:
    if not by.roles_over(Place(authority)) & {ADMINISTRATOR, SYSTEM}:
        raise NotAllowed("accounts.not_allowed", gettext_noop("Chỉ quản trị hệ thống được quản lý tài khoản."))


def checked_password(password: str) -> str:
    try:
        validate_password(password)
    except ValidationError as error:
        problems = [Problem("accounts.weak_password", " ".join(str(m) for m in error.messages), "password")]
        raise Invalid("accounts.weak_password", gettext_noop("Mật khẩu chưa đủ an toàn."), problems=problems) from error
    return password


@transaction.atomic
def open_account(
    authority: str,
    username: str,
    *,
    password: str = "",
    name: str = "",
    person: str = "",
    email: str = "",
    grants: Iterable[Grant] = (),
    by: Actor,
    at: datetime,
) -> Account:
    """Open a log-in; repeating it for a known user name changes nothing (least of all the password or roles). Without a password
    nobody can sign in until they chose one by a link."""
    require_administrator(by, authority)
    known = Account.objects.filter(username=username).first()
    if known and known.authority_id == authority:
        return known
    if known:
        raise Invalid("accounts.taken", gettext_noop("Tên đăng nhập %(username)s đã được dùng."), username=username)
    record = None
    if person:
        record = Person.objects.filter(authority_id=authority, code=person).first()
        if record is None:
            raise Missing("accounts.no_person", gettext_noop("Không có cán bộ mang mã %(code)s."), code=person)
        if Account.objects.filter(person=record).exists():
            raise Invalid("accounts.person_taken", gettext_noop("Cán bộ %(code)s đã có tài khoản khác."), code=person)
    account = Account(
        username=username,
        email=email,
        first_name=nfc(name or (record.full_name if record else "")),
        authority_id=authority,
        person=record,
    )
    account.set_password(checked_password(password) if password else None)
    account.save()
    ledger.record(AccountOpened(authority=authority, account=str(account.pk), username=username), by=by, at=at)
    for grant in grants:
        grant_role(authority, username, grant, by=by, at=at)
    return account


def _place(authority: str, scope: str, code: str) -> tuple[Unit | None, Cluster | None]:
    if scope == UNIT:
        return Unit.objects.filter(authority_id=authority, code=code).first(), None
    if scope == CLUSTER:
        return None, Cluster.objects.filter(authority_id=authority, code=code).first()
    return None, None


def _held(authority: str, username: str, grant: Grant) -> tuple[Account, dict[str, Any]]:
    """The account and the fields that tell this grant from others. Raises `Missing` for an unknown account or place."""
    account = Account.objects.filter(authority_id=authority, username=username).first()
    unit, cluster = _place(authority, grant.scope, grant.code)
    if account is None or (grant.scope in (UNIT, CLUSTER) and not (unit or cluster)):
        raise Missing(
            "accounts.missing",
            gettext_noop("Không có tài khoản %(name)s hoặc phạm vi %(code)s."),
            name=username,
            code=grant.code,
        )
    if grant.role not in ROLES or grant.scope not in (AUTHORITY, CLUSTER, UNIT, SELF):
        raise Invalid("accounts.bad_role", gettext_noop("Không có vai trò %(role)s."), role=grant.role)
    return account, {"authority_id": authority, "role": grant.role, "unit": unit, "cluster": cluster, "ended_at": None}


def _require_own_record(account: Account, grant: Grant) -> None:
    """Staff is a role over oneself: over a unit it would show everybody's sheets to somebody who judges none of them."""
    if grant.role != STAFF:
        return
    if grant.scope != SELF:
        message = gettext_noop(
            "Vai trò cán bộ, công chức, viên chức, người lao động chỉ giao trên hồ sơ của chính người đó; muốn một người"
            " xem phiếu của cả đơn vị thì giao vai trò cán bộ thi đua hoặc thủ trưởng đơn vị."
        )
        raise invalid_at("accounts.staff_scope", message, "scope")
    if account.person_id is None:
        message = gettext_noop(
            "Tài khoản %(username)s chưa gắn với hồ sơ cán bộ nào nên chưa giao được vai trò này; hãy mở tài khoản kèm mã"
            " cán bộ."
        )
        raise invalid_at("accounts.staff_without_person", message, "role", username=account.username)


@transaction.atomic
def grant_role(
    authority: str, username: str, grant: Grant, *, ends_on: date | None = None, by: Actor, at: datetime
) -> RoleGrant:
    """Give an account a role over a place, for good or up to a last day; repeating it changes nothing. Nobody gives a role to
    themselves."""
    require_administrator(by, authority)
    account, fields = _held(authority, username, grant)
    if str(account.pk) == by.account:
        raise NotAllowed("accounts.own_role", gettext_noop("Không ai được tự cấp vai trò cho chính mình."))
    _require_own_record(account, grant)
    if ends_on and ends_on < local_date(at):
        raise invalid_at("accounts.past_end", gettext_noop("Ngày cuối giữ vai trò đã qua."), "ends_on")
    row, made = RoleGrant.objects.get_or_create(
        account=account,
        **fields,
        defaults={
            "own_record_only": grant.scope == SELF,
            "granted_by": by.account,
            "granted_at": at,
            "ends_on": ends_on,
        },
    )
    if row.own_record_only != (grant.scope == SELF) or row.ends_on != ends_on:
        raise Invalid(
            "accounts.other_scope",
            gettext_noop(
                "Vai trò %(role)s đã được giao với phạm vi hoặc thời hạn khác: hãy thu hồi trước khi giao lại."
            ),
            role=grant.role,
        )
    if made:
        event = RoleGranted(
            authority=authority,
            account=str(account.pk),
            role=grant.role,
            scope=grant.scope,
            place=grant.code,
            ends_on=ends_on.isoformat() if ends_on else "",
        )
        ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def end_role(authority: str, username: str, grant: Grant, *, by: Actor, at: datetime) -> None:
    """Take a role back; the row stays with who and when. Repeating it changes nothing."""
    require_administrator(by, authority)
    account, fields = _held(authority, username, grant)
    rows = RoleGrant.objects.select_for_update().filter(account=account, own_record_only=grant.scope == SELF, **fields)
    for row in rows:
        _end(row, grant, by=by, at=at)


def _end(row: RoleGrant, grant: Grant, *, by: Actor, at: datetime) -> None:
    row.ended_at, row.ended_by = at, by.account
    row.save(update_fields=["ended_at", "ended_by"])
    event = RoleEnded(
        authority=row.authority_id, account=str(row.account_id), role=grant.role, scope=grant.scope, place=grant.code
    )
    ledger.record(event, by=by, at=at)


def place_of(row: RoleGrant) -> Grant:
    """The role and place of a row that was read with its unit and cluster."""
    if row.own_record_only:
        return Grant(row.role, SELF)
    if row.unit:
        return Grant(row.role, UNIT, row.unit.code)
    return Grant(row.role, CLUSTER, row.cluster.code) if row.cluster else Grant(row.role, AUTHORITY)


@transaction.atomic
def end_due(*, at: datetime) -> int:
    """Take back the roles whose last day has passed. Answers how many."""
    due = RoleGrant.objects.select_for_update(of=("self",), skip_locked=True).filter(ended_at=None)
    rows = list(due.filter(ends_on__lt=local_date(at)).select_related("unit", "cluster").order_by("pk"))
    for row in rows:
        _end(row, place_of(row), by=system_actor(row.authority_id), at=at)
    return len(rows)
