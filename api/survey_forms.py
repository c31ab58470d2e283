"""Surveys for machines: versions, codes, points, paper forms, and the registers of counters and procedures."""

import secrets
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import found as found_campaign
from api.surveys import MarksField
from emulation import service_registers, survey_access, survey_forms, survey_papers
from emulation.boards import survey_forms as boards
from emulation.models import SurveyCodeBatch, SurveyPaper, SurveyPoint, SurveyVersion
from emulation.rules.survey_codes import LINK_BYTES, SIGNS, code_of
from emulation.rules.survey_forms import CODE, KIOSK, LINK, QR
from emulation.survey_access import MOST_CODES, About


def new_codes(kind: str, size: int) -> list[str]:
    """Drawn by lot: short ones with a check sign, or tokens of links."""
    if kind == LINK:
        return [secrets.token_urlsafe(LINK_BYTES) for _ in range(size)]
    return list(dict.fromkeys(code_of(secrets.token_bytes(2 * SIGNS)) for _ in range(size)))


class SurveyIn(serializers.Serializer[Any]):
    """Either a ``definition`` or the name of a ``template`` that ships with the platform."""

    code = serializers.CharField(max_length=40)
    definition = serializers.JSONField(required=False)
    template = serializers.CharField(max_length=60, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("definition" in attrs) == ("template" in attrs):
            raise serializers.ValidationError(
                {"definition": [gettext_lazy("Cần đúng một trong hai: definition hoặc template.")]}
            )
        if not isinstance(attrs.get("definition", {}), dict):
            raise serializers.ValidationError(
                {"definition": [gettext_lazy("Phải là một đối tượng gồm các trường có tên.")]}
            )
        return attrs


class SurveyVersionOut(serializers.ModelSerializer[SurveyVersion]):
    code = serializers.CharField(source="survey.code")
    survey = serializers.UUIDField(source="survey_id")

    class Meta:
        model = SurveyVersion
        fields = (
            "id", "survey", "code", "number", "state", "definition", "digest", "drafted_at", "opened_at", "closed_at",
        )  # fmt: skip


class SurveysView(Listing):
    """Versions of a campaign's surveys; drafts for the committee alone."""

    serializer_class = SurveyVersionOut
    filterset_fields: ClassVar = {"state": ["exact"]}
    queryset = SurveyVersion.objects.none()

    def visible(self) -> QuerySet[SurveyVersion]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        rows = SurveyVersion.objects.filter(survey__campaign=campaign, state__in=boards.seen(actor(self.request)))
        return rows.select_related("survey").order_by("survey__code", "number")

    @extend_schema(request=SurveyIn, responses={201: SurveyVersionOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Write the draft of a survey, or take one from a template."""
        data = SurveyIn(data=request.data)
        data.is_valid(raise_exception=True)
        given, by, at = data.validated_data, actor(request), moment()
        if "template" in given:
            row = survey_forms.take_template(campaign_id, given["code"], given["template"], by=by, at=at)
        else:
            row = survey_forms.write(campaign_id, given["code"], given["definition"], by=by, at=at)
        return Response(SurveyVersionOut(row).data, status=201)


class SurveyOpenView(APIView):
    @extend_schema(request=None, responses=SurveyVersionOut)
    def post(self, request: Request, version_id: str) -> Response:
        """Begin answering; somebody else than who drafted it. The open version before it is closed."""
        return Response(SurveyVersionOut(survey_forms.begin(version_id, by=actor(request), at=moment())).data)


class SurveyCloseView(APIView):
    @extend_schema(request=None, responses=SurveyVersionOut)
    def post(self, request: Request, version_id: str) -> Response:
        """End answering."""
        return Response(SurveyVersionOut(survey_forms.close(version_id, by=actor(request), at=moment())).data)


class AboutIn(serializers.Serializer[Any]):
    unit = serializers.CharField(max_length=40)
    counter = serializers.CharField(max_length=40, allow_blank=True, default="")


class CodesIn(AboutIn):
    """``size`` codes or links for one unit; ``label`` names the batch, and a name is used once."""

    procedure = serializers.CharField(max_length=40, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=(CODE, LINK))
    label = serializers.CharField(max_length=60)  # type: ignore[assignment]  # our own "label" of a batch, as in its answer
    size = serializers.IntegerField(min_value=1, max_value=MOST_CODES)
    until = serializers.DateField()


class BatchOut(serializers.ModelSerializer[SurveyCodeBatch]):
    """How many were made and how many are used; which ones is kept as one value that names nobody."""

    unit = serializers.CharField(source="unit.code")
    counter = serializers.CharField(source="counter.code", default="")
    procedure = serializers.CharField(source="procedure.code", default="")
    used = serializers.IntegerField()

    class Meta:
        model = SurveyCodeBatch
        fields: tuple[str, ...] = (
            "id",
            "unit",
            "counter",
            "procedure",
            "kind",
            "label",
            "size",
            "used",
            "until",
            "issued_at",
            "ended_at",
        )


class IssuedOut(BatchOut):
    """The codes are told this once."""

    codes = serializers.ListField(child=serializers.CharField())

    class Meta(BatchOut.Meta):
        fields = (*BatchOut.Meta.fields, "codes")


class BatchesView(Listing):
    """Batches of codes and links of a survey."""

    serializer_class = BatchOut
    queryset = SurveyCodeBatch.objects.none()

    def visible(self) -> QuerySet[SurveyCodeBatch]:
        survey = boards.survey(self.kwargs["survey_id"], by=actor(self.request))
        return survey.batches.select_related("unit", "counter", "procedure").order_by("issued_at", "id")

    @extend_schema(request=CodesIn, responses={201: IssuedOut})
    def post(self, request: Request, survey_id: str) -> Response:
        """Make a batch. The answer is the only place where its codes are ever told."""
        data = CodesIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        codes = new_codes(given["kind"], given["size"])
        until: date = given["until"]
        batch = survey_access.issue(
            survey_id,
            About(given["unit"], given["counter"], given["procedure"]),
            kind=given["kind"],
            label=given["label"],
            codes=codes,
            until=until,
            by=actor(request),
            at=moment(),
        )
        return Response({**BatchOut(batch).data, "codes": codes}, status=201)


class BatchEndView(APIView):
    @extend_schema(request=None, responses=BatchOut)
    def post(self, request: Request, batch_id: str) -> Response:
        """End a batch whose sheet was lost."""
        return Response(BatchOut(survey_access.end_batch(batch_id, by=actor(request), at=moment())).data)


class PointIn(AboutIn):
    kind = serializers.ChoiceField(choices=(QR, KIOSK))


class PointOut(serializers.ModelSerializer[SurveyPoint]):
    unit = serializers.CharField(source="unit.code")
    counter = serializers.CharField(source="counter.code", default="")

    class Meta:
        model = SurveyPoint
        fields = ("id", "unit", "counter", "kind", "token", "opened_at", "closed_at")


class PointsView(Listing):
    """Counters and kiosks of a survey where anybody may answer."""

    serializer_class = PointOut
    queryset = SurveyPoint.objects.none()

    def visible(self) -> QuerySet[SurveyPoint]:
        survey = boards.survey(self.kwargs["survey_id"], by=actor(self.request))
        return survey.points.select_related("unit", "counter").order_by("opened_at", "id")

    @extend_schema(request=PointIn, responses={201: PointOut})
    def post(self, request: Request, survey_id: str) -> Response:
        """Open a point; the one that is open at this place already is the answer."""
        data = PointIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = survey_access.open_point(
            survey_id,
            About(given["unit"], given["counter"]),
            kind=given["kind"],
            token=secrets.token_hex(5),
            by=actor(request),
            at=moment(),
        )
        return Response(PointOut(row).data, status=201)


class PointCloseView(APIView):
    @extend_schema(request=None, responses=PointOut)
    def post(self, request: Request, point_id: str) -> Response:
        """Close a QR code or kiosk; who comes to it later is told so."""
        return Response(PointOut(survey_access.close_point(point_id, by=actor(request), at=moment())).data)


class PaperIn(AboutIn):
    """One paper form: its batch and number, and what stands on it."""

    procedure = serializers.CharField(max_length=40, allow_blank=True, default="")
    batch = serializers.CharField(max_length=40)
    number = serializers.IntegerField(min_value=1, max_value=100_000)
    answered_on = serializers.DateField()
    marks = MarksField()
    texts = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)


class PaperOut(serializers.ModelSerializer[SurveyPaper]):
    """``waiting`` for a second entry, ``differs`` from it, or ``counted``."""

    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = SurveyPaper
        fields = ("id", "batch", "number", "unit", "state", "entered_at", "checked_at")


class PapersView(APIView):
    @extend_schema(request=PaperIn, responses=PaperOut)
    def post(self, request: Request, version_id: str) -> Response:
        """Type a paper form, or type it a second time."""
        data = PaperIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        about = About(given.pop("unit"), given.pop("counter"), given.pop("procedure"))
        typed = survey_papers.Typed(about=about, **given)
        return Response(PaperOut(survey_papers.enter(version_id, typed, by=actor(request), at=moment())).data)


class CounterIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    unit = serializers.CharField(max_length=40)
    closed = serializers.BooleanField(default=False)


class ProcedureIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    closed = serializers.BooleanField(default=False)


class RegistersIn(serializers.Serializer[Any]):
    counters = serializers.ListField(child=CounterIn(), max_length=1000, default=list)
    procedures = serializers.ListField(child=ProcedureIn(), max_length=1000, default=list)


class RegistersOut(serializers.Serializer[Any]):
    counters = CounterIn(many=True)
    procedures = ProcedureIn(many=True)


class RegistersView(APIView):
    @extend_schema(responses=RegistersOut, operation_id="service_registers_retrieve")
    def get(self, request: Request) -> Response:
        """Counters and procedures of the authority, closed ones too."""
        by = actor(request)
        counters = [
            {"code": row.code, "name": row.name, "unit": row.unit.code, "closed": row.closed_on is not None}
            for row in boards.counters(by)
        ]
        procedures = [
            {"code": row.code, "name": row.name, "closed": row.closed_on is not None} for row in boards.procedures(by)
        ]
        return Response(RegistersOut({"counters": counters, "procedures": procedures}).data)

    @extend_schema(request=RegistersIn, responses=RegistersOut, operation_id="service_registers_keep")
    def post(self, request: Request) -> Response:
        """Enter or change lines by their codes; what is not named stays."""
        data = RegistersIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = {
            name: [service_registers.Entry(**dict(line)) for line in lines]
            for name, lines in data.validated_data.items()
        }
        service_registers.keep(given["counters"], given["procedures"], by=actor(request), at=moment())
        return self.get(request)
