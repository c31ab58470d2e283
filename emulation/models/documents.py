"""The table of an office's own templates of documents."""

import pgtrigger
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.files import StoredFile
from emulation.models.organisation import Authority


class DocumentTemplate(models.Model):
    """A Word template that an office uses for one kind of document instead of the one that ships. Versions follow each other;
    the one that is not retired is used, and where all are it is the shipped one again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    retired_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("kind", "-version")
        constraints = (
            models.UniqueConstraint(fields=("authority", "kind", "version"), name="document_template_version_once"),
            models.UniqueConstraint(
                fields=("authority", "kind"), condition=Q(retired_at=None), name="document_template_one_in_use"
            ),
        )
        triggers = (
            pgtrigger.Protect(name="template_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="template_as_uploaded", exclude=["retired_by", "retired_at"]),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
