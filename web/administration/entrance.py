"""Who is let into the admin, and as whom they act there."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from emulation import accounts
from emulation.commendation import legal_catalogue, rule_books
from emulation.models import Account
from kernel.actors import Actor
from kernel.errors import NotAllowed
from kernel.text import gettext_noop
from web.access import frame

_NOBODY = Actor(account="", name="", authority="")


def actor_at(request: HttpRequest) -> Actor:
    """Who acts, read once per request: the nation's keeper where the operator appointed the account, else a member of its
    authority."""
    known: Actor | None = request.META.get("thidua.admin")
    if known is None:
        account = request.user
        known = _NOBODY
        if isinstance(account, Account) and account.is_active:
            known = accounts.national_actor(account) if account.is_superuser else accounts.actor_of(account)
        request.META["thidua.admin"] = known
    return known


class CatalogueSite(admin.AdminSite):
    """The one door is the platform's own log-in page; inside, roles decide and not Django's permissions."""

    site_header = site_title = index_title = _("Danh mục pháp lý")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        by = actor_at(request)
        return bool(by.account) and (legal_catalogue.may_keep(by) or rule_books.may_keep(by))

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """There is no second log-in page; who is signed in and comes here has no business here."""
        if request.user.is_authenticated:
            message = gettext_noop("Trang này dành cho quản trị toàn hệ thống và người giữ danh mục của cơ quan.")
            raise NotAllowed("admin.not_allowed", message)
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), settings.LOGIN_URL)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the frame that stands around every page; an account of no authority has none, and only a way out."""
        account = request.user
        if not isinstance(account, Account) or account.authority_id is None:
            return super().each_context(request)
        member = accounts.actor_of(account) if account.is_superuser else actor_at(request)
        return {**super().each_context(request), **frame(member, "admin:index")}

    def password_change(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> Any:
        return redirect("web:password")

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, object] | None = None) -> Any:
        return HttpResponseRedirect(reverse("admin:index"))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, object]]:
        """One list of all tables, in the order of the catalogue."""
        tables = [table for one in self._build_app_dict(request).values() for table in one["models"]]
        place = {model._meta.object_name: number for number, model in enumerate(self._registry)}
        tables.sort(key=lambda table: place[table["object_name"]])
        for table in tables:
            kept = self._registry[table["model"]]
            table.update({name: getattr(kept, name, "") for name in ("about", "adding")})
        url = reverse("admin:index")
        name = str(self.site_header)
        return [{"name": name, "app_label": "emulation", "app_url": url, "has_module_perms": True, "models": tables}]
