"""Pages on which a survey is built, opened and handed out: versions, preview, codes, points and their papers."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates import leaflets
from emulation import survey_access, survey_forms
from emulation.boards import survey_forms as boards
from emulation.rules.survey_codes import LINK_BYTES, SIGNS, code_of
from emulation.rules.survey_forms import CHANNEL_TITLES, CHANNELS, CODE, LINK, MOST_ITEMS, SCALE, TEXT
from emulation.survey_access import MOST_CODES, About
from emulation.survey_answering import Door
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.answering import Filled, form_values
from web.refusals import sentence

SPARE_ITEMS, SPARE_ELEMENTS = 4, 2
KINDS = ((SCALE, gettext_noop("Thang 1–5")), (TEXT, gettext_noop("Tự do")))


def _faults(problems: Iterable[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.path, sentence(problem))
    return found


def _posted(request: HttpRequest) -> dict[str, str]:
    return {name: str(value).replace("\0", "").strip() for name, value in request.POST.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit, campaign: UUID) -> HttpResponse:
    """The surveys of a campaign; a new one begins from a template or from the items that the campaign scores."""
    board = boards.of_campaign(str(campaign), by=visit.actor)
    given, error = _posted(visit.request), ""
    if visit.request.method == "POST":
        try:
            row = _begun(str(campaign), given, visit)
        except Invalid as no:
            error = sentence(no.problems[0] if no.problems else no)
        else:
            return redirect("web:survey-builder", version=row.pk)
    values = {"board": board, "campaign": board.campaign, "given": given, "error": error}
    return visit.page("web/surveys.html", values, status=422 if error else 200)


def _begun(campaign: str, given: Mapping[str, str], visit: Visit) -> Any:
    code, template = given.get("code", ""), given.get("template", "")
    return survey_forms.take_template(campaign, code, template, by=visit.actor, at=visit.at)


@require_safe
@member_required
def preview(visit: Visit, version: UUID) -> HttpResponse:
    """The form as citizens will see it; nothing can be sent from here."""
    board = boards.version(str(version), by=visit.actor)
    unit = next(iter(board.units.values()), "")
    door = Door(board.row.version, CODE, None, unit, None)
    values = {**form_values(door, Filled()), "preview": True}
    return render(visit.request, "web/answer.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def build(visit: Visit, version: UUID) -> HttpResponse:
    """Every text, weight and question of a survey in one form; the draft of the next version, once answering began."""
    board = boards.version(str(version), by=visit.actor)
    boards.survey(str(board.row.version.survey_id), by=visit.actor)
    data, faults = board.row.form.to_data(), {}
    if visit.request.method == "POST":
        data = _definition(_posted(visit.request))
        try:
            row = survey_forms.write(
                str(board.campaign.pk), board.row.version.survey.code, data, by=visit.actor, at=visit.at
            )
        except Invalid as no:
            faults = _faults(no.problems)
        else:
            messages.success(visit.request, gettext("Đã lưu dự thảo phiếu khảo sát."))
            return redirect("web:survey-version", version=row.pk)
    values = {
        "board": board,
        "campaign": board.campaign,
        "data": data,
        "items": _with_spare(data["items"], SPARE_ITEMS, faults, "items"),
        "elements": _with_spare(data["elements"], SPARE_ELEMENTS, faults, "elements"),
        "channels": [(code, CHANNEL_TITLES[code], data["channels"].get(code, 100)) for code in CHANNELS],
        "kinds": KINDS,
        "faults": faults,
        "scored": survey_forms.scored_items(board.campaign),
    }
    return visit.page("web/survey_builder.html", values, status=422 if faults else 200)


def _with_spare(
    rows: list[dict[str, Any]], spare: int, faults: Mapping[str, str], name: str
) -> list[tuple[int, dict[str, Any], list[str]]]:
    """Rows with their places and faults, and some empty ones to write into."""
    padded: list[dict[str, Any]] = [*rows, *({} for _ in range(spare))]
    return [
        (place, row, [text for path, text in faults.items() if path.startswith(f"{name}[{place}]")])
        for place, row in enumerate(padded)
    ]


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _definition(given: Mapping[str, str]) -> dict[str, Any]:
    """What the form holds as a definition; a row without a code and a text is left out."""
    places = range(MOST_ITEMS + SPARE_ITEMS + 1)
    items = [
        {"code": given.get(f"item-{n}-code", ""), "title": _both(given, f"item-{n}"),
         "kind": given.get(f"item-{n}-kind", SCALE), "element": given.get(f"item-{n}-element", "")}
        for n in places
        if given.get(f"item-{n}-code") or given.get(f"item-{n}-vi")
    ]  # fmt: skip
    elements = [
        {"code": given.get(f"element-{n}-code", ""), "title": _both(given, f"element-{n}"),
         "weight": _whole(given.get(f"element-{n}-weight", "1") or "1")}
        for n in places
        if given.get(f"element-{n}-code") or given.get(f"element-{n}-vi")
    ]  # fmt: skip
    return {
        "title": _both(given, "title"),
        "intro": _both(given, "intro"),
        "elements": elements,
        "items": items,
        "ask_counter": "ask_counter" in given,
        "ask_procedure": "ask_procedure" in given,
        "channels": {code: _whole(given.get(f"channel-{code}", "100")) for code in CHANNELS},
        "paper_twice": "paper_twice" in given,
        "minimum": _whole(given["minimum"]) if given.get("minimum") else None,
        "limit": _whole(given.get("limit", "60")),
        "window": _whole(given.get("window", "10")),
    }


def _both(given: Mapping[str, str], name: str) -> dict[str, str]:
    return {"vi": given.get(f"{name}-vi", ""), "en": given.get(f"{name}-en", "")}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, version: UUID) -> HttpResponse:
    """One version with all that can be done with it. Codes are handed over at once, as a PDF; they are shown nowhere else."""
    given, faults = _posted(visit.request), {}
    if visit.request.method == "POST":
        try:
            return _acted(visit, str(version), given)
        except Invalid as no:
            faults = _faults(no.problems) or {"": sentence(no)}
    board = boards.version(str(version), by=visit.actor)
    values = {
        "board": board,
        "campaign": board.campaign,
        "given": given,
        "faults": faults,
        "channels": [(CHANNEL_TITLES[code], board.row.form.channels[code]) for code in CHANNELS],
        "most": MOST_CODES,
        "today": visit.at.date(),
        "public": settings.PUBLIC_URL,
    }
    return visit.page("web/survey_version.html", values, status=422 if faults else 200)


def _acted(visit: Visit, version: str, given: Mapping[str, str]) -> HttpResponse:
    board, by, at = boards.version(version, by=visit.actor), visit.actor, visit.at
    survey, act = str(board.row.version.survey_id), given.get("act", "")
    if act == "codes":
        return _issued(visit, board, given)
    if act == "open":
        survey_forms.begin(version, by=by, at=at)
    elif act == "close":
        survey_forms.close(version, by=by, at=at)
    elif act == "point":
        about = About(*_unit_and_counter(given))
        survey_access.open_point(survey, about, kind=given.get("kind", ""), token=secrets.token_hex(5), by=by, at=at)
    elif act == "close_point":
        survey_access.close_point(_id(given), by=by, at=at)
    elif act == "end_codes":
        survey_access.end_batch(_id(given), by=by, at=at)
    else:
        raise Missing("survey.no_act", gettext_noop("Không có thao tác này."))
    messages.success(visit.request, gettext("Đã ghi."))
    return redirect("web:survey-version", version=version)


def _id(given: Mapping[str, str]) -> str:
    try:
        return str(UUID(given.get("id", "")))
    except ValueError:
        raise Missing("survey.no_act", gettext_noop("Không có thao tác này.")) from None


def _unit_and_counter(given: Mapping[str, str]) -> tuple[str, str]:
    """The one choice of a place: a unit, or a counter of it."""
    unit, _, counter = given.get("place", "").partition("/")
    return unit, counter


def _issued(visit: Visit, board: boards.VersionBoard, given: Mapping[str, str]) -> HttpResponse:
    kind, size = given.get("kind", CODE), _whole(given.get("size", ""))
    wanted = min(size, MOST_CODES + 1) if isinstance(size, int) else 0
    link = kind == LINK
    codes = [
        secrets.token_urlsafe(LINK_BYTES) if link else code_of(secrets.token_bytes(2 * SIGNS)) for _ in range(wanted)
    ]
    about = About(*_unit_and_counter(given), given.get("procedure", ""))
    batch = survey_access.issue(
        str(board.row.version.survey_id),
        about,
        kind=kind,
        label=given.get("label", ""),
        codes=codes,
        until=_day(given.get("until", "")),
        by=visit.actor,
        at=visit.at,
    )
    if link and given.get("form") == "csv":
        lines = [settings.PUBLIC_URL + reverse("web:survey-link", args=[code]) for code in codes]
        return _download("\r\n".join(lines).encode(), f"lien-ket-{about.unit}.csv", "text/csv; charset=utf-8")
    home = settings.PUBLIC_URL + reverse("web:survey-code")
    made = [
        leaflets.Slip("", settings.PUBLIC_URL + reverse("web:survey-link", args=[code]))
        if link
        else leaflets.Slip(code, f"{home}?code={code}")
        for code in codes
    ]
    until = gettext("Dùng một lần, đến hết ngày %(day)s. Không ai biết câu trả lời là của mã nào.")
    lines = [board.units.get(about.unit, ""), home, until % {"day": f"{batch.until:%d/%m/%Y}"}]
    title = board.row.form.title["vi"]
    return _download(leaflets.slips(title, lines, made), f"ma-khao-sat-{about.unit}.pdf", "application/pdf")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = gettext_noop("Hãy chọn ngày.")
        raise Invalid("survey.bad_day", message, problems=[Problem("survey.bad_day", message, "until")]) from None


def _download(data: bytes, name: str, media: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
