"""The fairness report of a campaign, and the scores that inspection teams give beside the units' heads."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import found as found_campaign
from api.evaluations import read_scores
from emulation import fairness, inspections
from emulation.desks import Line
from emulation.models import InspectionScore
from emulation.rules.fairness import TITLES, FairnessPolicy, Reading, shown
from emulation.rules.inflation import MISSING, Inflation, why_missing
from emulation.rules.raters import Leniency
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop


class ReadingOut(serializers.Serializer[Any]):
    """``beyond``: the figure lies beyond its limit. ``evidence``: what the reason is made of."""

    kind = serializers.CharField()
    subject = serializers.CharField(help_text="a person's code or the unit's")
    month = serializers.CharField(help_text="empty: over everything that was asked for")
    figure = serializers.CharField()
    limit = serializers.CharField()
    beyond = serializers.BooleanField()
    reason = serializers.CharField()
    evidence = serializers.DictField(child=serializers.CharField())


class PartOut(serializers.Serializer[Any]):
    """``severity``: 0 nothing, 0.5 about the limit, 1 all; value = 100 × sum(weight × severity) / sum(weight)."""

    kind = serializers.CharField()
    title = serializers.CharField()
    weight = serializers.IntegerField()
    severity = serializers.CharField()
    flags = serializers.IntegerField()
    readings = ReadingOut(many=True)


class MissingOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField()


class UnitFairnessOut(serializers.Serializer[Any]):
    """``indicator`` is null where the parts that are there weigh too little (``coverage``)."""

    unit = serializers.CharField()
    name = serializers.CharField()
    cluster = serializers.CharField()
    indicator = serializers.CharField(allow_null=True, help_text="0 to 100")
    coverage = serializers.CharField(help_text="share of the weights that is there")
    flags = serializers.IntegerField()
    parts = PartOut(many=True)
    missing = MissingOut(many=True)


class PersonFlagOut(ReadingOut):
    name = serializers.CharField()
    unit = serializers.CharField()


class LeniencyOut(serializers.Serializer[Any]):
    """Points that a head gives above the inspectors. ``advice`` is drawn towards 0; null without enough double scores."""

    unit = serializers.CharField()
    staff = serializers.IntegerField(help_text="how many of the unit inspectors scored too")
    difference = serializers.CharField()
    error = serializers.CharField(allow_null=True, help_text="standard error of the difference")
    reliability = serializers.CharField(allow_null=True)
    advice = serializers.CharField(allow_null=True)
    advice_error = serializers.CharField(allow_null=True)


class FairnessOut(serializers.Serializer[Any]):
    """Advice alone: no figure here changes a score, a rank or a grade."""

    month = serializers.CharField(help_text="empty: the whole campaign")
    units = UnitFairnessOut(many=True, help_text="the highest indicator first")
    people = PersonFlagOut(many=True, help_text="flagged people only")
    advice = LeniencyOut(many=True)
    limits = serializers.DictField(help_text="the policy that was applied")


def _reading(one: Reading) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "month": one.month,
        "figure": format(shown(one.figure), "f"),
        "limit": format(shown(one.limit), "f"),
        "beyond": one.beyond,
        "reason": fairness.said(one.message, one.params),
        "evidence": {name: str(value) for name, value in one.evidence.items()},
    }


def _missing(of: Inflation, policy: FairnessPolicy) -> list[dict[str, Any]]:
    params = why_missing(policy)
    return [
        {"kind": kind, "title": gettext(TITLES[kind]), "reason": fairness.said(MISSING[kind], params)}
        for kind in of.missing
    ]


def _unit(line: fairness.UnitLine, policy: FairnessPolicy) -> dict[str, Any]:
    of = line.inflation
    return {
        "unit": line.code,
        "name": line.name,
        "cluster": line.cluster,
        "indicator": None if of.value is None else format(shown(of.value, 1), "f"),
        "coverage": format(shown(of.coverage), "f"),
        "flags": of.flags,
        "parts": [
            {
                "kind": part.kind,
                "title": gettext(TITLES[part.kind]),
                "weight": part.weight,
                "severity": format(shown(part.severity), "f"),
                "flags": part.flags,
                "readings": [_reading(one) for one in part.readings],
            }
            for part in of.parts
        ],
        "missing": _missing(of, policy),
    }


def _advice(one: Leniency) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "staff": one.staff,
        "difference": format(shown(one.difference), "f"),
        "error": None if one.error is None else format(one.error, "f"),
        "reliability": None if one.reliability is None else format(shown(one.reliability), "f"),
        "advice": None if one.advice is None else format(shown(one.advice), "f"),
        "advice_error": None if one.advice_error is None else format(one.advice_error, "f"),
    }


class FairnessView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("month", str, description="such as 2019-05; absent: the whole campaign")],
        responses=FairnessOut,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        """What the fairness instruments say: flags and advice, each with figure, limit, evidence and reason."""
        _known_parameters(request)
        month = request.query_params.get("month", fairness.WHOLE_CAMPAIGN)
        report = fairness.report(campaign_id, month, by=actor(request))
        answer = {
            "month": report.month,
            "units": [_unit(line, report.policy) for line in report.units],
            "people": [{**_reading(line.reading), "name": line.name, "unit": line.unit} for line in report.people],
            "advice": [_advice(one) for one in report.advice],
            "limits": report.policy.to_data(),
        }
        return Response(FairnessOut(answer).data)


def _known_parameters(request: Request) -> None:
    """A month with a slip in its name would answer for the whole campaign."""
    message = gettext_noop("Danh sách này không có tham số “%(name)s”.")
    problems = [
        Problem("request.unknown_parameter", message, name, {"name": name})
        for name in request.query_params
        if name not in ("month", "format")
    ]
    if problems:
        raise Invalid("request.unknown_parameter", message, problems=problems, name=problems[0].path)


class DoubleScoreIn(serializers.Serializer[Any]):
    """``scores``: criterion code → points as text ("4,5", "4.5"), or "NA" for not applicable."""

    subject = serializers.CharField(max_length=40, help_text="a person's code")
    scores = serializers.DictField(child=serializers.CharField(max_length=20))
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class DoubleScoresIn(serializers.Serializer[Any]):
    team = serializers.CharField(max_length=60)
    lines = serializers.ListField(child=DoubleScoreIn(), max_length=inspections.LIMIT)


class WrittenOut(serializers.Serializer[Any]):
    written = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class DoubleScoreOut(serializers.ModelSerializer[InspectionScore]):
    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code")
    by = serializers.CharField(source="by.get_full_name")

    class Meta:
        model = InspectionScore
        fields = ("id", "unit", "person", "team", "revision", "scores", "total", "note", "by", "at")


class DoubleScoreFilter(filters.FilterSet):
    unit = filters.CharFilter(field_name="unit__code")
    person = filters.CharFilter(field_name="person__code")
    team = filters.CharFilter(field_name="team")


class DoubleScoresView(Listing):
    """All layers of what inspection teams scored in a month; the last one of each team and person counts."""

    serializer_class = DoubleScoreOut
    filterset_class = DoubleScoreFilter
    queryset = InspectionScore.objects.none()

    def visible(self) -> QuerySet[InspectionScore]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        rows = inspections.visible(actor(self.request)).filter(campaign=campaign, month__month=self.kwargs["month"])
        return rows.select_related("unit", "person", "by").order_by("unit__code", "person__code", "team", "revision")

    @extend_schema(request=DoubleScoresIn, responses=WrittenOut)
    def post(self, request: Request, campaign_id: str, month: str) -> Response:
        """Write a team's scores of a sample of staff, all of them or none; the same again changes nothing."""
        data = DoubleScoresIn(data=request.data)
        data.is_valid(raise_exception=True)
        lines = [
            Line(line["subject"], read_scores(line["scores"]), note=line["note"])
            for line in data.validated_data["lines"]
        ]
        team = data.validated_data["team"]
        written, unchanged = inspections.double_score(campaign_id, month, team, lines, by=actor(request), at=moment())
        return Response({"written": written, "unchanged": unchanged})
