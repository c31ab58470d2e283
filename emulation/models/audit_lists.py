"""The table of lists drawn at random: the frame and the seed's hash before the drawing, seed, words and list after it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority


class AuditList(models.Model):
    """Which units' evidence is checked in a month. ``seed`` is kept back until the drawing; who bound it does not draw."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="audit_lists")
    month = models.OneToOneField(CampaignMonth, on_delete=models.PROTECT, related_name="audit_list")
    state = models.CharField(max_length=15, default="seed_committed")
    frame = models.JSONField()
    frame_digest = models.CharField(max_length=64)
    seed_hash = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    committed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField()
    words = models.CharField(max_length=200, blank=True, help_text="brought to the drawing by who draws")
    drawn = models.JSONField(default=list)
    drawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-committed_at",)
        constraints = (models.CheckConstraint(condition=~Q(drawn_by=F("committed_by")), name="audit_list_two_people"),)
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="committed_once", exclude=["state", "words", "drawn", "drawn_by", "drawn_at"]),
            pgtrigger.Protect(
                name="drawn_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__drawn_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.month_id}"
