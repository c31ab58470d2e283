"""Survey answers in, counts out."""

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment, today
from api.campaigns import found
from emulation import surveys, visibility
from emulation.rules.exact import exact_text
from emulation.rules.policies import parse_policy
from emulation.rules.surveys import respondents, satisfaction
from kernel.errors import Missing
from kernel.text import gettext_noop


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


class SurveyResultOut(serializers.Serializer[Any]):
    """Figures of a unit and month; ``satisfaction`` is null below the campaign's minimum of answers."""

    unit = serializers.CharField()
    answers = serializers.IntegerField()
    satisfaction = serializers.CharField(allow_null=True, help_text="share of answers 4 and 5, exact")


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
        """Figures of the units whose evaluations the reader may see."""
        campaign = found(campaign_id, request)
        row = campaign.months.filter(month=month).first()
        if row is None:
            raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
        minimum = parse_policy(campaign.policy).minimum_survey_answers
        whole = visibility.holds(actor(request), visibility.WHOLE)
        seen = visibility.own_units(actor(request), today())
        results = []
        for unit, tallies in sorted(surveys.tallies(row).items()):
            if not whole and unit not in seen:
                continue
            people, share = respondents(tallies), satisfaction(tallies)
            known = share is not None and people >= minimum
            results.append(
                {
                    "unit": unit,
                    "answers": people,
                    "satisfaction": exact_text(share) if known and share is not None else None,
                }
            )
        return Response(SurveyResultOut(results, many=True).data)
