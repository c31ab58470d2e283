"""Votes of a council over HTTP. Of a secret vote only its receipt is answered, once; its list of receipts is everybody's."""

import secrets
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from api.councils import CouncilItemOut, read
from api.problems import said
from emulation.boards import councils as boards
from emulation.commendation import ballot_counts, ballot_sheets, ballots, recusals
from emulation.models import SecretBallot
from emulation.rules import survey_codes
from emulation.rules.awards.ballots import MOST_EQUALS


class CouncilItemDetailOut(serializers.Serializer[Any]):
    """``votes`` are those of an open vote that is closed; ``own`` is the reader's in one that goes on; ``receipts`` those of a
    secret vote once it is counted, each with its choice."""

    item = CouncilItemOut()
    voted = serializers.IntegerField()
    voting = serializers.IntegerField()
    mine = serializers.BooleanField(allow_null=True)
    recused = serializers.ListField(child=serializers.DictField())
    own = serializers.CharField(allow_null=True)
    votes = serializers.ListField(child=serializers.DictField())
    receipts = serializers.ListField(child=serializers.DictField())


class VoteIn(serializers.Serializer[Any]):
    """``yes``, ``no`` or ``abstain``; in a choice among equals the numbers of items, such as ``2 5``."""

    choice = serializers.CharField(max_length=64)


class VoteOut(serializers.Serializer[Any]):
    """``receipt`` is told this once, and kept by nobody together with the voter; null where the vote is open."""

    receipt = serializers.CharField(allow_null=True)


class OpinionIn(VoteIn):
    member = serializers.CharField(max_length=150)
    document = serializers.CharField(max_length=300)


class RecusalIn(serializers.Serializer[Any]):
    member = serializers.CharField(max_length=150)
    reason = serializers.CharField(max_length=2000)


class TieIn(serializers.Serializer[Any]):
    chosen = serializers.ListField(child=serializers.RegexField(r"^[0-9]{1,4}\Z"), max_length=MOST_EQUALS)
    reason = serializers.CharField(max_length=2000)


class BallotOut(serializers.ModelSerializer[SecretBallot]):
    class Meta:
        model = SecretBallot
        fields = ("receipt", "choice")


class RecountOut(serializers.Serializer[Any]):
    """Every receipt with its vote, in the order of the receipts: anybody adds them up again, each voter finds their own."""

    number = serializers.IntegerField()
    session = serializers.IntegerField()
    council = serializers.CharField()
    held_on = serializers.DateField()
    passed = serializers.BooleanField(allow_null=True)
    arithmetic = serializers.ListField(child=serializers.CharField())
    votes = serializers.DictField(child=serializers.IntegerField(), help_text="of a choice among equals, by number")
    rows = BallotOut(many=True)


def _item_answer(item_id: str, request: Request, status: int = 200) -> Response:
    board = boards.item(item_id, by=actor(request))
    body = {
        "item": board.row.item,
        "voted": board.row.voted,
        "voting": board.row.voting,
        "mine": board.row.mine,
        "recused": [{"name": one.name, "ground": one.ground, "reason": one.reason} for one in board.recused],
        "own": board.own.choice if board.own else None,
        "votes": board.votes,
        "receipts": [{"receipt": one.receipt, "choice": one.choice} for one in board.receipts],
    }
    return Response(CouncilItemDetailOut(body).data, status=status)


class ItemView(APIView):
    @extend_schema(responses=CouncilItemDetailOut)
    def get(self, request: Request, item_id: str) -> Response:
        """An item with who does not vote on it; how others voted after it is closed, of a secret vote the receipts."""
        return _item_answer(item_id, request)


class OpenItemView(APIView):
    @extend_schema(request=None, responses=CouncilItemDetailOut)
    def post(self, request: Request, item_id: str) -> Response:
        """Open the vote on an item."""
        ballots.open_item(item_id, by=actor(request), at=moment())
        return _item_answer(item_id, request)


class CloseItemView(APIView):
    @extend_schema(request=None, responses=CouncilItemDetailOut)
    def post(self, request: Request, item_id: str) -> Response:
        """Close the vote on an item and count it."""
        ballot_counts.close_item(item_id, by=actor(request), at=moment())
        return _item_answer(item_id, request)


