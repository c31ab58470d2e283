"""Tables of contests: what is held and by which criteria, rounds, entrants, judges, their sheets, protests and prizes."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign
from emulation.models.organisation import Authority, Person, Unit
from emulation.rules.contests import KINDS


class Contest(models.Model):
    """A contest of a campaign. ``result`` holds the final lines once all rounds are closed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="contests")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    criteria = models.JSONField(default=list)
    aggregate = models.CharField(max_length=20)
    prizes = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="draft")
    result = models.JSONField(default=list)
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    awarded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    awarded_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "code"), name="contest_code_once"),
            models.CheckConstraint(condition=~Q(signed_by=F("awarded_by")), name="contest_awarder_does_not_sign"),
        )

    def __str__(self) -> str:
        return self.name


class ContestRound(models.Model):
    """``result`` holds the lines of a closed round with the digest of the sheets that they were computed from."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    weight = models.DecimalField(max_digits=8, decimal_places=4)
    advance = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, default="planned")
    result = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("contest", "number"), name="contest_round_once"),)

    def __str__(self) -> str:
        return f"{self.contest_id} {self.number}"


class ContestEntrant(models.Model):
    """``unit`` is the entrant itself, or that of the team or person; ``members`` are codes of people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="entrants")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=tuple((kind, kind) for kind in KINDS))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    members = models.JSONField(default=list)
    prize = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("contest", "code"), name="contest_entrant_once"),)

    def __str__(self) -> str:
        return self.name


class ContestJudge(models.Model):
    """A judge's seat in a round. ``entrants`` and ``recused`` are codes, frozen when the round opens."""

    round = models.ForeignKey(ContestRound, on_delete=models.CASCADE, related_name="judges")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=10, help_text="J1, J2 … on the sheets")
    presides = models.BooleanField(default=False)
    recused = models.JSONField(default=list)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("round", "account"), name="contest_judge_once"),
            models.UniqueConstraint(
                fields=("round",), condition=Q(presides=True), name="contest_one_presides_over_a_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.account_id}"


class ContestSheet(models.Model):
    """What one judge gave one entrant in a round; it changes until the judge hands in."""

    judge = models.ForeignKey(ContestJudge, on_delete=models.CASCADE, related_name="sheets")
    entrant = models.ForeignKey(ContestEntrant, on_delete=models.PROTECT, related_name="sheets")
    marks = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("judge", "entrant"), name="contest_sheet_once"),)

    def __str__(self) -> str:
        return f"{self.judge_id} {self.entrant_id}"


class ContestProtest(models.Model):
    """A protest against the arithmetic of a round, with what computing again found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(ContestRound, on_delete=models.PROTECT, related_name="protests")
    entrant = models.ForeignKey(ContestEntrant, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        triggers = (pgtrigger.Protect(name="contest_protest_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.entrant_id} {self.at:%Y-%m-%d}"

    @property
    def holds(self) -> bool:
        """Whether computing again gave what stood there."""
        return bool(self.before == self.after)
