"""Rulings about a campaign's rankings: who is not ranked, and which groups have a quota's exceptional share."""

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
from emulation import rulings, visibility
from emulation.models import Ranking, RankingRuling

KINDS = (RankingRuling.UNRANKED, RankingRuling.EXCEPTIONAL)


class RulingIn(serializers.Serializer[Any]):
    """``target`` is the code of a unit or person who is not ranked, or the group that has the exceptional share of a quota: the
    code of a unit or cluster, or the name of a duty group, as the scheme's quotas divide."""

    subjects = serializers.ChoiceField(choices=(Ranking.UNITS, Ranking.PEOPLE))
    kind = serializers.ChoiceField(choices=KINDS)
    target = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=2000)
    legal_basis = serializers.CharField(max_length=300, allow_blank=True, default="")


class RulingOut(serializers.ModelSerializer[RankingRuling]):
    """In force as long as ``lifted_at`` is null (``?lifted_at__isnull=true``)."""

    decided_by = serializers.CharField(source="decided_by.get_full_name")
    lifted_by = serializers.CharField(source="lifted_by.get_full_name", default=None, allow_null=True)

    class Meta:
        model = RankingRuling
        fields = (
            "id", "subjects", "kind", "target", "reason", "legal_basis", "decided_by", "decided_at", "lifted_by", "lifted_at",
            "lift_reason",
        )  # fmt: skip


class RulingsView(Listing):
    """Rulings about a campaign's rankings, lifted ones too, in the order in which they were made: all for the committee, those
    about their units and people for a unit's people, those about oneself for staff."""

    serializer_class = RulingOut
    filterset_fields: ClassVar = {
        "subjects": ["exact"],
        "kind": ["exact"],
        "target": ["exact"],
        "lifted_at": ["isnull"],
    }
    queryset = RankingRuling.objects.none()

    def visible(self) -> QuerySet[RankingRuling]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        seen = visibility.rulings(actor(self.request), today()).filter(campaign=campaign)
        return seen.select_related("decided_by", "lifted_by").order_by("decided_at", "id")

    @extend_schema(request=RulingIn, responses={201: RulingOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Rule that a subject is not ranked, or that a group has the exceptional share. Rankings follow when they are next
        computed, the live board at once."""
        data = RulingIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = rulings.decide(campaign_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(RulingOut(row).data, status=201)


class LiftView(APIView):
    @extend_schema(request=ReasonIn, responses=RulingOut)
    def post(self, request: Request, ruling_id: str) -> Response:
        """End a ruling, with a reason; somebody else than who made it."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = rulings.lift(ruling_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(RulingOut(row).data)
