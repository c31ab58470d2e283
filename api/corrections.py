"""Corrections of appraised evaluations whose month is closed: asked for by one person, decided by another."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import ReasonIn
from api.campaigns import found as found_campaign
from api.evaluations import read_scores
from emulation import corrections, visibility
from emulation.desks import Line
from emulation.models import Correction


class CorrectionIn(serializers.Serializer[Any]):
    """Only what is to change; ``subject`` is a person's code, empty for the unit itself. ``vetoes`` null leaves them."""

    subject = serializers.CharField(max_length=40, allow_blank=True)
    scores = serializers.DictField(child=serializers.CharField(max_length=20), default=dict)
    vetoes = serializers.ListField(child=serializers.CharField(max_length=20), allow_null=True, default=None)
    absent = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=2000)


class CorrectionOut(serializers.ModelSerializer[Correction]):
    unit = serializers.CharField(source="evaluation.unit.code")
    month = serializers.CharField(source="evaluation.month.month")
    subject = serializers.CharField(source="evaluation.person.code", default="")
    proposed_by = serializers.CharField(source="proposed_by.get_full_name")
    decided_by = serializers.CharField(source="decided_by.get_full_name", default=None, allow_null=True)

    class Meta:
        model = Correction
        fields = (
            "id", "unit", "month", "subject", "state", "scores", "vetoes", "absent", "reason", "proposed_by", "proposed_at",
            "decided_by", "decided_at", "answer",
        )  # fmt: skip


class CorrectionFilter(filters.FilterSet):
    month = filters.CharFilter(field_name="evaluation__month__month")
    unit = filters.CharFilter(field_name="evaluation__unit__code")
    state = filters.CharFilter(field_name="state")


def _rows(queryset: QuerySet[Correction]) -> QuerySet[Correction]:
    joined = ("evaluation__unit", "evaluation__month", "evaluation__person", "proposed_by", "decided_by")
    return queryset.select_related(*joined)


class CorrectionsView(Listing):
    """Corrections of a campaign's closed months, of the evaluations that the reader may see; newest first."""

    serializer_class = CorrectionOut
    filterset_class = CorrectionFilter
    queryset = Correction.objects.none()

    def visible(self) -> QuerySet[Correction]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        seen = visibility.corrections(actor(self.request), today())
        return _rows(seen.filter(evaluation__campaign=campaign)).order_by("-proposed_at", "id")


class CorrectView(APIView):
    @extend_schema(request=CorrectionIn, responses={201: CorrectionOut})
    def post(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        """Ask for a correction of an appraised evaluation of a closed month; somebody else has to approve it."""
        data = CorrectionIn(data=request.data)
        data.is_valid(raise_exception=True)
        told = data.validated_data
        vetoes = None if told["vetoes"] is None else tuple(told["vetoes"])
        line = Line(told["subject"], read_scores(told["scores"]), vetoes, told["absent"], told["reason"])
        row = corrections.correct(campaign_id, month, unit, line, by=actor(request), at=moment())
        return Response(CorrectionOut(row).data, status=201)


class ApproveView(APIView):
    @extend_schema(request=None, responses=CorrectionOut)
    def post(self, request: Request, correction_id: str) -> Response:
        """Write a correction into its evaluation; the rankings made of it get a revision in the shadow."""
        row = corrections.approve(correction_id, by=actor(request), at=moment())
        return Response(CorrectionOut(row).data)


class DeclineView(APIView):
    @extend_schema(request=ReasonIn, responses=CorrectionOut)
    def post(self, request: Request, correction_id: str) -> Response:
        """Turn a correction down, or take one's own back, with a reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = corrections.decline(correction_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(CorrectionOut(row).data)
