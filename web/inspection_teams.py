"""The page of inspection teams: who inspects, the checklists that they go by, and the form that sets a team up."""

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import catalogue, checklists, inspection_teams
from emulation.boards import inspection_teams as boards
from emulation.inspection_teams import Member, Team
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.inspections import post, told

FIELDS = {"code": 40, "name": 200, "document": 300, "valid_from": 10, "lead": 150, "title": 200}
MOVE_FIELDS = {"team": 40, "username": 150, "as": 200, "day": 10, "leads": 1}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(page: Visit) -> HttpResponse:
    """Every member may ask who inspects; the office sets teams up and publishes the checklist that ships with the platform."""
    given = {name: post(page, name, longest) for name, longest in {**FIELDS, **MOVE_FIELDS}.items()}
    chosen = [str(name) for name in page.request.POST.getlist("members") if name]
    errors: dict[str, str] = {}
    if page.request.method == "POST":
        try:
            said = _act(page, given, chosen)
        except Invalid as no:
            errors = told(no)
        else:
            messages.success(page.request, said)
            return redirect("web:inspection-teams")
    values = {
        "board": boards.teams(by=page.actor, at=page.at),
        "given": given,
        "chosen": chosen,
        "errors": errors,
        "longest": FIELDS,
    }
    return page.page("web/inspection_teams.html", values, status=422 if errors else 200)


def _act(page: Visit, given: Mapping[str, str], chosen: list[str]) -> str:
    act = post(page, "act")
    if act in ("join", "leave"):
        return _move(page, act, given)
    if act == "publish":
        for definition in catalogue.checklists():
            checklists.publish(definition, by=page.actor, at=page.at)
        return gettext("Đã ban hành bảng kiểm có sẵn.")
    inspection_teams.set_up(_team(given, chosen), by=page.actor, at=page.at)
    return gettext("Đã lập đoàn kiểm tra.")


def _move(page: Visit, act: str, given: Mapping[str, str]) -> str:
    """Somebody joins a team, leads it from now on, or leaves it."""
    day = _day(given["day"])
    if day is None:
        message = gettext_noop("Hãy chọn ngày.")
        raise Invalid("inspection_team.form", message, problems=[Problem("inspection_team.form", message, "day")])
    if act == "leave":
        inspection_teams.leave(given["team"], given["username"], valid_to=day, by=page.actor, at=page.at)
        return gettext("Đã ghi: thôi tham gia đoàn kiểm tra.")
    member = Member(given["username"], given["as"], leads=given["leads"] == "1")
    inspection_teams.join(given["team"], member, valid_from=day, by=page.actor, at=page.at)
    return gettext("Đã ghi thành viên đoàn kiểm tra.")


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _team(given: Mapping[str, str], chosen: list[str]) -> Team:
    day = _day(given["valid_from"])
    long = [name for name, longest in FIELDS.items() if len(given[name]) > longest]
    if day is None or long:
        message = gettext_noop("Hãy ghi ngày thành lập đoàn.") if day is None else gettext_noop("Nội dung quá dài.")
        path = "valid_from" if day is None else long[0]
        raise Invalid("inspection_team.form", message, problems=[Problem("inspection_team.form", message, path)])
    lead = [Member(given["lead"], given["title"], leads=True)] if given["lead"] else []
    others = [Member(name) for name in chosen if name != given["lead"]]
    return Team(given["code"], given["name"], given["document"], day, (*lead, *others))
