"""Schemes while they are written: drafts with what is wrong in them, publishing them, and trying them out."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.problems import ProblemDetail, detail_of
from api.schemes import SchemeOut
from emulation import scheme_drafts, scheme_trials
from emulation.boards import schemes as boards
from emulation.models import SchemeDraft
from emulation.rules.scheme_edits import examined


class SchemeDraftOut(serializers.ModelSerializer[SchemeDraft]):
    state = serializers.SerializerMethodField()

    class Meta:
        model = SchemeDraft
        fields = ("id", "code", "revision", "definition", "saved_at", "state")

    def get_state(self, row: SchemeDraft) -> str:
        return scheme_drafts.state_of(row)


class SavedIn(serializers.Serializer[Any]):
    seen = serializers.IntegerField(min_value=1, help_text="the revision that was edited; another one since is a 409")
    definition = serializers.DictField()


class SeenIn(serializers.Serializer[Any]):
    seen = serializers.IntegerField(min_value=1)


class TriedIn(serializers.Serializer[Any]):
    """On the months of a campaign, or, without one, on made-up figures from a seed."""

    campaign = serializers.UUIDField(allow_null=True, default=None)
    subjects = serializers.ChoiceField(choices=[scheme_trials.UNITS, scheme_trials.PEOPLE], default=scheme_trials.UNITS)
    seed = serializers.CharField(max_length=40, default="1")


class SchemeDraftsView(Listing):
    """Open drafts, for those who write schemes."""

    serializer_class = SchemeDraftOut
    filterset_fields = ("code",)
    queryset = SchemeDraft.objects.none()

    def visible(self) -> QuerySet[SchemeDraft]:
        return boards.open_drafts(by=actor(self.request))

    @extend_schema(request=dict[str, Any], responses={201: SchemeDraftOut})
    def post(self, request: Request) -> Response:
        """Begin a draft with a definition, right or wrong; an open one of the same code is answered unchanged."""
        data = request.data if isinstance(request.data, dict) else {}
        row = scheme_drafts.begin(data, by=actor(request), at=moment())
        return Response(SchemeDraftOut(row).data, status=201)


class SchemeDraftView(APIView):
    @extend_schema(responses=SchemeDraftOut, operation_id="scheme_draft_retrieve")
    def get(self, request: Request, draft_id: str) -> Response:
        """One draft as it was saved last."""
        return Response(SchemeDraftOut(scheme_drafts.find(draft_id, by=actor(request))).data)

    @extend_schema(request=SavedIn, responses=SchemeDraftOut, operation_id="scheme_draft_save")
    def put(self, request: Request, draft_id: str) -> Response:
        """Keep the draft as it is now, right or wrong; code and version stay."""
        data = SavedIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = scheme_drafts.save(draft_id, given["definition"], seen=given["seen"], by=actor(request), at=moment())
        return Response(SchemeDraftOut(row).data)


class SchemeDraftProblemsView(APIView):
    @extend_schema(responses=ProblemDetail(many=True))
    def get(self, request: Request, draft_id: str) -> Response:
        """Everything that keeps the draft from being published, each with its path."""
        row = scheme_drafts.find(draft_id, by=actor(request))
        return Response([detail_of(problem) for problem in examined(row.definition).problems])


class SchemeDraftPublishView(APIView):
    @extend_schema(request=SeenIn, responses=SchemeOut)
    def post(self, request: Request, draft_id: str) -> Response:
        """Publish the revision that was seen as the next version."""
        data = SeenIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = scheme_drafts.publish(draft_id, seen=data.validated_data["seen"], by=actor(request), at=moment())
        return Response(SchemeOut(row).data)


class SchemeDraftTryView(APIView):
    @extend_schema(request=TriedIn, responses=dict[str, Any])
    def post(self, request: Request, draft_id: str) -> Response:
        """Place against place by the old scheme and by the draft; nothing is kept, and it is nobody's result."""
        data = TriedIn(data=request.data)
        data.is_valid(raise_exception=True)
        by, given = actor(request), data.validated_data
        row = scheme_drafts.find(draft_id, by=by)
        if given["campaign"]:
            return Response(scheme_trials.on_campaign(row.definition, str(given["campaign"]), given["subjects"], by=by))
        return Response(scheme_trials.on_sample(row.definition, boards.version_before(row, by=by), given["seed"]))
