"""Doing one delivery: the attempt is counted before the work, and the work is done in the transaction that closes it."""

import traceback
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from kernel import events, ledger
from kernel.errors import Unavailable
from kernel.models import Delivery
from tasks.app import app
from tasks.reactions import reaction

ATTEMPTS = 5
log = structlog.get_logger(__name__)


def _in_seconds(seconds: int) -> datetime:
    """A moment by the database's clock: deliveries compare with no other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() + make_interval(secs => %s)", [seconds])
        (moment,) = cursor.fetchone() or (None,)
    if moment is None:
        raise Unavailable("database.no_clock", "database did not tell the time")
    return moment  # type: ignore[no-any-return]  # what a cursor fetches is untyped


@transaction.atomic
def begin(delivery_id: int) -> Delivery | None:
    """Count the attempt and hold the lease; None when it is done, dead, or in other hands just now."""
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("entry")
        .filter(pk=delivery_id, state=Delivery.PENDING, attempts__lt=ATTEMPTS)
        .first()
    )
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.due_at = _in_seconds(settings.DELIVERY_LEASE_SECONDS)
    delivery.save(update_fields=["attempts", "due_at"])
    return delivery


def perform(delivery: Delivery) -> bool:
    """Run the reaction and mark the delivery done, in one transaction; False when somebody else has it."""
    with transaction.atomic():
        held = (
            Delivery.objects.select_for_update(skip_locked=True).filter(pk=delivery.pk, state=Delivery.PENDING).exists()
        )
        if not held:
            return False
        entry = delivery.entry
        reaction(delivery.reaction)(events.read(entry.type, entry.payload), settings.CLOCK())
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.DONE, done_at=Now(), error="")
    return True


def fail(delivery: Delivery, error: Exception) -> None:
    """Keep the error; try again later, or give the delivery up after the last attempt."""
    text = "".join(traceback.format_exception(error))[-4000:]
    dead = delivery.attempts >= ATTEMPTS
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.PENDING).update(
        error=text,
        state=Delivery.DEAD if dead else Delivery.PENDING,
        due_at=_in_seconds(0 if dead else 2**delivery.attempts),
    )
    log.error("delivery_failed", delivery=delivery.pk, reaction=delivery.reaction, dead=dead, error=str(error))


def speak_of(delivery: Delivery) -> None:
    """Logs and ledger entries from here on carry the request that began it all."""
    entry = delivery.entry
    ledger.request_id.set(entry.request_id)
    structlog.contextvars.bind_contextvars(delivery=delivery.pk, entry=entry.pk, request_id=entry.request_id)


@app.task(name="tasks.deliver")
def deliver(delivery_id: int, **_: object) -> None:
    """Do one delivery. The only place that catches everything: what fails is kept with its error and tried again."""
    delivery = begin(delivery_id)
    if delivery is None:
        return
    speak_of(delivery)
    try:
        perform(delivery)
    except Exception as error:
        fail(delivery, error)
