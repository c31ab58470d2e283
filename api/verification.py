"""For anybody: what a certificate says and whether it holds, by its code or by its file."""

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.parsing import StrictJSON
from api.problems import TooLarge
from api.rendering import FileRenderer
from certificates import comparing, credentials, uploads, verification
from certificates.comparing import CHANGED, NEWER, OLDER, OTHER, SAME, TITLES, UNKNOWN
from certificates.credentials import MEDIA_TYPE
from certificates.models import Certificate
from certificates.tokens import normalised
from certificates.verification import STATES
from emulation.decisions.changes import GROUND_TITLES
from kernel.errors import Invalid
from kernel.text import gettext_noop

OUTCOMES = (SAME, OLDER, NEWER, OTHER, CHANGED, UNKNOWN)


class SupersededOut(serializers.Serializer[Any]):
    """``cause`` is ``amended`` (a correction), ``exchange`` or ``reissue``; ``address`` is that of the next certificate."""

    cause = serializers.ChoiceField((Certificate.AMENDED, Certificate.EXCHANGE, Certificate.REISSUE))
    address = serializers.URLField()


class RevokedOut(serializers.Serializer[Any]):
    """``ground`` is the letter in clause 2 of Article 93 of Law 06/2022/QH15."""

    ground = serializers.CharField(allow_blank=True)
    ground_text = serializers.CharField(allow_blank=True)
    decision_number = serializers.CharField(allow_blank=True)
    decided_on = serializers.DateField(allow_null=True)


class PublicCertificateOut(serializers.Serializer[Any]):
    """What stands on the paper, and whether it holds; ``superseded`` is null while the next certificate is being made."""

    state = serializers.ChoiceField(tuple(STATES.values()))
    address = serializers.URLField()
    title = serializers.CharField()
    salutation = serializers.CharField(allow_blank=True)
    recipient_name = serializers.CharField()
    position = serializers.CharField(allow_blank=True)
    unit_name = serializers.CharField()
    citation = serializers.CharField()
    authority_title = serializers.CharField()
    decision_number = serializers.CharField()
    decided_on = serializers.DateField()
    register_number = serializers.IntegerField()
    register_year = serializers.IntegerField()
    signatory_title = serializers.CharField()
    signatory_name = serializers.CharField()
    issue = serializers.IntegerField()
    superseded = SupersededOut(allow_null=True)
    revoked = RevokedOut(allow_null=True)
    sha256 = serializers.CharField(help_text="of the PDF that was issued")
    signed_by = serializers.CharField(
        help_text="who signed the PDF digitally; empty where the authority does not sign each"
    )


class ComparisonIn(serializers.Serializer[Any]):
    """The file itself, which is hashed and kept nowhere, or its SHA-256 alone; with a code it is compared with that one."""

    file = serializers.FileField(required=False)
    sha256 = serializers.RegexField("^[0-9a-fA-F]{64}$", required=False)
    code = serializers.CharField(required=False, allow_blank=True, max_length=300)


class DifferenceOut(serializers.Serializer[Any]):
    """What the record inside a changed file says otherwise than the certificate that was issued."""

    name = serializers.CharField(help_text=f"one of: {', '.join(TITLES)}")
    in_file = serializers.CharField()
    issued = serializers.CharField()


class ComparisonOut(serializers.Serializer[Any]):
    """``certificate`` is the one that the file belongs to or, for a changed file, claims to be; null where nobody can tell.
    ``carries``: a changed file has a record in it; without ``differences`` it is the one that was issued."""

    outcome = serializers.ChoiceField(OUTCOMES)
    sha256 = serializers.CharField()
    carries = serializers.BooleanField()
    differences = DifferenceOut(many=True)
    certificate = PublicCertificateOut(allow_null=True)


def _told(certificate: Certificate) -> dict[str, Any]:
    facts = verification.public_facts(certificate)
    if facts["revoked"]:
        title = GROUND_TITLES.get(facts["revoked"]["ground"], "")
        facts["revoked"]["ground_text"] = gettext(title) if title else ""
    return facts


class JwtRenderer(FileRenderer):
    media_type = MEDIA_TYPE
    format = "jwt"


class PublicView(APIView):
    """Nobody logs in here; answers are kept by nobody, as they may be others tomorrow."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "public"

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return super().finalize_response(request, response, *args, **kwargs)


class VerificationView(PublicView):
    renderer_classes = (JSONRenderer, JwtRenderer)

    @extend_schema(
        responses={(200, "application/json"): PublicCertificateOut, (200, MEDIA_TYPE): OpenApiTypes.STR},
        auth=[],
        operation_id="verification_retrieve",
    )
    def get(self, request: Request, code: str) -> Response:
        """What the certificate of a code says and whether it holds, or its signed Open Badges 3.0 credential as long as it
        does; every unknown code gets the same answer."""
        certificate = verification.find(normalised(code))
        if isinstance(request.accepted_renderer, JwtRenderer):
            return Response(credentials.token(certificate).encode())
        return Response(PublicCertificateOut(_told(certificate)).data)


class ComparisonView(PublicView):
    parser_classes = (StrictJSON, MultiPartParser)

    @extend_schema(
        request={"multipart/form-data": ComparisonIn, "application/json": ComparisonIn},
        responses=ComparisonOut,
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Whether a file is the very one that was issued, one of another issue, or a changed one."""
        try:
            watching = uploads.watch(request._request)
            file = uploads.taken(watching, request.FILES.get("file"))
        except uploads.TooLarge as no:
            raise TooLarge from no
        data = ComparisonIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        digest = file.digest if file else str(given.get("sha256", "")).lower()
        if not digest:
            raise Invalid("comparison.nothing", gettext_noop("Hãy gửi tệp, hoặc dấu SHA-256 của tệp."))
        code = normalised(given.get("code", ""))
        found = comparing.compare(digest, file.content if file else b"", token=code)
        answer = {
            "outcome": found.outcome,
            "sha256": digest,
            "carries": found.carries,
            "differences": found.differences,
            "certificate": _told(found.certificate) if found.certificate else None,
        }
        return Response(ComparisonOut(answer).data)
