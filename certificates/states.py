"""The state machines of certificates and of requests for another copy, as rows of (from, act, to, roles)."""

from certificates.models import Certificate
from kernel.actors import SYSTEM
from kernel.states import Machine, row
from kernel.text import gettext_noop

CLERK, STANDING_OFFICER, AUTHORITY_HEAD = "clerk", "standing_officer", "authority"
UNIT_OFFICER, UNIT_HEAD, STAFF = "unit_officer", "unit_head", "staff"
OFFICE = (CLERK, STANDING_OFFICER)
"""Those who keep the register: they gather, check, print and hand out."""

REQUESTED, ISSUED = Certificate.REQUESTED, Certificate.ISSUED
SUPERSEDED, REVOKED = Certificate.SUPERSEDED, Certificate.REVOKED
CERTIFICATE = Machine(
    "certificate",
    REQUESTED,
    (
        row(REQUESTED, "issue", ISSUED, SYSTEM),
        *(row(state, "supersede", SUPERSEDED, SYSTEM) for state in (REQUESTED, ISSUED)),
        *(row(state, "revoke", REVOKED, SYSTEM) for state in (REQUESTED, ISSUED)),
    ),
)
"""Certificates follow decisions and requests; nobody moves one by hand."""

ASKED, CHECKED, APPROVED, DECLINED, WITHDRAWN = "asked", "checked", "approved", "declined", "withdrawn"
COPY_REQUEST = Machine(
    "copy_request",
    ASKED,
    (
        row(ASKED, "check", CHECKED, *OFFICE),
        *(row(state, "decline", DECLINED, *OFFICE, AUTHORITY_HEAD, SYSTEM) for state in (ASKED, CHECKED)),
        row(CHECKED, "approve", APPROVED, STANDING_OFFICER, AUTHORITY_HEAD),
        row(ASKED, "withdraw", WITHDRAWN, UNIT_OFFICER, UNIT_HEAD, STAFF, *OFFICE),
    ),
)
MACHINES = (CERTIFICATE, COPY_REQUEST)

STATE_TITLES = {
    REQUESTED: gettext_noop("Đang lập"),
    ISSUED: gettext_noop("Đang có hiệu lực"),
    SUPERSEDED: gettext_noop("Đã thay bằng bản mới"),
    REVOKED: gettext_noop("Đã bị hủy bỏ"),
    ASKED: gettext_noop("Đã gửi, chờ đối chiếu"),
    CHECKED: gettext_noop("Đã đối chiếu, chờ duyệt"),
    APPROVED: gettext_noop("Đã duyệt"),
    DECLINED: gettext_noop("Không được chấp nhận"),
    WITHDRAWN: gettext_noop("Đã rút"),
}
ACT_TITLES = {
    "issue": gettext_noop("cấp giấy"),
    "supersede": gettext_noop("thay bằng bản mới"),
    "revoke": gettext_noop("hủy bỏ"),
    "check": gettext_noop("đối chiếu"),
    "approve": gettext_noop("duyệt"),
    "decline": gettext_noop("từ chối"),
    "withdraw": gettext_noop("rút"),
}
TITLES = {**STATE_TITLES, **ACT_TITLES}
