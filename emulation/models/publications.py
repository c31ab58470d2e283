"""Tables of what was made known of rankings, and of corrections to evaluations whose month is closed."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.evaluations import Evaluation
from emulation.models.organisation import Authority
from emulation.models.rankings import Ranking
from kernel.models import LedgerEntry


class RankingPublication(models.Model):
    """One step of a ranking into the open: who took it, when, and the digests that hold from then on. Never changes.

    ``snapshot`` is what was made known, as values: inputs and result of the bundle, deflated. A later step of the same
    ranking has none of its own.
    """

    PUBLISHED, FINAL = "published", "final"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="publications")
    step = models.CharField(max_length=10, choices=((PUBLISHED, PUBLISHED), (FINAL, FINAL)))
    scheme_code = models.CharField(max_length=60)
    scheme_version = models.PositiveIntegerField()
    scheme_digest = models.CharField(max_length=64)
    inputs_digest = models.CharField(max_length=64)
    result_digest = models.CharField(max_length=64)
    open_inputs_digest = models.CharField(max_length=64, help_text="of the inputs as the bundle has them")
    open_result_digest = models.CharField(max_length=64, help_text="of the result as the bundle has it")
    engine_version = models.CharField(max_length=20)
    snapshot = models.BinaryField(null=True)
    reason = models.TextField(blank=True)
    prepared_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", help_text="whose work this step confirms"
    )
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("ranking", "step"), name="publication_once"),
            models.CheckConstraint(condition=~Q(by=F("prepared_by")), name="publisher_is_not_preparer"),
            models.CheckConstraint(
                condition=Q(step="final", snapshot=None) | Q(step="published", snapshot__isnull=False),
                name="publication_has_its_snapshot",
            ),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.step}"


class Correction(models.Model):
    """A change of an appraised evaluation of a closed month: asked for by one person, decided by another.

    ``scores`` and ``vetoes`` are those that are to hold, whole; ``base`` is the layer that they were written against.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="corrections")
    base = models.PositiveIntegerField()
    scores = models.JSONField()
    vetoes = models.JSONField(default=list)
    absent = models.BooleanField(default=False)
    reason = models.TextField()
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="why it was declined")

    class Meta:
        ordering = ("-proposed_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("evaluation",), condition=Q(state="proposed"), name="correction_open_once"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by"), state="approved"), name="corrector_is_not_approver"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, state="proposed")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(state="proposed")),
                name="correction_decided_by_and_at",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="asked_once",
                fields=["evaluation", "base", "scores", "vetoes", "absent", "reason", "proposed_by", "proposed_at"],
            ),
        )

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.state}"
