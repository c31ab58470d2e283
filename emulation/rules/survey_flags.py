"""Flags over survey answers as they are kept: their kinds, limits, reasons, and how often honest data show them.

Flags are advice to the committee. Nothing in the product leaves an answer out because of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text
from emulation.rules.fairness import brief
from emulation.rules.reading import Fields
from emulation.rules.survey_groups import Group
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

SAME_TEXT, ALIKE, STRAIGHT = "same_text", "alike", "straight"
BURST, OFF_HOURS, CODE_RUN, SAME_CLIENT = "burst", "off_hours", "code_run", "same_client"
TITLES = {
    SAME_TEXT: gettext_noop("Ý kiến viết giống hệt nhau"),
    ALIKE: gettext_noop("Nhiều phiếu trùng mọi câu trả lời trong một ngày"),
    STRAIGHT: gettext_noop("Phiếu chọn một mức cho mọi câu"),
    BURST: gettext_noop("Dồn phiếu trong một giờ"),
    OFF_HOURS: gettext_noop("Phiếu ngoài giờ làm việc"),
    CODE_RUN: gettext_noop("Nhiều mã liền nhau của một bảng mã được dùng hết"),
    SAME_CLIENT: gettext_noop("Nhiều phiếu gửi dồn từ một máy"),
}
KINDS = tuple(TITLES)
HONEST = {SAME_TEXT: 1, ALIKE: 1, STRAIGHT: 2, BURST: 3, OFF_HOURS: 2, CODE_RUN: 2, SAME_CLIENT: 2}
"""How many of a hundred honest months of a unit show this flag at the most, as the simulated district of the tests does."""
EXCUSES = {
    SAME_TEXT: gettext_noop("Cùng một đoàn người viết theo lời nhau; câu ngắn thông dụng không bị tính."),
    ALIKE: gettext_noop("Một đoàn đi làm thủ tục cùng lúc và cùng ý kiến."),
    STRAIGHT: gettext_noop("Người thật sự hài lòng mọi mặt chọn mức 5 cho mọi câu; điều đó không có gì sai."),
    BURST: gettext_noop("Ngày cao điểm, đợt cấp giấy tờ tập trung, máy tại quầy gửi bù sau khi mất mạng."),
    OFF_HOURS: gettext_noop("Buổi tiếp dân ngoài giờ hoặc ngày làm bù chưa được khai trong lịch làm việc."),
    CODE_RUN: gettext_noop("Nhiều người nhận phiếu liền nhau được mời trả lời ngay tại quầy."),
    SAME_CLIENT: gettext_noop(
        "Cán bộ hoặc người nhà cho mượn một điện thoại để quét mã; nhiều điện thoại cùng loại dùng chung mạng của trụ sở."
    ),
}
Evidence = Mapping[str, Decimal | int | str]


@dataclass(frozen=True)
class Kept:
    """What is kept of one answered sheet; ``marks`` are the answers in the order of the questions, 0 for no opinion. No hour, no
    code, no device: what is not kept cannot be looked at, and cannot lead to anybody."""

    unit: str
    channel: str
    counter: str
    day: str
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Hourly:
    """How many answers came in an hour of a day at one place by one channel; ``repeated`` of them from a client that had sent
    several a moment before. Which client is not known."""

    unit: str
    channel: str
    counter: str
    day: str
    hour: int
    answers: int
    repeated: int = 0


@dataclass(frozen=True)
class Wrote:
    """A free text as it is compared (`folded`); which sheet it came with is not known."""

    unit: str
    text: str


@dataclass(frozen=True)
class CodeSheet:
    """Codes that were printed together, and the places on the sheet of those that are spent; in which order is not known."""

    unit: str
    counter: str
    label: str
    spent: tuple[int, ...]


def folded(text: str) -> str:
    """A text as it is compared with others: whatever its case, its blanks and its full stops."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in nfc(text).casefold()).split())


