"""Tables of delegations: a role over a place that somebody else exercises between two days."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account, RoleGrant
from emulation.models.organisation import Authority


class Delegation(models.Model):
    """``delegate`` may exercise a role of ``delegator``, as its ``grant`` has it, from ``starts_on`` to ``ends_on``, both
    included. It is ended, by hand or when its days or its grant are over, never deleted; nothing else of it changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    delegator = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations_taken")
    grant = models.ForeignKey(RoleGrant, on_delete=models.PROTECT, related_name="delegations")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.TextField()
    document = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-starts_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("grant", "starts_on"), condition=Q(ended_at=None), name="delegation_once"),
            models.CheckConstraint(condition=~Q(delegate=F("delegator")), name="delegate_is_another"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_runs_forward"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="delegation_ended_by_and_at",
            ),
        )
        indexes = (models.Index(fields=("delegate", "ends_on"), name="delegation_by_delegate"),)
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="given_once", exclude=["ended_by", "ended_at", "end_reason"]),
            pgtrigger.Protect(
                name="ended_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__ended_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.delegate_id} for {self.delegator_id}"
