"""Templates of certificates: shipped designs adopted, drafts written and seen, published and chosen; printers for blanks."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.decisions import found
from certificates import draft_checks, presets, previews, printers, templates, trials
from certificates.drafting import checked
from certificates.models import PrinterOffset, Template, TemplateUse, TemplateVersion
from certificates.preflight import Report
from emulation.boards.longest_names import longest
from kernel.errors import Problem

_USUAL = "by default the longest of the template's kind of recipient"
TEXTS = OpenApiParameter("texts", OpenApiTypes.STR, enum=list(previews.TITLES), description=_USUAL)


class PresetOut(serializers.Serializer[Any]):
    """A layout that ships with the platform."""

    code = serializers.CharField()
    design = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()


class TemplateVersionOut(serializers.ModelSerializer[TemplateVersion]):
    """``layout`` is everything that the version says, in millimetres and points; frozen once it is published."""

    layout = serializers.JSONField()
    mark = serializers.SerializerMethodField(
        help_text="sent back as ``seen`` it says which text was changed or published"
    )

    class Meta:
        model = TemplateVersion
        fields = ("id", "number", "state", "layout", "mark", "digest", "written_at", "published_at")

    def get_mark(self, version: TemplateVersion) -> str:
        return templates.mark(version)


class CertificateTemplateOut(serializers.ModelSerializer[Template]):
    versions = TemplateVersionOut(many=True, read_only=True)

    class Meta:
        model = Template
        fields = ("id", "code", "title", "preset", "made_at", "versions")


class AdoptIn(serializers.Serializer[Any]):
    """``width`` and ``height`` are those of the sheet in millimetres; A4 landscape by default."""

    preset = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=60, allow_blank=True, default="")
    title = serializers.CharField(max_length=200, allow_blank=True, default="")
    width = serializers.FloatField(default=presets.WIDTH, min_value=100, max_value=1000)
    height = serializers.FloatField(default=presets.HEIGHT, min_value=100, max_value=1000)


class LayoutIn(serializers.Serializer[Any]):
    layout = serializers.DictField()


class SeenVersionIn(serializers.Serializer[Any]):
    """The ``mark`` of the version that was looked at; refused if it has changed since. Empty asks nothing."""

    seen = serializers.CharField(max_length=80, allow_blank=True, default="")


class LayoutWrittenIn(LayoutIn, SeenVersionIn):
    pass


class TrialFindingOut(serializers.Serializer[Any]):
    """``box`` is the key of the box that it is about, empty for the whole; what is not grave hinders nothing."""

    box = serializers.CharField()
    name = serializers.CharField()
    grave = serializers.BooleanField()
    text = serializers.SerializerMethodField()

    def get_text(self, one: Any) -> str:
        return said(one.problem)


class TrialOut(serializers.Serializer[Any]):
    """``drawn`` is SVG in millimetres of everything but the art; ``sizes`` has the size in points of each box's letters."""

    good = serializers.BooleanField()
    findings = TrialFindingOut(many=True)
    sizes = serializers.DictField(child=serializers.FloatField())
    drawn = serializers.CharField()


class LayoutTriedIn(LayoutIn):
    texts = serializers.ChoiceField(choices=tuple(previews.TITLES), default=previews.LONGEST)


class TemplateUseOut(serializers.ModelSerializer[TemplateUse]):
    template = serializers.UUIDField(source="template_id")

    class Meta:
        model = TemplateUse
        fields = ("template", "award_code", "subject", "in_effect_from", "chosen_at")


class TemplateUseIn(serializers.Serializer[Any]):
    """Empty ``award_code`` or ``subject`` means any."""

    template = serializers.UUIDField()
    award_code = serializers.CharField(max_length=60, allow_blank=True, default="")
    subject = serializers.ChoiceField(choices=("", *templates.SUBJECTS), allow_blank=True, default="")
    in_effect_from = serializers.DateField()


class PrinterOffsetOut(serializers.ModelSerializer[PrinterOffset]):
    """Tenths of a millimetre by which the printer sets blanks too far left and too high."""

    class Meta:
        model = PrinterOffset
        fields = ("printer", "right", "down")


