"""What the admin shows of a row: what it is called first, its code small, its values in the reader's words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from emulation import award_names
from emulation.boards.eligibility import part_of
from emulation.models import AwardRule, BaseSalary, in_force
from emulation.rules.awards import rule_notation, rule_words
from emulation.rules.periods import local_date
from web.administration.forms import LABELS, SCOPES, LegalForm
from web.templatetags.awards import award_named
from web.templatetags.words import DASH, day, dong
from web.texts import COMMENDATION_KINDS

Names = Mapping[str, str]
"""What awards are called, by code."""


def names_at(request: HttpRequest) -> Names:
    """Read once per request."""
    known: Names | None = request.META.get("thidua.award_names")
    if known is None:
        known = request.META["thidua.award_names"] = award_names.spoken()
    return known


class ByTime(admin.SimpleListFilter):
    """Rows that hold today, that will, that did."""

    title, parameter_name = _("Hiệu lực"), "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("Đang hiệu lực")), ("later", _("Chưa đến ngày")), ("over", _("Đã hết"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        today = local_date(settings.CLOCK())
        asked = {"now": in_force(today), "later": Q(valid_from__gt=today), "over": Q(valid_to__lte=today)}
        return rows.filter(asked[self.value() or ""]) if self.value() in asked else rows


class ToConfirm(admin.SimpleListFilter):
    title, parameter_name = _("Đối chiếu văn bản"), "confirm"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Cần đối chiếu văn bản")), ("no", _("Đã đối chiếu"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(to_confirm=self.value() == "yes") if self.value() in ("yes", "no") else rows


class ByAspect(admin.SimpleListFilter):
    title, parameter_name = LABELS["aspect"], "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, gettext(words)) for code, words in rule_words.ASPECT_TITLES.items()]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(aspect=self.value()) if self.value() in AwardRule.ASPECTS else rows


class ByAward(admin.SimpleListFilter):
    title, parameter_name = LABELS["award_code"], "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        general = [(code, gettext(words)) for code, words in SCOPES.items()]
        return [*general, *sorted(names_at(request).items(), key=lambda one: one[1])]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(award_code=self.value()) if self.value() else rows


def title_of(row: Any, names: Names) -> str:
    """What people call a row; its code says it to machines."""
    if isinstance(row, AwardRule):
        return rule_words.told(part_of(row), gettext, names)
    if isinstance(row, BaseSalary):
        return gettext("%(amount)s đồng một tháng") % {"amount": dong(row.amount)}
    return str(row.name_en if get_language() == "en" and row.name_en else row.name)


def _params(row: Any, names: Names) -> str:
    return rule_notation.write(row.aspect, row.params)


def _award(row: Any, names: Names) -> str:
    return award_named(row.award_code, names)


def _kinds(row: Any, names: Names) -> str:
    chosen = [gettext(COMMENDATION_KINDS.get(kind, kind)) for kind in row.kinds]
    return ", ".join(chosen) or gettext("mọi loại")


def _amount(row: Any, names: Names) -> str:
    return dong(row.amount)


_SAID: Mapping[str, Callable[[Any, Names], str]] = {
    "params": _params, "award_code": _award, "kinds": _kinds, "amount": _amount,
}  # fmt: skip


def said(row: Any, name: str, names: Names) -> str:
    """A value of a row as a person reads it."""
    if name in _SAID:
        return _SAID[name](row, names)
    value = getattr(row, name)
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if isinstance(value, date):
        return day(value)
    if value is None or value == "":
        return DASH
    titles = LegalForm.CHOICES.get(name)
    return gettext(str(titles.get(value, value))) if titles else str(value)


def facts(row: Any, fields: Iterable[str], names: Names) -> list[tuple[Any, str]]:
    return [(LABELS[name], said(row, name, names)) for name in fields]


@dataclass(frozen=True)
class Line:
    """A row in its list. ``cells`` stand under the list's headings."""

    row: Any
    title: str
    cells: list[tuple[Any, str]]
    until: date | None
    over: bool
    later: bool

    @property
    def code(self) -> str:
        return getattr(self.row, "code", "")

    @property
    def own(self) -> bool:
        return bool(getattr(self.row, "authority_id", None))

    @property
    def to_confirm(self) -> bool:
        return getattr(self.row, "to_confirm", False)


def line(row: Any, fields: Iterable[str], names: Names, today: date) -> Line:
    until = getattr(row, "valid_to", None)
    return Line(
        row=row,
        title=title_of(row, names),
        cells=facts(row, fields, names),
        until=until,
        over=until is not None and until <= today,
        later=row.valid_from > today,
    )
