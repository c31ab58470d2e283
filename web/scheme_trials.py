"""Pages that try a scheme out before anybody is scored by it: on months that were ranked, or on made-up figures."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from emulation import scheme_drafts, scheme_trials
from emulation.boards import schemes as boards
from emulation.models import SchemeDraft
from emulation.rules.scheme_edits import examined
from emulation.rules.schemes import parse_scheme
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence
from web.scheme_drafts import TABS
from web.schemes import posted

SAMPLE, LONGEST_SEED = "sample", 40
FEW = 5


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, draft: UUID) -> HttpResponse:
    """What would change if this draft had scored what was scored, and nothing of it is kept."""
    row, given = scheme_drafts.find(str(draft), by=visit.actor), posted(visit)
    chosen = given.get("on", "") or visit.request.GET.get("on", "")[:80].replace("\0", "")
    seed = visit.request.GET.get("seed", "1")[:LONGEST_SEED].replace("\0", "")
    problems = examined(row.definition).problems
    result, error, waits = None, "", False
    if chosen and not problems:
        try:
            if visit.request.method == "POST":
                return _asked(visit, row, chosen)
            result, waits = _tried(visit, row, chosen, seed)
        except Invalid as no:
            error = sentence(no.problems[0] if no.problems else no)
    subject = str(row.definition.get("subject", "any"))
    values = {
        **_frame(row),
        **(told(result, row.definition) if result else {}),
        "sources": scheme_trials.sources(subject, by=visit.actor),
        "chosen": chosen or SAMPLE,
        "seed": seed,
        "made_up": chosen == SAMPLE,
        "error": error,
        "waits": waits,
        "wrong": [sentence(problem) for problem in problems],
    }
    return visit.page("web/scheme_tryout.html", values, status=422 if error else 200)


def _frame(row: SchemeDraft) -> dict[str, Any]:
    return {
        "row": row,
        "data": row.definition,
        "state": scheme_drafts.state_of(row),
        "examined": examined(row.definition),
        "tab": "tryout",
        "tabs": TABS,
    }


def _source(chosen: str) -> tuple[str, str]:
    kind, _, rest = chosen.partition(":")
    campaign, _, subjects = rest.partition(":")
    if kind != "campaign" or subjects not in (scheme_trials.UNITS, scheme_trials.PEOPLE):
        raise Missing("trial.no_source", gettext_noop("Không có nguồn số liệu này."))
    try:
        return str(UUID(campaign)), subjects
    except ValueError:
        raise Missing("trial.no_source", gettext_noop("Không có nguồn số liệu này.")) from None


def _tried(visit: Visit, row: SchemeDraft, chosen: str, seed: str) -> tuple[dict[str, Any] | None, bool]:
    """The comparison, or that it is too long to wait for."""
    if chosen == SAMPLE:
        return scheme_trials.on_sample(row.definition, boards.version_before(row, by=visit.actor), seed), False
    campaign, subjects = _source(chosen)
    known = scheme_trials.sources(str(row.definition.get("subject", "any")), by=visit.actor)
    if any(str(one.campaign.pk) == campaign and one.subjects == subjects and not one.at_once for one in known):
        return None, True
    return scheme_trials.on_campaign(row.definition, campaign, subjects, by=visit.actor), False


def _asked(visit: Visit, row: SchemeDraft, chosen: str) -> HttpResponse:
    campaign, subjects = _source(chosen)
    made = scheme_trials.ask(row.definition, campaign, subjects, by=visit.actor, at=visit.at)
    return redirect("web:scheme-trial", trial=made.pk)


@require_safe
@member_required
def trial(visit: Visit, trial: UUID) -> HttpResponse:
    """How far a try-out in the background is; the page may be left and found again."""
    row = scheme_trials.find(str(trial), by=visit.actor)
    values: dict[str, Any] = {"trial": row, "data": row.definition, "share": 100 * row.done // max(len(row.months), 1)}
    if row.result:
        values |= told(row.result, row.definition)
    return visit.page("web/scheme_trial.html", values)


def told(result: Mapping[str, Any], definition: Mapping[str, Any]) -> dict[str, Any]:
    """A comparison as its page shows it: with the titles of the criteria, and who gains and loses most."""
    scheme = parse_scheme(definition)
    rows = [
        {**one, "why_title": scheme.nodes[one["why"]].title if one["why"] in scheme.nodes else None}
        for one in result["rows"]
    ]
    moved = [one for one in rows if one["places"]]
    most = (
        max((one["old"] for one in result["grades"]), default=0),
        max((one["new"] for one in result["grades"]), default=0),
    )
    return {
        "result": result,
        "rows": rows,
        "winners": [one for one in sorted(moved, key=lambda one: -one["places"]) if one["places"] > 0][:FEW],
        "losers": [one for one in sorted(moved, key=lambda one: one["places"]) if one["places"] < 0][:FEW],
        "most": max(*most, 1),
        "assumed": [scheme.nodes[code].title for code in result["assumed"] if code in scheme.nodes],
    }
