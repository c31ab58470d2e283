"""The catalogue of what is asked about awards: dated rules, base salaries, recipient categories; rows of the authority's own."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.organisation import ON, asked_day
from emulation.commendation import award_rules, rule_books
from emulation.models import AwardRule, BaseSalary, RecipientCategory, in_force


class AwardRuleIn(serializers.Serializer[Any]):
    """``award_code`` may be ``*``, ``*title`` or ``*form``. ``params`` depend on the aspect: docs/guides say which."""

    award_code = serializers.CharField(max_length=40)
    aspect = serializers.ChoiceField(choices=rule_books.ASPECTS)
    code = serializers.CharField(max_length=60)
    params = serializers.DictField()
    article = serializers.CharField(max_length=200)
    legal_basis = serializers.CharField(max_length=300)
    source = serializers.CharField(max_length=300, allow_blank=True, default="")  # type: ignore[assignment]  # shadows a field's own
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, default=None)


class AwardRuleOut(serializers.ModelSerializer[AwardRule]):
    """The nation's where ``authority`` is null; ``to_confirm``: the text was not seen yet by a reviewer."""

    authority = serializers.CharField(source="authority_id", allow_null=True)

    class Meta:
        model = AwardRule
        fields = (
            "id", "authority", "award_code", "aspect", "code", "params", "article", "legal_basis", "source", "to_confirm",
            "valid_from", "valid_to",
        )  # fmt: skip


class RuleEndIn(serializers.Serializer[Any]):
    valid_to = serializers.DateField()
    reason = serializers.CharField(max_length=rule_books.REASON_LENGTH)


@extend_schema(parameters=[ON])
class AwardRulesView(Listing):
    """Rules in force on a day: the nation's and the authority's own, which go before those of the same award and code."""

    serializer_class = AwardRuleOut
    parameters = ("on",)
    filterset_fields: ClassVar = {
        "award_code": ["exact"],
        "aspect": ["exact"],
        "to_confirm": ["exact"],
        "authority": ["isnull"],
    }
    queryset = AwardRule.objects.none()

    def visible(self) -> QuerySet[AwardRule]:
        rows = award_rules.rows_of(actor(self.request).authority).filter(in_force(asked_day(self.request)))
        return rows.order_by("award_code", "aspect", "code", "authority", "valid_from")

    @extend_schema(request=AwardRuleIn, responses={201: AwardRuleOut})
    def post(self, request: Request) -> Response:
        """Enter a rule of the authority's own; dossiers that were received before keep theirs."""
        data = AwardRuleIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        place = (given.pop("award_code"), given.pop("aspect"), given.pop("params"))
        row = rule_books.add(*place, **given, by=actor(request), at=moment())
        return Response(AwardRuleOut(row).data, status=201)


class AwardRuleEndView(APIView):
    @extend_schema(request=RuleEndIn, responses=AwardRuleOut)
    def post(self, request: Request, rule_id: str) -> Response:
        """Let a rule of the authority's own hold up to and without a day; then the nation's holds again."""
        data = RuleEndIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = rule_books.end(rule_id, **data.validated_data, by=actor(request), at=moment())
        return Response(AwardRuleOut(row).data)


class BaseSalaryOut(serializers.ModelSerializer[BaseSalary]):
    class Meta:
        model = BaseSalary
        fields = ("valid_from", "amount", "legal_basis", "source", "to_confirm")


class BaseSalariesView(Listing):
    """The statutory base salary, by the day from which each amount holds."""

    serializer_class = BaseSalaryOut
    queryset = BaseSalary.objects.none()

    def visible(self) -> QuerySet[BaseSalary]:
        return BaseSalary.objects.order_by("valid_from")


class RecipientCategoryOut(serializers.ModelSerializer[RecipientCategory]):
    class Meta:
        model = RecipientCategory
        fields = ("code", "name", "name_en", "leads", "direct", "legal_basis", "source", "valid_from", "valid_to")


@extend_schema(parameters=[ON])
class RecipientCategoriesView(Listing):
    """Categories by which recipients are counted on a day; ``leads`` marks leaders, ``direct`` people who work directly."""

    serializer_class = RecipientCategoryOut
    parameters = ("on",)
    queryset = RecipientCategory.objects.none()

    def visible(self) -> QuerySet[RecipientCategory]:
        return RecipientCategory.objects.filter(in_force(asked_day(self.request))).order_by("place")
