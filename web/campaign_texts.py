"""The words of the campaigns' list, cockpit, wizard and scheme editor for codes that people see."""

from kernel.text import gettext_noop

CELLS = {
    "none": gettext_noop("Chưa lập"),
    "ahead": gettext_noop("Chưa đến"),
    "draft": gettext_noop("Nháp"),
    "returned": gettext_noop("Trả lại"),
    "submitted": gettext_noop("Đã nộp"),
    "confirmed": gettext_noop("Xác nhận"),
    "assessed": gettext_noop("Cụm xong"),
    "appraised": gettext_noop("Xong"),
}
MARKS = {
    "launch": gettext_noop("Phát động"),
    "review": gettext_noop("Sơ kết"),
    "deadline": gettext_noop("Hạn nộp"),
    "end": gettext_noop("Kết thúc"),
}
WAITS = {
    "submit": gettext_noop("phiếu đã quá hạn nộp"),
    "confirm": gettext_noop("phiếu chờ thủ trưởng xác nhận"),
    "assess": gettext_noop("phiếu chờ cụm, khối thẩm định"),
    "appraise": gettext_noop("phiếu chờ thẩm định"),
    "correction": gettext_noop("đề nghị đính chính chờ duyệt"),
    "appeal_take_up": gettext_noop("khiếu nại chờ nhận giải quyết"),
    "appeal_decide": gettext_noop("khiếu nại chờ trả lời"),
    "booking": gettext_noop("điểm ghi theo việc chờ người thứ hai duyệt"),
}
BY_GROUP = {"cell": CELLS, "mark": MARKS, "waits": WAITS}
