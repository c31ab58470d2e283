"""What goes up from one level to the next: which nominees of a dossier, and how what was sent stands until it is answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from emulation.rules.access import CLERK, STANDING_OFFICER
from kernel.actors import SYSTEM
from kernel.states import Machine, row
from kernel.text import gettext_noop

SENT, TAKEN_IN, SENT_BACK, ANSWERED = "sent_up", "taken_in", "sent_down", "answered_above"
FORWARDING = Machine(
    "forwarding",
    SENT,
    (
        row(SENT, "take_in", TAKEN_IN, SYSTEM),
        row(SENT, "come_back", SENT_BACK, SYSTEM, CLERK, STANDING_OFFICER),
        row(SENT, "hear", ANSWERED, SYSTEM, CLERK, STANDING_OFFICER),
        row(TAKEN_IN, "come_back", SENT_BACK, SYSTEM, CLERK, STANDING_OFFICER),
        row(TAKEN_IN, "hear", ANSWERED, SYSTEM, CLERK, STANDING_OFFICER),
    ),
)
"""What was sent up: on its way, taken in above, given back with a reason, or answered for each nominee."""
LIVE = (SENT, TAKEN_IN)

STATE_TITLES = {
    SENT: gettext_noop("Đã gửi lên"),
    TAKEN_IN: gettext_noop("Cấp trên đã tiếp nhận"),
    SENT_BACK: gettext_noop("Trả lại cấp dưới"),
    ANSWERED: gettext_noop("Cấp trên đã trả kết quả"),
}
ACT_TITLES = {
    "arrive": gettext_noop("nhận từ cấp dưới"),
    "forward_part": gettext_noop("trình riêng mức cao hơn"),
    "send_back": gettext_noop("trả lại cấp dưới"),
    "answer_below": gettext_noop("trả kết quả cho cấp dưới"),
    "take_in": gettext_noop("ghi đã tiếp nhận ở cấp trên"),
    "come_back": gettext_noop("ghi cấp trên trả lại"),
    "hear": gettext_noop("ghi kết quả của cấp trên"),
}

PASS, FAIL, LOWER, HIGHER = "pass", "fail", "lower", "higher"
RESULTS = (PASS, FAIL, LOWER, HIGHER)
"""What the level above may say of a nominee; ``higher`` that it went on to the next."""


@dataclass(frozen=True)
class Standing:
    """How a nominee stands at this level: the appraisal's ``outcome``, what the council advised, whether the head of this level
    decides the award that was arrived at, and whether it is settled already (in a decision, or sent up before)."""

    line: str
    outcome: str
    recommended: bool | None
    ours: bool
    taken: bool = False


def may_go(one: Standing) -> bool:
    return not one.taken and one.outcome in (PASS, LOWER, HIGHER) and one.recommended is not False


def going_up(standings: Iterable[Standing], *, whole: bool) -> tuple[str, ...]:
    """Who is sent up, in their order: with the whole dossier all who did not fail; else those alone whom this level cannot
    award itself, because they deserve a higher award or because another level's head decides it."""
    chosen = (one for one in standings if may_go(one))
    return tuple(one.line for one in chosen if whole or one.outcome == HIGHER or not one.ours)
