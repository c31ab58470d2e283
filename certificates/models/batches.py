"""Tables of batches: the certificates of one decision, and the chunks in which workers make them."""

from django.db import models
from uuid_utils.compat import uuid7


class Batch(models.Model):
    """All certificates of one signed decision. ``root`` is the hexadecimal Merkle root over the leaves of their records in the
    order of the decision; the decision's paper carries it. Certificates are issued only once that paper counts.
    """

    GATHERED, SEALED, DONE = "gathered", "sealed", "done"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.CharField(max_length=40)
    decision = models.UUIDField(unique=True)
    decision_number = models.CharField(max_length=80)
    decided_on = models.DateField()
    total = models.PositiveIntegerField()
    root = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default=GATHERED)
    requested_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-decided_on", "decision_number")
        indexes = (models.Index(fields=("authority", "-decided_on"), name="batch_by_authority"),)

    def __str__(self) -> str:
        return self.decision_number


class Chunk(models.Model):
    """A stretch of a batch in the order of the decision, made by one delivery; done once, however often it is delivered."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="chunks")
    first = models.PositiveIntegerField(help_text="place in the decision of its first certificate")
    last = models.PositiveIntegerField()
    size = models.PositiveIntegerField(default=0, help_text="how many certificates it had to make")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("batch", "first")
        constraints = (models.UniqueConstraint(fields=("batch", "first"), name="chunk_once"),)

    def __str__(self) -> str:
        return f"{self.batch} {self.first}–{self.last}"
