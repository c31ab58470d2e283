"""Who is at a page: every page for members is wrapped here, so that a page without the wrap is a public one on purpose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext

from emulation import accounts, delegations, inbox
from emulation.models import Account
from kernel.actors import Actor
from kernel.errors import NotAllowed
from kernel.text import gettext_noop
from web import exports, help_topics, navigation


def _here(request: HttpRequest) -> str:
    """The name of the page; all of Django's admin is one place of the menu."""
    found = request.resolver_match
    if found is None:
        return ""
    return "admin:index" if found.namespace == "admin" else found.url_name or ""


def frame(actor: Actor, here: str) -> dict[str, Any]:
    """What stands around the page of this name while this member looks at it."""
    menus = navigation.menus(actor, here)
    return {
        "member": actor,
        "menus": menus,
        "shortcuts": navigation.shortcuts(menus),
        "help_address": help_topics.about(here),
        "unread": inbox.unread(actor),
    }


@dataclass(frozen=True)
class Visit:
    """A member at a page: who they are and when they came."""

    request: HttpRequest
    actor: Actor
    at: datetime

    def page(self, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """A page with the navigation of this actor around it."""
        around_it = frame(self.actor, _here(self.request))
        response = render(self.request, template, {**around_it, **(values or {})}, status=status)
        if status == OK and self.request.method == "GET":
            exports.offer(self.request, response)
        return response


OK = 200
BEHALF = "on_behalf"
"""Where a session keeps the delegation under which its member acts."""


def _actor(request: HttpRequest, account: Account, at: datetime) -> Actor:
    """The member, or the member in the place of whom they chose to act for, as long as that delegation is in force."""
    chosen = request.session.get(BEHALF)
    if chosen:
        try:
            return delegations.actor_for(account, chosen, at=at)
        except NotAllowed:
            del request.session[BEHALF]
            messages.warning(
                request, gettext("Ủy quyền đã hết hiệu lực; bạn đang làm việc với vai trò của chính mình.")
            )
    return accounts.actor_of(account)


def around(request: HttpRequest) -> dict[str, Any]:
    """The navigation for a page that no view made, such as a refusal: that of the member who asks. Nobody else is asked who
    they are, and while the database does not answer the page stands without."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return {}
    try:
        account = getattr(request, "user", None)
        if not isinstance(account, Account) or account.authority_id is None:
            return {}
        return frame(_actor(request, account, settings.CLOCK()), _here(request))
    except DatabaseError:
        return {}


Page = Callable[..., HttpResponseBase]


def member_required(view: Page) -> Page:
    """Ask for a log-in first, and hand the view a `Visit` instead of a bare request. What it answers is kept by nobody, but
    for what `web.kept` tags: that one's own browser keeps, and asks about before it shows it again."""

    @wraps(view)
    def wrapped(request: HttpRequest, **named: Any) -> HttpResponseBase:
        account = request.user
        if not isinstance(account, Account):
            return redirect_to_login(request.get_full_path())
        if account.authority_id is None:
            raise NotAllowed(
                "web.no_authority", gettext_noop("Tài khoản này không thuộc cơ quan nào, nên không có trang để xem.")
            )
        at = settings.CLOCK()
        visit = Visit(request, _actor(request, account, at), at)
        response = exports.answer(request, lambda: view(visit, **named))
        if not getattr(response, "kept_by_its_reader", False):
            patch_cache_control(response, private=True, no_store=True)
        return response

    wrapped.__dict__["for_members"] = True
    return wrapped
