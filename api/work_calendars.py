"""The calendar of working days: the nation's rows, the authority's own, and the years that lack some."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import ReasonIn
from emulation import work_calendars
from emulation.boards import work_calendars as boards
from emulation.models import CalendarDay


class CalendarDayIn(serializers.Serializer[Any]):
    """``kind``: a day off (``holiday``) or a worked day of rest (``working``). ``occasion`` is the code of the public holiday
    whose day off it is."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=work_calendars.KINDS)
    name = serializers.CharField(max_length=200)
    legal_basis = serializers.CharField(max_length=300)
    occasion = serializers.CharField(max_length=20, allow_blank=True, default="")


class CalendarDayOut(serializers.ModelSerializer[CalendarDay]):
    """The nation's where ``authority`` is null; an authority's row of the same day goes before it."""

    authority = serializers.CharField(source="authority_id", allow_null=True)
    added_by = serializers.CharField(source="added_by.get_full_name", default=None, allow_null=True)

    class Meta:
        model = CalendarDay
        fields = (
            "id", "authority", "day", "kind", "occasion", "name", "name_en", "legal_basis", "to_confirm", "added_by", "added_at",
            "withdrawn_at", "withdraw_reason",
        )  # fmt: skip


class LackOut(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    occasion = serializers.CharField(source="occasion.code")
    name = serializers.CharField(source="occasion.name")
    days = serializers.IntegerField(source="occasion.days")
    entered = serializers.IntegerField()
    legal_basis = serializers.CharField(source="occasion.legal_basis")


class CalendarDaysView(Listing):
    """Days that are not what their weekday says: the nation's and the authority's, withdrawn ones too."""

    serializer_class = CalendarDayOut
    filterset_fields: ClassVar = {
        "day": ["exact", "gte", "lte"],
        "kind": ["exact"],
        "to_confirm": ["exact"],
        "authority": ["isnull"],
        "withdrawn_at": ["isnull"],
    }
    queryset = CalendarDay.objects.none()

    def visible(self) -> QuerySet[CalendarDay]:
        rows = work_calendars.rows_of(actor(self.request).authority).select_related("added_by")
        return rows.order_by("day", "added_at", "id")

    @extend_schema(request=CalendarDayIn, responses={201: CalendarDayOut})
    def post(self, request: Request) -> Response:
        """Say that a day is off or worked in this authority; it goes before the nation's row."""
        data = CalendarDayIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = work_calendars.add(by=actor(request), at=moment(), **data.validated_data)
        return Response(CalendarDayOut(row).data, status=201)


class CalendarDayWithdrawView(APIView):
    @extend_schema(request=ReasonIn, responses=CalendarDayOut)
    def post(self, request: Request, calendar_day_id: str) -> Response:
        """Take back what the authority said about a day, with the reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = work_calendars.withdraw(calendar_day_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(CalendarDayOut(row).data)


class CalendarLacksView(APIView):
    @extend_schema(responses=LackOut(many=True), operation_id="calendar_lacks")
    def get(self, request: Request) -> Response:
        """Public holidays that no row names yet, of the years of the authority's campaigns, this one and the next."""
        authority = actor(request).authority
        found = work_calendars.lacks(authority, boards.years_needed(authority, moment()))
        return Response(LackOut(found, many=True).data)
