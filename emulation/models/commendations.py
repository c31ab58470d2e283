"""The table of suggested timely commendations, of which nominations may start."""

import pgtrigger
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority, Person, Unit
from emulation.rules.commendations import KINDS


class CommendationSuggestion(models.Model):
    """An achievement of a unit (``person`` empty) or a person that was suggested once, and what the committee made of it. One
    that was taken up is what a nomination starts from; nothing is awarded by it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=tuple((kind, kind) for kind in KINDS))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    figures = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="suggested")
    suggested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-suggested_at", "key")
        constraints = (
            models.UniqueConstraint(fields=("authority", "key"), name="commendation_suggested_once"),
            models.CheckConstraint(
                condition=Q(state="suggested", decided_by=None, decided_at=None)
                | (~Q(state="suggested") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
                name="commendation_decided_by_at_and_why",
            ),
        )
        indexes = (models.Index(fields=("authority", "state"), name="commendation_waiting"),)
        triggers = (
            pgtrigger.Protect(name="commendation_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="commendation_as_suggested", exclude=["state", "decided_by", "decided_at", "reason"]
            ),
        )

    def __str__(self) -> str:
        return self.key
