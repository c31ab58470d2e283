"""Acts on suggested timely commendations: found by the timetable, taken up or put away by the committee. Nothing is awarded."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction

from emulation import visibility
from emulation.events import CommendationDecided, CommendationsSuggested
from emulation.models import (
    Assignment,
    Authority,
    Campaign,
    CommendationSuggestion,
    ContestEntrant,
    EligibilityHold,
    Feedback,
    Finding,
    Person,
    Posting,
    Ranking,
    Standing,
    Unit,
    in_force,
)
from emulation.models.findings import held
from emulation.rankings import version_of
from emulation.rules import commendations as rules
from emulation.rules import feedback as feedback_rules
from emulation.rules import states
from emulation.rules.assignments import overdue
from emulation.rules.commendations import Achievement, MonthFact
from emulation.rules.inspections import GOOD_PRACTICE
from emulation.rules.periods import Month, local_date
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import Actor, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, paragraphs

_OVER = (states.PUBLISHED, states.FINAL)


def _praised(authority: str) -> Iterator[Achievement]:
    """Praise that the office saw through to its end; what was dismissed praises nobody."""
    rows = Feedback.objects.filter(authority_id=authority, kind=feedback_rules.PRAISE, unit__isnull=False)
    for row in rows.filter(state__in=(states.SENT, states.CLOSED)).select_related("unit"):
        if row.unit:
            yield Achievement(
                f"{rules.PRAISE}:{row.pk}",
                rules.PRAISE,
                row.unit.code,
                figures={"number": row.number},
                about={"page": "feedback", "feedback": str(row.pk)},
            )


def _practices(authority: str) -> Iterator[Achievement]:
    rows = Finding.objects.filter(authority_id=authority, kind=GOOD_PRACTICE)
    for row in rows.select_related("visit__unit", "person"):
        yield Achievement(
            f"{rules.PRACTICE}:{row.pk}",
            rules.PRACTICE,
            row.visit.unit.code,
            row.person.code if row.person else "",
            figures={"code": row.code},
            about={"page": "finding", "finding": str(row.pk)},
        )


def _prizes(authority: str) -> Iterator[Achievement]:
    over = (states.SIGNED, states.PUBLISHED)
    rows = ContestEntrant.objects.filter(contest__authority_id=authority, contest__state__in=over).exclude(prize="")
    for row in rows.select_related("contest", "unit", "person"):
        titles = {prize["code"]: prize["title"] for prize in row.contest.prizes}
        yield Achievement(
            f"{rules.PRIZE}:{row.pk}",
            rules.PRIZE,
            row.unit.code,
            row.person.code if row.person else "",
            figures={"prize": titles[row.prize], "contest": row.contest.name},
            about={"page": "contest", "contest": str(row.contest_id)},
        )


def _ranked(campaign: Campaign) -> Iterator[Achievement]:
    """Streaks in the published rankings of months: of the best grade and of the first place."""
    rows = Standing.objects.filter(ranking__campaign=campaign, ranking__month__isnull=False, ranking__state__in=_OVER)
    lines = list(
        rows.values_list("ranking__subjects", "ranking__month__month", "subject", "unit_code", "grade", "rank")
    )
    for subjects in (Ranking.UNITS, Ranking.PEOPLE):
        version = version_of(campaign, subjects)
        best = next((band.code for band in scheme_of(version).grades), "") if version else ""
        own = [line[1:] for line in lines if line[0] == subjects]
        people = subjects == Ranking.PEOPLE
        graded = [_fact(line, people=people, holds=line[3] == best != "") for line in own]
        first = [_fact(line, people=people, holds=line[4] == 1) for line in own]
        yield from rules.streaks(rules.BEST_GRADE, str(campaign.pk), graded)
        yield from rules.streaks(rules.FIRST_PLACE, str(campaign.pk), first)


def _fact(line: tuple[str, str, str, str, int | None], *, people: bool, holds: bool) -> MonthFact:
    month, subject, unit, _, _ = line
    return MonthFact(subject, unit, month, holds, subject if people else "")


def _in_time(campaign: Campaign, at: datetime) -> Iterator[Achievement]:
    """Streaks of units all of whose tasks were reported in time and accepted, by the months of the deadlines that are over."""
    rows = Assignment.objects.filter(campaign=campaign, deadline__lt=local_date(at))
    rows = rows.exclude(state__in=(states.DRAFT, states.CANCELLED)).select_related("unit")
    done: dict[tuple[str, str], bool] = {}
    for row in rows:
        late = overdue(row.deadline, done_at=row.reported_at, at=at)
        good = row.state == states.ACCEPTED and not late
        place = (row.unit.code, str(Month.of(row.deadline)))
        done[place] = done.get(place, True) and good
    facts = [MonthFact(unit, unit, month, holds) for (unit, month), holds in done.items()]
    return iter(rules.streaks(rules.IN_TIME, str(campaign.pk), facts))


def achievements(authority: str, *, at: datetime) -> list[Achievement]:
    """All that may deserve a commendation now, without those about whom a hold stands."""
    found = [*_praised(authority), *_practices(authority), *_prizes(authority)]
    for campaign in Campaign.objects.filter(authority_id=authority, state__in=(states.LAUNCHED, states.CLOSED)):
        found += [*_ranked(campaign), *_in_time(campaign, at)]
    return rules.allowed(found, _held(authority, local_date(at)))


def _held(authority: str, on: date) -> dict[str, frozenset[str]]:
    return {kind: held(authority, kind, on) for kind in (EligibilityHold.UNIT, EligibilityHold.PERSON)}


def suggest(*, at: datetime) -> int:
    """Write down what is not suggested yet, for every authority. Run twice, it writes nothing more."""
    return sum(_suggest(code, at) for code in Authority.objects.values_list("code", flat=True))


def look(*, by: Actor, at: datetime) -> int:
    """Find what the timetable would find, for the actor's authority, now."""
    states.COMMENDATION.step(states.SUGGESTED, "discard", by.roles_over(Place(by.authority)))
    return _suggest(by.authority, at)


