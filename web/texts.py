"""The words for codes that people see: kinds of layers, policies of a figure, what waits."""

from emulation.rules import unit_kinds
from emulation.rules.access import ROLE_TITLES
from emulation.rules.awards.bonuses import ROUNDINGS
from emulation.rules.checklists import RESULT_TITLES
from emulation.rules.inspections import KIND_TITLES, MEASURE_TITLES, SEVERITY_TITLES
from emulation.tables.explaining import POLICY_TEXTS
from kernel.text import gettext_noop
from web import campaign_texts, certificate_texts, council_texts, feedback_texts, job_texts, template_texts

LAYERS = {
    "self": gettext_noop("Tự chấm"),
    "head": gettext_noop("Thủ trưởng"),
    "peers": gettext_noop("Chấm chéo"),
    "cluster": gettext_noop("Cụm, khối"),
    "appraisal": gettext_noop("Thẩm định"),
    "return": gettext_noop("Trả lại"),
    "correction": gettext_noop("Đính chính"),
}
POLICIES = POLICY_TEXTS
KINDS = {
    "criteria": "",
    "bonus": gettext_noop("điểm thưởng"),
    "deduction": gettext_noop("điểm trừ"),
}
WAITING = {
    "start": gettext_noop("phiếu đơn vị chưa lập"),
    "submit": gettext_noop("phiếu chờ nộp"),
    "confirm": gettext_noop("phiếu chờ thủ trưởng xác nhận"),
    "assess": gettext_noop("phiếu chờ cụm, khối thẩm định"),
    "appraise": gettext_noop("phiếu chờ thẩm định"),
}
DELIVERIES = {
    "pending": gettext_noop("Đang chờ"),
    "dead": gettext_noop("Hỏng"),
    "done": gettext_noop("Đã xong"),
    "discarded": gettext_noop("Đã bỏ qua"),
}
CHASE = {
    "unsubmitted": gettext_noop("chưa nộp"),
    "unconfirmed": gettext_noop("chưa xác nhận"),
}
ERRANDS = {
    "feedback_triage": gettext_noop("phản ánh, kiến nghị chờ chuyển đơn vị"),
    "feedback_answer": gettext_noop("phản ánh, kiến nghị chờ đơn vị trả lời"),
    "feedback_send": gettext_noop("câu trả lời người dân chờ duyệt"),
    "correction": gettext_noop("đề nghị đính chính chờ duyệt"),
    "chase": gettext_noop("đơn vị chưa nộp phiếu, cần đôn đốc"),
    "vote": gettext_noop("nội dung của Hội đồng chờ bạn bỏ phiếu"),
    "registration_submit": gettext_noop("bản đăng ký thi đua chờ ký và nộp"),
    "registration_approve": gettext_noop("bản đăng ký thi đua chờ duyệt"),
    "nomination_submit": gettext_noop("hồ sơ khen thưởng chờ ký tờ trình và nộp"),
    "nomination_receive": gettext_noop("hồ sơ khen thưởng chờ tiếp nhận"),
    "nomination_appraise": gettext_noop("hồ sơ khen thưởng chờ thẩm định"),
    "decision_number": gettext_noop("dự thảo quyết định chờ cấp số"),
    "decision_sign": gettext_noop("quyết định chờ ký"),
    "objection_answer": gettext_noop("ý kiến về danh sách khen thưởng chờ trả lời"),
    "appeal_take_up": gettext_noop("khiếu nại chờ nhận giải quyết"),
    "appeal_decide": gettext_noop("khiếu nại chờ trả lời"),
    "visits": gettext_noop("cuộc kiểm tra sắp đến hoặc đang tiến hành"),
    "finding_explain": gettext_noop("phát hiện kiểm tra chờ đơn vị giải trình"),
    "finding_propose": gettext_noop("phát hiện đã hết hạn hoặc đã giải trình, chờ đề nghị xử lý"),
    "finding_book": gettext_noop("đề nghị xử lý sau kiểm tra chờ quyết định"),
    "booking": gettext_noop("điểm ghi theo việc chờ người thứ hai duyệt"),
    "survey_exclusion": gettext_noop("đề nghị loại phiếu khảo sát chờ duyệt"),
    "commendation": gettext_noop("gợi ý khen thưởng kịp thời chờ xem xét"),
    "payment_approve": gettext_noop("danh sách chi thưởng chờ duyệt"),
    "payment_pay": gettext_noop("danh sách chi thưởng chờ chi"),
    "bonus_list": gettext_noop("khoản thưởng chưa vào danh sách chi"),
    "bonus_recover": gettext_noop("khoản thưởng phải thu hồi"),
}
MAILS = {
    "queued": gettext_noop("Chờ gửi"),
    "deferred": gettext_noop("Hoãn, sẽ thử lại"),
    "sent": gettext_noop("Đã gửi"),
    "stopped": gettext_noop("Đã dừng"),
}
SUBJECTS = {"units": gettext_noop("Tập thể"), "people": gettext_noop("Cá nhân")}
FORMS = {"regular": gettext_noop("Thường xuyên"), "thematic": gettext_noop("Theo chuyên đề")}
LIMITS = {
    "floor": gettext_noop("Tổng thấp hơn điểm sàn nên lấy điểm sàn."),
    "ceiling": gettext_noop("Tổng vượt điểm trần nên lấy điểm trần."),
}
RANKING_ACTS = {
    "publish": gettext_noop("Công bố"),
    "finalise": gettext_noop("Xác nhận chính thức"),
    "recompute": gettext_noop("Lập bản tính lại"),
    "apply": gettext_noop("Áp dụng bản tính lại"),
    "discard": gettext_noop("Bỏ bản tính lại"),
}
ASSIGNMENT_ACTS = {
    "assign": gettext_noop("Giao nhiệm vụ"),
    "acknowledge": gettext_noop("Nhận việc"),
    "report": gettext_noop("Báo cáo hoàn thành"),
    "accept": gettext_noop("Nghiệm thu"),
    "return": gettext_noop("Trả lại"),
    "extend": gettext_noop("Gia hạn"),
    "explain": gettext_noop("Giải trình lý do chậm"),
    "excuse": gettext_noop("Chấp nhận lý do chậm"),
    "cancel": gettext_noop("Hủy nhiệm vụ"),
}
CONTEST_ACTS = {
    "open": gettext_noop("Mở hội thi"),
    "award": gettext_noop("Chốt giải"),
    "return": gettext_noop("Trả lại danh sách giải"),
    "sign": gettext_noop("Ký danh sách giải"),
    "publish": gettext_noop("Công bố kết quả"),
    "cancel": gettext_noop("Hủy hội thi"),
}
COMMENDATIONS = {
    "praise": gettext_noop("Công dân khen"),
    "good_practice": gettext_noop("Cách làm hay"),
    "prize": gettext_noop("Giải hội thi"),
    "best_grade": gettext_noop("Nhiều tháng loại cao nhất"),
    "first_place": gettext_noop("Nhiều tháng đứng đầu"),
    "in_time": gettext_noop("Nhiều tháng đúng hạn"),
}
PANELS = {
    "trimmed_mean": gettext_noop("Bỏ một điểm cao nhất và một điểm thấp nhất, lấy trung bình"),
    "mean": gettext_noop("Trung bình"),
    "median": gettext_noop("Trung vị"),
}
ROUNDS = {
    "planned": gettext_noop("Chưa mở"),
    "open": gettext_noop("Đang chấm"),
    "closed": gettext_noop("Đã kết thúc"),
}
ASSIGNMENTS_WAITING = {
    "do": gettext_noop("nhiệm vụ được giao chưa xong"),
    "judge": gettext_noop("nhiệm vụ chờ nghiệm thu"),
}
DERIVATIONS = {
    "mean": gettext_noop("Trung bình cộng của các tháng có điểm"),
    "sum": gettext_noop("Tổng điểm của các tháng có điểm"),
    "last": gettext_noop("Điểm của tháng cuối cùng có điểm"),
}
LEAVE_COUNTS = {
    "served": gettext_noop("tính là thời gian công tác"),
    "actual_time": gettext_noop("đánh giá theo thời gian làm việc thực tế"),
    "away": gettext_noop("tính là thời gian nghỉ không tham gia công tác"),
    "elsewhere": gettext_noop("tính là thời gian công tác trong năm, không đánh giá ở đây"),
}
INPUT_PARTS = {
    "months": gettext_noop("tháng"),
    "vetoes": gettext_noop("điều kiện loại"),
    "absent": gettext_noop("vắng cả kỳ"),
    "unranked": gettext_noop("không xếp hạng"),
    "exempt": gettext_noop("không cần đủ số tháng"),
    "served": gettext_noop("số tháng công tác"),
    "minimum_service": gettext_noop("thời gian công tác tối thiểu"),
}
DERIVATION_WHY = {
    "counts": gettext_noop("được tính"),
    "away": gettext_noop("không đánh giá: vắng cả tháng"),
    "not_ranked": gettext_noop("tháng chưa có bảng xếp hạng"),
    "nothing": gettext_noop("không có điểm: chưa nộp hoặc chưa được thẩm định khi tháng khóa"),
    "open": gettext_noop("tháng chưa khóa"),
}
TASK_LAYERS = {
    "saved": gettext_noop("Ghi"),
    "confirmed": gettext_noop("Xác nhận"),
    "returned": gettext_noop("Trả lại"),
}
DELEGATION_STAGES = {
    "planned": gettext_noop("Chưa đến ngày"),
    "running": gettext_noop("Đang có hiệu lực"),
    "over": gettext_noop("Đã kết thúc"),
}
FUND_ENTRIES = {
    "opening": gettext_noop("Mở quỹ"),
    "allocation": gettext_noop("Cấp vào quỹ"),
    "payment": gettext_noop("Chi thưởng"),
    "recovery": gettext_noop("Thu hồi"),
    "adjustment": gettext_noop("Điều chỉnh"),
}
AWARD_LEVELS = {
    "agency": gettext_noop("Cơ quan, đơn vị"),
    "commune": gettext_noop("Cấp xã"),
    "district": gettext_noop("Cấp huyện"),
    "province": gettext_noop("Cấp tỉnh"),
    "ministry": gettext_noop("Bộ, ban, ngành"),
    "government": gettext_noop("Chính phủ"),
    "prime_minister": gettext_noop("Thủ tướng Chính phủ"),
    "president": gettext_noop("Chủ tịch nước"),
}
REPORTING_LEVELS = {
    "unit": gettext_noop("Cơ quan, tổ chức, đơn vị, cấp huyện, cấp xã"),
    "province": gettext_noop("Tỉnh, thành phố trực thuộc Trung ương"),
    "central": gettext_noop("Bộ, ban, ngành, đoàn thể Trung ương"),
}
DECISION_KINDS = {
    "award": gettext_noop("Khen thưởng"),
    "amend": gettext_noop("Sửa đổi"),
    "revoke": gettext_noop("Hủy bỏ"),
}
DECISION_ORIGINS = {
    "normal": gettext_noop("Thông thường"),
    "simple": gettext_noop("Thủ tục đơn giản"),
    "backfill": gettext_noop("Nhập từ bản giấy"),
    "above": gettext_noop("Cấp trên quyết định"),
}
AWARD_STATES = {
    "valid": gettext_noop("Có hiệu lực"),
    "amended": gettext_noop("Đã sửa đổi"),
    "revoked": gettext_noop("Đã hủy bỏ"),
}
COMMENDATION_KINDS = {
    "merit": gettext_noop("Theo công trạng và thành tích"),
    "ad_hoc": gettext_noop("Đột xuất"),
    "thematic": gettext_noop("Theo phong trào, chuyên đề"),
    "dedication": gettext_noop("Quá trình cống hiến"),
    "tenure": gettext_noop("Niên hạn"),
    "external": gettext_noop("Đối ngoại"),
}
BY_GROUP = {
    "fund_entry": FUND_ENTRIES,
    "rounding": ROUNDINGS,
    "award_level": AWARD_LEVELS,
    "reporting_level": REPORTING_LEVELS,
    "decision_kind": DECISION_KINDS,
    "decision_origin": DECISION_ORIGINS,
    "award_state": AWARD_STATES,
    "commendation_kind": COMMENDATION_KINDS,
    **feedback_texts.BY_GROUP,
    **template_texts.BY_GROUP,
    **council_texts.BY_GROUP,
    **campaign_texts.BY_GROUP,
    "finding": KIND_TITLES,
    "severity": SEVERITY_TITLES,
    "measure": MEASURE_TITLES,
    "result": RESULT_TITLES,
    "role": ROLE_TITLES,
    "unit_kind": unit_kinds.TITLES,
    "delegation_stage": DELEGATION_STAGES,
    "task_layer": TASK_LAYERS,
    "derivation": DERIVATIONS,
    "derivation_why": DERIVATION_WHY,
    "leave_counts": LEAVE_COUNTS,
    "layer": LAYERS,
    "policy": POLICIES,
    "kind": KINDS,
    "waiting": WAITING,
    "delivery": DELIVERIES,
    **job_texts.BY_GROUP,
    "mail": MAILS,
    "chase": CHASE,
    "errand": ERRANDS,
    "subjects": SUBJECTS,
    "form": FORMS,
    **certificate_texts.BY_GROUP,
    "limit": LIMITS,
    "ranking_act": RANKING_ACTS,
    "assignment_act": ASSIGNMENT_ACTS,
    "contest_act": CONTEST_ACTS,
    "panel": PANELS,
    "commendation": COMMENDATIONS,
    "round": ROUNDS,
    "assignments_waiting": ASSIGNMENTS_WAITING,
}
