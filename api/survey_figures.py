"""The satisfaction index of a month with its intervals, response rates, and the calculator of samples."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from emulation.boards import survey_figures as boards
from emulation.rules.exact import exact_text
from emulation.rules.survey_statistics import USUAL_MARGIN, Figure, Responses, sample_plan


class FigureOut(serializers.Serializer[Any]):
    """A rate between 0 and 1, exact, with Wilson's interval of 95 %."""

    value = serializers.CharField()
    low = serializers.CharField()
    high = serializers.CharField()


class ElementOut(serializers.Serializer[Any]):
    """``people`` and figures are null where too few answered the element, or where they could be found by subtraction."""

    code = serializers.CharField()
    weight = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)
    share = FigureOut(allow_null=True)
    mean = FigureOut(allow_null=True)


class ResponsesOut(serializers.Serializer[Any]):
    """``given`` and ``rate`` are null for channels that anybody may answer through."""

    channel = serializers.CharField(allow_blank=True)
    answered = serializers.IntegerField()
    given = serializers.IntegerField(allow_null=True)
    rate = serializers.CharField(allow_null=True)


class UnitFiguresOut(serializers.Serializer[Any]):
    """``index`` is the weighted share of answers 4 and 5, ``mean`` the weighted mean brought to 0–1; ``coverage`` the share of all
    weights that stands behind them. ``left_out`` counts answers that an exclusion keeps out."""

    unit = serializers.CharField()
    name = serializers.CharField()
    cluster = serializers.CharField()
    respondents = serializers.IntegerField()
    minimum = serializers.IntegerField()
    few_answers = serializers.BooleanField()
    index = FigureOut(allow_null=True)
    mean = FigureOut(allow_null=True)
    coverage = serializers.CharField()
    elements = ElementOut(many=True)
    channels = ResponsesOut(many=True)
    response_rate = serializers.CharField(allow_null=True)
    left_out = serializers.IntegerField()


def _figure(figure: Figure | None) -> dict[str, str] | None:
    return figure.to_data() if figure else None


def _text(value: Fraction | Decimal | None) -> str | None:
    return None if value is None else exact_text(value)


def _responses(one: Responses) -> dict[str, Any]:
    return {"channel": one.channel, "answered": one.answered, "given": one.given, "rate": _text(one.rate)}


def _row(row: boards.UnitFigures) -> dict[str, Any]:
    result = row.result
    return {
        "unit": row.code,
        "name": row.name,
        "cluster": row.cluster,
        "respondents": result.respondents,
        "minimum": result.minimum,
        "few_answers": result.few,
        "index": _figure(result.index),
        "mean": _figure(result.mean),
        "coverage": _text(result.coverage),
        "elements": [
            {
                "code": one.code,
                "weight": _text(one.weight),
                "people": one.people,
                "share": _figure(one.share),
                "mean": _figure(one.mean),
            }
            for one in result.elements
        ],
        "channels": [_responses(channel.responses) for channel in row.channels],
        "response_rate": _text(row.rate),
        "left_out": row.left_out,
    }


class SurveyIndexView(APIView):
    @extend_schema(responses=UnitFiguresOut(many=True))
    def get(self, request: Request, campaign_id: str, month: str) -> Response:
        """Index, mean, elements and response rates of the units whose evaluations the reader may see."""
        board = boards.month(campaign_id, month, by=actor(request), at=moment())
        return Response(UnitFiguresOut([_row(row) for row in board.units], many=True).data)


class SampleIn(serializers.Serializer[Any]):
    """``served``: how many were served, left out where nobody knows; ``margin`` as a share; ``answers``: those one has."""

    served = serializers.IntegerField(required=False, allow_null=True, default=None)
    margin = serializers.DecimalField(max_digits=6, decimal_places=4, required=False, default=USUAL_MARGIN)
    answers = serializers.IntegerField(required=False, allow_null=True, default=None)


class SampleOut(serializers.Serializer[Any]):
    """``needed`` answers reach ``margin``; ``reached`` is the margin of the ``answers`` one has."""

    served = serializers.IntegerField(allow_null=True)
    margin = serializers.CharField()
    needed = serializers.IntegerField()
    answers = serializers.IntegerField(allow_null=True)
    reached = serializers.CharField(allow_null=True)
    enough = serializers.BooleanField()


class SampleView(APIView):
    @extend_schema(parameters=[SampleIn], responses=SampleOut)
    def get(self, request: Request) -> Response:
        """How many answers a survey needs: n = N / (1 + N·e²), rounded up, and the margin of those one has."""
        data = SampleIn(data=request.query_params)
        data.is_valid(raise_exception=True)
        plan = sample_plan(**data.validated_data)
        told = {"served": plan.served, "margin": _text(plan.margin), "needed": plan.needed, "answers": plan.answers}
        return Response(SampleOut({**told, "reached": _text(plan.reached), "enough": plan.enough}).data)
