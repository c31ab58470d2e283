"""Checks of collectives: what share of the members has a title, how all are rated, who is disciplined, who leads."""

from collections.abc import Callable, Mapping

from emulation.rules.awards.award_rules import Condition
from emulation.rules.awards.merits import Facts, Member, as_grave_as, at_least
from emulation.rules.awards.verdicts import FAIL, PASS, UNKNOWN, WARN, Fact
from emulation.rules.exact import exact_text
from kernel.text import gettext_noop


def _no_members() -> Fact:
    return Fact(UNKNOWN, gettext_noop("Chưa có danh sách cá nhân của tập thể trong năm; hãy ghi biên chế của đơn vị."))


def _enough(asked: Condition, have: int, members: int) -> bool:
    """Compared as whole numbers: 70 of 100 is 70 percent, nothing less is."""
    found, needed = have * 100, asked.pct * members
    return found > needed if asked.above else found >= needed


def _members_award(asked: Condition, facts: Facts, _award: str) -> Fact:
    if not facts.members:
        return _no_members()
    codes = {asked.award, *asked.also}
    held = sum(bool(one.held & codes) for one in facts.members)
    coming = sum(bool((one.held | one.proposed) & codes) for one in facts.members)
    said = {
        "title": asked.award,
        "have": held,
        "members": len(facts.members),
        "pct": exact_text(asked.pct),
        "proposed": coming - held,
    }
    if _enough(asked, held, len(facts.members)):
        message = gettext_noop("%(have)s/%(members)s cá nhân có danh hiệu %(title)s; cần %(pct)s phần trăm.")
        return Fact(PASS, message, said)
    message = gettext_noop(
        "%(have)s/%(members)s cá nhân có danh hiệu %(title)s, %(proposed)s đang được đề nghị; cần %(pct)s phần trăm."
    )
    return Fact(WARN if _enough(asked, coming, len(facts.members)) else FAIL, message, said)


def _members_grade(asked: Condition, facts: Facts, _award: str) -> Fact:
    if not facts.members:
        return _no_members()
    below = [one for one in facts.members if one.grade is not None and not at_least(one.grade, asked.grade)]
    said = {"members": len(facts.members), "needed_grade": asked.grade}
    if below:
        message = gettext_noop("Có cá nhân chưa đạt mức %(needed_grade)s: %(names)s.")
        return Fact(FAIL, message, {**said, "names": _names(below)})
    unrated = [one for one in facts.members if one.grade is None]
    if unrated:
        message = gettext_noop("Chưa có xếp loại năm của: %(names)s; hãy tổng kết xếp loại của đơn vị.")
        return Fact(UNKNOWN, message, {**said, "names": _names(unrated)})
    return Fact(PASS, gettext_noop("Tất cả %(members)s cá nhân đạt từ mức %(needed_grade)s."), said)


def _members_title(asked: Condition, facts: Facts, _award: str) -> Fact:
    if not facts.members:
        return _no_members()
    needed = max(asked.count, 1)
    codes = {asked.award, *asked.also}
    held = sum(bool(one.held & codes) for one in facts.members)
    coming = sum(bool((one.held | one.proposed) & codes) for one in facts.members)
    said = {"title": asked.award, "have": held, "proposed": coming - held, "needed": needed}
    message = gettext_noop("%(have)s cá nhân có danh hiệu %(title)s, %(proposed)s đang được đề nghị; cần %(needed)s.")
    outcome = PASS if held >= needed else WARN if coming >= needed else FAIL
    return Fact(outcome, message, said)


def _members_discipline(asked: Condition, facts: Facts, _award: str) -> Fact:
    if not facts.members:
        return _no_members()
    found = [one for one in facts.members if as_grave_as(one.discipline, asked.level)]
    if found:
        message = gettext_noop("Có cá nhân bị kỷ luật từ mức %(level)s: %(names)s.")
        return Fact(FAIL, message, {"level": asked.level, "names": _names(found)})
    return Fact(PASS, gettext_noop("Không có cá nhân bị kỷ luật từ mức %(level)s."), {"level": asked.level})


def _leader(_asked: Condition, facts: Facts, _award: str) -> Fact:
    if facts.rank_in_cluster is None:
        message = gettext_noop("Chưa có thứ hạng trong cụm, khối thi đua; hãy tổng kết và công bố xếp hạng.")
        return Fact(UNKNOWN, message)
    said = {"rank": facts.rank_in_cluster}
    if facts.rank_in_cluster > 1:
        return Fact(FAIL, gettext_noop("Xếp thứ %(rank)s trong cụm, khối; chỉ đơn vị dẫn đầu được đề nghị."), said)
    if facts.tied:
        return Fact(WARN, gettext_noop("Đồng hạng nhất trong cụm, khối; Hội đồng phải chọn."), said)
    return Fact(PASS, gettext_noop("Dẫn đầu cụm, khối thi đua."), said)


def _names(members: list[Member]) -> str:
    """A few names are enough to find the place to look at."""
    names = [one.name for one in members]
    return ", ".join(names[:5]) + (f" (+{len(names) - 5})" if len(names) > 5 else "")


COLLECTIVE_CHECKS: Mapping[str, Callable[[Condition, Facts, str], Fact]] = {
    "members_award": _members_award,
    "members_grade": _members_grade,
    "members_title": _members_title,
    "members_discipline": _members_discipline,
    "leader": _leader,
}
