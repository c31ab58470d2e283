"""Who calls and when: the actor behind a request, the moment of its act, and lists of what it may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from emulation import delegations
from emulation.accounts import actor_of
from emulation.models import Account
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

BEHALF = "X-On-Behalf-Of"
"""The header that names the delegation under which a request is made."""


def actor(request: Request) -> Actor:
    """The actor behind the request, read once per request."""
    known = getattr(request, "thidua_actor", None)
    if known is None:
        if not isinstance(request.user, Account):
            raise TypeError("an actor needs a signed-in account")
        known = _actor(request, request.user)
        request.thidua_actor = known  # type: ignore[attr-defined]  # kept where the request lives
    return known


def _actor(request: Request, account: Account) -> Actor:
    """The account itself, or in the place of the one whose delegation its header names."""
    named = request.headers.get(BEHALF, "")
    if not named:
        return actor_of(account)
    try:
        delegation = UUID(named)
    except ValueError as no:
        message = gettext_noop("%(header)s phải là mã của một ủy quyền.")
        raise Invalid("delegation.malformed", message, header=BEHALF) from no
    return delegations.actor_for(account, delegation, at=moment())


def moment() -> datetime:
    """The time that acts called from here are given."""
    now: datetime = settings.CLOCK()
    return now


def today() -> Any:
    return local_date(moment())


class Listing(ListAPIView[Any]):
    """A list that starts from what the actor may see. ``parameters`` names what its address may ask besides filters."""

    queryset: QuerySet[Any]
    parameters: tuple[str, ...] = ()

    def visible(self) -> QuerySet[Any]:
        raise TypeError(f"{type(self).__name__} must say what its reader may see")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Refuses a parameter that nothing here reads: a filter with a slip in its name would answer everything."""
        known = {"page", "page_size", "format", *self.parameters, *self._filters(queryset)}
        message = gettext_noop("Danh sách này không có tham số “%(name)s”.")
        problems = [
            Problem("request.unknown_parameter", message, name, {"name": name})
            for name in self.request.query_params
            if name not in known
        ]
        if problems:
            raise Invalid("request.unknown_parameter", message, problems=problems, name=problems[0].path)
        return super().filter_queryset(queryset)

    def _filters(self, queryset: QuerySet[Any]) -> Iterable[str]:
        """Names of the parameters by which this list is filtered."""
        made = DjangoFilterBackend().get_filterset_class(self, queryset)
        return made.base_filters if made else ()

    def get_queryset(self) -> QuerySet[Any, Model]:
        return self.queryset if getattr(self, "swagger_fake_view", False) else self.visible()
