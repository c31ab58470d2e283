"""Tables of what happens to a decision beside its list: laid open for comment, objected to, revoking what was given before."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.decisions import Award, Decision
from emulation.models.organisation import Authority


class Consultation(models.Model):
    """The list of a draft decision, laid open for comment (lấy ý kiến) between two days; ``items`` is the list as it was then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="consultations")
    first_day = models.DateField()
    last_day = models.DateField()
    items = models.JSONField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("opened_at",)
        constraints = (
            models.UniqueConstraint(fields=("decision",), condition=Q(settled_at=None), name="consultation_open_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="consultation_runs_forward"),
        )
        triggers = (
            pgtrigger.Protect(name="consultation_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="consultation_as_opened", exclude=["settled_by", "settled_at"]),
        )

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"


class Objection(models.Model):
    """What a member says against a list that is open for comment, by name, and what the standing office answers in writing.
    ``place`` is the number in the list, None where it is about the whole."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="objections")
    place = models.PositiveIntegerField(null=True)
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "by", "place", "text"), nulls_distinct=False, name="objection_once"
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("by")), name="objection_author_does_not_answer"),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, answer="")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="objection_answered_by_at_and_what",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="objection_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="objection_as_said", exclude=["answer", "answered_by", "answered_at"]),
            pgtrigger.Protect(
                name="objection_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]


class Revocation(models.Model):
    """One award that a revoking decision ends, and why; it ends when that decision is signed. ``ground`` is the letter of
    article 93 clause 2 of Law 06/2022/QH15."""

    GROUNDS = ("a", "b", "c", "d")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="revocations")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="revocations")
    ground = models.CharField(max_length=1, choices=tuple((one, one) for one in GROUNDS))
    reason = models.TextField(max_length=2000)

    class Meta:
        ordering = ("award__place",)
        constraints = (models.UniqueConstraint(fields=("decision", "award"), name="revocation_once"),)

    def __str__(self) -> str:
        return f"{self.ground} {self.award_id}"
