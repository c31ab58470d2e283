"""The state machines of inspections: a visit, a finding, a list drawn at random; `states` puts them beside the others."""

from emulation.rules.access import (
    AUTHORITY_HEAD,
    COUNCIL_CHAIR,
    COUNCIL_SECRETARY,
    INSPECTOR,
    STANDING_OFFICER,
    UNIT_HEAD,
    UNIT_OFFICER,
)
from kernel.actors import SYSTEM
from kernel.states import Machine, row
from kernel.text import gettext_noop

PLANNED, BEGUN, MINUTED, EXPLAINED, SETTLED, CANCELLED = (
    "planned",
    "begun",
    "minuted",
    "explained",
    "settled",
    "cancelled",
)
PLANNERS = (STANDING_OFFICER, AUTHORITY_HEAD, INSPECTOR)
_FOR_THE_UNIT = (UNIT_HEAD, UNIT_OFFICER)
VISIT = Machine(
    "visit",
    PLANNED,
    (
        row(PLANNED, "cancel", CANCELLED, *PLANNERS),
        row(PLANNED, "begin", BEGUN, INSPECTOR),
        row(BEGUN, "fill", BEGUN, INSPECTOR),
        row(BEGUN, "close_minutes", MINUTED, INSPECTOR),
        row(MINUTED, "end_explaining", EXPLAINED, SYSTEM),
        row(MINUTED, "settle", SETTLED, SYSTEM),
        row(EXPLAINED, "settle", SETTLED, SYSTEM),
    ),
)

RECORDED, AWAITED, UNEXPLAINED = "recorded", "awaited", "unexplained"
PROPOSED, BOOKED, DECLINED, WAIVED, PRAISED, WITHDRAWN, REVERSED = (
    "proposed",
    "booked",
    "declined",
    "waived",
    "praised",
    "withdrawn",
    "reversed",
)
FINDING = Machine(
    "finding",
    RECORDED,
    (
        row(RECORDED, "withdraw", WITHDRAWN, INSPECTOR),
        row(RECORDED, "ask", AWAITED, SYSTEM),
        row(RECORDED, "praise", PRAISED, SYSTEM),
        row(AWAITED, "explain", EXPLAINED, *_FOR_THE_UNIT),
        row(AWAITED, "lapse", UNEXPLAINED, SYSTEM),
        *(row(state, "propose", PROPOSED, INSPECTOR) for state in (EXPLAINED, UNEXPLAINED)),
        *(row(state, "waive", WAIVED, INSPECTOR) for state in (EXPLAINED, UNEXPLAINED)),
        row(PROPOSED, "book", BOOKED, STANDING_OFFICER),
        row(PROPOSED, "decline", DECLINED, STANDING_OFFICER),
        row(BOOKED, "reverse", REVERSED, SYSTEM),
    ),
)
OPEN_FINDINGS = (EXPLAINED, UNEXPLAINED, PROPOSED)
"""What still waits for a word of the team's lead or of a standing officer."""
TOLD_FINDINGS = (AWAITED, EXPLAINED, UNEXPLAINED, PROPOSED, BOOKED, DECLINED, WAIVED, PRAISED, REVERSED)
"""What the unit reads: nothing before the report, nothing that was taken back."""

COMMITTED_SEED, DRAWN = "seed_committed", "drawn"
DRAWERS = (STANDING_OFFICER, AUTHORITY_HEAD, COUNCIL_CHAIR, COUNCIL_SECRETARY, INSPECTOR)
AUDIT_LIST = Machine("audit_list", COMMITTED_SEED, (row(COMMITTED_SEED, "draw", DRAWN, *DRAWERS),))

MACHINES = (VISIT, FINDING, AUDIT_LIST)
STATE_TITLES = {
    PLANNED: gettext_noop("Trong kế hoạch"),
    BEGUN: gettext_noop("Đang kiểm tra"),
    MINUTED: gettext_noop("Đã có biên bản, chờ giải trình"),
    EXPLAINED: gettext_noop("Đã giải trình"),
    SETTLED: gettext_noop("Đã xử lý xong"),
    RECORDED: gettext_noop("Đã ghi nhận"),
    AWAITED: gettext_noop("Chờ đơn vị giải trình"),
    UNEXPLAINED: gettext_noop("Hết hạn, đơn vị không giải trình"),
    WAIVED: gettext_noop("Không xử lý"),
    PRAISED: gettext_noop("Việc làm tốt"),
    WITHDRAWN: gettext_noop("Đã rút"),
    COMMITTED_SEED: gettext_noop("Đã cam kết hạt giống, chờ rút"),
    DRAWN: gettext_noop("Đã rút thăm"),
}
ACT_TITLES = {
    "begin": gettext_noop("bắt đầu kiểm tra"),
    "fill": gettext_noop("ghi bảng kiểm"),
    "close_minutes": gettext_noop("lập biên bản"),
    "end_explaining": gettext_noop("kết thúc giải trình"),
    "settle": gettext_noop("xử lý xong"),
    "ask": gettext_noop("yêu cầu giải trình"),
    "withdraw": gettext_noop("rút lại"),
    "praise": gettext_noop("ghi việc làm tốt"),
    "explain": gettext_noop("giải trình"),
    "lapse": gettext_noop("ghi nhận quá hạn"),
    "propose": gettext_noop("đề nghị xử lý"),
    "waive": gettext_noop("không xử lý"),
    "draw": gettext_noop("rút ngẫu nhiên"),
}
