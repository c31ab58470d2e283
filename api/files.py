"""Files: handed in by forms of several parts, told with what they are, handed out as downloads."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from emulation import file_visibility, files
from emulation.files import Upload
from emulation.models import StoredFile
from emulation.rules.file_types import PURPOSES
from kernel.errors import Invalid, Missing, NotAllowed
from kernel.text import gettext_noop

FORM_OVERHEAD = 64 * 1024


class FilesIn(serializers.Serializer[Any]):
    """Several parts named ``files`` are taken in together: all of them, or none."""

    purpose = serializers.ChoiceField(choices=tuple(PURPOSES))
    files = serializers.ListField(child=serializers.FileField(), min_length=1, max_length=10)
    unit = serializers.CharField(max_length=40, allow_blank=True, default="")
    person = serializers.CharField(max_length=40, allow_blank=True, default="")


class FileOut(serializers.ModelSerializer[StoredFile]):
    """``kind`` is the type that was read from the content, ``digest`` the SHA-256 of what is handed out: images were encoded
    again, so it is not that of what was sent."""

    class Meta:
        model = StoredFile
        fields = ("id", "purpose", "kind", "name", "size", "digest", "scanned", "unit", "person", "uploaded_at")


def found(file_id: str, request: Request) -> StoredFile:
    row = file_visibility.files(actor(request), today()).filter(pk=file_id).first()
    if row is None:
        raise Missing("file.missing", gettext_noop("Không có tệp này."))
    return row


def require_bearable(request: Request) -> None:
    """Raise `Invalid` for a body that is too much, before any of it is read."""
    limit = 3 * settings.UPLOAD_LIMIT_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit + FORM_OVERHEAD:
        message = gettext_noop("Các tệp cộng lại lớn hơn %(limit)s MB; hãy tải lên từng phần.")
        raise Invalid("file.too_large_together", message, limit=limit // 1024 // 1024)


_STORED = {"type": "array", "items": {"$ref": "#/components/schemas/FileOut"}}
"""All that were handed in, without pages."""


class FilesView(Listing):
    """Files at records that the reader may see, and those that the reader handed in and that stand at no record yet."""

    serializer_class = FileOut
    filterset_fields = ("purpose", "kind", "unit", "person")
    parser_classes = (MultiPartParser,)
    throttle_scope = "upload"
    queryset = StoredFile.objects.none()

    def visible(self) -> QuerySet[StoredFile]:
        return file_visibility.files(actor(self.request), today()).order_by("uploaded_at", "id")

    @extend_schema(request=FilesIn, responses={201: OpenApiResponse(_STORED)})
    def post(self, request: Request) -> Response:
        """Hand files in for a purpose. Only who sent them sees them until they are put at a record, by that record's own
        address. Repeated, it answers the same files."""
        require_bearable(request)
        if not actor(request).grants:
            message = gettext_noop("Tài khoản của bạn chưa có vai trò nào nên chưa gửi tệp được.")
            raise NotAllowed("file.not_allowed", message)
        data = FilesIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        uploads = [Upload(file.name, file.read()) for file in given.pop("files")]
        rows = files.store_all(uploads, by=actor(request), at=moment(), **given)
        return Response(FileOut(rows, many=True).data, status=201)


class FileView(APIView):
    @extend_schema(responses=FileOut)
    def get(self, request: Request, file_id: str) -> Response:
        """What is known of a file."""
        return Response(FileOut(found(file_id, request)).data)


class FileContentView(APIView):
    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, file_id: str) -> HttpResponse:
        """The content, as a download."""
        row = found(file_id, request)
        headers = {
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=row.name) or "attachment",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(files.content(row), content_type=files.media_of(row), headers=headers)
