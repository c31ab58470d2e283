"""The search over everything: a page by groups, and the first finds while somebody types."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from certificates import finding
from emulation import visibility
from emulation.boards import search as boards
from emulation.boards.search import Found, Hit
from emulation.rules.awards.honours import found_by
from emulation.rules.periods import local_date
from kernel.text import gettext_noop
from web import help_topics, navigation
from web.access import Visit, member_required

PAGES, CERTIFICATES, HELP = "pages", "certificates", "help"
TITLES = {
    PAGES: gettext_noop("Trang"),
    "people": gettext_noop("Người"),
    "units": gettext_noop("Đơn vị, tập thể"),
    "campaigns": gettext_noop("Phong trào thi đua"),
    "nominations": gettext_noop("Hồ sơ khen thưởng"),
    "decisions": gettext_noop("Quyết định"),
    CERTIFICATES: gettext_noop("Giấy khen"),
    HELP: gettext_noop("Trợ giúp"),
}
MACHINES = {"campaigns": "campaign", "nominations": "nomination", "decisions": "decision"}


def _pages(visit: Visit, sought: str) -> Found:
    """Pages of the navigation by their names, in the language that is read."""
    links = [link for menu in navigation.menus(visit.actor, "") for link in menu.links]
    hits = [
        Hit(gettext(link.title), "", {"page": link.route}) for link in links if found_by(gettext(link.title), sought)
    ]
    return Found(PAGES, tuple(hits), len(hits))


def _certificates(visit: Visit, sought: str) -> Found:
    own = visibility.own_units(visit.actor, local_date(visit.at))
    rows = finding.search(sought, by=visit.actor, units=own, most=boards.MOST)
    hits = [
        Hit(
            row.recipient_name,
            f"{row.title} · {row.register_number}/{row.register_year}",
            {"page": "certificate", "certificate": str(row.pk)},
        )
        for row in rows
    ]
    return Found(CERTIFICATES, tuple(hits), len(hits))


def _help(visit: Visit, sought: str) -> Found:
    found = help_topics.search(sought)
    return Found(HELP, tuple(Hit(title, of, {"address": there}) for title, of, there in found), len(found))


HERE: Mapping[str, Callable[[Visit, str], Found]] = {PAGES: _pages, CERTIFICATES: _certificates, HELP: _help}
"""Groups beside those that the domain's search has."""


def _found(visit: Visit, sought: str, group: str) -> list[Found]:
    domain = boards.search(sought, group=group, by=visit.actor, on=local_date(visit.at)) if group not in HERE else []
    ours = {name: read(visit, sought) for name, read in HERE.items() if group in ("", name)}
    every = {one.group: one for one in domain} | {name: one for name, one in ours.items() if one.hits}
    return [every[name] for name in TITLES if name in every]


def _told(found: Found, *, few: int) -> tuple[Found, str, str, list[tuple[Hit, str]]]:
    """A group with its title, the machine whose states it has, and the address of each hit."""
    hits = [(hit, _address(hit.about)) for hit in found.hits[:few]]
    return found, gettext(TITLES[found.group]), MACHINES.get(found.group, ""), hits


def _address(about: Mapping[str, str]) -> str:
    if "address" in about:
        return about["address"]
    named = {name: value for name, value in about.items() if name != "page"}
    return reverse(f"web:{about['page']}", kwargs=named)


@require_safe
@member_required
def show(visit: Visit) -> HttpResponse:
    """What was typed, looked for everywhere; ``group`` lists all of one kind, ``part`` is for the field in the bar."""
    asked = visit.request.GET
    sought = boards.readable(asked.get("q", ""))
    group = asked.get("group", "") if asked.get("group") in TITLES else ""
    found = _found(visit, sought, group) if sought else []
    few = boards.MOST if group else boards.FEW
    values: dict[str, Any] = {
        "found": [_told(one, few=few) for one in found],
        "sought_everywhere": sought,
        "typed": asked.get("q", ""),
        "group": group,
        "group_title": gettext(TITLES[group]) if group else "",
        "most": boards.MOST,
    }
    if asked.get("part") == "suggestions":
        return render(visit.request, "web/_suggestions.html", values)
    return visit.page("web/search.html", values)
