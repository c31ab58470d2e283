"""Councils over HTTP: members, sessions, agenda, attendance, minutes."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import ReasonIn
from api.problems import said
from emulation import award_visibility
from emulation.boards import councils as boards
from emulation.commendation import council_agendas, council_sessions, councils
from emulation.models import Attendance, Council, CouncilMember, CouncilSession, SessionItem
from emulation.rules.awards.ballots import MOST_EQUALS
from emulation.rules.awards.council_states import COUNCIL_SESSION


class CouncilSeatIn(serializers.Serializer[Any]):
    """``account`` is a user name or the code of a member of staff."""

    account = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=CouncilMember.ROLES, default=CouncilMember.MEMBER)
    title = serializers.CharField(max_length=200, allow_blank=True, default="")


class CouncilIn(serializers.Serializer[Any]):
    """``quorum`` is the share of all members that must be present, such as ``2/3``."""

    name = serializers.CharField(max_length=200)
    document = serializers.CharField(max_length=300)
    valid_from = serializers.DateField()
    quorum = serializers.CharField(max_length=11, default="2/3")
    seats = CouncilSeatIn(many=True)


class CouncilNewSeatIn(CouncilSeatIn):
    from_day = serializers.DateField()


class CouncilLeaveIn(serializers.Serializer[Any]):
    on = serializers.DateField(help_text="the first day without the seat")


class CouncilSeatOut(serializers.ModelSerializer[CouncilMember]):
    account = serializers.CharField(source="account.username")
    name = serializers.CharField(source="account.get_full_name")

    class Meta:
        model = CouncilMember
        fields = ("account", "name", "role", "title", "valid_from", "valid_to")


class CouncilOut(serializers.ModelSerializer[Council]):
    members = CouncilSeatOut(many=True)

    class Meta:
        model = Council
        fields = ("id", "name", "document", "quorum", "valid_from", "valid_to", "members")


class CouncilSessionIn(serializers.Serializer[Any]):
    """``number`` 0 asks for the next one."""

    held_on = serializers.DateField()
    place = serializers.CharField(max_length=300, allow_blank=True, default="")
    form = serializers.ChoiceField(choices=CouncilSession.FORMS, default=CouncilSession.IN_PERSON)
    number = serializers.IntegerField(min_value=0, max_value=9999, default=0)


class CouncilSessionOut(serializers.ModelSerializer[CouncilSession]):
    council = serializers.CharField(source="council.name")

    class Meta:
        model = CouncilSession
        fields = (
            "id", "council", "number", "held_on", "place", "form", "state", "quorum", "opened_at", "closed_at", "minutes",
            "proceedings", "minuted_at",
        )  # fmt: skip


class CouncilItemOut(serializers.ModelSerializer[SessionItem]):
    """``arithmetic`` says in words how the result came about."""

    nomination = serializers.UUIDField(source="line.nomination_id", default=None, allow_null=True)
    arithmetic = serializers.SerializerMethodField()

    class Meta:
        model = SessionItem
        fields = (
            "id", "number", "kind", "title", "award_code", "line", "nomination", "choice", "seats", "threshold", "strict",
            "denominator", "secret", "article", "state", "passed", "result", "arithmetic",
        )  # fmt: skip

    def get_arithmetic(self, row: SessionItem) -> list[str]:
        return [said(part["message"], part["params"]) for part in row.result.get("parts", ())]


class CouncilEqualsOut(serializers.Serializer[Any]):
    award = serializers.CharField()
    numbers = serializers.ListField(child=serializers.IntegerField())
    seats = serializers.IntegerField()


class CouncilSessionDetailOut(serializers.Serializer[Any]):
    session = CouncilSessionOut()
    items = CouncilItemOut(many=True)
    present = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="how many must be present")
    members = serializers.IntegerField()
    equals = CouncilEqualsOut(
        many=True, help_text="for who prepares sessions: ties on boundaries of quotas to choose among"
    )


class BringIn(serializers.Serializer[Any]):
    nomination = serializers.UUIDField()


class CouncilChoiceIn(serializers.Serializer[Any]):
    items = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=9999), max_length=MOST_EQUALS)
    seats = serializers.IntegerField(min_value=1, max_value=MOST_EQUALS)
    secret = serializers.BooleanField(default=True)


class AttendanceIn(serializers.Serializer[Any]):
    """By user name."""

    ways = serializers.DictField(child=serializers.ChoiceField(choices=Attendance.WAYS))


class CouncilTextIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=council_sessions.LONGEST, allow_blank=True, default="")


def read(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    data = kind(data=request.data)
    data.is_valid(raise_exception=True)
    return dict(data.validated_data)


def _session_answer(session_id: str, request: Request, status: int = 200) -> Response:
    board = boards.session(session_id, by=actor(request))
    body = {
        "session": board.session,
        "items": [one.item for one in board.items],
        "present": board.quorum.present,
        "needed": board.quorum.needed,
        "members": board.quorum.members,
        "equals": board.equals,
    }
    return Response(CouncilSessionDetailOut(body).data, status=status)


class CouncilsView(Listing):
    """The councils of the authority, known to every member of it."""

    serializer_class = CouncilOut
    filterset_fields: ClassVar = {"name": ["exact"]}
    queryset = Council.objects.none()

    def visible(self) -> QuerySet[Council]:
        return award_visibility.councils(actor(self.request)).prefetch_related("members__account")

    @extend_schema(request=CouncilIn, responses={201: CouncilOut})
    def post(self, request: Request) -> Response:
        """Enter a council as its founding decision has it."""
        data = read(CouncilIn, request)
        seats = [councils.Seat(**seat) for seat in data.pop("seats")]
        row = councils.found(councils.Founding(seats=seats, **data), by=actor(request), at=moment())
        return Response(CouncilOut(row).data, status=201)


class SeatsView(APIView):
    @extend_schema(request=CouncilNewSeatIn, responses={201: CouncilSeatOut})
    def post(self, request: Request, council_id: str) -> Response:
        """Give somebody a seat from a day on."""
        data = read(CouncilNewSeatIn, request)
        from_day = data.pop("from_day")
        row = councils.seat(council_id, councils.Seat(**data), from_day=from_day, by=actor(request), at=moment())
        return Response(CouncilSeatOut(row).data, status=201)


class LeaveView(APIView):
    @extend_schema(request=CouncilLeaveIn, responses=CouncilSeatOut)
    def post(self, request: Request, council_id: str, username: str) -> Response:
        """End a seat; sessions before that day keep it."""
        row = councils.leave(council_id, username, by=actor(request), at=moment(), **read(CouncilLeaveIn, request))
        return Response(CouncilSeatOut(row).data)


class ConveneView(APIView):
    @extend_schema(request=CouncilSessionIn, responses={201: CouncilSessionDetailOut})
    def post(self, request: Request, council_id: str) -> Response:
        """Plan a session; its members are invited."""
        plan = council_sessions.Plan(**read(CouncilSessionIn, request))
        row = council_sessions.convene(council_id, plan, by=actor(request), at=moment())
        return _session_answer(str(row.pk), request, 201)


class SessionsView(Listing):
    """Sessions of the councils: all for the committee, for others those of a council in which they sit."""

    serializer_class = CouncilSessionOut
    filterset_fields: ClassVar = {"council": ["exact"], "state": ["exact"], "held_on": ["exact", "gte", "lte"]}
    queryset = CouncilSession.objects.none()

    def visible(self) -> QuerySet[CouncilSession]:
        return award_visibility.council_sessions(actor(self.request)).select_related("council")


class SessionView(APIView):
    @extend_schema(responses=CouncilSessionDetailOut)
    def get(self, request: Request, session_id: str) -> Response:
        """A session with its agenda and quorum; nobody's vote."""
        return _session_answer(session_id, request)


