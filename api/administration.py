"""What administrators keep: log-ins and roles, the nation's catalogue, the timetable."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.campaigns import ReasonIn
from emulation import accounts, logins, timetables
from emulation.boards import organisation
from emulation.commendation import legal_catalogue
from emulation.commendation.legal_tables import TABLES, Table
from emulation.models import Account, RoleGrant, UnitSuccession, UnitVersion
from emulation.rules.access import READS_OPERATIONS
from emulation.visibility import holds
from kernel.actors import Actor
from kernel.errors import Missing, NotAllowed, invalid_at
from kernel.text import gettext_noop


def national(request: Request) -> Actor:
    """The caller as who keeps what belongs to no authority. Nobody does that in somebody's place."""
    account = request.user
    if not isinstance(account, Account):
        raise TypeError("an actor needs a signed-in account")
    return accounts.national_actor(account)


class HeldGrantOut(serializers.ModelSerializer[RoleGrant]):
    unit = serializers.CharField(source="unit.code", default="")
    cluster = serializers.CharField(source="cluster.code", default="")

    class Meta:
        model = RoleGrant
        fields = ("role", "unit", "cluster", "own_record_only", "granted_at", "ends_on", "ended_at")


class AccountOut(serializers.ModelSerializer[Account]):
    name = serializers.CharField(source="get_full_name")
    grants = HeldGrantOut(many=True)

    class Meta:
        model = Account
        fields = ("id", "username", "name", "email", "is_active", "last_login", "grants")


class AccountListing(Listing):
    """The authority's log-ins with their roles, past ones too; for its administrator."""

    serializer_class = AccountOut
    filterset_fields = ("username", "is_active")
    queryset = Account.objects.none()

    def visible(self) -> QuerySet[Account]:
        by = actor(self.request)
        accounts.require_administrator(by, by.authority)
        rows = Account.objects.filter(authority_id=by.authority).order_by("username")
        return rows.prefetch_related("grants__unit", "grants__cluster")


class AccountActView(APIView):
    """One act on a log-in."""

    def _id(self, request: Request, username: str) -> str:
        by = actor(request)
        accounts.require_administrator(by, by.authority)
        row = Account.objects.filter(username=username, authority_id=by.authority).first()
        if row is None:
            raise Missing("accounts.unknown", gettext_noop("Cơ quan không có tài khoản này."))
        return str(row.pk)


class AccountShutView(AccountActView):
    @extend_schema(request=ReasonIn, responses={204: None})
    def post(self, request: Request, username: str) -> Response:
        """Nobody signs in with it any more, nor by a token; nothing is deleted."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        logins.shut(self._id(request, username), **data.validated_data, by=actor(request), at=moment())
        return Response(status=204)


class AccountReopenView(AccountActView):
    @extend_schema(request=ReasonIn, responses={204: None})
    def post(self, request: Request, username: str) -> Response:
        """Let it be signed in with again."""
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        logins.reopen(self._id(request, username), **data.validated_data, by=actor(request), at=moment())
        return Response(status=204)


class AccountUnlockView(AccountActView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, username: str) -> Response:
        """Forget wrong passwords, so that it need not be waited."""
        logins.unlock(self._id(request, username), by=actor(request), at=moment())
        return Response(status=204)


class LegalRowIn(serializers.Serializer[Any]):
    """``values`` as the table has them, days as YYYY-MM-DD; the fields are those that reading the table shows."""

    values = serializers.DictField()
    reason = serializers.CharField(max_length=2000)


class LegalEndIn(serializers.Serializer[Any]):
    valid_to = serializers.DateField()
    reason = serializers.CharField(max_length=2000)


class LegalRowOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    values = serializers.DictField()


def _table(name: str) -> Table:
    if name not in TABLES:
        raise Missing("legal_row.no_table", gettext_noop("Danh mục không có bảng này."))
    return TABLES[name]


def _shown(table: Table, row: Any) -> dict[str, Any]:
    return LegalRowOut({"id": row.pk, "values": table.content(row)}).data


def _given(table: Table, request: Request) -> tuple[dict[str, Any], str]:
    """The values with days read as days. Raises `Invalid` for a field that the table does not have."""
    data = LegalRowIn(data=request.data)
    data.is_valid(raise_exception=True)
    values = dict(data.validated_data["values"])
    for name in sorted(values):
        if name not in table.fields:
            message = gettext_noop("Bảng này không có trường “%(name)s”.")
            raise invalid_at("legal_row.no_field", message, name, name=name)
        if name in ("valid_from", "valid_to") and values[name] is not None:
            values[name] = serializers.DateField().run_validation(values[name])
    return values, data.validated_data["reason"]


class LegalRowsView(APIView):
    @extend_schema(responses=LegalRowOut(many=True))
    def get(self, request: Request, table: str) -> Response:
        """All rows of a table of the nation's catalogue, whatever their days."""
        found = _table(table)
        return Response([_shown(found, row) for row in found.rows.order_by(*found.key, "valid_from")])

    @extend_schema(request=LegalRowIn, responses={201: LegalRowOut})
    def post(self, request: Request, table: str) -> Response:
        """Enter a row; for who was appointed to keep the nation's catalogue."""
        by = national(request)
        legal_catalogue.require_keeper(by)
        values, reason = _given(_table(table), request)
        row = legal_catalogue.enter(table, values, reason=reason, by=by, at=moment())
        return Response(_shown(_table(table), row), status=201)


