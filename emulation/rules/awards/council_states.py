"""The state machines of the council's sessions and of the items on their agenda, as rows of (from, act, to, roles)."""

from emulation.rules.access import COUNCIL_CHAIR, COUNCIL_SECRETARY
from kernel.actors import SYSTEM
from kernel.states import Machine, row
from kernel.text import gettext_noop

CONVENED, OPEN, CLOSED, RECORDED, CANCELLED = "convened", "open", "closed", "recorded", "cancelled"
LEADERS = (COUNCIL_CHAIR, COUNCIL_SECRETARY)
COUNCIL_SESSION = Machine(
    "council_session",
    CONVENED,
    (
        row(CONVENED, "open", OPEN, *LEADERS),
        row(CONVENED, "cancel", CANCELLED, COUNCIL_SECRETARY),
        row(OPEN, "close", CLOSED, *LEADERS),
        row(CLOSED, "minute", RECORDED, COUNCIL_SECRETARY),
    ),
)

WAITING, TIED = "waiting", "tied"
SESSION_ITEM = Machine(
    "session_item",
    WAITING,
    (
        row(WAITING, "open", OPEN, *LEADERS),
        row(OPEN, "close", CLOSED, *LEADERS),
        row(OPEN, "find_tied", TIED, SYSTEM),
        row(TIED, "break_tie", CLOSED, COUNCIL_CHAIR),
    ),
)
"""``find_tied`` is what closing comes to where a choice among equals ends in a tie again: the chair breaks it."""

MACHINES = (COUNCIL_SESSION, SESSION_ITEM)
STATE_TITLES = {
    CONVENED: gettext_noop("Đã triệu tập"),
    RECORDED: gettext_noop("Đã có biên bản họp"),
    WAITING: gettext_noop("Chưa biểu quyết"),
    TIED: gettext_noop("Bằng phiếu, chờ Chủ tịch Hội đồng"),
}
ACT_TITLES = {
    "minute": gettext_noop("lập biên bản họp"),
    "find_tied": gettext_noop("kiểm phiếu bằng nhau"),
    "break_tie": gettext_noop("quyết định khi bằng phiếu"),
}
