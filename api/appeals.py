"""Appeals against rankings: handed in, taken up, withdrawn, decided; and which decided awards a revision concerns."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import found as found_campaign
from api.files import FileOut
from certificates.models import Certificate
from emulation import appeals, files, visibility
from emulation.affected import Affected
from emulation.appeal_lines import Contested, LineDecision
from emulation.boards import appeals as boards
from emulation.boards import publications as ranking_boards
from emulation.models import Appeal, AppealLine
from emulation.rules.sheets import parse_points


class ContestedIn(serializers.Serializer[Any]):
    """``criterion`` is a line that is scored, or a veto; ``asked`` the points that would be right."""

    month = serializers.CharField(max_length=7)
    criterion = serializers.CharField(max_length=100)
    asked = serializers.CharField(max_length=20, allow_blank=True, default="")
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class AppealIn(serializers.Serializer[Any]):
    """``subject`` is the code of the unit or person in the ranking; ``evidence`` are ids that ``POST /files`` answered."""

    subject = serializers.CharField(max_length=40)
    lines = ContestedIn(many=True, allow_empty=False)
    text = serializers.CharField(max_length=4000)
    evidence = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=10)


class FindingIn(serializers.Serializer[Any]):
    """``points`` are needed where a line of the sheet is upheld."""

    line = serializers.UUIDField()
    upheld = serializers.BooleanField()
    points = serializers.CharField(max_length=20, allow_blank=True, default="")
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class AppealDecisionIn(serializers.Serializer[Any]):
    lines = FindingIn(many=True, allow_empty=False)
    answer = serializers.CharField(max_length=4000)


class WithdrawalIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class AppealLineOut(serializers.ModelSerializer[AppealLine]):
    month = serializers.CharField(source="evaluation.month.month")

    class Meta:
        model = AppealLine
        fields = (
            "id", "month", "evaluation", "criterion", "asked", "note", "upheld", "points", "finding", "correction",
        )  # fmt: skip


class AppealOut(serializers.ModelSerializer[Appeal]):
    """``due_at`` is when it must be answered; ``evidence`` are the files that came along."""

    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code", default="")
    submitted_by = serializers.CharField(source="submitted_by.get_full_name")
    closed_by = serializers.CharField(source="closed_by.get_full_name", default=None, allow_null=True)
    lines = AppealLineOut(many=True)
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = Appeal
        fields = (
            "id", "ranking", "unit", "person", "state", "text", "submitted_by", "submitted_at", "due_at", "taken_up_at",
            "closed_by", "closed_at", "answer", "lines", "evidence",
        )  # fmt: skip

    def get_evidence(self, row: Appeal) -> list[dict[str, Any]]:
        return list(FileOut(files.attached(appeals.RECORD, str(row.pk)), many=True).data)


class AffectedOut(serializers.Serializer[Any]):
    """An award in a signed decision whose recipient is placed otherwise now. ``certificate`` is empty where none was made."""

    recipient = serializers.CharField()
    award = serializers.CharField()
    decision = serializers.CharField()
    decided_on = serializers.DateField()
    number = serializers.CharField()
    certificate = serializers.CharField()
    rank_before = serializers.IntegerField(allow_null=True)
    rank_after = serializers.IntegerField(allow_null=True)
    grade_before = serializers.CharField()
    grade_after = serializers.CharField()


def _told(request: Request, appeal_id: str) -> dict[str, Any]:
    return dict(AppealOut(boards.find(appeal_id, by=actor(request), at=moment())).data)


class AppealsView(Listing):
    """Appeals of a campaign, the first due first: all for the committee, a unit's own for its people, a person's own."""

    serializer_class = AppealOut
    filterset_fields: ClassVar = {"state": ["exact"], "unit__code": ["exact"], "due_at": ["lt"]}
    queryset = Appeal.objects.none()

    def visible(self) -> QuerySet[Appeal]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        rows = visibility.appeals(actor(self.request), today()).filter(campaign=campaign)
        joined = rows.select_related("unit", "person", "submitted_by", "closed_by")
        return joined.prefetch_related("lines__evaluation__month").order_by("due_at", "id")


class RankingAppealsView(APIView):
    @extend_schema(request=AppealIn, responses={201: AppealOut})
    def post(self, request: Request, ranking_id: str) -> Response:
        """Appeal against a line of a ranking, within its window: a unit's head or officer for the unit, staff for themselves.
        Repeated while it waits, it answers the same."""
        data = AppealIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        lines = [Contested(**line) for line in given["lines"]]
        row = appeals.submit(
            ranking_id,
            given["subject"],
            lines,
            text=given["text"],
            evidence=[str(id_) for id_ in given["evidence"]],
            by=actor(request),
            at=moment(),
        )
        return Response(_told(request, str(row.pk)), status=201)


class AffectedView(APIView):
    @extend_schema(responses=AffectedOut(many=True))
    def get(self, request: Request, ranking_id: str) -> Response:
        """Awards of signed decisions to those whom a revision places otherwise, as far as the reader sees their places."""
        row = ranking_boards.find(ranking_id, by=actor(request))
        found = boards.concerned(row, by=actor(request), at=moment())
        papers = dict(
            Certificate.objects.filter(award__in=[one.award.pk for one in found]).values_list("award", "state")
        )
        return Response(AffectedOut([_affected(one, papers) for one in found], many=True).data)


def _affected(one: Affected, papers: dict[Any, str]) -> dict[str, Any]:
    before, after = one.change.before, one.change.after
    return {
        "recipient": one.award.recipient_name,
        "award": one.award.award_type.name,
        "decision": one.award.decision.number,
        "decided_on": one.award.decision.decided_on,
        "number": one.number,
        "certificate": papers.get(one.award.pk, ""),
        "rank_before": before.rank if before else None,
        "rank_after": after.rank if after else None,
        "grade_before": before.grade if before else "",
        "grade_after": after.grade if after else "",
    }


class AppealView(APIView):
    @extend_schema(responses=AppealOut)
    def get(self, request: Request, appeal_id: str) -> Response:
        """One appeal with its lines, evidence and answer; a line that was upheld names the correction that came of it."""
        return Response(_told(request, appeal_id))


class TakeUpView(APIView):
    @extend_schema(request=None, responses=AppealOut)
    def post(self, request: Request, appeal_id: str) -> Response:
        """Accept an appeal for handling."""
        appeals.take_up(appeal_id, by=actor(request), at=moment())
        return Response(_told(request, appeal_id))


class WithdrawView(APIView):
    @extend_schema(request=WithdrawalIn, responses=AppealOut)
    def post(self, request: Request, appeal_id: str) -> Response:
        """Take an appeal back before it is decided."""
        data = WithdrawalIn(data=request.data)
        data.is_valid(raise_exception=True)
        appeals.withdraw(appeal_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(_told(request, appeal_id))


class DecideView(APIView):
    @extend_schema(request=AppealDecisionIn, responses=AppealOut)
    def post(self, request: Request, appeal_id: str) -> Response:
        """Decide about every line with a written answer: somebody of the committee who did not appraise it. What is upheld is
        asked for as a correction, which another person approves."""
        data = AppealDecisionIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        findings = {
            str(one["line"]): LineDecision(
                one["upheld"], parse_points(one["points"]) if one["points"] else None, one["note"]
            )
            for one in given["lines"]
        }
        appeals.decide(appeal_id, findings, answer=given["answer"], by=actor(request), at=moment())
        return Response(_told(request, appeal_id))
