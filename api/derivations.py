"""How a subject's year comes of its months."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from api.leaves import ServiceOut
from emulation.boards import derivations


class MonthLineOut(serializers.Serializer[Any]):
    month = serializers.CharField()
    score = serializers.DecimalField(max_digits=14, decimal_places=6, allow_null=True)
    why = serializers.ChoiceField(choices=list(derivations.WHY))
    rated_by = serializers.CharField(help_text="the unit whose sheet it was; empty where there is none")
    service = ServiceOut(allow_null=True, help_text="a person's working days; null for units")


class QuarterLineOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    score = serializers.CharField(allow_blank=True, help_text="as published; empty with too few months")
    exact = serializers.CharField(allow_blank=True, help_text="unrounded, as a fraction where decimals do not end")
    months = serializers.IntegerField()


class DerivationOut(serializers.Serializer[Any]):
    subject = serializers.CharField()
    method = serializers.CharField(source="rule.method")
    through = serializers.CharField(source="rule.through")
    minimum_months = serializers.IntegerField()
    enough = serializers.BooleanField(source="derived.enough")
    months = MonthLineOut(many=True)
    quarters = QuarterLineOut(many=True)
    exact = serializers.CharField(allow_blank=True)
    total = serializers.CharField(source="derived.total", allow_null=True)
    moved = serializers.BooleanField(help_text="whether more than one unit's results count in the year")
    legal_basis = serializers.CharField()
    minimum_service = serializers.IntegerField(
        help_text="months of service without which a person is not rated; 0 for none"
    )
    service = serializers.JSONField(
        allow_null=True, help_text="what the year's ranking in force makes of a person's service"
    )


class DerivationView(APIView):
    @extend_schema(responses=DerivationOut)
    def get(self, request: Request, campaign_id: str, subjects: str, subject: str) -> Response:
        """Which months count, which are left out and why, the quarters and the exact year."""
        board = derivations.of_subject(campaign_id, subjects, subject, by=actor(request), at=moment())
        return Response(DerivationOut(board).data)
