"""The table of what the units of an authority pledge."""

from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign
from emulation.models.organisation import Authority


class PledgeText(models.Model):
    """The text of the pledge of a year or a campaign, as the authority wrote it; a signature keeps its own copy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True)
    text = models.TextField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "year", "campaign"), nulls_distinct=False, name="pledge_text_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.year)
