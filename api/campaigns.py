"""Campaigns from draft to final review, and their months."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.problems import ProblemDetail, detail_of
from emulation import campaigns, months, visibility
from emulation.models import Campaign, CampaignMonth, SchemeVersion
from emulation.rules import states
from kernel.errors import Missing
from kernel.text import gettext_noop


class SchemeReference(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=60)
    version = serializers.IntegerField(min_value=1)


class SurveyItem(serializers.Serializer[Any]):
    code = serializers.RegexField(r"^\w{1,20}$")
    vi = serializers.CharField(max_length=300)
    en = serializers.CharField(max_length=300, allow_blank=True, default="")


class CampaignIn(serializers.Serializer[Any]):
    """The seven contents of Art. 17 may be empty in a draft; a launch asks for all of them."""

    code = serializers.RegexField(r"^[\w.-]+$", max_length=60)
    name = serializers.CharField(max_length=500)
    form = serializers.ChoiceField(choices=[Campaign.REGULAR, Campaign.THEMATIC], default=Campaign.THEMATIC)
    level = serializers.CharField(
        max_length=16, allow_blank=True, default="", help_text="of who leads it; empty: the authority's own at launch"
    )
    goal = serializers.CharField(allow_blank=True, default="")
    scope = serializers.CharField(allow_blank=True, default="")
    subjects = serializers.CharField(allow_blank=True, default="")
    criteria = serializers.CharField(allow_blank=True, default="")
    starts_on = serializers.DateField(allow_null=True, default=None)
    ends_on = serializers.DateField(allow_null=True, default=None)
    plan = serializers.CharField(allow_blank=True, default="")
    measures = serializers.CharField(allow_blank=True, default="")
    legal_basis = serializers.CharField(allow_blank=True, default="")
    launch_document = serializers.CharField(max_length=200, allow_blank=True, default="")
    unit_scheme = SchemeReference(allow_null=True, default=None)
    person_scheme = SchemeReference(allow_null=True, default=None)
    survey = SurveyItem(many=True, default=list)
    policy = serializers.DictField(default=dict)

    def draft(self) -> campaigns.Draft:
        data = dict(self.validated_data)
        for name in ("unit_scheme", "person_scheme"):
            data[name] = (data[name]["code"], data[name]["version"]) if data[name] else None
        data["survey"] = [dict(item) for item in data["survey"]]
        return campaigns.Draft(**data)


class SchemeNameOut(serializers.ModelSerializer[SchemeVersion]):
    class Meta:
        model = SchemeVersion
        fields = ("code", "version", "digest")


class CampaignOut(serializers.ModelSerializer[Campaign]):
    unit_scheme = SchemeNameOut(allow_null=True)
    person_scheme = SchemeNameOut(allow_null=True)
    may = serializers.SerializerMethodField(help_text="acts that this reader may do now")

    class Meta:
        model = Campaign
        fields = (
            "id", "code", "name", "form", "level", "goal", "scope", "subjects", "criteria", "starts_on", "ends_on", "plan",
            "measures", "legal_basis", "launch_document", "unit_scheme", "person_scheme", "survey", "policy",
            "policy_digest", "state", "launched_at", "closed_at", "may",
        )  # fmt: skip

    def get_may(self, campaign: Campaign) -> list[str]:
        request = self.context.get("request")
        held = campaigns.roles(actor(request), campaign) if request else frozenset()
        return list(states.CAMPAIGN.possible(campaign.state, held))


def found(campaign_id: str, request: Request) -> Campaign:
    rows = visibility.campaigns(actor(request)).select_related("unit_scheme", "person_scheme")
    campaign = rows.filter(pk=campaign_id).first()
    if campaign is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    return campaign


def shown(campaign: Campaign, request: Request, status: int = 200) -> Response:
    return Response(CampaignOut(campaign, context={"request": request}).data, status=status)


class CampaignsView(Listing):
    """Campaigns of the authority; drafts are for the committee."""

    serializer_class = CampaignOut
    filterset_fields = ("code", "state", "form")
    queryset = Campaign.objects.none()

    def visible(self) -> QuerySet[Campaign]:
        return visibility.campaigns(actor(self.request)).select_related("unit_scheme", "person_scheme")

    @extend_schema(request=CampaignIn, responses={201: CampaignOut})
    def post(self, request: Request) -> Response:
        """Write a draft; a known code answers the campaign that is there, unchanged."""
        data = CampaignIn(data=request.data)
        data.is_valid(raise_exception=True)
        return shown(campaigns.draft(data.draft(), by=actor(request), at=moment()), request, 201)


class CampaignView(APIView):
    @extend_schema(responses=CampaignOut, operation_id="campaign_retrieve")
    def get(self, request: Request, campaign_id: str) -> Response:
        """All that a campaign says, and what the reader may do with it now."""
        return shown(found(campaign_id, request), request)

    @extend_schema(request=CampaignIn, responses=CampaignOut, operation_id="campaign_revise")
    def put(self, request: Request, campaign_id: str) -> Response:
        """Replace what a draft says; a launched campaign is frozen."""
        data = CampaignIn(data=request.data)
        data.is_valid(raise_exception=True)
        return shown(campaigns.revise(campaign_id, data.draft(), by=actor(request), at=moment()), request)


class ReasonIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class SummaryIn(serializers.Serializer[Any]):
    summary = serializers.CharField(max_length=20_000)


class _CampaignAct(APIView):
    """An act that needs nothing but the campaign."""

    act: Callable[..., Campaign]

    @extend_schema(request=None, responses=CampaignOut)
    def post(self, request: Request, campaign_id: str) -> Response:
        return shown(type(self).act(campaign_id, by=actor(request), at=moment()), request)


class LaunchView(_CampaignAct):
    """Launch: rules are frozen, months laid out, units told. The author of the draft cannot launch it."""

    act = staticmethod(campaigns.launch)


class ResumeView(_CampaignAct):
    """Go on after a suspension."""

    act = staticmethod(campaigns.resume)


class CloseView(_CampaignAct):
    """Close; a 409 lists everything in the way."""

    act = staticmethod(campaigns.close)


class _ReasonedAct(APIView):
    act: Callable[..., Campaign]

    @extend_schema(request=ReasonIn, responses=CampaignOut)
    def post(self, request: Request, campaign_id: str) -> Response:
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        return shown(type(self).act(campaign_id, by=actor(request), at=moment(), **data.validated_data), request)


class SuspendView(_ReasonedAct):
    """Suspend, with a reason: nothing is written into its months meanwhile."""

    act = staticmethod(campaigns.suspend)


class CancelView(_ReasonedAct):
    """Cancel for good, with a reason."""

    act = staticmethod(campaigns.cancel)


class ConcludeView(APIView):
    @extend_schema(request=SummaryIn, responses=CampaignOut)
    def post(self, request: Request, campaign_id: str) -> Response:
        """The final review (tổng kết)."""
        data = SummaryIn(data=request.data)
        data.is_valid(raise_exception=True)
        return shown(campaigns.conclude(campaign_id, by=actor(request), at=moment(), **data.validated_data), request)


class ReviewOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    summary = serializers.CharField()
    at = serializers.DateTimeField()


class ReviewsView(APIView):
    @extend_schema(responses=ReviewOut(many=True), operation_id="campaign_reviews")
    def get(self, request: Request, campaign_id: str) -> Response:
        """The interim reviews (sơ kết) so far."""
        return Response(ReviewOut(found(campaign_id, request).reviews.all(), many=True).data)

    @extend_schema(request=SummaryIn, responses={201: ReviewOut}, operation_id="campaign_review")
    def post(self, request: Request, campaign_id: str) -> Response:
        """An interim review (sơ kết); a campaign may have several."""
        data = SummaryIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = campaigns.review(campaign_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(ReviewOut(row).data, status=201)


class BlockersView(APIView):
    @extend_schema(responses=ProblemDetail(many=True))
    def get(self, request: Request, campaign_id: str) -> Response:
        """What keeps the campaign from its next step: a draft from its launch, a launched one from its closing."""
        campaign = found(campaign_id, request)
        draft = campaign.state == states.DRAFT
        problems = campaigns.launch_problems(campaign) if draft else campaigns.closing_problems(campaign)
        return Response([detail_of(problem) for problem in problems])


class MonthOut(serializers.ModelSerializer[CampaignMonth]):
    class Meta:
        model = CampaignMonth
        fields = ("month", "deadline", "closes_at", "state", "closed_at")


class MonthsView(APIView):
    @extend_schema(responses=MonthOut(many=True))
    def get(self, request: Request, campaign_id: str) -> Response:
        """The months with their deadlines, and whether they are closed."""
        return Response(MonthOut(found(campaign_id, request).months.all(), many=True).data)


class MonthCloseView(APIView):
    @extend_schema(request=None, responses=MonthOut)
    def post(self, request: Request, campaign_id: str, month: str) -> Response:
        """Close a month and have it ranked; repeating it changes nothing."""
        return Response(MonthOut(months.close(campaign_id, month, by=actor(request), at=moment())).data)
