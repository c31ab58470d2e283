"""Acts that write a contest down before it opens: criteria, rounds, entrants, judges and prizes, all of it or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from emulation.events import ContestDrafted
from emulation.models import (
    Account,
    Campaign,
    Contest,
    ContestEntrant,
    ContestJudge,
    ContestRound,
    Person,
    Posting,
    Unit,
    in_force,
)
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.contest_plans import plan_problems
from emulation.rules.contests import PERSON, Contestant, Criterion, Judge, Plan, Prize, Round
from emulation.rules.exact import exact_text
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc


@dataclass(frozen=True)
class _Known:
    units: dict[str, Unit]
    people: dict[str, Person]
    serves: dict[str, str]
    accounts: dict[str, Account]


def require_organiser(by: Actor) -> None:
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Chỉ chuyên viên thường trực được tổ chức hội thi.")
        raise NotAllowed("contest.not_organiser", message)


def _campaign(campaign_id: str, *, by: Actor) -> Campaign:
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=campaign_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    require_organiser(by)
    if row.state not in (states.LAUNCHED, states.SUSPENDED):
        message = gettext_noop("Chỉ tổ chức hội thi trong phong trào đang thực hiện.")
        raise WrongState("contest.campaign_not_running", message, state=row.state)
    return row


def _known(plan: Plan, authority: str, on: date) -> _Known:
    units = Unit.objects.filter(authority_id=authority, code__in={entrant.unit for entrant in plan.entrants})
    codes = {code for entrant in plan.entrants for code in (entrant.code, *entrant.members)}
    postings = Posting.objects.filter(in_force(on), authority_id=authority, person__code__in=codes)
    rows = list(postings.select_related("person", "unit"))
    names = {judge.username for judge in plan.judges}
    accounts = Account.objects.filter(authority_id=authority, username__in=names, is_active=True)
    return _Known(
        {unit.code: unit for unit in units},
        {row.person.code: row.person for row in rows},
        {row.person.code: row.unit.code for row in rows},
        {account.username: account for account in accounts},
    )


def _code_problems(plan: Plan, known: _Known) -> Iterable[Problem]:
    """Units, people and accounts that there are not, and people who serve in another unit."""
    message = gettext_noop("Không có đơn vị %(code)s; hãy kiểm tra lại mã.")
    for entrant in plan.entrants:
        if entrant.unit not in known.units:
            yield Problem("contest.unknown_unit", message, "entrants", {"code": entrant.unit})
            continue
        people = [entrant.code] if entrant.kind == PERSON else entrant.members
        for code in people:
            if known.serves.get(code) != entrant.unit:
                told = gettext_noop("Cán bộ %(code)s không thuộc đơn vị %(unit)s; hãy kiểm tra lại mã.")
                yield Problem("contest.unknown_person", told, "entrants", {"code": code, "unit": entrant.unit})
    for judge in plan.judges:
        if judge.username not in known.accounts:
            told = gettext_noop("Không có tài khoản %(username)s.")
            yield Problem("contest.unknown_judge", told, "judges", {"username": judge.username})


def _faults(plan: Plan, known: _Known, campaign: Campaign) -> list[Problem]:
    first, last = campaign.starts_on, campaign.ends_on
    dates = [one for one in plan.rounds if first and last and not first <= one.held_on <= last]
    message = gettext_noop("Vòng %(number)s phải diễn ra trong thời gian của phong trào.")
    outside = [Problem("contest.outside_campaign", message, "rounds", {"number": one.number}) for one in dates]
    return [*plan_problems(plan), *outside, *_code_problems(plan, known)]


@transaction.atomic
def draft(campaign_id: str, plan: Plan, *, by: Actor, at: datetime) -> Contest:
    """Write a contest down, or change the draft of this code; the same again changes nothing. Raises one `Invalid` with
    every fault."""
    campaign = _campaign(campaign_id, by=by)
    rows = Contest.objects.select_for_update(of=("self",))
    row = rows.filter(campaign=campaign, code=nfc(plan.code)).first()
    if row and plan_of(row) == plan:
        return row
    if row:
        states.CONTEST.step(row.state, "revise", by.roles_over(Place(by.authority)))
    known = _known(plan, by.authority, local_date(at))
    faults = _faults(plan, known, campaign)
    if faults:
        message = gettext_noop("Kế hoạch hội thi có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("contest.invalid", message, problems=faults, count=len(faults))
    about = _about(plan)
    if row is None:
        new = {"authority_id": by.authority, "campaign": campaign, "code": nfc(plan.code)}
        row = Contest.objects.create(**new, drafted_by_id=by.account, drafted_at=at, **about)
    else:
        Contest.objects.filter(pk=row.pk).update(**about)
        row.rounds.all().delete()
        row.entrants.all().delete()
        row.refresh_from_db()
    _write(row, plan, known)
    event = ContestDrafted(authority=by.authority, contest=str(row.pk), campaign=str(campaign.pk), code=row.code)
    ledger.record(event, by=by, at=at)
    return row


def _about(plan: Plan) -> dict[str, Any]:
    return {
        "name": nfc(plan.name),
        "aggregate": plan.aggregate,
        "criteria": [
            {"code": c.code, "title": c.title, "max": exact_text(c.maximum), "weight": exact_text(c.weight)}
            for c in plan.criteria
        ],
        "prizes": [
            {"code": p.code, "title": p.title, "count": p.count, "points": exact_text(p.points)} for p in plan.prizes
        ],
    }


def _write(row: Contest, plan: Plan, known: _Known) -> None:
    ContestEntrant.objects.bulk_create(
        ContestEntrant(
            contest=row,
            code=entrant.code,
            name=entrant.name,
            kind=entrant.kind,
            unit=known.units[entrant.unit],
            person=known.people[entrant.code] if entrant.kind == PERSON else None,
            members=list(entrant.members),
        )
        for entrant in plan.entrants
    )
    for one in plan.rounds:
        made = ContestRound.objects.create(
            contest=row,
            number=one.number,
            title=one.title,
            held_on=one.held_on,
            place=one.place,
            weight=one.weight,
            advance=one.advance,
        )
        sitting = [judge for judge in plan.judges if judge.sits_in(one.number)]
        ContestJudge.objects.bulk_create(
            ContestJudge(round=made, account=known.accounts[judge.username], code=f"J{number}", presides=judge.presides)
            for number, judge in enumerate(sitting, start=1)
        )


def criteria_of(row: Contest) -> tuple[Criterion, ...]:
    return tuple(Criterion(c["code"], c["title"], Decimal(c["max"]), Decimal(c["weight"])) for c in row.criteria)


def prizes_of(row: Contest) -> tuple[Prize, ...]:
    return tuple(Prize(p["code"], p["title"], p["count"], Decimal(p["points"])) for p in row.prizes)


def contestant_of(row: ContestEntrant) -> Contestant:
    return Contestant(row.code, row.name, row.kind, row.unit.code, tuple(row.members))


def plan_of(row: Contest) -> Plan:
    """A contest as its plan; what was drafted reads back as it was given."""
    rounds = list(row.rounds.prefetch_related("judges__account"))
    return Plan(
        code=row.code,
        name=row.name,
        criteria=criteria_of(row),
        rounds=tuple(Round(r.number, r.title, r.held_on, r.place, r.weight, r.advance) for r in rounds),
        entrants=tuple(contestant_of(entrant) for entrant in row.entrants.select_related("unit")),
        judges=tuple(_judges(rounds)),
        prizes=prizes_of(row),
        aggregate=row.aggregate,
    )


def _judges(rounds: Sequence[ContestRound]) -> Iterable[Judge]:
    """By account in the order of the user names: who presides, and the rounds where not all of them."""
    seats: dict[str, tuple[bool, list[int]]] = {}
    for one in rounds:
        for seat in one.judges.all():
            presides, numbers = seats.setdefault(seat.account.username, (seat.presides, []))
            numbers.append(one.number)
    for username, (presides, numbers) in sorted(seats.items()):
        yield Judge(username, presides, () if len(numbers) == len(rounds) else tuple(numbers))
