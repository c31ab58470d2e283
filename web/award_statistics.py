"""The page of a year's statistics: the forms of the field filled in, the sums that were checked, and the workbook."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from emulation import authority_levels
from emulation.commendation import award_statistics
from emulation.rules.access import KEEPS_ORGANISATION
from emulation.rules.awards.statistics import told
from emulation.rules.periods import local_date
from kernel.actors import Place
from kernel.errors import Invalid
from web.access import Visit, member_required
from web.campaigns import XLSX
from web.decision_forms import day, given


def _level(visit: Visit) -> str:
    asked = str(visit.request.GET.get("level", ""))
    return asked if asked in award_statistics.LEVELS else ""


def _record(visit: Visit) -> list[str]:
    """Write down the level that was typed; answers what is wrong with it."""
    typed = given(visit, {"level": 16, "valid_from": 10, "legal_basis": authority_levels.LONGEST + 1})
    try:
        on = day(typed["valid_from"], "valid_from")
        authority_levels.record(typed["level"], on, typed["legal_basis"], by=visit.actor, at=visit.at)
    except Invalid as error:
        return [problem.text() for problem in error.problems] or [error.text()]
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit) -> HttpResponse:
    """The forms of one year, this one unless another is asked for; and which level the authority has had since when."""
    wrong = _record(visit) if visit.request.method == "POST" else []
    if visit.request.method == "POST" and not wrong:
        return redirect("web:statistics")
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
    names = {level.code: level for level in authority_levels.known()}
    values = {
        "found": found,
        "tables": tables,
        "levels": award_statistics.LEVELS,
        "years": range(this, this - 6, -1),
        "notes": award_statistics.notes(found),
        "history": [(row, names.get(row.level, row.level)) for row in authority_levels.history(visit.actor.authority)],
        "choices": authority_levels.known(),
        "may_record": bool(visit.actor.roles_over(Place(visit.actor.authority)) & KEEPS_ORGANISATION),
        "wrong": wrong,
        "typed": visit.request.POST,
    }
    return visit.page("web/award_statistics.html", values, status=422 if wrong else 200)


@require_safe
@member_required
def workbook(visit: Visit, year: int) -> HttpResponse:
    found = award_statistics.of_year(year, _level(visit), by=visit.actor)
    headers = {"Content-Disposition": f'attachment; filename="thong-ke-khen-thuong-{year}.xlsx"'}
    return HttpResponse(award_statistics.workbook(found), content_type=XLSX, headers=headers)
