"""What stands in the admin, in the order of the law: awards, what is asked about them, money, people, time."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from emulation.models import AwardRule, AwardType, BaseSalary, LeaveKind, RecipientCategory, ServiceRule
from web.administration.days import day_urls
from web.administration.entrance import CatalogueSite
from web.administration.schedules import schedule_urls
from web.administration.tables import LegalAdmin


class AwardTypes(LegalAdmin):
    shown = ("kind", "level", "subjects")
    about = _("Danh hiệu thi đua, hình thức khen thưởng theo luật: ai quyết định, dành cho ai.")
    adding = _("Thêm danh hiệu, hình thức")
    search_fields = ("name", "code", "legal_basis")
    ordering = ("kind", "code", "-valid_from")


class AwardRules(LegalAdmin):
    shown = ("award_code", "aspect", "article")
    about = _("Điều kiện, tỷ lệ, biểu quyết, hồ sơ, thủ tục và mức thưởng của từng danh hiệu, hình thức.")
    adding = _("Thêm quy định")
    sought = _("Mã, điều khoản hoặc căn cứ")
    search_fields = ("award_code", "code", "article", "legal_basis")
    ordering = ("award_code", "aspect", "code", "-valid_from")


class BaseSalaries(LegalAdmin):
    shown = ("legal_basis",)
    about = _("Mức để tính tiền thưởng, theo từng thời gian.")
    adding = _("Thêm mức lương cơ sở")
    sought = _("Căn cứ")
    search_fields = ("legal_basis",)
    ordering = ("-valid_from",)


class RecipientCategories(LegalAdmin):
    shown = ("place", "leads", "direct")
    about = _("Nhóm để thống kê người được khen: lãnh đạo, người trực tiếp làm việc.")
    adding = _("Thêm nhóm đối tượng")
    sought = _("Tên hoặc mã")
    search_fields = ("name", "code")
    ordering = ("place", "-valid_from")


class LeaveKinds(LegalAdmin):
    shown = ("counts",)
    about = _("Các loại nghỉ và cách tính vào thời gian công tác.")
    adding = _("Thêm loại nghỉ")
    search_fields = ("name", "code", "legal_basis")
    ordering = ("code", "-valid_from")


class ServiceRules(LegalAdmin):
    shown = ("minimum_months",)
    about = _("Số tháng công tác cần có để được xếp loại, mức trần khi vắng dài.")
    adding = _("Thêm quy định về thời gian công tác")
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
