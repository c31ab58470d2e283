"""Table of certificates: what each one says, by value, and the paper that was made of it."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from certificates.models.batches import Batch
from certificates.models.templates import TemplateVersion


class Certificate(models.Model):
    """A certificate of one award. It carries its authority as a plain code: certificates know the domain by events only.

    What it says never changes: a correction, an exchange or a reissue is a row of its own with the next ``issue`` number that
    names in ``replaces`` the one that it supersedes. ``salt``, ``leaf`` and ``proof`` are its record's part in the batch's tree
    (`certificates.records`, `certificates.merkle`); ``status_place`` is its bit in the authority's public status list. One that
    was superseded or revoked before it was issued never had a paper.
    """

    REQUESTED, ISSUED, SUPERSEDED, REVOKED = "requested", "issued", "superseded", "revoked"
    AWARD, AMENDED, EXCHANGE, REISSUE = "award", "amended", "exchange", "reissue"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.CharField(max_length=40)
    award = models.UUIDField()
    issue = models.PositiveSmallIntegerField(default=1)
    cause = models.CharField(max_length=10, default=AWARD)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="certificates")
    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, null=True, related_name="certificates")
    decision = models.UUIDField()
    place_in_decision = models.PositiveIntegerField()
    token = models.CharField(
        max_length=26, unique=True, help_text="130 random-looking bits in base32: the public address"
    )
    state = models.CharField(max_length=10, default=REQUESTED)
    title = models.CharField(max_length=100)
    authority_title = models.CharField(max_length=200)
    salutation = models.CharField(max_length=20)
    recipient_name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40)
    unit_name = models.CharField(max_length=200)
    person = models.CharField(max_length=40, blank=True)
    citation = models.TextField()
    decision_number = models.CharField(max_length=80)
    decided_on = models.DateField()
    place = models.CharField(max_length=100)
    signatory_title = models.CharField(max_length=200)
    signatory_name = models.CharField(max_length=200)
    book = models.CharField(max_length=40)
    register_number = models.PositiveIntegerField()
    register_year = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="bytes of the PDF, which is made anew for every download")
    crc32 = models.PositiveBigIntegerField(default=0, help_text="of the PDF, as archives state it")
    signature = models.BinaryField(
        null=True,
        help_text="of this file alone, where the authority signs each; written into the PDF at every download",
    )
    salt = models.CharField(max_length=32, blank=True)
    leaf = models.CharField(max_length=64, blank=True)
    proof = models.BinaryField(null=True)
    status_place = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="when it was superseded or revoked")
    revoked_ground = models.CharField(max_length=1, blank=True, help_text="letter of the ground in Article 93")
    revoked_number = models.CharField(max_length=80, blank=True, help_text="number of the revoking decision")
    revoked_on = models.DateField(null=True)

    class Meta:
        ordering = ("decided_on", "decision", "place_in_decision")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "book", "register_year", "register_number", "issue"),
                name="certificate_number_once",
            ),
            models.UniqueConstraint(fields=("award", "issue"), name="certificate_issue_once"),
            models.UniqueConstraint(fields=("authority", "status_place"), name="certificate_status_place_once"),
            models.CheckConstraint(
                condition=Q(state__in=("requested", "issued"), ended_at=None)
                | Q(state__in=("superseded", "revoked"), ended_at__isnull=False),
                name="certificate_ended_at",
            ),
            models.CheckConstraint(
                condition=(Q(state="revoked") & ~Q(revoked_ground="") & Q(revoked_on__isnull=False))
                | (~Q(state="revoked") & Q(revoked_ground="", revoked_number="", revoked_on=None)),
                name="certificate_revoked_with_ground",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("requested", "superseded", "revoked"), sha256="", issued_at=None)
                | (Q(issued_at__isnull=False) & ~Q(state="requested") & ~Q(sha256="")),
                name="certificate_issued_with_paper",
            ),
        )
        indexes = (
            models.Index(fields=("authority", "person"), name="certificate_by_person"),
            models.Index(fields=("authority", "unit"), name="certificate_by_unit"),
            models.Index(fields=("sha256",), name="certificate_by_file", condition=~Q(sha256="")),
            models.Index(fields=("batch", "place_in_decision"), name="certificate_by_batch"),
            models.Index(
                fields=("authority", "book", "register_year", "register_number"), name="certificate_by_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.register_number}/{self.register_year} {self.recipient_name}"
