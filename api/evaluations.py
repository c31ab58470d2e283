"""Monthly evaluations by their natural keys, and what is done with those of a unit and month."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import found as found_campaign
from api.imports import XLSX
from api.leaves import ServiceOut
from emulation import evaluations, unit_books, visibility
from emulation.boards.evaluations import service_of
from emulation.models import Evaluation, EvaluationLayer, Posting, in_force
from emulation.rules.periods import Month
from emulation.rules.sheets import NOT_APPLICABLE, Entry, parse_points
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop


class LineIn(serializers.Serializer[Any]):
    """``scores``: criterion code → points as text ("4,5", "4.5"), or "NA" for not applicable."""

    scores = serializers.DictField(child=serializers.CharField(max_length=20), default=dict)
    vetoes = serializers.ListField(child=serializers.CharField(max_length=20), default=list)
    absent = serializers.BooleanField(default=False)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class AdjustmentIn(serializers.Serializer[Any]):
    """Only what differs from the layer before; ``subject`` is a person's code, empty for the unit itself."""

    subject = serializers.CharField(max_length=40, allow_blank=True)
    scores = serializers.DictField(child=serializers.CharField(max_length=20), default=dict)
    vetoes = serializers.ListField(child=serializers.CharField(max_length=20), allow_null=True, default=None)
    note = serializers.CharField(max_length=2000, help_text="the reason, shown with the layer")


class SubjectsIn(serializers.Serializer[Any]):
    subjects = serializers.ListField(
        child=serializers.CharField(max_length=40, allow_blank=True),
        allow_null=True,
        default=None,
        max_length=5000,
        help_text="null: all that wait for this act",
    )


class JudgeIn(SubjectsIn):
    lines = AdjustmentIn(many=True, default=list)


class ReturnIn(serializers.Serializer[Any]):
    subjects = serializers.ListField(child=serializers.CharField(max_length=40, allow_blank=True), max_length=5000)
    reason = serializers.CharField(max_length=2000)


class HandledOut(serializers.Serializer[Any]):
    handled = serializers.IntegerField(help_text="how many evaluations the act moved")


class LayerOut(serializers.ModelSerializer[EvaluationLayer]):
    by = serializers.CharField(source="by.get_full_name")
    on_behalf_of = serializers.CharField(source="behalf.get_full_name", default="")

    class Meta:
        model = EvaluationLayer
        fields = ("revision", "kind", "scores", "vetoes", "absent", "total", "reason", "by", "on_behalf_of", "at")


class EvaluationOut(serializers.ModelSerializer[Evaluation]):
    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code", default="")
    month = serializers.CharField(source="month.month")

    class Meta:
        model = Evaluation
        fields: tuple[str, ...] = (
            "id", "unit", "person", "month", "state", "absent", "late", "scores", "vetoes", "total", "revision",
            "submitted_at", "confirmed_at", "appraised_at",
        )  # fmt: skip


class EvaluationDetailOut(EvaluationOut):
    layers = LayerOut(many=True)
    service = serializers.SerializerMethodField(help_text="what the records say of a person's month; null for a unit")

    class Meta(EvaluationOut.Meta):
        fields = (*EvaluationOut.Meta.fields, "layers", "service")

    @extend_schema_field(ServiceOut(allow_null=True))
    def get_service(self, row: Evaluation) -> dict[str, Any] | None:
        line = service_of(row, by=self.context["by"], at=moment())
        return dict(ServiceOut(line).data) if line else None


def _entry(code: str, text: str, faults: list[Problem]) -> Entry | None:
    if text == NOT_APPLICABLE.value:
        return NOT_APPLICABLE
    try:
        return parse_points(text)
    except Invalid as refusal:
        faults.append(Problem(refusal.code, refusal.message, f"scores.{code}", refusal.params))
        return None


def read_scores(data: dict[str, str]) -> dict[str, Entry]:
    """Points as people spell them. Raises one `Invalid` with every fault."""
    faults: list[Problem] = []
    scores = {code: _entry(code, text, faults) for code, text in data.items()}
    if faults:
        raise Invalid("evaluation.invalid", gettext_noop("Điểm ghi chưa đúng."), problems=faults)
    return {code: entry for code, entry in scores.items() if entry is not None}


def unit_of(person: str, month: str, request: Request) -> str:
    """Where a person whom the reader may know of served at the end of a month."""
    day = Month.parse(month).last_day
    seen = visibility.people(actor(request), today()).filter(code=person)
    posting = Posting.objects.filter(in_force(day), person__in=seen).select_related("unit").first()
    if posting is None:
        raise Missing("people.missing", gettext_noop("Không có cán bộ %(code)s trong tháng này."), code=person)
    return posting.unit.code


def find(campaign_id: str, month: str, request: Request, **which: Any) -> Evaluation:
    rows = visibility.evaluations(actor(request), today()).filter(campaign_id=campaign_id, month__month=month, **which)
    row = (
        rows.select_related("unit", "person", "month", "campaign")
        .prefetch_related("layers__by", "layers__behalf")
        .first()
    )
    if row is None:
        raise Missing("evaluation.missing", gettext_noop("Chưa có phiếu đánh giá này."))
    return row


