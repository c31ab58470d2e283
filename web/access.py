"""Who is at a page: every page for members is wrapped here, so that a page without the wrap is a public one on purpose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from emulation import accounts, visibility
from emulation.models import Account
from emulation.rules.access import READS_OPERATIONS
from kernel.actors import Actor
from kernel.errors import NotAllowed
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Visit:
    """A member at a page: who they are and when they came."""

    request: HttpRequest
    actor: Actor
    at: datetime

    def page(self, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """A page with the navigation of this actor around it."""
        frame = {"member": self.actor, "runs_operations": visibility.holds(self.actor, READS_OPERATIONS)}
        return render(self.request, template, {**frame, **(values or {})}, status=status)


Page = Callable[..., HttpResponseBase]


def member_required(view: Page) -> Page:
    """Ask for a log-in first, and hand the view a `Visit` instead of a bare request. What it answers is kept by nobody."""

    @wraps(view)
    def wrapped(request: HttpRequest, **named: Any) -> HttpResponseBase:
        account = request.user
        if not isinstance(account, Account):
            return redirect_to_login(request.get_full_path())
        if account.authority_id is None:
            raise NotAllowed(
                "web.no_authority", gettext_noop("Tài khoản này không thuộc cơ quan nào, nên không có trang để xem.")
            )
        visit = Visit(request, accounts.actor_of(account), settings.CLOCK())
        response = view(visit, **named)
        patch_cache_control(response, private=True, no_store=True)
        return response

    wrapped.__dict__["for_members"] = True
    return wrapped
