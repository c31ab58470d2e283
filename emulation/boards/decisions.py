"""Reads for the pages of decisions: the list, one with its awards and register numbers, and what its reader may do with it."""

from dataclasses import dataclass
from datetime import datetime

from emulation import award_visibility, decisions, files, visibility
from emulation.commendation import awards_above, honours, quota_counters
from emulation.decisions import checks, proposed_number
from emulation.decisions.lists import full_number
from emulation.models import Award, Consultation, Decision, Revocation, StoredFile
from emulation.rules.access import READS_DECISIONS, STANDING_OFFICER
from emulation.rules.awards import states
from emulation.rules.awards.quotas import Shares
from emulation.rules.periods import local_date
from kernel.actors import Actor, Place
from kernel.errors import Missing, Problem
from kernel.text import gettext_noop

ON_A_PAGE = 200


@dataclass(frozen=True)
class AwardRow:
    award: Award
    register: str
    ended_number: str


@dataclass(frozen=True)
class DecisionBoard:
    """``acts`` are those that the state machine and the roles allow; ``faults`` is what stands against signing, shown to who
    works on it; ``later`` are the signed decisions that changed this one. ``may_end`` says that the actor may enter how a level
    above revoked its own."""

    decision: Decision
    number: str
    count: int
    page: int
    pages: int
    rows: tuple[AwardRow, ...]
    revocations: tuple[Revocation, ...]
    acts: tuple[str, ...]
    may_change: bool
    may_end: bool
    may_scan: bool
    proposed: str
    faults: tuple[Problem, ...]
    papers: tuple[StoredFile, ...]
    consultations: tuple[Consultation, ...]
    later: tuple[tuple[Decision, str], ...]
    target: str
    shares: Shares


def _rows(decision: Decision, shown: slice) -> tuple[AwardRow, ...]:
    rows = decision.awards.select_related("award_type", "person", "unit", "ended_by__authority", "replaces")
    awards = list(rows[shown])
    entered = honours.registered(awards) if decision.state == states.SIGNED else {}
    return tuple(
        AwardRow(
            one,
            entered.get(one.pk, ""),
            full_number(one.ended_by) if one.ended_by else "",
        )
        for one in awards
    )


def _may_change(row: Decision) -> bool:
    """Whether a later decision of ours could change something of it."""
    ours = row.kind != Decision.REVOKE and row.origin != Decision.ABOVE
    return ours and row.awards.filter(state=Award.VALID).exists()


def decision(decision_id: str, page: int | None = None, *, by: Actor, at: datetime) -> DecisionBoard:
    """A decision with one page of its list, or all of it."""
    row = award_visibility.decisions(by).select_related("authority", "target__authority").filter(pk=decision_id).first()
    if row is None:
        raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
    roles = by.roles_over(Place(by.authority))
    works = visibility.holds(by, READS_DECISIONS)
    acts = states.DECISION.possible(row.state, roles)
    own = "sign" in acts and decisions.own_draft(row, by=by)
    waits = row.state in (states.DRAFT, states.NUMBERED, states.CONSULTING)
    later = row.later.filter(state=states.SIGNED).select_related("authority").order_by("decided_on")
    drafts = bool(states.DECISION.possible(states.DRAFT, roles)) and "revise" in states.DECISION.possible(
        "draft", roles
    )
    signed = row.state == states.SIGNED
    papers = files.attached("decision", str(row.pk)) if works else []
    listed, ended = row.awards, row.revocations.select_related("award").order_by("award__place")
    pages = max(1, -(-max(listed.count(), ended.count()) // ON_A_PAGE))
    page = min(max(1, page), pages) if page else None
    shown = slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE) if page else slice(None)
    return DecisionBoard(
        decision=row,
        number=full_number(row),
        count=max(listed.count(), row.revocations.count()),
        page=page or 1,
        pages=pages if page else 1,
        rows=_rows(row, shown),
        shares=quota_counters.shares(list(row.awards.select_related("person", "category")), on=row.decided_on),
        revocations=tuple(ended[shown]),
        acts=tuple(act for act in acts if act != "revise" and not (act == "sign" and own)),
        may_change=drafts and signed and _may_change(row),
        may_end=row.origin == Decision.ABOVE and awards_above.may_end(row, by),
        may_scan=row.origin == Decision.BACKFILL and STANDING_OFFICER in roles,
        proposed=row.number or proposed_number(by.authority, local_date(at).year),
        faults=tuple(checks.faults_of(row)) if works and waits else (),
        papers=tuple(papers),
        consultations=tuple(row.consultations.order_by("-opened_at")),
        later=tuple((one, full_number(one)) for one in later),
        target=full_number(row.target) if row.target else "",
    )
