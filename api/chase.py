"""The chase list of a month: what is missing, by unit, the reminder, and the list as a workbook."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from api.imports import XLSX
from api.leaves import ServiceOut
from emulation import chase
from emulation.boards import chase_tables
from emulation.boards.leaves import away
from emulation.rules import chasing


class MissingSheetOut(serializers.Serializer[Any]):
    """``subject`` is the code of a person, empty for the unit's own sheet; ``state`` is empty where none was begun."""

    subject = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField()
    stage = serializers.ChoiceField(choices=chasing.STAGES)
    evaluation = serializers.CharField()
    reminded = serializers.IntegerField()
    last = serializers.DateTimeField(allow_null=True)


class MissingUnitOut(serializers.Serializer[Any]):
    unit = serializers.CharField()
    name = serializers.CharField()
    responsible = serializers.ListField(child=serializers.CharField())
    may_remind = serializers.BooleanField()
    reminded = serializers.IntegerField()
    last = serializers.DateTimeField(allow_null=True)
    rows = MissingSheetOut(many=True)


class AwayOut(serializers.Serializer[Any]):
    """Somebody who by the records did not serve in the month: nothing is missing of them."""

    unit = serializers.CharField()
    subject = serializers.CharField()
    name = serializers.CharField()
    service = ServiceOut()


class ChasedOut(serializers.Serializer[Any]):
    deadline = serializers.DateTimeField(source="month.deadline")
    days_left = serializers.IntegerField()
    hours = serializers.IntegerField()
    groups = MissingUnitOut(many=True)
    away = serializers.SerializerMethodField()

    @extend_schema_field(AwayOut(many=True))
    def get_away(self, found: chase.ChaseList) -> list[dict[str, Any]]:
        lines = away(found, by=self.context["by"], at=self.context["at"])
        return [dict(AwayOut(line).data) for line in lines]


class MissingView(APIView):
    @extend_schema(responses=ChasedOut)
    def get(self, request: Request, campaign_id: str, month: str) -> Response:
        """Sheets that are not handed in or not confirmed: all for the committee, those of their unit for its head."""
        who: dict[str, Any] = {"by": actor(request), "at": moment()}
        return Response(ChasedOut(chase.listing(campaign_id, month, **who), context=who).data)


class MissingWorkbookView(APIView):
    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, campaign_id: str, month: str) -> HttpResponse:
        """The same as a workbook."""
        who: dict[str, Any] = {"by": actor(request), "at": moment()}
        content = chase_tables.workbook(chase.listing(campaign_id, month, **who), **who)
        headers = {"Content-Disposition": f'attachment; filename="don-doc-{month}.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)


class RemindIn(serializers.Serializer[Any]):
    """``unit`` alone: all of the unit; with ``person`` (empty for the unit's own sheet): one sheet; neither: everybody."""

    unit = serializers.CharField(max_length=40, allow_blank=True, default="")
    person = serializers.CharField(max_length=40, allow_blank=True, allow_null=True, default=None)


class RemindedOut(serializers.Serializer[Any]):
    sheets = serializers.IntegerField()
    accounts = serializers.IntegerField()
    unreached = serializers.ListField(child=serializers.CharField())


class RemindView(APIView):
    @extend_schema(request=RemindIn, responses=RemindedOut)
    def post(self, request: Request, campaign_id: str, month: str) -> Response:
        """Remind those who are missing, by notice and mail; not again within the hours of the campaign's policy."""
        data = RemindIn(data=request.data)
        data.is_valid(raise_exception=True)
        done = chase.remind(campaign_id, month, by=actor(request), at=moment(), **data.validated_data)
        return Response(RemindedOut(done).data)
