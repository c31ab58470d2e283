"""Tables of mails: to which address somebody wants them and when, and every mail from its making to its end."""

from datetime import time

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority
from emulation.rules import mailing


class MailPreference(models.Model):
    """How one account gets mails. ``address`` has answered a mail; ``asked_address`` has not yet. ``bounces`` counts the mails
    that the address refused one after the other; from ``bouncing_since`` on it gets none until it is confirmed again."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="mail_preference")
    address = models.EmailField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    asked_address = models.EmailField(blank=True)
    asked_at = models.DateTimeField(null=True)
    frequency = models.CharField(
        max_length=6, choices=[(name, name) for name in mailing.FREQUENCIES], default=mailing.DAILY
    )
    language = models.CharField(max_length=2, choices=[(name, name) for name in mailing.LANGUAGES], default="vi")
    quiet_from = models.TimeField(default=time(21))
    quiet_to = models.TimeField(default=time(6, 30))
    bounces = models.PositiveSmallIntegerField(default=0)
    bouncing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(address="", confirmed_at=None) | (~Q(address="") & Q(confirmed_at__isnull=False)),
                name="mail_address_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(asked_address="", asked_at=None) | (~Q(asked_address="") & Q(asked_at__isnull=False)),
                name="mail_address_asked_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.frequency}"

    @property
    def rhythm(self) -> mailing.Rhythm:
        return mailing.Rhythm(self.frequency, mailing.Quiet(self.quiet_from, self.quiet_to))

    @property
    def wants_mail(self) -> bool:
        return bool(self.address) and self.frequency != mailing.OFF and self.bouncing_since is None


class Mail(models.Model):
    """One mail to one person. Its text and its Message-ID are fixed when it is made, so that another try sends the same.
    ``next_try`` is when it may be tried, and while somebody tries it, when another one may take it over."""

    QUEUED, DEFERRED, SENT, STOPPED = "queued", "deferred", "sent", "stopped"
    STATES = (QUEUED, DEFERRED, SENT, STOPPED)
    NOTICES, CONFIRMATION = "notices", "confirmation"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mails")
    purpose = models.CharField(max_length=12, choices=((NOTICES, NOTICES), (CONFIRMATION, CONFIRMATION)))
    urgent = models.BooleanField(default=False)
    address = models.EmailField()
    message_id = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    unsubscribe = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=[(state, state) for state in STATES], default=QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("queued", "deferred"), next_try__isnull=False)
                | Q(state__in=("sent", "stopped"), next_try=None),
                name="mail_to_be_tried",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_at",
            ),
        )
        indexes = (
            models.Index(fields=("next_try",), condition=Q(next_try__isnull=False), name="mail_due"),
            models.Index(fields=("authority", "state", "-made_at"), name="mail_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.message_id}"
