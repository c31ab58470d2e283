"""Tables of notices: what the platform has told whom, who has read it, and who was reminded of a month."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import CampaignMonth
from emulation.models.mails import Mail
from emulation.models.organisation import Authority, Person, Unit


class Notice(models.Model):
    """Something that people were told, because of their unit if it names one. ``key`` makes telling it twice impossible;
    ``about`` names the page to which it leads, with the codes and ids of that page."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    key = models.CharField(max_length=150)
    kind = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("authority", "key"), name="notice_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class NoticeCopy(models.Model):
    """A notice in the inbox of one account. ``mail_at`` is when a mail about it is due, null if none is, or no more."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="copies")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="notices")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, null=True, related_name="copies")

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("notice", "account"), name="notice_copy_once"),
            models.CheckConstraint(condition=Q(mail=None) | Q(mail_at=None), name="notice_copy_mailed_once"),
        )
        indexes = (
            models.Index(fields=("account", "-at"), name="notice_copy_by_account"),
            models.Index(fields=("account",), condition=Q(read_at=None), name="notice_copy_unread"),
            models.Index(fields=("mail_at",), condition=Q(mail_at__isnull=False), name="notice_copy_to_mail"),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} for {self.account_id}"


class Reminder(models.Model):
    """Somebody (or, without ``by``, the timetable) reminded a unit or a person of the sheets of a month."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    month = models.ForeignKey(CampaignMonth, on_delete=models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("month", "unit", "at"), name="reminder_by_month"),)

    def __str__(self) -> str:
        return f"{self.month_id} {self.unit_id} {self.at}"
