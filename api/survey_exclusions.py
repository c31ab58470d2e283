"""Flags over a month's survey answers, and the groups of answers that are left out of the figures."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import ReasonIn
from api.campaigns import found as found_campaign
from emulation import survey_exclusions, visibility
from emulation.boards import survey_flags as boards
from emulation.models import SurveyExclusion
from emulation.rules.exact import exact_text
from emulation.rules.survey_flags import KINDS
from emulation.rules.survey_groups import ANY, Group
from emulation.visibility import WHOLE


class GroupIn(serializers.Serializer[Any]):
    """``channel`` ``*`` is every channel, the empty one that of answers which another system collected; an empty ``counter`` or
    ``day`` (2019-04-15) does not tell apart."""

    unit = serializers.CharField(max_length=40)
    channel = serializers.CharField(max_length=20, allow_blank=True, default=ANY)
    counter = serializers.CharField(max_length=40, allow_blank=True, default="")
    day = serializers.CharField(max_length=10, allow_blank=True, default="")


class SurveyFlagOut(serializers.Serializer[Any]):
    """``honest`` says in how many of a hundred honest months of a unit this kind of flag is seen at the most; ``exclusion`` the
    one that covers the group, if one waits or is in force."""

    kind = serializers.ChoiceField(choices=KINDS)
    group = GroupIn()
    figure = serializers.CharField()
    limit = serializers.CharField()
    answers = serializers.IntegerField()
    honest = serializers.IntegerField()
    text = serializers.CharField()
    exclusion = serializers.UUIDField(allow_null=True)


class SurveyFlagsView(APIView):
    @extend_schema(responses=SurveyFlagOut(many=True))
    def get(self, request: Request, campaign_id: str, month: str) -> Response:
        """What honest answers seldom show, found anew; for the committee and inspectors alone, and nothing more than advice."""
        board = boards.month(campaign_id, month, by=actor(request))
        rows = [
            {
                "kind": row.flag.kind,
                "group": row.flag.group.to_data(),
                "figure": exact_text(row.flag.figure),
                "limit": exact_text(row.flag.limit),
                "answers": row.flag.answers,
                "honest": row.flag.honest,
                "text": gettext(row.flag.message) % row.flag.params,
                "exclusion": row.exclusion.pk if row.exclusion else None,
            }
            for row in board.flags
        ]
        return Response(SurveyFlagOut(rows, many=True).data)


class SurveyExclusionIn(GroupIn):
    month = serializers.CharField(max_length=7)
    reason = serializers.CharField(max_length=survey_exclusions.LONGEST_REASON)


class SurveyExclusionOut(serializers.ModelSerializer[SurveyExclusion]):
    """``flags`` names the kinds of flags that the group showed, for the committee and inspectors alone."""

    month = serializers.CharField(source="month.month")
    unit = serializers.CharField(source="unit.code")
    proposed_by = serializers.CharField(source="proposed_by.get_full_name")
    decided_by = serializers.CharField(source="decided_by.get_full_name", default=None, allow_null=True)
    restored_by = serializers.CharField(source="restored_by.get_full_name", default=None, allow_null=True)
    flags = serializers.SerializerMethodField()

    class Meta:
        model = SurveyExclusion
        fields = (
            "id", "month", "unit", "channel", "counter", "day", "reason", "flags", "answers", "state", "proposed_by",
            "proposed_at", "decided_by", "decided_at", "decision_reason", "restored_by", "restored_at", "restore_reason",
        )  # fmt: skip

    def get_flags(self, row: SurveyExclusion) -> list[str]:
        whole = visibility.holds(actor(self.context["request"]), WHOLE)
        return sorted({flag["kind"] for flag in row.flags}) if whole else []


def _shown(row: SurveyExclusion, request: Request, status: int = 200) -> Response:
    return Response(SurveyExclusionOut(row, context={"request": request}).data, status=status)


class SurveyExclusionsView(Listing):
    """Groups of answers that were proposed to be left out: all for the committee and inspectors; for a unit's people those about
    their units, once decided."""

    serializer_class = SurveyExclusionOut
    filterset_fields: ClassVar = {"state": ["exact"], "unit__code": ["exact"], "month__month": ["exact"]}
    queryset = SurveyExclusion.objects.none()

    def visible(self) -> QuerySet[SurveyExclusion]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        seen = visibility.survey_exclusions(actor(self.request), today()).filter(campaign=campaign)
        return seen.select_related("month", "unit", "proposed_by", "decided_by", "restored_by").order_by(
            "proposed_at", "id"
        )

    @extend_schema(request=SurveyExclusionIn, responses={201: SurveyExclusionOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Propose to leave a group of answers out; the flags that it shows are kept with the proposal."""
        data = SurveyExclusionIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        month, reason = given.pop("month"), given.pop("reason")
        row = survey_exclusions.propose(
            campaign_id,
            month,
            group := Group(**given),
            reason=reason,
            flags=_flags(request, campaign_id, month, group),
            by=actor(request),
            at=moment(),
        )
        return _shown(row, request, 201)


def _flags(request: Request, campaign_id: str, month: str, group: Group) -> Any:
    """Those that the group shows; none for somebody who may not see them, whom the act then refuses."""
    if not visibility.holds(actor(request), WHOLE):
        return ()
    return boards.of_group(campaign_id, month, group, by=actor(request))


class ExcludeView(APIView):
    @extend_schema(request=None, responses=SurveyExclusionOut)
    def post(self, request: Request, exclusion_id: str) -> Response:
        """Leave the group out, as another person than who proposed it. Counters and boards follow at once; a ranked month is
        revised in the shadow."""
        return _shown(survey_exclusions.exclude(exclusion_id, by=actor(request), at=moment()), request)


class DeclineExclusionView(APIView):
    @extend_schema(request=ReasonIn, responses=SurveyExclusionOut)
    def post(self, request: Request, exclusion_id: str) -> Response:
        """Turn a proposal down, or take one's own back; the answers count on."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = survey_exclusions.decline(exclusion_id, by=actor(request), at=moment(), **data.validated_data)
        return _shown(row, request)


class RestoreView(APIView):
    @extend_schema(request=ReasonIn, responses=SurveyExclusionOut)
    def post(self, request: Request, exclusion_id: str) -> Response:
        """Bring back what was left out, as another person than who decided it."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = survey_exclusions.restore(exclusion_id, by=actor(request), at=moment(), **data.validated_data)
        return _shown(row, request)
