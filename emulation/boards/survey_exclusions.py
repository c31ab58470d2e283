"""Reads for one exclusion of survey answers: whom it concerns, the flags behind it, what it changes, and what the reader may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from emulation import survey_exclusions, visibility
from emulation.boards import survey_figures
from emulation.models import SurveyExclusion
from emulation.rules import states
from emulation.rules.exact import from_text
from emulation.rules.fairness import brief
from emulation.rules.periods import local_date
from emulation.rules.survey_statistics import IndexResult, may_compare
from kernel.actors import Actor, Place
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class KeptFlag:
    """A flag as it stood when the exclusion was proposed."""

    kind: str
    message: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class ExclusionBoard:
    """``answers`` that count now or were left out. ``before`` and ``after`` are there while somebody decides, and only where their
    difference does not show the answers of a few. ``flags`` are for the committee; ``acts`` what the reader may do."""

    exclusion: SurveyExclusion
    unit_name: str
    answers: int
    before: IndexResult | None
    after: IndexResult | None
    flags: list[KeptFlag]
    acts: tuple[str, ...]


def show(exclusion_id: str, *, by: Actor, at: datetime) -> ExclusionBoard:
    """Raises `Missing` for one that the reader may not see."""
    seen = visibility.survey_exclusions(by, local_date(at)).select_related(
        "unit", "month__campaign", "proposed_by", "decided_by", "restored_by"
    )
    row = seen.filter(pk=exclusion_id).first()
    if row is None:
        raise Missing("exclusion.missing", gettext_noop("Không có đề nghị loại phiếu này."))
    whole = visibility.holds(by, visibility.WHOLE)
    count, before, after = _effect(row) if whole and row.state == states.PROPOSED else (row.answers, None, None)
    entry = row.month.campaign.participations.filter(unit=row.unit_id).first()
    return ExclusionBoard(
        exclusion=row,
        unit_name=entry.unit_name if entry else row.unit.code,
        answers=count,
        before=before,
        after=after,
        flags=[_kept(data) for data in row.flags] if whole else [],
        acts=_acts(row, by),
    )


def _effect(row: SurveyExclusion) -> tuple[int, IndexResult | None, IndexResult | None]:
    answers = survey_exclusions.answers_of(row.month, survey_exclusions.group_of(row))
    marks = survey_exclusions.marks_of(answers, row.month.campaign)
    before, after = survey_figures.without(row.month, row.unit.code, marks)
    if not may_compare(before.respondents, after.respondents, before.minimum):
        return answers.count(), None, None
    return answers.count(), before, after


def _kept(data: Mapping[str, Any]) -> KeptFlag:
    figures: dict[str, Decimal] = {name: brief(from_text(data[name])) for name in ("figure", "limit")}
    return KeptFlag(data["kind"], data["message"], {**data["evidence"], **figures, "answers": data["answers"]})


def _acts(row: SurveyExclusion, by: Actor) -> tuple[str, ...]:
    """What the reader may do; who took the step before may only take a proposal back."""
    possible = states.SURVEY_EXCLUSION.possible(row.state, by.roles_over(Place(by.authority)))
    mine = str(row.proposed_by_id if row.state == states.PROPOSED else row.decided_by_id) == by.account
    return tuple(act for act in possible if not mine or act == "decline")
