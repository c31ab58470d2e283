"""The page of a year's statistics: the forms of the field filled in, the sums that were checked, and the workbook."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation.commendation import award_statistics
from emulation.rules.awards.statistics import told
from emulation.rules.periods import local_date
from web.access import Visit, member_required
from web.campaigns import XLSX


def _level(visit: Visit) -> str:
    asked = str(visit.request.GET.get("level", ""))
    return asked if asked in award_statistics.LEVELS else award_statistics.AGENCY


@require_safe
@member_required
def show(visit: Visit) -> HttpResponse:
    """The forms of one year, this one unless another is asked for."""
    asked = str(visit.request.GET.get("year", ""))
    this = local_date(visit.at).year
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this
    found = award_statistics.of_year(year, _level(visit), by=visit.actor)
    tables = [
        (
            table,
            [(row, table.row(row.code) if row.code else []) for row in table.form.rows],
            [(*told(check), check.holds) for check in table.checks],
        )
        for table in found.tables
    ]
    values = {
        "found": found,
        "tables": tables,
        "levels": award_statistics.LEVELS,
        "years": range(this, this - 6, -1),
        "notes": award_statistics.notes(found),
    }
    return visit.page("web/award_statistics.html", values)


@require_safe
@member_required
def workbook(visit: Visit, year: int) -> HttpResponse:
    found = award_statistics.of_year(year, _level(visit), by=visit.actor)
    headers = {"Content-Disposition": f'attachment; filename="thong-ke-khen-thuong-{year}.xlsx"'}
    return HttpResponse(award_statistics.workbook(found), content_type=XLSX, headers=headers)
