"""Certificates of a decision printed on pre-printed blanks, for programs that drive a printer."""

from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from api.access import actor
from certificates import overlays, templates
from kernel.errors import Missing
from kernel.text import gettext_noop


class BlanksIn(serializers.Serializer[Any]):
    """``version``: of a published template for blanks; ``printer``: one whose offset is kept, none for no offset."""

    version = serializers.UUIDField()
    printer = serializers.CharField(required=False, default="", max_length=100)


class BlanksView(APIView):
    @extend_schema(parameters=[BlanksIn], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, decision_id: str) -> HttpResponseBase:
        """The variable texts of all certificates of the decision in its order, one page each, moved by the printer's offset."""
        by = actor(request)
        data = BlanksIn(data=request.query_params)
        if not overlays.batches(by).filter(decision=decision_id).exists():
            raise Missing("batch.missing", gettext_noop("Quyết định này chưa có giấy khen nào được cấp."))
        data.is_valid(raise_exception=True)
        version = templates.version(data.validated_data["version"], by=by)
        pieces = overlays.blanks(UUID(str(decision_id)), version, data.validated_data["printer"], by=by)
        headers = {
            "Content-Disposition": 'attachment; filename="in-tren-phoi.pdf"',
            "X-Content-Type-Options": "nosniff",
        }
        return StreamingHttpResponse(pieces, content_type="application/pdf", headers=headers)
