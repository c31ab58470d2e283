"""What the pages of registrations and dossiers call things."""

from emulation.commendation.nomination_tables import KIND_TITLES
from kernel.text import gettext_noop

KINDS = KIND_TITLES
OUTCOMES = {
    "pending": gettext_noop("Chưa thẩm định"),
    "pass": gettext_noop("Đạt"),
    "fail": gettext_noop("Không đạt"),
    "lower": gettext_noop("Đạt mức thấp hơn"),
    "higher": gettext_noop("Đề nghị mức cao hơn"),
}
BUTTONS = {
    "submit": gettext_noop("Ký tờ trình và nộp"),
    "receive": gettext_noop("Tiếp nhận"),
    "forward": gettext_noop("Trình cấp trên"),
    "return": gettext_noop("Trả lại"),
    "withdraw": gettext_noop("Rút hồ sơ"),
    "approve": gettext_noop("Duyệt"),
    "add": gettext_noop("Thêm giấy tờ"),
    "detach": gettext_noop("Bỏ giấy tờ"),
}
GRAVE = frozenset({"return", "withdraw"})
PER = {
    "all": gettext_noop("của toàn bộ"),
    "unit": gettext_noop("của mỗi đơn vị"),
    "cluster": gettext_noop("của mỗi cụm, khối"),
}
