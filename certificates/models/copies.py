"""Table of requests for a certificate in place of one that is damaged or lost."""

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from certificates.models.certificates import Certificate


class CopyRequest(models.Model):
    """Somebody asks that a certificate is exchanged (the old paper comes back) or issued again (it is lost).

    ``made`` is the certificate that was issued instead; it has the next issue number under the same register number. Accounts
    stand as plain ids: certificates know the domain by events only.
    """

    EXCHANGE, REISSUE = "exchange", "reissue"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.CharField(max_length=40)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="requests")
    act = models.CharField(max_length=8, choices=((EXCHANGE, EXCHANGE), (REISSUE, REISSUE)))
    reason = models.TextField()
    state = models.CharField(max_length=10, default="asked")
    person = models.CharField(
        max_length=40, blank=True, help_text="whom the certificate is about; empty for a collective"
    )
    unit = models.CharField(max_length=40)
    asked_by = models.CharField(max_length=40)
    asked_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    checked_by = models.CharField(max_length=40, blank=True)
    checked_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True, help_text="what the check against the register and the old paper found")
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    made = models.OneToOneField(Certificate, on_delete=models.PROTECT, null=True, related_name="made_by_request")

    class Meta:
        ordering = ("-asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("certificate",), condition=Q(state__in=("asked", "checked")), name="copy_request_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by=F("checked_by")),
                name="copy_request_decider_is_not_checker",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", made__isnull=False) | (~Q(state="approved") & Q(made=None)),
                name="copy_request_approved_with_certificate",
            ),
        )
        indexes = (models.Index(fields=("authority", "-asked_at"), name="copy_request_by_authority"),)

    def __str__(self) -> str:
        return f"{self.act} {self.certificate}"
