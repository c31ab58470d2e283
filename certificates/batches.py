"""Acts that make certificates in bulk: a row for each award of a signed decision, gathered under one root, then made in chunks."""

import hashlib
import hmac
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from pyhanko.sign import Signer

from certificates import printing, records, signing_methods, states, templates
from certificates.events import BatchDone, BatchGathered, ChunkIssued, ChunkRequested
from certificates.models import Batch, Certificate, Chunk, TemplateVersion
from certificates.tokens import token_of
from kernel import ledger
from kernel.actors import SYSTEM, Actor, system_actor
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, search_key

_STATUS_LOCK = 8_317_301
_ISSUE = """
UPDATE certificates_certificate AS row
   SET state = %(issued)s, issued_at = %(at)s, sha256 = made.sha256, size = made.size, crc32 = made.crc32,
       signature = made.signature
  FROM unnest(%(ids)s::uuid[], %(digests)s::text[], %(sizes)s::int[], %(crcs)s::bigint[], %(signatures)s::bytea[])
    AS made (id, sha256, size, crc32, signature)
 WHERE row.id = made.id AND row.state = %(requested)s
"""
_SUPERSEDE = """
UPDATE certificates_certificate AS old SET state = %(superseded)s, ended_at = %(at)s
  FROM certificates_certificate AS newer
 WHERE newer.id = ANY(%(ids)s::uuid[]) AND old.state IN ('requested', 'issued') AND old.issue < newer.issue
   AND (old.authority, old.book, old.register_year, old.register_number)
     = (newer.authority, newer.book, newer.register_year, newer.register_number)
"""


class SignedDecision(Protocol):
    """What a certificate needs to know of a signed decision, as its event tells it."""

    authority: str
    decision: str
    number: str
    decided_on: str
    signatory_name: str
    signatory_title: str
    place: str
    authority_title: str
    awards: Sequence[Mapping[str, Any]]


class OfBatch(Protocol):
    """An event that says that the paper of a batch counts."""

    authority: str
    batch: str


def salt_of(award: str) -> str:
    """What keeps a record from being guessed; the same at every attempt."""
    return hmac.new(settings.SECRET_KEY.encode(), f"salt {award}".encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True)
class Heading:
    """What all certificates of one decision say."""

    authority: str
    decision: str
    number: str
    decided_on: date


Versions = Callable[[Mapping[str, Any]], TemplateVersion]


def _versions(event: SignedDecision, at: datetime) -> Versions:
    """The version that each kind of award is printed with on the day of the decision, each asked for once."""
    known: dict[tuple[str, str], TemplateVersion] = {}
    day = date.fromisoformat(event.decided_on)

    def version_of(award: Mapping[str, Any]) -> TemplateVersion:
        kind = (award["award_type"], award.get("subject") or templates.subject_of(award["salutation"]))
        if kind not in known:
            known[kind] = templates.standing_for(event.authority, *kind, day, at=at)
        return known[kind]

    return version_of


def _certificate(event: SignedDecision, place: int, award: Mapping[str, Any], version: TemplateVersion) -> Certificate:
    return Certificate(
        authority=event.authority,
        version=version,
        award=UUID(award["award"]),
        decision=UUID(event.decision),
        place_in_decision=place,
        token=token_of(award["award"]),
        salt=salt_of(award["award"]),
        title=award["certificate_title"],
        authority_title=event.authority_title,
        salutation=award["salutation"],
        recipient_name=award["recipient_name"],
        search_name=search_key(award["recipient_name"]),
        position=award["position"],
        unit=award["unit"],
        unit_name=award["unit_name"],
        person=award["person"],
        citation=award["citation"],
        decision_number=event.number,
        decided_on=date.fromisoformat(event.decided_on),
        place=event.place,
        signatory_title=event.signatory_title,
        signatory_name=event.signatory_name,
        book=award["book"],
        register_number=award["register_number"],
        register_year=award["register_year"],
    )


@transaction.atomic
def request(event: SignedDecision, at: datetime) -> int:
    """Enter a certificate for every award of a decision that has one, all under one root. Repeating adds nothing."""
    if Batch.objects.filter(decision=event.decision).exists():
        return 0
    version_of = _versions(event, at)
    rows = [
        _certificate(event, place, award, version_of(award))
        for place, award in enumerate(event.awards, start=1)
        if award["has_certificate"]
    ]
    about = Heading(event.authority, event.decision, event.number, date.fromisoformat(event.decided_on))
    return gather(about, rows, by=system_actor(event.authority), at=at)


def next_status_place(authority: str) -> int:
    """The next free bit of the authority's status list. Held until the transaction ends: no two rows get the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_STATUS_LOCK, authority])
    last = Certificate.objects.filter(authority=authority).aggregate(last=Max("status_place"))["last"]
    return 0 if last is None else int(last) + 1


def gather(about: Heading, rows: Sequence[Certificate], *, by: Actor, at: datetime) -> int:
    """Enter the certificates of a decision in its order: the batch, its root, and each row's proof. None make no batch."""
    if not rows:
        return 0
    batch = Batch.objects.create(
        authority=about.authority,
        decision=about.decision,
        decision_number=about.number,
        decided_on=about.decided_on,
        total=len(rows),
        root=records.gather(rows),
        requested_at=at,
    )
    first = next_status_place(about.authority)
    for place, row in enumerate(rows, start=first):
        row.batch, row.status_place = batch, place
    Certificate.objects.bulk_create(rows, batch_size=1000)
    event = BatchGathered(
        authority=about.authority,
        batch=str(batch.pk),
        decision=about.decision,
        decision_number=about.number,
        decided_on=about.decided_on.isoformat(),
        total=batch.total,
        root=batch.root,
    )
    ledger.record(event, by=by, at=at)
    return len(rows)


