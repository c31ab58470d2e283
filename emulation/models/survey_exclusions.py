"""The table of groups of survey answers that are left out of the figures: proposed by one, decided by another, reversible."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority, Unit
from emulation.rules.survey_groups import ANY


class SurveyExclusion(models.Model):
    """Answers about one unit in one month, told apart by channel, counter and day (`emulation.rules.survey_groups`).

    ``flags`` are those that the group showed when it was proposed, with their figures of that day. ``answers`` is how many were
    left out when it was decided; the answers name their exclusion, so that bringing them back finds exactly these.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="survey_exclusions")
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="survey_exclusions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20, default=ANY, blank=True)
    counter = models.CharField(max_length=40, blank=True)
    day = models.DateField(null=True)
    reason = models.TextField()
    flags = models.JSONField(default=list)
    answers = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    restored_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    restored_at = models.DateTimeField(null=True)
    restore_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("proposed_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("month", "unit", "channel", "counter", "day"),
                condition=Q(state="proposed"),
                nulls_distinct=False,
                name="exclusion_proposed_once",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="exclusion_four_eyes"),
            models.CheckConstraint(condition=~Q(restored_by=F("decided_by")), name="exclusion_restored_by_another"),
            models.CheckConstraint(
                condition=Q(restored_by=None, restored_at=None, restore_reason="")
                | (Q(restored_by__isnull=False, restored_at__isnull=False) & ~Q(restore_reason="")),
                name="exclusion_restored_by_at_and_why",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="proposed_once",
                exclude=[
                    "state", "answers", "decided_by", "decided_at", "decision_reason", "restored_by", "restored_at",
                    "restore_reason",
                ],
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_id} {self.channel} {self.counter} {self.day}"
