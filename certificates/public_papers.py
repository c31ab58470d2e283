"""What the public may learn of a decision by its address: the file that was signed, and what became of its certificates."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from certificates.models import Certificate, DecisionPaper
from certificates.models.papers import INK
from certificates.tokens import TOKEN
from certificates.verification import NOBODYS
from kernel.errors import Missing
from kernel.text import gettext_noop

VALID, CHANGED, REVOKED = "valid", "changed", "revoked"


@dataclass(frozen=True)
class Later:
    """A later decision that corrected or revoked awards of this one."""

    number: str
    decided_on: date
    revokes: bool


def address_of(token: str) -> str:
    return f"{settings.PUBLIC_URL}/Q/{token}"


def find(token: str) -> DecisionPaper:
    """The sealed paper behind a public token. Raises `Missing`, the same and by the same query for every unknown token: a paper
    that waits for its signature is unknown."""
    wanted = token if TOKEN.fullmatch(token) else NOBODYS
    row = DecisionPaper.objects.filter(token=wanted, state=DecisionPaper.SEALED).select_related("batch").first()
    if row is None:
        raise Missing("paper.unknown", gettext_noop("Không có quyết định nào mang mã này."))
    return row


def of_certificate(certificate: Certificate) -> DecisionPaper | None:
    """The sealed paper of the decision that a certificate was issued by."""
    return (
        DecisionPaper.objects.filter(batch=certificate.batch_id, state=DecisionPaper.SEALED).exclude(token="").first()
    )


def has_file(paper: DecisionPaper) -> bool:
    """Whether the file itself is signed: of a decision signed with ink the paper counts, not the file that it was printed from."""
    return paper.method != INK and bool(paper.signatures)


def later(paper: DecisionPaper) -> list[Later]:
    """The decisions that changed this one, in their order."""
    rows = Certificate.objects.filter(batch=paper.batch_id)
    revoking = rows.exclude(revoked_on=None).values_list("revoked_number", "revoked_on")
    amending = rows.filter(replaced_by__cause=Certificate.AMENDED, replaced_by__issued_at__isnull=False)
    found = {Later(number, on, revokes=True) for number, on in revoking if on}
    said = amending.values_list("replaced_by__decision_number", "replaced_by__decided_on")
    found |= {Later(number, on, revokes=False) for number, on in said}
    return sorted(found, key=lambda one: (one.decided_on, one.number, one.revokes))


def facts(paper: DecisionPaper) -> dict[str, Any]:
    """What its page says: nobody of its list is named but in the signed file itself, and by no other data than that shows."""
    rows = Certificate.objects.filter(batch=paper.batch_id)
    first = rows.order_by("place_in_decision", "issue")[0]
    revoked = rows.filter(state=Certificate.REVOKED).values("award").distinct().count()
    changes = later(paper)
    whole = revoked == paper.batch.total
    return {
        "state": REVOKED if whole else CHANGED if changes else VALID,
        "address": address_of(paper.token),
        "number": paper.batch.decision_number,
        "decided_on": paper.batch.decided_on.isoformat(),
        "authority_title": first.authority_title,
        "place": first.place,
        "signatory_title": first.signatory_title,
        "signatory_name": first.signatory_name,
        "method": paper.method,
        "signatures": [
            {name: one[name] for name in ("signer", "organisation", "issuer", "serial", "at")}
            for one in paper.signatures
        ],
        "certificates": paper.batch.total,
        "revoked": revoked,
        "root": paper.batch.root,
        "later": [
            {"number": one.number, "decided_on": one.decided_on.isoformat(), "revokes": one.revokes} for one in changes
        ],
        "sha256": paper.sealed_sha256 if has_file(paper) else "",
    }
