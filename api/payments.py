"""Lists by which bonuses are paid: drafted, approved by another, paid by the accountant; and as a workbook."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import ReasonIn
from api.funds import MoneyPaperIn
from api.imports import XLSX
from emulation.commendation import payments
from emulation.models import PaymentList
from emulation.workbooks.payment_books import payment_workbook


class PaymentListIn(serializers.Serializer[Any]):
    """``bonuses`` are ids; null takes all that are due and that the fund pays."""

    fund = serializers.UUIDField()
    number = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=500)
    bonuses = serializers.ListField(
        child=serializers.UUIDField(), max_length=payments.MOST_LINES, allow_null=True, default=None
    )

    def draft(self) -> payments.Draft:
        data = self.validated_data
        chosen = None if data["bonuses"] is None else [str(one) for one in data["bonuses"]]
        return payments.Draft(str(data["fund"]), data["number"], data["title"], chosen)


class PaymentListOut(serializers.ModelSerializer[PaymentList]):
    drafted_by = serializers.CharField(source="drafted_by.get_full_name")
    approved_by = serializers.CharField(source="approved_by.get_full_name", default=None, allow_null=True)
    paid_by = serializers.CharField(source="paid_by.get_full_name", default=None, allow_null=True)

    class Meta:
        model = PaymentList
        fields: tuple[str, ...] = (
            "id", "fund", "number", "year", "title", "state", "total", "drafted_by", "drafted_at", "approved_by",
            "approved_at", "paid_by", "paid_at", "document", "reason",
        )  # fmt: skip


class PaymentLineOut(serializers.Serializer[Any]):
    place = serializers.IntegerField()
    bonus = serializers.UUIDField(source="bonus.pk")
    salutation = serializers.CharField()
    name = serializers.CharField()
    position = serializers.CharField()
    unit_name = serializers.CharField()
    award_name = serializers.CharField(source="bonus.award_name")
    decision = serializers.CharField()
    amount = serializers.IntegerField(source="bonus.amount")
    state = serializers.CharField(source="bonus.state")


class PaymentListDetailOut(PaymentListOut):
    lines = serializers.SerializerMethodField()

    class Meta(PaymentListOut.Meta):
        fields = (*PaymentListOut.Meta.fields, "lines")

    @extend_schema_field(PaymentLineOut(many=True))
    def get_lines(self, row: PaymentList) -> Any:
        return PaymentLineOut(payments.lines(row), many=True).data


class PaymentListsView(Listing):
    """Payment lists, newest first, for the accountant and the committee; empty for others."""

    serializer_class = PaymentListOut
    filterset_fields = ("state", "fund", "year", "number")
    queryset = PaymentList.objects.none()

    def visible(self) -> QuerySet[PaymentList]:
        return payments.seen(actor(self.request))

    @extend_schema(request=PaymentListIn, responses={201: PaymentListDetailOut})
    def post(self, request: Request) -> Response:
        """Draft a list of bonuses to be paid from one fund."""
        data = PaymentListIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = payments.draft(data.draft(), by=actor(request), at=moment())
        return Response(PaymentListDetailOut(row).data, status=201)


class PaymentListView(APIView):
    @extend_schema(responses=PaymentListDetailOut, operation_id="payment_list_retrieve")
    def get(self, request: Request, payment_list_id: str) -> Response:
        """A list with its recipients, by the names that their awards have now."""
        return Response(PaymentListDetailOut(payments.find(payment_list_id, by=actor(request))).data)

    @extend_schema(request=PaymentListIn, responses=PaymentListDetailOut, operation_id="payment_list_revise")
    def put(self, request: Request, payment_list_id: str) -> Response:
        """Replace what a draft or a returned list says."""
        data = PaymentListIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = payments.revise(payment_list_id, data.draft(), by=actor(request), at=moment())
        return Response(PaymentListDetailOut(row).data)


class PaymentListFileView(APIView):
    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, payment_list_id: str) -> HttpResponse:
        """The list as a workbook to be signed for."""
        row = payments.find(payment_list_id, by=actor(request))
        headers = {"Content-Disposition": f'attachment; filename="danh-sach-chi-thuong-{row.year}-{row.pk}.xlsx"'}
        return HttpResponse(payment_workbook(payments.context(row)), content_type=XLSX, headers=headers)


class ApproveListView(APIView):
    @extend_schema(request=None, responses=PaymentListOut)
    def post(self, request: Request, payment_list_id: str) -> Response:
        """Approve what somebody else drafted."""
        return Response(PaymentListOut(payments.approve(payment_list_id, by=actor(request), at=moment())).data)


class ReturnListView(APIView):
    @extend_schema(request=ReasonIn, responses=PaymentListOut)
    def post(self, request: Request, payment_list_id: str) -> Response:
        """Send a list back to who drafts, with the reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = payments.return_(payment_list_id, **data.validated_data, by=actor(request), at=moment())
        return Response(PaymentListOut(row).data)


class DiscardListView(APIView):
    @extend_schema(request=None, responses=PaymentListOut)
    def post(self, request: Request, payment_list_id: str) -> Response:
        """Put a list away; its bonuses wait for another one."""
        return Response(PaymentListOut(payments.discard(payment_list_id, by=actor(request), at=moment())).data)


class PayListView(APIView):
    @extend_schema(request=MoneyPaperIn, responses=PaymentListOut)
    def post(self, request: Request, payment_list_id: str) -> Response:
        """Pay an approved list out of its fund, under the paper of the payment."""
        data = MoneyPaperIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = payments.pay(payment_list_id, **data.validated_data, by=actor(request), at=moment())
        return Response(PaymentListOut(row).data)
