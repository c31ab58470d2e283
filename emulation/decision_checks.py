"""What stands against a decision's list: nominees who may not be awarded now, and objections or names that were not settled."""

from collections.abc import Mapping, Sequence
from datetime import date

from emulation.models import Achievement, Award, Consultation, Decision, EligibilityHold, Nomination, NominationLine
from emulation.rules.awards import states
from kernel.errors import Problem
from kernel.text import gettext_noop

AWARDABLE = frozenset({NominationLine.PASS, NominationLine.LOWER})


def needs_council(line: NominationLine) -> bool:
    """Whether the rules that the dossier pinned ask for the council's vote on this award."""
    if line.nomination.procedure == Nomination.SIMPLE:
        return False
    council = line.nomination.rules.get(line.final_award, {}).get("council") or {}
    return bool(council.get("needed", True))


def _held(lines: Sequence[NominationLine], on: date) -> dict[str, EligibilityHold]:
    """The holds in force on nominees, by the line's id."""
    rows = EligibilityHold.objects.filter(
        authority_id__in={line.authority_id for line in lines}, lifted_at=None, valid_from__lte=on
    ).exclude(valid_to__lte=on)
    by_subject = {(row.subjects, row.subject): row for row in rows}
    keys = {
        str(line.pk): (EligibilityHold.PERSON, line.person.code)
        if line.person
        else (EligibilityHold.UNIT, line.unit.code)
        for line in lines
        if not line.household
    }
    return {id_: by_subject[key] for id_, key in keys.items() if key in by_subject}


def _rewarded(lines: Sequence[NominationLine], decision: Decision | None) -> Mapping[str, Award]:
    """The award in force for each achievement of these lines, by a decision other than this one."""
    rows = Award.objects.filter(achievement__in={line.achievement_id for line in lines}, state=Award.VALID)
    rows = rows.filter(decision__state=states.SIGNED).exclude(decision=decision).select_related("decision")
    return {str(row.achievement_id): row for row in rows}


def _appraisal_faults(line: NominationLine, path: str) -> list[Problem]:
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
    for verdict in line.verdicts:
        if verdict.get("outcome") == "fail" and verdict.get("check") not in set_aside:
            message = gettext_noop("Chưa đạt điều kiện “%(check)s” (%(article)s) và chưa có ai được quyền bỏ qua.")
            params = {name: verdict.get(name, "") for name in ("check", "article")}
            faults.append(Problem("decision.not_eligible", message, path, params))
    return faults


def line_faults(
    lines: Mapping[int, NominationLine], on: date, *, decision: Decision | None = None
) -> dict[int, list[Problem]]:
    """What stands against each nominee, by the place (from 0) in the list. Achievements are locked: two decisions cannot both
    find that nobody else rewards one."""
    rows = list(lines.values())
    wanted = {line.achievement_id for line in rows}
    list(Achievement.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    held, rewarded = _held(rows, on), _rewarded(rows, decision)
    found: dict[int, list[Problem]] = {}
    seen: set[str] = set()
    for index, line in lines.items():
        path, achievement = f"awards[{index}]", str(line.achievement_id)
        faults = _appraisal_faults(line, path)
        if hold := held.get(str(line.pk)):
            message = gettext_noop("Đang tạm dừng đề nghị khen thưởng từ ngày %(day)s: %(reason)s")
            params = {"day": hold.valid_from.isoformat(), "reason": hold.reason}
            faults.append(Problem("decision.held", message, path, params))
        if achievement in rewarded or achievement in seen:
            number = rewarded[achievement].decision.number if achievement in rewarded else ""
            message = gettext_noop("Thành tích này đã được khen thưởng (quyết định số %(number)s).")
            faults.append(Problem("decision.rewarded", message, path, {"number": number or "–"}))
        seen.add(achievement)
        found[index] = faults
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
    awards = decision.awards.exclude(line=None).select_related("line__nomination", "line__person", "line__unit")
    lines = {row.place - 1: row.line for row in awards.prefetch_related("line__overrides") if row.line}
    of_lines = line_faults(lines, decision.decided_on, decision=decision) if lines else {}
    return [fault for faults in of_lines.values() for fault in faults] + consultation_faults(decision)
