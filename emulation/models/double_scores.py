"""The table of what inspection teams scored beside the units' own heads: layers that never change."""

import pgtrigger
from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority, Person, Unit
from emulation.models.visits import InspectionTeam


class InspectionScore(models.Model):
    """One team's scores of one member of staff for a month; a correction is the next ``revision``, and the last one counts.

    No score, rank or grade is computed from it: it tells how the heads of units score, and serves as advice.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT)
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="inspection_scores")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, help_text="where the person served at the end of the month"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    team = models.CharField(max_length=60)
    known_team = models.ForeignKey(
        InspectionTeam,
        on_delete=models.PROTECT,
        null=True,
        help_text="the team's record, where the name is its name or code",
    )
    revision = models.PositiveIntegerField()
    scores = models.JSONField(help_text="code → points as text, or NA")
    total = models.DecimalField(max_digits=12, decimal_places=4)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("month", "person", "team", "revision"), name="inspection_score_once"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.month_id} {self.team} {self.revision}"
