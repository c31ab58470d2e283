"""What the appraisal says of each nominee of a dossier, checked and kept with the verdicts as they stood."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from emulation.commendation import nomination_lines
from emulation.models import Nomination, NominationLine
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, paragraphs


@dataclass(frozen=True)
class Outcome:
    """What the appraisal says of one nominee; ``award`` is the code where another award than the proposed one is meant."""

    outcome: str
    reason: str = ""
    award: str = ""


def _outcome_fault(line: NominationLine, given: Outcome | None, row: Nomination, on: date) -> Problem | None:
    """What is wrong with what is said of one line."""
    path = f"outcomes[{line.place}]"
    if given is None or given.outcome not in NominationLine.OUTCOMES[1:]:
        message = gettext_noop("Hãy ghi kết quả thẩm định của dòng %(place)s.")
        return Problem("nomination.outcome_needed", message, path, {"place": line.place})
    if given.outcome != NominationLine.PASS and not paragraphs(given.reason):
        message = gettext_noop("Hãy ghi lý do ở dòng %(place)s.")
        return Problem("nomination.reason_needed", message, path, {"place": line.place})
    other = given.outcome in (NominationLine.LOWER, NominationLine.HIGHER)
    if other and given.award in ("", line.award_code):
        message = gettext_noop("Hãy chọn danh hiệu, hình thức khác với đề nghị ở dòng %(place)s.")
        return Problem("nomination.other_award_needed", message, path, {"place": line.place})
    if other:
        award = nomination_lines.award_on(given.award, on)
        no = nomination_lines.misfit(award, given.award, line.subject_kind, row.kind)
        return Problem(no[0], no[1], path, no[2]) if no else None
    return None


def set_outcomes(row: Nomination, outcomes: Mapping[str, Outcome], on: date) -> list[dict[str, Any]]:
    lines = list(row.lines.select_related("unit", "person", "achievement"))
    faults = [_outcome_fault(line, outcomes.get(str(line.pk)), row, on) for line in lines]
    found = [fault for fault in faults if fault]
    if found:
        message = gettext_noop("Chưa thẩm định xong: còn %(count)s dòng.")
        raise Invalid("nomination.not_appraised", message, problems=found, count=len(found))
    for line in lines:
        given = outcomes[str(line.pk)]
        line.outcome, line.outcome_reason = given.outcome, paragraphs(given.reason)
        line.outcome_award = given.award if given.outcome in (NominationLine.LOWER, NominationLine.HIGHER) else ""
    NominationLine.objects.bulk_update(lines, ["outcome", "outcome_reason", "outcome_award", "verdicts"])
    return [
        {
            **nomination_lines.told(line),
            "outcome": line.outcome,
            "final": line.final_award,
            "reason": line.outcome_reason,
        }
        for line in lines
    ]
