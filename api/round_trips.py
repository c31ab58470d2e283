"""The Excel round trip: what an uploaded form says otherwise than the sheets, and taking all or some of it in."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from api.imports import ImportRowOut
from emulation import round_trips


class CellOut(serializers.Serializer[Any]):
    """``before``: what the form was prefilled with; ``now``: what the sheet says; ``file``: what was uploaded."""

    subject = serializers.CharField()
    leaf = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    now = serializers.CharField(allow_blank=True)
    file = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=(round_trips.CHANGED, round_trips.CONFLICT, round_trips.KEPT))
    wrote = serializers.CharField(allow_blank=True, help_text="who wrote what the sheet says now")
    at = serializers.DateTimeField(allow_null=True)


class DifferencesOut(serializers.Serializer[Any]):
    cells = CellOut(many=True)
    revisions = serializers.DictField(child=serializers.IntegerField(), help_text="to be sent back when accepting")


class AcceptIn(serializers.Serializer[Any]):
    """``cells``: pairs of subject and leaf; null takes all that the file alone changed, and no conflict."""

    seen = serializers.DictField(child=serializers.IntegerField(min_value=0))
    cells = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(max_length=40), min_length=2, max_length=2),
        allow_null=True,
        default=None,
        max_length=20_000,
    )


class DifferencesView(APIView):
    @extend_schema(responses=DifferencesOut)
    def get(self, request: Request, import_id: str) -> Response:
        """Every cell in which a checked workbook says something else than the sheets do now."""
        found = round_trips.differences(import_id, by=actor(request), at=moment())
        return Response(DifferencesOut(found).data)


class AcceptView(APIView):
    @extend_schema(request=AcceptIn, responses=ImportRowOut)
    def post(self, request: Request, import_id: str) -> Response:
        """Write all or some cells as one layer of each sheet; refused when a sheet moved since ``seen``."""
        data = AcceptIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data["cells"]
        cells = None if given is None else [(subject, leaf) for subject, leaf in given]
        seen = data.validated_data["seen"]
        row = round_trips.accept(import_id, seen=seen, cells=cells, by=actor(request), at=moment())
        return Response(ImportRowOut(row).data)
