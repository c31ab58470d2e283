"""What is told about requests for another copy of a certificate: to the office, to whoever asked, to whom it is about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from certificates.events import BatchDone, CopyAsked, CopyChecked, CopyDeclined, CopyIssued
from certificates.models import Batch, Certificate, CopyRequest
from emulation import notices
from emulation.rules.access import AUTHORITY_HEAD, CLERK, STANDING_OFFICER
from emulation.rules.awards import notices as kinds

ABOUT = {"page": "certificate_requests"}


def _said(certificate: Certificate) -> dict[str, str]:
    number = f"{certificate.register_number}/{certificate.register_year}"
    return {"title": certificate.title.capitalize(), "name": certificate.recipient_name, "number": number}


def _about(row: CopyRequest) -> dict[str, Any]:
    """Whoever asked, and whom the certificate is about."""
    to: dict[str, Any] = {"people": [row.person]} if row.person else {"units": [row.unit]}
    return {**to, "accounts": [row.asked_by]}


def _request(id_: str) -> CopyRequest:
    return CopyRequest.objects.select_related("certificate").get(pk=id_)


def of_batch(event: BatchDone, at: datetime) -> int:
    """All certificates of a decision are made: each unit and each person hears of it once, however many are theirs."""
    batch = Batch.objects.get(pk=event.batch)
    rows = Certificate.objects.filter(batch=batch, state=Certificate.ISSUED).values_list("unit", "person")
    units, people = {unit for unit, _ in rows}, {person for _, person in rows if person}
    said = {"number": batch.decision_number, "day": batch.decided_on.isoformat()}
    to: dict[str, Any] = {"units": sorted(units), "people": sorted(people), "roles": [CLERK]}
    about, key = {"page": "certificates"}, f"batch:{event.batch}"
    return notices.tell(event.authority, kinds.CERTIFICATES_ISSUED, key=key, values=said, about=about, at=at, **to)


def of_asking(event: CopyAsked, at: datetime) -> int:
    """The office that compares it with the register."""
    row = _request(event.copy)
    said, key = _said(row.certificate), f"copy:{event.copy}"
    roles = [CLERK, STANDING_OFFICER]
    return notices.tell(event.authority, kinds.COPY_ASKED, key=key, values=said, about=ABOUT, roles=roles, at=at)


def of_check(event: CopyChecked, at: datetime) -> int:
    """Those who decide."""
    row = _request(event.copy)
    said, key = _said(row.certificate), f"copy:{event.copy}:checked"
    roles = [STANDING_OFFICER, AUTHORITY_HEAD]
    return notices.tell(event.authority, kinds.COPY_CHECKED, key=key, values=said, about=ABOUT, roles=roles, at=at)


def of_refusal(event: CopyDeclined, at: datetime) -> int:
    row = _request(event.copy)
    said, key = _said(row.certificate), f"copy:{event.copy}:declined"
    return notices.tell(event.authority, kinds.COPY_DECLINED, key=key, values=said, about=ABOUT, at=at, **_about(row))


def of_issue(event: CopyIssued, at: datetime) -> int:
    row = CopyRequest.objects.select_related("certificate").filter(made_id=UUID(event.certificate)).first()
    if row is None:
        return 0
    said, key = _said(row.certificate), f"copy:{row.pk}:issued"
    return notices.tell(event.authority, kinds.COPY_ISSUED, key=key, values=said, about=ABOUT, at=at, **_about(row))
