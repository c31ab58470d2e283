"""Tables of the satisfaction survey: answers without a person, and their counts per unit, month and item."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority, Unit


class SurveyAnswer(models.Model):
    """One answered sheet. ``key`` is the sender's natural key (a code printed on a receipt), so a repeat counts once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT)
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    key = models.CharField(max_length=64)
    marks = ArrayField(
        models.SmallIntegerField(null=True), help_text="1–5 in the order of the items, null = no opinion"
    )
    channel = models.CharField(max_length=20)
    answered_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "key"), name="survey_answer_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.answered_on}"


class SurveyTally(models.Model):
    """Six counters for a unit, month and item; all statistics come from them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="tallies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    item = models.CharField(max_length=20)
    n1 = models.PositiveIntegerField(default=0)
    n2 = models.PositiveIntegerField(default=0)
    n3 = models.PositiveIntegerField(default=0)
    n4 = models.PositiveIntegerField(default=0)
    n5 = models.PositiveIntegerField(default=0)
    no_opinion = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("month", "unit", "item"), name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.item}"
