"""The meeting that settles a ranking before it is made known: the caps, and who stands at which edge by whose marks."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor
from emulation.boards import calibration as boards
from emulation.rules.calibration import NEAR

_NEAR = {str(distance): distance for distance in NEAR}
ALL = "all"


class CapOut(serializers.Serializer[Any]):
    grade = serializers.CharField()
    group = serializers.CharField()
    share = serializers.CharField(help_text="in per cent")
    out_of = serializers.IntegerField()
    exact = serializers.CharField(help_text="the share of it before rounding")
    limit = serializers.IntegerField()
    kept = serializers.IntegerField()
    left = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="who share the place on the boundary")


class EdgeLineOut(serializers.Serializer[Any]):
    subject = serializers.CharField(source="standing.subject")
    name = serializers.CharField(source="standing.name")
    rank = serializers.IntegerField(source="standing.rank")
    tied = serializers.BooleanField(source="standing.tied")
    score = serializers.CharField(source="standing.score", allow_null=True)
    grade = serializers.CharField(source="standing.grade")
    own = serializers.CharField(allow_null=True)
    head = serializers.CharField(allow_null=True)
    appraised = serializers.CharField(allow_null=True)
    citizens = serializers.CharField(allow_null=True, help_text="satisfied citizens in per cent, of units")
    inspectors = serializers.CharField(allow_null=True)
    up = serializers.CharField(
        source="edge.up", default=None, allow_null=True, help_text="points to the next better grade"
    )
    down = serializers.CharField(source="edge.down", default=None, allow_null=True, help_text="points above one's own")
    contested = serializers.BooleanField()
    lowered = serializers.BooleanField(help_text="by a cap")
    waiting = serializers.CharField(help_text="the correction that waits for a word, if any")


class MeetingOut(serializers.Serializer[Any]):
    ranking = serializers.UUIDField(source="ranking.pk")
    state = serializers.CharField(source="ranking.state")
    corrections = serializers.IntegerField(source="pending.corrections")
    caps = CapOut(many=True, source="counters")
    lines = EdgeLineOut(many=True)


class CalibrationView(APIView):
    @extend_schema(
        responses=MeetingOut,
        parameters=[
            OpenApiParameter("cluster", str),
            OpenApiParameter("near", str, enum=[*_NEAR, ALL], description="points from the edge of a grade"),
        ],
    )
    def get(self, request: Request, ranking_id: str) -> Response:
        """Units or people beside each other at the edge of a grade; for the committee."""
        asked = request.query_params
        chosen = asked.get("near", "")
        near: Decimal | None = None if chosen == ALL else _NEAR.get(chosen, boards.Wish.near)
        wish = boards.Wish(cluster=asked.get("cluster", "").replace("\0", "")[:40], near=near)
        return Response(MeetingOut(boards.table(ranking_id, wish, by=actor(request))).data)
