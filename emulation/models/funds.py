"""Tables of money: funds with an append-only ledger, the bonuses that awards carry, and the lists by which they are paid."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.decisions import Award, Decision
from emulation.models.organisation import Authority, Person, Unit
from emulation.rules.awards import payment_states
from emulation.rules.awards.bonuses import MODES


class Fund(models.Model):
    """A fund for emulation and commendation (quỹ thi đua, khen thưởng): the authority's (``unit`` empty) or a unit's own.
    ``levels`` are those of award types that it is kept for. ``balance`` is that of the newest entry; the row's lock orders them.
    ``overdraft`` is how far below nought it may go, nought unless some rule (``overdraft_basis``) allows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="funds")
    name = models.CharField(max_length=300)
    levels = models.JSONField()
    balance = models.BigIntegerField(default=0, help_text="đồng")
    entries_count = models.PositiveIntegerField(default=0)
    overdraft = models.PositiveBigIntegerField(default=0, help_text="đồng")
    overdraft_basis = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ("unit__code",)
        constraints = (
            models.UniqueConstraint(fields=("authority", "unit"), nulls_distinct=False, name="fund_once"),
            models.CheckConstraint(condition=Q(balance__gte=-F("overdraft")), name="fund_is_not_overdrawn"),
            models.CheckConstraint(
                condition=Q(overdraft=0) | ~Q(overdraft_basis=""), name="fund_overdraft_has_a_basis"
            ),
        )
        triggers = (pgtrigger.Protect(name="fund_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.name


class PaymentList(models.Model):
    """A list by which bonuses are paid from one fund (danh sách chi thưởng): drafted by one, approved by another, paid by the
    accountant, who is not the approver. ``total`` is what was approved, by value."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="lists")
    number = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=500)
    state = models.CharField(max_length=10, default=payment_states.DRAFT)
    total = models.PositiveBigIntegerField(help_text="đồng")
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(null=True)
    document = models.CharField(max_length=300, blank=True, help_text="of the payment")
    reason = models.TextField(blank=True, help_text="why it was returned")

    class Meta:
        ordering = ("-year", "-drafted_at")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "year", "number"), condition=~Q(state="discarded"), name="payment_list_number_once"
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("drafted_by")), name="payment_list_drafter_not_approver"),
            models.CheckConstraint(condition=~Q(paid_by=F("approved_by")), name="payment_list_approver_not_payer"),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "paid")) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="payment_list_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=(Q(state="paid", paid_by__isnull=False, paid_at__isnull=False) & ~Q(document=""))
                | (~Q(state="paid") & Q(paid_by=None, paid_at=None)),
                name="payment_list_paid_by_and_at",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="payment_list_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="paid_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__paid_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class BonusEntitlement(models.Model):
    """The bonus that one award carries, computed when its decision was signed, with everything it was computed from by value.
    It is never deleted: one whose award is revoked is cancelled, or claimed back where it was paid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="bonus")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="bonuses")
    decided_on = models.DateField()
    subject_kind = models.CharField(max_length=10)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="bonuses")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bonuses")
    award_code = models.CharField(max_length=40)
    award_name = models.CharField(max_length=200)
    level = models.CharField(max_length=16)
    multiple = models.DecimalField(max_digits=10, decimal_places=4, help_text="for this kind of recipient")
    base_salary = models.PositiveBigIntegerField(help_text="đồng, of the day of decision")
    rounding = models.CharField(max_length=10, choices=tuple((mode, mode) for mode in MODES))
    step = models.PositiveIntegerField(help_text="đồng")
    amount = models.PositiveBigIntegerField(help_text="đồng")
    article = models.CharField(max_length=200)
    basis = models.CharField(max_length=700)
    to_confirm = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=payment_states.DUE)
    payment_list = models.ForeignKey(PaymentList, on_delete=models.PROTECT, null=True, related_name="bonuses")
    paid_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="bonuses_ended")
    revoked_ground = models.CharField(max_length=10, blank=True)
    recovered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-decided_on", "decision", "award__place")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("listed", "paid")) | Q(payment_list__isnull=False), name="bonus_in_a_list"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("cancelled", "recovery_due", "recovered")) | Q(revoked_by__isnull=False),
                name="bonus_ended_by_a_decision",
            ),
        )
        indexes = (models.Index(fields=("authority", "state"), name="bonus_by_state"),)
        triggers = (
            pgtrigger.Protect(name="bonus_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="bonus_as_computed",
                exclude=["state", "payment_list", "paid_at", "revoked_by", "revoked_ground", "recovered_at"],
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_code} {self.amount}"


class FundEntry(models.Model):
    """One movement of a fund: signed ``amount``, the ``balance`` after it, the paper behind it. Fixed for good; what was wrong is
    put right by a later entry."""

    OPENING, ALLOCATION, PAYMENT, RECOVERY, ADJUSTMENT = "opening", "allocation", "payment", "recovery", "adjustment"
    KINDS = (OPENING, ALLOCATION, PAYMENT, RECOVERY, ADJUSTMENT)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="entries")
    place = models.PositiveIntegerField(help_text="number in the fund, from 1")
    kind = models.CharField(max_length=10, choices=tuple((one, one) for one in KINDS))
    amount = models.BigIntegerField(help_text="đồng, negative for what goes out")
    balance = models.BigIntegerField(help_text="đồng, after it")
    document = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    payment_list = models.ForeignKey(PaymentList, on_delete=models.PROTECT, null=True, related_name="entries")
    bonus = models.ForeignKey(BonusEntitlement, on_delete=models.PROTECT, null=True, related_name="entries")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("fund", "place"), name="fund_entry_place_once"),
            models.UniqueConstraint(
                fields=("fund", "kind", "document"),
                condition=Q(kind__in=("opening", "allocation", "adjustment")),
                name="fund_document_booked_once",
            ),
            models.UniqueConstraint(
                fields=("payment_list",), condition=Q(kind="payment"), name="payment_list_booked_once"
            ),
            models.UniqueConstraint(fields=("bonus",), condition=Q(kind="recovery"), name="recovery_booked_once"),
            models.CheckConstraint(
                condition=Q(kind="opening", amount__gte=0)
                | Q(kind__in=("allocation", "recovery"), amount__gt=0)
                | Q(kind="payment", amount__lt=0)
                | (Q(kind="adjustment") & ~Q(amount=0)),
                name="fund_entry_sign",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="payment", payment_list__isnull=False, bonus=None)
                    | Q(kind="recovery", payment_list=None, bonus__isnull=False)
                    | Q(kind__in=("opening", "allocation", "adjustment"), payment_list=None, bonus=None)
                ),
                name="fund_entry_for_what",
            ),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.place}. {self.kind} {self.amount}"
