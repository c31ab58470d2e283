"""The live board of a campaign: who stands where right now, by what is appraised so far."""

from typing import Any

from django.utils.http import parse_etags, quote_etag
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from emulation.boards import live, live_brackets
from emulation.models import Ranking
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

_ASKED = ("subjects", "cluster", "unit", "month", "subject")


class LiveRowOut(serializers.Serializer[Any]):
    subject = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    cluster = serializers.CharField()
    score = serializers.CharField(allow_null=True, help_text="as it would be published today")
    grade = serializers.CharField(help_text="by points, before any quota")
    rank = serializers.IntegerField(allow_null=True, help_text="among all: 1, 2, 2, 4; null where there is none")
    rank_in_cluster = serializers.IntegerField(allow_null=True)
    rank_in_unit = serializers.IntegerField(allow_null=True)
    tied = serializers.BooleanField()
    months = serializers.IntegerField(help_text="with a score")
    top = serializers.IntegerField(help_text="months with the best grade")
    reason = serializers.CharField(help_text="why there is no rank")
    bracket = serializers.IntegerField(
        allow_null=True, help_text="those of one number cannot be told apart by the figures so far; advice alone"
    )


class LiveBoardOut(serializers.Serializer[Any]):
    campaign = serializers.UUIDField()
    subjects = serializers.ChoiceField(choices=[Ranking.UNITS, Ranking.PEOPLE])
    month = serializers.CharField(help_text="empty: all months so far")
    version = serializers.IntegerField(help_text="grows with every change")
    provisional = serializers.BooleanField(help_text="always: only a published ranking is not")
    rows = LiveRowOut(many=True)


def _wish(request: Request) -> live.Wish:
    message = gettext_noop("Danh sách này không có tham số “%(name)s”.")
    strangers = [name for name in request.query_params if name not in (*_ASKED, "format")]
    problems = [Problem("request.unknown_parameter", message, name, {"name": name}) for name in strangers]
    asked = {name: request.query_params.get(name, "") for name in _ASKED}
    if asked["subjects"] not in ("", Ranking.UNITS, Ranking.PEOPLE):
        text = gettext_noop("Chọn tập thể (units) hoặc cá nhân (people).")
        problems.append(Problem("board.unknown_subjects", text, "subjects"))
    if problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems, **problems[0].params)
    return live.Wish(**{**asked, "subjects": asked["subjects"] or Ranking.UNITS})


class BoardView(APIView):
    @extend_schema(
        responses={200: LiveBoardOut, 304: None},
        operation_id="campaign_board",
        parameters=[
            OpenApiParameter(
                "subjects", enum=[Ranking.UNITS, Ranking.PEOPLE], description="units unless asked otherwise"
            ),
            OpenApiParameter("cluster", description="only those of a cluster"),
            OpenApiParameter("unit", description="only those of a unit"),
            OpenApiParameter("month", description="places of one month, written 2019-05"),
            OpenApiParameter("subject", description="only this unit or person"),
        ],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        """Where units or people stand right now, by what is appraised so far; provisional until a ranking is published.
        Ask again with `If-None-Match` and the answer is 304 as long as nothing has changed."""
        head = live.head(str(campaign_id), _wish(request), by=actor(request), at=moment())
        tag = quote_etag(head.tag)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers=headers)
        board = live.rows(head)
        brackets = live_brackets.brackets(head)
        rows = [
            {
                **vars(row),
                "score": row.score if row.score is None else str(row.score),
                "bracket": brackets.get(row.subject),
            }
            for row in board
        ]
        answer = {
            "campaign": campaign_id,
            "subjects": head.wish.subjects,
            "month": head.wish.month,
            "version": head.version,
            "provisional": True,
            "rows": rows,
        }
        return Response(answer, headers=headers)
