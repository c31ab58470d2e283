"""Papers of decisions: their state, the prepared and the signed file, handing in what was signed; how an authority signs."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from api.documents import sent
from api.files import require_bearable
from certificates import decision_papers, public_papers, signing_methods
from certificates.models import DecisionPaper, SigningMethod
from certificates.signature_marks import Images
from emulation import scanner
from emulation.rules.file_types import PDF
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop

_LONGEST_IMAGE = 2_000_000


class PaperSignatureOut(serializers.Serializer[Any]):
    """A signature as it was verified; ``stamped``: its time comes from an authority of time stamps."""

    signer = serializers.CharField()
    organisation = serializers.CharField()
    issuer = serializers.CharField()
    serial = serializers.CharField()
    at = serializers.CharField()
    stamped = serializers.BooleanField()
    covers_all = serializers.BooleanField()


class DecisionPaperOut(serializers.ModelSerializer[DecisionPaper]):
    """Prepared, it waits for its signature; sealed, it counts and its certificates are made. ``root`` is that of the certificates'
    records, ``count`` their number."""

    root = serializers.CharField(source="batch.root")  # type: ignore[assignment]  # DRF keeps a property of this name
    count = serializers.IntegerField(source="batch.total")
    signatures = serializers.ListField(child=PaperSignatureOut())
    public_address = serializers.SerializerMethodField(help_text="empty until it is sealed")

    def get_public_address(self, paper: DecisionPaper) -> str:
        sealed = paper.state == DecisionPaper.SEALED and paper.token
        return public_papers.address_of(paper.token) if sealed else ""

    class Meta:
        model = DecisionPaper
        fields = (
            "id", "decision", "method", "state", "root", "count", "prepared_sha256", "prepared_at", "sealed_sha256", "sealed_at",
            "signatures", "public_address",
        )  # fmt: skip


class SignedIn(serializers.Serializer[Any]):
    file = serializers.FileField()


class SigningMethodOut(serializers.ModelSerializer[SigningMethod]):
    """``has_seal``: a decision shows the seal, so many millimetres wide; ``signature_of``: and the signature of this name."""

    signers = serializers.ListField(source="signer_names", child=serializers.CharField())
    has_seal = serializers.SerializerMethodField()

    class Meta:
        model = SigningMethod
        fields = (
            "method", "signers", "signs_each", "has_seal", "seal_mm", "signature_of", "in_effect_from", "set_at",
        )  # fmt: skip

    def get_has_seal(self, row: SigningMethod) -> bool:
        return bool(row.seal)


class LookIn(serializers.Serializer[Any]):
    """What a decision shows of the server key's signature: images as PNG in base64 with a transparent ground, empty for none;
    ``seal_mm``: how wide the real seal is."""

    seal = serializers.CharField(allow_blank=True, default="", max_length=_LONGEST_IMAGE)
    seal_mm = serializers.IntegerField(default=36)
    signature = serializers.CharField(allow_blank=True, default="", max_length=_LONGEST_IMAGE)
    signature_of = serializers.CharField(allow_blank=True, default="", max_length=60)


def _look(given: Mapping[str, Any]) -> signing_methods.Look:
    try:
        seal, signature = (b64decode(given[name], validate=True) for name in ("seal", "signature"))
    except binascii.Error as no:
        message = gettext_noop("Ảnh phải là tệp PNG ghi theo base64.")
        raise Invalid("stamp.not_base64", message, problems=[Problem("stamp.not_base64", message, "look")]) from no
    return signing_methods.Look(Images(seal, given["seal_mm"], signature), given["signature_of"])


class SigningMethodIn(serializers.Serializer[Any]):
    """``signers``: names or serial numbers on the certificates that a signature must come from. ``signs_each``: with the server's
    key, each certificate's PDF is signed as well. Without a ``look`` what is shown by then stays."""

    method = serializers.ChoiceField(choices=tuple(signing_methods.TITLES))
    signers = serializers.ListField(
        child=serializers.CharField(max_length=200, allow_blank=True), max_length=20, default=list
    )
    signs_each = serializers.BooleanField(default=False)
    look = LookIn(required=False)
    in_effect_from = serializers.DateField()


