"""The words for codes of certificates that people see: states, why a copy was issued, how far a batch is."""

from certificates.states import STATE_TITLES
from emulation.boards.award_register import STATES
from kernel.text import gettext_noop

CAUSES = {
    "award": gettext_noop("Cấp lần đầu"),
    "amended": gettext_noop("Sửa đổi theo quyết định"),
    "exchange": gettext_noop("Cấp đổi"),
    "reissue": gettext_noop("Cấp lại"),
}
BATCHES = {
    "gathered": gettext_noop("Chờ quyết định có giá trị"),
    "sealed": gettext_noop("Đang lập giấy khen"),
    "done": gettext_noop("Đã lập xong"),
}
BOOKS = {
    "danh-hieu": gettext_noop("Danh hiệu thi đua"),
    "bang-khen": gettext_noop("Bằng khen"),
    "giay-khen": gettext_noop("Giấy khen"),
}
"""Books of the catalogue that ships; one of an office's own is called by its code."""
BY_GROUP = {
    "register_book": BOOKS,
    "certificate": STATE_TITLES,
    "certificate_cause": CAUSES,
    "batch": BATCHES,
    "register": STATES,
}
