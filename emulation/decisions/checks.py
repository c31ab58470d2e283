"""What stands against a decision's list: nominees who may not be awarded now, and objections or names that were not settled."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from emulation import award_names
from emulation.models import Achievement, Award, Consultation, Decision, EligibilityHold, Nomination, NominationLine
from emulation.rules.awards import states
from emulation.rules.awards.award_rules import AwardRules
from emulation.rules.awards.verdicts import AwardName, ToldFact, Verdict
from kernel.errors import Problem
from kernel.text import gettext_noop

ASKED_HERE = frozenset({"no_hold", "one_reward"})
"""Checks of eligibility that are asked anew whenever a list is drafted or signed, so that they are told once."""
AWARDABLE = frozenset({NominationLine.PASS, NominationLine.LOWER})


def needs_council(line: NominationLine) -> bool:
    """Whether the rules that the dossier pinned ask for the council's vote on this award."""
    if line.nomination.procedure == Nomination.SIMPLE:
        return False
    pinned = line.nomination.rules.get(line.final_award) or line.nomination.rules.get(line.award_code)
    procedure = AwardRules.from_data(pinned).procedure if pinned else None
    return procedure is None or procedure.council


def holds_on(authority: str, on: date) -> dict[tuple[str, str], EligibilityHold]:
    """The holds in force on a day, by whether they are about a unit or a person and by its code."""
    rows = EligibilityHold.objects.filter(authority_id=authority, lifted_at=None, valid_from__lte=on)
    return {(row.subjects, row.subject): row for row in rows.exclude(valid_to__lte=on)}


def held_fault(hold: EligibilityHold, path: str) -> Problem:
    message = gettext_noop("Đang tạm dừng đề nghị khen thưởng từ ngày %(day)s: %(reason)s")
    return Problem("decision.held", message, path, {"day": hold.valid_from, "reason": hold.reason})


def rewarded_fault(award: Award | None, path: str) -> Problem:
    number = award.decision.number if award else ""
    message = gettext_noop("Thành tích này đã được khen thưởng (quyết định số %(number)s).")
    return Problem("decision.rewarded", message, path, {"number": number or "–"})


def subject_key(person: str, unit: str, household: str) -> tuple[str, str]:
    """Under which a hold on a subject stands; none is ever on a household."""
    if household:
        return ("", "")
    return (EligibilityHold.PERSON, person) if person else (EligibilityHold.UNIT, unit)


def hold_achievements(achievements: Collection[UUID]) -> None:
    """Lock them until the act is over: two decisions cannot both find that nobody else rewards one. Whoever only looks asks
    `rewarded` alone."""
    list(Achievement.objects.select_for_update(no_key=True).filter(pk__in=achievements).order_by("pk"))


def rewarded(achievements: Collection[UUID], decision: Decision | None = None) -> dict[str, Award]:
    """The award in force for each of these achievements, by a decision other than this one."""
    rows = Award.objects.filter(achievement__in=achievements, state=Award.VALID)
    rows = rows.filter(decision__state=states.SIGNED).exclude(decision=decision).select_related("decision")
    return {str(row.achievement_id): row for row in rows}


def not_eligible(path: str, verdict: Verdict, names: Mapping[str, AwardName]) -> Problem:
    message = gettext_noop("Chưa đủ điều kiện: %(fact)s (%(article)s); người có quyền chưa bỏ qua điều kiện này.")
    about = {"check": verdict.check, "fact": ToldFact(verdict.facts[0], names), "article": verdict.article}
    return Problem("decision.not_eligible", message, path, about)


