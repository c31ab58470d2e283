"""The state machines of the domain, as rows of (from, act, to, roles)."""

from emulation.rules.access import (
    AUTHORITY_HEAD,
    CLUSTER_DEPUTY,
    CLUSTER_LEAD,
    COUNCIL_CHAIR,
    INSPECTOR,
    STAFF,
    STANDING_OFFICER,
    UNIT_HEAD,
    UNIT_OFFICER,
)
from emulation.rules.appeal_states import ACT_TITLES as APPEAL_ACTS
from emulation.rules.appeal_states import APPEAL
from emulation.rules.appeal_states import STATE_TITLES as APPEAL_STATES
from emulation.rules.awards import council_states as councils
from emulation.rules.awards import forwarding
from emulation.rules.awards import states as awards
from emulation.rules.awards.payment_states import ACT_TITLES as PAYMENT_ACTS
from emulation.rules.awards.payment_states import MACHINES as PAYMENTS
from emulation.rules.awards.payment_states import STATE_TITLES as PAYMENT_STATES
from emulation.rules.inspection_states import ACT_TITLES as INSPECTION_ACTS
from emulation.rules.inspection_states import MACHINES as INSPECTIONS
from emulation.rules.inspection_states import STATE_TITLES as INSPECTION_STATES
from kernel.actors import SYSTEM
from kernel.states import Machine, row
from kernel.text import gettext_noop

DRAFT, LAUNCHED, SUSPENDED, CLOSED, CONCLUDED, CANCELLED = (
    "draft",
    "launched",
    "suspended",
    "closed",
    "concluded",
    "cancelled",
)
CAMPAIGN = Machine(
    "campaign",
    DRAFT,
    (
        row(DRAFT, "revise", DRAFT, STANDING_OFFICER),
        row(DRAFT, "launch", LAUNCHED, AUTHORITY_HEAD),
        row(DRAFT, "cancel", CANCELLED, AUTHORITY_HEAD),
        row(LAUNCHED, "review", LAUNCHED, STANDING_OFFICER, COUNCIL_CHAIR),
        row(LAUNCHED, "suspend", SUSPENDED, AUTHORITY_HEAD),
        row(SUSPENDED, "resume", LAUNCHED, AUTHORITY_HEAD),
        row(LAUNCHED, "close", CLOSED, STANDING_OFFICER, AUTHORITY_HEAD),
        row(LAUNCHED, "cancel", CANCELLED, AUTHORITY_HEAD),
        row(SUSPENDED, "cancel", CANCELLED, AUTHORITY_HEAD),
        row(CLOSED, "conclude", CONCLUDED, AUTHORITY_HEAD),
    ),
)

OPEN = "open"
MONTH = Machine("month", OPEN, (row(OPEN, "close", CLOSED, STANDING_OFFICER, SYSTEM),))

SUBMITTED, RETURNED, CONFIRMED, APPRAISED = "submitted", "returned", "confirmed", "appraised"
ASSESSED = "assessed"
EVALUATION = Machine(
    "evaluation",
    DRAFT,
    (
        row(DRAFT, "save", DRAFT, UNIT_OFFICER, STAFF),
        row(DRAFT, "submit", SUBMITTED, UNIT_OFFICER, STAFF),
        row(RETURNED, "save", RETURNED, UNIT_OFFICER, STAFF),
        row(RETURNED, "submit", SUBMITTED, UNIT_OFFICER, STAFF),
        row(SUBMITTED, "confirm", CONFIRMED, UNIT_HEAD),
        row(SUBMITTED, "return", RETURNED, UNIT_HEAD, STANDING_OFFICER),
        row(SUBMITTED, "appraise", APPRAISED, STANDING_OFFICER),
        row(CONFIRMED, "appraise", APPRAISED, STANDING_OFFICER, CLUSTER_LEAD),
        row(SUBMITTED, "assess", ASSESSED, CLUSTER_LEAD, CLUSTER_DEPUTY),
        row(CONFIRMED, "assess", ASSESSED, CLUSTER_LEAD, CLUSTER_DEPUTY),
        row(ASSESSED, "appraise", APPRAISED, STANDING_OFFICER),
        row(ASSESSED, "return", RETURNED, STANDING_OFFICER, CLUSTER_LEAD, CLUSTER_DEPUTY),
        row(CONFIRMED, "return", RETURNED, STANDING_OFFICER, CLUSTER_LEAD),
        row(APPRAISED, "return", RETURNED, STANDING_OFFICER),
    ),
)

