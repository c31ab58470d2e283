"""Assigned tasks of a campaign's plan: listed, entered one by one or as a table, and moved by the acts of their machine."""

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import found as found_campaign
from api.imports import FORM_OVERHEAD, XLSX
from api.problems import said
from emulation import assignment_plans, assignments, visibility
from emulation.assignment_plans import task_of
from emulation.boards import assignments as boards
from emulation.models import Assignment, AssignmentEntry
from emulation.rules import states
from emulation.rules.assignments import MOST_STEPS, Part, Step, Task
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop


class StepIn(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=500)
    due = serializers.DateField()


class PartIn(serializers.Serializer[Any]):
    who = serializers.CharField(max_length=40, help_text="code of a unit or of a person")
    role = serializers.CharField(max_length=300)


class AssignmentIn(serializers.Serializer[Any]):
    """The five clear things of a task; ``person`` may be empty where the unit as such is responsible."""

    code = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=500)
    unit = serializers.CharField(max_length=40)
    person = serializers.CharField(max_length=40, allow_blank=True, default="")
    responsibility = serializers.CharField(max_length=4000)
    parts = serializers.ListField(child=PartIn(), default=list, max_length=100)
    steps = serializers.ListField(child=StepIn(), max_length=MOST_STEPS)
    product = serializers.CharField(max_length=4000)
    check = serializers.CharField(max_length=4000, help_text="how the product is checked")
    deadline = serializers.DateField()

    def task(self) -> Task:
        data = dict(self.validated_data)
        data["parts"] = tuple(Part(**part) for part in data["parts"])
        data["steps"] = tuple(Step(**step) for step in data["steps"])
        return Task(**data)


class AssignmentOut(serializers.ModelSerializer[Assignment]):
    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code", default="")
    check = serializers.CharField(source="check_by")
    parts = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField(help_text="derived from the deadline at this moment")

    class Meta:
        model = Assignment
        fields: tuple[str, ...] = (
            "id", "campaign", "code", "title", "unit", "person", "responsibility", "parts", "steps", "product", "check",
            "deadline", "state", "overdue", "result", "reported_at", "accepted_at", "excused_at",
        )  # fmt: skip

    def get_parts(self, row: Assignment) -> list[dict[str, str]]:
        return [{"who": part.who, "role": part.role} for part in task_of(row).parts]

    def get_overdue(self, row: Assignment) -> bool:
        return assignments.is_overdue(row, moment())


class AssignmentEntryOut(serializers.ModelSerializer[AssignmentEntry]):
    by = serializers.CharField(source="by.get_full_name")

    class Meta:
        model = AssignmentEntry
        fields = ("act", "text", "before", "after", "by", "at")


class AssignmentDetailOut(AssignmentOut):
    entries = AssignmentEntryOut(many=True)
    may = serializers.SerializerMethodField(help_text="acts that this reader may do now")

    class Meta(AssignmentOut.Meta):
        fields = (*AssignmentOut.Meta.fields, "entries", "may")

    def get_may(self, row: Assignment) -> list[str]:
        return list(self.context.get("may", ()))


class AssignmentActIn(serializers.Serializer[Any]):
    """``text`` says why, or what was done; ``deadline`` is the new one of an extension or a return."""

    text = serializers.CharField(max_length=4000, allow_blank=True, default="")
    deadline = serializers.DateField(allow_null=True, default=None)
    files = serializers.ListField(
        child=serializers.UUIDField(),
        default=list,
        max_length=10,
        help_text="with a report: ids of files handed in before",
    )


class TableIn(serializers.Serializer[Any]):
    file = serializers.FileField()


class EnteredOut(serializers.Serializer[Any]):
    entered = serializers.IntegerField(help_text="how many tasks are new or changed")


class CountsOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="of the unit; empty for all")
    name = serializers.CharField()
    all = serializers.IntegerField()
    at_work = serializers.IntegerField()
    reported = serializers.IntegerField()
    accepted = serializers.IntegerField()
    overdue = serializers.IntegerField()


class CountsBoardOut(serializers.Serializer[Any]):
    total = CountsOut()
    units = CountsOut(many=True)


def shown(assignment_id: str, request: Request) -> Response:
    board = boards.task(assignment_id, by=actor(request), at=moment())
    return Response(AssignmentDetailOut(board.row.assignment, context={"may": board.acts}).data)


