"""Reads for the first page: which registrations, dossiers and decisions wait for somebody, each with the page for it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, Q

from emulation import award_visibility, units
from emulation.boards.errands import Errand
from emulation.models import Decision, Nomination, Objection, Registration
from emulation.rules.access import AUTHORITY_HEAD, CLERK, STANDING_OFFICER, UNIT_HEAD
from emulation.rules.awards import states
from kernel.actors import Actor, Place

REGISTRATION_SUBMIT, REGISTRATION_APPROVE = "registration_submit", "registration_approve"
BEGUN = (states.DRAFT, states.RETURNED)
_DOSSIERS = {
    states.DRAFT: "nomination_submit",
    states.RETURNED: "nomination_submit",
    states.SUBMITTED: "nomination_receive",
    states.RECEIVED: "nomination_appraise",
}


def errands(*, by: Actor, chart: units.Chart) -> list[Errand]:
    roles = by.roles_over(Place(by.authority))
    heads = {unit.code for unit in chart.seen_by(by, {UNIT_HEAD})} if UNIT_HEAD in by.roles else set()
    office = STANDING_OFFICER in roles
    found: list[Errand] = []
    if heads or office:
        found += _registrations(by, heads, office=office)
        found += _dossiers(by, heads, chart.on, office=office)
    return found + _decisions(by, roles)


def _registrations(by: Actor, heads: Iterable[str], *, office: bool) -> list[Errand]:
    asked = Q(state__in=BEGUN, unit__code__in=heads)
    if office:
        asked |= Q(state=states.SUBMITTED) & ~Q(submitted_by__in=by.accounts) & ~Q(drafted_by__in=by.accounts)
    rows = Registration.objects.filter(asked, authority_id=by.authority).order_by().values_list("state", "year")
    found: dict[tuple[str, int], int] = {}
    for state, year, count in rows.annotate(count=Count("pk")):
        act = REGISTRATION_APPROVE if state == states.SUBMITTED else REGISTRATION_SUBMIT
        found[act, year] = found.get((act, year), 0) + count
    about = {"page": "registrations"}
    return [Errand(act, count, str(year), about, query=f"?year={year}") for (act, year), count in sorted(found.items())]


def _dossiers(by: Actor, heads: Iterable[str], on: date, *, office: bool) -> list[Errand]:
    asked = Q(state__in=BEGUN, unit__code__in=heads) | Q(
        state__in=(states.SUBMITTED, states.RECEIVED) if office else ()
    )
    rows = Nomination.objects.filter(asked, authority_id=by.authority).order_by().values_list("state")
    return [
        Errand(
            _DOSSIERS[state], count, "", {"page": "nominations"}, late=bool(due and due < on), query=f"?state={state}"
        )
        for state, count, due in rows.annotate(count=Count("pk"), due=Min("answer_by")).order_by("state")
    ]


def _decisions(by: Actor, roles: Iterable[str]) -> list[Errand]:
    """Drafts that wait for their number or signature, and objections for an answer, never one's own work."""
    held, page, found = set(roles), {"page": "decisions"}, []
    drafts = Decision.objects.filter(authority_id=by.authority)
    if CLERK in held:
        found.append(("decision_number", drafts.filter(state=states.DRAFT, number="").count()))
    if AUTHORITY_HEAD in held:
        ready = drafts.filter(state__in=(states.DRAFT, states.NUMBERED)).exclude(number="")
        found.append(("decision_sign", ready.filter(~Q(drafted_by__in=by.accounts)).count()))
    if STANDING_OFFICER in held:
        open_ = Objection.objects.filter(consultation__in=award_visibility.consultations(by), answered_at=None)
        found.append(("objection_answer", open_.filter(~Q(by__in=by.accounts)).count()))
    return [Errand(act, count, "", page) for act, count in found if count]
