"""Tables of what inspections find, and of holds that keep somebody from being proposed for awards."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority, Person, in_force
from emulation.models.visits import InspectionVisit


class Finding(models.Model):
    """A breach, a shortcoming or a good practice that a visit found: what the unit answered, what the team's lead proposed, and
    what a standing officer made of it. ``key`` is chosen by the device that wrote it down, so that sending twice doubles nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    visit = models.ForeignKey(InspectionVisit, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField()
    key = models.UUIDField()
    kind = models.CharField(max_length=16)
    severity = models.CharField(max_length=10)
    text = models.TextField()
    basis = models.CharField(max_length=300, blank=True)
    item = models.CharField(max_length=40, blank=True, help_text="of the checklist")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    criterion = models.CharField(max_length=40, blank=True)
    points = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    veto = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, default="recorded")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    measure = models.CharField(max_length=10, blank=True)
    measure_reason = models.TextField(blank=True)
    measure_details = models.JSONField(
        default=dict, help_text="criterion and points, veto, or the hold's days and document"
    )
    booking = models.UUIDField(null=True)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("visit", "number")
        constraints = (
            models.UniqueConstraint(fields=("visit", "number"), name="finding_number_once"),
            models.UniqueConstraint(fields=("visit", "key"), name="finding_key_once"),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")), name="finding_four_eyes"
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False, old__answer__df=pgtrigger.F("new__answer")),
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"{self.visit.code}.{self.number}"


class EligibilityHold(models.Model):
    """From a day up to and without another (open: until it is lifted) a unit or person is not proposed for awards."""

    UNIT, PERSON = "unit", "person"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    subjects = models.CharField(max_length=10, choices=((UNIT, UNIT), (PERSON, PERSON)))
    subject = models.CharField(max_length=40, help_text="code of the unit or person")
    unit_code = models.CharField(max_length=40, help_text="the unit, or where the person served")
    reason = models.TextField()
    document = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, null=True, related_name="hold")
    placed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-valid_from", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="hold_runs_forward"
            ),
            models.CheckConstraint(condition=~Q(lifted_by=F("placed_by")), name="hold_lifter_is_not_placer"),
        )
        indexes = (models.Index(fields=("authority", "subjects", "subject"), name="hold_by_subject"),)
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="placed_once", exclude=["lifted_by", "lifted_at", "lift_reason"]),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.valid_from}"


def held(authority: str, subjects: str, on: date) -> frozenset[str]:
    """Codes of those who may not be proposed on a day: what the eligibility of awards reads."""
    rows = EligibilityHold.objects.filter(in_force(on), authority_id=authority, subjects=subjects, lifted_at=None)
    return frozenset(rows.values_list("subject", flat=True))
