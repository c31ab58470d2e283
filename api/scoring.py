"""What-if: any table ranked under any scheme, audited and explained; nothing of it is stored."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import renderers, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor
from api.problems import said
from api.rendering import XLSX, CsvRenderer, XlsxRenderer
from emulation import schemes
from emulation.rules.scheme_parts import RANKS
from emulation.rules.schemes import Scheme, parse_scheme
from emulation.tables.auditing import audit
from emulation.tables.definitions import scheme_data
from emulation.tables.explaining import explain
from emulation.tables.numbers import PERCENTS, POINTS
from emulation.tables.options import Options, pairs, several
from emulation.tables.reading import Table, read_table
from emulation.tables.reporting import Report, to_data
from emulation.tables.scoring import score_table
from emulation.tables.writing import written
from emulation.workbooks.package import Limits
from kernel.errors import Invalid
from kernel.text import gettext_noop

SCHEME_BYTES = 1024 * 1024
MOST_FIGURES = 100_000
"""Subjects times criteria: what a request may ask for; the command line has no such limit."""
_COLUMN: dict[str, Any] = {"max_length": 200, "allow_blank": True, "default": ""}
_WORDS: dict[str, Any] = {
    "child": serializers.CharField(max_length=200, allow_blank=True),
    "default": list,
    "max_length": 50,
}


class Words(serializers.ListField):
    """Some texts; in a form the field is repeated."""

    child = serializers.CharField(max_length=200, allow_blank=True)


class ScoreIn(serializers.Serializer[Any]):
    """A scheme as a file or by the code and version of a published one, a table, and what is to be known of the table."""

    scheme = serializers.FileField(required=False, help_text="JSON or TOML (named .toml)")
    scheme_code = serializers.CharField(max_length=100, default="", allow_blank=True)
    scheme_version = serializers.IntegerField(min_value=1, max_value=1_000_000, default=1)
    table = serializers.FileField(help_text="CSV or XLSX")
    previous = serializers.FileField(required=False, help_text="the table of the period before")
    audit = serializers.BooleanField(default=False, help_text="compare with printed totals, ranks and grades")
    tolerance = serializers.CharField(max_length=30, default="", allow_blank=True, help_text="a number, or: parts")
    ranks = serializers.ChoiceField(choices=RANKS, required=False)
    explain = Words(default=list, max_length=50, help_text="codes of subjects")
    subject = serializers.CharField(**_COLUMN, help_text="columns are named by header or letter")
    name = serializers.CharField(**_COLUMN)
    total = serializers.CharField(**_COLUMN)
    rank = serializers.CharField(**_COLUMN)
    grade = serializers.CharField(**_COLUMN)
    month = serializers.CharField(**_COLUMN)
    absent = serializers.CharField(**_COLUMN)
    veto = serializers.CharField(**_COLUMN)
    component = serializers.CharField(**_COLUMN)
    value = serializers.CharField(**_COLUMN)
    rater = serializers.CharField(**_COLUMN)
    group = Words(default=list, max_length=50, help_text="grouping=column")
    rank_within = Words(default=list, max_length=50, help_text="grouping=column")
    where = Words(default=list, max_length=50, help_text="column=value")
    skip = Words(default=list, max_length=50, help_text="names of rows to leave out, * for any letters")
    keep = Words(default=list, max_length=50)
    skip_totals = serializers.BooleanField(default=False)
    missing_columns = serializers.BooleanField(default=False)
    not_submitted = Words(default=list, max_length=50)
    not_applicable = Words(default=list, max_length=50)
    decimal = serializers.ChoiceField(choices=(",", "."), default="", allow_blank=True)
    percent = serializers.ChoiceField(choices=PERCENTS, default=POINTS)
    sheet = serializers.CharField(**_COLUMN)
    encoding = serializers.CharField(max_length=30, default="", allow_blank=True)
    delimiter = serializers.CharField(max_length=1, default="", allow_blank=True, trim_whitespace=False)


class ScoreOut(serializers.Serializer[Any]):
    """The ranking with its digests, where every row went, and the audit if one was asked for."""

    ranking = serializers.DictField()
    result_digest = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    rows = serializers.DictField(child=serializers.IntegerField())
    left_out = serializers.ListField(child=serializers.DictField())
    notes = serializers.ListField(child=serializers.DictField())
    audit = serializers.DictField(allow_null=True)
    explanations = serializers.DictField(child=serializers.CharField())


class ScoreView(APIView):
    parser_classes = (MultiPartParser,)
    renderer_classes = (renderers.JSONRenderer, CsvRenderer, XlsxRenderer)
    throttle_scope = "upload"

    @extend_schema(
        operation_id="score",
        request={"multipart/form-data": ScoreIn},
        responses={
            (200, "application/json"): ScoreOut,
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, XLSX): OpenApiTypes.BINARY,
        },
    )
    def post(self, request: Request) -> Response:
        """Rank a table under a scheme, without a campaign and without storing anything; ``Accept`` or ``?format=`` chooses
        JSON, CSV or XLSX."""
        asked = ScoreIn(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        scheme, options = _scheme(data, request), _options(data)
        table = _table(data["table"], scheme, options)
        previous = _table(data["previous"], scheme, options) if data.get("previous") else None
        result = score_table(scheme, table, previous=previous)
        found = audit(result, tolerance=data["tolerance"]) if data["audit"] else None
        report = Report(result, found, said)
        kind = getattr(request.accepted_renderer, "format", "json")
        if kind in ("csv", "xlsx"):
            headers = {"Content-Disposition": f'attachment; filename="score.{kind}"'}
            return Response(written(report, kind), headers=headers)
        explanations = {
            subject: explain(result, result.ranking.by_subject[subject], said)
            for subject in data["explain"]
            if subject in result.ranking.by_subject
        }
        return Response({**to_data(report), "explanations": explanations})


def _content(file: Any, most: int) -> bytes:
    if (file.size or 0) > most:
        message = gettext_noop("Tệp lớn hơn %(limit)s MB: hãy chia nhỏ tệp.")
        raise Invalid("score.too_large", message, limit=most // 1024 // 1024)
    content: bytes = file.read()
    return content


def _scheme(data: Mapping[str, Any], request: Request) -> Scheme:
    changed = {"ranks": data["ranks"]} if data.get("ranks") else {}
    file = data.get("scheme")
    if (file is None) == (not data["scheme_code"]):
        message = gettext_noop("Cần một bộ tiêu chí: gửi tệp, hoặc ghi mã và phiên bản của bộ đã ban hành.")
        raise Invalid("score.which_scheme", message)
    if file is not None:
        return parse_scheme(scheme_data(_content(file, SCHEME_BYTES), file.name or "") | changed)
    row = schemes.find(actor(request).authority, data["scheme_code"], data["scheme_version"])
    return parse_scheme({**row.definition, **changed})


def _table(file: Any, scheme: Scheme, options: Options) -> Table:
    content = _content(file, settings.UPLOAD_LIMIT_BYTES)
    table = read_table(content, file.name or "", scheme, options, limits=Limits(rows=20_000, columns=300))
    if len(table.rows) * len(scheme.nodes) > MOST_FIGURES:
        message = gettext_noop(
            "Bảng có hơn %(most)d số liệu: hãy chia nhỏ, hoặc dùng lệnh thidua score trên máy của bạn."
        )
        raise Invalid("score.too_many_figures", message, most=MOST_FIGURES)
    return table


def _options(data: Mapping[str, Any]) -> Options:
    plain = (
        "subject", "name", "total", "rank", "grade", "month", "absent", "veto", "component", "value", "rater",
        "skip_totals", "missing_columns", "decimal", "percent", "sheet", "encoding", "delimiter",
    )  # fmt: skip
    words = ("skip", "keep", "not_submitted", "not_applicable")
    given: dict[str, Any] = {name: data[name] for name in plain} | {name: tuple(data[name]) for name in words}
    return Options(
        **given,
        groups=dict(pairs("group", data["group"])),
        ranks_within=dict(pairs("rank_within", data["rank_within"])),
        where=several("where", data["where"]),
    )