def _chunks(batch: Batch) -> list[Chunk]:
    places = list(batch.certificates.order_by("place_in_decision").values_list("place_in_decision", flat=True))
    size = settings.CERTIFICATES_PER_CHUNK
    stretches = [places[start : start + size] for start in range(0, len(places), size)]
    return [Chunk(batch=batch, first=one[0], last=one[-1], size=len(one)) for one in stretches]


@transaction.atomic
def begin(event: OfBatch, at: datetime) -> int:
    """The decision's paper counts: cut the batch into chunks, each asked for by an event. Repeating adds nothing."""
    batch = Batch.objects.select_for_update().get(pk=event.batch)
    if batch.state != Batch.GATHERED:
        return 0
    chunks = Chunk.objects.bulk_create(_chunks(batch))
    batch.state, batch.sealed_at = Batch.SEALED, at
    batch.save(update_fields=["state", "sealed_at"])
    by = system_actor(batch.authority)
    for chunk in chunks:
        asked = ChunkRequested(
            authority=batch.authority, chunk=str(chunk.pk), batch=str(batch.pk), first=chunk.first, last=chunk.last
        )
        ledger.record(asked, by=by, at=at)
    return len(chunks)


@dataclass(frozen=True)
class Made:
    """A certificate's PDF by what is kept of it."""

    certificate: Certificate
    sha256: str
    size: int
    crc32: int


def _made(row: Certificate, signer: Signer | None, at: datetime) -> Made:
    press, tail = printing.signed_parts_of(row, signer, at) if signer else printing.parts_of(row)
    digest = press.sha.copy()
    digest.update(tail)
    return Made(row, digest.hexdigest(), len(press.head) + len(tail), zlib.crc32(tail, press.crc))


def _all_made(rows: Sequence[Certificate], at: datetime) -> list[Made]:
    """Raises one `Invalid` that names every certificate that cannot be printed, and why; `Unavailable` where each shall be signed
    and the key cannot."""
    made, problems = [], []
    signer = signing_methods.each_by(rows[0].authority, localdate(at)) if rows else None
    for row in rows:
        states.CERTIFICATE.step(row.state, "issue", {SYSTEM})
        try:
            made.append(_made(row, signer, at))
        except Invalid as no:
            about = f"certificates[{row.place_in_decision}]"
            first = no.problems[0] if no.problems else Problem(no.code, no.message, about, no.params)
            problems.append(Problem(first.code, first.message, f"{about} {row.recipient_name}", first.params))
    if problems:
        message = gettext_noop("%(count)s giấy khen không in được như dữ liệu đã cho.")
        raise Invalid("batch.unprintable", message, problems=problems, count=len(problems))
    return made


def issue(rows: Sequence[Certificate], at: datetime) -> list[Made]:
    """Make the papers of requested certificates and mark them issued; those that they replace hold no longer."""
    made = _all_made(rows, at)
    with connection.cursor() as cursor:
        cursor.execute(
            _ISSUE,
            {
                "issued": states.ISSUED,
                "requested": states.REQUESTED,
                "at": at,
                "ids": [one.certificate.pk for one in made],
                "digests": [one.sha256 for one in made],
                "sizes": [one.size for one in made],
                "crcs": [one.crc32 for one in made],
                "signatures": [one.certificate.signature for one in made],
            },
        )
        replacing = [one.certificate.pk for one in made if one.certificate.replaces_id]
        cursor.execute(_SUPERSEDE, {"superseded": states.SUPERSEDED, "at": at, "ids": replacing})
    return made


@transaction.atomic
def make(event: ChunkRequested, at: datetime) -> int:
    """Make the certificates of one chunk; the last chunk ends the batch. Delivered again, it does nothing."""
    chunk = Chunk.objects.select_for_update(of=("self",)).select_related("batch").get(pk=event.chunk)
    if chunk.done_at:
        return 0
    rows = chunk.batch.certificates.filter(
        place_in_decision__range=(chunk.first, chunk.last),
        state=states.REQUESTED,
        cause__in=(Certificate.AWARD, Certificate.AMENDED),
    )
    rows = rows.select_for_update(of=("self",)).select_related("batch").order_by("place_in_decision")
    made = issue(list(rows), at)
    chunk.done_at = at
    chunk.save(update_fields=["done_at"])
    told = [
        {"certificate": str(one.certificate.pk), "award": str(one.certificate.award), "sha256": one.sha256}
        for one in made
    ]
    issued = ChunkIssued(
        authority=chunk.batch.authority, chunk=str(chunk.pk), batch=str(chunk.batch_id), certificates=told
    )
    ledger.record(issued, by=system_actor(chunk.batch.authority), at=at)
    _end(chunk.batch_id, at)
    return len(made)


def _end(batch_id: UUID, at: datetime) -> None:
    """Close the batch when none of its chunks is left. Its row lock lets workers look one after the other."""
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.state == Batch.DONE or batch.chunks.filter(done_at=None).exists():
        return
    batch.state, batch.done_at = Batch.DONE, at
    batch.save(update_fields=["state", "done_at"])
    event = BatchDone(authority=batch.authority, batch=str(batch.pk), decision=str(batch.decision), total=batch.total)
    ledger.record(event, by=system_actor(batch.authority), at=at)


def counted(rows: QuerySet[Batch]) -> QuerySet[Batch]:
    """Batches with ``made``, the number of their certificates that are through; counted from the chunks, so cheap to ask again."""
    through = Sum("chunks__size", filter=Q(chunks__done_at__isnull=False))
    return rows.annotate(made=Coalesce(through, 0))


def percent(batch: Batch) -> int:
    """How far a counted batch is; 100 only when all is made."""
    return 100 * int(batch.made) // batch.total  # type: ignore[attr-defined]  # annotated by `counted`
