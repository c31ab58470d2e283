"""The state machine of appeals, as rows of (from, act, to, roles), with the words for its own states and acts."""

from emulation.rules.access import (
    AUTHORITY_HEAD,
    COUNCIL_CHAIR,
    COUNCIL_MEMBER,
    COUNCIL_SECRETARY,
    STAFF,
    STANDING_OFFICER,
    UNIT_HEAD,
    UNIT_OFFICER,
)
from kernel.states import Machine, row
from kernel.text import gettext_noop

SUBMITTED, TAKEN_UP, UPHELD, PARTLY_UPHELD, TURNED_DOWN, WITHDRAWN = (
    "submitted",
    "taken_up",
    "upheld",
    "partly_upheld",
    "turned_down",
    "withdrawn",
)
WAITING = (SUBMITTED, TAKEN_UP)
_DECIDERS = (STANDING_OFFICER, COUNCIL_MEMBER, COUNCIL_SECRETARY, COUNCIL_CHAIR, AUTHORITY_HEAD)
_APPELLANTS = (UNIT_OFFICER, UNIT_HEAD, STAFF)
APPEAL = Machine(
    "appeal",
    SUBMITTED,
    (
        row(SUBMITTED, "take_up", TAKEN_UP, STANDING_OFFICER, COUNCIL_SECRETARY, COUNCIL_CHAIR),
        row(SUBMITTED, "withdraw", WITHDRAWN, *_APPELLANTS),
        row(TAKEN_UP, "uphold", UPHELD, *_DECIDERS),
        row(TAKEN_UP, "uphold_in_part", PARTLY_UPHELD, *_DECIDERS),
        row(TAKEN_UP, "turn_down", TURNED_DOWN, *_DECIDERS),
        row(TAKEN_UP, "withdraw", WITHDRAWN, *_APPELLANTS),
    ),
)
STATE_TITLES = {
    TAKEN_UP: gettext_noop("Đã nhận giải quyết"),
    UPHELD: gettext_noop("Được chấp nhận"),
    PARTLY_UPHELD: gettext_noop("Được chấp nhận một phần"),
    TURNED_DOWN: gettext_noop("Không được chấp nhận"),
}
ACT_TITLES = {
    "take_up": gettext_noop("nhận giải quyết"),
    "uphold": gettext_noop("chấp nhận khiếu nại"),
    "uphold_in_part": gettext_noop("chấp nhận một phần khiếu nại"),
    "turn_down": gettext_noop("không chấp nhận khiếu nại"),
}
