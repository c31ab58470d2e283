"""What the operator looks at: deliveries, the ledger and its chain, whether everything answers."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import ReasonIn
from emulation import health, operations, visibility
from emulation.boards.ledger import payload_of
from emulation.rules.access import COMMITTEE, READS_OPERATIONS
from kernel.chain import public_text
from kernel.errors import NotAllowed
from kernel.models import Anchor, Delivery, LedgerEntry
from kernel.text import gettext_noop


class DeliveryOut(serializers.ModelSerializer[Delivery]):
    event = serializers.CharField(source="entry.type")
    key = serializers.CharField(source="entry.key")

    class Meta:
        model = Delivery
        fields = ("id", "event", "key", "reaction", "state", "attempts", "due_at", "sent_at", "done_at", "error")


class DeliveriesView(Listing):
    """What follows each event, and how far it is."""

    serializer_class = DeliveryOut
    filterset_fields = ("state", "reaction")
    queryset = Delivery.objects.none()

    def visible(self) -> QuerySet[Delivery]:
        return visibility.deliveries(actor(self.request)).select_related("entry").order_by("-id")


class DeliveryRetryView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, delivery_id: int) -> Response:
        """Five new attempts from now on."""
        operations.retry(delivery_id, by=actor(request), at=moment())
        return Response(status=204)


class DeliveryDiscardView(APIView):
    @extend_schema(request=ReasonIn, responses={204: None})
    def post(self, request: Request, delivery_id: int) -> Response:
        """Give a dead delivery up, with a reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        operations.discard(delivery_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(status=204)


class StatusView(APIView):
    @extend_schema(responses=dict[str, Any])
    def get(self, request: Request) -> Response:
        """Deliveries by state, age of the oldest one due, entries to be relayed and sealed, last anchor."""
        if not visibility.holds(actor(request), READS_OPERATIONS):
            raise NotAllowed(
                "operations.not_allowed",
                gettext_noop("Chỉ quản trị hệ thống và chuyên viên thường trực được xem tình trạng xử lý."),
            )
        return Response(health.status())


class EntryOut(serializers.ModelSerializer[LedgerEntry]):
    sequence = serializers.IntegerField(source="seal.sequence", default=None, allow_null=True)
    hash = serializers.CharField(source="seal.hash", default=None, allow_null=True)
    payload = serializers.SerializerMethodField(help_text="null where the reader may not see what the entry says")

    def get_payload(self, entry: LedgerEntry) -> dict[str, Any] | None:
        return payload_of(entry, actor(self.context["request"]))

    class Meta:
        model = LedgerEntry
        fields = ("id", "type", "key", "payload", "at", "actor", "request_id", "sequence", "hash")


class EntriesView(Listing):
    """The ledger, newest first."""

    serializer_class = EntryOut
    filterset_fields = ("type", "key", "actor")
    queryset = LedgerEntry.objects.none()

    def visible(self) -> QuerySet[LedgerEntry]:
        return visibility.ledger_entries(actor(self.request)).select_related("seal").order_by("-id")


class HeadOut(serializers.ModelSerializer[Anchor]):
    class Meta:
        model = Anchor
        fields = ("sequence", "hash", "at", "reason", "signature")


class HeadsOut(serializers.Serializer[Any]):
    public_key = serializers.CharField(help_text="base64, Ed25519")
    heads = HeadOut(many=True)


class HeadsView(APIView):
    @extend_schema(responses=HeadsOut)
    def get(self, request: Request) -> Response:
        """The signed heads of the chain, to be kept outside; with the public key that checks them."""
        if not visibility.holds(actor(request), {*COMMITTEE, *READS_OPERATIONS}):
            raise NotAllowed("ledger.not_allowed", gettext_noop("Bạn không có vai trò để xem sổ cái."))
        key = public_text(settings.LEDGER_SIGNING_KEY)
        return Response(HeadsOut({"public_key": key, "heads": Anchor.objects.order_by("sequence", "id")}).data)


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and nothing has been waiting too long."""
    faults = health.faults()
    return JsonResponse({"status": "failing" if faults else "ok", "faults": faults}, status=503 if faults else 200)
