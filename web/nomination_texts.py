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
    "forward_part": gettext_noop("Trình riêng các dòng mức cao hơn"),
    "answer_below": gettext_noop("Trả kết quả cho cấp dưới"),
    "come_back": gettext_noop("Ghi cấp trên trả lại"),
    "hear": gettext_noop("Ghi kết quả của cấp trên"),
    "return": gettext_noop("Trả lại"),
    "withdraw": gettext_noop("Rút hồ sơ"),
    "approve": gettext_noop("Duyệt"),
    "add": gettext_noop("Thêm giấy tờ"),
    "detach": gettext_noop("Bỏ giấy tờ"),
}
MEANS = {
    "submit": gettext_noop(
        "Hồ sơ chuyển đến thường trực Hội đồng; đơn vị không sửa được nữa, trừ khi hồ sơ bị trả lại."
    ),
    "receive": gettext_noop("Quy định của hôm nay được giữ theo hồ sơ và thời hạn thẩm định bắt đầu tính từ hôm nay."),
    "forward": gettext_noop("Hồ sơ chuyển lên cấp trên; cơ quan này không quyết định về hồ sơ nữa."),
    "forward_part": gettext_noop(
        "Chỉ trình các dòng đề nghị mức cao hơn hoặc ngoài thẩm quyền cấp này; các dòng khác vẫn xét, quyết định ở đây."
    ),
    "answer_below": gettext_noop("Kết quả của từng người, tập thể về hồ sơ của cấp dưới; hồ sơ ở đây khép lại."),
    "return": gettext_noop("Hồ sơ về lại đơn vị cùng lý do; kết quả thẩm định đã ghi, nếu có, bị xóa."),
    "withdraw": gettext_noop("Hồ sơ dừng ở đây, không nộp lại được; muốn đề nghị nữa phải lập hồ sơ khác."),
}
"""What an act on a dossier does, told before it is done."""
FROM_BELOW = gettext_noop("Hồ sơ về lại cấp dưới cùng lý do; cấp dưới thẩm định lại rồi trình lần khác.")
"""What returning does to a dossier that the level below sent up."""
RESULTS = {
    "pass": gettext_noop("Đạt"),
    "lower": gettext_noop("Đạt danh hiệu, hình thức khác"),
    "fail": gettext_noop("Không đạt"),
    "higher": gettext_noop("Trình tiếp lên cấp cao hơn"),
}
"""What the level above may say of a nominee."""
GRAVE = frozenset({"return", "withdraw"})
PER = {
    "all": gettext_noop("của toàn bộ"),
    "unit": gettext_noop("của mỗi đơn vị"),
    "cluster": gettext_noop("của mỗi cụm, khối"),
}
