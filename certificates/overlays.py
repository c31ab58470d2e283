"""Certificates of a decision on pre-printed blanks: only what differs, in the order of the decision, for one printer."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from certificates import printers, templates
from certificates.compiled.booklet import booklet
from certificates.compiled.metadata import About
from certificates.compiled.press import Press
from certificates.layouts import OVERLAY
from certificates.models import Batch, Certificate, TemplateVersion
from certificates.printing import paper_of
from kernel.actors import Actor
from kernel.errors import Missing, WrongState
from kernel.text import gettext_noop


def batches(by: Actor) -> QuerySet[Batch]:
    """Decisions whose certificates may be printed, the latest first."""
    templates.require_keeper(by)
    return Batch.objects.filter(authority=by.authority)


def blanks(decision: UUID, version: TemplateVersion, printer: str, *, by: Actor) -> Iterator[bytes]:
    """One PDF in pieces as they are made. Raises `WrongState` for a template that is not for blanks or not published, and
    `Missing` for a decision or printer that the authority does not have."""
    rows = Certificate.objects.filter(batch__in=batches(by).filter(decision=decision), state=Certificate.ISSUED)
    rows = rows.order_by("place_in_decision")
    first = rows.first()
    if first is None:
        raise Missing("batch.missing", gettext_noop("Quyết định này chưa có giấy khen nào được cấp."))
    if templates.layout_of(version).mode != OVERLAY or version.state != TemplateVersion.PUBLISHED:
        message = gettext_noop("Chỉ in lên phôi bằng một mẫu in trên phôi đã ban hành.")
        raise WrongState("template.not_overlay", message, state=version.state)
    offset = printers.of(by).filter(printer=printer).first()
    if printer and offset is None:
        raise Missing("printer.missing", gettext_noop("Không có máy in này."))
    right, down = (offset.right / 10, offset.down / 10) if offset else (0.0, 0.0)
    press = Press(bytes(version.compiled or b""))
    title = f"Quyết định số {first.decision_number}"
    about = About.decision(first.authority_title, title, first.decided_on)
    pages = ((press, paper_of(row, press.address)) for row in rows.iterator(chunk_size=500))
    return booklet(pages, title, about, right, down)
