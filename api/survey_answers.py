"""The public door for kiosks: a queue of answers in, and for each what became of it."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import moment
from api.surveys import MarksField
from emulation import survey_answering
from emulation.survey_answering import Given
from emulation.survey_limits import admit
from kernel.errors import Invalid, Unavailable, WrongState
from kernel.text import gettext_noop

MOST = 50


class KioskAnswerIn(serializers.Serializer[Any]):
    """One answer under a key of 16 to 64 signs that the device drew by lot; ``day`` and ``hour`` are those of answering."""

    key = serializers.CharField(max_length=64)
    version = serializers.UUIDField(required=False, help_text="the version that was answered")
    marks = MarksField(help_text="item → 1–5; what is left out is no opinion")
    texts = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    counter = serializers.CharField(max_length=40, allow_blank=True, default="")
    procedure = serializers.CharField(max_length=40, allow_blank=True, default="")
    day = serializers.DateField(required=False)
    hour = serializers.IntegerField(min_value=0, max_value=23, required=False)


class KioskAnswersIn(serializers.Serializer[Any]):
    answers = serializers.ListField(child=KioskAnswerIn(), min_length=1, max_length=MOST)


class KioskAnswerOut(serializers.Serializer[Any]):
    """``taken`` is true for a new answer and for one that was here before; ``refused`` says why one never will be."""

    key = serializers.CharField()
    taken = serializers.BooleanField()
    refused = serializers.CharField(allow_blank=True)


class KioskAnswersOut(serializers.Serializer[Any]):
    answers = KioskAnswerOut(many=True)


def _taken(token: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    at = moment()
    values = {name: answer[name] for name in ("key", "marks", "counter", "procedure")}
    given = Given(**values, texts=answer.get("texts", {}), day=answer.get("day"), hour=answer.get("hour"))
    door = survey_answering.at_point(token, at=at, version=str(answer.get("version", "")))
    try:
        survey_answering.answer(door, given, at=at)
    except (Invalid, WrongState) as no:
        return {"key": given.key, "taken": False, "refused": no.code}
    return {"key": given.key, "taken": True, "refused": ""}


class PointAnswersView(APIView):
    """Nobody logs in here, and nobody is known by a cookie or a token either."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    @extend_schema(request=KioskAnswersIn, responses=KioskAnswersOut, auth=[])
    def post(self, request: Request, token: str) -> Response:
        """Take answers given at an open point, each on its own: what is wrong with one keeps none of the others."""
        data = KioskAnswersIn(data=request.data)
        data.is_valid(raise_exception=True)
        answers = data.validated_data["answers"]
        at = moment()
        form = survey_answering.at_point(token, at=at).form
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        address = forwarded or str(request.META.get("REMOTE_ADDR", ""))
        if not all(admit(address, token, limit=form.limit, minutes=form.window, at=at) for _ in answers):
            message = gettext_noop("Đang có quá nhiều câu trả lời từ cùng một mạng; hãy gửi lại sau ít phút.")
            raise Unavailable("survey_answer.too_often", message)
        return Response(KioskAnswersOut({"answers": [_taken(token, answer) for answer in answers]}).data)
