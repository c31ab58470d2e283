"""Commendation decisions and award types."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.organisation import ON, asked_day
from api.paging import Pages
from emulation import award_visibility, decisions
from emulation.models import Award, AwardType, Decision, in_force
from kernel.errors import Missing
from kernel.text import gettext_noop


class AwardTypeOut(serializers.ModelSerializer[AwardType]):
    class Meta:
        model = AwardType
        fields = (
            "code",
            "name",
            "name_en",
            "kind",
            "subjects",
            "has_certificate",
            "legal_basis",
            "valid_from",
            "valid_to",
        )


@extend_schema(parameters=[ON])
class AwardTypesView(Listing):
    """Titles and forms of commendation as the law has them on a day."""

    serializer_class = AwardTypeOut
    parameters = ("on",)
    queryset = AwardType.objects.none()

    def visible(self) -> QuerySet[AwardType]:
        return AwardType.objects.filter(in_force(asked_day(self.request))).order_by("code")


class ProposalIn(serializers.Serializer[Any]):
    award_type = serializers.CharField(max_length=40)
    unit = serializers.CharField(max_length=40)
    person = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="empty: the unit as a collective"
    )
    citation = serializers.CharField(max_length=decisions.CITATION_LENGTH)


class DecisionIn(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=500)
    number = serializers.RegexField(
        r"^[\w./-]*$", max_length=40, allow_blank=True, default="", help_text="empty until the clerk gives it"
    )
    decided_on = serializers.DateField(default=None, allow_null=True)
    signatory_name = serializers.CharField(max_length=200)
    signatory_title = serializers.CharField(max_length=200)
    campaign = serializers.UUIDField(default=None, allow_null=True)
    awards = serializers.ListField(child=ProposalIn(), max_length=20_000)

    def draft(self, today: date) -> decisions.Draft:
        data = dict(self.validated_data)
        data["awards"] = [decisions.Proposal(**dict(proposal)) for proposal in data["awards"]]
        data["campaign"] = str(data["campaign"] or "")
        data["decided_on"] = data["decided_on"] or today
        return decisions.Draft(**data)


PARTS = ("award_type", "unit", "person", "register_entry")


class AwardOut(serializers.ModelSerializer[Award]):
    award_type = serializers.CharField(source="award_type.code")
    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code", default="")
    register_number = serializers.IntegerField(source="register_entry.number", default=None, allow_null=True)

    class Meta:
        model = Award
        fields = (
            "id", "place", "award_type", "salutation", "recipient_name", "position", "unit", "unit_name", "person", "citation",
            "register_number", "book_number", "household", "line", "state", "ended_ground", "replaces",
        )  # fmt: skip


class DecisionOut(serializers.ModelSerializer[Decision]):
    class Meta:
        model = Decision
        fields: tuple[str, ...] = (
            "id",
            "campaign",
            "kind",
            "origin",
            "given_by",
            "target",
            "notice_days",
            "title",
            "number",
            "decided_on",
            "signatory_name",
            "signatory_title",
            "state",
            "signed_at",
        )


class DecisionDetailOut(DecisionOut):
    """``awards`` are the first of the list, as many as a page has at most; all of them stand in pages at ``awards``."""

    awards = serializers.SerializerMethodField()
    award_count = serializers.IntegerField()

    class Meta(DecisionOut.Meta):
        fields = (*DecisionOut.Meta.fields, "awards", "award_count")

    @extend_schema_field(AwardOut(many=True))
    def get_awards(self, decision: Decision) -> Any:
        listed = decision.awards.select_related(*PARTS).order_by("place")[: Pages.max_page_size]
        return AwardOut(listed, many=True).data


def found(decision_id: str, request: Request) -> Decision:
    rows = award_visibility.decisions(actor(request)).filter(pk=decision_id)
    decision = rows.annotate(award_count=Count("awards")).first()
    if decision is None:
        raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
    return decision


def shown(decision: Decision, request: Request, status: int = 200) -> Response:
    return Response(DecisionDetailOut(found(str(decision.pk), request)).data, status=status)


class DecisionsView(Listing):
    """Signed decisions; drafts are for those who work on them."""

    serializer_class = DecisionOut
    filterset_fields = ("state", "campaign", "number")
    queryset = Decision.objects.none()

    def visible(self) -> QuerySet[Decision]:
        return award_visibility.decisions(actor(self.request))

    @extend_schema(request=DecisionIn, responses={201: DecisionDetailOut})
    def post(self, request: Request) -> Response:
        """Draft a decision with its list."""
        data = DecisionIn(data=request.data)
        data.is_valid(raise_exception=True)
        at = moment()
        return shown(decisions.draft(data.draft(asked_day(request)), by=actor(request), at=at), request, 201)


class DecisionView(APIView):
    @extend_schema(responses=DecisionDetailOut, operation_id="decision_retrieve")
    def get(self, request: Request, decision_id: str) -> Response:
        """A decision with its list; numbers of the register once it is signed."""
        return Response(DecisionDetailOut(found(decision_id, request)).data)

    @extend_schema(request=DecisionIn, responses=DecisionDetailOut, operation_id="decision_revise")
    def put(self, request: Request, decision_id: str) -> Response:
        """Replace what a draft says, list and all."""
        data = DecisionIn(data=request.data)
        data.is_valid(raise_exception=True)
        draft = data.draft(asked_day(request))
        return shown(decisions.revise(decision_id, draft, by=actor(request), at=moment()), request)


class DecisionAwardsView(Listing):
    """The whole list of a decision in pages."""

    serializer_class = AwardOut
    filterset_fields = ("state", "award_type__code", "unit__code")
    queryset = Award.objects.none()

    def visible(self) -> QuerySet[Award]:
        seen = award_visibility.decisions(actor(self.request)).filter(pk=self.kwargs["decision_id"])
        if not seen.exists():
            raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
        return Award.objects.filter(decision__in=seen.order_by()).select_related(*PARTS).order_by("place")


class SignView(APIView):
    @extend_schema(request=None, responses=DecisionDetailOut)
    def post(self, request: Request, decision_id: str) -> Response:
        """The authority signs: numbers are given and certificates follow. The author of the draft cannot sign it,
        and nobody signs what could not be printed."""
        return shown(decisions.sign(decision_id, by=actor(request), at=moment()), request)


class DiscardView(APIView):
    @extend_schema(request=None, responses=DecisionOut)
    def post(self, request: Request, decision_id: str) -> Response:
        """Put a draft away; its number becomes free."""
        return Response(DecisionOut(decisions.discard(decision_id, by=actor(request), at=moment())).data)
