"""Funds for emulation and commendation with their ledgers, and the bonuses that awards carry."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from emulation.commendation import bonuses, funds
from emulation.models import AwardType, BonusEntitlement, Fund, FundEntry


class OpeningIn(serializers.Serializer[Any]):
    """``unit`` is empty for the authority's own fund; ``levels`` are those of award types that it pays for, all for none."""

    name = serializers.CharField(max_length=300)
    document = serializers.CharField(max_length=300)
    amount = serializers.IntegerField(min_value=0, max_value=funds.MOST, default=0, help_text="đồng")
    unit = serializers.CharField(max_length=40, allow_blank=True, default="")
    levels = serializers.ListField(child=serializers.ChoiceField(AwardType.LEVELS), default=list, max_length=20)


class MoneyIn(serializers.Serializer[Any]):
    amount = serializers.IntegerField(min_value=1, max_value=funds.MOST, help_text="đồng")
    document = serializers.CharField(max_length=300)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class FundAdjustmentIn(serializers.Serializer[Any]):
    amount = serializers.IntegerField(min_value=-funds.MOST, max_value=funds.MOST, help_text="đồng, negative for less")
    document = serializers.CharField(max_length=300)
    note = serializers.CharField(max_length=2000)


class OverdraftIn(serializers.Serializer[Any]):
    amount = serializers.IntegerField(min_value=0, max_value=funds.MOST, help_text="đồng; 0 ends it")
    basis = serializers.CharField(max_length=300, allow_blank=True, default="")


class MoneyPaperIn(serializers.Serializer[Any]):
    document = serializers.CharField(max_length=300)


class FundOut(serializers.ModelSerializer[Fund]):
    unit = serializers.CharField(source="unit.code", default="")
    levels = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Fund
        fields = ("id", "name", "unit", "levels", "balance", "overdraft", "overdraft_basis", "opened_at")


class FundEntryOut(serializers.ModelSerializer[FundEntry]):
    by = serializers.CharField(source="by.get_full_name")

    class Meta:
        model = FundEntry
        fields = (
            "place", "kind", "amount", "balance", "document", "note", "payment_list", "bonus", "by", "at",
        )  # fmt: skip


class BonusOut(serializers.ModelSerializer[BonusEntitlement]):
    """``article`` and ``basis`` say by which text, ``multiple``, ``base_salary``, ``rounding`` and ``step`` how it was reckoned."""

    recipient = serializers.CharField(source="award.recipient_name")
    person = serializers.CharField(source="person.code", default="")
    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = BonusEntitlement
        fields = (
            "id", "award", "decision", "decided_on", "recipient", "subject_kind", "person", "unit", "award_code", "award_name",
            "level", "multiple", "base_salary", "rounding", "step", "amount", "article", "basis", "to_confirm", "state",
            "payment_list", "paid_at", "revoked_by", "revoked_ground", "recovered_at",
        )  # fmt: skip


class FundsView(Listing):
    """Funds with their balances, for the accountant and the committee; empty for others."""

    serializer_class = FundOut
    queryset = Fund.objects.none()

    def visible(self) -> QuerySet[Fund]:
        return funds.seen(actor(self.request))

    @extend_schema(request=OpeningIn, responses={201: FundOut})
    def post(self, request: Request) -> Response:
        """Open the fund of the authority or of a unit with what it holds; one each."""
        data = OpeningIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = funds.open_(funds.Opening(**data.validated_data), by=actor(request), at=moment())
        return Response(FundOut(row).data, status=201)


class FundEntriesView(Listing):
    """The ledger of a fund from its opening on."""

    serializer_class = FundEntryOut
    filterset_fields = ("kind",)
    queryset = FundEntry.objects.none()

    def visible(self) -> QuerySet[FundEntry]:
        fund = funds.find(str(self.kwargs["fund_id"]), by=actor(self.request))
        return FundEntry.objects.filter(fund=fund).select_related("by").order_by("place")


class AllocateView(APIView):
    @extend_schema(request=MoneyIn, responses={201: FundEntryOut})
    def post(self, request: Request, fund_id: str) -> Response:
        """Money that came into the fund, under its paper; the same paper twice is booked once."""
        data = MoneyIn(data=request.data)
        data.is_valid(raise_exception=True)
        entry = funds.allocate(fund_id, **data.validated_data, by=actor(request), at=moment())
        return Response(FundEntryOut(entry).data, status=201)


class AdjustView(APIView):
    @extend_schema(request=FundAdjustmentIn, responses={201: FundEntryOut})
    def post(self, request: Request, fund_id: str) -> Response:
        """Put right what was booked wrong, by an entry of its own with its reason."""
        data = FundAdjustmentIn(data=request.data)
        data.is_valid(raise_exception=True)
        entry = funds.adjust(fund_id, **data.validated_data, by=actor(request), at=moment())
        return Response(FundEntryOut(entry).data, status=201)


class OverdraftView(APIView):
    @extend_schema(request=OverdraftIn, responses=FundOut)
    def put(self, request: Request, fund_id: str) -> Response:
        """How far below nought the fund may go, where some rule allows it; for the authority alone."""
        data = OverdraftIn(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(
            FundOut(funds.allow_overdraft(fund_id, **data.validated_data, by=actor(request), at=moment())).data
        )


class BonusesView(Listing):
    """Bonuses: all for the accountant and the committee, one's own for everybody else, the unit's own for its head."""

    serializer_class = BonusOut
    filterset_fields = ("state", "decision", "unit__code", "person__code", "level", "payment_list")
    queryset = BonusEntitlement.objects.none()

    def visible(self) -> QuerySet[BonusEntitlement]:
        return bonuses.seen(actor(self.request), today()).select_related("award", "unit", "person")


class RecoverView(APIView):
    @extend_schema(request=MoneyPaperIn, responses=BonusOut)
    def post(self, request: Request, bonus_id: str) -> Response:
        """The money of a revoked award came back into the fund that had paid it."""
        data = MoneyPaperIn(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(BonusOut(bonuses.recover(bonus_id, **data.validated_data, by=actor(request), at=moment())).data)
