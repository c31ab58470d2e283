"""Tables of the tasks that a campaign's plan assigns: each task, who takes part in it, and what happened with it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign
from emulation.models.organisation import Authority, Person, Unit


class Assignment(models.Model):
    """One task of the plan. ``reported_at`` is that of the report that waits or was accepted; ``excused_at`` says that the
    delay was accepted, so that it costs nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="assignments")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    responsibility = models.TextField()
    steps = models.JSONField(default=list, help_text="title and due of each step")
    product = models.TextField()
    check_by = models.TextField(help_text="how the product is checked")
    deadline = models.DateField()
    state = models.CharField(max_length=14, default="draft")
    result = models.TextField(blank=True)
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    excused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("deadline", "code")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "code"), name="assignment_code_once"),
            models.CheckConstraint(
                condition=~Q(accepted_by=F("reported_by")), name="assignment_reporter_does_not_accept"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None, reported_by=None)
                | (Q(reported_at__isnull=False, reported_by__isnull=False) & ~Q(result="")),
                name="assignment_reported_by_at_and_what",
            ),
        )
        indexes = (models.Index(fields=("authority", "deadline"), name="assignment_by_deadline"),)
        triggers = (pgtrigger.Protect(name="assignment_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class AssignmentPart(models.Model):
    """Somebody who takes part beside the one responsible, with their role: a unit, or a person."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=300)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(unit=None, person__isnull=False) | Q(unit__isnull=False, person=None),
                name="assignment_part_is_unit_or_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} in {self.assignment_id}"


class AssignmentEntry(models.Model):
    """One act on an assigned task, as its page tells it: who, when, why, and the deadline before and after it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="entries")
    act = models.CharField(max_length=14)
    text = models.TextField(blank=True)
    before = models.DateField(null=True)
    after = models.DateField(null=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        triggers = (pgtrigger.Protect(name="assignment_entry_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.act} {self.assignment_id}"
