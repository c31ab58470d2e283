"""Pages of inspections: the plan, a visit as it is filled in on a phone and read by the unit, its minutes."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import files, findings, visits
from emulation.boards import inspections as boards
from emulation.models import Finding
from emulation.rules.checklists import NOTE_LIMIT, RESULT_TITLES, Checked
from emulation.rules.file_types import PURPOSES
from emulation.rules.inspections import KIND_TITLES, SEVERITY_TITLES, TEXT_LIMIT, Observed
from emulation.rules.periods import local_date
from emulation.rules.sheets import parse_points
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.evidences import faults as file_faults
from web.files import uploads
from web.refusals import sentence

PHOTO = "finding_photo"
NO_PLACE = "geolocation=()"
"""Where a phone stands is nobody's business: the page may not even ask."""
PLAN = ("unit", "team", "checklist", "planned_on", "kind", "purpose")
SEEN = ("key", "kind", "severity", "text", "basis", "item", "person", "criterion", "points", "veto")
MINUTES = ("summary", "present")


def post(page: Visit, name: str, longest: int = TEXT_LIMIT) -> str:
    """What was typed, cut where no field lets anybody type more; a longer text is refused by its act."""
    return str(page.request.POST.get(name, "")).replace("\0", "")[: longest + 1]


def errors_of(problems: Iterable[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.path, sentence(problem))
    return found


def told(no: Invalid) -> dict[str, str]:
    return errors_of(no.problems or (Problem(no.code, no.message, "", no.params),))


@require_safe
@member_required
def listed(page: Visit, campaign: UUID) -> HttpResponse:
    """The visits of a campaign that the reader may know of, and who inspects."""
    board = boards.plan(str(campaign), by=page.actor, at=page.at)
    return page.page("web/visits.html", {"board": board, "campaign": board.campaign})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def plan(page: Visit, campaign: UUID) -> HttpResponse:
    """Plan a visit; ``?unit=`` has a unit chosen, as a list drawn at random offers it."""
    board = boards.form(str(campaign), by=page.actor, at=page.at)
    if not boards.may_plan(page.actor, local_date(page.at)):
        message = gettext_noop("Chỉ thường trực, người có thẩm quyền hoặc trưởng đoàn được lập kế hoạch kiểm tra.")
        raise NotAllowed("visit.not_allowed", message)
    given, errors = {name: post(page, name) for name in PLAN}, {}
    if page.request.method != "POST":
        given["unit"] = str(page.request.GET.get("unit", ""))[:40]
    else:
        try:
            row = visits.plan(str(campaign), _plan(given), by=page.actor, at=page.at)
        except Invalid as no:
            errors = told(no)
        else:
            messages.success(page.request, gettext("Đã ghi kế hoạch kiểm tra."))
            return redirect("web:visit", visit=row.pk)
    values = {"board": board, "campaign": board.campaign, "given": given, "errors": errors, "longest": TEXT_LIMIT}
    return page.page("web/visit_form.html", values, status=422 if errors else 200)


def _plan(given: Mapping[str, str]) -> visits.Plan:
    code, _, version = given["checklist"].rpartition(":")
    try:
        day = parse_date(given["planned_on"])
    except ValueError:
        day = None
    faults = [
        Problem("visit.needed", gettext_noop("Hãy chọn."), name)
        for name in ("unit", "team", "checklist")
        if not given[name]
    ]
    if day is None:
        faults.append(Problem("visit.day", gettext_noop("Hãy ghi ngày kiểm tra."), "planned_on"))
    if faults or day is None or not version.isdecimal() or len(version) > 5:
        message = gettext_noop("Kế hoạch còn thiếu nội dung.")
        raise Invalid("visit.plan", message, problems=faults or [Problem("visit.needed", message, "checklist")])
    surprise = given["kind"] == "surprise"
    return visits.Plan(given["unit"], given["team"], (code, int(version)), day, surprise, given["purpose"])


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(page: Visit, visit: UUID) -> HttpResponse:
    """A visit. Every form works without a script; with one, what is sent without a network waits on the phone."""
    if page.request.method != "POST":
        return _shown(page, visit)
    act = ACTS.get(post(page, "act"))
    if act is None:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    visits.find(str(visit), by=page.actor, at=page.at)
    try:
        said = act(page, str(visit))
    except Invalid as no:
        return _shown(page, visit, told(no))
    messages.success(page.request, said)
    return redirect("web:visit", visit=visit)


def _begin(page: Visit, visit: str) -> str:
    row = visits.begin(visit, by=page.actor, at=page.at)
    return gettext("Đã bắt đầu cuộc kiểm tra %(code)s.") % {"code": row.code}


def _cancel(page: Visit, visit: str) -> str:
    visits.cancel(visit, reason=post(page, "reason"), by=page.actor, at=page.at)
    return gettext("Đã hủy kế hoạch kiểm tra.")


def _fill(page: Visit, visit: str) -> str:
    """Only items with a result are sent on; a note alone waits until somebody chooses one."""
    sent = page.request.POST
    marks = {
        name.removeprefix("result-"): Checked(
            str(sent[name]), post(page, f"note-{name.removeprefix('result-')}", NOTE_LIMIT)
        )
        for name in sent
        if name.startswith("result-")
    }
    visits.fill(visit, marks, by=page.actor, at=page.at)
    return gettext("Đã lưu bảng kiểm.")


def _record(page: Visit, visit: str) -> str:
    """The photos first: with a bad one nothing is written, and what was typed stays on the page."""
    given = {name: post(page, name) for name in SEEN}
    row = visits.find(visit, by=page.actor, at=page.at)
    chosen = uploads(page)
    photos: list[str] = []
    if chosen:
        try:
            stored = files.store_all(chosen, purpose=PHOTO, unit=row.unit.code, by=page.actor, at=page.at)
        except Invalid as no:
            text = " ".join(file_faults(no, [one.name for one in chosen]))
            raise Invalid(no.code, text, problems=[Problem(no.code, text, "files")]) from None
        photos = [str(one.pk) for one in stored]
    seen = _observed(given)
    made: Finding = findings.record(visit, seen, key=_key(given["key"]), photos=photos, by=page.actor, at=page.at)
    return gettext("Đã ghi phát hiện %(code)s.") % {"code": made.code}


def _observed(given: Mapping[str, str]) -> Observed:
    texts = {name: given[name] for name in SEEN if name not in ("key", "points")}
    points = parse_points(given["points"]) if given["points"].strip() else None
    return Observed(**texts, points=points)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        message = gettext_noop("Biểu mẫu đã hỏng; hãy tải lại trang.")
        raise Invalid("finding.key", message, problems=[Problem("finding.key", message, "text")]) from None


def _withdraw(page: Visit, visit: str) -> str:
    row = findings.withdraw(str(_key(post(page, "finding"))), by=page.actor, at=page.at)
    return gettext("Đã rút phát hiện %(code)s.") % {"code": row.code}


def _minutes(page: Visit, visit: str) -> str:
    texts = {name: post(page, name) for name in MINUTES}
    visits.report(visit, **texts, by=page.actor, at=page.at)
    return gettext("Đã lập biên bản; đơn vị đã được báo.")


ACTS: Mapping[str, Callable[[Visit, str], str]] = {
    "begin": _begin,
    "cancel": _cancel,
    "fill": _fill,
    "record": _record,
    "withdraw": _withdraw,
    "minutes": _minutes,
}


def _shown(page: Visit, visit: UUID, errors: Mapping[str, str] | None = None) -> HttpResponse:
    board = boards.visit(str(visit), by=page.actor, at=page.at)
    sent = page.request.POST
    given = {name: post(page, name) for name in (*SEEN, *MINUTES, "reason")}
    values = {
        "board": board,
        "visit": board.visit,
        "campaign": board.campaign,
        "errors": errors or {},
        "act": str(sent.get("act", "")),
        "given": given,
        "typed": {name: str(sent[name]) for name in sent if name.startswith(("result-", "note-"))},
        "key": given["key"] if errors and given["key"] else str(uuid4()),
        "kinds": KIND_TITLES,
        "severities": SEVERITY_TITLES,
        "results": RESULT_TITLES,
        "upload": PURPOSES[PHOTO],
        "longest": TEXT_LIMIT,
        "longest_note": NOTE_LIMIT,
        "owner": page.actor.account,
    }
    response = page.page("web/visit.html", values, status=422 if errors else 200)
    response["Permissions-Policy"] = NO_PLACE
    return response


@require_safe
@member_required
def minutes(page: Visit, visit: UUID) -> HttpResponse:
    """The minutes as they are printed and signed at the unit."""
    board = boards.visit(str(visit), by=page.actor, at=page.at)
    if not board.visit.reported_at:
        raise Missing("visit.no_minutes", gettext_noop("Cuộc kiểm tra này chưa có biên bản."))
    return page.page("web/visit_minutes.html", {"board": board, "visit": board.visit, "campaign": board.campaign})
