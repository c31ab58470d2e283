"""The words for codes of the council that people see."""

from emulation.commendation.council_sessions import FORM_TITLES, WAY_TITLES
from emulation.commendation.councils import ROLE_TITLES
from emulation.commendation.recusals import GROUND_TITLES
from emulation.rules.awards.ballots import CHOICE_TITLES, DENOMINATOR_TITLES
from kernel.text import gettext_noop

SESSION_ACTS = {
    "open": gettext_noop("Khai mạc phiên họp"),
    "close": gettext_noop("Bế mạc phiên họp"),
    "cancel": gettext_noop("Hoãn, hủy phiên họp"),
    "minute": gettext_noop("Hoàn thành biên bản"),
}
BY_GROUP = {
    "session_act": SESSION_ACTS,
    "session_form": FORM_TITLES,
    "attendance": WAY_TITLES,
    "council_role": ROLE_TITLES,
    "recusal": GROUND_TITLES,
    "vote": CHOICE_TITLES,
    "denominator": DENOMINATOR_TITLES,
}
