"""Acts on how somebody gets mails: at which address (which answers a mail first), how often, in which language, and not when."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from emulation import letters, mail_tokens, mails
from emulation.events import MailPreferenceChanged
from emulation.models import Account, Mail, MailPreference, NoticeCopy
from emulation.rules import mailing
from emulation.rules.notices import KINDS
from kernel import ledger
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, Missing, Problem, WrongState
from kernel.text import gettext_noop

CONFIRM_WITHIN = timedelta(days=3)
MOST_CONFIRMATIONS = 5
"""In one day: mails to addresses that somebody typed are not to be a nuisance to others."""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. An empty ``address`` is none."""

    address: str = ""
    frequency: str = mailing.DAILY
    language: str = "vi"
    quiet_from: time = time(21)
    quiet_to: time = time(6, 30)


def of(by: Actor) -> MailPreference:
    """What holds for somebody, or what would hold at first."""
    row = MailPreference.objects.filter(account_id=by.account).first()
    return row or MailPreference(account_id=by.account)


def last_confirmation(by: Actor) -> Mail | None:
    """The newest mail that asks to confirm an address: where it got stuck is shown to who waits for it."""
    return Mail.objects.filter(account_id=by.account, purpose=Mail.CONFIRMATION).order_by("-made_at").first()


def _check(wish: Wish) -> None:
    faults = []
    try:
        if wish.address:
            validate_email(wish.address)
    except ValidationError:
        message = gettext_noop("Địa chỉ thư điện tử này không đúng; hãy viết như ten@coquan.gov.vn.")
        faults.append(Problem("mail.bad_address", message, "address"))
    if wish.frequency not in mailing.FREQUENCIES:
        message = gettext_noop("Hãy chọn: không nhận, nhận ngay, mỗi ngày hoặc mỗi tuần.")
        faults.append(Problem("mail.bad_frequency", message, "frequency"))
    if wish.language not in mailing.LANGUAGES:
        faults.append(Problem("mail.bad_language", gettext_noop("Hãy chọn tiếng Việt hoặc tiếng Anh."), "language"))
    if faults:
        raise Invalid(faults[0].code, faults[0].message, problems=faults)


@transaction.atomic
def change(wish: Wish, *, by: Actor, at: datetime) -> MailPreference:
    """Keep what somebody wishes. A new address is asked by mail first; until it answers, the old one holds. What waits to be
    mailed follows the new wish. Repeated, it changes nothing and sends nothing."""
    _check(wish)
    account = Account.objects.select_for_update(of=("self",)).get(pk=by.account)
    known = MailPreference.objects.filter(account=account).first()
    row = known or MailPreference(account=account)
    before = (row.frequency, row.language, row.quiet_from, row.quiet_to, row.address, row.asked_address)
    row.frequency, row.language = wish.frequency, wish.language
    row.quiet_from, row.quiet_to = wish.quiet_from, wish.quiet_to
    if wish.address in ("", row.address) and not (wish.address and row.bouncing_since):
        row.asked_address, row.asked_at = "", None
        if not wish.address:
            row.address, row.confirmed_at, row.bounces, row.bouncing_since = "", None, 0, None
    elif wish.address != row.asked_address or at > _until(row):
        _ask(row, account, wish.address, at)
    after = (row.frequency, row.language, row.quiet_from, row.quiet_to, row.address, row.asked_address)
    if known is None or after != before:
        row.save()
        _follow(row, at)
        _record(row, by=by, at=at)
    elif row.asked_at == at:
        row.save()
    return row


def _until(row: MailPreference) -> datetime:
    if row.asked_at is None:
        raise ValueError("no address was asked for")
    return row.asked_at + CONFIRM_WITHIN


def _ask(row: MailPreference, account: Account, address: str, at: datetime) -> None:
    if not settings.EMAIL_HOST:
        message = gettext_noop("Hệ thống chưa được cấu hình máy chủ thư, nên chưa nhận địa chỉ nào.")
        raise WrongState("mail.no_server", message, state="no_server")
    newest = Mail.objects.filter(account=account, purpose=Mail.CONFIRMATION, made_at__gt=at - timedelta(days=1))
    if newest.count() >= MOST_CONFIRMATIONS:
        message = gettext_noop("Hôm nay đã gửi %(most)s thư xác nhận; hãy thử lại vào ngày mai.")
        raise WrongState("mail.too_many_confirmations", message, state="asked", most=MOST_CONFIRMATIONS)
    row.asked_address, row.asked_at = address, at
    content = {"account": str(account.pk), "address": address, "at": at.isoformat()}
    link = mail_tokens.link(mail_tokens.CONFIRM, content)
    letter = letters.of_confirmation(link=link, until=at + CONFIRM_WITHIN, language=row.language)
    mails.queue(account, Mail.CONFIRMATION, address, letter, at=at)


def _follow(row: MailPreference, at: datetime) -> None:
    """Copies that wait to be mailed get the moment of the present wish; nothing that was told before is mailed anew."""
    waiting = NoticeCopy.objects.filter(account=row.account_id, mail_at__isnull=False).select_related("notice")
    for copy in waiting:
        urgent = KINDS[copy.notice.kind].urgent
        copy.mail_at = mailing.due(row.rhythm, copy.at, urgent=urgent) if row.wants_mail else None
        copy.save(update_fields=["mail_at"])


def _record(row: MailPreference, *, by: Actor, at: datetime) -> None:
    event = MailPreferenceChanged(
        authority=by.authority,
        account=str(row.account_id),
        frequency=row.frequency,
        language=row.language,
        confirmed=bool(row.address),
    )
    ledger.record(event, by=by, at=at)


def _held(purpose: str, token: str) -> tuple[dict[str, str], MailPreference]:
    content = mail_tokens.read(purpose, token)
    rows = MailPreference.objects.select_for_update(of=("self",)).select_related("account")
    row = rows.filter(account_id=content["account"], account__is_active=True).first() if content else None
    if content is None or row is None:
        raise Missing("mail.bad_link", gettext_noop("Liên kết này không đúng hoặc không còn dùng được."))
    return content, row


@transaction.atomic
def confirm(token: str, *, at: datetime) -> MailPreference:
    """The address answered: from now on it holds. Repeated, it answers the same."""
    content, row = _held(mail_tokens.CONFIRM, token)
    if row.address == content["address"] and row.confirmed_at and not row.asked_address and not row.bouncing_since:
        return row
    asked = row.asked_at.isoformat() if row.asked_at else ""
    if (row.asked_address, asked) != (content["address"], content["at"]) or at > _until(row):
        raise Missing("mail.bad_link", gettext_noop("Liên kết này không đúng hoặc không còn dùng được."))
    row.address, row.confirmed_at, row.asked_address, row.asked_at = row.asked_address, at, "", None
    row.bounces, row.bouncing_since = 0, None
    row.save()
    _record(row, by=_system(row), at=at)
    return row


@transaction.atomic
def unsubscribe(token: str, *, at: datetime) -> MailPreference:
    """No more mails to this person, whatever waits; the inbox stays. Repeated, it answers the same."""
    _, row = _held(mail_tokens.UNSUBSCRIBE, token)
    if row.frequency != mailing.OFF:
        row.frequency = mailing.OFF
        row.save()
        _follow(row, at)
        _record(row, by=_system(row), at=at)
    return row


def _system(row: MailPreference) -> Actor:
    """Who has the link need not be logged in: it is recorded as done by the platform."""
    return system_actor(row.account.authority_id or "")
