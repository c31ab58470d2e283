"""What units register and pledge for a year or a campaign: written, handed in, approved; who has not, and reminding them."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from emulation import award_visibility
from emulation.commendation import pledges, registration_lists, registrations
from emulation.commendation.pledges import Term
from emulation.commendation.registrations import MOST_LINES, Aim
from emulation.models import Pledge, Registration, RegistrationLine
from kernel.errors import Missing
from kernel.text import gettext_noop


class AimIn(serializers.Serializer[Any]):
    """``person`` is empty for the unit itself."""

    award_code = serializers.CharField(max_length=40)
    person = serializers.CharField(max_length=40, allow_blank=True, default="")
    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class TermIn(serializers.Serializer[Any]):
    year = serializers.IntegerField(min_value=1945, max_value=2099)
    campaign = serializers.UUIDField(allow_null=True, default=None)

    def term(self) -> Term:
        return Term(self.validated_data["year"], str(self.validated_data["campaign"] or ""))


class RegistrationIn(TermIn):
    unit = serializers.CharField(max_length=40)
    lines = serializers.ListField(child=AimIn(), max_length=MOST_LINES)


class AimOut(serializers.ModelSerializer[RegistrationLine]):
    person = serializers.CharField(source="person.code", default="")

    class Meta:
        model = RegistrationLine
        fields = ("award_code", "person", "note")


class RegistrationOut(serializers.ModelSerializer[Registration]):
    """``late`` says that it was handed in after the last day; ``reason`` why it was returned."""

    unit = serializers.CharField(source="unit.code")
    lines = AimOut(many=True)

    class Meta:
        model = Registration
        fields = ("id", "unit", "year", "campaign", "state", "late", "submitted_at", "decided_at", "reason", "lines")


class DecideIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class PledgeTextIn(TermIn):
    text = serializers.CharField(max_length=pledges.TEXT_LENGTH)


class PledgeIn(TermIn):
    unit = serializers.CharField(max_length=40)


class PledgeOut(serializers.ModelSerializer[Pledge]):
    unit = serializers.CharField(source="unit.code")
    signed_by = serializers.CharField(source="signed_by.get_full_name")

    class Meta:
        model = Pledge
        fields = ("id", "unit", "year", "campaign", "text", "signed_by", "signed_at")


class TermRowOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    cluster = serializers.CharField()
    registration = serializers.UUIDField(source="registration.pk", default=None, allow_null=True)
    state = serializers.CharField(source="registration.state", default="", allow_blank=True)
    missing = serializers.BooleanField(help_text="nothing has been handed in")
    pledged = serializers.SerializerMethodField()

    def get_pledged(self, row: registration_lists.Row) -> bool:
        return row.pledge is not None


class TermOut(serializers.Serializer[Any]):
    last_day = serializers.DateField(allow_null=True)
    pledge = serializers.CharField(source="text.text", default="")
    rows = TermRowOut(many=True)


class RegistrationRemindedOut(serializers.Serializer[Any]):
    units = serializers.ListField(child=serializers.CharField())


class RegistrationsView(Listing):
    """Registrations: all for the committee, those of the own units for their people."""

    serializer_class = RegistrationOut
    filterset_fields: ClassVar = {"state": ["exact"], "unit__code": ["exact"], "year": ["exact"], "campaign": ["exact"]}
    queryset = Registration.objects.none()

    def visible(self) -> QuerySet[Registration]:
        seen = award_visibility.registrations(actor(self.request), today())
        return seen.select_related("unit").prefetch_related("lines__person").order_by("-year", "unit__code", "id")

    @extend_schema(request=RegistrationIn, responses={201: RegistrationOut})
    def post(self, request: Request) -> Response:
        """Write what a unit registers; written again, it replaces what stood there."""
        data = RegistrationIn(data=request.data)
        data.is_valid(raise_exception=True)
        given, term = data.validated_data, data.term()
        aims = [Aim(**line) for line in given["lines"]]
        row = registrations.write(
            given["unit"], term.year, aims, campaign=term.campaign, by=actor(request), at=moment()
        )
        return Response(RegistrationOut(row).data, status=201)


ACTS = ("submit", "approve", "return")


class RegistrationActView(APIView):
    @extend_schema(
        operation_id="registration_act",
        request=DecideIn,
        responses=RegistrationOut,
        parameters=[OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(ACTS))],
    )
    def post(self, request: Request, registration_id: str, act: str) -> Response:
        """Hand in, approve, or return with a reason."""
        data = DecideIn(data=request.data)
        data.is_valid(raise_exception=True)
        by, at = actor(request), moment()
        if act == "return":
            row = registrations.return_(registration_id, reason=data.validated_data["reason"], by=by, at=at)
        elif act in ACTS:
            row = {"submit": registrations.submit, "approve": registrations.approve}[act](registration_id, by=by, at=at)
        else:
            raise Missing("registration.no_act", gettext_noop("Không có thao tác này."))
        return Response(RegistrationOut(row).data)


class TermView(APIView):
    @extend_schema(responses=TermOut)
    def get(self, request: Request, year: int) -> Response:
        """Who has registered and signed the pledge of a year and who has not: all units for the committee, the own for others.
        ``?campaign=`` asks for a campaign of that year."""
        data = TermIn(data={"year": year, "campaign": request.query_params.get("campaign") or None})
        data.is_valid(raise_exception=True)
        return Response(TermOut(registration_lists.listing(data.term(), by=actor(request), at=moment())).data)


class RemindView(APIView):
    @extend_schema(request=TermIn, responses=RegistrationRemindedOut)
    def post(self, request: Request) -> Response:
        """Remind all units that have handed nothing in, once a day."""
        data = TermIn(data=request.data)
        data.is_valid(raise_exception=True)
        return Response({"units": list(registration_lists.remind(data.term(), by=actor(request), at=moment()))})


class PledgesView(Listing):
    """Signed pledges: a promise to everybody, so every member reads them."""

    serializer_class = PledgeOut
    filterset_fields: ClassVar = {"unit__code": ["exact"], "year": ["exact"], "campaign": ["exact"]}
    queryset = Pledge.objects.none()

    def visible(self) -> QuerySet[Pledge]:
        rows = Pledge.objects.filter(authority_id=actor(self.request).authority)
        return rows.select_related("unit", "signed_by").order_by("-year", "unit__code", "id")

    @extend_schema(request=PledgeIn, responses={201: PledgeOut})
    def post(self, request: Request) -> Response:
        """Sign the pledge for a unit; its head alone."""
        data = PledgeIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = pledges.sign(data.validated_data["unit"], data.term(), by=actor(request), at=moment())
        return Response(PledgeOut(row).data, status=201)


class PledgeTextView(APIView):
    @extend_schema(request=PledgeTextIn, responses=PledgeTextIn)
    def put(self, request: Request) -> Response:
        """Write what the units pledge in a year or campaign, until the first has signed."""
        data = PledgeTextIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = pledges.write(data.term(), data.validated_data["text"], by=actor(request), at=moment())
        return Response({"year": row.year, "campaign": row.campaign_id, "text": row.text})
