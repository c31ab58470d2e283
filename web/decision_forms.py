"""What the forms of decisions have in common: their heading, days as typed, and every fault with the line that it is about."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from emulation.models import Decision
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Problem, Refusal
from kernel.text import gettext_noop
from web.access import Visit
from web.refusals import sentence

HEADING = {"title": 500, "decided_on": 10, "signatory_name": 200, "signatory_title": 200}
"""What every decision says of itself, and how long it may be."""
_LINE = re.compile(r"(?:awards|lines)\[(\d+)\]")


def given(visit: Visit, names: Mapping[str, int]) -> dict[str, str]:
    """What was typed into the named fields, cut to size: the browser holds to the same lengths."""
    return {
        name: str(visit.request.POST.get(name, "")).replace("\0", "").strip()[:longest]
        for name, longest in names.items()
    }


def blank(visit: Visit, names: Mapping[str, int]) -> dict[str, str]:
    """An empty form of today, signed as the authority's last decision was."""
    elsewhere = (Decision.BACKFILL, Decision.ABOVE)
    last = Decision.objects.filter(authority=visit.actor.authority).exclude(origin__in=elsewhere)
    row = last.order_by("-drafted_at").first()
    signed = {"signatory_name": row.signatory_name, "signatory_title": row.signatory_title} if row else {}
    return {**dict.fromkeys(names, ""), **signed, "decided_on": local_date(visit.at).isoformat()}


def day(text: str, field: str) -> date:
    """A typed day. Raises `Invalid` for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = gettext_noop("Hãy ghi ngày hợp lệ.")
        raise Invalid("decision.day", message, problems=[Problem("decision.day", message, field)]) from error


def heading(typed: Mapping[str, str]) -> dict[str, Any]:
    texts = {name: typed[name] for name in ("title", "signatory_name", "signatory_title")}
    return {**texts, "decided_on": day(typed["decided_on"], "decided_on")}


def told(no: Refusal) -> list[str]:
    """Everything that is wrong, with the number of the line where it is a line's fault."""
    return lines_told(no.problems) or [sentence(no)]


def lines_told(problems: Iterable[Problem]) -> list[str]:
    found = []
    for problem in problems:
        place = _LINE.match(problem.path)
        said = sentence(problem)
        found.append(gettext("Dòng %(place)s: ") % {"place": int(place[1]) + 1} + said if place else said)
    return list(dict.fromkeys(found))
