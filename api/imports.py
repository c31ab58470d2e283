"""Imports: upload, look at what was found, fetch the annotated workbook, commit or discard."""

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.problems import said
from emulation import imports, visibility
from emulation.models import Import
from emulation.workbooks import DECISION_COLUMNS, STAFF_COLUMNS, UNIT_COLUMNS, table_form
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop

FORM_OVERHEAD = 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[kind for kind, _ in Import.KINDS])
    unit = serializers.CharField(max_length=40, allow_blank=True, default="", help_text="for evaluations: whose")
    file = serializers.FileField()


class ImportProblemOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    path = serializers.CharField(help_text="sheet and cell: Cá nhân!D7")
    message = serializers.SerializerMethodField()

    def get_message(self, problem: dict[str, Any]) -> str:
        return said(problem["message"], problem["params"])


class ImportRowOut(serializers.ModelSerializer[Import]):
    unit = serializers.CharField(source="unit.code", default="")

    class Meta:
        model = Import
        fields: tuple[str, ...] = ("id", "kind", "unit", "filename", "state", "counts", "uploaded_at", "committed_at")


class ImportOut(ImportRowOut):
    problems = ImportProblemOut(many=True)
    keys = serializers.SerializerMethodField(help_text="keys of the rows that may be committed")
    has_annotated = serializers.SerializerMethodField()

    class Meta(ImportRowOut.Meta):
        fields = (*ImportRowOut.Meta.fields, "about", "problems", "keys", "has_annotated")

    def get_keys(self, row: Import) -> list[str]:
        return [entry["key"] for entry in row.rows if not entry["problems"]]

    def get_has_annotated(self, row: Import) -> bool:
        return bool(row.annotated)


class CommitIn(serializers.Serializer[Any]):
    keys = serializers.ListField(
        child=serializers.CharField(max_length=60), default=list, max_length=10_000, help_text="empty: every valid row"
    )


def found(import_id: str, request: Request) -> Import:
    row = visibility.imports(actor(request), today()).select_related("unit").filter(pk=import_id).first()
    if row is None:
        raise Missing("import.missing", gettext_noop("Không có tệp nhập này."))
    return row


class ImportsView(Listing):
    """Uploads that the reader may see; a new one is checked in the background."""

    serializer_class = ImportRowOut
    filterset_fields = ("kind", "state", "unit__code")
    parser_classes = (MultiPartParser,)
    throttle_scope = "upload"
    queryset = Import.objects.none()

    def visible(self) -> QuerySet[Import]:
        return visibility.imports(actor(self.request), today()).select_related("unit").defer("rows", "problems")

    @extend_schema(request=UploadIn, responses={202: ImportRowOut})
    def post(self, request: Request) -> Response:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT_BYTES + FORM_OVERHEAD:
            megabytes = settings.UPLOAD_LIMIT_BYTES // 1024 // 1024
            raise Invalid(
                "import.too_large", gettext_noop("Tệp lớn hơn %(limit)s MB: hãy chia nhỏ tệp."), limit=megabytes
            )
        data = UploadIn(data=request.data)
        data.is_valid(raise_exception=True)
        file = data.validated_data["file"]
        row = imports.upload(
            data.validated_data["kind"],
            file.name,
            file.read(),
            unit=data.validated_data["unit"],
            by=actor(request),
            at=moment(),
        )
        return Response(ImportRowOut(row).data, status=202)


LISTS = {
    Import.UNITS: (UNIT_COLUMNS, "Đơn vị"),
    Import.STAFF: (STAFF_COLUMNS, "Cán bộ"),
    Import.DECISIONS: (DECISION_COLUMNS, "Quyết định"),
}


class ListFormView(APIView):
    @extend_schema(
        responses={(200, XLSX): OpenApiTypes.BINARY},
        parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=sorted(LISTS))],
    )
    def get(self, request: Request, kind: str) -> HttpResponse:
        """The blank form of a list of units, of staff or of old decisions."""
        if kind not in LISTS:
            raise Missing("import.no_form", gettext_noop("Không có mẫu nhập “%(kind)s”."), kind=kind)
        columns, sheet = LISTS[kind]
        headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
        return HttpResponse(table_form(columns, [], sheet), content_type=XLSX, headers=headers)


class ImportView(APIView):
    @extend_schema(responses=ImportOut)
    def get(self, request: Request, import_id: str) -> Response:
        """Counts, every problem with its cell, and the keys that may be committed."""
        return Response(ImportOut(found(import_id, request)).data)


class ImportCommitView(APIView):
    @extend_schema(request=CommitIn, responses={202: ImportRowOut})
    def post(self, request: Request, import_id: str) -> Response:
        """Ask for the valid rows, or the chosen ones, to be written in the background."""
        data = CommitIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = imports.commit(import_id, keys=data.validated_data["keys"], by=actor(request), at=moment())
        return Response(ImportRowOut(row).data, status=202)


class ImportDiscardView(APIView):
    @extend_schema(request=None, responses=ImportRowOut)
    def post(self, request: Request, import_id: str) -> Response:
        """Put a checked upload away; nothing of it is written."""
        return Response(ImportRowOut(imports.discard(import_id, by=actor(request), at=moment())).data)


class ImportAnnotatedView(APIView):
    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, import_id: str) -> FileResponse:
        """The upload again with every wrong cell marked and a sheet that lists them."""
        row = found(import_id, request)
        if not row.annotated:
            raise Missing("import.no_annotations", gettext_noop("Tệp này không có lỗi nào được đánh dấu."))
        name = row.filename.rsplit(".", 1)[0] + " (lỗi).xlsx"
        return FileResponse(default_storage.open(row.annotated), as_attachment=True, filename=name, content_type=XLSX)