class _NaturalKeyView(APIView):
    """One subject's evaluation of one month."""

    def save(self, request: Request, campaign_id: str, month: str, unit: str, subject: str) -> None:
        data = LineIn(data=request.data)
        data.is_valid(raise_exception=True)
        values = dict(data.validated_data)
        line = evaluations.Line(
            subject, read_scores(values["scores"]), tuple(values["vetoes"]), values["absent"], values["note"]
        )
        evaluations.save(campaign_id, month, unit, [line], by=actor(request), at=moment())


class UnitEvaluationView(_NaturalKeyView):
    @extend_schema(responses=EvaluationDetailOut, operation_id="unit_evaluation_retrieve")
    def get(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        found = find(campaign_id, month, request, unit__code=unit, person=None)
        return Response(EvaluationDetailOut(found, context={"by": actor(request)}).data)

    @extend_schema(request=LineIn, responses=EvaluationDetailOut, operation_id="unit_evaluation_save")
    def put(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        """Write the unit's self-score; the same content again changes nothing."""
        self.save(request, campaign_id, month, unit, evaluations.UNIT_ITSELF)
        return self.get(request, campaign_id, unit, month)


class PersonEvaluationView(_NaturalKeyView):
    @extend_schema(responses=EvaluationDetailOut, operation_id="person_evaluation_retrieve")
    def get(self, request: Request, campaign_id: str, person: str, month: str) -> Response:
        found = find(campaign_id, month, request, person__code=person)
        return Response(EvaluationDetailOut(found, context={"by": actor(request)}).data)

    @extend_schema(request=LineIn, responses=EvaluationDetailOut, operation_id="person_evaluation_save")
    def put(self, request: Request, campaign_id: str, person: str, month: str) -> Response:
        """Write a person's self-score; the same content again changes nothing."""
        self.save(request, campaign_id, month, unit_of(person, month, request), person)
        return self.get(request, campaign_id, person, month)


class EvaluationFilter(filters.FilterSet):
    unit = filters.CharFilter(field_name="unit__code")
    person = filters.CharFilter(field_name="person__code")
    month = filters.CharFilter(field_name="month__month")
    state = filters.CharFilter(field_name="state")
    late = filters.BooleanFilter(field_name="late")


class EvaluationsView(Listing):
    """Evaluations of a campaign that the reader may see."""

    serializer_class = EvaluationOut
    filterset_class = EvaluationFilter
    queryset = Evaluation.objects.none()

    def visible(self) -> QuerySet[Evaluation]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        rows = visibility.evaluations(actor(self.request), today()).filter(campaign=campaign)
        return rows.select_related("unit", "person", "month").order_by("month__month", "unit__code", "person__code")


class SubmitView(APIView):
    @extend_schema(request=SubjectsIn, responses=HandledOut)
    def post(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        """Hand in; past the deadline marked late by the server's clock."""
        data = SubjectsIn(data=request.data)
        data.is_valid(raise_exception=True)
        handled = evaluations.submit(
            campaign_id, month, unit, subjects=data.validated_data["subjects"], by=actor(request), at=moment()
        )
        return Response({"handled": handled})


def _lines(data: Sequence[dict[str, Any]]) -> list[evaluations.Line]:
    return [
        evaluations.Line(
            line["subject"],
            read_scores(line["scores"]),
            None if line["vetoes"] is None else tuple(line["vetoes"]),
            note=line["note"],
        )
        for line in data
    ]


class WorkbookView(APIView):
    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, campaign_id: str, unit: str, month: str) -> HttpResponse:
        """The workbook that the unit fills in for an open month, prefilled with its people and what is written already."""
        content = unit_books.workbook(campaign_id, month, unit, by=actor(request))
        headers = {"Content-Disposition": f'attachment; filename="{month}-{unit}.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)


class _JudgeView(APIView):
    act: Callable[..., int]

    @extend_schema(request=JudgeIn, responses=HandledOut)
    def post(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        data = JudgeIn(data=request.data)
        data.is_valid(raise_exception=True)
        handled = type(self).act(
            campaign_id,
            month,
            unit,
            subjects=data.validated_data["subjects"],
            lines=_lines(data.validated_data["lines"]),
            by=actor(request),
            at=moment(),
        )
        return Response({"handled": handled})


class ConfirmView(_JudgeView):
    """The unit head's layer; differing scores need a note."""

    act = staticmethod(evaluations.confirm)


class AssessView(_JudgeView):
    """The layer of the cluster's lead or deputy before the committee's, in campaigns with that step; differing scores need a
    note."""

    act = staticmethod(evaluations.assess)


class AppraiseView(_JudgeView):
    """The committee's layer, whose scores are the official ones; differing scores need a note."""

    act = staticmethod(evaluations.appraise)


class ReturnView(APIView):
    @extend_schema(request=ReturnIn, responses=HandledOut)
    def post(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        """Send back with a reason."""
        data = ReturnIn(data=request.data)
        data.is_valid(raise_exception=True)
        handled = evaluations.return_(campaign_id, month, unit, by=actor(request), at=moment(), **data.validated_data)
        return Response({"handled": handled})
