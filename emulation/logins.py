"""Acts on log-ins after they were opened: shut and open again, forget wrong passwords, a link with which to choose one."""

from datetime import datetime

from axes.models import AccessAttempt
from axes.utils import reset
from django.db import transaction
from knox.models import AuthToken

from emulation import reasons
from emulation.accounts import checked_password, require_administrator
from emulation.events.administration import (
    AccountReopened,
    AccountShut,
    AccountUnlocked,
    PasswordChosen,
    PasswordLinkIssued,
    SystemAdministratorAppointed,
)
from emulation.models import Account
from emulation.rules.access import NATION
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place
from kernel.errors import Missing, NotAllowed, WrongState
from kernel.text import gettext_noop


def _held(account_id: str, by: Actor) -> Account:
    """One of the authority's log-ins, locked. Raises `NotAllowed` for who does not administer, `Missing` for others'."""
    require_administrator(by, by.authority)
    row = Account.objects.select_for_update().filter(pk=account_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("accounts.unknown", gettext_noop("Cơ quan không có tài khoản này."))
    return row


def _require_open(row: Account) -> None:
    if not row.is_active:
        message = gettext_noop("Tài khoản này đã ngừng; hãy mở lại trước.")
        raise WrongState("accounts.shut", message, state="shut", may=("reopen",))


@transaction.atomic
def shut(account_id: str, *, reason: str, by: Actor, at: datetime) -> Account:
    """Nobody signs in with it from now on, by page or token. Roles and all that was done stay. Repeated, it changes nothing;
    nobody shuts their own."""
    row = _held(account_id, by)
    if str(row.pk) in by.accounts:
        raise NotAllowed("accounts.own", gettext_noop("Không ai tự ngừng tài khoản của chính mình."))
    if not row.is_active:
        return row
    text = reasons.reasoned(reason, "accounts.reason_needed")
    row.is_active = False
    row.save(update_fields=["is_active"])
    AuthToken.objects.filter(user=row).delete()
    event = AccountShut(authority=by.authority, account=str(row.pk), username=row.username, reason=text)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def reopen(account_id: str, *, reason: str, by: Actor, at: datetime) -> Account:
    """Let it be signed in with again. Repeated, it changes nothing."""
    row = _held(account_id, by)
    if row.is_active:
        return row
    text = reasons.reasoned(reason, "accounts.reason_needed")
    row.is_active = True
    row.save(update_fields=["is_active"])
    event = AccountReopened(authority=by.authority, account=str(row.pk), username=row.username, reason=text)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def unlock(account_id: str, *, by: Actor, at: datetime) -> int:
    """Forget the wrong passwords, so that it need not be waited. Answers from how many places they came; none changes nothing."""
    row = _held(account_id, by)
    if not AccessAttempt.objects.filter(username=row.username).exists():
        return 0
    count = reset(username=row.username)
    ledger.record(AccountUnlocked(authority=by.authority, account=str(row.pk), username=row.username), by=by, at=at)
    return int(count)


@transaction.atomic
def issue_link(account_id: str, *, by: Actor, at: datetime) -> Account:
    """Write down that somebody is given a link with which to choose a password. The mouth makes the link; it is written nowhere.
    Who would choose their own password by it signs in and changes it instead; a system administrator's is the operator's."""
    row = _held(account_id, by)
    _require_open(row)
    if row.is_superuser and SYSTEM not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Mật khẩu của quản trị toàn hệ thống chỉ người vận hành máy chủ đặt lại được.")
        raise NotAllowed("accounts.system_administrator", message)
    event = PasswordLinkIssued(authority=by.authority, account=str(row.pk), username=row.username)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def choose_password(account_id: str, password: str, *, by: Actor, at: datetime) -> Account:
    """Whoever holds the link chooses the account's password; links that were given before, and tokens, count no more."""
    if by.account != str(account_id):
        raise NotAllowed("accounts.others_password", gettext_noop("Chỉ chủ tài khoản chọn mật khẩu của mình."))
    row = Account.objects.select_for_update().get(pk=account_id)
    _require_open(row)
    row.set_password(checked_password(password))
    row.save(update_fields=["password"])
    AuthToken.objects.filter(user=row).delete()
    reset(username=row.username)
    event = PasswordChosen(authority=row.authority_id or NATION, account=str(row.pk), username=row.username)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def appoint(username: str, *, by: Actor, at: datetime) -> Account:
    """Let an account keep what belongs to no authority. Only the operator does, on the server. Repeated, it changes nothing."""
    if SYSTEM not in by.roles_over(Place(NATION)):
        message = gettext_noop("Chỉ người vận hành máy chủ cử quản trị toàn hệ thống.")
        raise NotAllowed("accounts.not_operator", message)
    row = Account.objects.select_for_update().filter(username=username, is_active=True).first()
    if row is None:
        raise Missing("accounts.unknown", gettext_noop("Cơ quan không có tài khoản này."))
    if row.is_superuser:
        return row
    row.is_superuser = row.is_staff = True
    row.save(update_fields=["is_superuser", "is_staff"])
    event = SystemAdministratorAppointed(authority=NATION, account=str(row.pk), username=row.username)
    ledger.record(event, by=by, at=at)
    return row
