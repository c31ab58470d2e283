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
NODE_KINDS = {
    "criteria": gettext_noop("Tiêu chí"),
    "bonus": gettext_noop("Điểm thưởng"),
    "deduction": gettext_noop("Điểm trừ"),
    "uncounted": gettext_noop("Không tính điểm"),
}
SOURCES = {
    "evaluation": gettext_noop("Tự chấm, thẩm định"),
    "survey": gettext_noop("Khảo sát người dân"),
    "booked": gettext_noop("Ghi theo từng việc"),
}
MISSING = {
    "refuse": gettext_noop("phải có, thiếu thì không nộp được"),
    "zero": gettext_noop("tính là 0 điểm"),
    "rebase": gettext_noop("bỏ ra, quy đổi theo điểm tối đa còn lại"),
    "renormalise": gettext_noop("bỏ ra, chia lại trọng số"),
    "carry": gettext_noop("lấy điểm tháng trước"),
    "exclude": gettext_noop("không xếp hạng đối tượng đó"),
}
AGGREGATES = {
    "sum": gettext_noop("Cộng điểm"),
    "mean": gettext_noop("Trung bình theo trọng số"),
    "geometric": gettext_noop("Trung bình nhân"),
    "harmonic": gettext_noop("Trung bình điều hòa"),
    "trimmed_mean": gettext_noop("Trung bình bỏ hai đầu"),
    "median": gettext_noop("Trung vị"),
    "minimum": gettext_noop("Lấy điểm thấp nhất"),
    "maximum": gettext_noop("Lấy điểm cao nhất"),
    "product": gettext_noop("Nhân điểm"),
}
EFFECTS = {
    "disqualify": gettext_noop("Không xếp hạng, nhận loại cuối"),
    "drop_grade": gettext_noop("Hạ một loại"),
    "cap_grade": gettext_noop("Không quá loại"),
}
BASES = {
    "rated": gettext_noop("mọi đối tượng được xếp loại"),
    "reached": gettext_noop("những đối tượng đạt các loại này theo điểm"),
    "final": gettext_noop("những đối tượng cuối cùng ở các loại này"),
}
METHODS = {
    "mean": gettext_noop("trung bình các tháng có điểm"),
    "sum": gettext_noop("tổng các tháng có điểm"),
    "last": gettext_noop("tháng cuối cùng có điểm"),
}
SCHEME_SUBJECTS = {
    "unit": gettext_noop("Tập thể"),
    "person": gettext_noop("Cá nhân"),
    "any": gettext_noop("Tập thể và cá nhân"),
}
WITHIN = {
    "": gettext_noop("toàn bộ"),
    "cluster": gettext_noop("từng cụm, khối"),
    "unit": gettext_noop("từng đơn vị"),
    "duty_group": gettext_noop("từng nhóm nhiệm vụ"),
}
BY_GROUP = {
    "cell": CELLS,
    "mark": MARKS,
    "waits": WAITS,
    "node_kind": NODE_KINDS,
    "node_source": SOURCES,
    "node_missing": MISSING,
    "node_aggregate": AGGREGATES,
    "effect": EFFECTS,
    "base": BASES,
    "method": METHODS,
    "scheme_subject": SCHEME_SUBJECTS,
    "within": WITHIN,
}
