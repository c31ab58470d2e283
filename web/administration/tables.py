"""The tables of the catalogue in the admin: read by those who keep it, every change an act with its reason."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.db.models import Model, Q, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.commendation import legal_catalogue
from emulation.commendation.legal_tables import Table, table_of
from emulation.models import AwardRule
from emulation.rules.access import NATION
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, WrongState
from kernel.models import LedgerEntry
from kernel.text import gettext_noop
from web.administration import lists, trails
from web.administration.desks import NationDesk, OfficeDesk
from web.administration.entrance import actor_at
from web.administration.forms import FORMS, LABELS, AskForm, EndForm, LegalForm, successor_form

if TYPE_CHECKING:
    Typed = admin.ModelAdmin[Any]
else:
    Typed = admin.ModelAdmin  # Django's own class takes no parameters


class LegalAdmin(Typed):
    """One table. A row by which something was decided is not changed in place: it ends, and a new version follows."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_form_template = None
    shown: Sequence[str] = ()
    """The columns beside a row's title and its time."""
    about: Any = ""
    adding: Any = ""
    sought: Any = _("Tên, mã hoặc căn cứ")

    @property
    def media(self) -> Media:
        """No scripts: nothing here needs them, and one of them sets styles that our policy forbids."""
        return Media()

    @property
    def table(self) -> Table:
        return table_of(self.model)

    def desk(self, request: HttpRequest) -> NationDesk:
        by, at = actor_at(request), settings.CLOCK()
        kind = NationDesk if legal_catalogue.may_keep(by) else OfficeDesk
        return kind(self.table, by, at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The nation's rows; to an office those of its own, too."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        if self.model is not AwardRule:
            return rows
        by = actor_at(request)
        own = Q(authority_id=by.authority) if by.authority != NATION else Q()
        return rows.filter(Q(authority=None) | own if own else Q(authority=None))

    def _names(self, request: HttpRequest) -> lists.Names:
        """Of awards, where rows speak of them."""
        return lists.names_at(request) if self.model is AwardRule else {}

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        of_rules = [lists.ByAward, lists.ByAspect] if self.model is AwardRule else []
        when = [lists.ByTime] if self.table.ends else []
        return [*of_rules, *when, *([lists.ToConfirm] if "to_confirm" in self.table.fields else [])]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list in our words: a row's title first, its code small."""
        more = {**(extra_context or {}), "title": capfirst(self.opts.verbose_name_plural), "kept": self}
        answer = super().changelist_view(request, more)
        values = getattr(answer, "context_data", None) or {}
        if "cl" in values:
            names, today = self._names(request), local_date(settings.CLOCK())
            values["lines"] = [lists.line(row, self.shown, names, today) for row in values["cl"].result_list]
            values["headings"] = [LABELS[name] for name in self.shown]
            values["pages"] = values["cl"].paginator.page(values["cl"].page_num)
        return answer

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [name for name in self.table.fields if obj is not None or name != "to_confirm"]
        return [*names, "reason"] if self.has_change_permission(request, obj) else names

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.desk(request).fixed(obj) if obj is not None else ()

    def get_form(self, request: HttpRequest, obj: Any = None, *change: Any, **kwargs: Any) -> type[LegalForm]:
        named = {**kwargs, "form": FORMS.get(self.model, LegalForm), "fields": self.get_fields(request, obj)}
        made = super().get_form(request, obj, *change, **named)
        return type(made.__name__, (made,), {"refusal": request.META.get("thidua.refusal")})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.desk(request).may_change(None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.desk(request).may_change(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted without its reason: see `remove`."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, *change: Any) -> None:
        """An act, never a bare save."""
        desk, reason = self.desk(request), form.cleaned_data["reason"]
        if obj._state.adding:
            obj.pk = desk.enter(form.values(), reason).pk
            return
        row = self.get_queryset(request).get(pk=obj.pk)
        desk.correct(row, form.values(), reason)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        raise WrongState("legal_row.decided", legal_catalogue.DECIDED, state="decided", may=("succeed", "end"))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """What the act refuses is told in the form: it is shown again with what was typed."""
        row = self.get_object(request, object_id) if object_id else None
        title = lists.title_of(row, self._names(request)) if row else self.adding
        more = {**(extra_context or {}), "legal": self._acts(request, row), "title": title}
        try:
            return super().changeform_view(request, object_id, form_url, more)
        except (Invalid, WrongState) as no:
            request.META["thidua.refusal"] = no
            return super().changeform_view(request, object_id, form_url, more)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._told(request)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._told(request)

    def _told(self, request: HttpRequest, row_id: Any = None) -> HttpResponse:
        """What every act of a row says when it is done, and where it leads."""
        messages.success(request, gettext("Đã ghi; sự việc có trong sổ cái."))
        base = f"admin:emulation_{self.opts.model_name}"
        return redirect(f"{base}_change", row_id) if row_id else redirect(f"{base}_changelist")

    def _acts(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Which acts are offered for a row, and why it may not be changed."""
        if row is None:
            return {"entering": True, "editable": True}
        desk = self.desk(request)
        may, decided = desk.may_change(row), desk.decided(row)
        fixed = desk.fixed(row) if may else self.table.fields
        running = not self.table.ends or row.valid_to is None
        return {
            "succeed": may and running,
            "end": may and self.table.ends and row.valid_to is None,
            "remove": may and not decided,
            "decided": may and decided,
            "editable": set(fixed) != set(self.table.fields),
            "facts": lists.facts(row, fixed, self._names(request)),
            "addresses": {act: self._address(act, row.pk) for act in ("successor", "end", "remove", "trail")},
        }

    def _address(self, act: str, row_id: Any) -> str:
        return reverse(f"admin:emulation_{self.opts.model_name}_{act}", args=[row_id])

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, f"emulation_{self.opts.model_name}"
        own = [
            path(f"<uuid:row_id>/{act}/", wrap(view), name=f"{name}_{act}")
            for act, view in (
                ("successor", self.successor),
                ("end", self.end),
                ("remove", self.remove),
                ("trail", self.trail),
            )
        ]
        return [*own, *super().get_urls()]

    def _row(self, request: HttpRequest, row_id: Any) -> Any:
        row = self.get_queryset(request).filter(pk=row_id).first()
        if row is None:
            raise Missing("legal_row.missing", gettext_noop("Danh mục không có dòng này."))
        return row

    def successor(self, request: HttpRequest, row_id: Any) -> HttpResponseBase:
        """A new version from a day on."""
        row = self._row(request, row_id)

        def act(form: Any) -> Any:
            return self.desk(request).succeed(self._row(request, row_id), form.values(), form.cleaned_data["reason"])

        begun = {"instance": row, "initial": {"valid_from": None, "legal_basis": "", "source": ""}}
        lead = _(
            "Dòng cũ giữ nguyên và thôi hiệu lực khi phiên bản mới bắt đầu; hồ sơ đã tiếp nhận, tiền thưởng đã tính không đổi."
        )
        return self._asked(request, row, (_("Phiên bản mới từ một ngày"), lead), successor_form(self.model), act, begun)

    def end(self, request: HttpRequest, row_id: Any) -> HttpResponseBase:
        row = self._row(request, row_id)

        def act(form: Any) -> Any:
            return self.desk(request).end(row, form.cleaned_data["valid_to"], form.cleaned_data["reason"])

        lead = _("Từ ngày này không còn áp dụng; những gì đã quyết định theo dòng này giữ nguyên.")
        return self._asked(request, row, (_("Hết hiệu lực từ một ngày"), lead), EndForm, act)

    def remove(self, request: HttpRequest, row_id: Any) -> HttpResponseBase:
        row = self._row(request, row_id)

        def act(form: Any) -> None:
            self.desk(request).remove(row, form.cleaned_data["reason"])

        lead = _("Chỉ dòng nhập nhầm, chưa quyết định điều gì, mới bỏ được; sổ cái giữ nội dung đã bỏ.")
        return self._asked(request, row, (_("Bỏ dòng nhập nhầm"), lead), AskForm, act)

    def _asked(
        self,
        request: HttpRequest,
        row: Model,
        words: tuple[Any, Any],
        kind: type[Any],
        act: Callable[[Any], Any],
        begun: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """Ask with the consequences spelled out, then do it; what is refused is told at its field."""
        if not self.has_change_permission(request, row):
            legal_catalogue.require_keeper(actor_at(request))
        called = lists.title_of(row, self._names(request))  # a form writes what was typed into its row
        sent = request.POST if request.method == "POST" else None
        form: Any = kind(sent, **(begun or {}))
        if sent is not None and form.is_valid():
            try:
                new = act(form)
            except (Invalid, WrongState) as no:
                form = kind(sent, **(begun or {}))
                form.refusal = no
                form.is_valid()
            else:
                return self._told(request, new.pk if new else None)
        fieldsets = [(None, {"fields": list(form.fields)})]
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "called": called,
            "title": words[0],
            "lead": words[1],
            "adminform": AdminForm(form, fieldsets, {}),
            "errors": form.errors,
        }
        return TemplateResponse(request, "admin/legal_act.html", values, status=422 if form.errors else 200)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect(self._address("trail", object_id))

    def trail(self, request: HttpRequest, row_id: Any) -> HttpResponseBase:
        """What the ledger knows of a row."""
        row = self._row(request, row_id)
        authority = getattr(row, "authority_id", None) or NATION
        entries = LedgerEntry.objects.filter(authority=authority, key=str(row.pk)).order_by("id")
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "called": lists.title_of(row, self._names(request)),
            "title": _("Đã thay đổi những gì"),
            "entries": trails.told(entries),
        }
        return TemplateResponse(request, "admin/legal_trail.html", values)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The ledger is the record; the admin keeps no log of its own."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""
