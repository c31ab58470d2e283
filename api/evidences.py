"""Evidence of evaluations: files at criteria."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment, today
from api.files import FileOut
from emulation import evidences, files, visibility
from kernel.errors import Missing
from kernel.text import gettext_noop


class EvidenceIn(serializers.Serializer[Any]):
    """``files`` are ids that ``POST /files`` answered; ``criterion`` is a code of the scheme, empty for the whole sheet."""

    criterion = serializers.CharField(max_length=100, allow_blank=True, default="")
    files = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=10)


class RemovedIn(serializers.Serializer[Any]):
    criterion = serializers.CharField(max_length=100, allow_blank=True, default="")
    file = serializers.UUIDField()


class EvidenceOut(serializers.Serializer[Any]):
    criterion = serializers.CharField()
    files = FileOut(many=True)


def _told(evaluation_id: str) -> list[dict[str, Any]]:
    found = files.by_label(evidences.RECORD, evaluation_id)
    return [{"criterion": code, "files": FileOut(rows, many=True).data} for code, rows in sorted(found.items())]


class EvidenceView(APIView):
    @extend_schema(responses=EvidenceOut(many=True))
    def get(self, request: Request, evaluation_id: str) -> Response:
        """The evidence of a sheet by criterion; whoever may see the sheet sees it."""
        if not visibility.evaluations(actor(request), today()).filter(pk=evaluation_id).exists():
            raise Missing("evaluation.missing", gettext_noop("Không có phiếu đánh giá này."))
        return Response(_told(evaluation_id))

    @extend_schema(request=EvidenceIn, responses=EvidenceOut(many=True))
    def post(self, request: Request, evaluation_id: str) -> Response:
        """Put files at a criterion, until the sheet is appraised or its month closes."""
        data = EvidenceIn(data=request.data)
        data.is_valid(raise_exception=True)
        ids = [str(id_) for id_ in data.validated_data["files"]]
        criterion = data.validated_data["criterion"]
        evidences.add(evaluation_id, ids, criterion=criterion, by=actor(request), at=moment())
        return Response(_told(evaluation_id))


class EvidenceRemovalView(APIView):
    @extend_schema(request=RemovedIn, responses=EvidenceOut(many=True))
    def post(self, request: Request, evaluation_id: str) -> Response:
        """Take a file away from a criterion while the sheet is being written."""
        data = RemovedIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        evidences.remove(
            evaluation_id, str(given["file"]), criterion=given["criterion"], by=actor(request), at=moment()
        )
        return Response(_told(evaluation_id))
