"""Leaves of people, the kinds and rules of the law, and the service of a unit's people in a month."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import ReasonIn
from emulation import absences, leaves, visibility
from emulation.boards import leaves as boards
from emulation.models import Leave, LeaveKind, ServiceRule


class PersonLeaveIn(serializers.Serializer[Any]):
    """``kind`` is the code of a kind of leave that the law knows on the first day; both days are counted."""

    person = serializers.CharField(max_length=40)
    kind = serializers.CharField(max_length=20)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    document = serializers.CharField(max_length=300, allow_blank=True, default="")


class LeaveOut(serializers.ModelSerializer[Leave]):
    """In force as long as ``withdrawn_at`` is null (``?withdrawn_at__isnull=true``)."""

    person = serializers.CharField(source="person.code")
    name = serializers.CharField(source="person.full_name")
    kind = serializers.CharField(source="kind.code")
    legal_basis = serializers.CharField(source="kind.legal_basis")
    recorded_by = serializers.CharField(source="recorded_by.get_full_name")

    class Meta:
        model = Leave
        fields = (
            "id", "person", "name", "kind", "legal_basis", "first_day", "last_day", "document", "recorded_by", "recorded_at",
            "withdrawn_at", "withdraw_reason",
        )  # fmt: skip


class LeaveKindOut(serializers.ModelSerializer[LeaveKind]):
    class Meta:
        model = LeaveKind
        fields = (
            "code", "name", "name_en", "counts", "exempt", "legal_basis", "source", "to_confirm", "valid_from", "valid_to",
        )  # fmt: skip


class ServiceRuleOut(serializers.ModelSerializer[ServiceRule]):
    class Meta:
        model = ServiceRule
        fields = (
            "code", "name", "name_en", "minimum_months", "from_months", "below_months", "veto", "legal_basis", "source",
            "to_confirm", "valid_from", "valid_to",
        )  # fmt: skip


class LeavesView(Listing):
    """Leaves that the reader may see, withdrawn ones too: all for the standing officer, those of their people for a unit's
    officer and head, one's own for staff."""

    serializer_class = LeaveOut
    filterset_fields: ClassVar = {
        "person__code": ["exact"],
        "kind__code": ["exact"],
        "first_day": ["lte", "gte"],
        "last_day": ["lte", "gte"],
        "withdrawn_at": ["isnull"],
    }
    queryset = Leave.objects.none()

    def visible(self) -> QuerySet[Leave]:
        rows = visibility.leaves(actor(self.request), today()).select_related("person", "kind", "recorded_by")
        return rows.order_by("first_day", "id")

    @extend_schema(request=PersonLeaveIn, responses={201: LeaveOut})
    def post(self, request: Request) -> Response:
        """Record that somebody is on leave; the same again changes nothing."""
        data = PersonLeaveIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = leaves.record(by=actor(request), at=moment(), **data.validated_data)
        return Response(LeaveOut(row).data, status=201)


class LeaveWithdrawView(APIView):
    @extend_schema(request=ReasonIn, responses=LeaveOut)
    def post(self, request: Request, leave_id: str) -> Response:
        """Take a leave back, with a reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = leaves.withdraw(leave_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(LeaveOut(row).data)


class LeaveKindsView(Listing):
    """Kinds of leave by law, each between two days, and what their days count as."""

    serializer_class = LeaveKindOut
    filterset_fields: ClassVar = {"code": ["exact"], "to_confirm": ["exact"]}
    queryset = LeaveKind.objects.none()

    def visible(self) -> QuerySet[LeaveKind]:
        return LeaveKind.objects.order_by("code", "valid_from")


class ServiceRulesView(Listing):
    """What the law says, between two days, of those who served only a part of the year."""

    serializer_class = ServiceRuleOut
    filterset_fields: ClassVar = {"code": ["exact"], "to_confirm": ["exact"]}
    queryset = ServiceRule.objects.none()

    def visible(self) -> QuerySet[ServiceRule]:
        return ServiceRule.objects.order_by("valid_from")


class LeaveSpanOut(serializers.Serializer[Any]):
    """``kind`` and ``document`` are empty for who may not read why somebody is away."""

    first_day = serializers.DateField()
    last_day = serializers.DateField()
    kind = serializers.CharField(source="code")
    document = serializers.CharField()


class ServiceOut(serializers.Serializer[Any]):
    """Working days of a month by the records as they are now; ``units`` are days served by unit."""

    worked = serializers.IntegerField()
    working = serializers.IntegerField()
    absent = serializers.BooleanField()
    units = serializers.DictField(child=serializers.IntegerField())
    joined = serializers.DateField(allow_null=True)
    left = serializers.DateField(allow_null=True)
    leaves = LeaveSpanOut(many=True)


class PersonServiceOut(serializers.Serializer[Any]):
    person = serializers.CharField()
    name = serializers.CharField()
    service = ServiceOut()


class UnitServiceView(APIView):
    @extend_schema(responses=PersonServiceOut(many=True), operation_id="unit_service")
    def get(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        """How many working days each of a unit's people served in a month."""
        found = boards.service_of_unit(campaign_id, month, unit, by=actor(request), at=moment())
        return Response(PersonServiceOut(found, many=True).data)


class ProposedOut(serializers.Serializer[Any]):
    written = serializers.IntegerField(help_text="how many sheets were noted down as away")


class AbsencesView(APIView):
    @extend_schema(request=None, responses=ProposedOut)
    def post(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        """Note down as away everybody of a unit who by the records did not serve in a month and of whom nothing is written."""
        written = absences.propose(campaign_id, month, unit, by=actor(request), at=moment())
        return Response({"written": written})
