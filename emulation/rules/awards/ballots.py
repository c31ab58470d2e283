"""Votes of a council, counted exactly: quorum, threshold over a denominator, choosing among equals, and the arithmetic in words."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from kernel.text import gettext_noop

YES, NO, ABSTAIN = "yes", "no", "abstain"
CHOICES = (YES, NO, ABSTAIN)
TOTAL, PRESENT, CAST = "total", "present", "cast"
DENOMINATORS = (TOTAL, PRESENT, CAST)
LINE, CHOICE = "line", "choice"
HALF = 50
MOST_EQUALS = 20
"""So many can be chosen among in one vote."""

CHOICE_TITLES = {
    YES: gettext_noop("Đồng ý"),
    NO: gettext_noop("Không đồng ý"),
    ABSTAIN: gettext_noop("Không có ý kiến"),
}
DENOMINATOR_TITLES = {
    TOTAL: gettext_noop("tổng số thành viên Hội đồng"),
    PRESENT: gettext_noop("số thành viên tham gia (có mặt hoặc có ý kiến bằng văn bản)"),
    CAST: gettext_noop("số phiếu đã bỏ"),
}
_BASES = {
    TOTAL: gettext_noop("Hội đồng có %(members)s thành viên."),
    PRESENT: gettext_noop("Hội đồng có %(members)s thành viên, %(present)s có mặt, %(written)s gửi ý kiến văn bản."),
    CAST: gettext_noop("Hội đồng có %(members)s thành viên, %(cast)s đã bỏ phiếu."),
}


@dataclass(frozen=True)
class Part:
    """One sentence of the arithmetic: a message id with its values."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_data(self) -> dict[str, Any]:
        return {"message": self.message, "params": dict(self.params)}


@dataclass(frozen=True)
class Rule:
    """How an award is voted on. ``threshold`` is a percentage of ``denominator``, to be reached or, where ``strict``, exceeded: a
    majority (quá bán) is strictly above 50. ``recused_leave`` says whether members who do
    not vote for a conflict of interest leave the denominator too, ``written`` whether absent members' opinions count."""

    threshold: Decimal
    denominator: str = TOTAL
    secret: bool = False
    recused_leave: bool = False
    written: bool = True
    quorum: str = ""
    article: str = ""
    strict: bool = False

    def to_data(self) -> dict[str, Any]:
        return {**asdict(self), "threshold": str(self.threshold)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "threshold": Decimal(str(data["threshold"]))})


@dataclass(frozen=True)
class Turnout:
    """Members of the council on the day, those present, the written opinions that came in, and who is recused (all in all, and of
    those present)."""

    members: int
    present: int
    written: int = 0
    recused: int = 0
    recused_present: int = 0


@dataclass(frozen=True)
class Count:
    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True)
class Outcome:
    """``passed`` is advice to the authority, no more."""

    passed: bool
    yes: int
    denominator: int
    needed: int
    parts: tuple[Part, ...]


