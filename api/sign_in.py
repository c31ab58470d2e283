"""Tokens for machines: opaque, hashed at rest, expiring and revocable; and who one is."""

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_out
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor
from emulation.models import Account
from kernel.errors import NotAllowed
from kernel.text import gettext_noop


class CredentialsIn(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class TokenOut(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="shown once; send it as `Authorization: Token …`")
    expires_at = serializers.DateTimeField()


class GrantOut(serializers.Serializer[Any]):
    role = serializers.CharField()
    scope = serializers.ChoiceField(choices=["authority", "cluster", "unit", "self"])
    code = serializers.CharField(allow_blank=True)


class MeOut(serializers.Serializer[Any]):
    account = serializers.CharField()
    name = serializers.CharField()
    authority = serializers.CharField()
    person = serializers.CharField(allow_blank=True)
    grants = GrantOut(many=True)


class TokenView(APIView):
    """Get a token, or give the present one back."""

    throttle_scope = "login"

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method == "POST" else list(super().get_permissions())

    @extend_schema(request=CredentialsIn, responses=TokenOut, operation_id="token_create")
    def post(self, request: Request) -> Response:
        credentials = CredentialsIn(data=request.data)
        credentials.is_valid(raise_exception=True)
        account = authenticate(request._request, **credentials.validated_data)
        if not isinstance(account, Account) or not account.authority_id:
            raise NotAllowed(
                "sign_in.refused",
                gettext_noop("Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang bị tạm khóa."),
            )
        row, token = AuthToken.objects.create(user=account)
        return Response(TokenOut({"token": token, "expires_at": row.expiry}).data, status=201)

    @extend_schema(request=None, responses={204: None}, operation_id="token_revoke")
    def delete(self, request: Request) -> Response:
        if isinstance(request.auth, AuthToken):
            request.auth.delete()
            user_logged_out.send(sender=Account, request=request, user=request.user)
        return Response(status=204)


class MeView(APIView):
    @extend_schema(responses=MeOut)
    def get(self, request: Request) -> Response:
        """Who one is, and the roles that one holds over which place."""
        return Response(MeOut(actor(request)).data)
