"""Contests: planned, opened, judged sheet by sheet, closed, protested, prizes given, signed and published."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import found as found_campaign
from api.imports import XLSX
from emulation import contest_plans, contest_rounds, contests, visibility
from emulation.boards import contests as boards
from emulation.models import Contest
from emulation.rules import states
from emulation.rules.aggregates import TRIMMED_MEAN
from emulation.rules.contests import (
    AGGREGATES,
    KINDS,
    MOST_CRITERIA,
    MOST_ENTRANTS,
    MOST_JUDGES,
    MOST_ROUNDS,
    Contestant,
    Criterion,
    Judge,
    Plan,
    Prize,
    Round,
)
from kernel.errors import Missing
from kernel.text import gettext_noop


def _figure(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=9, decimal_places=4, min_value=0, **more)


class CriterionIn(serializers.Serializer[Any]):
    code = serializers.RegexField(r"^\w{1,20}$")
    title = serializers.CharField(max_length=200)
    max = _figure()
    weight = _figure(default=Decimal(1))


class RoundIn(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1, max_value=MOST_ROUNDS)
    title = serializers.CharField(max_length=200)
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=200, allow_blank=True, default="")
    weight = _figure(default=Decimal(1))
    advance = serializers.IntegerField(min_value=1, max_value=MOST_ENTRANTS, allow_null=True, default=None)


class EntrantIn(serializers.Serializer[Any]):
    """A unit (``code`` is its own), a team of a unit with its members, or a person of a unit (``code`` is theirs)."""

    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(choices=KINDS)
    unit = serializers.CharField(max_length=40)
    members = serializers.ListField(child=serializers.CharField(max_length=40), default=list, max_length=30)


class ContestJudgeIn(serializers.Serializer[Any]):
    """``rounds`` empty: all of them."""

    username = serializers.CharField(max_length=150)
    presides = serializers.BooleanField(default=False)
    rounds = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=MOST_ROUNDS), default=list)


class PrizeIn(serializers.Serializer[Any]):
    code = serializers.RegexField(r"^[\w-]{1,20}$")
    title = serializers.CharField(max_length=200)
    count = serializers.IntegerField(min_value=1, max_value=MOST_ENTRANTS)
    points = _figure(default=Decimal(0))


class ContestIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=300)
    aggregate = serializers.ChoiceField(choices=AGGREGATES, default=TRIMMED_MEAN)
    criteria = serializers.ListField(child=CriterionIn(), max_length=MOST_CRITERIA)
    rounds = serializers.ListField(child=RoundIn(), max_length=MOST_ROUNDS)
    entrants = serializers.ListField(child=EntrantIn(), max_length=MOST_ENTRANTS)
    judges = serializers.ListField(child=ContestJudgeIn(), max_length=MOST_JUDGES)
    prizes = serializers.ListField(child=PrizeIn(), max_length=20)

    def plan(self) -> Plan:
        data = self.validated_data
        return Plan(
            code=data["code"],
            name=data["name"],
            aggregate=data["aggregate"],
            criteria=tuple(Criterion(c["code"], c["title"], c["max"], c["weight"]) for c in data["criteria"]),
            rounds=tuple(Round(**row) for row in data["rounds"]),
            entrants=tuple(
                sorted((Contestant(**{**e, "members": tuple(e["members"])}) for e in data["entrants"]), key=_code)
            ),
            judges=tuple(
                sorted((Judge(**{**j, "rounds": tuple(j["rounds"])}) for j in data["judges"]), key=lambda j: j.username)
            ),
            prizes=tuple(Prize(**row) for row in data["prizes"]),
        )


def _code(one: Contestant) -> str:
    return one.code


class ContestOut(serializers.ModelSerializer[Contest]):
    class Meta:
        model = Contest
        fields = ("id", "campaign", "code", "name", "aggregate", "criteria", "prizes", "state", "published_at")


class ResultOut(serializers.Serializer[Any]):
    entrant = serializers.CharField(source="line.entrant")
    name = serializers.CharField()
    unit = serializers.CharField()
    total = serializers.CharField(source="line.total")
    rank = serializers.IntegerField(source="line.rank", allow_null=True)
    tied = serializers.BooleanField(source="line.tied")
    stage = serializers.IntegerField(source="line.stage", help_text="the last round that it took part in")
    prize = serializers.CharField()


class RoundOut(serializers.Serializer[Any]):
    number = serializers.IntegerField(source="round.number")
    title = serializers.CharField(source="round.title")
    held_on = serializers.DateField(source="round.held_on")
    place = serializers.CharField(source="round.place")
    weight = serializers.CharField(source="round.weight")
    advance = serializers.IntegerField(source="round.advance", allow_null=True)
    state = serializers.CharField(source="round.state")
    digest = serializers.CharField(source="round.digest")
    judges = serializers.SerializerMethodField(help_text="how many sit in the panel")
    handed_in = serializers.IntegerField(help_text="how many of them have handed in")
    lines = ResultOut(many=True, help_text="as far as the reader may see them")

    def get_judges(self, row: boards.RoundRow) -> int:
        return len(row.judges)


class ContestDetailOut(serializers.Serializer[Any]):
    contest = ContestOut()
    rounds = RoundOut(many=True)
    final = ResultOut(many=True)
    may = serializers.ListField(source="acts", child=serializers.CharField())


class MarksIn(serializers.Serializer[Any]):
    entrant = serializers.CharField(max_length=40)
    marks = serializers.DictField(child=_figure(), help_text="points by criterion")
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class SheetOut(serializers.Serializer[Any]):
    entrant = serializers.CharField()
    name = serializers.CharField()
    judge = serializers.CharField()
    marks = serializers.DictField(child=serializers.CharField())
    recused = serializers.BooleanField()


class SheetsOut(serializers.Serializer[Any]):
    revealed = serializers.BooleanField(help_text="whether the sheets of the other judges are shown")
    own = SheetOut(many=True)
    rows = SheetOut(many=True)


class ContestActIn(serializers.Serializer[Any]):
    """``text`` is the reason of a return or a cancelling, ``prizes`` (by entrant) those of an award."""

    text = serializers.CharField(max_length=2000, allow_blank=True, default="")
    prizes = serializers.DictField(child=serializers.CharField(max_length=20), default=dict)


class ProtestIn(serializers.Serializer[Any]):
    entrant = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=2000)


class ProtestOut(serializers.Serializer[Any]):
    holds = serializers.BooleanField(help_text="computing again gave the same")
    before = serializers.DictField()
    after = serializers.DictField()


class ContestsView(Listing):
    """The contests of a campaign; drafts are for the committee."""

    serializer_class = ContestOut
    filterset_fields = ("state",)
    queryset = Contest.objects.none()

    def visible(self) -> QuerySet[Contest]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        return visibility.contests(actor(self.request)).filter(campaign=campaign).order_by("code")

    @extend_schema(request=ContestIn, responses={201: ContestOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Write a contest down, or change the draft of this code."""
        data = ContestIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = contest_plans.draft(campaign_id, data.plan(), by=actor(request), at=moment())
        return Response(ContestOut(row).data, status=201)