class PrinterOffsetIn(serializers.Serializer[Any]):
    printer = serializers.CharField(max_length=100)
    right = serializers.IntegerField()
    down = serializers.IntegerField()


class CalibrationIn(serializers.Serializer[Any]):
    width = serializers.FloatField(default=presets.WIDTH, min_value=100, max_value=1000)
    height = serializers.FloatField(default=presets.HEIGHT, min_value=100, max_value=1000)
    right = serializers.IntegerField(default=0, min_value=-printers.FARTHEST, max_value=printers.FARTHEST)
    down = serializers.IntegerField(default=0, min_value=-printers.FARTHEST, max_value=printers.FARTHEST)


class FaultOut(serializers.Serializer[Any]):
    place = serializers.IntegerField()
    name = serializers.CharField()
    problems = serializers.SerializerMethodField()

    def get_problems(self, one: Any) -> list[str]:
        return [said(problem) for problem in one.problems]


class SmallNameOut(serializers.Serializer[Any]):
    place = serializers.IntegerField()
    name = serializers.CharField()
    size = serializers.FloatField()


class PreflightOut(serializers.Serializer[Any]):
    """What would stop at the printer, and names set smaller than twenty points."""

    count = serializers.IntegerField()
    good = serializers.BooleanField()
    refused = FaultOut(many=True)
    small = SmallNameOut(many=True)


def said(problem: Problem) -> str:
    params = {
        name: gettext(value) if isinstance(value, str) and value else value for name, value in problem.params.items()
    }
    return gettext(problem.message) % params if params else gettext(problem.message)


def paper(data: bytes) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _seen(request: Request) -> str:
    data = SeenVersionIn(data=request.data)
    data.is_valid(raise_exception=True)
    return str(data.validated_data["seen"])


def _own(request: Request) -> previews.Own | None:
    """The longest names of the caller's own authority."""
    known = longest(actor(request), today())
    return previews.own_of(known.authority, known.people, known.positions, known.units)


class CertificateTemplatesView(Listing):
    """The authority's templates of certificates with their versions, for the office."""

    serializer_class = CertificateTemplateOut
    filterset_fields = ("code", "preset")
    queryset = Template.objects.none()

    def visible(self) -> QuerySet[Template]:
        return templates.of(actor(self.request))

    @extend_schema(request=AdoptIn, responses={201: CertificateTemplateOut})
    def post(self, request: Request) -> Response:
        """Take a shipped design as the first draft of a template."""
        data = AdoptIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = templates.adopt(by=actor(request), at=moment(), **data.validated_data)
        return Response(CertificateTemplateOut(row).data, status=201)


class PresetsView(APIView):
    @extend_schema(responses=PresetOut(many=True))
    def get(self, request: Request) -> Response:
        """The shipped designs, each for every kind of certificate."""
        templates.require_keeper(actor(request))
        return Response(PresetOut(list(presets.PRESETS.values()), many=True).data)


class CertificateTemplateView(APIView):
    @extend_schema(responses=CertificateTemplateOut)
    def get(self, request: Request, template_id: str) -> Response:
        """A template with all its versions."""
        return Response(CertificateTemplateOut(templates.find(template_id, by=actor(request))).data)

    @extend_schema(request=LayoutWrittenIn, responses=TemplateVersionOut)
    def put(self, request: Request, template_id: str) -> Response:
        """Write the draft; where all versions are published this begins the next. Everything wrong is told at once."""
        data = LayoutWrittenIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = templates.write(template_id, given["layout"], seen=given["seen"], by=actor(request), at=moment())
        return Response(TemplateVersionOut(row).data)


class TemplatePublishView(APIView):
    @extend_schema(request=SeenVersionIn, responses=TemplateVersionOut)
    def post(self, request: Request, version_id: str) -> Response:
        """Freeze a draft, after the longest names and every letter were tried with it; by somebody else than its writer."""
        row = templates.publish(version_id, seen=_seen(request), by=actor(request), at=moment())
        return Response(TemplateVersionOut(row).data)


class TemplateDiscardView(APIView):
    @extend_schema(request=SeenVersionIn, responses=CertificateTemplateOut)
    def post(self, request: Request, version_id: str) -> Response:
        """Throw a draft away; the only version of a template becomes the shipped design again."""
        row = templates.discard(version_id, seen=_seen(request), by=actor(request), at=moment())
        return Response(CertificateTemplateOut(row).data)


