"""Tables of inspections: teams with their members, checklists, visits to units and what was ticked on them."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority, Unit


class InspectionTeam(models.Model):
    """A team (đoàn kiểm tra công vụ) that was set up by a document, from one day up to and without another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    document = models.CharField(max_length=300, help_text="the decision that set the team up")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("authority", "code"), name="inspection_team_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="inspection_team_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return self.name


class InspectionTeamMember(models.Model):
    """Somebody in a team between two days; one of them leads it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(InspectionTeam, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="inspection_teams")
    title = models.CharField(max_length=200, blank=True, help_text="as in the minutes: Phó Chủ tịch UBND quận")
    leads = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ("-leads", "valid_from", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("team", "account"), condition=Q(valid_to=None), name="inspection_member_once"
            ),
            models.UniqueConstraint(
                fields=("team",), condition=Q(leads=True, valid_to=None), name="inspection_team_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="inspection_member_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} in {self.team_id}"


class InspectionChecklist(models.Model):
    """A version of a checklist; published, it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint(fields=("authority", "code", "version"), name="checklist_version_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class InspectionVisit(models.Model):
    """A team's visit to a unit. Of a surprise visit the unit learns when it begins; its number in the campaign is given then too,
    so that a gap in the numbers betrays nothing. What it finds counts for ``month``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="visits")
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="visits")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    team = models.ForeignKey(InspectionTeam, on_delete=models.PROTECT, related_name="visits")
    checklist = models.ForeignKey(InspectionChecklist, on_delete=models.PROTECT)
    surprise = models.BooleanField()
    planned_on = models.DateField()
    purpose = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="planned")
    planned_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    number = models.PositiveIntegerField(null=True, help_text="in the campaign, given when it begins")
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True)
    summary = models.TextField(blank=True)
    present = models.TextField(blank=True, help_text="who received the team for the unit")
    reported_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True, help_text="the last day on which the unit may answer")
    settled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("planned_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "team", "unit", "planned_on"),
                condition=~Q(state="cancelled"),
                name="inspection_visit_once",
            ),
            models.UniqueConstraint(fields=("campaign", "number"), name="inspection_visit_number_once"),
        )
        indexes = (
            models.Index(fields=("answer_by",), condition=Q(state="minuted"), name="inspection_visit_answer_due"),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="planned_once",
                fields=["authority", "campaign", "month", "unit", "team", "checklist", "surprise", "planned_on"],
            ),
        )

    def __str__(self) -> str:
        return self.code or str(self.pk)

    @property
    def code(self) -> str:
        """What people call it, once it has begun."""
        return f"KT-{self.number:03d}" if self.number else ""


class InspectionMark(models.Model):
    """What was found for one item of the checklist, as it stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visit = models.ForeignKey(InspectionVisit, on_delete=models.PROTECT, related_name="marks")
    item = models.CharField(max_length=40)
    result = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("visit", "item"), name="inspection_mark_once"),)

    def __str__(self) -> str:
        return f"{self.item} {self.result}"
