"""Tables of the satisfaction survey: answers without a person, and their counts per unit, month and item."""

from collections.abc import Collection, Mapping
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority, Unit
from emulation.models.survey_forms import ServiceCounter, ServiceProcedure, SurveyVersion
from emulation.rules.surveys import Tally


class SurveyAnswer(models.Model):
    """One answered sheet. ``key`` is the sender's natural key, so a repeat counts once; its id is chance and tells no time.
    ``version`` is null for answers that another system collected: their marks follow the items of the campaign."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT)
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, null=True)
    counter = models.ForeignKey(ServiceCounter, on_delete=models.PROTECT, null=True)
    procedure = models.ForeignKey(ServiceProcedure, on_delete=models.PROTECT, null=True)
    key = models.CharField(max_length=64)
    marks = ArrayField(
        models.SmallIntegerField(null=True), help_text="1–5 in the order of the items, null = no opinion"
    )
    channel = models.CharField(max_length=20)
    answered_on = models.DateField()
    exclusion = models.ForeignKey(
        "emulation.SurveyExclusion", on_delete=models.PROTECT, null=True, related_name="left_out"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "key"), name="survey_answer_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.answered_on}"


class SurveyTally(models.Model):
    """Six counters for a unit, month and item, apart for each version and channel; all statistics come from them. Answers
    that another system collected stand under no version and the empty channel. ``weight`` is what an answer of the channel
    weighs in the scores, in hundredths, as the version fixed it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="tallies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    item = models.CharField(max_length=20)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=20, default="", blank=True)
    weight = models.PositiveSmallIntegerField(default=100)
    n1 = models.PositiveIntegerField(default=0)
    n2 = models.PositiveIntegerField(default=0)
    n3 = models.PositiveIntegerField(default=0)
    n4 = models.PositiveIntegerField(default=0)
    n5 = models.PositiveIntegerField(default=0)
    no_opinion = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("month", "unit", "item", "version", "channel"), name="tally_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.item}"


def scored_tallies(month: CampaignMonth, units: Collection[str] | None = None) -> Mapping[str, dict[str, Tally]]:
    """What scores are made from, by unit code and item: all channels together, each at its weight. Of a survey's own items
    only those count that the campaign froze at its launch; all of them where it froze none."""
    rows = SurveyTally.objects.filter(month=month).select_related("unit")
    if units is not None:
        rows = rows.filter(unit__code__in=units)
    found: dict[str, dict[str, Tally]] = {}
    frozen: set[str] | None = None
    for row in rows:
        if row.version_id:
            frozen = {item["code"] for item in month.campaign.survey} if frozen is None else frozen
        if not row.version_id or not frozen or row.item in frozen:
            tally = Tally((row.n1, row.n2, row.n3, row.n4, row.n5), row.no_opinion).weighed(row.weight)
            items = found.setdefault(row.unit.code, {})
            items[row.item] = items[row.item] + tally if row.item in items else tally
    return found
