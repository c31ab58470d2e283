"""Delegations: a role that somebody else exercises for some days. Requests under one name it in ``X-On-Behalf-Of``."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import ReasonIn
from emulation import delegations, visibility
from emulation.models import Delegation
from kernel.actors import Grant


class DelegationIn(serializers.Serializer[Any]):
    """``delegator`` and ``delegate`` are user names or codes of staff; the role is exactly one that the delegator holds."""

    delegator = serializers.CharField(max_length=150)
    delegate = serializers.CharField(max_length=150)
    role = serializers.CharField(max_length=30)
    scope = serializers.ChoiceField(choices=("authority", "cluster", "unit"))
    code = serializers.CharField(max_length=40, allow_blank=True, default="")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="included")
    reason = serializers.CharField(max_length=2000)
    document = serializers.CharField(max_length=300, allow_blank=True, default="")


class DelegationOut(serializers.ModelSerializer[Delegation]):
    delegator = serializers.CharField(source="delegator.username")
    delegate = serializers.CharField(source="delegate.username")
    role = serializers.CharField(source="grant.role")
    unit = serializers.CharField(source="grant.unit.code", default="")
    cluster = serializers.CharField(source="grant.cluster.code", default="")

    class Meta:
        model = Delegation
        fields = (
            "id", "delegator", "delegate", "role", "unit", "cluster", "starts_on", "ends_on", "reason", "document", "ended_at",
            "end_reason",
        )  # fmt: skip


class DelegationsView(Listing):
    """Those that the reader gave or took; all for the committee and the administrator."""

    serializer_class = DelegationOut
    filterset_fields = ("starts_on", "ends_on")
    queryset = Delegation.objects.none()

    def visible(self) -> QuerySet[Delegation]:
        joined = ("delegator", "delegate", "grant__unit", "grant__cluster")
        return visibility.delegations(actor(self.request)).select_related(*joined)

    @extend_schema(request=DelegationIn, responses={201: DelegationOut})
    def post(self, request: Request) -> Response:
        """Let somebody exercise a role for its holder from one day to another."""
        data = DelegationIn(data=request.data)
        data.is_valid(raise_exception=True)
        values = dict(data.validated_data)
        grant = Grant(*(values.pop(name) for name in ("role", "scope", "code")))
        row = delegations.delegate(delegations.Wanted(grant=grant, **values), by=actor(request), at=moment())
        return Response(DelegationOut(row).data, status=201)


class DelegationEndView(APIView):
    @extend_schema(request=ReasonIn, responses=DelegationOut)
    def post(self, request: Request, delegation_id: str) -> Response:
        """End one before its time, with a reason: its two sides and the administrator."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = delegations.end(delegation_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(DelegationOut(row).data)
