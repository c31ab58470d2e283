"""Tables of the council: its members, sessions, agenda and attendance; open votes; and secret ones, where who voted and how they
voted stand in two tables that nothing joins."""

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.nominations import NominationLine
from emulation.models.organisation import Authority
from emulation.rules.awards.ballots import CHOICE, DENOMINATORS, LINE, TOTAL
from emulation.rules.awards.council_states import CONVENED, WAITING


class Council(models.Model):
    """An emulation and commendation council (Hội đồng Thi đua - Khen thưởng) as its founding decision has it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    document = models.CharField(max_length=300, help_text="number and date of the decision that founded it")
    quorum = models.CharField(max_length=11, default="2/3", help_text="share of all members that must be present")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("authority", "name", "valid_from"), name="council_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="council_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return self.name


class CouncilMember(models.Model):
    """A seat in a council between two days; it is ended, never deleted."""

    CHAIR, VICE, SECRETARY, MEMBER = "chair", "vice", "secretary", "member"
    ROLES = (CHAIR, VICE, SECRETARY, MEMBER)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=10, choices=tuple((one, one) for one in ROLES))
    title = models.CharField(max_length=200, blank=True, help_text="post outside the council, as in the minutes")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ("valid_from", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("council", "account"), condition=Q(valid_to=None), name="council_seat_once"
            ),
            models.UniqueConstraint(
                fields=("council",), condition=Q(valid_to=None, role="chair"), name="council_one_chair"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="council_seat_runs_forward"
            ),
        )
        triggers = (pgtrigger.Protect(name="council_seat_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.role} {self.account_id}"


class CouncilSession(models.Model):
    """One session. ``quorum`` is the council's, by value; ``minutes`` is what was counted when it was closed, by value."""

    IN_PERSON, ONLINE, WRITING = "in_person", "online", "writing"
    FORMS = (IN_PERSON, ONLINE, WRITING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField()
    held_on = models.DateField()
    place = models.CharField(max_length=300, blank=True)
    form = models.CharField(max_length=10, choices=tuple((one, one) for one in FORMS), default=IN_PERSON)
    quorum = models.CharField(max_length=11)
    state = models.CharField(max_length=10, default=CONVENED)
    planned_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    minutes = models.JSONField(default=dict)
    proceedings = models.TextField(blank=True, help_text="what was said, as the secretary wrote it down")
    minuted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    minuted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-held_on", "-number")
        constraints = (models.UniqueConstraint(fields=("council", "number"), name="council_session_once"),)
        triggers = (
            pgtrigger.Protect(
                name="council_session_recorded",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="recorded"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.council_id} {self.number}"


class SessionItem(models.Model):
    """What is voted on: a nominee for an award, or a choice among equals for the last places of a quota. The rule of the vote is
    here by value; so is what came of it. ``choice`` names the vote among equals on which this nominee depends."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField(help_text="on the agenda, from 1")
    kind = models.CharField(max_length=6, choices=((LINE, LINE), (CHOICE, CHOICE)), default=LINE)
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, null=True, related_name="council_items")
    choice = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="candidates")
    title = models.CharField(max_length=500)
    award_code = models.CharField(max_length=40)
    seats = models.PositiveSmallIntegerField(null=True)
    threshold = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    strict = models.BooleanField(default=False, help_text="to be exceeded, not reached alone: a majority is above 50")
    denominator = models.CharField(max_length=10, choices=tuple((one, one) for one in DENOMINATORS), default=TOTAL)
    secret = models.BooleanField(default=False)
    recused_leave = models.BooleanField(default=False)
    written = models.BooleanField(default=True)
    quorum = models.CharField(max_length=11, blank=True)
    article = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, default=WAITING)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    passed = models.BooleanField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("session", "number"), name="session_item_number_once"),
            models.UniqueConstraint(fields=("session", "line"), name="session_item_once"),
            models.CheckConstraint(
                condition=Q(kind=LINE, line__isnull=False, seats=None, threshold__isnull=False)
                | Q(kind=CHOICE, line=None, seats__gt=0, choice=None),
                name="session_item_is_a_line_or_a_choice",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Attendance(models.Model):
    """Who takes part in a session, and how. A member with an opinion in writing is absent but votes."""

    PRESENT, ONLINE, WRITTEN, ABSENT = "present", "online", "written", "absent"
    WAYS = (PRESENT, ONLINE, WRITTEN, ABSENT)
    THERE = (PRESENT, ONLINE)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=tuple((one, one) for one in WAYS))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "member"), name="attendance_once"),)

    def __str__(self) -> str:
        return f"{self.member_id} {self.way}"


class Recusal(models.Model):
    """A member who does not vote on an item: found by the platform when the vote was opened, or declared with a reason."""

    SELF, UNIT, WORKED, DECLARED = "self", "unit", "worked", "declared"
    GROUNDS = (SELF, UNIT, WORKED, DECLARED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="recusals")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=tuple((one, one) for one in GROUNDS))
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "member"), name="recusal_once"),)

    def __str__(self) -> str:
        return f"{self.member_id} {self.ground}"


class CouncilVote(models.Model):
    """An open vote. ``document`` names the paper of an absent member's opinion that the secretary entered. Fixed for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=64)
    written = models.BooleanField(default=False)
    document = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "member"), name="council_vote_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.member_id}"


class CastMark(models.Model):
    """That a member voted on a secret item, and no more: its id is chance, its time a day. Fixed for good."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="marks")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    written = models.BooleanField(default=False)
    day = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "member"), name="cast_mark_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.member_id}"


class BallotBox(models.Model):
    """The votes of a secret item while it is open: one sealed text of one length, sealed anew with every vote; emptied when the
    votes are counted."""

    item = models.OneToOneField(SessionItem, on_delete=models.PROTECT, primary_key=True, related_name="box")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)


class SecretBallot(models.Model):
    """A counted secret vote under the receipt that its voter has: it came out of the box with all others at once, in the order of
    the receipts, which are chance. Fixed for good."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="ballots")
    receipt = models.CharField(max_length=11)
    choice = models.CharField(max_length=64)

    class Meta:
        ordering = ("receipt",)
        constraints = (models.UniqueConstraint(fields=("item", "receipt"), name="receipt_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.receipt
