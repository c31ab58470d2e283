"""Citizens' feedback: handed in and followed without an account, handled by officers, counted for the committee."""

import secrets
from datetime import date
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import ReasonIn
from emulation import feedback, feedback_desk
from emulation.boards import feedback as boards
from emulation.feedback import Contact, Told
from emulation.models import Feedback, FeedbackStep
from emulation.rules import tracking_codes
from emulation.rules.exact import exact_text
from emulation.rules.feedback import KINDS

LONGEST = feedback.LONGEST


class ToldIn(serializers.Serializer[Any]):
    """``unit`` is empty for who does not know whom it is for. A contact is optional; the unit sees it only if it is shared."""

    authority = serializers.SlugField(max_length=40)
    kind = serializers.ChoiceField(choices=KINDS)
    text = serializers.CharField(max_length=LONGEST)
    unit = serializers.CharField(max_length=40, allow_blank=True, default="")
    happened_on = serializers.DateField(allow_null=True, default=None)
    name = serializers.CharField(max_length=200, allow_blank=True, default="")
    reach = serializers.CharField(max_length=200, allow_blank=True, default="")
    share_contact = serializers.BooleanField(default=False)
    language = serializers.ChoiceField(choices=("vi", "en"), default="vi")


class TakenOut(serializers.Serializer[Any]):
    """``code`` is shown this once and stored nowhere: only its holder follows the item."""

    code = serializers.CharField()
    number = serializers.IntegerField()
    due = serializers.DateTimeField()


class CodeIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=100)


class ReopenIn(CodeIn):
    reason = serializers.CharField(max_length=LONGEST)