TASK_LIST = Machine(
    "task_list",
    DRAFT,
    (
        row(DRAFT, "save", DRAFT, STAFF, UNIT_OFFICER),
        row(DRAFT, "submit", SUBMITTED, STAFF, UNIT_OFFICER),
        row(RETURNED, "save", RETURNED, STAFF, UNIT_OFFICER),
        row(RETURNED, "submit", SUBMITTED, STAFF, UNIT_OFFICER),
        row(SUBMITTED, "confirm", CONFIRMED, UNIT_HEAD, STANDING_OFFICER),
        row(SUBMITTED, "return", RETURNED, UNIT_HEAD, STANDING_OFFICER),
        row(CONFIRMED, "return", RETURNED, UNIT_HEAD, STANDING_OFFICER),
    ),
)

UPLOADED, VALIDATED, REJECTED, COMMITTING, COMMITTED, DISCARDED = (
    "uploaded",
    "validated",
    "rejected",
    "committing",
    "committed",
    "discarded",
)
_IMPORTERS = (UNIT_OFFICER, STANDING_OFFICER)
IMPORT = Machine(
    "import",
    UPLOADED,
    (
        row(UPLOADED, "validate", VALIDATED, SYSTEM),
        row(UPLOADED, "reject", REJECTED, SYSTEM),
        row(VALIDATED, "commit", COMMITTING, *_IMPORTERS),
        row(VALIDATED, "discard", DISCARDED, *_IMPORTERS),
        row(COMMITTING, "finish", COMMITTED, SYSTEM),
        row(COMMITTING, "refuse", VALIDATED, SYSTEM),
    ),
)

SIGNED = "signed"

PROVISIONAL, PUBLISHED, FINAL, REPLACED = "provisional", "published", "final", "replaced"
_PUBLISHERS = (STANDING_OFFICER, COUNCIL_CHAIR, AUTHORITY_HEAD)
_IN_FORCE = (PROVISIONAL, PUBLISHED, FINAL)
RANKING = Machine(
    "ranking",
    PROVISIONAL,
    (
        row(PROVISIONAL, "publish", PUBLISHED, *_PUBLISHERS),
        row(PUBLISHED, "finalise", FINAL, COUNCIL_CHAIR, AUTHORITY_HEAD),
        *(row(state, "recompute", state, STANDING_OFFICER, SYSTEM) for state in _IN_FORCE),
        *(row(state, "replace", REPLACED, SYSTEM) for state in _IN_FORCE),
    ),
)

SHADOW = "shadow"
REVISION = Machine(
    "revision",
    SHADOW,
    (
        row(SHADOW, "apply", PUBLISHED, *_PUBLISHERS),
        row(SHADOW, "discard", DISCARDED, *_PUBLISHERS, SYSTEM),
    ),
)

PROPOSED, APPROVED, DECLINED = "proposed", "approved", "declined"
CORRECTION = Machine(
    "correction",
    PROPOSED,
    (
        row(PROPOSED, "approve", APPROVED, *_PUBLISHERS),
        row(PROPOSED, "decline", DECLINED, *_PUBLISHERS),
    ),
)

