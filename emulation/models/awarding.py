"""Tables of what awards are judged by: dated rules, base salaries, recipient categories, and the facts that no other table has."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority, Person, Unit


class AwardRule(models.Model):
    """One rule about one award as some text has it between two days. Rows without an authority are the nation's; an authority's
    own row goes before the nation's of the same award, aspect and code. ``params`` are JSON values, decimals as text."""

    ELIGIBILITY, QUOTA, COUNCIL, PAPERS, BONUS, PROCEDURE = (
        "eligibility", "quota", "council", "papers", "bonus", "procedure",
    )  # fmt: skip
    ASPECTS = (ELIGIBILITY, QUOTA, COUNCIL, PAPERS, BONUS, PROCEDURE)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True)
    award_code = models.CharField(max_length=40, help_text="of award types, whatever their dates")
    aspect = models.CharField(max_length=12, choices=tuple((one, one) for one in ASPECTS))
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict, blank=True)
    article = models.CharField(max_length=200, help_text="as cited to people: Điều 23 khoản 1 Luật 06/2022/QH15")
    legal_basis = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)
    to_confirm = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("quy định khen thưởng")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "award_code", "aspect", "code", "valid_from"),
                nulls_distinct=False,
                name="award_rule_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="award_rule_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_code} {self.code} ({self.valid_from})"


class BaseSalary(models.Model):
    """The statutory base salary (mức lương cơ sở) from a day on, in đồng."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    valid_from = models.DateField(unique=True)
    amount = models.PositiveBigIntegerField(help_text="đồng a month")
    legal_basis = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)
    to_confirm = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("mức lương cơ sở")
        ordering = ("valid_from",)

    def __str__(self) -> str:
        return f"{self.amount} ({self.valid_from})"


class RecipientCategory(models.Model):
    """A category that statistics of recipients are counted by, between two days. ``leads`` marks leaders, ``direct`` people who
    work directly."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    leads = models.BooleanField(default=False)
    direct = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(default=date(2000, 1, 1))
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("nhóm đối tượng")
        ordering = ("place", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="recipient_category_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="recipient_category_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Initiative(models.Model):
    """An initiative (sáng kiến, đề tài) of a person that somebody competent recognised, with how far it reaches."""

    UNIT, PROVINCE, NATION = "unit", "province", "nation"
    REACHES = (UNIT, PROVINCE, NATION)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="initiatives")
    title = models.CharField(max_length=500)
    reach = models.CharField(max_length=10, choices=tuple((one, one) for one in REACHES))
    recognised_on = models.DateField()
    document = models.CharField(max_length=300, help_text="number and date of the recognition")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("recognised_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "document", "title"), condition=Q(withdrawn_at=None), name="initiative_once"
            ),
        )
        triggers = (
            pgtrigger.Protect(name="initiative_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="initiative_as_recorded", exclude=["withdrawn_by", "withdrawn_at", "withdrawal_reason"]
            ),
        )

    def __str__(self) -> str:
        return self.title


class Discipline(models.Model):
    """A disciplinary measure against a person (unit empty) or a collective, in force from its decision until it is spent.
    ``level`` is one of `rule_values.DISCIPLINES`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="disciplines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="disciplines", help_text="at that time")
    level = models.CharField(max_length=20)
    duty = models.BooleanField(default=True, help_text="for a breach of public duty")
    decided_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="merit counts again from this day")
    document = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("decided_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "unit", "document"),
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="discipline_once",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="discipline_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="discipline_as_recorded",
                exclude=["ends_on", "withdrawn_by", "withdrawn_at", "withdrawal_reason"],
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} {self.decided_on}"
