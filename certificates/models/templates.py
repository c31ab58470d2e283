"""Tables of certificate templates: versions that are frozen when published, which award uses which, and printers' offsets."""

import pgtrigger
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7


class Template(models.Model):
    """A certificate's design as one authority keeps it. ``preset`` names the shipped design that it was adopted from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.CharField(max_length=40)
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    preset = models.CharField(max_length=60, blank=True)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("authority", "code")
        constraints = (models.UniqueConstraint(fields=("authority", "code"), name="template_code_once"),)

    def __str__(self) -> str:
        return self.title


class TemplateVersion(models.Model):
    """One version of a template: a draft that may be written, then published and frozen for good.

    ``layout`` is a `certificates.layouts.Layout` as data. ``compiled`` is what every certificate of this version is made from,
    kept so that a certificate comes out the same when the program has long changed; ``digest`` is its SHA-256.
    """

    DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=DRAFT)
    layout = models.JSONField()
    compiled = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    settled = models.BooleanField(default=True, help_text="saved on purpose; False for what the editor kept by itself")
    written_by = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    published_by = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("template", "-number")
        constraints = (
            models.UniqueConstraint(fields=("template", "number"), name="template_version_once"),
            models.UniqueConstraint(
                fields=("template",), condition=Q(state="draft"), name="template_has_one_draft_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", digest="", compiled=None, published_at=None)
                | (Q(compiled__isnull=False, published_at__isnull=False) & ~Q(state="draft") & ~Q(digest="")),
                name="template_version_published_with_digest",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="draft")),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft")
                & (
                    pgtrigger.Q(old__template__df=pgtrigger.F("new__template"))
                    | pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__layout__df=pgtrigger.F("new__layout"))
                    | pgtrigger.Q(old__compiled__df=pgtrigger.F("new__compiled"))
                    | pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest"))
                    | pgtrigger.Q(new__state="draft")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.number}"


class TemplateUse(models.Model):
    """From a day on, awards of one kind are printed with one template: the row that says most wins, then the latest day.

    Empty ``award_code`` or ``subject`` (person, collective, household) means any.
    """

    authority = models.CharField(max_length=40)
    award_code = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=12, blank=True)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="uses")
    in_effect_from = models.DateField()
    chosen_by = models.CharField(max_length=40)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ("authority", "award_code", "subject", "-in_effect_from")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "award_code", "subject", "in_effect_from"), name="template_use_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_code or '*'} {self.subject or '*'} → {self.template}"


class PrinterOffset(models.Model):
    """By how many tenths of a millimetre one printer sets pre-printed blanks too far left and too high: added when printing."""

    authority = models.CharField(max_length=40)
    printer = models.CharField(max_length=100)
    right = models.SmallIntegerField(default=0)
    down = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ("authority", "printer")
        constraints = (models.UniqueConstraint(fields=("authority", "printer"), name="printer_offset_once"),)

    def __str__(self) -> str:
        return self.printer
