"""The papers of a dossier, its list in Excel, and dossiers that begin from a ranking or a suggestion."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment, today
from api.files import FileOut
from api.imports import XLSX
from api.nominations import DossierOut, shown
from emulation.boards import nominations as boards
from emulation.commendation import nomination_papers, nomination_sources, nomination_tables
from emulation.commendation.nomination_lines import CITATION_LENGTH
from emulation.commendation.nomination_papers import Asked
from emulation.commendation.nomination_sources import GROUPS, Choice
from emulation.models import Nomination, Standing


class NominationPaperOut(serializers.Serializer[Any]):
    """``line`` is null for a paper of the whole dossier; ``needed`` papers that are not ``there`` hold the dossier back."""

    code = serializers.CharField()
    line = serializers.UUIDField(source="line.pk", default=None, allow_null=True)
    article = serializers.CharField()
    needed = serializers.BooleanField()
    there = serializers.BooleanField()
    files = FileOut(many=True)


class NominationPaperIn(serializers.Serializer[Any]):
    """``files`` are ids that ``POST /files`` answered for the purpose ``nomination_paper``."""

    code = serializers.ChoiceField(choices=tuple(nomination_papers.TITLES))
    line = serializers.UUIDField(allow_null=True, default=None)
    files = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=10)


class PaperRemovedIn(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=tuple(nomination_papers.TITLES))
    line = serializers.UUIDField(allow_null=True, default=None)
    file = serializers.UUIDField()


class ListIn(serializers.Serializer[Any]):
    """``citation`` is for rows that have none of their own."""

    file = serializers.FileField()
    citation = serializers.CharField(max_length=CITATION_LENGTH, allow_blank=True, default="")


class ChoiceIn(serializers.Serializer[Any]):
    """Those with one of the ``grades`` (any where none is named), of them the first ``top`` of each unit, cluster or of all."""

    unit = serializers.CharField(max_length=40, help_text="whose dossier it is; its branch is looked at")
    award_code = serializers.CharField(max_length=40)
    citation = serializers.CharField(max_length=CITATION_LENGTH, help_text="may name {grade}, {score} and {rank}")
    title = serializers.CharField(max_length=500, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=Nomination.KINDS, default=Nomination.THEMATIC)
    grades = serializers.ListField(child=serializers.CharField(max_length=10), default=list, max_length=20)
    top = serializers.IntegerField(min_value=1, max_value=10_000, allow_null=True, default=None)
    per = serializers.ChoiceField(choices=GROUPS, default=nomination_sources.ALL)


class SuggestedIn(serializers.Serializer[Any]):
    award_code = serializers.CharField(max_length=40)
    citation = serializers.CharField(max_length=CITATION_LENGTH, allow_blank=True, default="")


class LeftOut(serializers.ModelSerializer[Standing]):
    class Meta:
        model = Standing
        fields = ("subject", "name", "unit_code", "rank", "score", "grade")


class BegunOut(serializers.Serializer[Any]):
    """``left`` were tied on the boundary and are left to the council; ``skipped`` stand in a dossier for the same already."""

    nomination = DossierOut()
    left = LeftOut(many=True)
    skipped = LeftOut(many=True)


def _papers(nomination_id: str, request: Request) -> Response:
    row = boards.find(nomination_id, by=actor(request), at=moment())
    found: tuple[Asked, ...] = nomination_papers.asked(row, on=today())
    return Response(NominationPaperOut(found, many=True).data)


class PapersView(APIView):
    @extend_schema(responses=NominationPaperOut(many=True))
    def get(self, request: Request, nomination_id: str) -> Response:
        """What papers the rules ask for, by which article, and what is there."""
        return _papers(nomination_id, request)

    @extend_schema(request=NominationPaperIn, responses=NominationPaperOut(many=True))
    def post(self, request: Request, nomination_id: str) -> Response:
        """Put files at a paper of the dossier, or of one line."""
        data = NominationPaperIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        ids, line = [str(id_) for id_ in given["files"]], str(given["line"] or "")
        nomination_papers.put(nomination_id, given["code"], ids, line=line, by=actor(request), at=moment())
        return _papers(nomination_id, request)


class PaperRemovalView(APIView):
    @extend_schema(request=PaperRemovedIn, responses=NominationPaperOut(many=True))
    def post(self, request: Request, nomination_id: str) -> Response:
        """Take a file away from a paper while the dossier is written."""
        data = PaperRemovedIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        line = str(given["line"] or "")
        nomination_papers.remove(
            nomination_id, given["code"], str(given["file"]), line=line, by=actor(request), at=moment()
        )
        return _papers(nomination_id, request)


class NominationListView(APIView):
    parser_classes = (MultiPartParser,)
    throttle_scope = "upload"

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, nomination_id: str) -> HttpResponse:
        """The list of a dossier as a workbook in the columns that offices exchange; blank where there is no line."""
        row = boards.find(nomination_id, by=actor(request), at=moment())
        content = nomination_tables.written(row, on=today())
        headers = {"Content-Disposition": 'attachment; filename="danh-sach-de-nghi.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)

    @extend_schema(request=ListIn, responses={201: DossierOut})
    def post(self, request: Request, nomination_id: str) -> Response:
        """Add a list to a draft: all of it, or nothing and every fault with its cell."""
        data = ListIn(data=request.data)
        data.is_valid(raise_exception=True)
        file, citation = data.validated_data["file"], data.validated_data["citation"]
        nomination_tables.enter(
            nomination_id, file.read(), file.name, citation=citation, by=actor(request), at=moment()
        )
        answer = shown(nomination_id, request)
        answer.status_code = 201
        return answer


class FromRankingView(APIView):
    @extend_schema(request=ChoiceIn, responses={201: BegunOut})
    def post(self, request: Request, ranking_id: str) -> Response:
        """Begin a dossier with those whom a published ranking puts forward."""
        data = ChoiceIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        unit = given.pop("unit")
        by, at = actor(request), moment()
        begun = nomination_sources.from_ranking(ranking_id, unit, Choice(**given), by=by, at=at)
        context = {"by": by, "on": today()}
        told = BegunOut({"nomination": begun.nomination, "left": begun.left, "skipped": begun.skipped}, context=context)
        return Response(told.data, status=201)


class FromSuggestionView(APIView):
    @extend_schema(request=SuggestedIn, responses={201: DossierOut})
    def post(self, request: Request, suggestion_id: str) -> Response:
        """Begin a dossier from a suggestion that was taken up; asked again, it answers the same one."""
        data = SuggestedIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = nomination_sources.from_suggestion(suggestion_id, **data.validated_data, by=actor(request), at=moment())
        answer = shown(str(row.pk), request)
        answer.status_code = 201
        return answer