class SentAnswerOut(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    text = serializers.CharField()


class TrackedOut(serializers.Serializer[Any]):
    number = serializers.IntegerField(source="row.number")
    kind = serializers.ChoiceField(choices=KINDS, source="row.kind")
    state = serializers.CharField(source="row.state")
    received_at = serializers.DateTimeField(source="row.received_at")
    unit_name = serializers.CharField(source="unit")
    answer_due = serializers.DateTimeField(source="row.answer_due", allow_null=True)
    answers = SentAnswerOut(many=True)
    dismissal = serializers.CharField(source="row.dismissal")
    where_to_go = serializers.CharField(source="row.where_to_go")
    may_reopen = serializers.BooleanField()
    reopen_until = serializers.DateTimeField(source="row.reopen_until", allow_null=True)


class Public(APIView):
    """For everybody, without an account; so many an hour for one address."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "feedback"


class IntakeView(Public):
    @extend_schema(request=ToldIn, responses={201: TakenOut}, auth=[])
    def post(self, request: Request) -> Response:
        """Hand something in; the answer holds the code by which it is followed."""
        data = ToldIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        authority = given.pop("authority")
        contact = Contact(given.pop("name"), given.pop("reach"), given.pop("share_contact"))
        code = tracking_codes.code_of(secrets.randbelow(tracking_codes.SPACE))
        row = feedback.receive(authority, Told(**given, contact=contact), code=code, at=moment())
        taken = {"code": tracking_codes.shown(code), "number": row.number, "due": row.due}
        return Response(TakenOut(taken).data, status=201, headers={"Cache-Control": "no-store"})


class TrackView(Public):
    @extend_schema(request=CodeIn, responses=TrackedOut, auth=[])
    def post(self, request: Request) -> Response:
        """The state and the approved answers of one's own item. Every wrong code is answered alike."""
        data = CodeIn(data=request.data)
        data.is_valid(raise_exception=True)
        found = boards.tracked(data.validated_data["code"], at=moment())
        return Response(TrackedOut(found).data, headers={"Cache-Control": "no-store"})


class ReopenView(Public):
    @extend_schema(request=ReopenIn, responses=TrackedOut, auth=[])
    def post(self, request: Request) -> Response:
        """Say, once, that the answer does not fit."""
        data = ReopenIn(data=request.data)
        data.is_valid(raise_exception=True)
        code = data.validated_data["code"]
        feedback.reopen(code, reason=data.validated_data["reason"], at=moment())
        return Response(TrackedOut(boards.tracked(code, at=moment())).data, headers={"Cache-Control": "no-store"})


class PublishedOut(serializers.ModelSerializer[Feedback]):
    unit = serializers.CharField(source="unit.code", default="")
    question = serializers.CharField(source="public_question")
    answer = serializers.CharField(source="public_answer")

    class Meta:
        model = Feedback
        fields = ("number", "kind", "unit", "question", "answer", "published_at")


class PublishedView(Listing):
    """What an authority shows to everybody, in words from which an officer has taken personal data; newest first."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "public"
    serializer_class = PublishedOut
    filterset_fields = ("kind",)
    queryset = Feedback.objects.none()

    def visible(self) -> QuerySet[Feedback]:
        rows = Feedback.objects.filter(authority_id=self.kwargs["authority"], published_at__isnull=False)
        return rows.select_related("unit").order_by("-published_at", "id")


class FeedbackStepOut(serializers.ModelSerializer[FeedbackStep]):
    unit = serializers.CharField(source="unit.code", default="")
    by = serializers.CharField(source="by.get_full_name", default=None, allow_null=True)

    class Meta:
        model = FeedbackStep
        fields = ("act", "state", "unit", "text", "by", "at", "due")


class FeedbackOut(serializers.ModelSerializer[Feedback]):
    """``due`` is the limit of the next step, ``answer_due`` that of the unit's answer."""

    unit = serializers.CharField(source="unit.code", default="")

    class Meta:
        model = Feedback
        fields = (
            "id", "number", "kind", "state", "unit", "happened_on", "text", "language", "received_at", "routed_at", "due",
            "answer_due", "answered_at", "sent_at", "ended_at", "escalated", "answer", "reopened_at", "reopen_reason",
            "dismissal", "where_to_go", "public_question", "public_answer", "published_at",
        )  # fmt: skip


class ContactOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    reach = serializers.CharField()


class FeedbackItemOut(serializers.Serializer[Any]):
    """``contact`` is null for who may not know it."""

    feedback = FeedbackOut(source="row")
    steps = serializers.SerializerMethodField()
    contact = ContactOut(allow_null=True)
    may = serializers.ListField(child=serializers.CharField(), source="acts")

    @extend_schema_field(FeedbackStepOut(many=True))
    def get_steps(self, board: Any) -> Any:
        return FeedbackStepOut([step for step, _ in board.steps], many=True).data


class FeedbackListView(Listing):
    """Feedback that the reader may see: all for the standing office, the authority's head and inspectors; what is routed to
    it at present for a unit. ``?overdue=1`` asks for what is past its limit."""

    serializer_class = FeedbackOut
    filterset_fields = ("state", "kind", "unit__code")
    parameters = ("overdue",)
    queryset = Feedback.objects.none()

    def visible(self) -> QuerySet[Feedback]:
        asked = {"overdue": self.request.query_params.get("overdue", "")}
        return boards.seen(actor(self.request), moment(), asked).order_by("-received_at", "id")


class FeedbackView(APIView):
    @extend_schema(responses=FeedbackItemOut, operation_id="feedback_item")
    def get(self, request: Request, feedback_id: str) -> Response:
        """One item with what was done with it, and what may be done next."""
        return Response(FeedbackItemOut(boards.item(feedback_id, by=actor(request), at=moment())).data)


class RouteIn(serializers.Serializer[Any]):
    unit = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=LONGEST, allow_blank=True, default="")


class RouteView(APIView):
    @extend_schema(request=RouteIn, responses=FeedbackOut)
    def post(self, request: Request, feedback_id: str) -> Response:
        """Give it to the unit that has to answer; to another than now only with a reason."""
        data = RouteIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = feedback_desk.route(feedback_id, given["unit"], reason=given["reason"], by=actor(request), at=moment())
        return Response(FeedbackOut(row).data)


class DismissIn(ReasonIn):
    where_to_go = serializers.CharField(max_length=500)


class DismissView(APIView):
    @extend_schema(request=DismissIn, responses=FeedbackOut)
    def post(self, request: Request, feedback_id: str) -> Response:
        """Say that it is not the authority's to answer, why, and where to go with it."""
        data = DismissIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = feedback_desk.dismiss(feedback_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(FeedbackOut(row).data)


class AnswerTextIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST)


class AnswerView(APIView):
    @extend_schema(request=AnswerTextIn, responses=FeedbackOut)
    def post(self, request: Request, feedback_id: str) -> Response:
        """The unit's answer; the standing office approves it before the citizen reads it."""
        data = AnswerTextIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = feedback_desk.answer(feedback_id, data.validated_data["text"], by=actor(request), at=moment())
        return Response(FeedbackOut(row).data)


