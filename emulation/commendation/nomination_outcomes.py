"""What the appraisal says of each nominee of a dossier, checked and kept with the verdicts as they stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emulation import award_names
from emulation.commendation import eligibility, nomination_lines
from emulation.models import Nomination, NominationLine
from emulation.rules.awards.verdicts import AwardName, ToldFact, Verdict
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, paragraphs

AT_ONCE = 100
"""Rows of one update: each row is a case of its own in it, so that a long one is slow beyond its length."""


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


def _refused(line: NominationLine, verdict: Verdict, names: Mapping[str, AwardName]) -> Problem:
    message = gettext_noop("Dòng %(place)s chưa đủ điều kiện: %(fact)s (%(article)s).")
    about = {"place": line.place, "fact": ToldFact(verdict.facts[0], names), "article": verdict.article}
    return Problem("nomination.not_eligible", message, f"outcomes[{line.place}]", about)


def _judge(lines: Sequence[NominationLine], *, on: date) -> list[Problem]:
    """Write the verdicts of lines as they stand for the award that each arrives at; answers why some may not pass."""
    found, names = eligibility.verdicts(lines, on=on), award_names.titles()
    faults = []
    for line in lines:
        verdicts = found[str(line.pk)]
        line.verdicts = [one.to_data() for one in verdicts]
        if line.outcome != NominationLine.FAIL:
            faults += [_refused(line, one, names) for one in verdicts if one.refuses]
    return faults


def _raise(found: Sequence[Problem]) -> None:
    if found:
        message = gettext_noop("Chưa thẩm định xong: còn %(count)s chỗ phải sửa.")
        raise Invalid("nomination.not_appraised", message, problems=found, count=len(found))


def set_outcomes(row: Nomination, outcomes: Mapping[str, Outcome], *, on: date) -> list[dict[str, Any]]:
    """Write the outcome of every line with the verdicts of the rules. Raises `Invalid` for lines without an outcome or a reason,
    and for a line that is to pass although a check fails that nobody set aside."""
    lines = list(row.lines.select_related("unit", "person", "achievement"))
    day = row.received_on or on
    faults = [_outcome_fault(line, outcomes.get(str(line.pk)), row, day) for line in lines]
    _raise([fault for fault in faults if fault])
    for line in lines:
        given = outcomes[str(line.pk)]
        line.outcome, line.outcome_reason = given.outcome, paragraphs(given.reason)
        line.outcome_award = given.award if given.outcome in (NominationLine.LOWER, NominationLine.HIGHER) else ""
    NominationLine.objects.bulk_update(lines, ["outcome", "outcome_reason", "outcome_award"], batch_size=AT_ONCE)
    _raise(_judge(lines, on=on))
    NominationLine.objects.bulk_update(lines, ["verdicts"], batch_size=AT_ONCE)
    return [
        {
            **nomination_lines.told(line),
            "outcome": line.outcome,
            "final": line.final_award,
            "reason": line.outcome_reason,
        }
        for line in lines
    ]
