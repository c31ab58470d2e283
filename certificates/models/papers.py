"""Tables of the decisions' papers: the PDF that carries the root of its certificates, and how an authority signs it."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from certificates.models.batches import Batch

INK, SERVER_KEY, OWN_TOKEN = "ink", "server_key", "own_token"


class SigningMethod(models.Model):
    """How an authority signs decisions from a day on: with ink, with a key the server may use, or with the signer's own token."""

    authority = models.CharField(max_length=40)
    method = models.CharField(max_length=10, default=INK)
    signer_names = models.JSONField(default=list, help_text="names or serial numbers a signature must come from")
    signs_each = models.BooleanField(default=False, help_text="the server's key signs each certificate's file, too")
    seal = models.BinaryField(default=bytes, help_text="PNG of the seal that the server's key shows on a decision")
    seal_mm = models.PositiveSmallIntegerField(default=36, help_text="how wide the real seal is, in millimetres")
    signature = models.BinaryField(default=bytes, help_text="PNG of somebody's signature")
    signature_of = models.CharField(max_length=60, blank=True, help_text="whose it is: shown over no other name")
    in_effect_from = models.DateField()
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("authority", "-in_effect_from")
        constraints = (
            models.UniqueConstraint(fields=("authority", "in_effect_from"), name="signing_method_once_a_day"),
            models.CheckConstraint(
                condition=Q(signs_each=False) | Q(method=SERVER_KEY), name="signing_method_each_by_the_server"
            ),
        )

    def __str__(self) -> str:
        return f"{self.authority} {self.method}"


class DecisionPaper(models.Model):
    """The PDF of a signed decision with its root: prepared, then sealed by a verified signature (or by ink, outside)."""

    PREPARED, SEALED = "prepared", "sealed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.CharField(max_length=40)
    decision = models.UUIDField(unique=True)
    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="paper")
    token = models.CharField(
        max_length=26, blank=True, help_text="130 random-looking bits in base32: the public address"
    )
    method = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=PREPARED)
    prepared_file = models.CharField(max_length=160)
    prepared_sha256 = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    mark = models.JSONField(
        default=dict,
        help_text="page, left, bottom and height of the room for a visible signature, in points, and over whose name",
    )
    sealed_file = models.CharField(max_length=160, blank=True)
    sealed_sha256 = models.CharField(max_length=64, blank=True)
    sealed_by = models.CharField(max_length=40, blank=True)
    sealed_at = models.DateTimeField(null=True)
    signatures = models.JSONField(
        default=list, help_text="signer, issuer, serial number, time and coverage, as verified"
    )

    class Meta:
        ordering = ("-prepared_at",)
        constraints = (
            models.UniqueConstraint(fields=("token",), condition=~Q(token=""), name="decision_paper_token_once"),
        )

    def __str__(self) -> str:
        return f"{self.decision} {self.state}"
