"""Acts of the operator on deliveries: try a stuck one again, or give a dead one up with a reason."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from emulation.events import DeliveryDiscarded, DeliveryRetried
from emulation.rules.access import RUNS_OPERATIONS
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import Delivery
from kernel.text import gettext_noop, nfc


def _held(delivery_id: int, by: Actor) -> Delivery:
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id, authority=by.authority).first()
    if delivery is None:
        raise Missing("delivery.missing", gettext_noop("Không có việc xử lý số %(id)s."), id=delivery_id)
    if not by.roles_over(Place(by.authority)) & RUNS_OPERATIONS:
        raise NotAllowed("delivery.not_allowed", gettext_noop("Chỉ quản trị hệ thống được chạy lại việc xử lý."))
    return delivery


def _require_state(delivery: Delivery, act: str, *states: str) -> None:
    if delivery.state not in states:
        raise WrongState(
            "delivery.wrong_state",
            gettext_noop("Việc xử lý này đang ở trạng thái “%(state_name)s”."),
            state=delivery.state,
            state_name=delivery.state,
            may=("retry", "discard") if delivery.state == Delivery.DEAD else (),
            act=act,
        )


@transaction.atomic
def retry(delivery_id: int, *, by: Actor, at: datetime) -> None:
    """Give a dead or waiting delivery five new attempts from now on."""
    delivery = _held(delivery_id, by)
    _require_state(delivery, "retry", Delivery.DEAD, Delivery.PENDING)
    Delivery.objects.filter(pk=delivery_id).update(state=Delivery.PENDING, attempts=0, due_at=Now(), sent_at=None)
    event = DeliveryRetried(authority=delivery.authority, delivery=str(delivery_id), reaction=delivery.reaction)
    ledger.record(event, by=by, at=at)


@transaction.atomic
def discard(delivery_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Give a dead delivery up for good. Row, error and reason stay."""
    delivery = _held(delivery_id, by)
    _require_state(delivery, "discard", Delivery.DEAD)
    if not nfc(reason):
        raise Invalid("delivery.no_reason", gettext_noop("Hãy ghi lý do bỏ việc xử lý này."))
    Delivery.objects.filter(pk=delivery_id).update(state=Delivery.DISCARDED)
    event = DeliveryDiscarded(
        authority=delivery.authority, delivery=str(delivery_id), reaction=delivery.reaction, reason=nfc(reason)
    )
    ledger.record(event, by=by, at=at)
