"""The cockpit of a campaign: its milestones, who handed in what in which month, and what waits for whom."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from api.problems import ProblemDetail, detail_of
from emulation.boards import cockpit


class MilestoneOut(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="launch, review, deadline or end")
    on = serializers.DateField()
    done = serializers.BooleanField(help_text="by what happened, not by the calendar")
    about = serializers.CharField(help_text="the month of a deadline")


class CockpitCellOut(serializers.Serializer[Any]):
    month = serializers.CharField()
    state = serializers.CharField(
        help_text="of the unit's own sheet; none without one, ahead before the month has begun"
    )
    late = serializers.BooleanField()
    overdue = serializers.BooleanField()


class CockpitUnitOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    cells = CockpitCellOut(many=True, help_text="of the months in which it takes part")


class CockpitClusterOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    rows = CockpitUnitOut(many=True)


class CockpitWaitsOut(serializers.Serializer[Any]):
    role = serializers.CharField(help_text="who has the next word")
    what = serializers.CharField()
    count = serializers.IntegerField()
    since = serializers.DateField(allow_null=True, help_text="when the oldest came")
    month = serializers.CharField(help_text="the first month that it is about; empty where it is about none")


class CockpitOut(serializers.Serializer[Any]):
    milestones = MilestoneOut(many=True)
    coming = MilestoneOut(many=True)
    clusters = CockpitClusterOut(many=True)
    waits = CockpitWaitsOut(many=True, help_text="for those who see every unit; empty for others")
    in_the_way = ProblemDetail(many=True)
    may = serializers.ListField(child=serializers.CharField())


class CockpitView(APIView):
    @extend_schema(responses=CockpitOut, operation_id="campaign_cockpit")
    def get(self, request: Request, campaign_id: str) -> Response:
        """The campaign as its committee steers it; others find of it what they may see."""
        whole = cockpit.cockpit(str(campaign_id), by=actor(request), at=moment())
        clusters = [
            {
                "code": cluster.code,
                "name": cluster.name,
                "rows": [
                    {"code": row.code, "name": row.name, "cells": [cell for cell in row.cells if cell]}
                    for row in cluster.rows
                ],
            }
            for cluster in whole.clusters
        ]
        values = {
            "milestones": [placed.mark for placed in whole.line.marks],
            "coming": whole.coming,
            "clusters": clusters,
            "waits": [one for one, _ in whole.waits],
            "in_the_way": [detail_of(problem) for problem in whole.board.in_the_way],
            "may": whole.board.possible,
        }
        return Response(CockpitOut(values).data)
