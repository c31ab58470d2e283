"""Requests for another copy of a certificate: asked, checked against the register, approved by somebody else."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.certificates import found as found_certificate
from certificates import copies
from certificates.models import CopyRequest
from emulation import units, visibility


class CopyIn(serializers.Serializer[Any]):
    act = serializers.ChoiceField(
        choices=(CopyRequest.EXCHANGE, CopyRequest.REISSUE), help_text="exchange: damaged; reissue: lost"
    )
    reason = serializers.CharField(max_length=copies.LONGEST)


class TextIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=copies.LONGEST)


class CopyAnswerIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=copies.LONGEST, allow_blank=True, default="")


class CopyOut(serializers.ModelSerializer[CopyRequest]):
    recipient_name = serializers.CharField(source="certificate.recipient_name")
    register_number = serializers.IntegerField(source="certificate.register_number")
    register_year = serializers.IntegerField(source="certificate.register_year")

    class Meta:
        model = CopyRequest
        fields = (
            "id", "certificate", "act", "reason", "state", "person", "unit", "recipient_name", "register_number",
            "register_year", "asked_name", "asked_at", "checked_at", "finding", "decided_at", "answer", "made",
        )  # fmt: skip


class CopiesView(Listing):
    """Requests that the reader may see: the office all, a unit those about its people, a person theirs."""

    serializer_class = CopyOut
    filterset_fields = ("certificate", "state", "act", "unit", "person")
    queryset = CopyRequest.objects.none()

    def visible(self) -> QuerySet[CopyRequest]:
        by = actor(self.request)
        return copies.seen(by, visibility.own_units(by, today())).select_related("certificate")


class CopyAskView(APIView):
    @extend_schema(request=CopyIn, responses={201: CopyOut})
    def post(self, request: Request, certificate_id: str) -> Response:
        """Ask that a certificate is exchanged or issued again. Repeated, it answers the request that is open."""
        row = found_certificate(certificate_id, request)
        data = CopyIn(data=request.data)
        data.is_valid(raise_exception=True)
        over = units.chart(row.authority, today()).place(row.unit, row.person)
        made = copies.ask(row, **data.validated_data, over=over, by=actor(request), at=moment())
        return Response(CopyOut(made).data, status=201)


class CopyCheckView(APIView):
    @extend_schema(request=TextIn, responses=CopyOut)
    def post(self, request: Request, copy_id: str) -> Response:
        """Say what the comparison with the register, and of an exchange with the old paper, found."""
        data = TextIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = copies.check(copy_id, data.validated_data["text"], by=actor(request), at=moment())
        return Response(CopyOut(row).data)


class CopyApproveView(APIView):
    @extend_schema(request=CopyAnswerIn, responses=CopyOut)
    def post(self, request: Request, copy_id: str) -> Response:
        """Grant a checked request: the next issue under the same register number. Not by who checked it or asked for it."""
        data = CopyAnswerIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = copies.approve(copy_id, data.validated_data["text"], by=actor(request), at=moment())
        return Response(CopyOut(row).data)


class CopyDeclineView(APIView):
    @extend_schema(request=TextIn, responses=CopyOut)
    def post(self, request: Request, copy_id: str) -> Response:
        """Refuse a request, with the reason."""
        data = TextIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = copies.decline(copy_id, data.validated_data["text"], by=actor(request), at=moment())
        return Response(CopyOut(row).data)


class CopyWithdrawView(APIView):
    @extend_schema(request=None, responses=CopyOut)
    def post(self, request: Request, copy_id: str) -> Response:
        """Take back one's own request."""
        return Response(CopyOut(copies.withdraw(copy_id, by=actor(request), at=moment())).data)
