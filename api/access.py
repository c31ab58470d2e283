"""Who calls and when: the actor behind a request, the moment of its act, and lists of what it may see."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from emulation.accounts import actor_of
from emulation.models import Account
from emulation.rules.periods import local_date
from kernel.actors import Actor


def actor(request: Request) -> Actor:
    """The actor behind the request, read once per request."""
    known = getattr(request, "thidua_actor", None)
    if known is None:
        if not isinstance(request.user, Account):
            raise TypeError("an actor needs a signed-in account")
        known = actor_of(request.user)
        request.thidua_actor = known  # type: ignore[attr-defined]  # kept where the request lives
    return known


def moment() -> datetime:
    """The time that acts called from here are given."""
    now: datetime = settings.CLOCK()
    return now


def today() -> Any:
    return local_date(moment())


class Listing(ListAPIView[Any]):
    """A list that starts from what the actor may see."""

    queryset: QuerySet[Any]

    def visible(self) -> QuerySet[Any]:
        raise TypeError(f"{type(self).__name__} must say what its reader may see")

    def get_queryset(self) -> QuerySet[Any, Model]:
        return self.queryset if getattr(self, "swagger_fake_view", False) else self.visible()
