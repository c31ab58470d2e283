"""Nomination dossiers: listed, read, written, moved by the acts of their machine, appraised line by line."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.eligibility import VerdictOut, names_here, told
from api.forwardings import ForwardingOut
from api.paging import Pages
from emulation import award_visibility
from emulation.boards import forwardings as between
from emulation.boards import nominations as boards
from emulation.commendation import forwardings, likeness, nomination_desk, nominations
from emulation.commendation.forwardings import Cover
from emulation.commendation.nomination_lines import MOST_LINES, Deed, Wanted
from emulation.commendation.nomination_outcomes import Outcome
from emulation.commendation.nominations import Contents
from emulation.models import Nomination, NominationLine, NominationStep
from emulation.rules.awards.verdicts import Verdict
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

PARTS = ("unit", "person", "category", "achievement")


class DeedIn(serializers.Serializer[Any]):
    """What somebody is nominated for, where it is neither the year's work nor the campaign. The same ``key`` is the same
    achievement; one is made from the title where there is none."""

    title = serializers.CharField(max_length=500)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    key = serializers.CharField(max_length=200, allow_blank=True, default="")
    text = serializers.CharField(allow_blank=True, default="")


class NomineeIn(serializers.Serializer[Any]):
    """A nominee: a person's code, or a unit's alone, or the name of a household."""

    award_code = serializers.CharField(max_length=40)
    citation = serializers.CharField(max_length=2000)
    person = serializers.CharField(max_length=40, allow_blank=True, default="")
    unit = serializers.CharField(max_length=40, allow_blank=True, default="")
    household = serializers.CharField(max_length=200, allow_blank=True, default="")
    category = serializers.CharField(max_length=40, allow_blank=True, default="")
    deed = DeedIn(allow_null=True, default=None)
    report = serializers.CharField(max_length=60_000, allow_blank=True, default="")


class ContentsIn(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=500)
    kind = serializers.ChoiceField(choices=Nomination.KINDS)
    year = serializers.IntegerField(min_value=1945, max_value=2099)
    campaign = serializers.UUIDField(allow_null=True, default=None)
    procedure = serializers.ChoiceField(choices=(Nomination.NORMAL, Nomination.SIMPLE), default=Nomination.NORMAL)
    lines = serializers.ListField(child=NomineeIn(), default=list, max_length=MOST_LINES)

    def contents(self) -> Contents:
        data = dict(self.validated_data)
        lines = [dict(line) for line in data["lines"]]
        for line in lines:
            line["deed"] = Deed(**line["deed"]) if line["deed"] else None
        campaign = str(data["campaign"]) if data["campaign"] else ""
        wanted = tuple(Wanted(**line) for line in lines)
        return Contents(data["title"], data["kind"], data["year"], campaign, data["procedure"], wanted)


class NominationIn(ContentsIn):
    unit = serializers.CharField(max_length=40)


class NominationOut(serializers.ModelSerializer[Nomination]):
    """``received_on`` is the day whose law decides; ``answer_by`` until when it is appraised."""

    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = Nomination
        fields: tuple[str, ...] = (
            "id", "unit", "year", "campaign", "ranking", "kind", "procedure", "title", "letter_number", "letter_on", "state",
            "submitted_at", "received_on", "answer_by", "appraised_at", "forwarded_to",
        )  # fmt: skip


class NominationLineOut(serializers.ModelSerializer[NominationLine]):
    """``final_award`` is what the appraisal arrived at; ``recommended`` what the council advised, null where it did not vote;
    ``certified`` what the level below has on record about its nominee, with the level and the day."""

    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code", default="")
    category = serializers.CharField(source="category.code", default="")
    achievement = serializers.CharField(source="achievement.title")
    final_award = serializers.CharField()
    verdicts = serializers.SerializerMethodField(help_text="as they stood when the outcome was set")

    class Meta:
        model = NominationLine
        fields = (
            "id", "place", "subject_kind", "person", "unit", "household", "award_code", "category", "achievement", "citation",
            "report", "figures", "outcome", "outcome_reason", "final_award", "verdicts", "recommended",
            "certified",
        )  # fmt: skip

    @extend_schema_field(VerdictOut(many=True))
    def get_verdicts(self, row: NominationLine) -> list[dict[str, Any]]:
        names = self.context.get("names") or (names_here() if row.verdicts else {})
        return [told(Verdict.from_data(one), names) for one in row.verdicts]


class NominationStepOut(serializers.ModelSerializer[NominationStep]):
    by = serializers.CharField(source="by.get_full_name", default="")

    class Meta:
        model = NominationStep
        fields = ("act", "state", "reason", "by", "at")


class SharesOut(serializers.Serializer[Any]):
    people = serializers.IntegerField()
    leaders = serializers.IntegerField()
    women = serializers.IntegerField()


class DossierOut(NominationOut):
    lines = serializers.SerializerMethodField(
        help_text="the first ones, as many as a page has at most; all stand at lines"
    )
    line_count = serializers.SerializerMethodField()
    steps = NominationStepOut(many=True)
    may = serializers.SerializerMethodField(help_text="acts that this reader may do now")
    shares = serializers.SerializerMethodField(help_text="leaders and women among the people nominated")
    rules = serializers.JSONField(help_text="the rules that were pinned on receipt, by award code")
    came_from = serializers.SerializerMethodField(
        help_text="the authority below that sent it up; empty for an own dossier"
    )
    forwardings = serializers.SerializerMethodField(help_text="what was sent up of it, and what came of that")

    class Meta(NominationOut.Meta):
        fields = (
            *NominationOut.Meta.fields,
            "lines",
            "line_count",
            "steps",
            "may",
            "shares",
            "rules",
            "came_from",
            "forwardings",
        )

    @extend_schema_field(NominationLineOut(many=True))
    def get_lines(self, row: Nomination) -> list[dict[str, Any]]:
        rows = row.lines.select_related(*PARTS)[: Pages.max_page_size]
        return [dict(one) for one in NominationLineOut(rows, many=True, context={"names": names_here()}).data]

    def get_line_count(self, row: Nomination) -> int:
        return row.lines.count()

    def get_may(self, row: Nomination) -> list[str]:
        held = nomination_desk.roles(row, by=self.context["by"], on=self.context["on"])
        return list(nomination_desk.possible(row, held, from_below=nomination_desk.arrived(row)))

    def get_came_from(self, row: Nomination) -> str:
        came = between.came_from(row)
        return came.authority_id if came else ""

    @extend_schema_field(ForwardingOut(many=True))
    def get_forwardings(self, row: Nomination) -> list[dict[str, Any]]:
        return [ForwardingOut(one).data for one in between.sent_up(row)]

    @extend_schema(responses=SharesOut)
    def get_shares(self, row: Nomination) -> dict[str, int]:
        found = boards.shares_of(row, self.context["on"])
        return {"people": found.people, "leaders": found.leaders, "women": found.women}


class ActIn(serializers.Serializer[Any]):
    """What comes with an act: ``letter_number`` and ``letter_on`` with submitting, ``reason`` with returning, withdrawing and
    taking off the agenda; with forwarding ``authority``, one of the superiors on the platform, or ``to``, the name of a level
    that is not there, and this level's own letter."""

    letter_number = serializers.CharField(max_length=40, allow_blank=True, default="")
    letter_on = serializers.DateField(allow_null=True, default=None)
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")
    to = serializers.CharField(max_length=200, allow_blank=True, default="")
    authority = serializers.CharField(max_length=40, allow_blank=True, default="")