@dataclass(frozen=True)
class FlagPolicy:
    """Every limit of the flags.

    ``alarm``: how seldom chance alone may show one flag of a kind in a whole month of a survey.
    ``least_text``, ``least_same_texts``: letters that make a text one's own; how many of the same are looked at.
    ``least_alike``, ``least_items``, ``least_sheets``: same sheets of a day; questions that a sheet must answer before it can be
    straight; sheets that a place needs before it is looked at. ``least_places``: other places to compare it with.
    ``robust_limit``: robust steps above the middle; ``burst_steps`` the same for hours; ``least_days`` of a place before it has
    usual hours; ``least_burst``: answers in an hour below which there is no burst.
    ``opens``, ``closes``: working hours of the counters, whole hours; ``outside_share``: the share of answers that honestly come
    outside of them, ``least_outside`` how many are never looked at; ``at_counter``: the channels that stand at a counter.
    ``client_share``: the share of a day's answers at an open point that honestly come from a client that sent several before,
    ``least_client`` how many are never looked at. ``least_run``: spent codes side by side below which no sheet is looked at.
    """

    alarm: Fraction = Fraction(1, 100)
    least_text: int = 40
    least_same_texts: int = 3
    least_alike: int = 4
    least_items: int = 4
    least_sheets: int = 20
    least_places: int = 5
    robust_limit: Fraction = Fraction(7, 2)
    burst_steps: Fraction = Fraction(6)
    least_days: int = 5
    least_burst: int = 8
    opens: int = 7
    closes: int = 18
    outside_share: Fraction = Fraction(1, 20)
    least_outside: int = 3
    at_counter: tuple[str, ...] = ("qr", "kiosk")
    least_run: int = 6
    client_share: Fraction = Fraction(1, 20)
    least_client: int = 3

    def to_data(self) -> dict[str, Any]:
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}


def _plain(value: Fraction | int | tuple[str, ...]) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return exact_text(value) if isinstance(value, Fraction) else value


_WHOLE = {
    "least_text": (5, 500), "least_same_texts": (2, 100), "least_alike": (3, 1000), "least_items": (2, 100),
    "least_sheets": (5, 10_000), "least_places": (5, 1000), "least_days": (3, 31), "least_outside": (1, 1000),
    "least_burst": (3, 10_000),
    "opens": (0, 23), "closes": (1, 24), "least_run": (3, 1000), "least_client": (1, 1000),
}  # fmt: skip
_SHARES = ("alarm", "outside_share", "client_share")


def parse_flag_policy(data: Mapping[str, Any]) -> FlagPolicy:
    """Read a policy; what is absent takes its default. Raises one `Invalid` that lists every fault."""
    faults: list[Problem] = []
    usual = FlagPolicy()
    names = [one.name for one in fields(usual)]
    read = Fields(data, "", faults, names)
    values = {name: _value(read, name, getattr(usual, name)) for name in names}
    if values["opens"] >= values["closes"]:
        read.fault("hours", gettext_noop("Giờ mở cửa phải trước giờ đóng cửa."), "opens")
    if faults:
        message = gettext_noop("Quy định về dấu hiệu bất thường của khảo sát có %(count)d lỗi.")
        raise Invalid("survey_flags.invalid", message, problems=faults, count=len(faults))
    return FlagPolicy(**values)


def _value(read: Fields, name: str, usual: Any) -> Any:
    if name in _WHOLE:
        return read.whole(name, usual, *_WHOLE[name])
    if isinstance(usual, tuple):
        return tuple(str(value) for value, _ in read.rows(name)) if name in read.data else usual
    found = read.positive(name, None) if name in read.data else None
    if name in _SHARES and found is not None and found > 1:
        read.fault("share_needed", gettext_noop("Cần một tỷ lệ lớn hơn 0 và không quá 1."), name)
    return usual if found is None else Fraction(found)


@dataclass(frozen=True)
class Flag:
    """One thing that honest answers seldom show. ``message`` is the reason in words, with places for ``params``; ``answers`` how
    many answers the group has."""

    kind: str
    group: Group
    figure: Fraction
    limit: Fraction
    answers: int
    message: str
    evidence: Evidence = field(default_factory=dict)

    @property
    def params(self) -> Evidence:
        return {**self.evidence, "figure": brief(self.figure), "limit": brief(self.limit), "answers": self.answers}

    @property
    def honest(self) -> int:
        return HONEST[self.kind]

    def text(self) -> str:
        return self.message % self.params

    def to_data(self) -> dict[str, Any]:
        """As it stands with a proposal: the figures of the day on which somebody acted on them."""
        figures = {"figure": exact_text(self.figure), "limit": exact_text(self.limit), "answers": self.answers}
        evidence = {name: str(value) for name, value in self.evidence.items()}
        return {"kind": self.kind, "message": self.message, "evidence": evidence, **figures}
