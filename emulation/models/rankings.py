"""Tables of rankings: frozen values with the digests of what they were computed from."""

import pgtrigger
from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority


class Ranking(models.Model):
    """The ranking of units or people for a month, or for the campaign (``month`` empty)."""

    UNITS, PEOPLE = "units", "people"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rankings")
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, null=True)
    subjects = models.CharField(max_length=10, choices=((UNITS, UNITS), (PEOPLE, PEOPLE)))
    revision = models.PositiveIntegerField(default=1)
    scheme_digest = models.CharField(max_length=64)
    inputs_digest = models.CharField(max_length=64)
    result_digest = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ("-computed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "month", "subjects", "revision"), nulls_distinct=False, name="ranking_once"
            ),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.subjects} {self.month_id or 'campaign'}"


class Standing(models.Model):
    """One subject's line in a ranking. ``inputs`` is the frozen sheet (or the months' scores) that explains the score."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="standings")
    subject = models.CharField(max_length=40, help_text="code of the unit or person")
    name = models.CharField(max_length=200)
    unit_code = models.CharField(max_length=40)
    cluster_code = models.CharField(max_length=40)
    score = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    grade = models.CharField(max_length=10, blank=True)
    rank = models.PositiveIntegerField(null=True, help_text="over all; empty when not ranked")
    rank_in_cluster = models.PositiveIntegerField(null=True)
    rank_in_unit = models.PositiveIntegerField(null=True)
    tied = models.BooleanField(default=False)
    unranked_because = models.CharField(max_length=40, blank=True)
    inputs = models.JSONField()
    order = models.PositiveIntegerField(help_text="for display: by rank, then Vietnamese order")

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("ranking", "subject"), name="standing_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.rank} {self.name}"
