"""Tables of how answers come in: codes and open points, the tray in which answers wait, and what is kept of them besides marks."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign, CampaignMonth
from emulation.models.organisation import Authority, Unit
from emulation.models.survey_forms import ServiceCounter, ServiceProcedure, Survey, SurveyVersion


class SurveyCodeBatch(models.Model):
    """Codes or personal links that were made together. Which of them are spent is one bit for each, in one value: the row
    that changes when somebody answers is the same for the whole batch and tells nothing of who was last."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="batches")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    counter = models.ForeignKey(ServiceCounter, on_delete=models.PROTECT, null=True)
    procedure = models.ForeignKey(ServiceProcedure, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10, choices=(("code", "code"), ("link", "link")))
    label = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    spent = models.BinaryField()
    until = models.DateField()
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("issued_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("survey", "label"), name="survey_batch_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="survey_batch_has_codes"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def used(self) -> int:
        return int.from_bytes(bytes(self.spent), "big").bit_count()


class SurveyCode(models.Model):
    """The keyed hash of one code, never the code, and its place in the batch. The row never changes."""

    hash = models.CharField(max_length=64, primary_key=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    batch = models.ForeignKey(SurveyCodeBatch, on_delete=models.PROTECT, related_name="codes")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("batch", "place"), name="survey_code_place_once"),)

    def __str__(self) -> str:
        return f"{self.batch_id} {self.place}"


class SurveyPoint(models.Model):
    """A place where anybody may answer: the QR code of a counter, or a kiosk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="points")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    counter = models.ForeignKey(ServiceCounter, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10, choices=(("qr", "qr"), ("kiosk", "kiosk")))
    token = models.CharField(max_length=16, unique=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("opened_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("survey", "unit", "counter", "kind"),
                condition=Q(closed_at=None),
                name="survey_point_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return self.token


class SurveyTray(models.Model):
    """An answer as it came in. It waits here for seconds, until it is counted and put away among others under no number, in
    no order and without its hour. ``key`` is what its sender calls it, so that a repeat is the same answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    counter = models.ForeignKey(
        ServiceCounter, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    procedure = models.ForeignKey(
        ServiceProcedure, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    marks = ArrayField(models.SmallIntegerField(null=True))
    texts = models.JSONField(default=dict)
    answered_on = models.DateField()
    hour = models.SmallIntegerField(null=True)
    repeated = models.BooleanField(db_default=False, help_text="its client had sent several a moment before")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "key"), name="survey_tray_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.answered_on}"


class SurveyComment(models.Model):
    """A free text, apart from the marks that came with it: texts tell who wrote them more easily than marks do."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="comments")
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    item = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:60]


class SurveyPulse(models.Model):
    """How many answers came in an hour at one place and by one channel, and how many of them from a client that had sent several
    a moment before: what bursts and repeats show in. It names no answer and no client."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="pulses")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    counter = models.ForeignKey(ServiceCounter, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=20)
    day = models.DateField()
    hour = models.SmallIntegerField()
    answers = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(db_default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("version", "unit", "counter", "channel", "day", "hour"),
                name="survey_pulse_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day} {self.hour}"


class SurveyPaper(models.Model):
    """A paper form as an officer typed it. Where the survey asks for a second entry, it counts when somebody else typed the
    same; paper carries no name, and its scan hangs on the batch."""

    WAITING, DIFFERS, COUNTED = "waiting", "differs", "counted"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="papers")
    batch = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    counter = models.ForeignKey(ServiceCounter, on_delete=models.PROTECT, null=True)
    procedure = models.ForeignKey(ServiceProcedure, on_delete=models.PROTECT, null=True)
    answered_on = models.DateField()
    marks = ArrayField(models.SmallIntegerField(null=True))
    texts = models.JSONField(default=dict)
    state = models.CharField(max_length=10)
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    second_marks = ArrayField(models.SmallIntegerField(null=True), null=True)
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("batch", "number")
        constraints = (
            models.UniqueConstraint(fields=("version", "batch", "number"), name="survey_paper_once"),
            models.CheckConstraint(
                condition=~Q(checked_by=models.F("entered_by")), name="survey_paper_checker_is_not_typist"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"
