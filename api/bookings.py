"""Points that come from outside the evaluation sheets: those of a campaign, and the second person's word about them."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import ReasonIn
from api.campaigns import found as found_campaign
from emulation import bookings, visibility
from emulation.models import Booking


class NoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class BookingOut(serializers.ModelSerializer[Booking]):
    """``points`` on ``criterion``, or a ``veto``; ``source`` is the id of the thing of this ``kind`` that they come from.
    ``decided_by`` is null for what the scheme itself says."""

    month = serializers.CharField(source="month.month")
    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code", default=None, allow_null=True)
    proposed_by = serializers.CharField(source="proposed_by.get_full_name", default=None, allow_null=True)
    decided_by = serializers.CharField(source="decided_by.get_full_name", default=None, allow_null=True)
    reversed_by = serializers.CharField(source="reversed_by.get_full_name", default=None, allow_null=True)

    class Meta:
        model = Booking
        fields = (
            "id", "month", "unit", "person", "kind", "source", "source_code", "criterion", "points", "veto", "reason", "state",
            "proposed_by", "proposed_at", "decided_by", "decided_at", "decision_reason", "reversed_by", "reversed_at",
            "reversal_reason",
        )  # fmt: skip


class BookingsView(Listing):
    """Booked points of a campaign: all for the committee and inspectors, those on their units for a unit's people, one's own for
    staff."""

    serializer_class = BookingOut
    filterset_fields: ClassVar = {
        "month__month": ["exact"],
        "unit__code": ["exact"],
        "kind": ["exact"],
        "source": ["exact"],
        "state": ["exact"],
    }
    queryset = Booking.objects.none()

    def visible(self) -> QuerySet[Booking]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        seen = visibility.bookings(actor(self.request), today()).filter(campaign=campaign)
        joined = ("month", "unit", "person", "proposed_by", "decided_by", "reversed_by")
        return seen.select_related(*joined).order_by("proposed_at", "id")


class BookView(APIView):
    @extend_schema(request=NoteIn, responses=BookingOut)
    def post(self, request: Request, booking_id: str) -> Response:
        """Let proposed points count: at once on the live board; a month that is ranked gets a revision in the shadow."""
        data = NoteIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = bookings.book(booking_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(BookingOut(row).data)


class DeclineBookingView(APIView):
    @extend_schema(request=ReasonIn, responses=BookingOut)
    def post(self, request: Request, booking_id: str) -> Response:
        """Put proposed points away, or take one's own proposal back, with a reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = bookings.decline(booking_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(BookingOut(row).data)


class ReverseBookingView(APIView):
    @extend_schema(request=ReasonIn, responses=BookingOut)
    def post(self, request: Request, booking_id: str) -> Response:
        """Take back points that count, with a reason; somebody else than who booked them."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = bookings.reverse(booking_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(BookingOut(row).data)
