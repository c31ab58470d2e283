"""The table of points that are booked from outside the evaluation sheets."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority, Person, Unit
from emulation.rules.booked_policies import KINDS


class Booking(models.Model):
    """Points on one leaf of the scheme, or a veto, of a unit (``person`` empty) or a person in one month, with the thing that it
    comes from. Proposed by one, booked by another; the system books what the scheme gives a fixed value (``decided_by`` empty).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="bookings")
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="bookings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=20, choices=tuple((kind, kind) for kind in KINDS))
    source = models.CharField(max_length=40, help_text="id of the thing that the points come from")
    source_code = models.CharField(max_length=60, help_text="what people call it")
    criterion = models.CharField(max_length=40, blank=True)
    points = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    veto = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    reversed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reversed_at = models.DateTimeField(null=True)
    reversal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("proposed_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "source", "month", "unit", "person", "criterion", "veto"),
                condition=Q(state__in=("proposed", "booked")),
                nulls_distinct=False,
                name="booking_once",
            ),
            models.CheckConstraint(
                condition=(Q(points__gt=0, veto="") & ~Q(criterion="")) | (Q(points=None, criterion="") & ~Q(veto="")),
                name="booking_of_points_or_veto",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")) | Q(state="declined"),
                name="booking_four_eyes",
            ),
        )
        indexes = (models.Index(fields=("month", "state"), name="booking_by_month"),)
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="proposed_once",
                exclude=[
                    "state", "decided_by", "decided_at", "decision_reason", "reversed_by", "reversed_at", "reversal_reason",
                ],
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source_code} {self.criterion or self.veto}"
