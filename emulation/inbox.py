"""Acts on one's own inbox: how much of it is unread, opening a notice, marking all of them read."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from emulation import reach, recipients, visibility
from emulation.models import NoticeCopy
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop


def copies(by: Actor) -> QuerySet[NoticeCopy]:
    return visibility.notices(by).select_related("notice__unit")


def unread(by: Actor) -> int:
    return visibility.notices(by).filter(read_at=None).count()


def find(copy_id: str | UUID, *, by: Actor) -> NoticeCopy:
    """Raises `Missing` for what is not in this inbox."""
    row = copies(by).filter(pk=copy_id).first()
    if row is None:
        raise Missing("notice.missing", gettext_noop("Không có thông báo này."))
    return row


@transaction.atomic
def read(copy_id: str | UUID, *, by: Actor, at: datetime) -> NoticeCopy:
    """Mark a notice read; once read it stays so. It leads to its page as long as its reader may open that."""
    row = find(copy_id, by=by)
    if row.read_at is None:
        NoticeCopy.objects.filter(pk=row.pk, read_at=None).update(read_at=at)
        row.read_at = at
    return row


def leads_on(row: NoticeCopy, *, by: Actor, at: datetime) -> bool:
    """Whether the page of a notice still answers its reader, whose roles may have ended since."""
    return reach.may_open(by, row.notice.about, local_date(at))


def leads_on_as(row: NoticeCopy, *, by: Actor, at: datetime) -> Actor | None:
    """As whom its reader could open the page of a notice: in their own roles or in somebody's place; None where as nobody."""
    on = local_date(at)
    guises = recipients.actors(by.authority, [by.account], on).get(by.account, [])
    return next((actor for actor in guises if reach.may_open(actor, row.notice.about, on)), None)


@transaction.atomic
def read_all(*, by: Actor, at: datetime) -> int:
    """Mark everything in the inbox read; answers how much was not."""
    return visibility.notices(by).filter(read_at=None).update(read_at=at)
