"""Whether a nominee may get an award: each requirement of the rules judged by the facts on record, with the deciding fact."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from emulation.rules.awards.award_rules import AwardRules, Condition, Requirement
from emulation.rules.awards.collectives import COLLECTIVE_CHECKS
from emulation.rules.awards.merits import Facts, at_least
from emulation.rules.awards.rule_values import BEFORE, SAME
from emulation.rules.awards.verdicts import FAIL, OUTCOMES, PASS, REWARDS, UNKNOWN, WARN, Fact, Verdict
from kernel.text import gettext_noop

Check = Callable[[Condition, Facts, str], Fact]


def _active(_asked: Condition, facts: Facts, _award: str) -> Fact:
    if facts.dissolved_on and facts.dissolved_on <= facts.on:
        message = gettext_noop("Đơn vị đã giải thể, sáp nhập từ ngày %(day)s.")
        return Fact(FAIL, message, {"day": f"{facts.dissolved_on:%d/%m/%Y}"})
    return Fact(PASS, gettext_noop("Đơn vị đang hoạt động."))


def _no_hold(_asked: Condition, facts: Facts, _award: str) -> Fact:
    if facts.hold:
        return Fact(FAIL, gettext_noop("Đang tạm dừng đề nghị khen thưởng: %(hold)s"), {"hold": facts.hold})
    return Fact(PASS, gettext_noop("Không có mục tạm dừng đề nghị khen thưởng."))


def _merit(_asked: Condition, facts: Facts, _award: str) -> Fact:
    if facts.discipline:
        message = gettext_noop("Đang trong thời gian thi hành kỷ luật (%(level)s, %(document)s).")
        return Fact(FAIL, message, {"level": facts.discipline, "document": facts.discipline_document})
    if facts.merit_from:
        message = gettext_noop("Thành tích tính lại từ ngày %(day)s, khi hết thời hạn kỷ luật.")
        return Fact(PASS, message, {"day": f"{facts.merit_from:%d/%m/%Y}"})
    return Fact(PASS, gettext_noop("Không có kỷ luật đang thi hành."))


def _registered(asked: Condition, facts: Facts, award: str) -> Fact:
    year = {"year": facts.year}
    if facts.registered is None:
        message = gettext_noop(
            "Đơn vị chưa có đăng ký thi đua năm %(year)s được duyệt; hãy duyệt ở trang Đăng ký thi đua."
        )
        return Fact(UNKNOWN, message, year)
    if facts.registered & {award, *asked.also}:
        return Fact(PASS, gettext_noop("Đã đăng ký danh hiệu này cho năm %(year)s."), year)
    return Fact(FAIL, gettext_noop("Không có tên với danh hiệu này trong đăng ký thi đua năm %(year)s."), year)


def _one_reward(_asked: Condition, facts: Facts, _award: str) -> Fact:
    if facts.achieved.held:
        message = gettext_noop("Thành tích này đã được khen thưởng: %(rewards)s.")
        return Fact(FAIL, message, {REWARDS: [list(one) for one in sorted(facts.achieved.held)]})
    return Fact(PASS, gettext_noop("Thành tích này chưa được khen thưởng."))


def _one_form(_asked: Condition, facts: Facts, _award: str) -> Fact:
    if facts.achieved.proposed:
        message = gettext_noop("Thành tích này còn được đề nghị hình thức khác: %(rewards)s; chỉ giữ một.")
        return Fact(FAIL, message, {REWARDS: [[code, ""] for code in sorted(facts.achieved.proposed)]})
    return Fact(PASS, gettext_noop("Thành tích này chỉ được đề nghị một hình thức khen thưởng."))


def _title_once(_asked: Condition, facts: Facts, award: str) -> Fact:
    again = [one.decision for one in facts.awards if one.award == award and one.year == facts.year]
    if again:
        message = gettext_noop("Đã được tặng danh hiệu này cho năm %(year)s: %(decisions)s.")
        return Fact(FAIL, message, {"year": facts.year, "decisions": "; ".join(sorted(again))})
    return Fact(PASS, gettext_noop("Chưa được tặng danh hiệu này cho năm %(year)s."), {"year": facts.year})


def _merit_basis(_asked: Condition, facts: Facts, _award: str) -> Fact:
    if facts.campaign and facts.campaign.thematic:
        message = gettext_noop(
            "Thành tích của phong trào chuyên đề “%(campaign)s” không làm căn cứ khen thưởng công trạng."
        )
        return Fact(FAIL, message, {"campaign": facts.campaign.name})
    return Fact(PASS, gettext_noop("Căn cứ là thành tích thường xuyên."))


def _grade(asked: Condition, facts: Facts, _award: str) -> Fact:
    grade = facts.grades.get(facts.year)
    if grade is None:
        message = gettext_noop(
            "Chưa có xếp loại năm %(year)s; hãy tổng kết phong trào thường xuyên của năm để có xếp loại."
        )
        return Fact(UNKNOWN, message, {"year": facts.year})
    outcome = PASS if at_least(grade, asked.grade) else FAIL
    message = gettext_noop("Xếp loại năm %(year)s: %(grade)s; cần từ %(needed_grade)s.")
    return Fact(outcome, message, {"year": facts.year, "grade": grade, "needed_grade": asked.grade})


def _title(asked: Condition, facts: Facts, _award: str) -> Fact:
    codes = {asked.award, *asked.also}
    said = {"title": asked.award, "year": facts.year}
    if any(one.award in codes and one.year == facts.year for one in facts.awards):
        return Fact(PASS, gettext_noop("Có danh hiệu %(title)s năm %(year)s."), said)
    if codes & facts.proposed:
        message = gettext_noop("Danh hiệu %(title)s năm %(year)s mới được đề nghị; phải được tặng trước hoặc cùng lúc.")
        return Fact(WARN, message, said)
    return Fact(FAIL, gettext_noop("Không có danh hiệu %(title)s năm %(year)s và không được đề nghị."), said)


def _run(years: frozenset[int], last: int, *, step: int, ending: str, this: int) -> tuple[int, ...]:
    """The years that follow each other at most ``step`` apart, from the newest one that may be the last on backwards."""
    earliest = {BEFORE: this - step, SAME: this - step + 1}.get(ending, this - step)
    found: list[int] = []
    for year in sorted((one for one in years if one <= last), reverse=True):
        if (found and found[-1] - year > step) or (not found and year < earliest):
            break
        found.append(year)
    return tuple(found)


def _ladder(asked: Condition, facts: Facts, _award: str) -> Fact:
    last = facts.year - 1 if asked.ending == BEFORE else facts.year
    codes = frozenset({asked.award, *asked.also})
    run = _run(facts.years_with(codes), last, step=asked.step, ending=asked.ending, this=facts.year)
    said = {"title": asked.award, "needed": asked.times, "found": len(run), "years": _listed(run)}
    if len(run) >= asked.times:
        message = gettext_noop("Có %(found)s lần liên tục %(title)s (%(years)s); cần %(needed)s.")
        return Fact(PASS, message, said)
    first = min(run, default=facts.year) - 1
    lacking = [year for year in range(first - asked.step + 1, first + 1) if year not in facts.years_on_record]
    if lacking and facts.counts(first):
        message = gettext_noop(
            "Có %(found)s lần liên tục %(title)s, cần %(needed)s; chưa có quyết định khen thưởng nào của năm %(lacking)s "
            "trong hệ thống, hãy nhập quyết định cũ."
        )
        return Fact(UNKNOWN, message, {**said, "lacking": _listed(lacking)})
    message = gettext_noop("Chỉ có %(found)s lần liên tục %(title)s (%(years)s); cần %(needed)s.")
    return Fact(FAIL, message, said)


def _grade_years(asked: Condition, facts: Facts, _award: str) -> Fact:
    good = frozenset(
        year for year, grade in facts.grades.items() if at_least(grade, asked.grade) and facts.counts(year)
    )
    run = _run(good, facts.year, step=1, ending=asked.ending, this=facts.year)
    said = {"needed_grade": asked.grade, "found": len(run), "needed": asked.years, "count": asked.count}
    if len(run) < asked.years:
        before = min(run, default=facts.year) - 1
        if before not in facts.grades and facts.counts(before):
            message = gettext_noop(
                "Có %(found)s năm liên tục từ %(needed_grade)s, cần %(needed)s; chưa có xếp loại năm %(lacking)s."
            )
            return Fact(UNKNOWN, message, {**said, "lacking": before})
        message = gettext_noop("Chỉ có %(found)s năm liên tục từ %(needed_grade)s; cần %(needed)s.")
        return Fact(FAIL, message, said)
    ideas = sum(one.reaches(asked.reach) and min(run) <= one.year <= facts.year for one in facts.initiatives)
    message = gettext_noop(
        "Có %(found)s năm liên tục từ %(needed_grade)s (cần %(needed)s) và %(ideas)s sáng kiến (cần %(count)s)."
    )
    return Fact(PASS if ideas >= asked.count else FAIL, message, {**said, "ideas": ideas})


def _initiative(asked: Condition, facts: Facts, _award: str) -> Fact:
    needed = max(asked.count, 1)
    first = facts.year - max(asked.years, 1) + 1
    found = [
        one
        for one in facts.initiatives
        if one.reaches(asked.reach) and first <= one.year <= facts.year and facts.counts(one.year)
    ]
    said = {"reach": asked.reach, "found": len(found), "needed": needed}
    if len(found) >= needed:
        documents = "; ".join(sorted(one.document for one in found if one.document))
        message = gettext_noop("Có sáng kiến được công nhận phạm vi %(reach)s: %(documents)s.")
        return Fact(PASS, message, {**said, "documents": documents})
    message = gettext_noop(
        "Có %(found)s sáng kiến được công nhận phạm vi %(reach)s, cần %(needed)s; nếu đã được công nhận, hãy ghi vào hồ sơ."
    )
    return Fact(FAIL, message, said)


def _campaign_years(asked: Condition, facts: Facts, _award: str) -> Fact:
    one = facts.campaign
    if one is None or one.starts_on is None or one.ends_on is None:
        message = gettext_noop("Hồ sơ chưa gắn với phong trào có ngày bắt đầu và kết thúc; hãy chọn phong trào.")
        return Fact(UNKNOWN, message)
    after = one.ends_on + timedelta(days=1)
    lasted = (after.year - asked.years, after.month, after.day) >= (
        one.starts_on.year,
        one.starts_on.month,
        one.starts_on.day,
    )
    message = gettext_noop("Phong trào “%(campaign)s” kéo dài từ %(first)s đến %(last)s; cần từ %(needed)s năm.")
    said = {"campaign": one.name, "first": f"{one.starts_on:%d/%m/%Y}", "last": f"{one.ends_on:%d/%m/%Y}"}
    return Fact(PASS if lasted else FAIL, message, {**said, "needed": asked.years})


def _listed(years: tuple[int, ...] | list[int]) -> str:
    return ", ".join(map(str, sorted(years))) or "0"


CHECKS: Mapping[str, Check] = {
    "active": _active,
    "no_hold": _no_hold,
    "merit": _merit,
    "registered": _registered,
    "one_reward": _one_reward,
    "one_form": _one_form,
    "title_once": _title_once,
    "merit_basis": _merit_basis,
    "grade": _grade,
    "title": _title,
    "ladder": _ladder,
    "grade_years": _grade_years,
    "initiative": _initiative,
    "campaign_years": _campaign_years,
    **COLLECTIVE_CHECKS,
}


def judge(requirement: Requirement, facts: Facts, award: str) -> Verdict:
    """The verdict about one requirement: the best of its conditions decides; where none is met, each is told."""
    found = [CHECKS[one.kind](one, facts, award) for one in requirement.conditions]
    outcome = min((one.outcome for one in found), key=OUTCOMES.index)
    deciding = tuple(one for one in found if one.outcome == outcome)
    basis = requirement.basis
    softened = WARN if outcome == FAIL and requirement.warns else outcome
    return Verdict(requirement.code, softened, basis.article, deciding, requirement.overridable, basis.to_confirm)


def verdicts(rules: AwardRules, facts: Facts) -> tuple[Verdict, ...]:
    """All that is asked of this nominee, in the order of the codes; an empty answer means that no rule is on record."""
    asked = (one for one in rules.eligibility if one.asked_of(facts.subject_kind, facts.kind))
    return tuple(judge(one, facts, rules.award_code) for one in asked)
