"""Peer scores: who scores whom in a campaign, and the marks of one scorer for one month."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import found as found_campaign
from api.evaluations import read_scores
from emulation import peers, visibility
from emulation.models import PeerAssignment, PeerScore
from emulation.rules.peers import SUBJECTS


class PairsIn(serializers.Serializer[Any]):
    """Pairs of codes, scorer before target; or a ``cluster`` whose units all score each other."""

    subjects = serializers.ChoiceField(choices=SUBJECTS)
    pairs = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(max_length=40), min_length=2, max_length=2),
        default=list,
        max_length=5000,
    )
    cluster = serializers.CharField(max_length=40, allow_blank=True, default="")


class AssignedOut(serializers.Serializer[Any]):
    assigned = serializers.IntegerField(help_text="pairs that did not stand before")


class PeerAssignmentOut(serializers.ModelSerializer[PeerAssignment]):
    class Meta:
        model = PeerAssignment
        fields = ("id", "subjects", "scorer", "target", "made_at", "withdrawn_at")


class PeerMarksIn(serializers.Serializer[Any]):
    scores = serializers.DictField(child=serializers.CharField(max_length=20))
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class PeerScoreOut(serializers.ModelSerializer[PeerScore]):
    class Meta:
        model = PeerScore
        fields = ("revision", "scores", "note", "at")


class PeerAssignmentsView(Listing):
    """Who scores whom: all for the committee, one's own and one's unit's for others."""

    serializer_class = PeerAssignmentOut
    filterset_fields = ("subjects", "scorer", "target")
    queryset = PeerAssignment.objects.none()

    def visible(self) -> QuerySet[PeerAssignment]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        return visibility.peer_assignments(actor(self.request), today()).filter(campaign=campaign)

    @extend_schema(request=PairsIn, responses={201: AssignedOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Lay down who scores whom; what stands already is not told again."""
        data = PairsIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        pairs = [(scorer, target) for scorer, target in given["pairs"]]
        if given["cluster"]:
            pairs += peers.within_cluster(found_campaign(campaign_id, request), given["cluster"])
        made = peers.assign(campaign_id, given["subjects"], pairs, by=actor(request), at=moment())
        return Response({"assigned": made}, status=201)


class PeerWithdrawView(APIView):
    @extend_schema(request=None, responses=PeerAssignmentOut)
    def post(self, request: Request, peer_id: str) -> Response:
        """Take a pair back; what it scored no longer counts."""
        return Response(PeerAssignmentOut(peers.withdraw(peer_id, by=actor(request), at=moment())).data)


class PeerScoreView(APIView):
    @extend_schema(request=PeerMarksIn, responses=PeerScoreOut)
    def put(self, request: Request, peer_id: str, month: str) -> Response:
        """Write one's marks of a month; the same content again changes nothing."""
        data = PeerMarksIn(data=request.data)
        data.is_valid(raise_exception=True)
        scores, note = read_scores(data.validated_data["scores"]), data.validated_data["note"]
        row = peers.score(peer_id, month, scores, note=note, by=actor(request), at=moment())
        return Response(PeerScoreOut(row).data)
