"""Tables of imports: an uploaded file on its way from validation to commit."""

from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority, Unit


class Import(models.Model):
    """One uploaded file: validated as a whole in the background, then committed in whole or in chosen rows."""

    UNITS, STAFF, EVALUATIONS, DECISIONS = "units", "staff", "evaluations", "decisions"
    KINDS = ((UNITS, UNITS), (STAFF, STAFF), (EVALUATIONS, EVALUATIONS), (DECISIONS, DECISIONS))

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=KINDS)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, help_text="whose evaluations; empty for the others"
    )
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the upload")
    stored = models.CharField(max_length=200, help_text="name of the upload in storage")
    annotated = models.CharField(max_length=200, blank=True, help_text="name of the annotated workbook in storage")
    state = models.CharField(max_length=10, default="uploaded")
    about = models.JSONField(default=dict, help_text="campaign and month of evaluations")
    rows = models.JSONField(default=list, help_text="what each row says, after validation")
    problems = models.JSONField(default=list)
    chosen = models.JSONField(default=list, help_text="row keys to commit; empty means every valid row")
    counts = models.JSONField(default=dict, help_text="read, valid, wrong, committed, unchanged, left out")
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-uploaded_at",)
        indexes = (models.Index(fields=("authority", "kind", "state"), name="import_by_state"),)

    def __str__(self) -> str:
        return f"{self.filename}: {self.state}"
