"""The form of a month's sheet while it is typed, and a unit's months beside its cluster's median."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from emulation import sheet_drafts
from emulation.boards import sheet_forms, unit_history
from emulation.rules.exact import exact_text
from emulation.rules.sheet_fields import LONGEST_WHOLE

PERSON = OpenApiParameter("person", str, description="code of the person; left out for the unit's own sheet")


def _texts(**more: Any) -> Any:
    return serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_WHOLE, allow_blank=True, trim_whitespace=False), **more
    )


class DraftIn(serializers.Serializer[Any]):
    """``values``: field → text (``s.B1`` points, ``n.B1`` words at the line, ``v.V1`` a veto as "1", ``absent``, ``note``);
    ``seen``: what stood in these fields when they were typed into."""

    values = _texts(default=dict)
    seen = _texts(default=dict)


class DraftOut(serializers.Serializer[Any]):
    """``clashes`` are fields that somebody else changed meanwhile, with their text; what was typed there is not taken."""

    values = _texts()
    version = serializers.IntegerField()
    clashes = _texts()
    total = serializers.CharField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())
    faults = serializers.ListField(child=serializers.CharField(), help_text="fields that cannot be counted yet")


class SheetDraftView(APIView):
    """The form of one sheet with what is typed and not written yet."""

    def _answer(self, campaign_id: str, unit: str, month: str, clashes: Mapping[str, str] | None) -> Response:
        subject = self.request.query_params.get("person", "")[:40]
        board = sheet_forms.form(campaign_id, month, unit, subject, by=actor(self.request), at=moment())
        return Response(
            {
                "values": board.values,
                "version": board.draft.version if board.draft else 0,
                "clashes": board.clashes if clashes is None else clashes,
                "total": None if board.sums.total is None else format(board.sums.total, "f"),
                "missing": board.sums.missing,
                "faults": [problem.path for problem in board.sums.problems],
            }
        )

    @extend_schema(responses=DraftOut, parameters=[PERSON])
    def get(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        return self._answer(campaign_id, unit, month, None)

    @extend_schema(request=DraftIn, responses=DraftOut, parameters=[PERSON])
    def patch(self, request: Request, campaign_id: str, unit: str, month: str) -> Response:
        """Keep what is typed, right or wrong. It becomes a layer of the sheet when it is written, and only then."""
        data = DraftIn(data=request.data)
        data.is_valid(raise_exception=True)
        subject = request.query_params.get("person", "")[:40]
        kept = sheet_drafts.keep(
            campaign_id,
            month,
            unit,
            subject,
            data.validated_data["values"],
            data.validated_data["seen"],
            by=actor(request),
            at=moment(),
        )
        return self._answer(campaign_id, unit, month, kept.clashes or {})


class HistoryMonthOut(serializers.Serializer[Any]):
    month = serializers.CharField()
    score = serializers.CharField(allow_null=True)
    median = serializers.CharField(allow_null=True, help_text="of the cluster; null with fewer than three scores")
    rank_in_cluster = serializers.IntegerField(allow_null=True)
    grade = serializers.CharField()


class HistoryLineOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    own = serializers.CharField()
    median = serializers.CharField(allow_null=True)
    verdict = serializers.ChoiceField(choices=("ahead", "level", "behind"))


class UnitHistoryOut(serializers.Serializer[Any]):
    """Exact values as text; ``lines`` are those of ``month``."""

    months = HistoryMonthOut(many=True)
    month = serializers.CharField()
    lines = HistoryLineOut(many=True)


class UnitHistoryView(APIView):
    @extend_schema(
        responses=UnitHistoryOut, parameters=[OpenApiParameter("month", str, description="the newest where left out")]
    )
    def get(self, request: Request, campaign_id: str, unit: str) -> Response:
        """A unit's ranked months beside the median of its cluster, for its own people and the committee."""
        month = request.query_params.get("month", "")[:7]
        board = unit_history.history(campaign_id, unit, month, by=actor(request), at=moment())
        months = [
            {
                "month": line.month,
                "score": None if line.score is None else exact_text(line.score),
                "median": None if line.median is None else exact_text(line.median),
                "rank_in_cluster": line.rank,
                "grade": line.grade,
            }
            for line in board.months
        ]
        lines = [
            {
                "code": line.beside.code,
                "own": exact_text(line.beside.own),
                "median": None if line.beside.median is None else exact_text(line.beside.median),
                "verdict": line.beside.verdict,
            }
            for line in board.lines
        ]
        return Response({"months": months, "month": board.chosen, "lines": lines})
