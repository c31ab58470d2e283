"""Tables of monthly evaluations: one compact row per subject and month, and the layers of scores that never change."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority, Person, Unit


def _who_and_when(who: str, when: str) -> Q:
    return Q(**{who: None, when: None}) | Q(**{f"{who}__isnull": False, f"{when}__isnull": False})


class Evaluation(models.Model):
    """The evaluation of a unit (``person`` empty) or of a person for one month; ``total`` is the official score."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT)
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="evaluations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    cluster_code = models.CharField(max_length=40)
    of_head = models.BooleanField(
        default=False, help_text="the unit's own head: confirmed by nobody below the committee"
    )
    state = models.CharField(max_length=10, default="draft")
    absent = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    scores = models.JSONField(default=dict, help_text="the last layer: code → points as text, or NA")
    vetoes = models.JSONField(default=list)
    total = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    revision = models.PositiveIntegerField(default=0, help_text="number of layers")
    submitted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    assessed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    assessed_at = models.DateTimeField(null=True)
    appraised_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    appraised_at = models.DateTimeField(null=True)
    behalf = models.JSONField(default=dict, help_text="stage → the account in whose place it was done, where it was")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("month", "unit"), condition=Q(person=None), name="unit_evaluation_once"),
            models.UniqueConstraint(
                fields=("month", "person"), condition=Q(person__isnull=False), name="person_evaluation_once"
            ),
            models.CheckConstraint(condition=~Q(confirmed_by=F("submitted_by")), name="submitter_is_not_confirmer"),
            models.CheckConstraint(condition=~Q(appraised_by=F("submitted_by")), name="submitter_is_not_appraiser"),
            models.CheckConstraint(condition=~Q(appraised_by=F("confirmed_by")), name="confirmer_is_not_appraiser"),
            models.CheckConstraint(condition=~Q(assessed_by=F("submitted_by")), name="submitter_is_not_assessor"),
            models.CheckConstraint(condition=~Q(assessed_by=F("confirmed_by")), name="confirmer_is_not_assessor"),
            models.CheckConstraint(condition=~Q(appraised_by=F("assessed_by")), name="assessor_is_not_appraiser"),
            models.CheckConstraint(condition=_who_and_when("submitted_by", "submitted_at"), name="submitted_by_and_at"),
            models.CheckConstraint(condition=_who_and_when("confirmed_by", "confirmed_at"), name="confirmed_by_and_at"),
            models.CheckConstraint(condition=_who_and_when("assessed_by", "assessed_at"), name="assessed_by_and_at"),
            models.CheckConstraint(condition=_who_and_when("appraised_by", "appraised_at"), name="appraised_by_and_at"),
        )
        indexes = (
            models.Index(fields=("month", "state"), name="evaluation_by_state"),
            models.Index(fields=("person", "campaign"), name="evaluation_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.person_id or self.unit_id} {self.month_id} {self.state}"


class EvaluationLayer(models.Model):
    """What one person wrote at one moment: self-score, the head's, the cluster's, the appraisal, a return, a correction.
    ``behalf`` is in whose place. Fixed for good."""

    SELF, HEAD, APPRAISAL, RETURN, CORRECTION = "self", "head", "appraisal", "return", "correction"
    CLUSTER, PEERS = "cluster", "peers"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="layers")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    scores = models.JSONField()
    vetoes = models.JSONField(default=list)
    absent = models.BooleanField(default=False)
    total = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    behalf = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("revision",)
        constraints = (models.UniqueConstraint(fields=("evaluation", "revision"), name="layer_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.kind} {self.revision}"
