"""What happens to a decision beside its text: number, consultation, correction and revocation; drafts from dossiers, old papers."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment, today
from api.decisions import DecisionDetailOut, shown
from api.files import FileOut
from emulation import award_visibility, decisions, files
from emulation.commendation import awards_above, consultations, drafting
from emulation.commendation.nomination_lines import Deed
from emulation.decisions import backfills, changes
from emulation.models import Consultation, NominationLine, Objection
from kernel.errors import Missing
from kernel.text import gettext_noop

FILES = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=10)


class HeadingIn(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=500)
    decided_on = serializers.DateField(default=None, allow_null=True, help_text="today where it is left out")
    signatory_name = serializers.CharField(max_length=200)
    signatory_title = serializers.CharField(max_length=200)

    def named(self, on: date) -> dict[str, Any]:
        names = ("title", "decided_on", "signatory_name", "signatory_title")
        data = {name: self.validated_data[name] for name in names}
        return {**data, "decided_on": data["decided_on"] or on}


class NumberIn(serializers.Serializer[Any]):
    number = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="empty: the next number of the year"
    )
    decided_on = serializers.DateField(default=None, allow_null=True, help_text="today where it is left out")


class NumberView(APIView):
    @extend_schema(request=NumberIn, responses=DecisionDetailOut)
    def post(self, request: Request, decision_id: str) -> Response:
        """The clerk gives a draft its number and its day."""
        data = NumberIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        day = given["decided_on"] or today()
        row = decisions.number(decision_id, given["number"], decided_on=day, by=actor(request), at=moment())
        return shown(row, request)


class UnnumberView(APIView):
    @extend_schema(request=None, responses=DecisionDetailOut)
    def post(self, request: Request, decision_id: str) -> Response:
        """Take a number back before the decision is signed."""
        return shown(decisions.unnumber(decision_id, by=actor(request), at=moment()), request)


class ConsultIn(serializers.Serializer[Any]):
    days = serializers.IntegerField(
        default=None, allow_null=True, min_value=1, max_value=60, help_text="working days; left out: as the rules ask"
    )


class ObjectionIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=consultations.LONGEST)
    place = serializers.IntegerField(default=None, allow_null=True, min_value=1, help_text="number in the list")
    files = FILES


class ObjectionReplyIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=consultations.LONGEST)


class ObjectionOut(serializers.ModelSerializer[Objection]):
    by = serializers.CharField(source="by.get_full_name")
    answered_by = serializers.CharField(source="answered_by.get_full_name", default=None, allow_null=True)

    class Meta:
        model = Objection
        fields = ("id", "place", "text", "by", "at", "answer", "answered_by", "answered_at")


class ConsultedLineOut(serializers.Serializer[Any]):
    place = serializers.IntegerField()
    award = serializers.CharField()
    recipient = serializers.CharField()
    unit_name = serializers.CharField()
    citation = serializers.CharField()


class ConsultationOut(serializers.ModelSerializer[Consultation]):
    title = serializers.CharField(source="decision.title")

    class Meta:
        model = Consultation
        fields: tuple[str, ...] = ("id", "decision", "title", "first_day", "last_day", "settled_at")


class ConsultationDetailOut(ConsultationOut):
    """``objections`` are those that the reader may see: one's own, all for the committee but for nominees."""

    items = ConsultedLineOut(many=True)
    objections = serializers.SerializerMethodField()

    class Meta(ConsultationOut.Meta):
        fields = (*ConsultationOut.Meta.fields, "items", "objections")

    @extend_schema(responses=ObjectionOut(many=True))
    def get_objections(self, row: Consultation) -> list[dict[str, Any]]:
        seen = award_visibility.objections(actor(self.context["request"]), today()).filter(consultation=row)
        return [dict(ObjectionOut(one).data) for one in seen.select_related("by", "answered_by")]


class ConsultView(APIView):
    @extend_schema(request=ConsultIn, responses={201: ConsultationOut})
    def post(self, request: Request, decision_id: str) -> Response:
        """Lay the list of a draft open for comment to all members."""
        data = ConsultIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = consultations.lay_open(decision_id, data.validated_data["days"], by=actor(request), at=moment())
        return Response(ConsultationOut(row).data, status=201)


class SettleView(APIView):
    @extend_schema(request=None, responses=DecisionDetailOut)
    def post(self, request: Request, decision_id: str) -> Response:
        """Close the consultation once its days are over and every objection is answered."""
        return shown(consultations.settle(decision_id, by=actor(request), at=moment()), request)


