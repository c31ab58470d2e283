"""What stands in the admin, in the order of the law: awards, what is asked about them, money, people, time."""

from typing import Any

from emulation.models import AwardRule, AwardType, BaseSalary, LeaveKind, RecipientCategory, ServiceRule
from web.administration.days import day_urls
from web.administration.entrance import CatalogueSite
from web.administration.schedules import schedule_urls
from web.administration.tables import LegalAdmin


class AwardTypes(LegalAdmin):
    shown = ("name", "code", "kind", "level", "subjects")
    search_fields = ("name", "code", "legal_basis")
    ordering = ("kind", "code", "-valid_from")


class AwardRules(LegalAdmin):
    shown = ("award_code", "aspect", "code", "article", "to_confirm")
    search_fields = ("award_code", "code", "article", "legal_basis")
    ordering = ("award_code", "aspect", "code", "-valid_from")


class BaseSalaries(LegalAdmin):
    shown = ("amount", "legal_basis", "to_confirm")
    search_fields = ("legal_basis",)
    ordering = ("-valid_from",)


class RecipientCategories(LegalAdmin):
    shown = ("name", "code", "place", "leads", "direct")
    search_fields = ("name", "code")
    ordering = ("place", "-valid_from")


class LeaveKinds(LegalAdmin):
    shown = ("name", "code", "counts", "to_confirm")
    search_fields = ("name", "code", "legal_basis")
    ordering = ("code", "-valid_from")


class ServiceRules(LegalAdmin):
    shown = ("name", "code", "minimum_months", "to_confirm")
    search_fields = ("name", "code", "legal_basis")
    ordering = ("code", "-valid_from")


class Catalogue(CatalogueSite):
    """The site with its pages beside the tables."""

    def get_urls(self) -> list[Any]:
        return [*schedule_urls(self), *day_urls(self), *super().get_urls()]


site = Catalogue(name="admin")
for model, table in (
    (AwardType, AwardTypes),
    (AwardRule, AwardRules),
    (BaseSalary, BaseSalaries),
    (RecipientCategory, RecipientCategories),
    (LeaveKind, LeaveKinds),
    (ServiceRule, ServiceRules),
):
    site.register(model, table)