class BringView(APIView):
    @extend_schema(request=BringIn, responses={201: CouncilItemOut(many=True)})
    def post(self, request: Request, session_id: str) -> Response:
        """Put an appraised dossier on the agenda."""
        nomination = str(read(BringIn, request)["nomination"])
        rows = council_agendas.bring(session_id, nomination, by=actor(request), at=moment())
        return Response(CouncilItemOut(rows, many=True).data, status=201)


class TakeOffView(APIView):
    @extend_schema(request=ReasonIn, responses=CouncilSessionDetailOut)
    def post(self, request: Request, session_id: str, nomination_id: str) -> Response:
        """Take a dossier off the agenda, with a reason, before anything of it was voted on."""
        data = read(ReasonIn, request)
        council_agendas.take_off(session_id, str(nomination_id), by=actor(request), at=moment(), **data)
        return _session_answer(session_id, request)


class ChoicesView(APIView):
    @extend_schema(request=CouncilChoiceIn, responses={201: CouncilItemOut})
    def post(self, request: Request, session_id: str) -> Response:
        """Have the council choose among equals before it votes on them."""
        data = read(CouncilChoiceIn, request)
        row = council_agendas.choose_among(
            session_id, data["items"], data["seats"], secret=data["secret"], by=actor(request), at=moment()
        )
        return Response(CouncilItemOut(row).data, status=201)


class AttendanceView(APIView):
    @extend_schema(request=AttendanceIn, responses=CouncilSessionDetailOut)
    def put(self, request: Request, session_id: str) -> Response:
        """Write down who takes part and how; who is not named stays as they were."""
        ways = read(AttendanceIn, request)["ways"]
        council_sessions.attend(session_id, ways, by=actor(request), at=moment())
        return _session_answer(session_id, request)


class SessionActView(APIView):
    @extend_schema(
        request=CouncilTextIn,
        responses=CouncilSessionDetailOut,
        parameters=[OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(COUNCIL_SESSION.acts))],
    )
    def post(self, request: Request, session_id: str, act: str) -> Response:
        """Open, close, cancel (with a reason) or complete the minutes of a session (with what was said)."""
        council_sessions.act(session_id, act, text=read(CouncilTextIn, request)["text"], by=actor(request), at=moment())
        return _session_answer(session_id, request)
