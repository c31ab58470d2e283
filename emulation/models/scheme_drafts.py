"""Tables of schemes while they are written: drafts that become a version, or are given up; and try-outs that run for long."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import SchemeVersion
from emulation.models.organisation import Authority


class SchemeDraft(models.Model):
    """A scheme that is being written; its definition may still be wrong. ``revision`` counts what was saved, so that nobody
    overwrites what they have not seen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=60)
    definition = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    published = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, null=True, related_name="drafts")
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-saved_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "code"),
                condition=Q(published=None, discarded_at=None),
                name="scheme_draft_open_once",
            ),
            models.CheckConstraint(
                condition=Q(published=None) | Q(discarded_at=None), name="scheme_draft_published_or_discarded"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} r{self.revision}"


class SchemeTrial(models.Model):
    """A try-out of a scheme over many sheets, worked off month by month. It holds a comparison and no result of anybody: nothing
    else reads it. ``partial`` is what the months so far left, ``result`` what is shown in the end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    definition = models.JSONField(help_text="the scheme as it was tried")
    about = models.JSONField(help_text="what it was tried on")
    months = models.JSONField(help_text="the frozen rankings it goes through, in their order")
    done = models.PositiveIntegerField(default=0)
    partial = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "id")

    def __str__(self) -> str:
        return f"{self.done}/{len(self.months)}"
