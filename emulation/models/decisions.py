"""Tables of award types, decisions, awards and the award register."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.awarding import RecipientCategory
from emulation.models.campaigns import Campaign
from emulation.models.nominations import Achievement, Nomination, NominationLine
from emulation.models.organisation import Authority, Person, Unit


class AwardType(models.Model):
    """A title or form of commendation as the law has it between two days, with its legal basis. ``level`` is that of who decides
    it; ``kinds`` are the kinds of commendation by which it is given, any where there are none."""

    TITLE, FORM = "title", "form"
    PERSON, COLLECTIVE, BOTH = "person", "collective", "both"
    AGENCY, COMMUNE, DISTRICT, PROVINCE, MINISTRY, GOVERNMENT, PRIME_MINISTER, PRESIDENT = (
        "agency", "commune", "district", "province", "ministry", "government", "prime_minister", "president",
    )  # fmt: skip
    LEVELS = (AGENCY, COMMUNE, DISTRICT, PROVINCE, MINISTRY, GOVERNMENT, PRIME_MINISTER, PRESIDENT)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=((TITLE, TITLE), (FORM, FORM)))
    subjects = models.CharField(max_length=10, choices=((PERSON, PERSON), (COLLECTIVE, COLLECTIVE), (BOTH, BOTH)))
    households = models.BooleanField(default=False, help_text="given to households too")
    level = models.CharField(max_length=16, choices=tuple((one, one) for one in LEVELS), default=AGENCY)
    kinds = models.JSONField(default=list)
    has_certificate = models.BooleanField(default=True)
    certificate_title = models.CharField(max_length=100, blank=True)
    register_book = models.CharField(max_length=40, help_text="awards of one book share their numbers")
    legal_basis = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("danh hiệu, hình thức khen thưởng")
        constraints = (models.UniqueConstraint(fields=("code", "valid_from"), name="award_type_once"),)

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """A commendation decision (quyết định khen thưởng): drafted by one person, signed by the authority. One that amends or
    revokes names in ``target`` the earlier decision whose awards it is about. ``origin`` says by which way it came: what was
    entered from old papers was signed elsewhere, before, and what a level above decided (``given_by``, by name) is known here,
    in somebody's history, without being this authority's own."""

    AWARD, AMEND, REVOKE = "award", "amend", "revoke"
    NORMAL, SIMPLE, BACKFILL, ABOVE = "normal", "simple", "backfill", "above"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=8, choices=((AWARD, AWARD), (AMEND, AMEND), (REVOKE, REVOKE)), default=AWARD)
    origin = models.CharField(
        max_length=8,
        choices=((NORMAL, NORMAL), (SIMPLE, SIMPLE), (BACKFILL, BACKFILL), (ABOVE, ABOVE)),
        default=NORMAL,
    )
    given_by = models.CharField(max_length=200, blank=True, help_text="who decided, where it was a level above")
    target = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    nominations = models.ManyToManyField(Nomination, related_name="decisions", help_text="the dossiers that it decides")
    title = models.CharField(max_length=500)
    number = models.CharField(max_length=80, blank=True, help_text="empty until the clerk gives it")
    decided_on = models.DateField()
    signatory_name = models.CharField(max_length=200)
    signatory_title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="draft")
    notice_days = models.PositiveSmallIntegerField(
        default=0, help_text="working days for which the list is open for comment before it is signed"
    )
    numbered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    numbered_at = models.DateTimeField(null=True)
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-decided_on", "number")
        constraints = (
            models.UniqueConstraint(
                "authority",
                "number",
                ExtractYear("decided_on"),
                condition=~Q(state="discarded") & ~Q(number="") & ~Q(origin="above"),
                name="decision_number_once_a_year",
            ),
            models.UniqueConstraint(
                fields=("authority", "given_by", "number", "decided_on"),
                condition=Q(origin="above"),
                name="decision_above_once",
            ),
            models.CheckConstraint(
                condition=Q(origin="above", given_by__gt="") | (~Q(origin="above") & Q(given_by="")),
                name="decision_given_above_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(signed_by=F("drafted_by")), name="decision_author_is_not_signer"),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None) | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="decision_signed_by_and_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} ({self.decided_on})"


class Award(models.Model):
    """One line of a decision's list: who gets what for which achievement, fixed by value when it is signed. ``line`` is the
    nominee's in its dossier, empty where nobody was nominated. It stands until a later decision (``ended_by``) amends it or
    revokes it on one of the grounds of the law."""

    VALID, AMENDED, REVOKED = "valid", "amended", "revoked"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="awards")
    place = models.PositiveIntegerField(help_text="number in the list, from 1")
    award_type = models.ForeignKey(AwardType, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    salutation = models.CharField(max_length=20)
    recipient_name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    unit_name = models.CharField(max_length=200)
    citation = models.TextField(max_length=2000)
    household = models.CharField(max_length=200, blank=True, help_text="the household's name, where it is one")
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, null=True, related_name="awards")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, null=True, related_name="awards")
    category = models.ForeignKey(RecipientCategory, on_delete=models.PROTECT, null=True)
    commendation_kind = models.CharField(max_length=12, blank=True, help_text="as of nominations")
    book_number = models.CharField(
        max_length=40, blank=True, help_text="number in the paper register, of what was entered from old papers"
    )
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(
        max_length=8, choices=((VALID, VALID), (AMENDED, AMENDED), (REVOKED, REVOKED)), default=VALID
    )
    ended_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="ended")
    ended_ground = models.CharField(max_length=10, blank=True, help_text="a to d of article 93 for a revoked one")

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("decision", "place"), name="award_place_once"),
            models.UniqueConstraint(
                fields=("decision", "award_type", "person", "unit", "household"),
                nulls_distinct=False,
                name="award_once",
            ),
            models.CheckConstraint(
                condition=Q(state="valid", ended_by=None) | (~Q(state="valid") & Q(ended_by__isnull=False)),
                name="award_ended_by_a_decision",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place}. {self.recipient_name}"


class RegisterBook(models.Model):
    """The last number given in one book of one year; its row lock is what keeps the numbers gapless."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    book = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("authority", "book", "year"), name="register_book_once"),)

    def __str__(self) -> str:
        return f"{self.book} {self.year}"


class RegisterEntry(models.Model):
    """A number of the award register (sổ khen thưởng): given once, in the decision's transaction, and never again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    book = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="register_entry")
    recipient_name = models.CharField(max_length=200)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("year", "book", "number")
        constraints = (
            models.UniqueConstraint(fields=("authority", "book", "year", "number"), name="register_number_once"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.book} {self.number}/{self.year}"
