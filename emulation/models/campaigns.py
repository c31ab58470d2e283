"""Tables of campaigns, their schemes, months and taking part."""

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority, Unit


class SchemeVersion(models.Model):
    """A scoring scheme as data; a published version never changes, a correction is the next version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=10)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("authority", "code", "version"), name="scheme_version_once"),)

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Campaign(models.Model):
    """An emulation campaign (phong trào thi đua) with the seven contents that Art. 17 of Law 06/2022/QH15 asks for."""

    REGULAR, THEMATIC = "regular", "thematic"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=500)
    form = models.CharField(max_length=10, choices=((REGULAR, "Thường xuyên"), (THEMATIC, "Theo chuyên đề")))
    level = models.CharField(
        max_length=16, blank=True, help_text="of who leads it; the authority's own at launch where it is left empty"
    )
    goal = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    subjects = models.TextField(blank=True)
    criteria = models.TextField(blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    plan = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    legal_basis = models.TextField(blank=True)
    launch_document = models.CharField(
        max_length=200, blank=True, help_text="number and date of the launching document"
    )
    unit_scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, null=True, related_name="+")
    person_scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, null=True, related_name="+")
    survey = models.JSONField(default=list, help_text="items of the satisfaction survey: code and titles")
    policy = models.JSONField(default=dict)
    policy_digest = models.CharField(max_length=64, blank=True, help_text="of policy, schemes and survey at launch")
    state = models.CharField(max_length=10, default="draft")
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    launched_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    launched_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-starts_on", "code")
        constraints = (
            models.UniqueConstraint(fields=("authority", "code"), name="campaign_code_once"),
            models.CheckConstraint(condition=~Q(launched_by=F("drafted_by")), name="campaign_author_is_not_approver"),
            models.CheckConstraint(
                condition=Q(launched_by=None, launched_at=None)
                | Q(launched_by__isnull=False, launched_at__isnull=False),
                name="campaign_launched_by_and_at",
            ),
        )

    def __str__(self) -> str:
        return self.name


class CampaignReview(models.Model):
    """An interim review (sơ kết): what was found and asked for, at which moment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reviews")
    summary = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.at:%Y-%m-%d}"


class CampaignMonth(models.Model):
    """One month of a campaign, laid out at launch. ``month`` is written 2019-05."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="months")
    month = models.CharField(max_length=7)
    deadline = models.DateTimeField(help_text="a later submission is marked late")
    closes_at = models.DateTimeField(help_text="from when the timetable closes it")
    state = models.CharField(max_length=10, default="open")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("month",)
        constraints = (models.UniqueConstraint(fields=("campaign", "month"), name="campaign_month_once"),)
        indexes = (models.Index(fields=("closes_at",), condition=Q(state="open"), name="month_due"),)

    def __str__(self) -> str:
        return self.month


class Participation(models.Model):
    """A unit taking part, with the cluster in which it is compared; fixed at launch, moved by successions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="participations")
    unit_name = models.CharField(max_length=200)
    cluster_code = models.CharField(max_length=40)
    from_month = models.CharField(max_length=7)
    to_month = models.CharField(max_length=7, blank=True, help_text="last month; empty while it takes part")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "unit"), name="participation_once"),)

    def __str__(self) -> str:
        return f"{self.unit_name} in {self.campaign_id}"
