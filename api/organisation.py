"""Units, people, accounts and roles."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.administration import AccountListing
from emulation import accounts, people, units, visibility
from emulation.models import Person, UnitVersion
from kernel.actors import Grant
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, search_key

ON = OpenApiParameter("on", str, description="day (YYYY-MM-DD) for which the organisation is asked; today if absent")


def asked_day(request: Request) -> date:
    """The ``on`` parameter, or today."""
    text = request.query_params.get("on", "")
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError as error:
        problem = Problem("request.bad_day", gettext_noop("Ngày phải viết theo dạng 2019-06-30."), "on")
        raise Invalid("request.bad_day", problem.message, problems=[problem]) from error


class UnitOut(serializers.ModelSerializer[UnitVersion]):
    code = serializers.CharField(source="unit.code")
    above = serializers.CharField(source="parent.code", default="", help_text="code of the unit above")
    cluster = serializers.CharField(source="cluster.code", default="")

    class Meta:
        model = UnitVersion
        fields = ("code", "name", "kind", "above", "cluster", "valid_from", "valid_to")


class UnitIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200)
    kind = serializers.CharField(max_length=40)
    above = serializers.CharField(max_length=40, allow_blank=True, default="", help_text="code of the unit above")
    cluster = serializers.CharField(max_length=40, allow_blank=True, default="")
    cluster_name = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="of a new cluster")
    valid_from = serializers.DateField()


class UnitFilter(filters.FilterSet):
    cluster = filters.CharFilter(field_name="cluster__code")
    kind = filters.CharFilter(field_name="kind")


@extend_schema(parameters=[ON])
class UnitsView(Listing):
    """Units as they are on a day."""

    serializer_class = UnitOut
    filterset_class = UnitFilter
    parameters = ("on",)
    queryset = UnitVersion.objects.none()

    def visible(self) -> QuerySet[UnitVersion]:
        rows = visibility.unit_versions(actor(self.request), asked_day(self.request))
        return rows.select_related("unit", "parent", "cluster").order_by("unit__code")

    @extend_schema(request=UnitIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Found a unit, or describe it anew from a day on; what it was before stays for the days before."""
        data = UnitIn(data=request.data)
        data.is_valid(raise_exception=True)
        values, by = dict(data.validated_data), actor(request)
        row = units.UnitRow(parent=values.pop("above"), **values)
        units.register(by.authority, [row], source="API", by=by, at=moment())
        return Response(status=204)


class ReorganisationIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["merge", "split", "dissolve"])
    predecessors = serializers.ListField(child=serializers.CharField(max_length=40), max_length=100)
    successors = serializers.ListField(child=serializers.CharField(max_length=40), max_length=100)
    effective_on = serializers.DateField()
    legal_basis = serializers.CharField(max_length=300)


class ReorganisationsView(APIView):
    @extend_schema(request=ReorganisationIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Merge, split or dissolve units from a day on."""
        data = ReorganisationIn(data=request.data)
        data.is_valid(raise_exception=True)
        by = actor(request)
        units.reorganise(by.authority, by=by, at=moment(), **data.validated_data)
        return Response(status=204)


class PersonOut(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = ("code", "full_name", "gender")


class PersonFilter(filters.FilterSet):
    unit = filters.CharFilter(field_name="postings__unit__code", distinct=True)
    name = filters.CharFilter(method="by_name", help_text="part of a name, accents do not matter")

    def by_name(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return rows.filter(search_name__contains=search_key(value))


class PeopleView(Listing):
    """Staff whom the reader may see, in Vietnamese order by given name."""

    serializer_class = PersonOut
    filterset_class = PersonFilter
    queryset = Person.objects.none()

    def visible(self) -> QuerySet[Person]:
        return visibility.people(actor(self.request), today()).order_by("sort_name", "code")


class TransferIn(serializers.Serializer[Any]):
    to_unit = serializers.CharField(max_length=40)
    position = serializers.CharField(max_length=200, allow_blank=True, default="")
    effective_on = serializers.DateField()


class TransfersView(APIView):
    @extend_schema(request=TransferIn, responses={204: None})
    def post(self, request: Request, person: str) -> Response:
        """Move a person to another unit from a day on."""
        data = TransferIn(data=request.data)
        data.is_valid(raise_exception=True)
        by = actor(request)
        people.transfer(by.authority, person, by=by, at=moment(), **data.validated_data)
        return Response(status=204)


class GrantIn(serializers.Serializer[Any]):
    role = serializers.CharField(max_length=30)
    scope = serializers.ChoiceField(choices=["authority", "cluster", "unit", "self"])
    code = serializers.CharField(max_length=40, allow_blank=True, default="")


class TimedGrantIn(GrantIn):
    ends_on = serializers.DateField(allow_null=True, default=None, help_text="the last day of a role given for a time")


class AccountIn(serializers.Serializer[Any]):
    username = serializers.RegexField(r"^[\w.@+-]+$", max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    name = serializers.CharField(max_length=150, allow_blank=True, default="")
    person = serializers.CharField(max_length=40, allow_blank=True, default="")
    email = serializers.EmailField(allow_blank=True, default="")
    grants = GrantIn(many=True, default=list)


class AccountsView(AccountListing):
    @extend_schema(request=AccountIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Open a log-in with its first roles, all or nothing; repeating it changes nothing."""
        data = AccountIn(data=request.data)
        data.is_valid(raise_exception=True)
        by, values = actor(request), dict(data.validated_data)
        grants = [Grant(**dict(grant)) for grant in values.pop("grants")]
        accounts.open_account(by.authority, grants=grants, by=by, at=moment(), **values)
        return Response(status=204)


class GrantsView(APIView):
    @extend_schema(request=TimedGrantIn, responses={204: None}, operation_id="grant_role")
    def post(self, request: Request, username: str) -> Response:
        """Give a role over a place, for good or up to a last day."""
        data, by = TimedGrantIn(data=request.data), actor(request)
        data.is_valid(raise_exception=True)
        values = dict(data.validated_data)
        last = values.pop("ends_on")
        accounts.grant_role(by.authority, username, Grant(**values), ends_on=last, by=by, at=moment())
        return Response(status=204)

    @extend_schema(request=GrantIn, responses={204: None}, operation_id="end_role")
    def patch(self, request: Request, username: str) -> Response:
        """Take a role back; who and when is kept."""
        grant, by = self._grant(request), actor(request)
        accounts.end_role(by.authority, username, grant, by=by, at=moment())
        return Response(status=204)

    def _grant(self, request: Request) -> Grant:
        data = GrantIn(data=request.data)
        data.is_valid(raise_exception=True)
        return Grant(**data.validated_data)
