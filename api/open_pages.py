"""For everybody, without a log-in: results of units that were made known, and the honour roll of awards that stand."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.boards import open_pages as boards


class OpenResultOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    campaign = serializers.CharField()
    month = serializers.CharField(help_text="empty for the whole campaign")
    state = serializers.CharField(help_text="published or final")
    told_on = serializers.DateField()


class OpenPlaceOut(serializers.Serializer[Any]):
    rank = serializers.IntegerField()
    tied = serializers.BooleanField()
    name = serializers.CharField()
    score = serializers.CharField(allow_null=True)
    grade = serializers.CharField()


class HonourRowOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    unit = serializers.CharField()
    award = serializers.CharField()
    number = serializers.CharField(help_text="of the decision")
    decided_on = serializers.DateField()


class RollOut(serializers.Serializer[Any]):
    count = serializers.IntegerField(source="page.paginator.count")
    pages = serializers.IntegerField(source="page.paginator.num_pages")
    page = serializers.IntegerField(source="page.number")
    results = HonourRowOut(many=True, source="rows")


class OpenView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "public"


class OpenResultsView(OpenView):
    @extend_schema(responses=OpenResultOut(many=True))
    def get(self, request: Request, authority: str) -> Response:
        """Rankings of units that an authority made known, the newest campaign first."""
        _, rows = boards.results(authority)
        return Response(OpenResultOut(rows, many=True).data)


class OpenResultView(OpenView):
    @extend_schema(responses=OpenPlaceOut(many=True), operation_id="public_result_places")
    def get(self, request: Request, authority: str, ranking_id: UUID) -> Response:
        """The places of units in one of them; rankings of people are not for everybody."""
        return Response(OpenPlaceOut(boards.result(authority, ranking_id).rows, many=True).data)


class HonourRollView(OpenView):
    @extend_schema(
        responses=RollOut,
        parameters=[
            OpenApiParameter("q", str, description="words of names, units, awards or of a decision's number"),
            OpenApiParameter("year", int),
            OpenApiParameter("award", str, description="code of an award"),
            OpenApiParameter("unit", str, description="name of a unit as it was then"),
            OpenApiParameter("page", int),
        ],
    )
    def get(self, request: Request, authority: str) -> Response:
        """Who holds which award by which decision: of signed decisions, without what was revoked since."""
        asked = {name: request.query_params.get(name, "").replace("\0", "")[:200] for name in ("q", "award", "unit")}
        year, page = (request.query_params.get(name, "") for name in ("year", "page"))
        wish = boards.Wish(
            words=asked["q"],
            award=asked["award"],
            unit=asked["unit"],
            year=int(year) if year.isdecimal() and len(year) == 4 and int(year) else None,
            page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        )
        return Response(RollOut(boards.honour_roll(authority, wish)).data)