class LegalRowView(APIView):
    @extend_schema(request=LegalRowIn, responses=LegalRowOut)
    def patch(self, request: Request, table: str, row_id: str) -> Response:
        """Put a row right by which nothing was decided, or its notes."""
        by = national(request)
        legal_catalogue.require_keeper(by)
        values, reason = _given(_table(table), request)
        row = legal_catalogue.correct(table, row_id, values, reason=reason, by=by, at=moment())
        return Response(_shown(_table(table), row))

    @extend_schema(request=ReasonIn, responses={204: None})
    def delete(self, request: Request, table: str, row_id: str) -> Response:
        """Take out a row that was entered by mistake and by which nothing was decided."""
        by = national(request)
        legal_catalogue.require_keeper(by)
        data = ReasonIn(data=request.data)
        data.is_valid(raise_exception=True)
        legal_catalogue.remove(table, row_id, **data.validated_data, by=by, at=moment())
        return Response(status=204)


class LegalSuccessorView(APIView):
    @extend_schema(request=LegalRowIn, responses={201: LegalRowOut})
    def post(self, request: Request, table: str, row_id: str) -> Response:
        """A new version from a day on; the old row ends there and stays as it was."""
        by = national(request)
        legal_catalogue.require_keeper(by)
        values, reason = _given(_table(table), request)
        row = legal_catalogue.succeed(table, row_id, values, reason=reason, by=by, at=moment())
        return Response(_shown(_table(table), row), status=201)


class LegalEndView(APIView):
    @extend_schema(request=LegalEndIn, responses=LegalRowOut)
    def post(self, request: Request, table: str, row_id: str) -> Response:
        """Let a row hold up to and without a day."""
        by = national(request)
        legal_catalogue.require_keeper(by)
        data = LegalEndIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = legal_catalogue.end(table, row_id, **data.validated_data, by=by, at=moment())
        return Response(_shown(_table(table), row))


class JobIn(serializers.Serializer[Any]):
    rhythm = serializers.CharField(max_length=20, help_text="`every 30` (seconds) or `daily 02:40`")
    running = serializers.BooleanField()
    reason = serializers.CharField(max_length=2000)


class JobOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    rhythm = serializers.CharField()
    running = serializers.BooleanField()
    last_run_at = serializers.DateTimeField(allow_null=True)
    runs = serializers.IntegerField()


class JobsView(APIView):
    @extend_schema(responses=JobOut(many=True))
    def get(self, request: Request) -> Response:
        """The timetable: when each job runs and when it ran last."""
        if not holds(actor(request), READS_OPERATIONS):
            raise NotAllowed("job.not_reader", gettext_noop("Lịch chạy dành cho quản trị hệ thống và thường trực."))
        return Response(JobOut(timetables.jobs(), many=True).data)


class JobView(APIView):
    @extend_schema(request=JobIn, responses=JobOut)
    def put(self, request: Request, job: str) -> Response:
        """Move a job, let it rest or wake it. What fell due meanwhile is done when it runs again."""
        data = JobIn(data=request.data)
        data.is_valid(raise_exception=True)
        found = timetables.reschedule(job, **data.validated_data, by=national(request), at=moment())
        return Response(JobOut(found).data)


class UnitVersionOut(serializers.ModelSerializer[UnitVersion]):
    above = serializers.CharField(source="parent.code", default="", help_text="code of the unit above")
    cluster = serializers.CharField(source="cluster.code", default="")

    class Meta:
        model = UnitVersion
        fields = ("name", "kind", "above", "cluster", "valid_from", "valid_to")


class SuccessionOut(serializers.ModelSerializer[UnitSuccession]):
    predecessor = serializers.CharField(source="predecessor.code")
    successor = serializers.CharField(source="successor.code", default="")

    class Meta:
        model = UnitSuccession
        fields = ("kind", "predecessor", "successor", "effective_on", "legal_basis")


class UnitRecordOut(serializers.Serializer[Any]):
    versions = UnitVersionOut(many=True)
    successions = SuccessionOut(many=True)


class UnitHistoryView(APIView):
    @extend_schema(responses=UnitRecordOut)
    def get(self, request: Request, code: str) -> Response:
        """What a unit was over the years, and whom it came from or went to."""
        return Response(UnitRecordOut(organisation.unit(code, by=actor(request), at=moment())).data)
