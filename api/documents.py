"""Documents of records as Word and PDF files, and the office's own templates of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from certificates import documents as pages
from emulation.commendation import document_templates, documents
from emulation.commendation.papers.kinds import Kind
from emulation.models import DocumentTemplate
from emulation.rules.file_types import DOCX, PDF, TYPES
from kernel.errors import Invalid
from kernel.text import gettext_noop

FORMATS = (DOCX, PDF)
FORMAT = OpenApiParameter("as", OpenApiTypes.STR, enum=FORMATS, description="docx (by default) or pdf")


class BlankOut(serializers.Serializer[Any]):
    """A place that no record fills: asked for as a parameter of this name, left open in the document where it is not given."""

    name = serializers.CharField()
    title = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())


class DocumentOut(serializers.Serializer[Any]):
    kind = serializers.CharField(source="code")
    title = serializers.SerializerMethodField()
    blanks = serializers.SerializerMethodField()

    def get_title(self, kind: Kind) -> str:
        return gettext(kind.title)

    @extend_schema_field(BlankOut(many=True))
    def get_blanks(self, kind: Kind) -> list[dict[str, Any]]:
        return [
            {"name": blank.name, "title": gettext(blank.title), "choices": [code for code, _ in blank.choices]}
            for blank in kind.blanks
        ]


class TemplateOut(serializers.ModelSerializer[DocumentTemplate]):
    """In use as long as ``retired_at`` is null."""

    file = serializers.UUIDField(source="file_id")
    name = serializers.CharField(source="file.name")
    uploaded_by = serializers.CharField(source="uploaded_by.get_full_name")

    class Meta:
        model = DocumentTemplate
        fields = ("id", "kind", "version", "file", "name", "uploaded_by", "uploaded_at", "retired_at")


class TemplateIn(serializers.Serializer[Any]):
    """``file`` is one that the caller handed in for the purpose ``document_template``."""

    kind = serializers.CharField(max_length=40)
    file = serializers.UUIDField()


def sent(data: bytes, kind: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
        or "attachment",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type=TYPES[kind].media, headers=headers)


class RecordDocumentsView(APIView):
    @extend_schema(responses=DocumentOut(many=True))
    def get(self, request: Request, record: str, record_id: str) -> Response:
        """Which documents a record has: a nomination, a nomination's line, a council's session, a decision, an award, a
        campaign or a list of payments, whatever of these the caller may see."""
        row = documents.record(record, record_id, by=actor(request), on=today())
        return Response(DocumentOut(documents.kinds_of(record, row), many=True).data)


class DocumentView(APIView):
    @extend_schema(parameters=[FORMAT], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, kind: str, record_id: str) -> HttpResponse:
        """A document of a record, in Vietnamese and in the layout of Decree 30/2020. As Word it is made from the office's own
        template where there is one. Other parameters fill the document's blanks."""
        given = {name: str(value) for name, value in request.query_params.items()}
        wanted = given.pop("as", DOCX)
        if wanted not in FORMATS:
            raise Invalid("document.format", gettext_noop("Chỉ có bản Word (docx) và bản PDF (pdf)."))
        if wanted == DOCX:
            return sent(documents.as_word(kind, record_id, given, by=actor(request), on=today()), DOCX, kind)
        drawn = documents.as_drawn(kind, record_id, given, by=actor(request), on=today())
        made = pages.render(drawn.blocks, title=drawn.title, author=drawn.author, landscape=drawn.landscape)
        return sent(made, PDF, kind)


class TemplatesView(Listing):
    """The office's own templates with their versions."""

    serializer_class = TemplateOut
    filterset_fields = ("kind",)
    queryset = DocumentTemplate.objects.none()

    def visible(self) -> QuerySet[DocumentTemplate]:
        return document_templates.of(actor(self.request))

    @extend_schema(request=TemplateIn, responses={201: TemplateOut})
    def post(self, request: Request) -> Response:
        """Use a Word file as the template of a kind of document. It is tried first; every placeholder that the kind does not
        have is named."""
        data = TemplateIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = document_templates.take(given["kind"], str(given["file"]), by=actor(request), at=moment())
        return Response(TemplateOut(row).data, status=201)


class TemplateView(APIView):
    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, kind: str) -> HttpResponse:
        """The template that is used now, to be changed in Word; the one that ships where the office has none."""
        by = actor(request)
        document_templates.require_keeper(by)
        found = document_templates.kind_of(kind)
        return sent(document_templates.current(by.authority, found), DOCX, f"mau-{kind}")

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, kind: str) -> Response:
        """Use the shipped template again. What was made by the office's own is not touched."""
        document_templates.retire(kind, by=actor(request), at=moment())
        return Response(status=204)
