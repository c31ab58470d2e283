"""One's own inbox: what the platform has told the caller, read and unread."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from emulation import inbox, notice_words
from emulation.models import NoticeCopy


class NoticeOut(serializers.ModelSerializer[NoticeCopy]):
    """``about`` names the page that it leads to, ``unit`` the unit because of which it was told."""

    unit = serializers.CharField(source="notice.unit.code", default="")
    kind = serializers.CharField(source="notice.kind")
    title = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    values = serializers.JSONField(source="notice.values")
    about = serializers.JSONField(source="notice.about")

    class Meta:
        model = NoticeCopy
        fields = ("id", "unit", "kind", "title", "text", "values", "about", "at", "read_at")

    def get_title(self, row: NoticeCopy) -> str:
        return notice_words.title(row.notice.kind, row.notice.values)

    def get_text(self, row: NoticeCopy) -> str:
        return notice_words.text(row.notice.kind, row.notice.values)


class NoticesView(Listing):
    """What the caller was told, newest first; ``?read_at__isnull=true`` for what is unread."""

    serializer_class = NoticeOut
    filterset_fields: ClassVar = {"read_at": ["isnull"], "notice__kind": ["exact"]}
    queryset = NoticeCopy.objects.none()

    def visible(self) -> QuerySet[NoticeCopy]:
        return inbox.copies(actor(self.request)).order_by("-at", "-id")


class NoticeReadView(APIView):
    @extend_schema(request=None, responses=NoticeOut)
    def post(self, request: Request, notice_id: str) -> Response:
        """Mark one read."""
        return Response(NoticeOut(inbox.read(notice_id, by=actor(request), at=moment())).data)


class ReadOut(serializers.Serializer[Any]):
    read = serializers.IntegerField()


class NoticesReadView(APIView):
    @extend_schema(operation_id="notices_read_all", request=None, responses=ReadOut)
    def post(self, request: Request) -> Response:
        """Mark all read; answers how many were not."""
        return Response({"read": inbox.read_all(by=actor(request), at=moment())})