class OutcomeIn(serializers.Serializer[Any]):
    """``award`` is the code of another award, with ``lower`` and ``higher``; all but ``pass`` need a reason."""

    line = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=NominationLine.OUTCOMES[1:])
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")
    award = serializers.CharField(max_length=40, allow_blank=True, default="")


class OutcomesIn(serializers.Serializer[Any]):
    outcomes = serializers.ListField(child=OutcomeIn(), max_length=MOST_LINES)


class AlikeOut(serializers.Serializer[Any]):
    line = serializers.UUIDField()
    nomination = serializers.UUIDField()
    year = serializers.IntegerField()
    unit = serializers.CharField()
    percent = serializers.IntegerField(help_text="of the shorter report that stands in the other, of a hundred")


class PointedOut(serializers.Serializer[Any]):
    line = serializers.UUIDField()
    reports = AlikeOut(many=True)
    same_citations = serializers.IntegerField(help_text="nominees of other dossiers with the very same citation")


def shown(nomination_id: str, request: Request) -> Response:
    by, on = actor(request), today()
    row = award_visibility.nominations(by, on).filter(pk=nomination_id).select_related("unit").first()
    if row is None:
        raise Missing("nomination.missing", gettext_noop("Không có hồ sơ đề nghị này."))
    return Response(DossierOut(row, context={"by": by, "on": on}).data)


class NominationsView(Listing):
    """Dossiers: all for the committee, those of the own units for their people."""

    serializer_class = NominationOut
    filterset_fields: ClassVar = {"state": ["exact"], "unit__code": ["exact"], "year": ["exact"], "kind": ["exact"]}
    queryset = Nomination.objects.none()

    def visible(self) -> QuerySet[Nomination]:
        return award_visibility.nominations(actor(self.request), today()).select_related("unit")

    @extend_schema(request=NominationIn, responses={201: DossierOut})
    def post(self, request: Request) -> Response:
        """Begin a dossier of a unit."""
        data = NominationIn(data=request.data)
        data.is_valid(raise_exception=True)
        unit = data.validated_data["unit"]
        row = nominations.start(unit, data.contents(), by=actor(request), at=moment())
        answer = shown(str(row.pk), request)
        answer.status_code = 201
        return answer


