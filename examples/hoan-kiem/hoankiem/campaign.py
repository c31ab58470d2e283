"""The campaign: the seven contents that the law asks for, its basis, its schemes, its survey and its policy."""

from typing import Any

from hoankiem.scheme import PERSON_SCHEME, UNIT_SCHEME

CODE = "VHCS-2019"
DEADLINE_DAY, CLOSING_DAY, MINIMUM_ANSWERS = 5, 10, 30

SURVEY = (
    ("S1", "Khách đến, được chào hỏi", "Visitors are greeted when they come"),
    ("S2", "Khách ở, luôn tươi cười", "They meet a smile while they are here"),
    ("S3", "Khách hỏi, được tư vấn", "They are advised when they ask"),
    ("S4", "Khách yêu cầu, phải tận tâm", "Their requests are handled with devotion"),
    ("S5", "Khách cần, được thông báo", "They are told what they need to know"),
    ("S6", "Khách vội, giải quyết nhanh", "They are served quickly when in a hurry"),
    ("S7", "Khách chờ, được xin lỗi", "They receive an apology when they have to wait"),
    ("S8", "Khách phàn nàn, phải lắng nghe", "Their complaints are listened to"),
    ("S9", "Khách nhờ, luôn chu đáo", "Their wishes are met with care"),
    ("S10", "Khách về, được hài lòng", "They leave satisfied"),
)
"""The ten service standards that Đống Đa district posted at its counters in 2017."""

_GOAL = """\
Nâng cao ý thức, trách nhiệm của cán bộ, công chức, viên chức, người lao động về kỷ luật, kỷ cương hành chính và \
văn hóa giao tiếp, ứng xử; từng bước xây dựng, hình thành chuẩn mực văn hóa trong lời nói, thái độ, hành vi tại \
công sở và nơi công cộng.
Lấy sự hài lòng của người dân và doanh nghiệp làm tiêu chí đánh giá mức độ hoàn thành công việc; góp phần gìn \
giữ, phát huy truyền thống văn hóa của Thủ đô, xây dựng quận văn minh, hiện đại."""
_SCOPE = """\
Phong trào được triển khai trong toàn quận: UBND 18 phường, 12 phòng chuyên môn và tương đương, 06 trường học \
công lập; chia thành ba cụm, khối thi đua để theo dõi, chấm điểm và xếp hạng."""
_SUBJECTS = """\
Tập thể: UBND các phường, các phòng chuyên môn, các trường học thuộc quận.
Cá nhân: cán bộ, công chức, viên chức, người lao động đang làm việc tại các đơn vị nói trên."""
_CRITERIA = """\
Nội dung: thực hiện hai bộ quy tắc ứng xử của Thành phố; chấp hành thời giờ làm việc, nội quy, quy chế; phương \
châm 5 rõ “rõ người, rõ việc, rõ quy trình, rõ trách nhiệm và hiệu quả”; giải quyết thủ tục hành chính đúng hạn; \
thực hiện mười chuẩn mực phục vụ, từ “Khách đến, được chào hỏi” đến “Khách về, được hài lòng”.
Tiêu chí: chấm điểm hằng tháng theo thang 20 điểm ý thức kỷ luật, 70 điểm kết quả nhiệm vụ, tối đa 10 điểm \
thưởng và trừ điểm vi phạm; mức hài lòng của người dân lấy từ khảo sát; không xét thi đua với trường hợp bị kỷ \
luật."""
_PLAN = """\
Tháng 01/2019: phát động; các đơn vị đăng ký, tổ chức quán triệt.
Hằng tháng: cá nhân, đơn vị tự chấm điểm và nộp trước hết ngày 05 của tháng sau; thủ trưởng đơn vị xác nhận; cơ \
quan thường trực thẩm định và khóa sổ vào ngày 10.
Tháng 7/2019: sơ kết sáu tháng. Tháng 01/2020: tổng kết, xét khen thưởng."""
_MEASURES = """\
Tuyên truyền, quán triệt đến 100% cán bộ, công chức, viên chức, người lao động; đề cao vai trò nêu gương của \
người đứng đầu.
Duy trì ba đoàn kiểm tra công vụ thường xuyên và đột xuất; tiếp nhận, xử lý phản ánh của người dân, doanh \
nghiệp.
Thường xuyên khảo sát sự hài lòng của tổ chức, công dân; công khai kết quả chấm điểm; phòng, tránh bệnh thành \
tích.
Biểu dương, khen thưởng kịp thời tập thể, cá nhân làm tốt; xử lý nghiêm vi phạm."""
_LEGAL_BASIS = """\
Luật Thi đua, Khen thưởng ngày 26/11/2003 và các Luật sửa đổi, bổ sung năm 2005, năm 2013;
Quyết định số 1847/QĐ-TTg ngày 27/12/2018 của Thủ tướng Chính phủ phê duyệt Đề án Văn hóa công vụ;
Quyết định số 522/QĐ-UBND ngày 25/01/2017 và số 1665/QĐ-UBND ngày 10/3/2017 của UBND thành phố Hà Nội về hai bộ \
quy tắc ứng xử;
Quy định số 3814-QĐ/TU ngày 16/5/2018 của Thành ủy Hà Nội về đánh giá hằng tháng."""


def campaign() -> dict[str, Any]:
    return {
        "code": CODE,
        "name": "Cán bộ, công chức, viên chức, người lao động thi đua thực hiện văn hóa công sở và nơi công cộng",
        "form": "thematic",
        "goal": _GOAL,
        "scope": _SCOPE,
        "subjects": _SUBJECTS,
        "criteria": _CRITERIA,
        "starts_on": "2019-01-01",
        "ends_on": "2019-12-31",
        "plan": _PLAN,
        "measures": _MEASURES,
        "legal_basis": _LEGAL_BASIS,
        "launch_document": "Kế hoạch số 01/KH-UBND ngày 02/01/2019 của UBND quận (văn bản minh họa)",
        "unit_scheme": UNIT_SCHEME,
        "person_scheme": PERSON_SCHEME,
        "policy": {
            "deadline_day": DEADLINE_DAY,
            "closing_day": CLOSING_DAY,
            "minimum_survey_answers": MINIMUM_ANSWERS,
            "reminder_days_before": [3, 1],
        },
        "survey": survey_items(),
    }


def survey_items() -> list[dict[str, Any]]:
    return [{"code": code, "title": {"vi": vi, "en": en}} for code, vi, en in SURVEY]