def _ceiling(share: Fraction, of: int) -> int:
    return -((-share.numerator * of) // share.denominator)


def needed(threshold: Decimal, denominator: int, *, strict: bool = False) -> int:
    """The smallest number of votes that reaches a percentage of the denominator, or where ``strict`` is above it; at least one,
    so that nothing passes where nobody could vote."""
    share = Fraction(threshold) / 100
    if strict:
        return share.numerator * denominator // share.denominator + 1
    return max(1, _ceiling(share, denominator))


def is_share(text: str) -> bool:
    """Whether a text is a share such as ``2/3``, above nothing and not above one."""
    top, _, bottom = text.partition("/")
    if not (top.isdecimal() and bottom.isdecimal() and len(text) <= 11) or int(bottom) == 0:
        return False
    return 0 < Fraction(int(top), int(bottom)) <= 1


def quorum_of(share: str, members: int) -> int:
    """How many must be there: ``2/3`` of 9 are 6, of 10 are 7."""
    return max(1, _ceiling(Fraction(share), members))


def base(rule: Rule, turnout: Turnout, count: Count) -> int:
    """What the percentage is taken of."""
    if rule.denominator == TOTAL:
        return turnout.members - (turnout.recused if rule.recused_leave else 0)
    if rule.denominator == PRESENT:
        taking_part = turnout.present - (turnout.recused_present if rule.recused_leave else 0)
        return taking_part + (turnout.written if rule.written else 0)
    return count.cast


def outcome(rule: Rule, turnout: Turnout, count: Count) -> Outcome:
    """Passed exactly when the votes in favour reach the threshold; every step of the arithmetic is said."""
    denominator = base(rule, turnout, count)
    limit = needed(rule.threshold, denominator, strict=rule.strict)
    passed = count.yes >= limit
    return Outcome(
        passed, count.yes, denominator, limit, tuple(_words(rule, turnout, count, denominator, passed=passed))
    )


def _words(rule: Rule, turnout: Turnout, count: Count, denominator: int, *, passed: bool) -> Iterable[Part]:
    yield Part(_BASES[rule.denominator], {**asdict(turnout), "cast": count.cast})
    if turnout.recused:
        yield Part(
            gettext_noop("%(recused)s thành viên không tham gia bỏ phiếu vì có liên quan và không tính vào mẫu số.")
            if rule.recused_leave and rule.denominator != CAST
            else gettext_noop("%(recused)s thành viên không tham gia bỏ phiếu vì có liên quan; mẫu số giữ nguyên."),
            {"recused": turnout.recused},
        )
    limit = needed(rule.threshold, denominator, strict=rule.strict)
    share = {"threshold": said(rule.threshold), "denominator": denominator, "needed": limit}
    yield Part(_needs(rule), {**share, "exact": _exact(rule, denominator)} if rule.strict else share)
    yield Part(
        gettext_noop("Đồng ý %(yes)s, không đồng ý %(no)s, không có ý kiến %(abstain)s."),
        {"yes": count.yes, "no": count.no, "abstain": count.abstain},
    )
    yield Part(
        gettext_noop("%(yes)s ≥ %(needed)s: Hội đồng đề nghị khen thưởng.")
        if passed
        else gettext_noop("%(yes)s < %(needed)s: Hội đồng không đề nghị khen thưởng."),
        {"yes": count.yes, "needed": limit},
    )


def _needs(rule: Rule) -> str:
    if not rule.strict:
        return gettext_noop("Cần %(threshold)s%% của %(denominator)s, làm tròn lên là %(needed)s phiếu đồng ý.")
    if rule.threshold == HALF:
        return gettext_noop(
            "Cần quá bán (trên 50 %%) của %(denominator)s, tức trên %(exact)s: ít nhất %(needed)s phiếu đồng ý."
        )
    return gettext_noop(
        "Cần trên %(threshold)s%% của %(denominator)s, tức trên %(exact)s: ít nhất %(needed)s phiếu đồng ý."
    )


def _exact(rule: Rule, denominator: int) -> str:
    """The share itself, which strictly more votes exceed: 50 % of 9 is 4,5."""
    return said(rule.threshold * denominator / 100)


def said(threshold: Decimal) -> str:
    """A percentage as it is written in Viet Nam: without needless zeros, with a comma."""
    text = f"{threshold:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def tally(choices: Iterable[str]) -> Count:
    found = dict.fromkeys(CHOICES, 0)
    for choice in choices:
        found[choice] += 1
    return Count(**found)


# Choosing among equals


@dataclass(frozen=True)
class Chosen:
    """By the numbers of the candidates: who has a seat, who shares the last seats' place with too many others, who has none."""

    votes: Mapping[str, int]
    chosen: tuple[str, ...]
    tied: tuple[str, ...]
    out: tuple[str, ...]
    parts: tuple[Part, ...] = ()


def picks(choice: str) -> tuple[str, ...]:
    """The candidates that a vote names: ``2 5``; none where it is an abstention."""
    return () if choice == ABSTAIN else tuple(choice.split())


def picked(names: Iterable[str]) -> str:
    """A vote for candidates as it is kept."""
    return " ".join(sorted(set(names), key=lambda name: (len(name), name))) or ABSTAIN


def choose(candidates: Iterable[str], choices: Iterable[str], seats: int) -> Chosen:
    """Rank candidates by votes and give the seats from the top. Who shares the place on the boundary with more than there are
    seats left is not decided here; nobody without a vote is chosen."""
    votes = dict.fromkeys(candidates, 0)
    for choice in choices:
        for name in picks(choice):
            votes[name] += 1
    chosen: list[str] = []
    tied: list[str] = []
    for number in sorted({count for count in votes.values() if count}, reverse=True):
        group = [name for name, count in votes.items() if count == number]
        if len(chosen) + len(group) > seats:
            tied = group if len(chosen) < seats else []
            break
        chosen += group
    out = [name for name in votes if name not in chosen and name not in tied]
    parts = (
        *(Part(gettext_noop("Số %(number)s: %(votes)s phiếu."), {"number": n, "votes": v}) for n, v in votes.items()),
        Part(gettext_noop("Còn %(seats)s suất, chọn từ trên xuống theo số phiếu."), {"seats": seats}),
    )
    return Chosen(votes, tuple(chosen), tuple(tied), tuple(out), parts)
