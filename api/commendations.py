"""Suggested timely commendations: listed for the committee, taken up or put away. Nothing is awarded here."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import ReasonIn
from api.problems import said
from emulation import commendations, visibility
from emulation.models import CommendationSuggestion
from emulation.rules.commendations import REASONS

ACTS = {"take-up": "take_up", "discard": "discard"}


class SuggestionOut(serializers.ModelSerializer[CommendationSuggestion]):
    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code", default="")
    why = serializers.SerializerMethodField(help_text="the achievement in words")
    decided_by = serializers.CharField(source="decided_by.get_full_name", default=None, allow_null=True)

    class Meta:
        model = CommendationSuggestion
        fields = (
            "id", "key", "kind", "unit", "person", "why", "figures", "about", "state", "suggested_at", "decided_by",
            "decided_at", "reason",
        )  # fmt: skip

    def get_why(self, row: CommendationSuggestion) -> str:
        return said(REASONS[row.kind], row.figures)


class FoundOut(serializers.Serializer[Any]):
    suggested = serializers.IntegerField(help_text="how many are new")


class SuggestionsView(Listing):
    """What may deserve a timely commendation, each achievement once; for the committee alone, empty for others."""

    serializer_class = SuggestionOut
    filterset_fields = ("state", "kind", "unit__code", "person__code")
    queryset = CommendationSuggestion.objects.none()

    def visible(self) -> QuerySet[CommendationSuggestion]:
        return visibility.commendations(actor(self.request)).select_related("unit", "person", "decided_by")

    @extend_schema(operation_id="commendation_suggestions_look", request=None, responses={201: FoundOut})
    def post(self, request: Request) -> Response:
        """Look for achievements now, as the timetable does every night."""
        return Response({"suggested": commendations.look(by=actor(request), at=moment())}, status=201)


class DecideView(APIView):
    @extend_schema(
        request=ReasonIn,
        responses=SuggestionOut,
        parameters=[OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(ACTS))],
    )
    def post(self, request: Request, suggestion_id: str, act: str) -> Response:
        """Take a suggestion up, so that a nomination may start from it, or put it away; with a reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        wanted = ACTS.get(act, act)
        row = commendations.decide(suggestion_id, wanted, by=actor(request), at=moment(), **data.validated_data)
        return Response(SuggestionOut(row).data)