@transaction.atomic
def _suggest(authority: str, at: datetime) -> int:
    Authority.objects.select_for_update(no_key=True).get(pk=authority)
    found = achievements(authority, at=at)
    keys = [one.key for one in found]
    known = set(
        CommendationSuggestion.objects.filter(authority_id=authority, key__in=keys).values_list("key", flat=True)
    )
    fresh = [one for one in found if one.key not in known]
    units = {unit.code: unit for unit in Unit.objects.filter(authority_id=authority, code__in=_codes(fresh, "unit"))}
    people = {p.code: p for p in Person.objects.filter(authority_id=authority, code__in=_codes(fresh, "person"))}
    CommendationSuggestion.objects.bulk_create(
        CommendationSuggestion(
            authority_id=authority,
            key=one.key,
            kind=one.kind,
            unit=units[one.unit],
            person=people[one.person] if one.person else None,
            figures=dict(one.figures),
            about=dict(one.about),
            suggested_at=at,
        )
        for one in fresh
    )
    if fresh:
        event = CommendationsSuggested(
            authority=authority, day=local_date(at).isoformat(), keys=[one.key for one in fresh]
        )
        ledger.record(event, by=system_actor(authority), at=at)
    return len(fresh)


def _codes(found: Iterable[Achievement], name: str) -> set[str]:
    return {getattr(one, name) for one in found} - {""}


@transaction.atomic
def decide(suggestion_id: str, act: str, *, reason: str, by: Actor, at: datetime) -> CommendationSuggestion:
    """Take a suggestion up (``take_up``) so that a nomination may start from it, or put it away (``discard``), with a reason.
    Nobody decides about themselves or their own unit; nobody is taken up whose eligibility is on hold by now."""
    rows = CommendationSuggestion.objects.select_for_update(of=("self",)).select_related("unit", "person")
    seen = visibility.commendations(by)
    row = rows.filter(pk__in=seen.filter(pk=suggestion_id).values("pk")).first()
    if row is None:
        raise Missing("commendation.missing", gettext_noop("Không có gợi ý khen thưởng này."))
    state = states.COMMENDATION.step(row.state, act, by.roles_over(Place(by.authority)))
    near = Posting.objects.filter(in_force(local_date(at)), unit=row.unit, person__code__in=by.persons)
    if near.exists():
        message = gettext_noop("Không ai được quyết định gợi ý khen thưởng về mình hoặc đơn vị mình.")
        raise NotAllowed("commendation.own", message)
    words = paragraphs(reason)
    if not words:
        message = gettext_noop("Hãy ghi lý do.")
        raise Invalid(
            "commendation.reason_needed", message, problems=[Problem("commendation.reason_needed", message, "reason")]
        )
    if act == "take_up":
        _require_eligible(row, at)
    row.state, row.decided_by_id, row.decided_at, row.reason = state, by.account, at, words
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    event = CommendationDecided(
        authority=by.authority, suggestion=str(row.pk), achievement=row.key, state=state, reason=words
    )
    ledger.record(event, by=by, at=at)
    return row


def _require_eligible(row: CommendationSuggestion, at: datetime) -> None:
    who = (EligibilityHold.PERSON, row.person.code) if row.person else (EligibilityHold.UNIT, row.unit.code)
    if who[1] in held(row.authority_id, who[0], local_date(at)):
        message = gettext_noop("Đối tượng đang bị tạm dừng đề nghị khen thưởng.")
        raise WrongState("commendation.held", message, state=row.state, may=("discard",))
