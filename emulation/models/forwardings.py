"""Tables of what goes between two levels: who stands below whom, dossiers that were sent up, and what came of each nominee."""

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.nominations import Nomination, NominationLine
from emulation.models.organisation import Authority, Unit


class Subordination(models.Model):
    """From a day on ``authority`` takes in the dossiers of ``subordinate``, for which ``unit`` stands in its own organisation.
    The level above says so; nobody sends anything to an authority that did not."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="subordinates")
    subordinate = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="superiors")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    legal_basis = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("subordinate", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "subordinate"), condition=Q(valid_to=None), name="subordination_one_open"
            ),
            models.CheckConstraint(condition=~Q(authority=F("subordinate")), name="subordination_of_another"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="subordination_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subordinate_id} → {self.authority_id}"


class Forwarding(models.Model):
    """A dossier, or some of its nominees, on the way to the level above. ``target`` is that level where it works on the platform
    too, and ``arrival`` the dossier there; without it the level is only named, and what it answered is entered from paper.
    ``files`` are the papers that went along, each with its digest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="forwardings")
    target = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    to = models.CharField(max_length=200, help_text="the higher level, as on the letter")
    whole = models.BooleanField(help_text="whether the whole dossier went")
    letter_number = models.CharField(max_length=40, blank=True, help_text="of this level's tờ trình")
    letter_on = models.DateField(null=True)
    state = models.CharField(max_length=16, default="sent_up")
    files = models.JSONField(default=list)
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    arrival = models.OneToOneField(Nomination, on_delete=models.PROTECT, null=True, related_name="arrived_as")
    reason = models.TextField(blank=True, help_text="why it was given back")
    decision_number = models.CharField(max_length=80, blank=True, help_text="of the level above, with its mark")
    decided_on = models.DateField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("sent_at", "id")

    def __str__(self) -> str:
        return f"{self.nomination_id} → {self.to}"


class ForwardedLine(models.Model):
    """One nominee that was sent up for an award, with what this level has on ``record`` about them on that day; ``above`` is the
    line there, ``outcome`` what became of it, empty until then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    forwarding = models.ForeignKey(Forwarding, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, related_name="forwarded")
    award_code = models.CharField(max_length=40)
    record = models.JSONField(default=dict)
    above = models.OneToOneField(NominationLine, on_delete=models.PROTECT, null=True, related_name="below")
    outcome = models.CharField(max_length=10, blank=True)
    award = models.CharField(max_length=40, blank=True, help_text="award code, where another was given")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("line__place",)
        constraints = (models.UniqueConstraint(fields=("forwarding", "line"), name="forwarded_once"),)

    def __str__(self) -> str:
        return f"{self.line_id} {self.outcome}"
