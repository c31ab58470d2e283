"""Table of certificates: what each one says, by value, and the paper that was made of it."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7


class Certificate(models.Model):
    """A certificate of one award. It carries its authority as a plain code: certificates know the domain by events only."""

    REQUESTED, ISSUED = "requested", "issued"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.CharField(max_length=40)
    award = models.UUIDField(unique=True)
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
    stored = models.CharField(max_length=120, blank=True, help_text="name of the PDF in storage, after its SHA-256")
    sha256 = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("decided_on", "decision", "place_in_decision")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "book", "register_year", "register_number"), name="certificate_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="requested", sha256="", stored="", issued_at=None)
                | (Q(state="issued", issued_at__isnull=False) & ~Q(sha256="") & ~Q(stored="")),
                name="certificate_issued_with_paper",
            ),
        )
        indexes = (
            models.Index(fields=("authority", "person"), name="certificate_by_person"),
            models.Index(fields=("authority", "unit"), name="certificate_by_unit"),
        )

    def __str__(self) -> str:
        return f"{self.register_number}/{self.register_year} {self.recipient_name}"
