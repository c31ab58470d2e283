"""Acts that hand the signed head of the ledger outside: into the anchors' own storage, and by mail where configured."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import send_mail
from django.db import transaction

from emulation.events import CampaignClosed
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.chain import Head
from kernel.errors import Unavailable
from kernel.models import LedgerEntry
from kernel.text import gettext_noop, search_key


def _publish(head: Head) -> None:
    """Write the head under a name of its own (a repeat finds it there) and mail it."""
    storage = storages["anchors"]
    name = f"{head.sequence:012d}-{search_key(head.reason).replace(' ', '-')}.json"
    line = json.dumps(asdict(head), ensure_ascii=False, sort_keys=True)
    if not storage.exists(name):
        storage.save(name, ContentFile(line.encode() + b"\n"))
        if settings.ANCHOR_RECIPIENTS:
            subject = f"Thi Đua: chốt sổ cái số {head.sequence} ({head.reason})"
            send_mail(subject, line, settings.DEFAULT_FROM_EMAIL, settings.ANCHOR_RECIPIENTS)


def published() -> Iterator[str]:
    """The heads as they lie outside, one JSON line each."""
    storage = storages["anchors"]
    for name in sorted(storage.listdir("")[1]):
        with storage.open(name) as head:
            yield head.read().decode().strip()


@transaction.atomic
def anchor(reason: str, *, at: datetime) -> Head:
    """Anchor the present head once per reason."""
    head = ledger.anchor(reason, at=at, key=settings.LEDGER_SIGNING_KEY)
    _publish(head)
    return head


def daily(*, at: datetime) -> Head:
    """The head of a day, anchored once in that day."""
    return anchor(f"daily {local_date(at).isoformat()}", at=at)


def at_close(event: CampaignClosed, at: datetime) -> Head:
    """The head that covers a campaign's closing. Raises `Unavailable` while the closing itself is not sealed yet."""
    ledger.seal()
    waiting = LedgerEntry.objects.filter(type=CampaignClosed.type, key=event.campaign, seal__isnull=True)
    if waiting.exists():
        raise Unavailable("ledger.unsealed", gettext_noop("Sổ cái chưa niêm phong xong việc kết thúc phong trào."))
    return anchor(f"campaign {event.code} closed", at=at)
