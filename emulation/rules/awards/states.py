"""The state machines of commendation, as rows of (from, act, to, roles)."""

from emulation.rules.access import (
    AUTHORITY_HEAD,
    CLERK,
    COUNCIL_SECRETARY,
    STANDING_OFFICER,
    UNIT_HEAD,
    UNIT_OFFICER,
)
from kernel.actors import SYSTEM
from kernel.states import Machine, row
from kernel.text import gettext_noop

DRAFT, SUBMITTED, RETURNED, APPROVED = "draft", "submitted", "returned", "approved"
REGISTRATION = Machine(
    "registration",
    DRAFT,
    (
        row(DRAFT, "revise", DRAFT, UNIT_OFFICER),
        row(DRAFT, "submit", SUBMITTED, UNIT_HEAD),
        row(RETURNED, "revise", RETURNED, UNIT_OFFICER),
        row(RETURNED, "submit", SUBMITTED, UNIT_HEAD),
        row(SUBMITTED, "approve", APPROVED, STANDING_OFFICER),
        row(SUBMITTED, "return", RETURNED, STANDING_OFFICER),
    ),
)

RECEIVED, APPRAISED, IN_COUNCIL, CONSIDERED, DECIDED = "received", "appraised", "in_council", "considered", "decided"
WITHDRAWN, FORWARDED, GIVEN_BACK = "withdrawn", "forwarded", "given_back"
_AT_WORK = (SUBMITTED, RECEIVED, APPRAISED, CONSIDERED)
NOMINATION = Machine(
    "nomination",
    DRAFT,
    (
        row(DRAFT, "revise", DRAFT, UNIT_OFFICER, STANDING_OFFICER),
        row(DRAFT, "submit", SUBMITTED, UNIT_HEAD),
        row(DRAFT, "withdraw", WITHDRAWN, UNIT_OFFICER, UNIT_HEAD),
        row(RETURNED, "revise", RETURNED, UNIT_OFFICER, STANDING_OFFICER),
        row(RETURNED, "submit", SUBMITTED, UNIT_HEAD),
        row(RETURNED, "withdraw", WITHDRAWN, UNIT_OFFICER, UNIT_HEAD),
        row(SUBMITTED, "receive", RECEIVED, STANDING_OFFICER),
        row(SUBMITTED, "return", RETURNED, STANDING_OFFICER),
        row(SUBMITTED, "withdraw", WITHDRAWN, UNIT_HEAD),
        row(RECEIVED, "appraise", APPRAISED, STANDING_OFFICER),
        row(RECEIVED, "return", RETURNED, STANDING_OFFICER),
        row(APPRAISED, "return", RETURNED, STANDING_OFFICER),
        row(APPRAISED, "forward", FORWARDED, AUTHORITY_HEAD),
        row(APPRAISED, "bring", IN_COUNCIL, COUNCIL_SECRETARY, STANDING_OFFICER),
        row(IN_COUNCIL, "consider", CONSIDERED, SYSTEM),
        row(IN_COUNCIL, "take_off", APPRAISED, COUNCIL_SECRETARY, STANDING_OFFICER),
        row(CONSIDERED, "forward", FORWARDED, AUTHORITY_HEAD),
        row(CONSIDERED, "return", RETURNED, STANDING_OFFICER),
        row(CONSIDERED, "decide", DECIDED, SYSTEM),
        row(APPRAISED, "decide", DECIDED, SYSTEM),
        row(DRAFT, "arrive", SUBMITTED, SYSTEM),
        *(row(state, "send_back", GIVEN_BACK, STANDING_OFFICER) for state in _AT_WORK),
        *(row(state, "forward_part", state, AUTHORITY_HEAD) for state in (APPRAISED, CONSIDERED, DECIDED)),
        row(APPRAISED, "answer_below", DECIDED, STANDING_OFFICER),
        row(CONSIDERED, "answer_below", DECIDED, STANDING_OFFICER),
        row(FORWARDED, "come_back", RECEIVED, SYSTEM),
        row(FORWARDED, "hear", DECIDED, SYSTEM),
    ),
)

CONSULTING, NUMBERED, SIGNED, DISCARDED = "consulting", "numbered", "signed", "discarded"
DECISION = Machine(
    "decision",
    DRAFT,
    (
        row(DRAFT, "revise", DRAFT, STANDING_OFFICER, CLERK),
        row(DRAFT, "discard", DISCARDED, STANDING_OFFICER, CLERK),
        row(DRAFT, "consult", CONSULTING, STANDING_OFFICER),
        row(CONSULTING, "settle", DRAFT, STANDING_OFFICER, SYSTEM),
        row(DRAFT, "number", NUMBERED, CLERK),
        row(NUMBERED, "unnumber", DRAFT, CLERK),
        row(DRAFT, "sign", SIGNED, AUTHORITY_HEAD),
        row(NUMBERED, "sign", SIGNED, AUTHORITY_HEAD),
    ),
)

STATE_TITLES = {
    IN_COUNCIL: gettext_noop("Đang xét tại Hội đồng"),
    CONSIDERED: gettext_noop("Hội đồng đã xét"),
    DECIDED: gettext_noop("Đã có quyết định"),
    FORWARDED: gettext_noop("Đã trình cấp trên"),
    GIVEN_BACK: gettext_noop("Đã trả lại cấp dưới"),
    WITHDRAWN: gettext_noop("Đã rút"),
    CONSULTING: gettext_noop("Đang lấy ý kiến"),
    NUMBERED: gettext_noop("Đã cấp số"),
}
ACT_TITLES = {
    "receive": gettext_noop("tiếp nhận"),
    "withdraw": gettext_noop("rút"),
    "bring": gettext_noop("đưa ra Hội đồng"),
    "consider": gettext_noop("ghi kết quả xét"),
    "take_off": gettext_noop("rút khỏi chương trình họp"),
    "decide": gettext_noop("ghi quyết định"),
    "forward": gettext_noop("trình cấp trên"),
    "consult": gettext_noop("lấy ý kiến"),
    "settle": gettext_noop("khép lấy ý kiến"),
    "number": gettext_noop("cấp số"),
    "unnumber": gettext_noop("thu lại số"),
}
