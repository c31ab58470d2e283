"""The table of days that are not what their weekday says: public holidays and exchanged working days."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority


class CalendarDay(models.Model):
    """A day off or a worked day of rest: of the nation where no authority is named, else of the authority, whose row goes
    before the nation's of the same day. A withdrawn row stays to be read."""

    HOLIDAY, WORKING = "holiday", "working"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True)
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=((HOLIDAY, HOLIDAY), (WORKING, WORKING)))
    occasion = models.CharField(max_length=20, blank=True, help_text="code of the public holiday whose day off this is")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    legal_basis = models.CharField(max_length=300)
    to_confirm = models.BooleanField(default=False, help_text="the official announcement has not been seen yet")
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ngày nghỉ, ngày làm bù")
        ordering = ("day", "authority", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "day"),
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="calendar_day_once",
            ),
            models.CheckConstraint(
                condition=Q(authority=None) | Q(added_by__isnull=False, added_at__isnull=False),
                name="calendar_day_added_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None, withdraw_reason="")
                | (
                    (Q(authority=None) | Q(withdrawn_by__isnull=False))
                    & Q(withdrawn_at__isnull=False)
                    & ~Q(withdraw_reason="")
                ),
                name="calendar_day_withdrawn_by_at_and_why",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="added_once", exclude=["withdrawn_by", "withdrawn_at", "withdraw_reason"]),
            pgtrigger.Protect(
                name="withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
