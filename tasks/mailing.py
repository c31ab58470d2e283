"""Sending the mails that are due: one try each through the configured server, no more a minute than one process may."""

import smtplib
import time
from collections import deque
from datetime import datetime

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from emulation import mails
from emulation.models import Mail
from emulation.rules.mailing import Answer

MINUTE = 60.0
AT_MOST = 50
"""In one run, which is shorter than a task may last."""
log = structlog.get_logger(__name__)


class Pace:
    """How many mails a process may still try at a moment, given those of the last minute."""

    def __init__(self) -> None:
        self._tries: deque[float] = deque()

    def room(self, now: float, most: int) -> int:
        while self._tries and self._tries[0] <= now - MINUTE:
            self._tries.popleft()
        return max(most - len(self._tries), 0)

    def count(self, now: float) -> None:
        self._tries.append(now)


PACE = Pace()


def send(*, at: datetime, pace: Pace = PACE) -> int:
    """Try what is due; answers how many mails the server took. A server that cannot be reached is not asked again at once."""
    if not settings.EMAIL_HOST:
        return 0
    taken = 0
    for _ in range(min(pace.room(time.monotonic(), settings.MAILS_PER_MINUTE), AT_MOST)):
        row = mails.take(at=at)
        if row is None:
            break
        pace.count(time.monotonic())
        answer = _attempt(row, at)
        taken += answer is None
        if answer and answer.code == 0:
            break
    return taken


@transaction.atomic
def _attempt(row: Mail, at: datetime) -> Answer | None:
    """One try, locked as long as it lasts, so that nobody else makes it too; None is yes."""
    held = mails.hold(row)
    if held is None:
        return None
    answer = deliver(held)
    if answer is None:
        mails.sent(held, at=at)
    else:
        log.warning("mail_not_taken", mail=str(held.pk), code=answer.code, final=answer.final)
        mails.failed(held, answer, at=at)
    return answer


def deliver(row: Mail) -> Answer | None:
    """Hand a mail to the server and answer what it says against it, None if nothing."""
    connection: BaseEmailBackend = get_connection()
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    if row.unsubscribe:
        headers |= {"List-Unsubscribe": f"<{row.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(
        row.subject, row.text, settings.DEFAULT_FROM_EMAIL, [row.address], connection=connection, headers=headers
    )
    message.attach_alternative(row.html, "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as no:
        code, said = next(iter(no.recipients.values()))
        return Answer(code, _text(said), of_address=True)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as no:
        return Answer(0, f"{no.smtp_code} {_text(no.smtp_error)}")
    except smtplib.SMTPResponseException as no:
        of_address = isinstance(no, smtplib.SMTPDataError)
        return Answer(no.smtp_code, _text(no.smtp_error), of_address=of_address)
    except (smtplib.SMTPException, OSError) as no:
        return Answer(0, f"{type(no).__name__}: {no}")
    return None


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
