"""Survey answers in, counts out."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from emulation import surveys
from emulation.boards import surveys as board
from emulation.rules.exact import exact_text


class MarksField(serializers.DictField):
    """Whole numbers or null by item; the act checks items and range. A field of its own for each of the ten thousand
    marks of one delivery would cost more than counting them."""

    child = serializers.IntegerField(allow_null=True)

    def to_internal_value(self, data: Any) -> dict[str, int | None]:
        if not isinstance(data, dict):
            self.fail("not_a_dict", input_type=type(data).__name__)
        wrong = {str(item): mark for item, mark in data.items() if mark is not None and type(mark) is not int}
        if wrong:
            message = gettext_lazy("Hãy ghi một số nguyên.")
            raise serializers.ValidationError({item: [message] for item in wrong})
        return {str(item): mark for item, mark in data.items()}


class AnswerIn(serializers.Serializer[Any]):
    """``marks``: item → 1–5, or null for no opinion. ``key`` is the sender's own; a repeated key counts once."""

    key = serializers.CharField(max_length=64)
    unit = serializers.CharField(max_length=40)
    answered_on = serializers.DateField()
    channel = serializers.CharField(max_length=20)
    marks = MarksField()


class AnswersIn(serializers.Serializer[Any]):
    answers = serializers.ListField(child=AnswerIn(), max_length=surveys.LIMIT)


class CountedOut(serializers.Serializer[Any]):
    counted = serializers.IntegerField()
    repeated = serializers.IntegerField()


class CriterionResultOut(serializers.Serializer[Any]):
    """What one criterion of the units' scheme makes of the answers: its measure, and, where the scheme draws it towards the
    unit's group, the group's rate ``mu`` and the strength ``k``: value = (answers·raw + k·mu) / (answers + k)."""

    code = serializers.CharField()
    measure = serializers.ChoiceField(("share", "mean"))
    minimum = serializers.IntegerField()
    raw = serializers.CharField(allow_null=True, help_text="the measure between 0 and 1, exact")
    mu = serializers.CharField(allow_null=True)
    k = serializers.CharField(allow_null=True)
    value = serializers.CharField(allow_null=True, help_text="the raw measure, or drawn towards mu; exact")
    points = serializers.CharField(allow_null=True, help_text="value × maximum of the criterion")


class SurveyResultOut(serializers.Serializer[Any]):
    """Figures of a unit and month. ``answers`` counts people, not answers to single items; below ``minimum`` of them
    ``few_answers`` is true and no figure is told."""

    unit = serializers.CharField()
    name = serializers.CharField()
    cluster = serializers.CharField()
    answers = serializers.IntegerField()
    minimum = serializers.IntegerField()
    few_answers = serializers.BooleanField()
    satisfaction = serializers.CharField(allow_null=True, help_text="share of answers 4 and 5, exact")
    interval_low = serializers.CharField(allow_null=True, help_text="lower end of Wilson's interval of 95 %")
    interval_high = serializers.CharField(allow_null=True, help_text="upper end of Wilson's interval of 95 %")
    mean = serializers.CharField(allow_null=True, help_text="mean answer from 0 (all 1) to 100 (all 5), exact")
    criteria = CriterionResultOut(many=True)


def _text(value: Fraction | Decimal | None) -> str | None:
    return None if value is None else exact_text(value)


def _row(row: board.UnitRow) -> dict[str, Any]:
    result = row.result
    return {
        "unit": row.code,
        "name": row.name,
        "cluster": row.cluster,
        "answers": result.respondents,
        "minimum": result.minimum,
        "few_answers": result.few,
        "satisfaction": _text(result.share),
        "interval_low": _text(result.interval.low) if result.interval else None,
        "interval_high": _text(result.interval.high) if result.interval else None,
        "mean": _text(result.mean),
        "criteria": [
            {**points.to_data(), "code": code, "raw": _text(points.raw)} for code, points in row.criteria.items()
        ],
    }


class SurveyAnswersView(APIView):
    @extend_schema(request=AnswersIn, responses=CountedOut)
    def post(self, request: Request, campaign_id: str) -> Response:
        """Count answers, all of a delivery or nothing of it."""
        data = AnswersIn(data=request.data)
        data.is_valid(raise_exception=True)
        answers = [surveys.Answer(**dict(answer)) for answer in data.validated_data["answers"]]
        counted, repeated = surveys.count(campaign_id, answers, by=actor(request), at=moment())
        return Response({"counted": counted, "repeated": repeated})


class SurveyResultsView(APIView):
    @extend_schema(responses=SurveyResultOut(many=True))
    def get(self, request: Request, campaign_id: str, month: str) -> Response:
        """Figures of the units whose evaluations the reader may see, raw, with their intervals, and as criteria take them."""
        found = board.results(campaign_id, month, by=actor(request), at=moment())
        return Response(SurveyResultOut([_row(row) for row in found.units], many=True).data)
