"""Batches: the certificates of one signed decision, how far they are, and all of them as one file."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor
from certificates import batches, handouts
from certificates.models import Batch


class CertificateBatchOut(serializers.ModelSerializer[Batch]):
    """``made`` of ``total`` certificates are through; ``root`` is what the decision's paper carries."""

    made = serializers.IntegerField()

    class Meta:
        model = Batch
        fields = (
            "id", "decision", "decision_number", "decided_on", "total", "made", "root", "state", "requested_at", "sealed_at",
            "done_at",
        )  # fmt: skip


class BatchesView(Listing):
    """Batches of certificates, for those who work on decisions."""

    serializer_class = CertificateBatchOut
    filterset_fields = ("decision", "state")
    queryset = Batch.objects.none()

    def visible(self) -> QuerySet[Batch]:
        by = actor(self.request)
        rows = Batch.objects.filter(authority=by.authority) if handouts.may_see(by) else Batch.objects.none()
        return batches.counted(rows).order_by("-requested_at", "id")


class BatchView(APIView):
    @extend_schema(responses=CertificateBatchOut, operation_id="certificate_batch_retrieve")
    def get(self, request: Request, batch_id: str) -> Response:
        """How far a batch is; asked again, it tells the present state."""
        row = handouts.find(batch_id, by=actor(request))
        return Response(CertificateBatchOut(batches.counted(Batch.objects.filter(pk=row.pk)).get()).data)


class BatchFileView(APIView):
    kind = handouts.ZIP

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, batch_id: str) -> HttpResponseBase:
        """All certificates of the batch that hold, in the order of the decision: as a ZIP that says its length and is resumed
        at any byte (`Range`), as a solid tar.zst for the records office, or as one PDF for the print shop."""
        return handouts.answer(request._request, handouts.find(batch_id, by=actor(request)), self.kind)


def file_view(kind: str) -> Any:
    return BatchFileView.as_view(kind=kind)
