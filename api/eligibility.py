"""Who may get which award: verdicts of a dossier and of anybody asked about, setting one aside, and the caps."""

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment, today
from api.organisation import ON, asked_day
from emulation import award_names, award_visibility
from emulation.boards import eligibility as boards
from emulation.commendation import eligibility, quota_counters, rule_books
from emulation.models import EligibilityOverride, Nomination, NominationLine
from emulation.rules.awards.rule_values import COMMENDATION_KINDS, MERIT
from emulation.rules.awards.verdicts import OUTCOMES, Verdict
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop


class FactOut(serializers.Serializer[Any]):
    """A sentence in the reader's language, and what it is made of: the message id and its values, codes as codes."""

    text = serializers.CharField()
    message = serializers.CharField()
    params = serializers.DictField()


class VerdictOut(serializers.Serializer[Any]):
    """``facts`` are what decided it; ``overridden`` is the reason for which it was set aside."""

    check = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    article = serializers.CharField()
    facts = FactOut(many=True)
    overridable = serializers.BooleanField()
    to_confirm = serializers.BooleanField()
    overridden = serializers.CharField(allow_blank=True)


class LineVerdictsOut(serializers.Serializer[Any]):
    line = serializers.UUIDField()
    award_code = serializers.CharField()
    subject = serializers.CharField()
    verdicts = VerdictOut(many=True)


class CounterOut(serializers.Serializer[Any]):
    unit = serializers.CharField(allow_blank=True)
    duty_group = serializers.CharField(allow_blank=True)
    pct = serializers.CharField()
    out_of = serializers.IntegerField()
    limit = serializers.IntegerField()
    proposed = serializers.IntegerField()
    contested = serializers.ListField(child=serializers.CharField())
    beyond = serializers.ListField(child=serializers.CharField())


class CappedOut(serializers.Serializer[Any]):
    award_code = serializers.CharField()
    article = serializers.CharField()
    counters = CounterOut(many=True)


class SharesOut(serializers.Serializer[Any]):
    lines = serializers.IntegerField()
    people = serializers.IntegerField()
    leaders = serializers.IntegerField()
    direct = serializers.IntegerField()
    women = serializers.IntegerField()
    by_category = serializers.DictField(child=serializers.IntegerField())


class DossierVerdictsOut(serializers.Serializer[Any]):
    lines = LineVerdictsOut(many=True)
    quotas = CappedOut(many=True)
    shares = SharesOut()


class AnswerOut(serializers.Serializer[Any]):
    subject = serializers.CharField()
    name = serializers.CharField()
    may = serializers.BooleanField(help_text="nothing stands in the way; what is not known is told among the verdicts")
    verdicts = VerdictOut(many=True)


class OverrideIn(serializers.Serializer[Any]):
    check = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=eligibility.REASON_LENGTH)


class OverrideOut(serializers.ModelSerializer[EligibilityOverride]):
    check = serializers.CharField(source="check_code")

    class Meta:
        model = EligibilityOverride
        fields = ("id", "check", "reason", "at")


class FavourableIn(serializers.Serializer[Any]):
    award_code = serializers.CharField(max_length=40)
    day = serializers.DateField()
    reason = serializers.CharField(max_length=rule_books.REASON_LENGTH)


class FavourableOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    more_favourable = serializers.DictField()


def told(one: Verdict, names: dict[str, str]) -> dict[str, Any]:
    facts = [
        {"text": fact.text(gettext, names), "message": fact.message, "params": dict(fact.params)} for fact in one.facts
    ]
    return {**one.to_data(), "facts": facts}


def names_here() -> dict[str, str]:
    """Names of awards in the reader's language."""
    return award_names.spoken()


def _capped(one: quota_counters.Capped) -> dict[str, Any]:
    rows = [
        {
            "unit": each.group[0],
            "duty_group": each.group[1],
            "pct": str(each.pct),
            "out_of": each.out_of,
            "limit": each.limit,
            "proposed": each.proposed,
            "contested": each.contested,
            "beyond": each.beyond,
        }
        for each in one.counters
    ]
    return {"award_code": one.award, "article": one.quota.basis.article, "counters": rows}


class NominationVerdictsView(APIView):
    @extend_schema(responses=DossierVerdictsOut)
    def get(self, request: Request, nomination_id: str) -> Response:
        """What the rules of a dossier say of each nominee today, how far the caps are used, and the shares of its list."""
        row = award_visibility.nominations(actor(request), today()).filter(pk=nomination_id).first()
        if row is None:
            raise Missing("nomination.missing", gettext_noop("Không có hồ sơ đề nghị này."))
        lines = list(row.lines.select_related("person", "unit", "category"))
        return Response(DossierVerdictsOut(self._told(row, lines)).data)

    def _told(self, row: Nomination, lines: list[NominationLine]) -> dict[str, Any]:
        found, names = eligibility.verdicts(lines, on=today()), names_here()
        return {
            "lines": [
                {
                    "line": line.pk,
                    "award_code": line.final_award,
                    "subject": line.person.code if line.person else line.unit.code,
                    "verdicts": [told(one, names) for one in found[str(line.pk)]],
                }
                for line in lines
            ],
            "quotas": [_capped(one) for one in quota_counters.counters(row, on=today())],
            "shares": quota_counters.shares(lines, on=today()),
        }


class OverrideView(APIView):
    @extend_schema(request=OverrideIn, responses={201: OverrideOut})
    def post(self, request: Request, line_id: str) -> Response:
        """Set a failed check of one nominee aside, with the reason; somebody who did not write, hand in or appraise."""
        data = OverrideIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = eligibility.override(line_id, given["check"], reason=given["reason"], by=actor(request), at=moment())
        return Response(OverrideOut(row).data, status=201)


class FavourableView(APIView):
    @extend_schema(request=FavourableIn, responses=FavourableOut)
    def post(self, request: Request, nomination_id: str) -> Response:
        """Judge a received dossier, for one of its awards, by the rules of a later day, because they favour the nominees."""
        data = FavourableIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = rule_books.take_favourable(nomination_id, **data.validated_data, by=actor(request), at=moment())
        return Response(FavourableOut(row).data)


@extend_schema(
    parameters=[
        ON,
        OpenApiParameter("subject", str, required=True, description="code of a person or a unit"),
        OpenApiParameter("award", str, required=True),
        OpenApiParameter("year", int, description="for whose achievements; that of the day if absent"),
        OpenApiParameter("kind", str, enum=COMMENDATION_KINDS),
        OpenApiParameter("campaign", str, description="code of the campaign whose results are the achievement"),
    ]
)
class EligibilityView(APIView):
    @extend_schema(responses=AnswerOut)
    def get(self, request: Request) -> Response:
        """Could this person or unit get that award? For the committee: the facts tell of disciplines and holds."""
        asked, on = request.query_params, asked_day(request)
        year = asked.get("year", "") or str(on.year)
        if not (year.isascii() and year.isdecimal() and len(year) == 4):
            raise Invalid("eligibility.year", gettext_noop("Năm phải gồm bốn chữ số."))
        subject = asked.get("subject", "")[:40].replace("\0", "")
        award = asked.get("award", "")[:40].replace("\0", "")
        campaign = asked.get("campaign", "")[:60].replace("\0", "")
        question = boards.Asked(subject, award, on, int(year), asked.get("kind", MERIT), campaign)
        answer, names = boards.check(question, by=actor(request)), names_here()
        verdicts = [told(one, names) for one in answer.verdicts]
        data = {"subject": question.subject, "name": answer.name, "may": answer.may, "verdicts": verdicts}
        return Response(AnswerOut(data).data)
