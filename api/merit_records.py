"""Facts on record about people and units that no other part keeps: recognised initiatives and disciplinary measures."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.campaigns import ReasonIn
from emulation.commendation import disciplines, initiatives, merit_records
from emulation.models import Discipline, Initiative
from emulation.rules.awards.rule_values import DISCIPLINES, REACHES


class InitiativeIn(serializers.Serializer[Any]):
    person = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=500)
    reach = serializers.ChoiceField(choices=REACHES)
    recognised_on = serializers.DateField()
    document = serializers.CharField(max_length=300, help_text="number and date of the recognition")


class InitiativeOut(serializers.ModelSerializer[Initiative]):
    person = serializers.CharField(source="person.code")

    class Meta:
        model = Initiative
        fields = (
            "id", "person", "title", "reach", "recognised_on", "document", "recorded_at", "withdrawn_at", "withdrawal_reason",
        )  # fmt: skip


class InitiativesView(Listing):
    """Recognised initiatives: all for the committee, their people's for units, one's own for staff; withdrawn ones too."""

    serializer_class = InitiativeOut
    filterset_fields: ClassVar = {"person__code": ["exact"], "reach": ["exact"], "withdrawn_at": ["isnull"]}
    queryset = Initiative.objects.none()

    def visible(self) -> QuerySet[Initiative]:
        rows = merit_records.visible_initiatives(actor(self.request), today()).select_related("person")
        return rows.order_by("recognised_on", "id")

    @extend_schema(request=InitiativeIn, responses={201: InitiativeOut})
    def post(self, request: Request) -> Response:
        """Record an initiative from the document that recognises it."""
        data = InitiativeIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        about = (given.pop("person"), given.pop("title"), given.pop("reach"))
        row = initiatives.record(*about, **given, by=actor(request), at=moment())
        return Response(InitiativeOut(row).data, status=201)


class InitiativeWithdrawView(APIView):
    @extend_schema(request=ReasonIn, responses=InitiativeOut)
    def post(self, request: Request, initiative_id: str) -> Response:
        """Take an initiative off the record, with the reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = initiatives.withdraw(initiative_id, **data.validated_data, by=actor(request), at=moment())
        return Response(InitiativeOut(row).data)


class DisciplineIn(serializers.Serializer[Any]):
    """Against a person, or against a ``unit`` where ``person`` is empty."""

    person = serializers.CharField(max_length=40, allow_blank=True, default="")
    unit = serializers.CharField(max_length=40, allow_blank=True, default="")
    level = serializers.ChoiceField(choices=DISCIPLINES)
    duty = serializers.BooleanField(default=True)
    decided_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, default=None)
    document = serializers.CharField(max_length=300)


class DisciplineOut(serializers.ModelSerializer[Discipline]):
    person = serializers.CharField(source="person.code", default="")
    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = Discipline
        fields = (
            "id", "person", "unit", "level", "duty", "decided_on", "ends_on", "document", "recorded_at", "withdrawn_at",
            "withdrawal_reason",
        )  # fmt: skip


class DisciplinesView(Listing):
    """Disciplinary measures: all for the committee, one's own for everybody else; withdrawn ones too."""

    serializer_class = DisciplineOut
    filterset_fields: ClassVar = {"person__code": ["exact"], "level": ["exact"], "withdrawn_at": ["isnull"]}
    queryset = Discipline.objects.none()

    def visible(self) -> QuerySet[Discipline]:
        rows = merit_records.visible_disciplines(actor(self.request)).select_related("person", "unit")
        return rows.order_by("decided_on", "id")

    @extend_schema(request=DisciplineIn, responses={201: DisciplineOut})
    def post(self, request: Request) -> Response:
        """Record a measure from its document; until it ends its subject is not nominated."""
        data = DisciplineIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        about = (given.pop("person"), given.pop("level"))
        row = disciplines.record(*about, **given, by=actor(request), at=moment())
        return Response(DisciplineOut(row).data, status=201)


class DisciplineEndIn(serializers.Serializer[Any]):
    ends_on = serializers.DateField()


class DisciplineEndView(APIView):
    @extend_schema(request=DisciplineEndIn, responses=DisciplineOut)
    def post(self, request: Request, discipline_id: str) -> Response:
        """Set the day from which merit counts again."""
        data = DisciplineEndIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = disciplines.end(discipline_id, **data.validated_data, by=actor(request), at=moment())
        return Response(DisciplineOut(row).data)


class DisciplineWithdrawView(APIView):
    @extend_schema(request=ReasonIn, responses=DisciplineOut)
    def post(self, request: Request, discipline_id: str) -> Response:
        """Take a measure off the record, with the reason."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = disciplines.withdraw(discipline_id, **data.validated_data, by=actor(request), at=moment())
        return Response(DisciplineOut(row).data)
