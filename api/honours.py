"""Award history: who was given what over the years."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, today
from emulation.commendation import honours


class SubjectOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=honours.KINDS)
    code = serializers.CharField(help_text="of a person or unit; of a household the unit's and its name")
    name = serializers.CharField()
    unit_name = serializers.CharField()
    awards = serializers.IntegerField()
    latest = serializers.DateField()


class HonourOut(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    decision = serializers.UUIDField(source="award.decision_id")
    number = serializers.CharField()
    decided_on = serializers.DateField(source="award.decision.decided_on")
    given_by = serializers.CharField(source="award.decision.given_by", help_text="empty where it was this authority")
    award_type = serializers.CharField(source="award.award_type.code")
    award = serializers.CharField(source="award.award_type.name")
    recipient_name = serializers.CharField(source="award.recipient_name")
    unit_name = serializers.CharField(source="own_unit")
    citation = serializers.CharField(source="award.citation")
    register = serializers.CharField(help_text="number in the register, of old decisions that of the paper register")
    state = serializers.CharField(source="award.state")
    ground = serializers.CharField(source="award.ended_ground")
    ended_number = serializers.CharField()


class HistoryOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=honours.KINDS)
    code = serializers.CharField()
    name = serializers.CharField()
    predecessors = serializers.ListField(child=serializers.CharField())
    honours = HonourOut(many=True)


class HonoursView(APIView):
    @extend_schema(
        responses=SubjectOut(many=True),
        parameters=[
            OpenApiParameter("q", str, description="words of the name, with or without accents"),
            OpenApiParameter("kind", str, enum=honours.KINDS),
        ],
    )
    def get(self, request: Request) -> Response:
        """Everybody with awards by their names: those of the sought given name first, then the Vietnamese order."""
        asked = {name: request.query_params.get(name, "")[:100] for name in ("q", "kind")}
        rows = honours.search(actor(request), asked["q"], kind=asked["kind"], on=today())
        return Response(SubjectOut(rows, many=True).data)


class HistoryView(APIView):
    @extend_schema(responses=HistoryOut)
    def get(self, request: Request, kind: str, code: str) -> Response:
        """What a person, unit (with its predecessors) or household was given over the years, the newest first."""
        return Response(HistoryOut(honours.history(actor(request), kind, code, on=today())).data)
