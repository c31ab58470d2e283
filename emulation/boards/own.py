"""Reads for somebody's own page: their months with every figure and its reason, places, awards and what they registered for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from emulation import units, work_calendars
from emulation.boards.nominations import names_on
from emulation.boards.sheet_forms import sums
from emulation.commendation import honours
from emulation.models import (
    Appeal,
    Evaluation,
    EvaluationLayer,
    Pledge,
    Posting,
    Ranking,
    RankingPublication,
    RegistrationLine,
    Standing,
    in_force,
)
from emulation.models.rankings import IN_FORCE
from emulation.rules import states
from emulation.rules.appeals import window
from emulation.rules.periods import local_date
from emulation.rules.policies import parse_policy
from emulation.schemes import scheme_of
from emulation.sheet_drafts import written_fields
from kernel.actors import Actor

MOST = 60
"""Of months: five years."""


@dataclass(frozen=True)
class OwnSheet:
    """One month. ``own`` is the sum of the self-score, ``total`` the official one once it is appraised; ``reason`` is what the last
    judge wrote. ``standing`` leads to the line that may be appealed against, ``until`` is the last moment of that."""

    evaluation: Evaluation
    own: Decimal | None
    total: Decimal | None
    reason: str
    writes: bool
    standing: str = ""
    until: datetime | None = None
    place: Standing | None = None


@dataclass(frozen=True)
class OwnBoard:
    person: str
    posting: Posting | None
    unit_name: str
    sheets: list[OwnSheet]
    places: list[Standing]
    history: honours.History | None
    registered: list[tuple[RegistrationLine, str]]
    pledges: list[Pledge]
    appeals: list[Appeal]


def own(*, by: Actor, at: datetime) -> OwnBoard:
    """Everything that is kept about whoever is looking; for an account without a person there is nothing."""
    on = local_date(at)
    if not by.person:
        return OwnBoard("", None, "", [], [], None, [], [], [])
    postings = Posting.objects.filter(in_force(on), authority_id=by.authority, person__code=by.person)
    posting = postings.select_related("unit").first()
    chart = units.branch(by.authority, posting.unit.code, on) if posting else None
    known = chart.units.get(posting.unit.code) if chart and posting else None
    places = _places(by, at)
    lines = RegistrationLine.objects.filter(person__code=by.person, authority_id=by.authority)
    names = names_on(on)
    registered = lines.select_related("registration__unit").order_by("-registration__year", "award_code")
    pledges = Pledge.objects.filter(authority_id=by.authority, unit=posting.unit) if posting else Pledge.objects.none()
    appeals = Appeal.objects.filter(authority_id=by.authority, person__code=by.person).select_related("ranking__month")
    return OwnBoard(
        person=by.person,
        posting=posting,
        unit_name=known.name if known else "",
        sheets=_sheets(by, at, chart, places),
        places=[row for row in places if row.ranking.month is None],
        history=honours.history(by, honours.PERSON, by.person, on=on),
        registered=[(line, names.get(line.award_code, line.award_code)) for line in registered],
        pledges=list(pledges.select_related("unit", "signed_by").order_by("-year")),
        appeals=list(appeals.order_by("-submitted_at")),
    )


def _places(by: Actor, at: datetime) -> list[Standing]:
    """The own lines in rankings that are in force, the newest first."""
    rows = Standing.objects.filter(
        authority_id=by.authority, subject=by.person, ranking__subjects=Ranking.PEOPLE, ranking__state__in=IN_FORCE
    )
    joined = rows.select_related("ranking__month", "ranking__campaign").prefetch_related("ranking__publications")
    return list(joined.defer("inputs", "ranking__inputs", "ranking__changes").order_by("-ranking__computed_at")[:MOST])


def _until(row: Ranking, calendar: Any, at: datetime) -> datetime | None:
    """The end of the days for appeals, while they run."""
    published = [p.at for p in row.publications.all() if p.step == RankingPublication.PUBLISHED]
    since = published[0] if published else row.computed_at
    span = window(since, parse_policy(row.campaign.policy).appeal_days, calendar)
    return span.closes if span.is_open(at) and row.campaign.state != states.CANCELLED else None


def _sheets(by: Actor, at: datetime, chart: units.Chart | None, places: Sequence[Standing]) -> list[OwnSheet]:
    rows = Evaluation.objects.filter(authority_id=by.authority, person__code=by.person)
    joined = rows.select_related("month", "unit", "campaign__person_scheme").defer(
        "campaign__person_scheme__definition"
    )
    found = list(joined.order_by("-month__month", "campaign__code")[:MOST])
    layers: dict[Any, list[EvaluationLayer]] = {}
    for layer in EvaluationLayer.objects.filter(evaluation__in=found).order_by("revision"):
        layers.setdefault(layer.evaluation_id, []).append(layer)
    lines = {(row.ranking.campaign_id, row.ranking.month.month): row for row in places if row.ranking.month}
    calendar = work_calendars.calendar_of(by.authority)
    return [_sheet(row, layers.get(row.pk, []), lines, calendar, by, at, chart) for row in found]


def _sheet(
    row: Evaluation,
    layers: Sequence[EvaluationLayer],
    lines: Mapping[tuple[Any, str], Standing],
    calendar: Any,
    by: Actor,
    at: datetime,
    chart: units.Chart | None,
) -> OwnSheet:
    scheme = scheme_of(row.campaign.person_scheme) if row.campaign.person_scheme else None
    place = lines.get((row.campaign_id, row.month.month))
    roles = by.roles_over(chart.place(row.unit.code, by.person)) if chart else frozenset()
    open_ = row.month.state == states.OPEN and row.campaign.state == states.LAUNCHED
    words = [one.reason for one in layers if one.kind != EvaluationLayer.SELF and one.reason]
    return OwnSheet(
        evaluation=row,
        own=sums(scheme, written_fields(row, layers)).total if scheme else None,
        total=row.total if row.state == states.APPRAISED else None,
        reason=words[-1] if words else "",
        writes=open_ and "save" in states.EVALUATION.possible(row.state, roles),
        standing=str(place.pk) if place else "",
        until=_until(place.ranking, calendar, at) if place else None,
        place=place,
    )


def export(board: OwnBoard, certificates: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """All of it as data that somebody takes along."""
    return {
        "person": board.person,
        "unit": board.unit_name,
        "position": board.posting.position if board.posting else "",
        "evaluations": [
            {
                "month": one.evaluation.month.month,
                "campaign": one.evaluation.campaign.name,
                "state": one.evaluation.state,
                "absent": one.evaluation.absent,
                "late": one.evaluation.late,
                "scores": one.evaluation.scores,
                "self_total": None if one.own is None else format(one.own, "f"),
                "total": None if one.total is None else format(one.total, "f"),
                "reason": one.reason,
                "grade": one.place.grade if one.place else "",
                "rank_in_unit": one.place.rank_in_unit if one.place else None,
            }
            for one in board.sheets
        ],
        "awards": [
            {
                "year": one.year,
                "award": one.award.award_type.name,
                "citation": one.award.citation,
                "decision": one.number,
                "decided_on": one.award.decision.decided_on.isoformat(),
                "register": one.register,
            }
            for one in (board.history.honours if board.history else ())
        ],
        "registrations": [
            {"year": line.registration.year, "award": name, "note": line.note} for line, name in board.registered
        ],
        "appeals": [{"submitted_at": one.submitted_at.isoformat(), "state": one.state} for one in board.appeals],
        "certificates": list(certificates),
    }