BOOKED, REVERSED = "booked", "reversed"
BOOKING = Machine(
    "booking",
    PROPOSED,
    (
        row(PROPOSED, "book", BOOKED, STANDING_OFFICER, SYSTEM),
        row(PROPOSED, "decline", DECLINED, STANDING_OFFICER, INSPECTOR),
        row(BOOKED, "reverse", REVERSED, *_PUBLISHERS, SYSTEM),
    ),
)

RECEIVED, ROUTED, ANSWERED, SENT, DISMISSED = "received", "routed", "answered", "sent", "dismissed"
_ANSWERERS = (UNIT_OFFICER, UNIT_HEAD)
FEEDBACK = Machine(
    "feedback",
    RECEIVED,
    (
        row(RECEIVED, "route", ROUTED, STANDING_OFFICER),
        row(RECEIVED, "dismiss", DISMISSED, STANDING_OFFICER),
        row(ROUTED, "route", ROUTED, STANDING_OFFICER),
        row(ROUTED, "dismiss", DISMISSED, STANDING_OFFICER),
        row(ROUTED, "answer", ANSWERED, *_ANSWERERS),
        row(ROUTED, "close", CLOSED, STANDING_OFFICER),
        row(ANSWERED, "return", ROUTED, STANDING_OFFICER),
        row(ANSWERED, "send", SENT, STANDING_OFFICER),
        row(SENT, "reopen", ROUTED, SYSTEM),
        row(SENT, "close", CLOSED, SYSTEM),
    ),
)

SURVEY_VERSION = Machine(
    "survey_version",
    DRAFT,
    (
        row(DRAFT, "revise", DRAFT, STANDING_OFFICER),
        row(DRAFT, "open", OPEN, AUTHORITY_HEAD, COUNCIL_CHAIR),
        row(OPEN, "close", CLOSED, STANDING_OFFICER, AUTHORITY_HEAD, COUNCIL_CHAIR),
    ),
)

ASSIGNED, ACKNOWLEDGED, REPORTED, ACCEPTED = "assigned", "acknowledged", "reported", "accepted"
_DOERS = (UNIT_HEAD, UNIT_OFFICER, STAFF)
ASSIGNERS = (STANDING_OFFICER, COUNCIL_CHAIR, AUTHORITY_HEAD)
_AT_WORK = (ASSIGNED, ACKNOWLEDGED, RETURNED)
ASSIGNMENT = Machine(
    "assignment",
    DRAFT,
    (
        row(DRAFT, "revise", DRAFT, STANDING_OFFICER),
        row(DRAFT, "assign", ASSIGNED, *ASSIGNERS),
        row(ASSIGNED, "acknowledge", ACKNOWLEDGED, *_DOERS),
        *(row(state, "report", REPORTED, *_DOERS) for state in _AT_WORK),
        *(row(state, "explain", state, *_DOERS) for state in (*_AT_WORK, REPORTED, ACCEPTED)),
        row(REPORTED, "accept", ACCEPTED, *ASSIGNERS),
        row(REPORTED, "return", RETURNED, *ASSIGNERS),
        *(row(state, "extend", state, *ASSIGNERS) for state in _AT_WORK),
        *(row(state, "excuse", state, *ASSIGNERS) for state in (*_AT_WORK, REPORTED, ACCEPTED)),
        *(row(state, "cancel", CANCELLED, *ASSIGNERS) for state in (DRAFT, *_AT_WORK, REPORTED)),
    ),
)

EXCLUDED, RESTORED = "excluded", "restored"
SURVEY_EXCLUSION = Machine(
    "survey_exclusion",
    PROPOSED,
    (
        row(PROPOSED, "exclude", EXCLUDED, *_PUBLISHERS),
        row(PROPOSED, "decline", DECLINED, *_PUBLISHERS),
        row(EXCLUDED, "restore", RESTORED, *_PUBLISHERS),
    ),
)

