"""Alike reports: reworded names, units and figures are seen through; the text of the form makes nobody alike."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.awards.likeness import LIMITS, compared, like, shingles, sketch

REPORT = """BÁO CÁO THÀNH TÍCH đề nghị tặng Giấy khen
I. SƠ LƯỢC LÝ LỊCH. Họ tên: Nguyễn Thị Hòa. Đơn vị công tác: phường Hàng Bạc, quận Hoàn Kiếm.
II. THÀNH TÍCH ĐẠT ĐƯỢC. Trong năm 2019 tôi đã chủ động tham mưu cho Đảng ủy phường rút ngắn thời gian giải quyết hồ sơ đăng ký
khai sinh từ 5 ngày xuống còn 2 ngày, không để hồ sơ nào quá hạn. Tôi xây dựng kho mẫu đơn điền sẵn để người dân khỏi phải viết
lại, nhờ đó tỷ lệ hài lòng tại bộ phận một cửa tăng lên 96 phần trăm. Ngoài giờ hành chính tôi hướng dẫn người cao tuổi nộp hồ sơ
trực tuyến tại nhà vào sáng thứ bảy."""
MOVED = (
    REPORT.replace("Nguyễn Thị Hòa", "Trần Đức Ưởng")
    .replace("phường Hàng Bạc, quận Hoàn Kiếm", "xã Đông Dư, huyện Gia Lâm")
    .replace("2019", "2021")
    .replace("96 phần trăm", "98 phần trăm")
)
EXTENDED = REPORT + " Năm nay tôi còn vận động được mười hộ kinh doanh lắp camera an ninh trên toàn tuyến phố đi bộ."
REWORDED = REPORT.replace("không để hồ sơ nào quá hạn", "mọi hồ sơ đều trả đúng hẹn").replace(
    "nhờ đó tỷ lệ hài lòng", "vì vậy mức độ hài lòng"
)
OTHER = """BÁO CÁO THÀNH TÍCH đề nghị tặng Giấy khen
I. SƠ LƯỢC LÝ LỊCH. Họ tên: Lê Văn Nam. Đơn vị công tác: phòng Tài chính.
II. THÀNH TÍCH ĐẠT ĐƯỢC. Trong năm 2019 tôi lập dự toán thu chi bằng bảng tính dùng chung cho tám đơn vị trường học, phát hiện và
xử lý ba khoản chi sai nguồn,
hoàn thành tốt nhiệm vụ được giao, chấp hành tốt chủ trương của Đảng, chính sách pháp luật của Nhà nước."""
SAME_FORM = """I. SƠ LƯỢC LÝ LỊCH. Họ và tên: {name}. Sinh ngày, tháng, năm: 1/1/1980. Giới tính: nam. Quê quán: Hà Nội.
Trú quán: Hà Nội.
Chức vụ (Đảng, chính quyền, đoàn thể): chuyên viên. Trình độ chuyên môn, nghiệp vụ: đại học. II. THÀNH TÍCH ĐẠT ĐƯỢC. {deed}
Các hình thức đã được khen thưởng. Người báo cáo thành tích (ký, ghi rõ họ tên)."""
FORMS = (
    SAME_FORM.format(name="Phạm Anh", deed="Tổ chức dạy bơi miễn phí cho trẻ em nghèo ven sông suốt mùa hè vừa qua."),
    SAME_FORM.format(name="Đỗ Bình", deed="Sáng chế máy tách hạt sen giúp bà con làng nghề giảm nửa công lao động."),
)


@pytest.mark.parametrize(
    ("one", "other", "flagged"),
    [
        pytest.param(REPORT, REPORT, True, id="the same"),
        pytest.param(REPORT, MOVED, True, id="other name, unit, year and figure"),
        pytest.param(REPORT, unicodedata.normalize("NFD", MOVED), True, id="letters composed otherwise"),
        pytest.param(REPORT, EXTENDED, True, id="last year's with a sentence more"),
        pytest.param(REPORT, REWORDED, True, id="two phrases reworded"),
        pytest.param(REPORT, OTHER, False, id="another deed in the same form"),
        pytest.param(*FORMS, False, id="nothing but the form's text is the same"),
        pytest.param("Hoàn thành tốt nhiệm vụ được giao.", "Hoàn thành tốt nhiệm vụ được giao.", False, id="set phrase"),
        pytest.param("", REPORT, False, id="an empty one"),
    ],
)  # fmt: skip
def test_what_was_copied_is_pointed_out_and_what_the_form_says_is_not(one: str, other: str, *, flagged: bool) -> None:
    found = like(one, other)
    assert found.alike() is flagged, found
    assert found == like(other, one)


def test_sketches_of_alike_reports_share_more_than_those_of_others() -> None:
    own = set(sketch(REPORT))
    assert len(own & set(sketch(MOVED))) > 5 * len(own & set(sketch(OTHER)))
    assert len(sketch(" ".join(f"từ{'a' * n} khác{'b' * n} nhau{'c' * n}." for n in range(60)))) <= LIMITS.whole


@settings(max_examples=25, deadline=None)
@given(st.sets(st.text("abc", min_size=1, max_size=3)), st.sets(st.text("abc", min_size=1, max_size=3)))
def test_likeness_is_a_share_of_the_shorter_and_the_same_both_ways(one: set[str], other: set[str]) -> None:
    found = compared(one, other)
    assert found == compared(other, one)
    assert 0 <= found.jaccard <= found.percent <= 100
    assert (found.percent == 100) == (bool(one and other) and (one <= other or other <= one))


def test_a_shingle_never_spans_two_sentences() -> None:
    assert not shingles("một hai. ba bốn")
