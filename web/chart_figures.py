"""The charts of a campaign as figures: each drawing with its words and the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext, ngettext

from emulation.boards import charts
from emulation.models import Ranking
from emulation.rules.exact import rounded
from emulation.rules.nodes import Title
from emulation.tables.reporting import Cells
from web.drawings import bump, heat, shares, stacked
from web.templatetags.words import month as month_told
from web.templatetags.words import padded, titled


@dataclass(frozen=True)
class Figure:
    """``drawing`` is empty where there is nothing to draw yet; ``legend`` explains looks (css, text)."""

    code: str
    title: str
    words: str
    drawing: str
    headings: Sequence[str] = ()
    rows: Sequence[Cells] = ()
    legend: Sequence[tuple[str, str]] = ()
    sheet: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


NOTHING = ""


def month_number(name: str) -> str:
    """2019-05 as 5/2019: short enough to stand above a line."""
    return f"{int(name[5:])}/{name[:4]}"


def _period(head: charts.Head) -> str:
    return str(month_told(head.wish.month)).lower() if head.wish.month else gettext("trung bình các tháng")


def bump_figure(head: charts.Head) -> Figure:
    tracks, months = charts.tracks(head), head.months
    title, words = gettext("Thứ hạng qua các tháng"), gettext("Số trong vòng tròn là thứ hạng của tháng đó.")
    drawing = NOTHING
    if tracks and months:
        lines = [bump.Line(track.name, track.places, track.own) for track in tracks]
        leader = gettext("Tháng gần nhất đứng đầu: %(name)s.") % {"name": tracks[0].name}
        drawing = bump.draw("bump", title, f"{words} {leader}", [month_number(name) for name in months], lines)
    return Figure(
        code="bump",
        title=title,
        words=words,
        drawing=drawing,
        headings=[gettext("Đơn vị"), *(month_number(name) for name in months)],
        rows=[[track.name, *track.places] for track in tracks],
        sheet=gettext("Thứ hạng"),
    )


def composition_figures(head: charts.Head) -> list[Figure]:
    found = charts.composition(head)
    return [_stacked(head, found), _heat(head, found)]


def _told(points: Fraction) -> str:
    return str(padded(rounded(points, 2), 2))


def _stacked(head: charts.Head, found: charts.Composition) -> Figure:
    title = f"{gettext('Điểm gồm những phần nào')}: {_period(head)}"
    words = gettext("Mỗi thanh là một đơn vị, xếp theo tổng điểm; phần bị trừ lùi từ cuối thanh về.")
    bars = [
        stacked.Bar(
            bar.name,
            _told(bar.total),
            [
                stacked.Part(
                    c.code,
                    float(bar.parts[c.code]),
                    f"{bar.name} · {titled(c.title)}: {_told(bar.parts[c.code])}",
                    takes=c.kind == "deduction",
                )
                for c in found.columns
            ],
            bar.own,
        )
        for bar in found.bars
    ]
    most = max((sum(part.points for part in bar.parts if not part.takes) for bar in bars), default=0.0)
    adding = [c for c in found.columns if c.kind != "deduction"]
    legend = [(f"part--{stacked.look(order)}", _named(c.code, c.title)) for order, c in enumerate(adding)]
    legend += [("part--takes", _named(c.code, c.title)) for c in found.columns if c.kind == "deduction"]
    return Figure(
        code="stacked",
        title=title,
        words=words,
        drawing=stacked.draw("stacked", title, words, bars, most) if bars else NOTHING,
        headings=[gettext("Đơn vị"), *(c.code for c in found.columns), gettext("Tổng")],
        rows=[
            [bar.name, *(rounded(bar.parts[c.code], 2) for c in found.columns), rounded(bar.total, 2)]
            for bar in found.bars
        ],
        legend=legend,
        sheet=gettext("Thành phần"),
    )


def _named(code: str, title: Title) -> str:
    return f"{code} {titled(title)}"


def _heat(head: charts.Head, found: charts.Composition) -> Figure:
    title = f"{gettext('Tiêu chí của từng đơn vị')}: {_period(head)}"
    words = gettext("Số trong ô là phần trăm điểm tối đa đạt được; ô càng đậm càng thấp.")
    criteria = [c for c in found.criteria if any(c.code in bar.shares for bar in found.bars)]
    rows = [(bar.name, {code: round(100 * share) for code, share in bar.shares.items()}) for bar in found.bars]
    weakest = _weakest(criteria, found.bars)
    return Figure(
        code="heat",
        title=title,
        words=words,
        drawing=heat.draw("heat", title, f"{words} {weakest}", [c.code for c in criteria], rows)
        if rows and criteria
        else NOTHING,
        headings=[gettext("Đơn vị"), *(c.code for c in criteria)],
        rows=[[name, *(values.get(c.code) for c in criteria)] for name, values in rows],
        legend=[("", _named(c.code, c.title)) for c in criteria],
        sheet=gettext("Tiêu chí"),
        notes=[weakest] if weakest else [],
    )


def _weakest(criteria: Sequence[charts.Column], bars: Sequence[charts.Bar]) -> str:
    """The criterion of which the least was reached, in a sentence."""
    means = {}
    for c in criteria:
        values = [bar.shares[c.code] for bar in bars if c.code in bar.shares]
        means[c] = sum(values, Fraction(0)) / len(values)
    if not means:
        return ""
    low = min(means, key=lambda c: means[c])
    text = gettext("Tiêu chí đạt thấp nhất: %(name)s, trung bình %(share)s phần trăm.")
    return text % {"name": _named(low.code, low.title), "share": round(100 * means[low])}


def grade_figures(head: charts.Head) -> list[Figure]:
    return [_grades(subjects, found) for subjects, found in charts.grades(head)]


def _grades(subjects: str, found: charts.Grades) -> Figure:
    of_units = subjects == Ranking.UNITS
    title = (
        gettext("Xếp loại tập thể so với tỷ lệ khống chế")
        if of_units
        else gettext("Xếp loại cá nhân so với tỷ lệ khống chế")
    )
    words = gettext("Vạch đứng là số nhiều nhất được giữ loại đó theo tỷ lệ khống chế.")
    if not any(row.limits for row in found.rows):
        words = gettext("Bộ tiêu chí này không khống chế tỷ lệ của loại nào.")
    codes = [band.code for band in found.bands]
    rows = [
        shares.Row(
            month_number(row.month),
            [(code, row.counts.get(code, 0), f"{code}: {_holders(row.counts.get(code, 0))}") for code in codes],
            [(code, limit, f"{code} ≤ {limit}") for code, limit in row.limits.items()],
        )
        for row in found.rows
    ]
    code = "grades-units" if of_units else "grades-people"
    capped = [code for code in codes if any(code in row.limits for row in found.rows)]
    return Figure(
        code=code,
        title=title,
        words=words,
        drawing=shares.draw(code, title, words, rows),
        headings=[gettext("Tháng"), *codes, *(f"{gettext('Nhiều nhất')} {code}" for code in capped)],
        rows=[
            [month_number(row.month), *(row.counts.get(c, 0) for c in codes), *(row.limits.get(c) for c in capped)]
            for row in found.rows
        ],
        legend=[
            (f"share--{min(order, 6)}", _named(band.code, band.title))
            for order, band in enumerate(found.bands, start=1)
        ],
        sheet=gettext("Loại tập thể") if of_units else gettext("Loại cá nhân"),
    )


def _holders(count: int) -> str:
    return ngettext("%(count)s đối tượng", "%(count)s đối tượng", count) % {"count": count}