class TemplateRetireView(APIView):
    @extend_schema(request=None, responses=TemplateVersionOut)
    def post(self, request: Request, version_id: str) -> Response:
        """Print nothing new with a version."""
        return Response(TemplateVersionOut(templates.retire(version_id, by=actor(request), at=moment())).data)


class TemplatePreviewView(APIView):
    @extend_schema(parameters=[TEXTS], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, version_id: str) -> HttpResponse:
        """One certificate of a version, drawn with made-up texts."""
        version = templates.version(version_id, by=actor(request))
        usual = previews.longest_for(previews.recipient_of(version.template))
        texts = request.query_params.get("texts", usual)
        return paper(previews.preview(templates.layout_of(version), texts, _own(request)))


class LayoutPreviewView(APIView):
    @extend_schema(request=LayoutTriedIn, responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def post(self, request: Request) -> HttpResponse:
        """A layout that is not saved, drawn as it would be printed; everything wrong with it is told at once."""
        templates.require_keeper(actor(request))
        data = LayoutTriedIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        return paper(previews.preview(checked(given["layout"]), given["texts"], _own(request)))


class LayoutTrialView(APIView):
    @extend_schema(request=LayoutTriedIn, responses=TrialOut)
    def post(self, request: Request) -> Response:
        """A layout that is not saved, drawn as far as it can be, with everything that publishing would find beside its box."""
        templates.require_keeper(actor(request))
        data = LayoutTriedIn(data=request.data)
        data.is_valid(raise_exception=True)
        given, own = data.validated_data, _own(request)
        tried = trials.tried(given["layout"], previews.sample(given["texts"], own), previews.own_samples(own))
        return Response(TrialOut(tried).data)


class TemplateUsesView(Listing):
    """Which awards are printed with which template from which day on: the row that says most wins, then the latest day."""

    serializer_class = TemplateUseOut
    filterset_fields = ("award_code", "subject")
    queryset = TemplateUse.objects.none()

    def visible(self) -> QuerySet[TemplateUse]:
        by = actor(self.request)
        templates.require_keeper(by)
        return TemplateUse.objects.filter(authority=by.authority)

    @extend_schema(request=TemplateUseIn, responses={201: TemplateUseOut})
    def post(self, request: Request) -> Response:
        """Choose a template for awards of a kind from a day on."""
        data = TemplateUseIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = templates.choose(
            given["template"],
            award_code=given["award_code"],
            subject=given["subject"],
            from_day=given["in_effect_from"],
            by=actor(request),
            at=moment(),
        )
        return Response(TemplateUseOut(row).data, status=201)


class PrinterOffsetsView(Listing):
    """The printers for blanks with their offsets."""

    serializer_class = PrinterOffsetOut
    filterset_fields = ("printer",)
    queryset = PrinterOffset.objects.none()

    def visible(self) -> QuerySet[PrinterOffset]:
        return printers.of(actor(self.request))

    @extend_schema(request=PrinterOffsetIn, responses=PrinterOffsetOut)
    def post(self, request: Request) -> Response:
        """Keep by how much a printer misses."""
        data = PrinterOffsetIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = printers.set_offset(by=actor(request), at=moment(), **data.validated_data)
        return Response(PrinterOffsetOut(row).data)


class CalibrationView(APIView):
    @extend_schema(parameters=[CalibrationIn], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponse:
        """A page with a ruler grid, on which a printer's offset is read."""
        templates.require_keeper(actor(request))
        data = CalibrationIn(data=request.query_params)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        return paper(
            printers.calibration(given["width"], given["height"], right=given["right"] / 10, down=given["down"] / 10)
        )


class DecisionPreflightView(APIView):
    @extend_schema(responses=PreflightOut)
    def get(self, request: Request, decision_id: str) -> Response:
        """The certificates of a decision as they will be printed: whose cannot, and whose name is set small."""
        templates.require_keeper(actor(request))
        decision = found(decision_id, request)
        report: Report = draft_checks.report(decision.authority, decision, decision.awards.all())
        return Response(PreflightOut(report).data)
