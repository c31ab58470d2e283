"""The page of a campaign's charts, each of them alone for a projector, and their figures as a workbook."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from emulation.boards import charts
from emulation.tables.writing import Sheet, workbook_bytes
from kernel.errors import Missing
from kernel.text import gettext_noop
from web import kept
from web.access import Visit, member_required
from web.chart_figures import Figure, bump_figure, composition_figures, grade_figures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _wish(request: HttpRequest) -> charts.Wish:
    asked = {name: request.GET.get(name, "") for name in ("month", "cluster")}
    return charts.Wish(**{name: text for name, text in asked.items() if "\0" not in text and text != "all"})


def _figures(head: charts.Head) -> list[Figure]:
    """All that the reader may see; those without figures say so."""
    found = [bump_figure(head)]
    if head.details:
        found += composition_figures(head)
        found += grade_figures(head)
    return found


def _answer(visit: Visit, campaign: UUID, template: str, chart: str = "") -> HttpResponse:
    head = charts.head(str(campaign), _wish(visit.request), by=visit.actor, at=visit.at)
    tag = kept.tag_of("charts", head.tag, chart)

    def made() -> str:
        figures = [figure for figure in _figures(head) if chart in ("", figure.code)]
        if chart and not figures:
            raise Missing("web.no_chart", gettext_noop("Không có biểu đồ này, hoặc bạn không được xem."))
        values = {"figures": figures, "campaign": head.campaign, "alone": bool(chart), "head": head}
        return render_to_string("web/_charts.html", values, request=visit.request)

    values = {"head": head, "campaign": head.campaign, "wish": head.wish, "drawn": kept.text(tag, made)}
    return visit.page(template, values)


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    return _answer(visit, campaign, "web/charts.html")


@require_safe
@member_required
def alone(visit: Visit, campaign: UUID, chart: str) -> HttpResponse:
    """One chart as large as the screen."""
    return _answer(visit, campaign, "web/chart.html", chart)


def workbook_answer(name: str, figures: list[Figure]) -> HttpResponse:
    """A sheet for each figure, with what the tables beside the charts say."""
    sheets = [Sheet(figure.sheet, figure.headings, figure.rows) for figure in figures if figure.rows]
    content = workbook_bytes(sheets or [Sheet(gettext("Biểu đồ"), [gettext("Chưa có số liệu")], [])])
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_safe
@member_required
def workbook(visit: Visit, campaign: UUID) -> HttpResponse:
    head = charts.head(str(campaign), _wish(visit.request), by=visit.actor, at=visit.at)
    return workbook_answer("bieu-do", _figures(head))
