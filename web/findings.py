"""The page of a finding: what was found, the unit's answer, the lead's proposal and what a standing officer made of it."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import files, findings
from emulation.boards import inspections as boards
from emulation.rules.file_types import PURPOSES
from emulation.rules.inspections import MEASURE_TITLES, TEXT_LIMIT, Measure
from emulation.rules.sheets import parse_points
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.evidences import faults as file_faults
from web.files import uploads
from web.inspections import post, told

PAPER = "evidence"
FIELDS = ("answer", "measure", "reason", "criterion", "points", "veto", "hold_from", "hold_to", "document", "note")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(page: Visit, finding: UUID) -> HttpResponse:
    """What is wrong is said at its field; nothing typed is lost."""
    if page.request.method != "POST":
        return _shown(page, finding, {})
    act = ACTS.get(post(page, "act"))
    if act is None:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    findings.find(str(finding), by=page.actor, at=page.at)
    try:
        said = act(page, str(finding))
    except Invalid as no:
        return _shown(page, finding, told(no))
    messages.success(page.request, said)
    return redirect("web:finding", finding=finding)


def _shown(page: Visit, finding: UUID, errors: Mapping[str, str]) -> HttpResponse:
    board = boards.finding(str(finding), by=page.actor, at=page.at)
    values = {
        "board": board,
        "row": board.row,
        "finding": board.row.finding,
        "visit": board.visit,
        "campaign": board.campaign,
        "errors": errors,
        "act": post(page, "act"),
        "given": {name: post(page, name) for name in FIELDS},
        "measures": MEASURE_TITLES,
        "upload": PURPOSES[PAPER],
        "longest": TEXT_LIMIT,
    }
    return page.page("web/finding.html", values, status=422 if errors else 200)


def _explain(page: Visit, finding: str) -> str:
    chosen = uploads(page)
    ids: list[str] = []
    if chosen:
        unit = findings.find(finding, by=page.actor, at=page.at).visit.unit.code
        try:
            stored = files.store_all(chosen, purpose=PAPER, unit=unit, by=page.actor, at=page.at)
        except Invalid as no:
            text = " ".join(file_faults(no, [one.name for one in chosen]))
            raise Invalid(no.code, text, problems=[Problem(no.code, text, "files")]) from None
        ids = [str(one.pk) for one in stored]
    findings.explain(finding, post(page, "answer"), attached=ids, by=page.actor, at=page.at)
    return gettext("Đã gửi giải trình.")


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _propose(page: Visit, finding: str) -> str:
    kind, typed = post(page, "measure"), post(page, "points")
    measure = Measure(
        kind=kind,
        reason=post(page, "reason"),
        criterion=post(page, "criterion") if kind == "deduction" else "",
        points=parse_points(typed) if kind == "deduction" and typed.strip() else None,
        veto=post(page, "veto") if kind == "veto" else "",
        hold_from=_day(post(page, "hold_from")),
        hold_to=_day(post(page, "hold_to")),
        document=post(page, "document", 300),
    )
    findings.propose(finding, measure, by=page.actor, at=page.at)
    return gettext("Đã ghi đề nghị; chờ chuyên viên thường trực ngoài đoàn quyết định.")


def _waive(page: Visit, finding: str) -> str:
    findings.waive(finding, reason=post(page, "reason"), by=page.actor, at=page.at)
    return gettext("Đã ghi: không xử lý.")


def _book(page: Visit, finding: str) -> str:
    findings.book(finding, note=post(page, "note"), by=page.actor, at=page.at)
    return gettext("Đã ghi vào kết quả.")


def _decline(page: Visit, finding: str) -> str:
    findings.decline(finding, reason=post(page, "note"), by=page.actor, at=page.at)
    return gettext("Đã từ chối đề nghị.")


ACTS: Mapping[str, Callable[[Visit, str], str]] = {
    "explain": _explain,
    "propose": _propose,
    "waive": _waive,
    "book": _book,
    "decline": _decline,
}
