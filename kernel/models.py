"""The ledger (audit trail and outbox in one), its seals and anchored heads, and what is still to be delivered."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now


class LedgerEntry(models.Model):
    """One event as it was recorded. Never changes: the database refuses UPDATE and DELETE."""

    id = models.BigAutoField(primary_key=True)
    authority = models.CharField(max_length=40)
    type = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    payload = models.JSONField()
    at = models.DateTimeField(help_text="the moment of the act, as the actor's mouth gave it")
    actor = models.CharField(max_length=150)
    request_id = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), help_text="the database server's clock")

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("authority", "type", "id"), name="ledger_by_type"),
            models.Index(fields=("authority", "key", "id"), name="ledger_by_key"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.id} {self.type} {self.key}"


class Backlog(models.Model):
    """An entry that the relay or the sealer has still to take; the row goes when it has been taken."""

    RELAY, SEALER = "relay", "sealer"

    entry = models.ForeignKey(LedgerEntry, on_delete=models.DO_NOTHING, related_name="+")
    taker = models.CharField(max_length=10, choices=((RELAY, RELAY), (SEALER, SEALER)))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("taker", "entry"), name="backlog_once"),)

    def __str__(self) -> str:
        return f"{self.taker} {self.entry_id}"


class Seal(models.Model):
    """The place of an entry in the chain; ``sequence`` runs 1, 2, 3 … in the order of sealing."""

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(LedgerEntry, on_delete=models.DO_NOTHING)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("sequence",)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"


class Anchor(models.Model):
    """A signed head that was handed outside; the copy that counts is the one outside."""

    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.CharField(max_length=120, unique=True)
    signature = models.CharField(max_length=120)

    class Meta:
        ordering = ("id",)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.reason}"


class Delivery(models.Model):
    """One reaction to one entry. It is done in the transaction of its own effect; a failed one stays, with its error."""

    PENDING, DONE, DEAD, DISCARDED = "pending", "done", "dead", "discarded"

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(LedgerEntry, on_delete=models.DO_NOTHING, related_name="deliveries")
    authority = models.CharField(max_length=40)
    reaction = models.CharField(max_length=60)
    state = models.CharField(
        max_length=10, default=PENDING, choices=((PENDING, PENDING), (DONE, DONE), (DEAD, DEAD), (DISCARDED, DISCARDED))
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now(), help_text="from when it may be handed to a worker (again)")
    sent_at = models.DateTimeField(null=True, help_text="when it was last handed to a worker")
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("entry", "reaction"), name="delivery_once"),)
        indexes = (
            models.Index(fields=("due_at", "id"), name="delivery_due", condition=models.Q(state="pending")),
            models.Index(fields=("state", "reaction"), name="delivery_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.reaction} of {self.entry_id}: {self.state}"
