"""Tables of surveys as they are built: their versions, and the counters and procedures that answers may be about."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign
from emulation.models.organisation import Authority, Unit


class ServiceCounter(models.Model):
    """A counter (quầy) of a unit where citizens are received."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="counters")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("authority", "code"), name="counter_code_once"),)

    def __str__(self) -> str:
        return self.name


class ServiceProcedure(models.Model):
    """An administrative procedure (thủ tục hành chính) that a citizen may have come for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("authority", "code"), name="procedure_code_once"),)

    def __str__(self) -> str:
        return self.name


class Survey(models.Model):
    """A survey of a campaign; what it asks stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="surveys")
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("campaign", "code"), name="survey_code_once"),)

    def __str__(self) -> str:
        return self.code


class SurveyVersion(models.Model):
    """What a survey asks and what its channels weigh (`emulation.rules.survey_forms`). Nothing of it changes once answering
    begins; the next version takes its place. Whoever drafted it does not open it."""

    DRAFT, OPEN, CLOSED = "draft", "open", "closed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=DRAFT)
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("survey", "number"), name="survey_version_once"),
            models.UniqueConstraint(fields=("survey",), condition=Q(state="open"), name="survey_open_once"),
            models.UniqueConstraint(fields=("survey",), condition=Q(state="draft"), name="survey_draft_once"),
            models.CheckConstraint(condition=~Q(opened_by=F("drafted_by")), name="survey_author_is_not_opener"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_by=None, opened_at=None)
                | (~Q(state="draft") & Q(opened_by__isnull=False, opened_at__isnull=False)),
                name="survey_opened_by_and_at",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="draft")),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft")
                & (
                    pgtrigger.Q(new__state="draft")
                    | pgtrigger.Q(old__definition__df=pgtrigger.F("new__definition"))
                    | pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest"))
                    | pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__survey__df=pgtrigger.F("new__survey"))
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.survey_id} v{self.number}"
