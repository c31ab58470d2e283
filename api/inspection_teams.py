"""Inspection teams, and the checklists that they go by."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from emulation import checklists, inspection_teams
from emulation.models import InspectionChecklist, InspectionTeam, InspectionTeamMember


class MemberIn(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    title = serializers.CharField(max_length=200, allow_blank=True, default="")
    leads = serializers.BooleanField(default=False)

    def member(self) -> inspection_teams.Member:
        return inspection_teams.Member(**self.validated_data)


class JoinIn(MemberIn):
    valid_from = serializers.DateField()


class LeaveIn(serializers.Serializer[Any]):
    valid_to = serializers.DateField(help_text="the last day in the team")


class TeamIn(serializers.Serializer[Any]):
    """Exactly one of the members leads. Members hold the role ``inspector``."""

    code = serializers.RegexField(r"^[\w.-]+$", max_length=40)
    name = serializers.CharField(max_length=200)
    document = serializers.CharField(max_length=300, help_text="the decision that sets the team up")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, default=None)
    members = MemberIn(many=True)

    def team(self) -> inspection_teams.Team:
        data = dict(self.validated_data)
        data["members"] = tuple(inspection_teams.Member(**one) for one in data["members"])
        return inspection_teams.Team(**data)


class MemberOut(serializers.ModelSerializer[InspectionTeamMember]):
    username = serializers.CharField(source="account.username")
    name = serializers.CharField(source="account.get_full_name")

    class Meta:
        model = InspectionTeamMember
        fields = ("username", "name", "title", "leads", "valid_from", "valid_to")


class TeamOut(serializers.ModelSerializer[InspectionTeam]):
    members = MemberOut(many=True)

    class Meta:
        model = InspectionTeam
        fields = ("id", "code", "name", "document", "valid_from", "valid_to", "members")


class TeamsView(Listing):
    """The inspection teams with all who are or were in them: every member of the authority may ask who inspects."""

    serializer_class = TeamOut
    filterset_fields = ("code",)
    queryset = InspectionTeam.objects.none()

    def visible(self) -> QuerySet[InspectionTeam]:
        return inspection_teams.visible(actor(self.request)).prefetch_related("members__account").order_by("code")

    @extend_schema(request=TeamIn, responses={201: TeamOut})
    def post(self, request: Request) -> Response:
        """Set a team up. The same again answers the team that is there."""
        data = TeamIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = inspection_teams.set_up(data.team(), by=actor(request), at=moment())
        return Response(TeamOut(row).data, status=201)


class JoinView(APIView):
    @extend_schema(request=JoinIn, responses={201: TeamOut})
    def post(self, request: Request, team: str) -> Response:
        """Let somebody join; with ``leads`` they take over from the present lead."""
        data = JoinIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        day = given.pop("valid_from")
        row = inspection_teams.join(
            team, inspection_teams.Member(**given), valid_from=day, by=actor(request), at=moment()
        )
        return Response(TeamOut(row).data, status=201)


class LeaveView(APIView):
    @extend_schema(request=LeaveIn, responses=TeamOut)
    def post(self, request: Request, team: str, username: str) -> Response:
        """End somebody's membership with its last day."""
        data = LeaveIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = inspection_teams.leave(team, username, by=actor(request), at=moment(), **data.validated_data)
        return Response(TeamOut(row).data)


class TitleIn(serializers.Serializer[Any]):
    vi = serializers.CharField(max_length=300)
    en = serializers.CharField(max_length=300, allow_blank=True, default="")


class ChecklistIn(serializers.Serializer[Any]):
    """Sections of items; an item has a ``code``, a ``title`` in both languages and the ``basis`` that it asks about."""

    code = serializers.RegexField(r"^[\w.-]+$", max_length=60)
    version = serializers.IntegerField(min_value=1)
    title = TitleIn()
    legal_basis = serializers.CharField(max_length=500, allow_blank=True, default="")
    sections = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=50)


class ChecklistOut(serializers.ModelSerializer[InspectionChecklist]):
    class Meta:
        model = InspectionChecklist
        fields = ("code", "version", "digest", "definition", "published_at")


class ChecklistsView(Listing):
    """Every version of every checklist: units may know what inspections ask about."""

    serializer_class = ChecklistOut
    filterset_fields = ("code", "version")
    queryset = InspectionChecklist.objects.none()

    def visible(self) -> QuerySet[InspectionChecklist]:
        return checklists.visible(actor(self.request)).order_by("code", "version")

    @extend_schema(request=ChecklistIn, responses={201: ChecklistOut})
    def post(self, request: Request) -> Response:
        """Publish a version; a published one never changes."""
        data = ChecklistIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = checklists.publish(dict(data.validated_data), by=actor(request), at=moment())
        return Response(ChecklistOut(row).data, status=201)
