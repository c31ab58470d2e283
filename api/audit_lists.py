"""Lists drawn at random: whose evidence is checked in a month, with all that anybody needs to draw again."""

import secrets
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import found as found_campaign
from emulation import audit_lists, visibility
from emulation.models import AuditList


class SeedCommitIn(serializers.Serializer[Any]):
    month = serializers.RegexField(r"^\d{4}-\d{2}$")
    size = serializers.IntegerField(min_value=1, max_value=10_000, allow_null=True, default=None)


class WordsIn(serializers.Serializer[Any]):
    words = serializers.CharField(
        max_length=200, help_text="what nobody could know when the seed was bound: the day's lottery number, dice"
    )


class AuditListOut(serializers.ModelSerializer[AuditList]):
    """The digests bind what is drawn before the drawing; the seed itself is in the file, after it."""

    month = serializers.CharField(source="month.month")

    class Meta:
        model = AuditList
        fields = ("id", "month", "state", "frame_digest", "seed_hash", "committed_at", "words", "drawn_at")


class DrawnPlaceOut(serializers.Serializer[Any]):
    """The key is ``logarithm`` / 2^64 / ``weight``; the smallest keys are drawn."""

    unit = serializers.CharField()
    weight = serializers.IntegerField()
    logarithm = serializers.CharField()


class AuditFileOut(serializers.Serializer[Any]):
    """Everything from which anybody draws again."""

    frame = serializers.DictField()
    frame_digest = serializers.CharField()
    seed_hash = serializers.CharField()
    seed = serializers.CharField()
    words = serializers.CharField()
    drawn = DrawnPlaceOut(many=True)


class CheckedOut(serializers.Serializer[Any]):
    holds = serializers.BooleanField()
    checks = serializers.DictField(child=serializers.BooleanField())


class AuditListsView(Listing):
    """The drawings of a campaign. That one was bound is known to every member at once."""

    serializer_class = AuditListOut
    filterset_fields = ("state", "month__month")
    queryset = AuditList.objects.none()

    def visible(self) -> QuerySet[AuditList]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        seen = visibility.audit_lists(actor(self.request)).filter(campaign=campaign)
        return seen.select_related("month").order_by("month__month")

    @extend_schema(request=SeedCommitIn, responses={201: AuditListOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Bind a fresh seed and what is drawn from: their digests go into the ledger. Once for each month."""
        data = SeedCommitIn(data=request.data)
        data.is_valid(raise_exception=True)
        seed = secrets.token_hex(32)
        row = audit_lists.commit(campaign_id, seed=seed, by=actor(request), at=moment(), **data.validated_data)
        return Response(AuditListOut(row).data, status=201)


class DrawView(APIView):
    @extend_schema(request=WordsIn, responses=AuditFileOut)
    def post(self, request: Request, list_id: str) -> Response:
        """Draw with words of one's own; by somebody else than who bound the seed."""
        data = WordsIn(data=request.data)
        data.is_valid(raise_exception=True)
        audit_lists.draw(list_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(audit_lists.parcel(audit_lists.find(list_id, by=actor(request)), by=actor(request)))


class AuditFileView(APIView):
    @extend_schema(responses=AuditFileOut)
    def get(self, request: Request, list_id: str) -> Response:
        """The file from which anybody draws again: for the committee and inspectors at once, for all when the month is closed."""
        return Response(audit_lists.parcel(audit_lists.find(list_id, by=actor(request)), by=actor(request)))


class AuditVerificationView(APIView):
    @extend_schema(responses=CheckedOut)
    def get(self, request: Request, list_id: str) -> Response:
        """Draw again here, and compare with the list and with what the ledger has from before the drawing."""
        checked = audit_lists.verify(audit_lists.find(list_id, by=actor(request)), by=actor(request))
        return Response({"holds": checked.holds, "checks": checked.checks})
