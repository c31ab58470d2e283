"""What a later decision does to issued certificates: corrected awards get a new one, revoked awards lose theirs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from certificates import batches, copies, states
from certificates.events import CertificatesRevoked
from certificates.models import Batch, Certificate
from certificates.tokens import token_of
from kernel import ledger
from kernel.actors import SYSTEM, system_actor
from kernel.errors import Unavailable
from kernel.text import gettext_noop, search_key

STANDING = (states.REQUESTED, states.ISSUED)
"""States of a certificate that a later act may end."""


class AmendedAwards(Protocol):
    """What a decision that corrects awards tells of itself."""

    authority: str
    decision: str
    number: str
    decided_on: str
    signatory_name: str
    signatory_title: str
    place: str
    authority_title: str
    awards: Sequence[Mapping[str, Any]]


class RevokedAwards(Protocol):
    """What a decision that revokes awards tells of itself."""

    authority: str
    decision: str
    number: str
    decided_on: str
    awards: Sequence[Mapping[str, Any]]


def _latest(awards: Sequence[str]) -> dict[str, Certificate]:
    """By award the last certificate that was made of it, locked."""
    rows = Certificate.objects.select_for_update(of=("self",)).filter(award__in=awards, replaced_by=None)
    return {str(row.award): row for row in rows.order_by("pk")}


def _require_known(awards: Sequence[Mapping[str, Any]], known: Mapping[str, object], name: str) -> None:
    """Raise `Unavailable` as long as the certificates of the earlier decision are not entered: their event comes first, its
    delivery perhaps later. What was entered from old papers has no number in the register and no certificate."""
    late = [one for one in awards if one.get("has_certificate") and one["book"] and str(one[name]) not in known]
    if late:
        message = gettext_noop("Giấy khen của quyết định trước chưa được lập; sẽ thử lại.")
        raise Unavailable("certificate.not_gathered", message)


def _amended(event: AmendedAwards, place: int, told: Mapping[str, Any], old: Certificate) -> Certificate:
    """A certificate that says what the award says from now on, under the same register number."""
    row = Certificate(**{name: getattr(old, name) for name in copies.KEPT})
    row.award, row.decision, row.place_in_decision = UUID(told["award"]), UUID(event.decision), place
    row.cause, row.issue, row.replaces = Certificate.AMENDED, old.issue + 1, old
    row.token, row.salt = token_of(told["award"], row.issue), batches.salt_of(told["award"])
    for name in ("salutation", "recipient_name", "position", "unit_name", "citation"):
        setattr(row, name, told[name])
    row.search_name = search_key(row.recipient_name)
    row.decision_number, row.decided_on = event.number, date.fromisoformat(event.decided_on)
    for name in ("signatory_name", "signatory_title", "place", "authority_title"):
        setattr(row, name, getattr(event, name) or getattr(old, name))
    return row


@transaction.atomic
def amend(event: AmendedAwards, at: datetime) -> int:
    """Enter a new certificate for each corrected award, in a batch of the correcting decision. The old one holds until the new
    one is made, and is never changed."""
    if Batch.objects.filter(decision=event.decision).exists():
        return 0
    known = _latest([str(one["replaces"]) for one in event.awards])
    _require_known(event.awards, known, "replaces")
    rows = [
        _amended(event, place, one, known[str(one["replaces"])])
        for place, one in enumerate(event.awards, start=1)
        if str(one["replaces"]) in known
    ]
    about = batches.Heading(event.authority, event.decision, event.number, date.fromisoformat(event.decided_on))
    return batches.gather(about, rows, by=system_actor(event.authority), at=at)


def _of_number(authority: str, one: Mapping[str, Any]) -> Q:
    about = {"book": one["book"], "register_year": one["register_year"], "register_number": one["register_number"]}
    return Q(authority=authority, **about)


def _revoke(event: RevokedAwards, one: Mapping[str, Any], at: datetime) -> list[Certificate]:
    """All certificates under the award's register number that still hold, or that wait to be made."""
    rows = Certificate.objects.select_for_update(of=("self",)).filter(_of_number(event.authority, one))
    standing = list(rows.filter(state__in=STANDING).order_by("pk"))
    for row in standing:
        row.state = states.CERTIFICATE.step(row.state, "revoke", {SYSTEM})
        row.ended_at, row.revoked_ground = at, str(one["ground"])
        row.revoked_number, row.revoked_on = event.number, date.fromisoformat(event.decided_on)
        row.save(update_fields=["state", "ended_at", "revoked_ground", "revoked_number", "revoked_on"])
    return standing


@transaction.atomic
def revoke(event: RevokedAwards, at: datetime) -> int:
    """End the certificates of revoked awards on the ground of the law, with the number and day of the revoking decision. The
    register number stays taken; requests for another copy end with it."""
    numbered = [one for one in event.awards if one["book"]]
    about = Certificate.objects.filter(award__in=[one["award"] for one in numbered])
    _require_known(numbered, dict.fromkeys(map(str, about.values_list("award", flat=True))), "award")
    ended = [(row, str(one["ground"])) for one in numbered for row in _revoke(event, one, at)]
    if not ended:
        return 0
    copies.end_open([row.pk for row, _ in ended], at)
    told = CertificatesRevoked(
        authority=event.authority,
        decision=event.decision,
        decision_number=event.number,
        decided_on=event.decided_on,
        certificates=[{"certificate": str(row.pk), "ground": ground} for row, ground in ended],
    )
    ledger.record(told, by=system_actor(event.authority), at=at)
    return len(ended)