JUDGED, AWARDED = "judged", "awarded"
CONTEST = Machine(
    "contest",
    DRAFT,
    (
        row(DRAFT, "revise", DRAFT, STANDING_OFFICER),
        row(DRAFT, "open", OPEN, STANDING_OFFICER),
        row(OPEN, "finish", JUDGED, SYSTEM),
        row(JUDGED, "award", AWARDED, STANDING_OFFICER),
        row(AWARDED, "return", JUDGED, COUNCIL_CHAIR, AUTHORITY_HEAD),
        row(AWARDED, "sign", SIGNED, COUNCIL_CHAIR, AUTHORITY_HEAD),
        row(SIGNED, "publish", PUBLISHED, *ASSIGNERS),
        *(row(state, "cancel", CANCELLED, STANDING_OFFICER, AUTHORITY_HEAD) for state in (DRAFT, OPEN, JUDGED)),
    ),
)

SUGGESTED, TAKEN_UP = "suggested", "taken_up"
COMMENDATION = Machine(
    "commendation",
    SUGGESTED,
    (row(SUGGESTED, "take_up", TAKEN_UP, *ASSIGNERS), row(SUGGESTED, "discard", DISCARDED, *ASSIGNERS)),
)

MACHINES = (
    COMMENDATION,
    CONTEST,
    CAMPAIGN,
    MONTH,
    EVALUATION,
    TASK_LIST,
    IMPORT,
    awards.DECISION,
    RANKING,
    REVISION,
    CORRECTION,
    BOOKING,
    FEEDBACK,
    SURVEY_VERSION,
    ASSIGNMENT,
    *INSPECTIONS,
    APPEAL,
    SURVEY_EXCLUSION,
    awards.REGISTRATION,
    awards.NOMINATION,
    forwarding.FORWARDING,
    *PAYMENTS,
    *councils.MACHINES,
)

