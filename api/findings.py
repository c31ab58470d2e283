"""What becomes of findings, and the holds that keep somebody from being proposed for awards."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.bookings import NoteIn
from api.campaigns import ReasonIn
from emulation import findings, holds, visibility
from emulation.boards import inspections as boards
from emulation.models import EligibilityHold, Finding
from emulation.rules.inspections import MEASURE_TITLES, TEXT_LIMIT, Measure


class FindingOut(serializers.ModelSerializer[Finding]):
    """``criterion``, ``points`` and ``veto`` are what the inspector had in mind; ``measure`` with ``measure_details`` is what
    the team's lead proposes. It costs nothing before ``state`` is booked."""

    visit = serializers.UUIDField(source="visit_id")
    unit = serializers.CharField(source="visit.unit.code")
    person = serializers.CharField(source="person.code", default=None, allow_null=True)
    measure_details = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Finding
        fields: tuple[str, ...] = (
            "id", "code", "visit", "unit", "kind", "severity", "text", "basis", "item", "person", "criterion", "points", "veto",
            "state", "answer", "answered_at", "measure", "measure_reason", "measure_details", "booking", "proposed_at",
            "decided_at", "decision_reason",
        )  # fmt: skip


class FindingDetailOut(FindingOut):
    """``photos`` and ``papers`` are ids of files; ``may``: what this reader may do now."""

    photos = serializers.ListField(child=serializers.UUIDField())
    papers = serializers.ListField(child=serializers.UUIDField())
    may = serializers.ListField(child=serializers.CharField())

    class Meta(FindingOut.Meta):
        fields = (*FindingOut.Meta.fields, "photos", "papers", "may")


def shown_finding(finding_id: str, request: Request, status: int = 200) -> Response:
    board = boards.finding(finding_id, by=actor(request), at=moment())
    more = {
        "photos": [str(one.pk) for one in board.row.photos],
        "papers": [str(one.pk) for one in board.row.papers],
        "may": sorted(board.row.may),
    }
    return Response(FindingOut(board.row.finding).data | more, status=status)


class FindingView(APIView):
    @extend_schema(responses=FindingDetailOut)
    def get(self, request: Request, finding_id: str) -> Response:
        """A finding with its answer, its proposal and what became of it."""
        return shown_finding(finding_id, request)


class WithdrawView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, finding_id: str) -> Response:
        """Take back what was written down by mistake, before the minutes."""
        findings.withdraw(finding_id, by=actor(request), at=moment())
        return Response(status=204)


class ExplainIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=TEXT_LIMIT)
    files = serializers.ListField(child=serializers.UUIDField(), max_length=10, default=list)


class ExplainView(APIView):
    @extend_schema(request=ExplainIn, responses=FindingDetailOut)
    def post(self, request: Request, finding_id: str) -> Response:
        """The unit's answer, once, within its working days; ``files`` are ids of files handed in."""
        data = ExplainIn(data=request.data)
        data.is_valid(raise_exception=True)
        ids = [str(one) for one in data.validated_data["files"]]
        findings.explain(finding_id, data.validated_data["text"], attached=ids, by=actor(request), at=moment())
        return shown_finding(finding_id, request)


class MeasureIn(serializers.Serializer[Any]):
    """A ``deduction`` asks for ``criterion`` and ``points``, a ``veto`` for ``veto``, a ``hold`` for ``hold_from``."""

    kind = serializers.ChoiceField(choices=tuple(MEASURE_TITLES))
    reason = serializers.CharField(max_length=TEXT_LIMIT)
    criterion = serializers.CharField(max_length=40, allow_blank=True, default="")
    points = serializers.DecimalField(max_digits=12, decimal_places=4, allow_null=True, default=None)
    veto = serializers.CharField(max_length=40, allow_blank=True, default="")
    hold_from = serializers.DateField(allow_null=True, default=None)
    hold_to = serializers.DateField(allow_null=True, default=None)
    document = serializers.CharField(max_length=300, allow_blank=True, default="")


class ProposeView(APIView):
    @extend_schema(request=MeasureIn, responses=FindingDetailOut)
    def post(self, request: Request, finding_id: str) -> Response:
        """Propose what the finding is to cost. By the team's lead, after the answer or the silence."""
        data = MeasureIn(data=request.data)
        data.is_valid(raise_exception=True)
        findings.propose(finding_id, Measure(**data.validated_data), by=actor(request), at=moment())
        return shown_finding(finding_id, request)


class WaiveView(APIView):
    @extend_schema(request=ReasonIn, responses=FindingDetailOut)
    def post(self, request: Request, finding_id: str) -> Response:
        """Leave it at the minutes, with a reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        findings.waive(finding_id, by=actor(request), at=moment(), **data.validated_data)
        return shown_finding(finding_id, request)


class BookFindingView(APIView):
    @extend_schema(request=NoteIn, responses=FindingDetailOut)
    def post(self, request: Request, finding_id: str) -> Response:
        """Let the proposal take effect. By a standing officer who was never in the team."""
        data = NoteIn(data=request.data)
        data.is_valid(raise_exception=True)
        findings.book(finding_id, by=actor(request), at=moment(), **data.validated_data)
        return shown_finding(finding_id, request)


class DeclineFindingView(APIView):
    @extend_schema(request=ReasonIn, responses=FindingDetailOut)
    def post(self, request: Request, finding_id: str) -> Response:
        """Turn the proposal down, with a reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        findings.decline(finding_id, by=actor(request), at=moment(), **data.validated_data)
        return shown_finding(finding_id, request)


class HoldOut(serializers.ModelSerializer[EligibilityHold]):
    """In force from ``valid_from`` up to and without ``valid_to`` (null: open) unless ``lifted_at``."""

    finding = serializers.UUIDField(source="finding_id", allow_null=True)

    class Meta:
        model = EligibilityHold
        fields = (
            "id", "subjects", "subject", "unit_code", "reason", "document", "valid_from", "valid_to", "finding", "placed_at",
            "lifted_at", "lift_reason",
        )  # fmt: skip


class HoldsView(Listing):
    """Who may not be proposed for awards and why: all for the committee, those on them and their people for units, those on
    oneself for staff."""

    serializer_class = HoldOut
    filterset_fields: ClassVar = {"subjects": ["exact"], "subject": ["exact"], "lifted_at": ["isnull"]}
    queryset = EligibilityHold.objects.none()

    def visible(self) -> QuerySet[EligibilityHold]:
        return visibility.eligibility_holds(actor(self.request), today()).order_by("-valid_from", "id")


class LiftHoldView(APIView):
    @extend_schema(request=ReasonIn, responses=HoldOut)
    def post(self, request: Request, hold_id: str) -> Response:
        """End a hold before its day; by who declares results official and did not place it."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = holds.lift(hold_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(HoldOut(row).data)
