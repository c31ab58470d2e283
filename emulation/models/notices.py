"""Tables of notices: what the platform has told whom."""

from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.organisation import Authority, Unit


class Notice(models.Model):
    """A message to everyone with a role in a unit (or in the authority). ``key`` makes sending it twice impossible."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    key = models.CharField(max_length=150)
    kind = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("authority", "key"), name="notice_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
