"""The rule that nobody without an authority gets anywhere."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from emulation.models import Account


class SignedInMember(BasePermission):
    """Signed in, active, and of an authority: the least that every endpoint asks for."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, Account) and request.user.is_active and bool(request.user.authority_id)
