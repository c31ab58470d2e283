"""Certificates: one's own, one's unit's, or all for the office; the paper to download."""

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, today
from certificates import verification
from certificates.models import Certificate
from emulation import visibility
from kernel.errors import Missing
from kernel.text import gettext_noop


class CertificateOut(serializers.ModelSerializer[Certificate]):
    class Meta:
        model = Certificate
        fields = (
            "id", "state", "title", "salutation", "recipient_name", "position", "unit", "unit_name", "person", "citation",
            "decision_number", "decided_on", "book", "register_number", "register_year", "token", "sha256", "issued_at",
        )  # fmt: skip


def seen(request: Request) -> QuerySet[Certificate]:
    by = actor(request)
    return verification.seen_by(by, visibility.own_units(by, today()))


def found(certificate_id: str, request: Request) -> Certificate:
    row = seen(request).filter(pk=certificate_id).first()
    if row is None:
        raise Missing("certificate.missing", gettext_noop("Không có giấy khen này."))
    return row


class CertificatesView(Listing):
    """Certificates that the reader may see: the office all, a unit its own, a person theirs."""

    serializer_class = CertificateOut
    filterset_fields = ("decision", "unit", "person", "state", "register_year")
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
    def get(self, request: Request, certificate_id: str) -> FileResponse:
        """The paper as PDF."""
        certificate = found(certificate_id, request)
        if certificate.state != Certificate.ISSUED:
            raise Missing("certificate.no_paper", gettext_noop("Giấy khen này đang được lập, hãy thử lại sau ít phút."))
        name = f"giay-khen-{certificate.register_number}-{certificate.register_year}.pdf"
        file = default_storage.open(certificate.stored)
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
