"""Acts on the checklists of inspections: published as numbered versions that never change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from emulation import visibility
from emulation.events import ChecklistPublished
from emulation.models import Authority, InspectionChecklist
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.checklists import Checklist, parse_checklist
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed
from kernel.text import gettext_noop


def visible(by: Actor) -> QuerySet[InspectionChecklist]:
    """Every member may know what inspections ask about: it is the standard that units are to keep."""
    return InspectionChecklist.objects.filter(authority_id=by.authority)


def checklist_of(row: InspectionChecklist) -> Checklist:
    return parse_checklist(row.definition)


def find(code: str, version: int, *, by: Actor) -> InspectionChecklist:
    row = visible(by).filter(code=code, version=version).first()
    if row is None:
        message = gettext_noop("Không có bảng kiểm %(code)s phiên bản %(version)s.")
        raise Missing("checklist.missing", message, code=code, version=version)
    return row


@transaction.atomic
def publish(definition: Mapping[str, Any], *, by: Actor, at: datetime) -> InspectionChecklist:
    """Store a version; the same definition again answers the version that is there, another one under its number is refused."""
    if not visibility.holds(by, (STANDING_OFFICER,)):
        raise NotAllowed("checklist.not_allowed", gettext_noop("Chỉ chuyên viên thường trực được ban hành bảng kiểm."))
    checklist = parse_checklist(definition)
    Authority.objects.select_for_update().get(pk=by.authority)
    known = visible(by).filter(code=checklist.code, version=checklist.version).first()
    if known and known.digest == checklist.digest:
        return known
    if known:
        message = gettext_noop(
            "Phiên bản %(version)s của bảng kiểm %(code)s đã ban hành với nội dung khác; hãy tăng số phiên bản."
        )
        raise Invalid("checklist.version_taken", message, code=checklist.code, version=checklist.version)
    row = InspectionChecklist.objects.create(
        authority_id=by.authority,
        code=checklist.code,
        version=checklist.version,
        definition=checklist.to_data(),
        digest=checklist.digest,
        published_by_id=by.account,
        published_at=at,
    )
    event = ChecklistPublished(
        authority=by.authority, code=row.code, version=checklist.version, digest=checklist.digest
    )
    ledger.record(event, by=by, at=at)
    return row
