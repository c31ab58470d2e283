"""What is made known of a ranking: its steps and revisions, the check of it, and the bundle to compute it again."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from api.campaigns import ReasonIn
from api.problems import said
from api.rankings import RankingOut
from emulation import publications, revisions
from emulation.boards import publications as boards

ZIP = "application/zip"


class StepOut(serializers.Serializer[Any]):
    step = serializers.CharField(help_text="published or final")
    by = serializers.CharField()
    at = serializers.DateTimeField()
    reason = serializers.CharField()


class RankingStateOut(RankingOut):
    """``replaces``: the revision that this one was compared with; ``may``: what the reader may do with it now."""

    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)
    steps = StepOut(many=True)
    may = serializers.ListField(child=serializers.CharField())

    class Meta(RankingOut.Meta):
        fields = (*RankingOut.Meta.fields, "reason", "replaces", "steps", "may")


def shown(ranking_id: str, request: Request, *, status: int = 200) -> Response:
    board = boards.state(boards.find(ranking_id, by=actor(request)), by=actor(request))
    board.ranking.steps, board.ranking.may = board.steps, board.acts  # type: ignore[attr-defined]  # read by the serializer
    return Response(RankingStateOut(board.ranking).data, status=status)


class RankingView(APIView):
    @extend_schema(responses=RankingStateOut, operation_id="ranking_retrieve")
    def get(self, request: Request, ranking_id: str) -> Response:
        """Where a ranking stands: its state and revision, its digests, who made it known and when."""
        return shown(ranking_id, request)


class PublishView(APIView):
    @extend_schema(request=None, responses=RankingStateOut)
    def post(self, request: Request, ranking_id: str) -> Response:
        """Make a provisional ranking known, as frozen values with their digests in the ledger."""
        publications.publish(ranking_id, by=actor(request), at=moment())
        return shown(ranking_id, request)


class FinaliseView(APIView):
    @extend_schema(request=None, responses=RankingStateOut)
    def post(self, request: Request, ranking_id: str) -> Response:
        """Declare a published ranking official; not by who published it."""
        publications.finalise(ranking_id, by=actor(request), at=moment())
        return shown(ranking_id, request)


class _ReasonedAct(APIView):
    act: ClassVar[Callable[..., Any]]

    @extend_schema(request=ReasonIn, responses=RankingStateOut)
    def post(self, request: Request, ranking_id: str) -> Response:
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        type(self).act(ranking_id, by=actor(request), at=moment(), **data.validated_data)
        return shown(ranking_id, request)


class ApplyView(_ReasonedAct):
    """Put a revision into force; the ranking before it stays readable and is marked as replaced."""

    act = revisions.apply_revision


class RevisionDiscardView(_ReasonedAct):
    """Put a revision away; the ranking in force stays."""

    act = revisions.discard_revision


class RecomputeView(APIView):
    @extend_schema(request=ReasonIn, responses={201: RankingStateOut})
    def post(self, request: Request, ranking_id: str) -> Response:
        """Compute a ranking again; where it differs, its next revision waits in the shadow."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = revisions.recompute(ranking_id, by=actor(request), at=moment(), **data.validated_data)
        return shown(str(row.pk), request, status=201)


class PlaceOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    score = serializers.CharField(allow_null=True)
    grade = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)
    rank_in_cluster = serializers.IntegerField(allow_null=True)
    rank_in_unit = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(help_text="why there is no rank")


class InputChangeOut(serializers.Serializer[Any]):
    path = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class ChangeOut(serializers.Serializer[Any]):
    """A line that is another than before; without ``inputs`` of its own it was moved by others."""

    subject = serializers.CharField(help_text="empty: what is common to all")
    name = serializers.CharField()
    before = PlaceOut(allow_null=True)
    after = PlaceOut(allow_null=True)
    inputs = InputChangeOut(many=True)


class ChangesView(APIView):
    @extend_schema(responses=ChangeOut(many=True))
    def get(self, request: Request, ranking_id: str) -> Response:
        """Who moves in a revision, from where to where, and which lines of the inputs are others."""
        row = boards.find(ranking_id, by=actor(request))
        return Response(ChangeOut(boards.changes(row, by=actor(request), at=moment()), many=True).data)


class VerificationFindingOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    path = serializers.CharField()
    message = serializers.CharField()


class VerificationOut(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    verdict = serializers.CharField()
    findings = VerificationFindingOut(many=True)


class VerificationView(APIView):
    @extend_schema(responses=VerificationOut)
    def get(self, request: Request, ranking_id: str) -> Response:
        """Compute the ranking again from what was frozen, and compare digests, lines, ledger and snapshot."""
        _, report = boards.verification(ranking_id, by=actor(request))
        findings = [{"code": f.code, "path": f.path, "message": said(f.message, f.params)} for f in report.findings]
        verdict = said(report.verdict.message, report.verdict.params)
        return Response({"ok": report.ok, "verdict": verdict, "findings": findings})


class BundleView(APIView):
    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY})
    def get(self, request: Request, ranking_id: str) -> HttpResponse:
        """The published ranking as a file that anybody computes again without this platform. People have pseudonyms."""
        name, content = boards.bundle(ranking_id, by=actor(request))
        return HttpResponse(
            content, content_type=ZIP, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
