"""The act that judges many sheets at once as they stand: those of a queue that somebody has looked through."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from emulation import evaluations
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

ACTS = {"confirm": evaluations.confirm, "assess": evaluations.assess, "appraise": evaluations.appraise}


@transaction.atomic
def accept(
    campaign_id: str, month: str, act: str, chosen: Sequence[tuple[str, str]], *, by: Actor, at: datetime
) -> int:
    """Judge these sheets (unit and subject) without changing a figure, all or none; answers how many. Each unit's are one event."""
    if not chosen or act not in ACTS:
        message = gettext_noop("Hãy chọn ít nhất một phiếu.")
        raise Invalid("judging.nobody", message, problems=[Problem("judging.nobody", message, "evaluation")])
    by_unit: dict[str, list[str]] = {}
    for unit, subject in chosen:
        by_unit.setdefault(unit, []).append(subject)
    return sum(
        ACTS[act](campaign_id, month, unit, subjects=sorted(subjects), by=by, at=at)
        for unit, subjects in sorted(by_unit.items())
    )