class FeedbackReturnView(APIView):
    @extend_schema(request=ReasonIn, responses=FeedbackOut)
    def post(self, request: Request, feedback_id: str) -> Response:
        """Give the answer back to the unit, with the reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = feedback_desk.return_(feedback_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(FeedbackOut(row).data)


class SendView(APIView):
    @extend_schema(request=None, responses=FeedbackOut)
    def post(self, request: Request, feedback_id: str) -> Response:
        """Approve the answer; the citizen reads it from now on."""
        return Response(FeedbackOut(feedback_desk.send(feedback_id, by=actor(request), at=moment())).data)


class FeedbackCloseView(APIView):
    @extend_schema(request=None, responses=FeedbackOut)
    def post(self, request: Request, feedback_id: str) -> Response:
        """End praise that has reached its unit."""
        return Response(FeedbackOut(feedback_desk.close(feedback_id, by=actor(request), at=moment())).data)


class PublishTextsIn(serializers.Serializer[Any]):
    """Both texts as everybody may read them; refused where they still hold what looks like personal data."""

    question = serializers.CharField(max_length=LONGEST)
    answer = serializers.CharField(max_length=LONGEST)


class FeedbackPublishView(APIView):
    @extend_schema(request=PublishTextsIn, responses=FeedbackOut)
    def post(self, request: Request, feedback_id: str) -> Response:
        """Show question and answer to everybody."""
        data = PublishTextsIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = feedback_desk.publish(
            feedback_id, question=given["question"], answered=given["answer"], by=actor(request), at=moment()
        )
        return Response(FeedbackOut(row).data)


class FeedbackUnpublishView(APIView):
    @extend_schema(request=ReasonIn, responses=FeedbackOut)
    def post(self, request: Request, feedback_id: str) -> Response:
        """Take a published item down, with the reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = feedback_desk.unpublish(feedback_id, by=actor(request), at=moment(), **data.validated_data)
        return Response(FeedbackOut(row).data)


class FeedbackFiguresOut(serializers.Serializer[Any]):
    """Counts of what was routed in the span, without praise. ``median_days`` are working days until the answer, exact."""

    unit = serializers.CharField()
    received = serializers.IntegerField()
    answered = serializers.IntegerField()
    in_time = serializers.IntegerField()
    overdue = serializers.IntegerField()
    median_days = serializers.SerializerMethodField()

    def get_median_days(self, row: Any) -> str | None:
        return None if row.median_days is None else exact_text(row.median_days)


class SpanIn(serializers.Serializer[Any]):
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class FiguresView(APIView):
    @extend_schema(
        responses=FeedbackFiguresOut(many=True),
        operation_id="feedback_figures",
        parameters=[OpenApiParameter(name, OpenApiTypes.DATE) for name in ("since", "until")],
    )
    def get(self, request: Request) -> Response:
        """Figures of each unit: all for the committee and inspectors, their own for a unit's people. This year unless asked."""
        asked = SpanIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        this = today()
        since = asked.validated_data.get("since") or date(this.year, 1, 1)
        until = asked.validated_data.get("until") or this
        board = boards.unit_figures(since, until, by=actor(request), at=moment())
        return Response(FeedbackFiguresOut([row for _, row in board.rows], many=True).data)


class PolicyIn(serializers.Serializer[Any]):
    """Time limits in working days, how many working days after a missed one who is told, and how many days contacts stay."""

    valid_from = serializers.DateField()
    legal_basis = serializers.CharField(max_length=300)
    policy = serializers.DictField(child=serializers.IntegerField(), allow_empty=True)


class PolicyOut(serializers.Serializer[Any]):
    policy = serializers.DictField(child=serializers.IntegerField())


class FeedbackPolicyView(APIView):
    @extend_schema(responses=PolicyOut, operation_id="feedback_policy")
    def get(self, request: Request) -> Response:
        """The time limits that hold today."""
        found = feedback.policy_of(actor(request).authority, today())
        return Response(PolicyOut({"policy": found.to_data()}).data)

    @extend_schema(request=PolicyIn, responses=PolicyOut)
    def put(self, request: Request) -> Response:
        """Set the time limits from a day on that has not passed."""
        data = PolicyIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = feedback.set_policy(by=actor(request), at=moment(), **data.validated_data)
        return Response(PolicyOut({"policy": row.policy}).data)