class AssignmentsView(Listing):
    """The tasks of a campaign's plan in the order of their deadlines: all for the committee, for others those of their units,
    their own, and those in which they take part."""

    serializer_class = AssignmentOut
    filterset_fields: ClassVar = {
        "unit__code": ["exact"],
        "person__code": ["exact"],
        "state": ["exact"],
        "deadline": ["lte", "gte"],
    }
    queryset = Assignment.objects.none()

    def visible(self) -> QuerySet[Assignment]:
        campaign = found_campaign(self.kwargs["campaign_id"], self.request)
        seen = visibility.assignments(actor(self.request), today()).filter(campaign=campaign)
        read = seen.select_related("unit", "person").prefetch_related("parts__unit", "parts__person")
        return read.order_by("deadline", "code")

    @extend_schema(request=AssignmentIn, responses={201: AssignmentOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Write a task as a draft, or change the draft of this code."""
        data = AssignmentIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = assignment_plans.enter(campaign_id, data.task(), by=actor(request), at=moment())
        return Response(AssignmentOut(row).data, status=201)


class TableView(APIView):
    parser_classes = (MultiPartParser,)
    throttle_scope = "upload"

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, campaign_id: str) -> HttpResponse:
        """The annex of the plan as a workbook, as far as the reader may see it; blank where there is no task."""
        words = {state: said(title, {}) for state, title in states.STATE_TITLES.items()}
        content = boards.annex(campaign_id, words, "x", by=actor(request), at=moment())
        headers = {"Content-Disposition": 'attachment; filename="phan-cong.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)

    @extend_schema(request=TableIn, responses={201: EnteredOut})
    def post(self, request: Request, campaign_id: str) -> Response:
        """Write a table of tasks as drafts: all, or none and every fault with its cell."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT_BYTES + FORM_OVERHEAD:
            megabytes = settings.UPLOAD_LIMIT_BYTES // 1024 // 1024
            message = gettext_noop("Tệp lớn hơn %(limit)s MB: hãy chia nhỏ tệp.")
            raise Invalid("assignment.too_large", message, limit=megabytes)
        data = TableIn(data=request.data)
        data.is_valid(raise_exception=True)
        file = data.validated_data["file"]
        entered = assignment_plans.enter_table(campaign_id, file.read(), file.name, by=actor(request), at=moment())
        return Response({"entered": entered}, status=201)


class CountsView(APIView):
    @extend_schema(responses=CountsBoardOut)
    def get(self, request: Request, campaign_id: str) -> Response:
        """How many tasks are at work, reported, accepted and overdue: of all that the reader sees, and by unit for the
        committee."""
        board = boards.plan(campaign_id, by=actor(request), at=moment())
        return Response(CountsBoardOut({"total": board.total, "units": board.counts}).data)


class AssignmentView(APIView):
    @extend_schema(responses=AssignmentDetailOut)
    def get(self, request: Request, assignment_id: str) -> Response:
        """One task with its history and what the reader may do with it now."""
        return shown(assignment_id, request)

    @extend_schema(request=AssignmentIn, responses=AssignmentDetailOut)
    def put(self, request: Request, assignment_id: str) -> Response:
        """Change a draft; its code stays."""
        data = AssignmentIn(data=request.data)
        data.is_valid(raise_exception=True)
        assignment_plans.revise(assignment_id, data.task(), by=actor(request), at=moment())
        return shown(assignment_id, request)


ACTS = tuple(act for act in states.ASSIGNMENT.acts if act != "revise")


class ActView(APIView):
    @extend_schema(
        request=AssignmentActIn,
        responses=AssignmentDetailOut,
        parameters=[OpenApiParameter("act", str, OpenApiParameter.PATH, enum=ACTS)],
    )
    def post(self, request: Request, assignment_id: str, act: str) -> Response:
        """Assign, acknowledge, report done, accept, return, extend, explain, excuse or cancel a task."""
        if act not in ACTS:
            raise Missing("assignment.no_act", gettext_noop("Không có thao tác này."))
        data = AssignmentActIn(data=request.data)
        data.is_valid(raise_exception=True)
        said_ = assignments.Said(**data.validated_data)
        assignments.move(assignment_id, act, said_, by=actor(request), at=moment())
        return shown(assignment_id, request)
