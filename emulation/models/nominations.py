"""Tables of what comes before a decision: registrations, pledges, achievements, nomination dossiers and their moves."""

import pgtrigger
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.awarding import RecipientCategory
from emulation.models.campaigns import Campaign
from emulation.models.organisation import Authority, Person, Unit
from emulation.models.rankings import Ranking

PERSON, COLLECTIVE, HOUSEHOLD = "person", "collective", "household"
SUBJECTS = (PERSON, COLLECTIVE, HOUSEHOLD)
_SUBJECT_CHOICES = tuple((one, one) for one in SUBJECTS)


class Registration(models.Model):
    """What a unit registers for a year or a campaign (đăng ký thi đua), itself and its people; one for each unit and year."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(max_length=10, default="draft")
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="why it was returned")
    late = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "year", "campaign"), nulls_distinct=False, name="registration_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class RegistrationLine(models.Model):
    """One subject and one award that is aimed at; ``person`` empty for the unit itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="registered")
    award_code = models.CharField(max_length=40)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("registration", "person", "award_code"), nulls_distinct=False, name="registration_line_once"
            ),
        )

    def __str__(self) -> str:
        return self.award_code


class Pledge(models.Model):
    """A unit's signature under the pledge (giao ước thi đua) of a year or campaign, signed by its head. Fixed for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pledges")
    text = models.TextField(help_text="what was signed, by value")
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "year", "campaign"), nulls_distinct=False, name="pledge_once"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class Achievement(models.Model):
    """What somebody is commended for: one achievement has at most one award in force (Law 06/2022/QH15 art. 5.2.c).
    ``key`` names it among those of its subject: a campaign, a year's work, a suggestion, a deed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    subject_kind = models.CharField(max_length=10, choices=_SUBJECT_CHOICES)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="achievements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="achievements")
    household = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "subject_kind", "person", "unit", "household", "key"),
                nulls_distinct=False,
                name="achievement_once",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Nomination(models.Model):
    """A nomination dossier (hồ sơ đề nghị) of a unit. ``rules`` are the award rules by award code that were in force on the day
    it was received, pinned for good; ``more_favourable`` says that a later text was taken because it favours the nominees."""

    MERIT, AD_HOC, THEMATIC, DEDICATION, TENURE, EXTERNAL = (
        "merit", "ad_hoc", "thematic", "dedication", "tenure", "external",
    )  # fmt: skip
    KINDS = (MERIT, AD_HOC, THEMATIC, DEDICATION, TENURE, EXTERNAL)
    NORMAL, SIMPLE = "normal", "simple"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="nominations")
    year = models.PositiveSmallIntegerField()
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True)
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, null=True, help_text="that it was made from")
    kind = models.CharField(max_length=12, choices=tuple((one, one) for one in KINDS))
    procedure = models.CharField(max_length=10, choices=((NORMAL, NORMAL), (SIMPLE, SIMPLE)), default=NORMAL)
    title = models.CharField(max_length=500)
    letter_number = models.CharField(max_length=40, blank=True, help_text="of the tờ trình")
    letter_on = models.DateField(null=True)
    state = models.CharField(max_length=12, default="draft")
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True, help_text="the day whose law decides")
    answer_by = models.DateField(null=True, help_text="until when it is appraised, in working days from receipt")
    appraised_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    appraised_at = models.DateTimeField(null=True)
    forwarded_to = models.CharField(max_length=200, blank=True, help_text="the higher level, as on the letter")
    rules = models.JSONField(default=dict)
    more_favourable = models.JSONField(default=dict, help_text="award code → why a later rule was taken")

    class Meta:
        ordering = ("-year", "-drafted_at")
        constraints = (
            models.CheckConstraint(
                condition=~Q(appraised_by=models.F("submitted_by")), name="nomination_submitter_is_not_appraiser"
            ),
        )
        indexes = (models.Index(fields=("authority", "state"), name="nomination_by_state"),)

    def __str__(self) -> str:
        return self.title


class NominationLine(models.Model):
    """One nominee and one award. ``outcome`` is the appraisal's, ``recommended`` the council's (None where it did not vote);
    ``figures`` are what the nominee was chosen by (rank, score, grade), by value. ``certified`` is what the level below has on
    record about a nominee of its own, with the level and the day; empty where nobody came from below."""

    PENDING, PASS, FAIL, LOWER, HIGHER = "pending", "pass", "fail", "lower", "higher"
    OUTCOMES = (PENDING, PASS, FAIL, LOWER, HIGHER)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField(help_text="number in the dossier's list, from 1")
    subject_kind = models.CharField(max_length=10, choices=_SUBJECT_CHOICES)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="nominated")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="nominated")
    household = models.CharField(max_length=200, blank=True)
    award_code = models.CharField(max_length=40)
    category = models.ForeignKey(RecipientCategory, on_delete=models.PROTECT, null=True)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="lines")
    citation = models.TextField(max_length=2000)
    report = models.TextField(blank=True, help_text="the achievement report's text, compared with others")
    figures = models.JSONField(default=dict)
    certified = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=tuple((one, one) for one in OUTCOMES), default=PENDING)
    outcome_award = models.CharField(
        max_length=40, blank=True, help_text="award code, where it is not the proposed one"
    )
    outcome_reason = models.TextField(blank=True)
    verdicts = models.JSONField(default=list, help_text="as they stood when the outcome was set")
    recommended = models.BooleanField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("nomination", "place"), name="nomination_line_place_once"),
            models.UniqueConstraint(
                fields=("nomination", "award_code", "person", "unit", "household"),
                nulls_distinct=False,
                name="nomination_line_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(subject_kind=PERSON, person__isnull=False, household="")
                    | Q(subject_kind=COLLECTIVE, person=None, household="")
                    | (Q(subject_kind=HOUSEHOLD, person=None) & ~Q(household=""))
                ),
                name="nomination_line_subject",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place}. {self.award_code}"

    @property
    def final_award(self) -> str:
        """The award code that the appraisal arrived at."""
        return self.outcome_award or self.award_code


class NominationStep(models.Model):
    """One move of a dossier: who did what, when and why. Fixed for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20)
    state = models.CharField(max_length=12, help_text="after it")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.act} {self.at}"


class EligibilityOverride(models.Model):
    """A failed check of one line that somebody entitled set aside, with the reason. Fixed for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, related_name="overrides")
    check_code = models.CharField(max_length=60)
    verdict = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("line", "check_code"), name="override_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.check_code