class NominationView(APIView):
    @extend_schema(responses=DossierOut)
    def get(self, request: Request, nomination_id: str) -> Response:
        """A dossier with its lines, what was appraised and advised of each, and every step."""
        return shown(nomination_id, request)

    @extend_schema(request=ContentsIn, responses=DossierOut)
    def put(self, request: Request, nomination_id: str) -> Response:
        """Replace what a draft or returned dossier says; lines that stay keep their papers."""
        data = ContentsIn(data=request.data)
        data.is_valid(raise_exception=True)
        nominations.write(nomination_id, data.contents(), by=actor(request), at=moment())
        return shown(nomination_id, request)


_COVER = ("to", "authority", "letter_number", "letter_on")
NEEDS: dict[str, tuple[str, ...]] = {
    "submit": ("letter_number", "letter_on"),
    "receive": (),
    "return": ("reason",),
    "withdraw": ("reason",),
    "forward": _COVER,
    "forward_part": _COVER,
    "answer_below": (),
}


def _forward(nomination_id: str, *, by: Actor, at: datetime, **given: Any) -> Nomination:
    return forwardings.forward(nomination_id, Cover(**given), by=by, at=at)


def _forward_part(nomination_id: str, *, by: Actor, at: datetime, **given: Any) -> Nomination:
    return forwardings.forward_part(nomination_id, Cover(**given), by=by, at=at)


_ACTS: dict[str, Any] = {
    "submit": nominations.submit,
    "receive": nominations.receive,
    "return": nominations.return_,
    "withdraw": nominations.withdraw,
    "forward": _forward,
    "forward_part": _forward_part,
    "answer_below": nominations.answer_below,
}


class NominationActView(APIView):
    @extend_schema(
        operation_id="nomination_act",
        request=ActIn,
        responses=DossierOut,
        parameters=[OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(NEEDS))],
    )
    def post(self, request: Request, nomination_id: str, act: str) -> Response:
        """Do one act on a dossier."""
        if act not in NEEDS:
            raise Missing("nomination.no_act", gettext_noop("Không có thao tác này."))
        data = ActIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = {name: data.validated_data[name] for name in NEEDS[act]}
        if act == "submit" and given["letter_on"] is None:
            given["letter_on"] = today()
        _ACTS[act](nomination_id, **given, by=actor(request), at=moment())
        return shown(nomination_id, request)


class NominationLinesView(Listing):
    """All nominees of a dossier in pages."""

    serializer_class = NominationLineOut
    filterset_fields: ClassVar = {"outcome": ["exact"], "award_code": ["exact"], "unit__code": ["exact"]}
    queryset = NominationLine.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "names": names_here()}

    def visible(self) -> QuerySet[NominationLine]:
        row = boards.find(self.kwargs["nomination_id"], by=actor(self.request), at=moment())
        return row.lines.select_related(*PARTS).order_by("place")


class NominationOutcomesView(APIView):
    @extend_schema(request=OutcomesIn, responses=DossierOut)
    def post(self, request: Request, nomination_id: str) -> Response:
        """Appraise: say of every line what becomes of it."""
        data = OutcomesIn(data=request.data)
        data.is_valid(raise_exception=True)
        outcomes = {
            str(one["line"]): Outcome(one["outcome"], one["reason"], one["award"])
            for one in data.validated_data["outcomes"]
        }
        nominations.appraise(nomination_id, outcomes, by=actor(request), at=moment())
        return shown(nomination_id, request)


class LikenessView(APIView):
    @extend_schema(responses=PointedOut(many=True))
    def get(self, request: Request, nomination_id: str) -> Response:
        """Lines whose report or citation stands in another dossier, whatever its unit and year; other units' reports are named
        by their dossier alone to who may not see it."""
        row = boards.find(nomination_id, by=actor(request), at=moment())
        found = likeness.of_nomination(row)
        return Response([PointedOut(_pointed(line, one)).data for line, one in found.items()])


def _pointed(line: str, one: likeness.Pointed) -> dict[str, Any]:
    reports = [
        {
            "line": alike.line.pk,
            "nomination": alike.line.nomination_id,
            "year": alike.line.nomination.year,
            "unit": alike.line.unit.code,
            "percent": alike.likeness.percent if alike.likeness else 100,
        }
        for alike in one.reports
    ]
    return {"line": line, "reports": reports, "same_citations": one.same_citations}