def _appraisal_faults(line: NominationLine, path: str, names: Mapping[str, AwardName]) -> list[Problem]:
    faults = []
    if line.nomination.state not in (states.CONSIDERED, states.APPRAISED):
        message = gettext_noop("Hồ sơ đề nghị chưa thẩm định, xét xong hoặc đã có quyết định.")
        faults.append(Problem("decision.dossier_state", message, path, {"state": line.nomination.state}))
    if line.outcome not in AWARDABLE:
        message = gettext_noop("Kết quả thẩm định không đề nghị khen thưởng ở cấp này.")
        faults.append(Problem("decision.not_passed", message, path))
    if line.recommended is False or (line.recommended is None and needs_council(line)):
        message = gettext_noop("Hội đồng không hoặc chưa đề nghị khen thưởng.")
        faults.append(Problem("decision.not_recommended", message, path))
    set_aside = {row.check_code for row in line.overrides.all()}
    for verdict in map(Verdict.from_data, line.verdicts):
        if verdict.refuses and verdict.check not in set_aside | ASKED_HERE:
            faults.append(not_eligible(path, verdict, names))
    return faults


def line_faults(
    lines: Mapping[int, NominationLine], on: date, *, authority: str, decision: Decision | None = None
) -> list[Problem]:
    """What stands against the nominees of a list, each by its place (from 0)."""
    held = holds_on(authority, on)
    known: dict[str, Award | None] = dict(rewarded({line.achievement_id for line in lines.values()}, decision))
    found, names = [], award_names.titles()
    for index, line in lines.items():
        path, achievement = f"awards[{index}]", str(line.achievement_id)
        found += _appraisal_faults(line, path, names)
        key = subject_key(line.person.code if line.person else "", line.unit.code, line.household)
        if key in held:
            found.append(held_fault(held[key], path))
        if achievement in known:
            found.append(rewarded_fault(known[achievement], path))
        known.setdefault(achievement, None)
    return found


def item(award: Award) -> dict[str, str]:
    """What one line of the list says, as it is laid open for comment."""
    return {
        "place": str(award.place),
        "award": award.award_type.name,
        "code": award.award_type.code,
        "recipient": award.recipient_name,
        "person": award.person.code if award.person else "",
        "unit": award.unit.code,
        "unit_name": award.unit_name,
        "household": award.household,
        "citation": award.citation,
    }


_SAME = ("code", "person", "unit", "household")


def consultation_faults(decision: Decision) -> list[Problem]:
    """Objections without an answer, and lines that were never open for comment where the rules ask for it."""
    rows = list(Consultation.objects.filter(decision=decision).prefetch_related("objections"))
    open_ = [one for row in rows for one in row.objections.all() if one.answered_at is None]
    message = gettext_noop("Còn %(count)s ý kiến chưa được trả lời bằng văn bản.")
    faults = [Problem("decision.unanswered", message, "objections", {"count": len(open_)})] if open_ else []
    if not decision.notice_days:
        return faults
    settled = [row for row in rows if row.settled_at]
    shown = {tuple(one[name] for name in _SAME) for row in settled for one in row.items}
    message = gettext_noop("Dòng này chưa được niêm yết lấy ý kiến đủ %(days)s ngày làm việc.")
    for award in decision.awards.select_related("award_type", "person", "unit"):
        told = item(award)
        if tuple(told[name] for name in _SAME) not in shown:
            path = f"awards[{award.place - 1}]"
            faults.append(Problem("decision.not_consulted", message, path, {"days": decision.notice_days}))
    return faults


def faults_of(decision: Decision) -> list[Problem]:
    """Everything that stands against signing this decision's list now."""
    authority, on = decision.authority_id, decision.decided_on
    awards = decision.awards.select_related("line__nomination", "line__person", "line__unit", "person", "unit")
    rows = list(awards.prefetch_related("line__overrides"))
    if decision.kind != Decision.AWARD:
        return []
    lines = {row.place - 1: row.line for row in rows if row.line}
    found = line_faults(lines, on, authority=authority, decision=decision) if lines else []
    alone = [row for row in rows if row.achievement_id and not row.line]
    known = rewarded({row.achievement_id for row in alone if row.achievement_id}, decision) if alone else {}
    held = holds_on(authority, on) if alone else {}
    for row in alone:
        path = f"awards[{row.place - 1}]"
        key = subject_key(row.person.code if row.person else "", row.unit.code, row.household)
        found += [held_fault(held[key], path)] if key in held else []
        found += [rewarded_fault(known[str(row.achievement_id)], path)] if str(row.achievement_id) in known else []
    return found + consultation_faults(decision)
