"""The ledger of mails: made from notices that are due, taken for one try each, and marked with what the server answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from emulation import letters, mail_tokens, notices, reach, recipients
from emulation.events import MailRetried
from emulation.letters import Letter
from emulation.models import Account, Mail, MailPreference, NoticeCopy
from emulation.rules import mailing
from emulation.rules.access import RUNS_OPERATIONS
from emulation.rules.notices import KINDS, MAIL_BOUNCES
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Missing, NotAllowed, WrongState
from kernel.text import gettext_noop

LEASE = timedelta(minutes=5)
AT_ONCE = 500
WITHDRAWN = gettext_noop("Người nhận đã đổi địa chỉ hoặc không nhận thư nữa.")
LONGEST_ANSWER = 1000


def queue(account: Account, purpose: str, address: str, letter: Letter, *, at: datetime, urgent: bool = False) -> Mail:
    """A mail that is to be sent. Its Message-ID is its own for good, so that whoever gets it twice can tell."""
    row = Mail(
        authority_id=account.authority_id or "",
        account=account,
        purpose=purpose,
        urgent=urgent,
        address=address,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        made_at=at,
        next_try=at,
    )
    row.message_id = f"<{row.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"
    if purpose == Mail.NOTICES:
        row.unsubscribe = unsubscribe_link(account)
    row.save(force_insert=True)
    return row


def unsubscribe_link(account: Account) -> str:
    return mail_tokens.link(mail_tokens.UNSUBSCRIBE, {"account": str(account.pk)})


def write(*, at: datetime) -> int:
    """Make one mail for each reader about everything that is due for them by now; answers how many."""
    waiting = NoticeCopy.objects.filter(mail_at__lte=at).order_by().values_list("account", flat=True).distinct()
    return sum(_write_for(str(account), at) for account in waiting[:AT_ONCE])


@transaction.atomic
def _write_for(account: str, at: datetime) -> int:
    """What was read meanwhile, or cannot be opened any more, is left out. Somebody else may hold the reader just now."""
    held = MailPreference.objects.select_for_update(skip_locked=True, of=("self",))
    preference = held.select_related("account").filter(account_id=account).first()
    if preference is None:
        return 0
    rows = list(
        NoticeCopy.objects.filter(account_id=account, mail_at__lte=at).select_related("notice").order_by("at", "id")
    )
    wanted = _to_mail(preference, rows, at)
    NoticeCopy.objects.filter(pk__in=[row.pk for row in rows]).update(mail_at=None)
    if not wanted:
        return 0
    letter = letters.of_notices(wanted, language=preference.language, unsubscribe=unsubscribe_link(preference.account))
    urgent = any(KINDS[row.notice.kind].urgent for row in wanted)
    mail = queue(preference.account, Mail.NOTICES, preference.address, letter, at=at, urgent=urgent)
    NoticeCopy.objects.filter(pk__in=[row.pk for row in wanted]).update(mail=mail)
    return 1


def _to_mail(preference: MailPreference, rows: Sequence[NoticeCopy], at: datetime) -> list[NoticeCopy]:
    on, id_ = local_date(at), str(preference.account_id)
    actors = recipients.actors(preference.account.authority_id or "", [id_], on).get(id_, [])
    if not preference.wants_mail:
        return []
    fresh = [row for row in rows if row.read_at is None]
    return [row for row in fresh if any(reach.may_open(actor, row.notice.about, on) for actor in actors)]


@transaction.atomic
def take(*, at: datetime) -> Mail | None:
    """Lease the mail that has been due longest and count the try; None when none is due. Mails that have to wait for the end
    of quiet hours, or that nobody wants any more, are put aside on the way."""
    while row := _due(at).first():
        preference = MailPreference.objects.filter(account=row.account_id).first()
        if row.purpose == Mail.NOTICES and not (
            preference and preference.wants_mail and preference.address == row.address
        ):
            row.state, row.next_try, row.answer = Mail.STOPPED, None, WITHDRAWN
        elif preference and row.purpose == Mail.NOTICES and not row.urgent and preference.rhythm.quiet.holds(at):
            row.next_try = preference.rhythm.quiet.after(at)
        else:
            row.attempts, row.next_try = row.attempts + 1, at + LEASE
            row.save(update_fields=["attempts", "next_try"])
            return row
        row.save(update_fields=["state", "next_try", "answer"])
    return None


def _due(at: datetime) -> QuerySet[Mail]:
    rows = Mail.objects.select_for_update(skip_locked=True, of=("self",)).filter(next_try__lte=at)
    return rows.order_by("next_try", "id")


def hold(row: Mail) -> Mail | None:
    """The leased mail, locked for as long as its try lasts; None when it is in other hands. Within a transaction."""
    rows = Mail.objects.select_for_update(skip_locked=True).filter(pk=row.pk, attempts=row.attempts)
    return rows.filter(next_try__isnull=False).first()


def sent(row: Mail, *, at: datetime) -> None:
    """The server took it; the address is good."""
    row.state, row.next_try, row.sent_at, row.answer = Mail.SENT, None, at, ""
    row.save(update_fields=["state", "next_try", "sent_at", "answer"])
    MailPreference.objects.filter(account=row.account_id, address=row.address, bounces__gt=0).update(bounces=0)


def failed(row: Mail, answer: mailing.Answer, *, at: datetime) -> None:
    """The server did not take it, or did not answer: another try later, or none if it said so or has been asked too often."""
    again = None if answer.final else mailing.next_try(row.attempts, at)
    row.state, row.next_try = (Mail.DEFERRED, again) if again else (Mail.STOPPED, None)
    row.answer = answer.said[:LONGEST_ANSWER]
    row.save(update_fields=["state", "next_try", "answer"])
    if answer.final and answer.of_address and row.purpose == Mail.NOTICES:
        _count_bounce(row, at)


def _count_bounce(row: Mail, at: datetime) -> None:
    rows = MailPreference.objects.filter(account=row.account_id, address=row.address, bouncing_since=None)
    rows.update(bounces=F("bounces") + 1)
    if rows.filter(bounces__gte=mailing.BOUNCES).update(bouncing_since=at):
        NoticeCopy.objects.filter(account=row.account_id).exclude(mail_at=None).update(mail_at=None)
        key, about = f"bounces:{row.pk}", {"page": "mail_preferences"}
        accounts_ = [str(row.account_id)]
        notices.tell(row.authority_id, MAIL_BOUNCES, key=key, values={}, about=about, accounts=accounts_, at=at)


@transaction.atomic
def retry(mail_id: str, *, by: Actor, at: datetime) -> Mail:
    """Try a mail at once that is deferred or was given up, as if it had never been tried."""
    row = Mail.objects.select_for_update().filter(pk=mail_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("mail.missing", gettext_noop("Không có thư này."))
    if not by.roles_over(Place(by.authority)) & RUNS_OPERATIONS:
        raise NotAllowed("mail.not_allowed", gettext_noop("Chỉ quản trị hệ thống được gửi lại thư."))
    if row.state not in (Mail.DEFERRED, Mail.STOPPED):
        message = gettext_noop("Chỉ gửi lại thư đã hoãn hoặc đã dừng.")
        raise WrongState("mail.wrong_state", message, state=row.state)
    row.state, row.attempts, row.next_try, row.answer = Mail.QUEUED, 0, at, ""
    row.save(update_fields=["state", "attempts", "next_try", "answer"])
    ledger.record(MailRetried(authority=by.authority, mail=str(row.pk)), by=by, at=at)
    return row
