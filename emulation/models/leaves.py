"""Tables of service: kinds of leave and rules of service by law, and the leaves that are recorded of people."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority, Person
from emulation.rules.service import ACTUAL_TIME, AWAY, ELSEWHERE, SERVED


class LeaveKind(models.Model):
    """A kind of leave between two days, and what its days count as. Entered from the catalogue."""

    COUNTS = ((SERVED, SERVED), (ACTUAL_TIME, ACTUAL_TIME), (AWAY, AWAY), (ELSEWHERE, ELSEWHERE))

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    counts = models.CharField(max_length=12, choices=COUNTS)
    exempt = models.BooleanField(default=False, help_text="whoever was on it is rated however few their months are")
    legal_basis = models.CharField(max_length=300)
    source = models.CharField(max_length=300, help_text="where a reviewer finds the rule")
    to_confirm = models.BooleanField(default=False, help_text="the text of the rule has not been seen yet")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("loại nghỉ")
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="leave_kind_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="leave_kind_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} ({self.valid_from})"


class ServiceRule(models.Model):
    """What the law says between two days of those who served only a part of the year: the months they need, and the veto (a cap
    of the grade) of whoever was away from so many months to fewer than so many. Entered from the catalogue."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    minimum_months = models.PositiveSmallIntegerField(default=0)
    from_months = models.PositiveSmallIntegerField(null=True)
    below_months = models.PositiveSmallIntegerField(null=True)
    veto = models.CharField(max_length=20, blank=True)
    legal_basis = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    to_confirm = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("quy định về thời gian công tác")
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="service_rule_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="service_rule_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(from_months=None, below_months=None, veto="")
                | (Q(from_months__lt=F("below_months")) & ~Q(veto="")),
                name="service_rule_ceiling_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} ({self.valid_from})"


class Leave(models.Model):
    """A person is on leave from one day to another, both counted. A withdrawn row stays to be read; another span is another row.
    The kind is the row in force on the first day; what its days count as is the campaign's to say."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves")
    kind = models.ForeignKey(LeaveKind, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    document = models.CharField(max_length=300, blank=True, help_text="number and day of the paper that grants it")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("first_day", "id")
        indexes = (models.Index(fields=("person", "first_day"), name="leave_by_person"),)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "first_day"), condition=Q(withdrawn_at=None), name="leave_first_day_once"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="leave_runs_forward"),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdraw_reason="")
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                name="leave_withdrawn_by_at_and_why",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="recorded_once", exclude=["withdrawn_by", "withdrawn_at", "withdraw_reason"]),
            pgtrigger.Protect(
                name="withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.first_day}"
