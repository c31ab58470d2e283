"""Scoring schemes as versioned data."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from emulation import schemes, visibility
from emulation.models import SchemeVersion
from kernel.errors import Invalid
from kernel.text import gettext_noop


class SchemeOut(serializers.ModelSerializer[SchemeVersion]):
    class Meta:
        model = SchemeVersion
        fields = ("code", "version", "subject", "digest", "definition", "published_at")


class SchemesView(Listing):
    """Published schemes with their definitions."""

    serializer_class = SchemeOut
    filterset_fields = ("code", "subject")
    queryset = SchemeVersion.objects.none()

    def visible(self) -> QuerySet[SchemeVersion]:
        return visibility.schemes(actor(self.request)).order_by("code", "version")


class SchemeView(APIView):
    @extend_schema(responses=SchemeOut, operation_id="scheme_retrieve")
    def get(self, request: Request, code: str, version: int) -> Response:
        """One version of a scheme; it never changes."""
        return Response(SchemeOut(schemes.find(actor(request).authority, code, version)).data)

    @extend_schema(request=dict[str, Any], responses=SchemeOut, operation_id="scheme_publish")
    def put(self, request: Request, code: str, version: int) -> Response:
        """Publish a version; the same definition again changes nothing."""
        data = request.data
        if not isinstance(data, dict) or (data.get("code"), data.get("version")) != (code, version):
            raise Invalid(
                "scheme.other_address",
                gettext_noop("Mã và phiên bản trong nội dung phải trùng với địa chỉ (%(code)s, %(version)s)."),
                code=code,
                version=version,
            )
        return Response(SchemeOut(schemes.publish(data, by=actor(request), at=moment())).data)
