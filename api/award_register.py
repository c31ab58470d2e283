"""The award register (sổ khen thưởng): every number with what became of its award, and the book as a file."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, today
from api.documents import sent
from api.paging import Pages
from certificates import documents, downloads, registers
from emulation.boards import award_register as boards
from emulation.boards.award_register import Line
from emulation.models import RegisterEntry
from emulation.rules.file_types import PDF
from kernel.errors import Invalid
from kernel.text import gettext_noop

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEAR = OpenApiParameter("year", int)
BOOK = OpenApiParameter("book", str, description="the code of a book; awards of one book share their numbers")
WORDS = OpenApiParameter("q", str, description="words of a name or unit, with or without accents")
DECISION = OpenApiParameter("decision", OpenApiTypes.UUID, description="the numbers of one decision alone")
FORMAT = OpenApiParameter("as", OpenApiTypes.STR, enum=("xlsx", "pdf"), description="xlsx (by default) or pdf")


class RegisterLineOut(serializers.Serializer[Any]):
    book = serializers.CharField(source="entry.book")
    year = serializers.IntegerField(source="entry.year")
    number = serializers.IntegerField(source="entry.number")
    award = serializers.UUIDField(source="award.pk")
    award_type = serializers.CharField(source="award.award_type.code")
    salutation = serializers.CharField(source="award.salutation")
    recipient_name = serializers.CharField(source="award.recipient_name", help_text="as the award reads now")
    entered_name = serializers.CharField(source="entry.recipient_name", help_text="as it was entered")
    position = serializers.CharField(source="award.position")
    unit_name = serializers.CharField(source="award.unit_name")
    citation = serializers.CharField(source="award.citation")
    decision_number = serializers.CharField()
    decided_on = serializers.DateField(source="entry.award.decision.decided_on")
    state = serializers.CharField(source="award.state")
    issue = serializers.IntegerField(help_text="of the latest certificate under the number; 0 where none was made")
    note = serializers.CharField(help_text="what a later decision made of it, as it stands in the book")


class RegisterPageOut(serializers.Serializer[Any]):
    """As every list of the API comes."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = RegisterLineOut(many=True)


def asked(request: Request) -> boards.Sought:
    sent = {name: request.query_params.get(name, "").replace("\0", "") for name in ("year", "book", "q", "decision")}
    year = sent["year"]
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Invalid("register.year", gettext_noop("Năm gồm bốn chữ số."))
    try:
        decision = UUID(sent["decision"]) if sent["decision"] else None
    except ValueError as no:
        raise Invalid("register.decision", gettext_noop("Không có quyết định này.")) from no
    return boards.Sought(int(year) if year else None, sent["book"][:40], sent["q"][:100], decision)


def told(rows: list[RegisterEntry], authority: str) -> list[Line]:
    keys = [(row.book, row.year, row.number) for row in rows]
    return boards.lines(rows, authority, registers.issues(authority, keys))


class RegisterView(APIView):
    @extend_schema(
        parameters=[YEAR, BOOK, WORDS, DECISION, OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=RegisterPageOut,
        operation_id="award_register_list",
    )
    def get(self, request: Request) -> Response:
        """Numbers of the register in pages, for those who work on decisions."""
        pages = Pages()
        rows = pages.paginate_queryset(boards.found(actor(request), asked(request)), request) or []
        return pages.get_paginated_response(RegisterLineOut(told(list(rows), actor(request).authority), many=True).data)


class RegisterFileView(APIView):
    @extend_schema(
        parameters=[YEAR, BOOK, WORDS, DECISION, FORMAT],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponse:
        """The book of a year as a workbook or as a PDF, in Vietnamese."""
        sought = asked(request)
        year = sought.year
        kind = request.query_params.get("as", "xlsx")
        if kind not in ("xlsx", "pdf"):
            raise Invalid("register.format", gettext_noop("Chỉ có bản Excel (xlsx) và bản PDF (pdf)."))
        by = actor(request)
        rows = told(list(boards.found(by, sought)), by.authority)
        name = f"Sổ khen thưởng {year}" if year else "Sổ khen thưởng"
        if kind == PDF:
            blocks = boards.page(rows, by.authority, f"Năm {year}" if year else "Các năm", today())
            drawn = documents.render(blocks, title=gettext("Sổ khen thưởng"), author=by.authority, landscape=True)
            return sent(drawn, PDF, name)
        headers = downloads.headers(f"{name}.xlsx")
        return HttpResponse(boards.workbook(rows), content_type=XLSX, headers=headers)
