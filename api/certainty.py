"""How sure the ranks of a ranking are: advice beside it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from emulation.boards import certainty
from emulation.rules.certainty import BOTH, MONTHS, WEIGHTS


class IntervalOut(serializers.Serializer[Any]):
    """Nine of ten replications put the subject between ``low`` and ``high``."""

    low = serializers.IntegerField()
    median = serializers.IntegerField()
    high = serializers.IntegerField()
    first = serializers.CharField(help_text="share of the replications in which it was first")


class SurePlaceOut(serializers.Serializer[Any]):
    """``bracket``: places with the same number cannot be told apart. ``by``: an interval for each study: months drawn
    again, weights moved, both."""

    subject = serializers.CharField()
    rank = serializers.IntegerField()
    bracket = serializers.IntegerField()
    may_be_first = serializers.BooleanField(help_text="first in a tenth of the replications or more")
    by = serializers.DictField(child=IntervalOut())


class WeightEffectOut(serializers.Serializer[Any]):
    """What moving one weight alone does; the worse of both directions."""

    code = serializers.CharField()
    flips = serializers.CharField(help_text="share of pairs whose order turns round")
    mean_shift = serializers.CharField()
    max_shift = serializers.IntegerField()
    first_order = serializers.CharField(allow_null=True, help_text="Sobol index of the mean rank shift")
    total = serializers.CharField(allow_null=True, help_text="the same with all interactions")


class CertaintyOut(serializers.Serializer[Any]):
    """``digest`` is that of the whole study; with the seed it is made again from the inputs of the ranking."""

    method = serializers.CharField()
    seed = serializers.CharField()
    replications = serializers.IntegerField()
    noise = serializers.CharField(help_text="how far each weight was moved, both ways")
    months = serializers.IntegerField()
    main = serializers.ChoiceField(choices=[MONTHS, WEIGHTS, BOTH], help_text="the study that brackets go by")
    weights = WeightEffectOut(many=True)
    digest = serializers.CharField()
    computed_at = serializers.DateTimeField()
    places = SurePlaceOut(many=True)


class CertaintyView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("cluster", str, description="the list of this cluster instead of everybody's")],
        responses=CertaintyOut,
    )
    def get(self, request: Request, ranking_id: str) -> Response:
        """Intervals of ranks, places that cannot be told apart, and what each weight does: advice, never a change of a rank."""
        cluster = request.query_params.get("cluster", "")
        found = certainty.of_ranking(str(ranking_id), cluster, by=actor(request), at=moment())
        return Response(CertaintyOut(found).data)
