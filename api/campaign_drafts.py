"""Campaigns while they are drafted: the beginnings that ship with the product, and a draft begun from one of them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from api.campaigns import CampaignOut, shown
from emulation import campaign_drafts
from emulation.models import Campaign


class TitleOut(serializers.Serializer[Any]):
    vi = serializers.CharField()
    en = serializers.CharField(default="")


class CampaignTemplateOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="what `about` names to begin from it")
    title = TitleOut()
    name = serializers.CharField()
    form = serializers.ChoiceField(choices=[Campaign.REGULAR, Campaign.THEMATIC])
    goal = serializers.CharField()
    months = serializers.ListField(child=serializers.IntegerField(), help_text="the first and the last")
    unit_scheme = serializers.CharField(allow_blank=True)
    person_scheme = serializers.CharField(allow_blank=True)


class BegunIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=500)
    origin = serializers.ChoiceField(
        choices=[campaign_drafts.BLANK, campaign_drafts.TEMPLATE, campaign_drafts.COPY],
        default=campaign_drafts.BLANK,
        help_text="`copy` takes an earlier campaign, with its days a year later",
    )
    about = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="code of the template, or id of the campaign"
    )


class CampaignTemplatesView(APIView):
    @extend_schema(responses=CampaignTemplateOut(many=True), operation_id="campaign_templates")
    def get(self, request: Request) -> Response:
        """The campaigns that ship with the product as a beginning."""
        return Response(CampaignTemplateOut(list(campaign_drafts.templates().values()), many=True).data)


class CampaignDraftsView(APIView):
    @extend_schema(request=BegunIn, responses={201: CampaignOut}, operation_id="campaign_begin")
    def post(self, request: Request) -> Response:
        """Begin a draft from nothing, from a template or from an earlier campaign; a known code answers the campaign that is there,
        unchanged."""
        data = BegunIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = campaign_drafts.begin(
            given["code"], given["name"], given["origin"], given["about"], by=actor(request), at=moment()
        )
        return shown(row, request, 201)
