"""The tables of files that were handed in, and of the records that they belong to."""

import pgtrigger
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority


class StoredFile(models.Model):
    """A file that passed its checks. Its content lies in the storage under a name made of its id and never changes; the name
    that it was handed in under is for people alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, help_text="type of the content")
    name = models.CharField(max_length=200, help_text="as it is shown")
    stored = models.CharField(max_length=100, help_text="name in the storage; shared with the level above by reference")
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is stored")
    upload_digest = models.CharField(
        max_length=64, help_text="SHA-256 of what was sent, before images were encoded again"
    )
    scanned = models.BooleanField(help_text="whether a virus scanner looked at it")
    unit = models.CharField(max_length=40, blank=True, help_text="code of the unit that it was handed in for")
    person = models.CharField(max_length=40, blank=True, help_text="code of the person that it was handed in for")
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ("uploaded_at", "id")
        constraints = (models.UniqueConstraint(fields=("stored", "authority"), name="file_stored_once"),)
        indexes = (models.Index(fields=("uploaded_by", "upload_digest"), name="file_of_uploader"),)
        triggers = (pgtrigger.ReadOnly(name="stored_once"),)

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file at a record, from when it was put there until it was taken away. ``label`` is the place in the record, such as a
    criterion's code."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    record_type = models.CharField(max_length=30)
    record = models.UUIDField()
    label = models.CharField(max_length=100, blank=True)
    attached_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    attached_at = models.DateTimeField()
    detached_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    detached_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("attached_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("record_type", "record", "label", "file"),
                condition=Q(detached_at=None),
                name="file_attached_once",
            ),
            models.CheckConstraint(
                condition=Q(detached_at__isnull=False) | Q(detached_by=None), name="detached_by_and_at"
            ),
        )
        indexes = (models.Index(fields=("record", "record_type"), name="attachment_of_record"),)
        triggers = (
            pgtrigger.Protect(name="attachment_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="attached_once", exclude=["detached_by", "detached_at"]),
        )

    def __str__(self) -> str:
        return f"{self.record_type} {self.record} {self.label}"
