"""The table of what is being typed into sheets and is not written into them yet."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import CampaignMonth
from emulation.models.organisation import Authority, Person, Unit


class SheetDraft(models.Model):
    """The form of one sheet (of the unit itself, where ``person`` is empty) as it stands between two keystrokes. It changes freely
    and goes away as soon as it is written into the sheet: only that is a layer, and only that is told to the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="sheet_drafts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    values = models.JSONField(default=dict, help_text="field → what is typed; what nobody touched is not there")
    base = models.JSONField(default=dict, help_text="the fields of the sheet that the draft began from")
    based_on = models.PositiveIntegerField(default=0, help_text="revision of that sheet")
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("month", "unit"), condition=Q(person=None), name="unit_draft_once"),
            models.UniqueConstraint(
                fields=("month", "person"), condition=Q(person__isnull=False), name="person_draft_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id or self.unit_id} {self.month_id} {self.version}"
