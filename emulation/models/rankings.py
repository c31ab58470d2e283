"""Tables of rankings: frozen values with the digests of what they were computed from."""

import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority

IN_FORCE = ("provisional", "published", "final")


class Ranking(models.Model):
    """The ranking of units or people for a month, or for the campaign (``month`` empty).

    A revision is a row of its own. Nothing of a row ever changes but its ``state``, and one revision at most is in force.
    """

    UNITS, PEOPLE = "units", "people"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rankings")
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, null=True)
    subjects = models.CharField(max_length=10, choices=((UNITS, UNITS), (PEOPLE, PEOPLE)))
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, default="provisional")
    scheme_digest = models.CharField(max_length=64)
    inputs_digest = models.CharField(max_length=64)
    result_digest = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    computed_at = models.DateTimeField()
    inputs = models.BinaryField(help_text="the canonical JSON of all that went in besides the scheme, deflated")
    salt = models.UUIDField(db_default=RandomUUID(), help_text="secret: from it come the pseudonyms of this ranking")
    sources = models.JSONField(default=list, help_text="ids of the months' rankings that a campaign's was made of")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="revisions")
    reason = models.TextField(blank=True, help_text="why it was computed again")
    asked_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", help_text="who asked for this revision"
    )
    changes = models.JSONField(default=list, help_text="lines that are others than in what it replaces, and why")

    class Meta:
        ordering = ("-computed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "month", "subjects", "revision"), nulls_distinct=False, name="ranking_once"
            ),
            models.UniqueConstraint(
                fields=("campaign", "month", "subjects"),
                condition=Q(state__in=IN_FORCE),
                nulls_distinct=False,
                name="ranking_in_force_once",
            ),
            models.UniqueConstraint(
                fields=("campaign", "month", "subjects"),
                condition=Q(state="shadow"),
                nulls_distinct=False,
                name="ranking_shadow_once",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="frozen_but_state", exclude=["state"]),
        )

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
