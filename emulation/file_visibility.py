"""Who may read which file: whoever may see the record at which it stands."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from emulation import award_visibility, visibility
from emulation import files as handed_in
from emulation.models import Attachment, StoredFile
from kernel.actors import Actor

FILE_RECORDS: dict[str, Callable[[Actor, date], QuerySet[Any]]] = {
    "appeal": visibility.appeals,
    "document_template": award_visibility.document_templates,
    "evaluation": visibility.evaluations,
    "feedback": visibility.feedback,
    "finding": visibility.findings,
    "survey_paper": visibility.survey_papers,
    "assignment": visibility.assignments,
    "nomination": award_visibility.nominations,
    "decision": award_visibility.decision_papers,
    "objection": award_visibility.objections,
}
"""Which records carry files, and who may see each: what stands at a record is seen by whoever may see the record."""


def files(actor: Actor, on: date) -> QuerySet[StoredFile]:
    """Those at records that the actor may see, and those that the actor handed in and that stand at no record yet."""
    present = Attachment.objects.filter(detached_at=None)
    seen = Q()
    for record_type, records in FILE_RECORDS.items():
        seen |= Q(record_type=record_type, record__in=records(actor, on).order_by().values("pk"))
    mine = Q(uploaded_by=handed_in.account_of(actor), uploaded_by__isnull=False)
    loose = ~Exists(Attachment.objects.filter(file=OuterRef("pk")))
    rows = StoredFile.objects.filter(authority_id=actor.authority)
    return rows.filter(Q(pk__in=present.filter(seen).values("file")) | (mine & loose))
