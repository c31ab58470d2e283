"""The statistics of a year: the forms of the field filled in, as data and as a workbook."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor
from api.imports import XLSX
from api.problems import said
from emulation.commendation import award_statistics
from emulation.rules.awards.statistics import Table, told

LEVEL = OpenApiParameter(
    "level",
    str,
    enum=award_statistics.LEVELS,
    description="of the authority that reports; its own on the 15th of December where it is left out",
)


class StatisticLineOut(serializers.Serializer[Any]):
    """``values`` in the order of the form's columns; null where the figure is written by hand."""

    code = serializers.CharField()
    title = serializers.CharField()
    values = serializers.ListField(child=serializers.IntegerField(allow_null=True))


class StatisticCheckOut(serializers.Serializer[Any]):
    text = serializers.CharField()
    holds = serializers.BooleanField()


class StatisticTableOut(serializers.Serializer[Any]):
    """``to_confirm``: the form was not yet compared with the circular; ``left``: awards of the year that it has no place for."""

    code = serializers.CharField()
    title = serializers.CharField()
    basis = serializers.CharField()
    origin = serializers.CharField(help_text="where rows and columns were found")
    to_confirm = serializers.BooleanField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = StatisticLineOut(many=True)
    checks = StatisticCheckOut(many=True)
    left = serializers.IntegerField()


class StatisticsOut(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    level = serializers.ChoiceField(award_statistics.LEVELS)
    holds = serializers.BooleanField(help_text="whether every sum adds up")
    classed = serializers.IntegerField(help_text="people whose recipient category was taken from their post")
    kinds = serializers.IntegerField(help_text="awards whose kind was taken from their campaign")
    tables = StatisticTableOut(many=True)


def _table(table: Table) -> dict[str, Any]:
    form = table.form
    return {
        "code": form.code,
        "title": form.title,
        "basis": form.basis,
        "origin": form.source,
        "to_confirm": form.to_confirm,
        "columns": [column.title for column in form.columns],
        "rows": [
            {"code": row.code, "title": row.title, "values": table.row(row.code) if row.code else []}
            for row in form.rows
        ],
        "checks": [{"text": said(*told(check)), "holds": check.holds} for check in table.checks],
        "left": table.left,
    }


def _asked(request: Request, year: int) -> award_statistics.Year:
    level = str(request.query_params.get("level", ""))
    return award_statistics.of_year(year, level, by=actor(request))


class StatisticsView(APIView):
    @extend_schema(parameters=[LEVEL], responses=StatisticsOut)
    def get(self, request: Request, year: int) -> Response:
        """All forms of a year, with the sums that were checked."""
        found = _asked(request, year)
        facts = {
            "year": found.year,
            "level": found.level,
            "holds": found.holds,
            "classed": found.classed,
            "kinds": found.kinds,
        }
        return Response(StatisticsOut({**facts, "tables": [_table(table) for table in found.tables]}).data)


class StatisticsFileView(APIView):
    @extend_schema(parameters=[LEVEL], responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, year: int) -> HttpResponse:
        """The same as a workbook, a sheet for each form."""
        found = _asked(request, year)
        headers = {"Content-Disposition": f'attachment; filename="thong-ke-khen-thuong-{year}.xlsx"'}
        return HttpResponse(award_statistics.workbook(found), content_type=XLSX, headers=headers)
