"""Rankings, their lines, and the explanation of every figure."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import renderers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, today
from api.campaigns import found as found_campaign
from api.problems import said
from api.rendering import XLSX, TextRenderer, XlsxRenderer
from emulation import explanations, visibility
from emulation.models import Ranking, Standing
from emulation.tables.wording import Voice
from kernel.errors import Missing
from kernel.text import gettext_noop

EXPLAINED = ("ranking__month", "ranking__campaign__unit_scheme", "ranking__campaign__person_scheme")


class RankingOut(serializers.ModelSerializer[Ranking]):
    month = serializers.CharField(source="month.month", default="", help_text="empty: the whole campaign")

    class Meta:
        model = Ranking
        fields: tuple[str, ...] = (
            "id", "month", "subjects", "revision", "state", "scheme_digest", "inputs_digest", "result_digest", "engine_version",
            "computed_at",
        )  # fmt: skip


class RankingFilter(filters.FilterSet):
    month = filters.CharFilter(field_name="month__month")
    final = filters.BooleanFilter(field_name="month", lookup_expr="isnull")
    subjects = filters.CharFilter(field_name="subjects")
    state = filters.CharFilter(field_name="state")


class RankingsView(Listing):
    """Rankings of a campaign, by month and final, with their state and the digests of what they were computed from.

    Every revision is listed: at most one of each is provisional, published or final; others are replaced, and for the
    committee those that are not applied.
    """

    serializer_class = RankingOut
    filterset_class = RankingFilter
    queryset = Ranking.objects.none()

    def visible(self) -> QuerySet[Ranking]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        rows = visibility.rankings(actor(self.request)).filter(campaign=campaign)
        return rows.select_related("month").defer("inputs", "changes").order_by("month__month", "subjects", "revision")


class StandingOut(serializers.ModelSerializer[Standing]):
    service = serializers.JSONField(
        read_only=True, help_text="what the year's service of a person means, where it means something; else null"
    )

    class Meta:
        model = Standing
        fields = (
            "id", "subject", "name", "unit_code", "cluster_code", "score", "grade", "rank", "rank_in_cluster",
            "rank_in_unit", "tied", "unranked_because", "service",
        )  # fmt: skip


class StandingFilter(filters.FilterSet):
    cluster = filters.CharFilter(field_name="cluster_code")
    unit = filters.CharFilter(field_name="unit_code")
    subject = filters.CharFilter(field_name="subject")
    grade = filters.CharFilter(field_name="grade")


class StandingsView(Listing):
    """Lines of a ranking that the reader may see, in order of rank."""

    serializer_class = StandingOut
    filterset_class = StandingFilter
    queryset = Standing.objects.none()

    def visible(self) -> QuerySet[Standing]:
        rows = visibility.standings(actor(self.request), today())
        rows = rows.filter(ranking_id=self.kwargs["ranking_id"]).defer("inputs").order_by("order")
        return rows.annotate(service=KeyTransform("service", "inputs"))


class ExplanationView(APIView):
    renderer_classes = (renderers.JSONRenderer, TextRenderer, XlsxRenderer)

    @extend_schema(
        responses={
            (200, "application/json"): dict[str, Any],
            (200, "text/plain"): OpenApiTypes.STR,
            (200, XLSX): OpenApiTypes.BINARY,
        }
    )
    def get(self, request: Request, standing_id: str) -> Response:
        """Why a standing is what it is: the tree of contributions behind its score, with maxima, policies applied, and where
        each line came from; the grade, the place and what decided them. ``Accept`` or ``?format=`` chooses JSON, text or
        XLSX."""
        visible = visibility.explained(actor(request), today())
        standing = visible.select_related(*EXPLAINED).filter(pk=standing_id).first()
        if standing is None:
            raise Missing("standing.missing", gettext_noop("Không có kết quả xếp hạng này."))
        told = explanations.account(standing, visible)
        kind = getattr(request.accepted_renderer, "format", "json")
        if kind not in explanations.WRITERS:
            return Response(told)
        headers = {"Content-Disposition": f'attachment; filename="explanation.{kind}"'}
        return Response(explanations.WRITERS[kind](told, Voice(said, commas=True)), headers=headers)
