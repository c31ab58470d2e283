"""The table of which administrative level an authority has between two days."""

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority


class AuthorityLevel(models.Model):
    """The level of an authority from a day on, with the document that says so; the last one is open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="levels")
    level = models.CharField(max_length=16)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    legal_basis = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(fields=("authority", "valid_from"), name="authority_level_once"),
            models.UniqueConstraint(fields=("authority",), condition=Q(valid_to=None), name="authority_one_open_level"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="authority_level_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} ({self.valid_from})"
