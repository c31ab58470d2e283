"""The tables of appeals against rankings, and of the lines that they name."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign
from emulation.models.evaluations import Evaluation
from emulation.models.organisation import Authority, Person, Unit
from emulation.models.publications import Correction
from emulation.models.rankings import Ranking


class Appeal(models.Model):
    """What a unit (``person`` empty) or a member of staff holds against their line of a ranking, and what was answered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="appeals")
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="appeals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    text = models.TextField()
    state = models.CharField(max_length=16, default="submitted")
    submitted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="until when it is to be answered, in working days as they were known then")
    taken_up_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    taken_up_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="the written answer, or why it was withdrawn")

    class Meta:
        ordering = ("submitted_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("ranking", "unit", "person"),
                condition=Q(state__in=("submitted", "taken_up")),
                nulls_distinct=False,
                name="appeal_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None, state__in=("submitted", "taken_up"))
                | (Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(state__in=("submitted", "taken_up"))),
                name="appeal_closed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") | ~Q(closed_by=F("submitted_by")), name="appellant_does_not_decide"
            ),
        )
        indexes = (models.Index(fields=("campaign", "state", "due_at"), name="appeal_by_due"),)
        triggers = (
            pgtrigger.Protect(name="appeal_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="appealed_once",
                fields=["ranking", "unit", "person", "text", "submitted_by", "submitted_at", "due_at"],
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id or self.unit_id} {self.state}"


class AppealLine(models.Model):
    """One line that an appeal names, and what was decided about it: ``upheld`` is null until then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="lines")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT)
    place = models.PositiveIntegerField(help_text="number in the appeal, from 1")
    criterion = models.CharField(max_length=100, help_text="a criterion of the scheme, or a veto")
    asked = models.CharField(max_length=20, blank=True, help_text="points that would be right, as the appellant has it")
    note = models.TextField(blank=True)
    upheld = models.BooleanField(null=True)
    points = models.CharField(max_length=20, blank=True, help_text="as they are to be")
    finding = models.TextField(blank=True)
    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, null=True, related_name="appealed")

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("appeal", "place"), name="appeal_place_once"),
            models.UniqueConstraint(fields=("appeal", "evaluation", "criterion"), name="appeal_line_once"),
        )
        triggers = (
            pgtrigger.Protect(name="appeal_line_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="line_appealed_once", fields=["appeal", "evaluation", "place", "criterion", "asked", "note"]
            ),
        )

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.criterion}"
