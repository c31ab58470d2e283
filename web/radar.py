"""The inflation radar: what a unit says of itself beside its appraisers, its citizens and the inspectors, and the widest gaps."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from emulation import fairness
from emulation.rules.exact import rounded
from web.access import Visit, member_required
from web.chart_figures import NOTHING, Figure
from web.charts import workbook_answer
from web.drawings import dots
from web.templatetags.words import padded

_ALL = "all"


@dataclass(frozen=True)
class RadarRow:
    """``gaps`` are self minus each other voice, in points of a hundred; ``widest`` the largest of them."""

    name: str
    code: str
    own: Decimal | None
    appraised: Decimal | None
    citizens: Decimal | None
    inspectors: Decimal | None
    gaps: tuple[Decimal | None, Decimal | None, Decimal | None]
    widest: Decimal | None
    indicator: Decimal | None
    flags: int


def _shown(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, 1)


def _gap(own: Fraction | None, other: Fraction | None) -> Decimal | None:
    return None if own is None or other is None else rounded(own - other, 1)


def _row(line: fairness.UnitLine, voices: fairness.Voices) -> RadarRow:
    gaps = (
        _gap(voices.own, voices.appraised),
        _gap(voices.own, voices.citizens),
        _gap(voices.people, voices.inspectors),
    )
    return RadarRow(
        name=line.name,
        code=line.code,
        own=_shown(voices.own),
        appraised=_shown(voices.appraised),
        citizens=_shown(voices.citizens),
        inspectors=_shown(voices.inspectors),
        gaps=gaps,
        widest=max((gap for gap in gaps if gap is not None), default=None),
        indicator=_shown(line.inflation.value),
        flags=line.inflation.flags,
    )


def _rows(report: fairness.Report, cluster: str) -> list[RadarRow]:
    """The widest gap first; who has none to compare stands at the end."""
    lines = [line for line in report.units if cluster in ("", line.cluster)]
    rows = [_row(line, report.voices[line.code]) for line in lines]
    return sorted(rows, key=lambda row: (row.widest is None, -(row.widest or 0), row.code))


def _drawn(rows: list[RadarRow], words: str) -> str:
    drawn = [
        dots.Row(row.name, values, f"{row.name}: {_told(row.widest)}", row.flags > 0)
        for row in rows
        if (values := _values(row))
    ]
    return dots.draw("radar", gettext("Soi thổi phồng điểm"), words, drawn) if drawn else NOTHING


def _values(row: RadarRow) -> dict[str, float]:
    found = zip(dots.VOICES, (row.own, row.appraised, row.citizens, row.inspectors), strict=True)
    return {voice: float(value) for voice, value in found if value is not None}


def _told(value: Decimal | None) -> str:
    return str(padded(value, 1))


def _asked(request: HttpRequest) -> tuple[str, str]:
    month, cluster = request.GET.get("month", ""), request.GET.get("cluster", "")
    return ("" if month == _ALL or "\0" in month else month), cluster


def _figure(rows: list[RadarRow]) -> Figure:
    words = gettext("Mỗi dòng là một đơn vị, khoảng cách rộng nhất ở trên; đơn vị có dấu ▲ có chỉ báo vượt giới hạn.")
    voices = (gettext("Tự chấm"), gettext("Thẩm định"), gettext("Người dân"), gettext("Đoàn kiểm tra"))
    gaps = (gettext("Tự chấm − thẩm định"), gettext("Tự chấm − người dân"), gettext("Tự chấm − kiểm tra"))
    return Figure(
        code="radar",
        title=gettext("Bốn tiếng nói về từng đơn vị"),
        words=words,
        drawing=_drawn(rows, words),
        headings=[gettext("Đơn vị"), *voices, *gaps, gettext("Chỉ số thổi phồng")],
        rows=[
            [row.name, row.own, row.appraised, row.citizens, row.inspectors, *row.gaps, row.indicator] for row in rows
        ],
        sheet=gettext("Soi thổi phồng điểm"),
    )


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    month, cluster = _asked(visit.request)
    report = fairness.report(str(campaign), month, by=visit.actor)
    rows = _rows(report, cluster)
    values = {
        "report": report,
        "campaign": report.campaign,
        "rows": rows,
        "figure": _figure(rows),
        "voices": [(dots.key(voice), text) for voice, text in zip(dots.VOICES, _figure([]).headings[1:5], strict=True)],
        "clusters": sorted({line.cluster for line in report.units}),
        "cluster": cluster,
    }
    return visit.page("web/radar.html", values)


@require_safe
@member_required
def workbook(visit: Visit, campaign: UUID) -> HttpResponse:
    month, cluster = _asked(visit.request)
    report = fairness.report(str(campaign), month, by=visit.actor)
    return workbook_answer("soi-thoi-phong-diem", [_figure(_rows(report, cluster))])