class ConsultationsView(Listing):
    """Lists that are or were open for comment, the newest first."""

    serializer_class = ConsultationOut
    filterset_fields = ("decision",)
    queryset = Consultation.objects.none()

    def visible(self) -> QuerySet[Consultation]:
        return (
            award_visibility.consultations(actor(self.request)).select_related("decision").order_by("-opened_at", "id")
        )


class ConsultationView(APIView):
    @extend_schema(responses=ConsultationDetailOut)
    def get(self, request: Request, consultation_id: str) -> Response:
        """A list that is or was open for comment, with the objections that the reader may see."""
        rows = award_visibility.consultations(actor(request)).select_related("decision")
        row = rows.filter(pk=consultation_id).first()
        if row is None:
            raise Missing("consultation.missing", gettext_noop("Không có đợt lấy ý kiến này."))
        return Response(ConsultationDetailOut(row, context={"request": request}).data)


class ObjectionsView(APIView):
    @extend_schema(request=ObjectionIn, responses={201: ObjectionOut})
    def post(self, request: Request, consultation_id: str) -> Response:
        """Object by name to a list that is open for comment, or to one line of it."""
        data = ObjectionIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = consultations.raise_objection(
            consultation_id,
            given["text"],
            place=given["place"],
            attachments=[str(one) for one in given["files"]],
            by=actor(request),
            at=moment(),
        )
        return Response(ObjectionOut(row).data, status=201)


class ObjectionAnswerView(APIView):
    @extend_schema(request=ObjectionReplyIn, responses=ObjectionOut)
    def post(self, request: Request, objection_id: str) -> Response:
        """The standing office answers in writing, once."""
        data = ObjectionReplyIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = consultations.answer(objection_id, data.validated_data["text"], by=actor(request), at=moment())
        return Response(ObjectionOut(row).data)


class FromDossiersIn(HeadingIn):
    campaign = serializers.UUIDField(default=None, allow_null=True)
    lines = serializers.ListField(child=serializers.UUIDField(), max_length=20_000, help_text="ids of nominees' lines")


class FromDossiersView(APIView):
    @extend_schema(request=FromDossiersIn, responses={201: DecisionDetailOut})
    def post(self, request: Request) -> Response:
        """Draft a decision for nominees of dossiers; everything that stands against any of them is told at once."""
        data = FromDossiersIn(data=request.data)
        data.is_valid(raise_exception=True)
        heading = drafting.Heading(**data.named(today()), campaign=str(data.validated_data["campaign"] or ""))
        lines = [str(one) for one in data.validated_data["lines"]]
        return shown(drafting.draft(lines, heading, by=actor(request), at=moment()), request, 201)


class NomineeOut(serializers.ModelSerializer[NominationLine]):
    unit = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.code", default="")
    award = serializers.CharField(source="final_award")

    class Meta:
        model = NominationLine
        fields = ("id", "nomination", "place", "award", "person", "unit", "household", "citation")


class NomineesView(APIView):
    @extend_schema(responses=NomineeOut(many=True))
    def get(self, request: Request) -> Response:
        """Nominees for whom a decision can be drafted: appraised, advised by the council where it is asked, in no list yet."""
        by = actor(request)
        seen = {str(id_) for id_ in award_visibility.nominations(by, today()).values_list("pk", flat=True)}
        rows = [line for line in drafting.waiting(by.authority) if str(line.nomination_id) in seen]
        return Response(NomineeOut(rows, many=True).data)


class SimpleIn(HeadingIn):
    """``papers`` are files of the purpose ``decision_paper`` that the caller handed in; they confirm the deed."""

    award_type = serializers.CharField(max_length=40)
    unit = serializers.CharField(max_length=40)
    person = serializers.CharField(max_length=40, allow_blank=True, default="")
    household = serializers.CharField(max_length=200, allow_blank=True, default="")
    kind = serializers.CharField(max_length=12, default="ad_hoc")
    deed = serializers.CharField(max_length=500)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    citation = serializers.CharField(max_length=decisions.CITATION_LENGTH)
    papers = FILES


class SimpleView(APIView):
    @extend_schema(request=SimpleIn, responses={201: DecisionDetailOut})
    def post(self, request: Request) -> Response:
        """Draft a decision by the simple procedure: one deed, one paper, no council."""
        data = SimpleIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        row = drafting.simple(
            given["award_type"],
            drafting.Subject(given["unit"], given["person"], given["household"]),
            Deed(given["deed"], given["first_day"], given["last_day"]),
            drafting.Heading(**data.named(today())),
            citation=given["citation"],
            papers=[str(one) for one in given["papers"]],
            kind=given["kind"],
            by=actor(request),
            at=moment(),
        )
        return shown(row, request, 201)