STATE_TITLES = {
    **INSPECTION_STATES,
    **PAYMENT_STATES,
    **APPEAL_STATES,
    **awards.STATE_TITLES,
    **forwarding.STATE_TITLES,
    **councils.STATE_TITLES,
    RECEIVED: gettext_noop("Đã tiếp nhận"),
    ROUTED: gettext_noop("Đã chuyển đơn vị"),
    ANSWERED: gettext_noop("Đơn vị đã trả lời, chờ duyệt"),
    SENT: gettext_noop("Đã gửi trả lời"),
    DISMISSED: gettext_noop("Không thuộc thẩm quyền"),
    DRAFT: gettext_noop("Dự thảo"),
    LAUNCHED: gettext_noop("Đã phát động"),
    SUSPENDED: gettext_noop("Đang tạm dừng"),
    CLOSED: gettext_noop("Đã kết thúc"),
    CONCLUDED: gettext_noop("Đã tổng kết"),
    CANCELLED: gettext_noop("Đã hủy"),
    OPEN: gettext_noop("Đang mở"),
    SUBMITTED: gettext_noop("Đã nộp"),
    RETURNED: gettext_noop("Bị trả lại"),
    CONFIRMED: gettext_noop("Thủ trưởng đã xác nhận"),
    ASSESSED: gettext_noop("Cụm, khối đã thẩm định"),
    APPRAISED: gettext_noop("Đã thẩm định"),
    UPLOADED: gettext_noop("Đã tải lên"),
    VALIDATED: gettext_noop("Đã kiểm tra"),
    REJECTED: gettext_noop("Không đọc được"),
    COMMITTING: gettext_noop("Đang ghi"),
    COMMITTED: gettext_noop("Đã ghi"),
    DISCARDED: gettext_noop("Đã bỏ"),
    SIGNED: gettext_noop("Đã ký"),
    PROVISIONAL: gettext_noop("Tạm tính"),
    PUBLISHED: gettext_noop("Đã công bố"),
    FINAL: gettext_noop("Chính thức"),
    REPLACED: gettext_noop("Đã được thay thế"),
    SHADOW: gettext_noop("Bản tính lại, chưa áp dụng"),
    PROPOSED: gettext_noop("Chờ người thứ hai duyệt"),
    APPROVED: gettext_noop("Đã duyệt"),
    DECLINED: gettext_noop("Không được chấp nhận"),
    BOOKED: gettext_noop("Đã ghi điểm"),
    REVERSED: gettext_noop("Đã hủy ghi điểm"),
    ASSIGNED: gettext_noop("Đã giao"),
    ACKNOWLEDGED: gettext_noop("Đã nhận việc"),
    REPORTED: gettext_noop("Đã báo cáo hoàn thành"),
    ACCEPTED: gettext_noop("Đã nghiệm thu"),
    EXCLUDED: gettext_noop("Đã loại khỏi kết quả"),
    RESTORED: gettext_noop("Đã đưa trở lại"),
    JUDGED: gettext_noop("Đã chấm xong"),
    SUGGESTED: gettext_noop("Chờ xem xét"),
    TAKEN_UP: gettext_noop("Đã nhận giải quyết"),
    AWARDED: gettext_noop("Đã chốt giải, chờ ký"),
}
ACT_TITLES = {
    "route": gettext_noop("chuyển đơn vị"),
    "dismiss": gettext_noop("không tiếp nhận"),
    "answer": gettext_noop("trả lời"),
    "send": gettext_noop("duyệt và gửi"),
    "reopen": gettext_noop("mở lại"),
    "open": gettext_noop("mở"),
    **INSPECTION_ACTS,
    **PAYMENT_ACTS,
    **APPEAL_ACTS,
    **awards.ACT_TITLES,
    **forwarding.ACT_TITLES,
    **councils.ACT_TITLES,
    "revise": gettext_noop("sửa"),
    "launch": gettext_noop("phát động"),
    "cancel": gettext_noop("hủy"),
    "review": gettext_noop("sơ kết"),
    "suspend": gettext_noop("tạm dừng"),
    "resume": gettext_noop("tiếp tục"),
    "close": gettext_noop("kết thúc"),
    "conclude": gettext_noop("tổng kết"),
    "save": gettext_noop("lưu"),
    "submit": gettext_noop("nộp"),
    "confirm": gettext_noop("xác nhận"),
    "return": gettext_noop("trả lại"),
    "assess": gettext_noop("thẩm định của cụm, khối"),
    "appraise": gettext_noop("thẩm định"),
    "validate": gettext_noop("kiểm tra"),
    "reject": gettext_noop("từ chối"),
    "commit": gettext_noop("ghi vào hệ thống"),
    "discard": gettext_noop("bỏ"),
    "finish": gettext_noop("ghi xong"),
    "refuse": gettext_noop("không ghi được"),
    "sign": gettext_noop("ký"),
    "publish": gettext_noop("công bố"),
    "finalise": gettext_noop("xác nhận chính thức"),
    "recompute": gettext_noop("tính lại"),
    "replace": gettext_noop("thay thế"),
    "apply": gettext_noop("áp dụng bản tính lại"),
    "approve": gettext_noop("duyệt"),
    "decline": gettext_noop("không chấp nhận"),
    "book": gettext_noop("ghi điểm"),
    "reverse": gettext_noop("hủy ghi điểm"),
    "assign": gettext_noop("giao"),
    "acknowledge": gettext_noop("nhận việc"),
    "report": gettext_noop("báo cáo hoàn thành"),
    "accept": gettext_noop("nghiệm thu"),
    "extend": gettext_noop("gia hạn"),
    "explain": gettext_noop("giải trình"),
    "excuse": gettext_noop("chấp nhận lý do chậm"),
    "exclude": gettext_noop("loại khỏi kết quả"),
    "restore": gettext_noop("đưa trở lại"),
    "award": gettext_noop("chốt giải"),
    "take_up": gettext_noop("tiếp nhận gợi ý"),
}