def shown(contest_id: str, request: Request) -> Response:
    return Response(ContestDetailOut(boards.contest(contest_id, by=actor(request), at=moment())).data)


class ContestView(APIView):
    @extend_schema(responses=ContestDetailOut)
    def get(self, request: Request, contest_id: str) -> Response:
        """One contest with its rounds, and the places as far as the reader may see them."""
        return shown(contest_id, request)


ACTS = tuple(act for act in states.CONTEST.acts if act not in ("revise", "finish"))


class ActView(APIView):
    @extend_schema(
        request=ContestActIn,
        responses=ContestDetailOut,
        parameters=[OpenApiParameter("act", str, OpenApiParameter.PATH, enum=ACTS)],
    )
    def post(self, request: Request, contest_id: str, act: str) -> Response:
        """Open, award, sign, hand back, publish or cancel a contest."""
        data = ContestActIn(data=request.data)
        data.is_valid(raise_exception=True)
        contests.act(
            contest_id,
            act,
            text=data.validated_data["text"],
            prizes=data.validated_data["prizes"],
            by=actor(request),
            at=moment(),
        )
        return shown(contest_id, request)


class SheetsView(APIView):
    @extend_schema(responses=SheetsOut)
    def get(self, request: Request, contest_id: str, number: int) -> Response:
        """A judge's own sheets of a round; everybody's once all have handed in or the round is closed."""
        return Response(SheetsOut(boards.sheets(contest_id, number, by=actor(request), at=moment())).data)

    @extend_schema(request=MarksIn, responses=SheetsOut)
    def put(self, request: Request, contest_id: str, number: int) -> Response:
        """Write one's marks of one entrant."""
        data = MarksIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        by, at = actor(request), moment()
        contest_rounds.mark(contest_id, number, given["entrant"], given["marks"], note=given["note"], by=by, at=at)
        return self.get(request, contest_id, number)


ROUND_ACTS = {"open": contest_rounds.open_round, "hand-in": contest_rounds.hand_in, "close": contest_rounds.close_round}


class RoundActView(APIView):
    @extend_schema(
        request=None,
        responses=ContestDetailOut,
        parameters=[OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(ROUND_ACTS))],
    )
    def post(self, request: Request, contest_id: str, number: int, act: str) -> Response:
        """Open a round, hand one's sheets in, or close the round."""
        if act not in ROUND_ACTS:
            raise Missing("contest.no_act", gettext_noop("Không có thao tác này."))
        ROUND_ACTS[act](contest_id, number, by=actor(request), at=moment())
        return shown(contest_id, request)


class ProtestsView(APIView):
    @extend_schema(request=ProtestIn, responses={201: ProtestOut})
    def post(self, request: Request, contest_id: str, number: int) -> Response:
        """Ask that the arithmetic of a closed round be done again; answers at once what it gave."""
        data = ProtestIn(data=request.data)
        data.is_valid(raise_exception=True)
        made = contest_rounds.protest(contest_id, number, **data.validated_data, by=actor(request), at=moment())
        return Response(ProtestOut(made).data, status=201)


class ResultsView(APIView):
    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, contest_id: str) -> HttpResponse:
        """The results as a workbook: for everybody once published, before that for the committee."""
        board = boards.results(contest_id, by=actor(request))
        headers = {"Content-Disposition": 'attachment; filename="ket-qua-hoi-thi.xlsx"'}
        return HttpResponse(boards.workbook(board), content_type=XLSX, headers=headers)
