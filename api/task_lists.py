"""Weekly task lists of people, and the figures that they feed into a month's sheet."""

from datetime import date
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from api.evaluations import EvaluationOut
from emulation import task_lists
from emulation.boards import task_lists as boards
from emulation.models import TaskList
from emulation.rules.task_lists import Entry, Task
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop, nfc

NUMBER: dict[str, Any] = {"max_digits": 9, "decimal_places": 2, "min_value": Decimal(0)}


class TaskIn(serializers.Serializer[Any]):
    """One product of the week; errors and delays are all that happened, ``excused_…`` those with an objective cause."""

    name = serializers.CharField(max_length=300)
    product = serializers.CharField(max_length=200)
    assigned_by = serializers.CharField(max_length=200)
    deadline = serializers.DateField()
    done_on = serializers.DateField(allow_null=True, default=None)
    planned = serializers.DecimalField(**NUMBER)
    done = serializers.DecimalField(**NUMBER)
    accepted = serializers.DecimalField(**NUMBER)
    coefficient = serializers.DecimalField(**NUMBER, default=Decimal(1))
    errors_found = serializers.IntegerField(source="errors", min_value=0, max_value=100, default=0)
    excused_errors = serializers.IntegerField(min_value=0, max_value=100, default=0)
    delays = serializers.IntegerField(min_value=0, max_value=100, default=0)
    excused_delays = serializers.IntegerField(min_value=0, max_value=100, default=0)
    excuse = serializers.CharField(max_length=1000, allow_blank=True, default="")


class TaskListIn(serializers.Serializer[Any]):
    tasks = TaskIn(many=True)


class TaskListActIn(serializers.Serializer[Any]):
    """``reason`` is needed to return, and to confirm other ``tasks`` than were handed in."""

    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")
    tasks = TaskIn(many=True, allow_null=True, default=None)


class TaskListOut(serializers.ModelSerializer[TaskList]):
    person = serializers.CharField(source="person.code")

    class Meta:
        model = TaskList
        fields = ("id", "person", "week", "state", "tasks", "revision", "submitted_at", "confirmed_at")


def entry_of(values: dict[str, Any]) -> Entry:
    """A task as the acts take it."""
    given = dict(values)
    numbers = ("planned", "done", "accepted", "coefficient", "errors", "excused_errors", "delays", "excused_delays")
    figures = Task(**{name: given.pop(name) for name in numbers})
    texts = {name: nfc(given.pop(name)) for name in ("name", "product", "assigned_by", "excuse")}
    return Entry(figures=figures, deadline=given["deadline"], done_on=given["done_on"], **texts)


def _week(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as no:
        message = gettext_noop("“%(text)s” không phải là ngày; hãy viết theo dạng 2019-05-06.")
        problems = [Problem("task_list.week", message, "week", {"text": text})]
        raise Invalid("task_list.week", message, problems=problems, text=text) from no


class TaskListView(APIView):
    """One person's list of the week that holds the named day."""

    @extend_schema(responses=TaskListOut, operation_id="task_list_retrieve")
    def get(self, request: Request, person: str, week: str) -> Response:
        board = boards.week(person, _week(week), by=actor(request), at=moment())
        if board.row is None:
            raise Missing("task_list.missing", gettext_noop("Tuần này chưa có danh mục công việc."))
        return Response(TaskListOut(board.row).data)

    @extend_schema(request=TaskListIn, responses=TaskListOut, operation_id="task_list_save")
    def put(self, request: Request, person: str, week: str) -> Response:
        """Write the week's tasks; the same content again changes nothing."""
        data = TaskListIn(data=request.data)
        data.is_valid(raise_exception=True)
        entries = [entry_of(task) for task in data.validated_data["tasks"]]
        row = task_lists.save(person, _week(week), entries, by=actor(request), at=moment())
        return Response(TaskListOut(row).data)


class TaskListActView(APIView):
    @extend_schema(request=TaskListActIn, responses=TaskListOut)
    def post(self, request: Request, person: str, week: str, act: str) -> Response:
        """Hand in, confirm or return a week."""
        data = TaskListActIn(data=request.data)
        data.is_valid(raise_exception=True)
        given, by, at = data.validated_data, actor(request), moment()
        if act == "submit":
            row = task_lists.submit(person, _week(week), by=by, at=at)
        elif act == "return":
            row = task_lists.return_(person, _week(week), reason=given["reason"], by=by, at=at)
        elif act == "confirm":
            entries = None if given["tasks"] is None else [entry_of(task) for task in given["tasks"]]
            row = task_lists.confirm(person, _week(week), entries=entries, reason=given["reason"], by=by, at=at)
        else:
            raise Missing("task_list.no_act", gettext_noop("Không có thao tác này."))
        return Response(TaskListOut(row).data)


class FeedView(APIView):
    @extend_schema(request=None, responses=EvaluationOut)
    def post(self, request: Request, campaign_id: str, person: str, month: str) -> Response:
        """Propose what the confirmed weeks of a month come to into the person's draft, with the lines kept."""
        row = task_lists.feed(campaign_id, month, person, by=actor(request), at=moment())
        return Response(EvaluationOut(row).data)