def found(decision_id: str, request: Request) -> DecisionPaper:
    paper = decision_papers.of_decision(decision_id, by=actor(request))
    if paper is None:
        raise Missing("paper.missing", gettext_noop("Quyết định này chưa có văn bản để ký."))
    return paper


def _told(paper: DecisionPaper) -> Response:
    return Response(DecisionPaperOut(paper).data)


class PaperView(APIView):
    @extend_schema(responses=DecisionPaperOut)
    def get(self, request: Request, decision_id: str) -> Response:
        """The state of a decision's paper, with its verified signatures. Until it is sealed the office alone sees it."""
        return _told(found(decision_id, request))


class PreparedView(APIView):
    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, decision_id: str) -> HttpResponse:
        """The PDF to be signed outside, with the root of its certificates."""
        paper = found(decision_id, request)
        return sent(decision_papers.content_of(paper.prepared_file), PDF, "quyet-dinh")


class SealedView(APIView):
    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, decision_id: str) -> HttpResponse:
        """The PDF that counts: by it anybody checks the decision's certificates offline."""
        paper = found(decision_id, request)
        if not paper.sealed_file:
            raise Missing("paper.not_sealed", gettext_noop("Văn bản chưa được ký."))
        return sent(decision_papers.content_of(paper.sealed_file), PDF, "quyet-dinh-da-ky")


class SignedView(APIView):
    parser_classes = (MultiPartParser,)
    throttle_scope = "upload"

    @extend_schema(request={"multipart/form-data": SignedIn}, responses=DecisionPaperOut)
    def post(self, request: Request, decision_id: str) -> Response:
        """Hand in the paper as its signer signed it with a token of their own. It counts if every check holds: signatures,
        signer, chain of certificates, the same pages and root; otherwise everything that is wrong is said and nothing changes."""
        require_bearable(request)
        data = SignedIn(data=request.data)
        data.is_valid(raise_exception=True)
        file = data.validated_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            message = gettext_noop("Tệp lớn hơn %(limit)s MB.")
            limit = settings.UPLOAD_LIMIT_BYTES // 1024 // 1024
            problem = Problem("paper.too_large", message, "file", {"limit": limit})
            raise Invalid("paper.too_large", message, problems=[problem], limit=limit)
        by, content = actor(request), file.read()
        decision_papers.require_sealer(decision_id, by=by)
        scanner.scan(content)
        return _told(decision_papers.take_signed(decision_id, content, by=by, at=moment()))


class FollowView(APIView):
    @extend_schema(request=None, responses=DecisionPaperOut)
    def post(self, request: Request, decision_id: str) -> Response:
        """Let a paper that still waits be sealed as the authority signs by now."""
        return _told(decision_papers.follow_method(decision_id, by=actor(request), at=moment()))


class SigningMethodsView(Listing):
    """How the authority signs decisions, from which day on; the latest day that has come counts."""

    serializer_class = SigningMethodOut
    filterset_fields: ClassVar = {"method": ["exact"]}
    queryset = SigningMethod.objects.none()

    def visible(self) -> QuerySet[SigningMethod]:
        return signing_methods.of(actor(self.request))

    @extend_schema(request=SigningMethodIn, responses={201: SigningMethodOut})
    def post(self, request: Request) -> Response:
        """Set how decisions are signed from a day on: ``ink`` outside, ``server_key``, or the signer's ``own_token``."""
        data = SigningMethodIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        look = _look(given.pop("look")) if "look" in given else None
        row = signing_methods.take(by=actor(request), at=moment(), look=look, **given)
        return Response(SigningMethodOut(row).data, status=201)
