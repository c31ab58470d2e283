"""What goes between two levels: who takes in whose dossiers, what was sent up, its package, and what came back on paper."""

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment, today
from emulation.commendation import forwarding_packages, forwardings, subordinations
from emulation.commendation.forwarding_results import Result
from emulation.commendation.nomination_lines import MOST_LINES
from emulation.models import ForwardedLine, Forwarding, Subordination
from emulation.rules.awards.forwarding import RESULTS

ZIP = "application/zip"


class ForwardedLineOut(serializers.ModelSerializer[ForwardedLine]):
    """``award_code`` was asked for; ``outcome`` is empty until the level above answered, ``award`` what it gave instead."""

    place = serializers.IntegerField(source="line.place")

    class Meta:
        model = ForwardedLine
        fields = ("line", "place", "award_code", "outcome", "award", "reason")


class ForwardingOut(serializers.ModelSerializer[Forwarding]):
    """``target`` is the authority on the platform, null where the level above is only named; ``files`` went along, each with its
    SHA-256 digest."""

    lines = ForwardedLineOut(many=True)

    class Meta:
        model = Forwarding
        fields = (
            "id", "nomination", "target", "to", "whole", "letter_number", "letter_on", "state", "files", "sent_at", "reason",
            "decision_number", "decided_on", "answered_at", "lines",
        )  # fmt: skip


class ResultIn(serializers.Serializer[Any]):
    """``line`` is the id of the line in the own dossier; ``award`` comes with ``lower``, ``reason`` with ``fail``."""

    line = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=RESULTS)
    award = serializers.CharField(max_length=40, allow_blank=True, default="")
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class ForwardingAnswerIn(serializers.Serializer[Any]):
    decision_number = serializers.CharField(max_length=80, allow_blank=True, default="")
    decided_on = serializers.DateField(allow_null=True, default=None)
    results = serializers.ListField(child=ResultIn(), max_length=MOST_LINES)


class ForwardingReasonIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class SubordinationIn(serializers.Serializer[Any]):
    """``subordinate`` is the code of an authority on the platform, ``unit`` that of the own unit which stands for it."""

    subordinate = serializers.CharField(max_length=40)
    unit = serializers.CharField(max_length=40)
    valid_from = serializers.DateField()
    legal_basis = serializers.CharField(max_length=subordinations.LONGEST)


class SubordinationOut(serializers.ModelSerializer[Subordination]):
    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = Subordination
        fields = ("id", "authority", "subordinate", "unit", "valid_from", "valid_to", "legal_basis")


class EndIn(serializers.Serializer[Any]):
    valid_to = serializers.DateField()


class SuperiorOut(serializers.Serializer[Any]):
    authority = serializers.CharField()
    name = serializers.CharField()


def _shown(forwarding_id: str, request: Request) -> Response:
    row = forwardings.find(forwarding_id, by=actor(request), on=today())
    return Response(ForwardingOut(row).data)


class ForwardingView(APIView):
    @extend_schema(responses=ForwardingOut)
    def get(self, request: Request, forwarding_id: str) -> Response:
        """What was sent up once, and what came of each nominee."""
        return _shown(forwarding_id, request)


class ForwardingPackageView(APIView):
    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY})
    def get(self, request: Request, forwarding_id: str) -> StreamingHttpResponse:
        """The letter, the list and the papers as one ZIP with a manifest of digests, for a level that is not on the platform."""
        by = actor(request)
        row = forwardings.find(forwarding_id, by=by, on=today())
        headers = {"Content-Disposition": 'attachment; filename="ho-so-trinh-cap-tren.zip"'}
        return StreamingHttpResponse(forwarding_packages.chunks(row, by=by), content_type=ZIP, headers=headers)


class ForwardingReturnView(APIView):
    @extend_schema(request=ForwardingReasonIn, responses=ForwardingOut)
    def post(self, request: Request, forwarding_id: str) -> Response:
        """Enter that the level above gave it back on paper, with the reason."""
        data = ForwardingReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        forwardings.come_back(forwarding_id, reason=data.validated_data["reason"], by=actor(request), at=moment())
        return _shown(forwarding_id, request)


class ForwardingAnswerView(APIView):
    @extend_schema(request=ForwardingAnswerIn, responses=ForwardingOut)
    def post(self, request: Request, forwarding_id: str) -> Response:
        """Enter what the level above decided on paper of each nominee."""
        data = ForwardingAnswerIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        results = {str(one["line"]): Result(one["outcome"], one["award"], one["reason"]) for one in given["results"]}
        about = {name: given[name] for name in ("decision_number", "decided_on")}
        forwardings.hear(forwarding_id, results, **about, by=actor(request), at=moment())
        return _shown(forwarding_id, request)


class SuperiorsView(APIView):
    @extend_schema(responses=SuperiorOut(many=True))
    def get(self, request: Request) -> Response:
        """The authorities on the platform that take in this one's dossiers today."""
        rows = subordinations.above(actor(request).authority, today())
        return Response([{"authority": row.authority_id, "name": row.authority.name} for row in rows])


class SubordinatesView(APIView):
    @extend_schema(responses=SubordinationOut(many=True))
    def get(self, request: Request) -> Response:
        """Whose dossiers this authority takes in, or took in."""
        return Response([SubordinationOut(row).data for row in subordinations.below(actor(request).authority)])

    @extend_schema(request=SubordinationIn, responses={201: SubordinationOut})
    def post(self, request: Request) -> Response:
        """Take in the dossiers of an authority from a day on."""
        data = SubordinationIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = subordinations.record(**data.validated_data, by=actor(request), at=moment())
        return Response(SubordinationOut(row).data, status=201)


class SubordinateEndView(APIView):
    @extend_schema(request=EndIn, responses=SubordinationOut)
    def post(self, request: Request, subordination_id: str) -> Response:
        """Take in nothing more of an authority from a day on."""
        data = EndIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = subordinations.end(subordination_id, data.validated_data["valid_to"], by=actor(request), at=moment())
        return Response(SubordinationOut(row).data)
