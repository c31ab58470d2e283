"""Inspection visits: planned, begun, ticked off, minuted; and the findings that they write down."""

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
from api.findings import FindingOut, shown_finding
from emulation import findings, visibility, visits
from emulation.boards import inspections as boards
from emulation.models import Finding, InspectionMark, InspectionVisit
from emulation.rules.checklists import NOTE_LIMIT, RESULT_TITLES, Checked
from emulation.rules.inspections import KIND_TITLES, LIGHT, SEVERITY_TITLES, TEXT_LIMIT, Observed


class VisitIn(serializers.Serializer[Any]):
    """A ``surprise`` is unknown to the unit until it begins. The visit counts for the month of ``planned_on``."""

    unit = serializers.CharField(max_length=40)
    team = serializers.CharField(max_length=40)
    checklist = serializers.CharField(max_length=60)
    checklist_version = serializers.IntegerField(min_value=1, default=1)
    planned_on = serializers.DateField()
    surprise = serializers.BooleanField(default=False)
    purpose = serializers.CharField(max_length=TEXT_LIMIT, allow_blank=True, default="")

    def plan(self) -> visits.Plan:
        data = dict(self.validated_data)
        data["checklist"] = (data["checklist"], data.pop("checklist_version"))
        return visits.Plan(**data)


class MarkOut(serializers.ModelSerializer[InspectionMark]):
    class Meta:
        model = InspectionMark
        fields = ("item", "result", "note", "at")


class VisitOut(serializers.ModelSerializer[InspectionVisit]):
    """``code`` is given when the visit begins; ``answer_by`` is the unit's last day to answer."""

    unit = serializers.CharField(source="unit.code")
    team = serializers.CharField(source="team.code")
    month = serializers.CharField(source="month.month")
    checklist = serializers.CharField(source="checklist.code")
    checklist_version = serializers.IntegerField(source="checklist.version")

    class Meta:
        model = InspectionVisit
        fields: tuple[str, ...] = (
            "id", "code", "unit", "team", "month", "checklist", "checklist_version", "planned_on", "surprise", "purpose",
            "state", "begun_at", "reported_at", "answer_by", "summary", "present", "settled_at", "cancel_reason",
        )  # fmt: skip


class VisitDetailOut(VisitOut):
    """``marks`` are told to the unit with the minutes; ``may``: what this reader may do now."""

    marks = MarkOut(many=True)
    may = serializers.ListField(child=serializers.CharField())

    class Meta(VisitOut.Meta):
        fields = (*VisitOut.Meta.fields, "marks", "may")


def shown(visit_id: str, request: Request, status: int = 200) -> Response:
    board = boards.visit(visit_id, by=actor(request), at=moment())
    marks = [ticked.mark for _, items in board.sections for ticked in items if ticked.mark]
    data = VisitOut(board.visit).data | {"marks": MarkOut(marks, many=True).data, "may": sorted(board.may)}
    return Response(data, status=status)


