"""The words for codes of citizens' feedback and of the calendar, by group, as `web/texts.py` has them."""

from collections.abc import Mapping

from emulation.rules.feedback import KIND_TITLES
from kernel.text import gettext_noop

STAGES = {
    "received": gettext_noop("hạn chuyển"),
    "routed": gettext_noop("hạn trả lời"),
    "answered": gettext_noop("hạn duyệt"),
}
STEPS = {
    "receive": gettext_noop("Tiếp nhận"),
    "route": gettext_noop("Chuyển đơn vị"),
    "dismiss": gettext_noop("Không tiếp nhận"),
    "answer": gettext_noop("Đơn vị trả lời"),
    "return": gettext_noop("Trả lại đơn vị"),
    "send": gettext_noop("Duyệt, gửi người dân"),
    "reopen": gettext_noop("Người dân mở lại"),
    "close": gettext_noop("Kết thúc"),
    "publish": gettext_noop("Công khai"),
    "unpublish": gettext_noop("Gỡ công khai"),
}
CALENDAR = {"holiday": gettext_noop("Nghỉ"), "working": gettext_noop("Làm việc")}
BY_GROUP: Mapping[str, Mapping[str, str]] = {
    "feedback": KIND_TITLES,
    "feedback_stage": STAGES,
    "feedback_step": STEPS,
    "calendar": CALENDAR,
}
