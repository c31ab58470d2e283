"""The state machines of bonuses and of the lists by which they are paid, as rows of (from, act, to, roles)."""

from emulation.rules.access import ACCOUNTANT, AUTHORITY_HEAD, STANDING_OFFICER
from kernel.actors import SYSTEM
from kernel.states import Machine, row
from kernel.text import gettext_noop

DUE, COVERED, LISTED, PAID, CANCELLED = "due", "covered", "listed", "paid", "cancelled"
RECOVERY_DUE, RECOVERED = "recovery_due", "recovered"
BONUS = Machine(
    "bonus",
    DUE,
    (
        row(DUE, "cover", COVERED, SYSTEM),
        row(COVERED, "uncover", DUE, SYSTEM),
        row(DUE, "list", LISTED, SYSTEM),
        row(LISTED, "unlist", DUE, SYSTEM),
        row(LISTED, "pay", PAID, SYSTEM),
        *(row(state, "cancel", CANCELLED, SYSTEM) for state in (DUE, COVERED, LISTED)),
        row(PAID, "claim", RECOVERY_DUE, SYSTEM),
        row(RECOVERY_DUE, "recover", RECOVERED, ACCOUNTANT),
    ),
)
"""A bonus moves with the list that it stands in and with the life of its award; that money came back, the accountant says."""

DRAFT, APPROVED, RETURNED, DISCARDED = "draft", "approved", "returned", "discarded"
_DRAFTERS = (STANDING_OFFICER, ACCOUNTANT)
PAYMENT_LIST = Machine(
    "payment_list",
    DRAFT,
    (
        *(row(state, "revise", DRAFT, *_DRAFTERS) for state in (DRAFT, RETURNED)),
        *(row(state, "discard", DISCARDED, *_DRAFTERS) for state in (DRAFT, RETURNED)),
        row(DRAFT, "approve", APPROVED, AUTHORITY_HEAD),
        row(DRAFT, "return", RETURNED, AUTHORITY_HEAD),
        row(APPROVED, "return", RETURNED, AUTHORITY_HEAD, ACCOUNTANT),
        row(APPROVED, "pay", PAID, ACCOUNTANT),
    ),
)
MACHINES = (BONUS, PAYMENT_LIST)

STATE_TITLES = {
    DUE: gettext_noop("Được thưởng, chưa lập danh sách"),
    COVERED: gettext_noop("Gộp vào mức cao hơn của cùng thành tích"),
    LISTED: gettext_noop("Đã vào danh sách chi"),
    PAID: gettext_noop("Đã chi"),
    RECOVERY_DUE: gettext_noop("Phải thu hồi"),
    RECOVERED: gettext_noop("Đã thu hồi"),
}
ACT_TITLES = {
    "cover": gettext_noop("gộp vào mức cao hơn"),
    "uncover": gettext_noop("trả lại mức riêng"),
    "list": gettext_noop("đưa vào danh sách chi"),
    "unlist": gettext_noop("rút khỏi danh sách chi"),
    "pay": gettext_noop("chi thưởng"),
    "claim": gettext_noop("ghi phải thu hồi"),
    "recover": gettext_noop("ghi đã thu hồi"),
}