class VisitsView(Listing):
    """Visits of a campaign: all for the committee and inspectors, those to their units for a unit's people. Nobody of a unit
    sees a surprise before it has begun."""

    serializer_class = VisitOut
    filterset_fields: ClassVar = {
        "unit__code": ["exact"],
        "team__code": ["exact"],
        "month__month": ["exact"],
        "state": ["exact"],
        "surprise": ["exact"],
    }
    queryset = InspectionVisit.objects.none()

    def visible(self) -> QuerySet[InspectionVisit]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        seen = visibility.visits(actor(self.request), today()).filter(campaign=campaign)
        return seen.select_related("unit", "team", "month", "checklist").order_by("planned_on", "id")

    @extend_schema(request=VisitIn, responses={201: VisitDetailOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Plan a visit. The same again answers the one that is planned."""
        data = VisitIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = visits.plan(campaign_id, data.plan(), by=actor(request), at=moment())
        return shown(str(row.pk), request, 201)


class VisitView(APIView):
    @extend_schema(responses=VisitDetailOut)
    def get(self, request: Request, visit_id: str) -> Response:
        """A visit with what was ticked, as far as its reader may know it."""
        return shown(visit_id, request)


class BeginView(APIView):
    @extend_schema(request=None, responses=VisitDetailOut)
    def post(self, request: Request, visit_id: str) -> Response:
        """Begin a visit; from now on its unit knows of it."""
        visits.begin(visit_id, by=actor(request), at=moment())
        return shown(visit_id, request)


class CancelVisitView(APIView):
    @extend_schema(request=ReasonIn, responses=VisitDetailOut)
    def post(self, request: Request, visit_id: str) -> Response:
        """Call a planned visit off, with a reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        visits.cancel(visit_id, by=actor(request), at=moment(), **data.validated_data)
        return shown(visit_id, request)


class MarkIn(serializers.Serializer[Any]):
    item = serializers.CharField(max_length=40)
    result = serializers.ChoiceField(choices=tuple(RESULT_TITLES))
    note = serializers.CharField(max_length=NOTE_LIMIT, allow_blank=True, default="")


class FillIn(serializers.Serializer[Any]):
    marks = MarkIn(many=True)


class FillView(APIView):
    @extend_schema(request=FillIn, responses=VisitDetailOut)
    def put(self, request: Request, visit_id: str) -> Response:
        """Write what was found for items of the checklist; those that are not named stay, the same again changes nothing."""
        data = FillIn(data=request.data)
        data.is_valid(raise_exception=True)
        marks = {one["item"]: Checked(one["result"], one["note"]) for one in data.validated_data["marks"]}
        visits.fill(visit_id, marks, by=actor(request), at=moment())
        return shown(visit_id, request)


class MinutesIn(serializers.Serializer[Any]):
    summary = serializers.CharField(max_length=TEXT_LIMIT)
    present = serializers.CharField(max_length=TEXT_LIMIT, allow_blank=True, default="")


class MinutesView(APIView):
    @extend_schema(request=MinutesIn, responses=VisitDetailOut)
    def post(self, request: Request, visit_id: str) -> Response:
        """Close the minutes: the unit reads them and its days to answer begin."""
        data = MinutesIn(data=request.data)
        data.is_valid(raise_exception=True)
        visits.report(visit_id, by=actor(request), at=moment(), **data.validated_data)
        return shown(visit_id, request)


class ObservedIn(serializers.Serializer[Any]):
    """``key`` is chosen by the device: sent again under it, a finding is the same one. ``files`` are ids of photos handed in."""

    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=tuple(KIND_TITLES))
    severity = serializers.ChoiceField(choices=tuple(SEVERITY_TITLES), default=LIGHT)
    text = serializers.CharField(max_length=TEXT_LIMIT)
    basis = serializers.CharField(max_length=300, allow_blank=True, default="")
    item = serializers.CharField(max_length=40, allow_blank=True, default="")
    person = serializers.CharField(max_length=40, allow_blank=True, default="")
    criterion = serializers.CharField(max_length=40, allow_blank=True, default="")
    points = serializers.DecimalField(max_digits=12, decimal_places=4, allow_null=True, default=None)
    veto = serializers.CharField(max_length=40, allow_blank=True, default="")
    files = serializers.ListField(child=serializers.UUIDField(), max_length=10, default=list)


class VisitFindingsView(APIView):
    @extend_schema(request=ObservedIn, responses={201: FindingOut})
    def post(self, request: Request, visit_id: str) -> Response:
        """Write a finding down while the visit lasts."""
        data = ObservedIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        key, photos = given.pop("key"), [str(one) for one in given.pop("files")]
        by = actor(request)
        row = findings.record(visit_id, Observed(**given), key=key, photos=photos, by=by, at=moment())
        return shown_finding(str(row.pk), request, 201)


class FindingsView(Listing):
    """Findings of a campaign: all for the committee and inspectors; to units those of theirs, to staff those about themselves,
    from the minutes on."""

    serializer_class = FindingOut
    filterset_fields: ClassVar = {
        "visit": ["exact"],
        "visit__unit__code": ["exact"],
        "kind": ["exact"],
        "state": ["exact"],
    }
    queryset = Finding.objects.none()

    def visible(self) -> QuerySet[Finding]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        seen = visibility.findings(actor(self.request), today()).filter(visit__campaign=campaign)
        return seen.select_related("visit__unit", "person").order_by("visit__number", "number")
