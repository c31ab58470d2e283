"""What an appeal may name and what may be decided about it: the lines behind a standing, and every fault of what was sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from emulation.models import AppealLine, CampaignMonth, Evaluation, Ranking, Standing
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.nodes import EVALUATION
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import Entry, parse_points, sheet_to_data
from emulation.schemes import scheme_of
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop

MOST_LINES = 20


@dataclass(frozen=True)
class Contested:
    """A line as an appeal names it; ``asked`` are the points that would be right, empty for no wish."""

    month: str
    criterion: str
    asked: str = ""
    note: str = ""


@dataclass(frozen=True)
class LineDecision:
    """What is decided about a line; ``points`` as they are to be, None where the line has none of a sheet."""

    upheld: bool
    points: Entry | None = None
    note: str = ""


def scheme_for(row: Ranking) -> Scheme:
    version = version_of(row.campaign, row.subjects)
    if version is None:
        raise Missing("ranking.no_scheme", gettext_noop("Phong trào không xếp hạng đối tượng này."))
    return scheme_of(version)


def months_for(row: Ranking) -> list[str]:
    """The months whose lines an appeal against this ranking may name: its own, or every closed one of the campaign."""
    if row.month:
        return [row.month.month]
    closed = CampaignMonth.objects.filter(campaign=row.campaign, state=states.CLOSED)
    return list(closed.order_by("month").values_list("month", flat=True))


def sheets_of(standing: Standing) -> dict[str, Evaluation]:
    """The appraised sheets behind a line, by month."""
    row = standing.ranking
    own = {"person__code": standing.subject} if row.subjects == Ranking.PEOPLE else {"unit__code": standing.subject}
    rows = Evaluation.objects.filter(campaign=row.campaign, month__month__in=months_for(row), state=states.APPRAISED)
    rows = rows.filter(person=None) if row.subjects == Ranking.UNITS else rows
    return {e.month.month: e for e in rows.filter(**own).select_related("month", "unit", "person")}


def _line_problems(
    line: Contested, path: str, scheme: Scheme, sheets: Mapping[str, Evaluation], seen: set[tuple[str, str]]
) -> Iterable[Problem]:
    leaf = scheme.nodes.get(line.criterion)
    if (leaf is None or not leaf.is_leaf) and line.criterion not in scheme.veto_codes():
        message = gettext_noop("Bộ tiêu chí không có tiêu chí chấm điểm “%(code)s”.")
        yield Problem("appeal.criterion", message, f"{path}.criterion", {"code": line.criterion})
    if line.month not in sheets:
        message = gettext_noop("Không có phiếu đã thẩm định của tháng này để khiếu nại.")
        yield Problem("appeal.no_sheet", message, f"{path}.month")
    if (line.month, line.criterion) in seen:
        message = gettext_noop("Dòng này đã được nêu ở trên.")
        yield Problem("appeal.repeated", message, f"{path}.criterion")
    seen.add((line.month, line.criterion))
    if line.asked:
        try:
            parse_points(line.asked)
        except Invalid as no:
            yield Problem(no.code, no.message, f"{path}.asked", no.params)


def checked(lines: Sequence[Contested], standing: Standing) -> dict[str, Evaluation]:
    """The sheets of the lines that are named. Raises one `Invalid` with everything that is wrong."""
    scheme, sheets = scheme_for(standing.ranking), sheets_of(standing)
    faults: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for place, line in enumerate(lines):
        faults.extend(_line_problems(line, f"lines[{place}]", scheme, sheets, seen))
    if not lines or len(lines) > MOST_LINES:
        message = gettext_noop("Hãy nêu từ 1 đến %(most)s dòng điểm.")
        faults.append(Problem("appeal.lines", message, "lines", {"most": MOST_LINES}))
    if faults:
        message = gettext_noop("Khiếu nại có %(count)s chỗ chưa đúng, chưa ghi gì.")
        raise Invalid("appeal.invalid", message, problems=faults, count=len(faults))
    return sheets


def points_text(points: Entry) -> str:
    """Points as they are kept: exact, with a point."""
    return sheet_to_data({"x": points})["x"]


def plain_points(typed: str) -> str:
    """The same of what was typed; empty for nothing."""
    return points_text(parse_points(typed)) if typed else ""


def of_sheet(line: AppealLine, scheme: Scheme) -> bool:
    """Whether the points of a line stand on the sheet, so that a correction can change them."""
    node = scheme.nodes.get(line.criterion)
    return node is not None and node.is_leaf and node.source == EVALUATION


def finding_problems(
    lines: Sequence[AppealLine], findings: Mapping[str, LineDecision], scheme: Scheme
) -> Iterable[Problem]:
    for line in lines:
        path = f"lines[{line.place - 1}]"
        found = findings.get(str(line.pk))
        if found is None:
            message = gettext_noop("Hãy kết luận về dòng này.")
            yield Problem("appeal.undecided", message, path)
        elif found.upheld and found.points is None and of_sheet(line, scheme):
            message = gettext_noop("Chấp nhận thì phải ghi số điểm đúng.")
            yield Problem("appeal.points_needed", message, f"{path}.points")
        elif found.points is not None and not of_sheet(line, scheme):
            message = gettext_noop(
                "Điểm của dòng này không lấy từ phiếu nên không sửa bằng số điểm được; hãy để trống."
            )
            yield Problem("appeal.no_points", message, f"{path}.points")
    for unknown in sorted(findings.keys() - {str(line.pk) for line in lines}):
        yield Problem("appeal.unknown_line", gettext_noop("Khiếu nại không nêu dòng này."), unknown)
