"""Tables of citizens' feedback: the items, what was done with them, the contacts kept apart, and the rules of an authority."""

import pgtrigger
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority, Unit
from emulation.rules.feedback import KINDS


class Feedback(models.Model):
    """One thing that a citizen told the authority. It knows no one: the code is stored as a hash, the contact elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    number = models.PositiveIntegerField(help_text="running number of the authority, by which officers speak of it")
    code_digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=tuple((kind, kind) for kind in KINDS))
    state = models.CharField(max_length=12, default="received")
    unit_named = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="feedback")
    happened_on = models.DateField(null=True)
    text = models.TextField()
    language = models.CharField(max_length=2, default="vi")
    received_at = models.DateTimeField()
    routed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True, help_text="until when the next step is in time")
    answer_due = models.DateTimeField(null=True, help_text="until when the unit's answer was or is in time")
    escalated = models.JSONField(default=list, help_text="the roles that were told of the missed limit")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reopen_until = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.TextField(blank=True)
    where_to_go = models.CharField(max_length=500, blank=True)
    dismissal = models.TextField(blank=True)
    shares_contact = models.BooleanField(default=False, help_text="the citizen lets the unit see how to reach them")
    public_question = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("authority", "number"), name="feedback_number_once"),
            models.CheckConstraint(
                condition=Q(published_at=None) | (~Q(public_question="") & ~Q(public_answer="")),
                name="feedback_published_with_texts",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopen_reason="") | (Q(reopened_at__isnull=False) & ~Q(reopen_reason="")),
                name="feedback_reopened_at_and_why",
            ),
        )
        indexes = (
            models.Index(fields=("authority", "state", "due"), name="feedback_due"),
            models.Index(fields=("authority", "-published_at"), name="feedback_published"),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="told_once",
                fields=[
                    "authority",
                    "number",
                    "code_digest",
                    "kind",
                    "text",
                    "happened_on",
                    "received_at",
                    "unit_named",
                ],
            ),
            pgtrigger.Protect(
                name="reopened_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__reopened_at__isnull=False)
                & pgtrigger.Q(old__reopened_at__df=pgtrigger.F("new__reopened_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.state}"


class FeedbackContact(models.Model):
    """How a citizen may be reached, apart from what they told, and gone from the day that is set when the item ends."""

    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT, primary_key=True, related_name="contact")
    name = models.CharField(max_length=200, blank=True)
    reach = models.CharField(max_length=200, help_text="a telephone number or a mail address")
    delete_on = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("delete_on",), name="feedback_contact_to_delete"),)

    def __str__(self) -> str:
        return str(self.feedback_id)


class FeedbackStep(models.Model):
    """What was done with an item, by whom, in which words: the steps before are never written over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=12, help_text="the state after it")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", help_text="null: the citizen, or time"
    )
    at = models.DateTimeField()
    due = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("feedback", "at"), name="feedback_step_by_item"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.feedback_id} {self.act}"


class FeedbackRule(models.Model):
    """The time limits of an authority from a day on, with their legal basis."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    valid_from = models.DateField()
    policy = models.JSONField()
    legal_basis = models.CharField(max_length=300)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("-valid_from", "-set_at")
        constraints = (models.UniqueConstraint(fields=("authority", "valid_from"), name="feedback_rule_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.authority_id} {self.valid_from}"