class CorrectedIn(serializers.Serializer[Any]):
    """What is left out stays as it is."""

    award = serializers.UUIDField()
    recipient_name = serializers.CharField(max_length=200, default=None, allow_null=True)
    position = serializers.CharField(max_length=200, default=None, allow_null=True, allow_blank=True)
    unit_name = serializers.CharField(max_length=200, default=None, allow_null=True)
    citation = serializers.CharField(max_length=decisions.CITATION_LENGTH, default=None, allow_null=True)


class AmendIn(HeadingIn):
    lines = serializers.ListField(child=CorrectedIn(), max_length=20_000)


class AmendView(APIView):
    @extend_schema(request=AmendIn, responses={201: DecisionDetailOut})
    def post(self, request: Request, decision_id: str) -> Response:
        """Draft a decision that corrects what awards of a signed one say; register numbers stay."""
        data = AmendIn(data=request.data)
        data.is_valid(raise_exception=True)
        lines = [changes.Corrected(**{**one, "award": str(one["award"])}) for one in data.validated_data["lines"]]
        heading = changes.Heading(**data.named(today()))
        row = changes.draft_amendment(decision_id, heading, lines, by=actor(request), at=moment())
        return shown(row, request, 201)


class EndedIn(serializers.Serializer[Any]):
    award = serializers.UUIDField()
    ground = serializers.ChoiceField(choices=sorted(changes.GROUND_TITLES))
    reason = serializers.CharField(max_length=2000)


class RevokeIn(HeadingIn):
    awards = serializers.ListField(child=EndedIn(), max_length=20_000)


class RevokeView(APIView):
    @extend_schema(request=RevokeIn, responses={201: DecisionDetailOut})
    def post(self, request: Request, decision_id: str) -> Response:
        """Draft a decision that revokes awards of a signed one on a ground of the law; register numbers are never reused."""
        data = RevokeIn(data=request.data)
        data.is_valid(raise_exception=True)
        ended = [
            changes.Ended(str(one["award"]), one["ground"], one["reason"]) for one in data.validated_data["awards"]
        ]
        heading = changes.Heading(**data.named(today()))
        row = changes.draft_revocation(decision_id, heading, ended, by=actor(request), at=moment())
        return shown(row, request, 201)


class RevokedAboveIn(serializers.Serializer[Any]):
    """``number`` with its mark and ``decided_on`` are those of the decision of the level above."""

    number = serializers.CharField(max_length=awards_above.NUMBER_LENGTH)
    decided_on = serializers.DateField()
    awards = serializers.ListField(child=EndedIn(), max_length=20_000)


class RevokedAboveView(APIView):
    @extend_schema(request=RevokedAboveIn, responses={201: DecisionDetailOut})
    def post(self, request: Request, decision_id: str) -> Response:
        """Enter that a level above which is not on the platform revoked awards that it gave."""
        data = RevokedAboveIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        ended = [changes.Ended(str(one["award"]), one["ground"], one["reason"]) for one in given["awards"]]
        about = {name: given[name] for name in ("number", "decided_on")}
        row = awards_above.end_on_paper(decision_id, ended, **about, by=actor(request), at=moment())
        return shown(row, request, 201)


class ScanIn(serializers.Serializer[Any]):
    files = serializers.ListField(child=serializers.UUIDField(), max_length=10)


class PapersView(APIView):
    @extend_schema(responses=FileOut(many=True))
    def get(self, request: Request, decision_id: str) -> Response:
        """The papers at a decision: scans of old ones, confirmations of deeds; for those who work on decisions."""
        rows = award_visibility.decision_papers(actor(request), today()).filter(pk=decision_id)
        if not rows.exists():
            raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
        return Response(FileOut(files.attached("decision", decision_id), many=True).data)

    @extend_schema(request=ScanIn, responses={201: FileOut(many=True)})
    def post(self, request: Request, decision_id: str) -> Response:
        """Put the scan of an old decision at what was entered from it."""
        data = ScanIn(data=request.data)
        data.is_valid(raise_exception=True)
        ids = [str(one) for one in data.validated_data["files"]]
        rows = backfills.attach_scan(decision_id, ids, by=actor(request), at=moment())
        return Response(FileOut(rows, many=True).data, status=201)
