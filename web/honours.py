"""Pages of award history: find somebody by name, and see what they were given over the years; also as Excel."""

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from emulation import withheld_names
from emulation.commendation import honours
from emulation.rules.periods import local_date
from emulation.workbooks import Column, table_form
from web.access import Visit, member_required

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sheet(columns: list[Column], rows: list[dict[str, str]], name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(table_form(columns, rows, gettext("Lịch sử khen thưởng")), content_type=XLSX, headers=headers)


@require_safe
@member_required
def index(visit: Visit) -> HttpResponse:
    """Everybody with awards whose name has the words; nothing typed lists all."""
    asked = visit.request.GET
    sought, kind = asked.get("q", "").strip()[:100], asked.get("kind", "")
    kind = kind if kind in honours.KINDS else ""
    rows = honours.search(visit.actor, sought, kind=kind, on=local_date(visit.at))
    if "xlsx" in asked:
        columns = [
            Column("name", gettext("Họ tên, tên tập thể"), width=36),
            Column("unit_name", gettext("Đơn vị"), width=36),
            Column("awards", gettext("Số lần khen"), width=12),
            Column("latest", gettext("Gần nhất"), width=14),
        ]
        told = [
            {
                "name": one.name,
                "unit_name": one.unit_name,
                "awards": str(one.awards),
                "latest": f"{one.latest:%d/%m/%Y}",
            }
            for one in rows
        ]
        return _sheet(columns, told, "so-khen-thuong")
    return visit.page("web/honours.html", {"rows": rows, "sought": sought, "kind": kind, "most": honours.MOST})


@require_safe
@member_required
def show(visit: Visit, kind: str, code: str) -> HttpResponse:
    """What one person, unit (with its predecessors) or household was given, year by year."""
    found = honours.history(visit.actor, kind, code, on=local_date(visit.at))
    if "xlsx" in visit.request.GET:
        columns = [
            Column("year", gettext("Năm"), width=8),
            Column("award", gettext("Danh hiệu, hình thức khen thưởng"), width=40),
            Column("citation", gettext("Thành tích"), width=50),
            Column("number", gettext("Quyết định"), width=18),
            Column("day", gettext("Ngày"), width=12),
            Column("given_by", gettext("Cấp trên quyết định"), width=30),
            Column("register", gettext("Số vào sổ"), width=12),
            Column("ended", gettext("Hủy bỏ theo quyết định"), width=20),
        ]
        told = [
            {
                "year": str(one.year),
                "award": one.award.award_type.name,
                "citation": one.award.citation,
                "number": one.number,
                "day": f"{one.award.decision.decided_on:%d/%m/%Y}",
                "given_by": one.award.decision.given_by,
                "register": one.register,
                "ended": one.ended_number,
            }
            for one in found.honours
        ]
        return _sheet(columns, told, "lich-su-khen-thuong")
    may = kind == honours.PERSON and (withheld_names.is_office(visit.actor) or withheld_names.is_own(code, visit.actor))
    values = {"history": found, "years": honours.years_of(found.honours), "may_withhold": may}
    return visit.page("web/honour.html", values)
