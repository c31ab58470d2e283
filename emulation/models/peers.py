"""Tables of peer scores: who scores whom in a campaign, and what they wrote of each month."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority


class PeerAssignment(models.Model):
    """``scorer`` scores ``target`` every month: both codes of units, or of people. Withdrawn, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="peer_assignments")
    subjects = models.CharField(max_length=6)
    scorer = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("scorer", "target")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "subjects", "scorer", "target"),
                condition=Q(withdrawn_at=None),
                name="peer_assignment_once",
            ),
            models.CheckConstraint(condition=~Q(scorer=F("target")), name="nobody_is_their_own_peer"),
        )
        indexes = (models.Index(fields=("campaign", "target"), name="peer_by_target"),)
        triggers = (pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.scorer} → {self.target}"


class PeerScore(models.Model):
    """What a scorer wrote of a month, layer upon layer; the last one counts. Fixed for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    assignment = models.ForeignKey(PeerAssignment, on_delete=models.PROTECT, related_name="scores")
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="peer_scores")
    revision = models.PositiveIntegerField()
    scores = models.JSONField(help_text="leaf → points as text")
    note = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    behalf = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("assignment", "revision")
        constraints = (models.UniqueConstraint(fields=("assignment", "month", "revision"), name="peer_score_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.revision}"
