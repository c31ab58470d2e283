"""What a contest says before it opens: its faults, and the lines in which people write it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from emulation.rules.contests import (
    AGGREGATES,
    KINDS,
    MOST_CRITERIA,
    MOST_ENTRANTS,
    MOST_JUDGES,
    MOST_ROUNDS,
    PERSON,
    TEAM,
    UNIT,
    Contestant,
    Criterion,
    Judge,
    Plan,
    Prize,
    Round,
    scheme_of_panel,
)
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc, search_key

Read = TypeVar("Read")
_KIND_WORDS = {"don vi": UNIT, "doi": TEAM, "ca nhan": PERSON}
"""Kinds of entrants as people write them, beside the codes."""
LIMITS = {"criteria": MOST_CRITERIA, "rounds": MOST_ROUNDS, "entrants": MOST_ENTRANTS, "judges": MOST_JUDGES}


def plan_problems(plan: Plan) -> list[Problem]:
    """Every fault of a plan that can be seen without knowing units, people and accounts."""
    problems = [*_sizes(plan), *_repeated(plan)]
    if plan.aggregate not in AGGREGATES:
        problems.append(Problem("contest.aggregate", gettext_noop("Hãy chọn cách tính điểm chung."), "aggregate"))
    if not problems:
        problems += _sheet_faults(plan)
        problems += [*_round_faults(plan), *_entrant_faults(plan)]
    return problems


def _sizes(plan: Plan) -> Iterator[Problem]:
    empty = gettext_noop("Hãy ghi nội dung này.")
    for name in ("code", "name", *LIMITS, "prizes"):
        if not getattr(plan, name):
            yield Problem("contest.empty", empty, name)
    message = gettext_noop("Không quá %(most)s dòng.")
    for name, most in LIMITS.items():
        if len(getattr(plan, name)) > most:
            yield Problem("contest.too_many", message, name, {"most": most})


def _repeated(plan: Plan) -> Iterator[Problem]:
    message = gettext_noop("Mã %(code)s được ghi hai lần.")
    named = {
        "criteria": [one.code for one in plan.criteria],
        "entrants": [one.code for one in plan.entrants],
        "judges": [one.username for one in plan.judges],
        "prizes": [one.code for one in plan.prizes],
    }
    for name, codes in named.items():
        for code, count in Counter(codes).items():
            if count > 1:
                yield Problem("contest.repeated", message, name, {"code": code})


def _sheet_faults(plan: Plan) -> list[Problem]:
    """What the scheme language itself refuses about the criteria."""
    try:
        scheme_of_panel(plan.criteria, ["J1", "J2", "J3"], plan.aggregate)
    except Invalid as no:
        return [Problem(fault.code, fault.message, "criteria", fault.params) for fault in no.problems]
    return []


def _round_faults(plan: Plan) -> Iterator[Problem]:
    if [one.number for one in plan.rounds] != list(range(1, len(plan.rounds) + 1)):
        yield Problem("contest.round_order", gettext_noop("Các vòng đánh số 1, 2, 3… theo thứ tự."), "rounds")
    if plan.rounds[-1].advance is not None or any(one.advance == 0 or one.weight <= 0 for one in plan.rounds):
        message = gettext_noop("Vòng cuối không có số đội đi tiếp; trọng số và số đội đi tiếp phải lớn hơn 0.")
        yield Problem("contest.round_figures", message, "rounds")
    for one in plan.rounds:
        sitting = [judge for judge in plan.judges if judge.sits_in(one.number)]
        if sum(judge.presides for judge in sitting) != 1:
            message = gettext_noop("Vòng %(number)s cần đúng một trưởng ban giám khảo.")
            yield Problem("contest.one_presides", message, "judges", {"number": one.number})


def _entrant_faults(plan: Plan) -> Iterator[Problem]:
    message = gettext_noop(
        "Đội thi %(code)s: loại là đơn vị, đội hoặc cá nhân; đơn vị dự thi mang mã của chính nó; chỉ đội có thành viên."
    )
    for one in plan.entrants:
        own = one.kind != UNIT or one.code == one.unit
        if one.kind not in KINDS or not own or bool(one.members) != (one.kind == TEAM):
            yield Problem("contest.entrant", message, "entrants", {"code": one.code})
    if any(prize.count < 1 or prize.points < 0 for prize in plan.prizes):
        yield Problem("contest.prize_figures", gettext_noop("Số giải từ 1, điểm thưởng từ 0."), "prizes")


def read_plan(given: dict[str, str]) -> Plan:
    """A plan as people write it: one line for each criterion, round, entrant, judge and prize, with semicolons between its
    parts. Raises one `Invalid` with every line that cannot be read."""
    faults: list[Problem] = []

    def lines(name: str, read: Callable[[list[str]], Read]) -> tuple[Read, ...]:
        return tuple(_lines(name, given.get(name, ""), read, faults))

    plan = Plan(
        code=nfc(given.get("code", "")),
        name=nfc(given.get("name", "")),
        criteria=lines("criteria", _criterion),
        rounds=lines("rounds", _round),
        entrants=tuple(sorted(lines("entrants", _entrant), key=lambda one: one.code)),
        judges=tuple(sorted(lines("judges", _judge), key=lambda one: one.username)),
        prizes=lines("prizes", _prize),
        aggregate=given.get("aggregate", ""),
    )
    if faults:
        message = gettext_noop("Kế hoạch hội thi có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("contest.invalid", message, problems=faults, count=len(faults))
    return plan


def _lines(name: str, text: str, read: Callable[[list[str]], Read], faults: list[Problem]) -> Iterable[Read]:
    message = gettext_noop("Không đọc được dòng “%(line)s”.")
    for line in filter(None, map(nfc, text.splitlines())):
        parts = [nfc(part) for part in line.split(";")]
        try:
            yield read([*parts, "", "", "", "", ""])
        except (ValueError, InvalidOperation):
            faults.append(Problem("contest.line", message, name, {"line": line[:80]}))


def _number(text: str, usual: str) -> Decimal:
    value = Decimal((text or usual).replace(",", "."))
    if not value.is_finite() or abs(value) > 10_000 or value != round(value, 4):
        raise ValueError(text)
    return value


def _criterion(parts: list[str]) -> Criterion:
    """``ND; Nội dung; 10; 2``"""
    return Criterion(parts[0], parts[1], _number(parts[2], "x"), _number(parts[3], "1"))


def _round(parts: list[str]) -> Round:
    """``1; Vòng loại; 2019-05-10; Hội trường; 1; 4``"""
    advance = int(parts[5]) if parts[5] else None
    return Round(int(parts[0]), parts[1], date.fromisoformat(parts[2]), parts[3], _number(parts[4], "1"), advance)


def _entrant(parts: list[str]) -> Contestant:
    """``DOI-1; Đội một cửa; đội; P01; CB-P01-1, CB-P01-2``"""
    members = tuple(filter(None, map(nfc, parts[4].split(","))))
    kind = _KIND_WORDS.get(search_key(parts[2]), parts[2] or UNIT)
    return Contestant(parts[0], parts[1] or parts[0], kind, parts[3] or parts[0], members)


def _judge(parts: list[str]) -> Judge:
    """``chutich; trưởng ban; 1, 2``"""
    rounds = tuple(int(part) for part in filter(None, map(nfc, parts[2].split(","))))
    return Judge(parts[0], bool(parts[1]), rounds)


def _prize(parts: list[str]) -> Prize:
    """``nhat; Giải nhất; 1; 5``"""
    return Prize(parts[0], parts[1] or parts[0], int(parts[2] or "1"), _number(parts[3], "0"))


def written(plan: Plan) -> dict[str, str]:
    """A plan as the lines in which it was written."""

    def joined(rows: Iterable[Sequence[object]]) -> str:
        return "\n".join("; ".join(str(part) for part in row).rstrip("; ") for row in rows)

    rounds = [(r.number, r.title, r.held_on, r.place, r.weight.normalize(), r.advance or "") for r in plan.rounds]
    return {
        "code": plan.code,
        "name": plan.name,
        "aggregate": plan.aggregate,
        "criteria": joined((c.code, c.title, c.maximum, c.weight) for c in plan.criteria),
        "rounds": joined(rounds),
        "entrants": joined((e.code, e.name, e.kind, e.unit, ", ".join(e.members)) for e in plan.entrants),
        "judges": joined(
            (j.username, "trưởng ban" if j.presides else "", ", ".join(map(str, j.rounds))) for j in plan.judges
        ),
        "prizes": joined((p.code, p.title, p.count, p.points) for p in plan.prizes),
    }
