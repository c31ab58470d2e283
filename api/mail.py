"""How the caller gets mails, and for operators what became of every mail."""

from datetime import time
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import Listing, actor, moment
from emulation import mail_preferences, mails, visibility
from emulation.mail_preferences import Wish
from emulation.models import Mail, MailPreference
from emulation.rules import mailing


@extend_schema_field({"type": "string", "example": "21:00:00"})
class ClockField(serializers.TimeField):
    """A time of day as clocks show it; the format "time" of schemas would ask for a zone."""


class MailPreferenceOut(serializers.ModelSerializer[MailPreference]):
    """``asked_address`` has been sent a mail and has not answered; ``bouncing_since`` says that the address refuses mails and gets
    none until it is confirmed again."""

    quiet_from = ClockField()
    quiet_to = ClockField()

    class Meta:
        model = MailPreference
        fields = (
            "address", "confirmed_at", "asked_address", "asked_at", "frequency", "language", "quiet_from", "quiet_to",
            "bouncing_since",
        )  # fmt: skip


class MailPreferenceIn(serializers.Serializer[Any]):
    """Without ``address`` no mails. Quiet hours are Vietnamese time; equal ends are none."""

    address = serializers.CharField(max_length=254, allow_blank=True, default="")
    frequency = serializers.ChoiceField(choices=mailing.FREQUENCIES, default=mailing.DAILY)
    language = serializers.ChoiceField(choices=mailing.LANGUAGES, default="vi")
    quiet_from = ClockField(default=time(21))
    quiet_to = ClockField(default=time(6, 30))


class MailPreferenceView(APIView):
    @extend_schema(responses=MailPreferenceOut)
    def get(self, request: Request) -> Response:
        """How the caller gets mails."""
        return Response(MailPreferenceOut(mail_preferences.of(actor(request))).data)

    @extend_schema(request=MailPreferenceIn, responses=MailPreferenceOut)
    def put(self, request: Request) -> Response:
        """Choose it. A new address is sent a link and holds from when that is opened."""
        data = MailPreferenceIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = mail_preferences.change(Wish(**data.validated_data), by=actor(request), at=moment())
        return Response(MailPreferenceOut(row).data)


class MailOut(serializers.ModelSerializer[Mail]):
    account = serializers.CharField(source="account.username")

    class Meta:
        model = Mail
        fields = (
            "id", "account", "address", "purpose", "subject", "message_id", "state", "attempts", "made_at", "next_try",
            "sent_at", "answer",
        )  # fmt: skip


class MailsView(Listing):
    """Mails of the authority, newest first, with what the mail server answered."""

    serializer_class = MailOut
    filterset_fields: ClassVar = {"state": ["exact"], "purpose": ["exact"]}
    queryset = Mail.objects.none()

    def visible(self) -> QuerySet[Mail]:
        return visibility.mails(actor(self.request)).select_related("account").order_by("-made_at", "-id")


class MailRetryView(APIView):
    @extend_schema(request=None, responses=MailOut)
    def post(self, request: Request, mail_id: str) -> Response:
        """Try a mail again that is deferred or was given up."""
        return Response(MailOut(mails.retry(mail_id, by=actor(request), at=moment())).data)
