"""Certificates: one's own, one's unit's, or all for the office; the paper to download."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, today
from certificates import downloads, verification
from certificates.models import Certificate
from emulation import visibility
from kernel.errors import Missing
from kernel.text import gettext_noop


class CertificateOut(serializers.ModelSerializer[Certificate]):
    class Meta:
        model = Certificate
        fields = (
            "id", "state", "title", "salutation", "recipient_name", "position", "unit", "unit_name", "person", "citation",
            "decision_number", "decided_on", "book", "register_number", "register_year", "token", "sha256", "size", "issued_at",
            "issue", "cause", "replaces", "batch", "ended_at", "revoked_ground", "revoked_number", "revoked_on",
        )  # fmt: skip


def seen(request: Request) -> QuerySet[Certificate]:
    by = actor(request)
    return verification.seen_by(by, visibility.own_units(by, today()))


def found(certificate_id: str, request: Request) -> Certificate:
    row = seen(request).filter(pk=certificate_id).select_related("batch").first()
    if row is None:
        raise Missing("certificate.missing", gettext_noop("Không có giấy khen này."))
    return row


class CertificatesView(Listing):
    """Certificates that the reader may see: the office all, a unit its own, a person theirs."""

    serializer_class = CertificateOut
    filterset_fields = (
        "decision",
        "batch",
        "award",
        "unit",
        "person",
        "state",
        "cause",
        "register_year",
        "register_number",
    )
    queryset = Certificate.objects.none()

    def visible(self) -> QuerySet[Certificate]:
        return seen(self.request)


class CertificateView(APIView):
    @extend_schema(responses=CertificateOut, operation_id="certificate_retrieve")
    def get(self, request: Request, certificate_id: str) -> Response:
        """What one certificate says, and whether its paper is made."""
        return Response(CertificateOut(found(certificate_id, request)).data)


class CertificatePaperView(APIView):
    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, certificate_id: str) -> HttpResponseBase:
        """The paper as PDF, made anew with the bytes that were issued; its ETag is their SHA-256."""
        certificate = found(certificate_id, request)
        content = downloads.paper(certificate)
        headers = {**downloads.headers(downloads.name_of(certificate)), "ETag": f'"{certificate.sha256}"'}
        response = HttpResponse(content, content_type="application/pdf", headers=headers)
        return get_conditional_response(request, headers["ETag"], response=response) or response