class VoteView(APIView):
    @extend_schema(request=VoteIn, responses={201: VoteOut})
    def post(self, request: Request, item_id: str) -> Response:
        """Vote. In a secret vote the answer is a receipt, told this once."""
        by, at, choice = actor(request), moment(), read(VoteIn, request)["choice"]
        if not ballots.find(item_id, by=by).secret:
            ballots.vote(item_id, choice, by=by, at=at)
            return Response(VoteOut({"receipt": None}).data, status=201)
        receipt = ballots.cast(item_id, choice, receipt=survey_codes.code_of(secrets.token_bytes(16)), by=by, at=at)
        return Response(VoteOut({"receipt": receipt}).data, status=201)


class OpinionView(APIView):
    @extend_schema(request=OpinionIn, responses={201: CouncilItemDetailOut})
    def post(self, request: Request, item_id: str) -> Response:
        """Enter an absent member's opinion on an open vote from its paper."""
        data = read(OpinionIn, request)
        ballots.enter_opinion(
            item_id, data["member"], data["choice"], document=data["document"], by=actor(request), at=moment()
        )
        return _item_answer(item_id, request, 201)


class RecusalView(APIView):
    @extend_schema(request=RecusalIn, responses={201: CouncilItemDetailOut})
    def post(self, request: Request, item_id: str) -> Response:
        """Say why a member does not vote on an item, before its vote is opened."""
        data = read(RecusalIn, request)
        recusals.declare(item_id, data["member"], reason=data["reason"], by=actor(request), at=moment())
        return _item_answer(item_id, request, 201)


class TieView(APIView):
    @extend_schema(request=TieIn, responses=CouncilItemDetailOut)
    def post(self, request: Request, item_id: str) -> Response:
        """The chair gives the last places among those who are tied again."""
        data = read(TieIn, request)
        ballot_counts.break_tie(item_id, data["chosen"], reason=data["reason"], by=actor(request), at=moment())
        return _item_answer(item_id, request)


class RecountView(APIView):
    """Public: whoever has the address counts a secret vote again."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @extend_schema(responses=RecountOut)
    def get(self, request: Request, item_id: str) -> Response:
        """The receipts of a secret vote with what was voted, once its session is closed; whom it was about is not told."""
        found = boards.recount(item_id)
        body = {
            "number": found.number,
            "session": found.session,
            "council": found.council,
            "held_on": found.held_on,
            "passed": found.passed,
            "arithmetic": [said(part["message"], part["params"]) for part in found.parts],
            "votes": found.votes,
            "rows": found.rows,
        }
        return Response(RecountOut(body).data)


class BallotSheetIn(serializers.Serializer[Any]):
    """``choices`` by the number on the agenda."""

    choices = serializers.DictField(child=serializers.CharField(max_length=64))

    def validate_choices(self, value: dict[str, str]) -> dict[int, str]:
        if not all(number.isdecimal() and len(number) < 5 for number in value):
            raise serializers.ValidationError(gettext_lazy("Hãy ghi số của nội dung trong chương trình."))
        return {int(number): choice for number, choice in value.items()}


class BallotSheetOut(serializers.Serializer[Any]):
    """``receipts`` by the number on the agenda, of the secret ones; told this once."""

    receipts = serializers.DictField(child=serializers.CharField())


class CouncilNumbersOut(serializers.Serializer[Any]):
    items = serializers.ListField(child=serializers.IntegerField())


class SheetView(APIView):
    @extend_schema(request=BallotSheetIn, responses={201: BallotSheetOut})
    def post(self, request: Request, session_id: str) -> Response:
        """Vote on several open items at once, all or none."""
        choices = read(BallotSheetIn, request)["choices"]
        receipts = {number: survey_codes.code_of(secrets.token_bytes(16)) for number in choices}
        used = ballot_sheets.vote(session_id, choices, receipts=receipts, by=actor(request), at=moment())
        return Response(BallotSheetOut({"receipts": used}).data, status=201)


class OpenAllView(APIView):
    @extend_schema(request=None, responses=CouncilNumbersOut)
    def post(self, request: Request, session_id: str) -> Response:
        """Open every vote that waits."""
        return Response({"items": ballot_sheets.open_all(session_id, by=actor(request), at=moment())})


class CloseAllView(APIView):
    @extend_schema(request=None, responses=CouncilNumbersOut)
    def post(self, request: Request, session_id: str) -> Response:
        """Close and count every vote that is open."""
        return Response({"items": ballot_sheets.close_all(session_id, by=actor(request), at=moment())})
