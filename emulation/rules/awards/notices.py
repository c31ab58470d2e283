"""What notices about registrations and nomination dossiers say: titles, which mails may name too, and texts."""

from kernel.text import gettext_noop

REGISTER_DUE, REGISTRATION_CAME = "register_due", "registration_came"
REGISTRATION_APPROVED, REGISTRATION_RETURNED = "registration_approved", "registration_returned"
NOMINATION_CAME, NOMINATION_RECEIVED, NOMINATION_RETURNED = (
    "nomination_came", "nomination_received", "nomination_returned",
)  # fmt: skip
NOMINATION_APPRAISED, NOMINATION_FORWARDED, NOMINATION_DECIDED = (
    "nomination_appraised", "nomination_forwarded", "nomination_decided",
)  # fmt: skip

FORWARDED_TAKEN_IN, FORWARDED_SENT_BACK, FORWARDED_ANSWERED = (
    "forwarded_taken_in", "forwarded_sent_back", "forwarded_answered",
)  # fmt: skip
CONSULTATION_OPEN, OBJECTION_CAME, OBJECTION_ANSWERED = "consultation_open", "objection_came", "objection_answered"
AWARD_AMENDED, AWARD_REVOKED = "award_amended", "award_revoked"
COPY_ASKED, COPY_CHECKED, COPY_DECLINED, COPY_ISSUED = "copy_asked", "copy_checked", "copy_declined", "copy_issued"
CERTIFICATES_ISSUED = "certificates_issued"

TEXTS: dict[str, tuple[str, str]] = {
    CERTIFICATES_ISSUED: (
        gettext_noop("Đã có giấy khen theo Quyết định số %(number)s"),
        gettext_noop(
            "Giấy khen theo Quyết định số %(number)s ngày %(day)s đã lập xong: đơn vị và người được khen xem, tải về được."
        ),
    ),
    COPY_ASKED: (
        gettext_noop("Có yêu cầu cấp đổi, cấp lại giấy khen"),
        gettext_noop("Có yêu cầu cấp đổi, cấp lại %(title)s của %(name)s, số vào sổ %(number)s, chờ đối chiếu."),
    ),
    COPY_CHECKED: (
        gettext_noop("Yêu cầu cấp đổi, cấp lại giấy khen chờ duyệt"),
        gettext_noop("Yêu cầu cấp đổi, cấp lại %(title)s của %(name)s, số vào sổ %(number)s, đã đối chiếu, chờ duyệt."),
    ),
    COPY_DECLINED: (
        gettext_noop("Yêu cầu cấp đổi, cấp lại giấy khen không được chấp nhận"),
        gettext_noop("Yêu cầu cấp đổi, cấp lại %(title)s của %(name)s, số vào sổ %(number)s, không được chấp nhận."),
    ),
    COPY_ISSUED: (
        gettext_noop("Đã có bản giấy khen cấp đổi, cấp lại"),
        gettext_noop("%(title)s của %(name)s, số vào sổ %(number)s, đã có bản mới; bản cũ không còn hiệu lực."),
    ),
    REGISTER_DUE: (
        gettext_noop("Đơn vị chưa đăng ký thi đua năm %(year)s"),
        gettext_noop("Đơn vị chưa đăng ký thi đua %(what)s; hãy đăng ký trước %(until)s."),
    ),
    REGISTRATION_CAME: (
        gettext_noop("Có bản đăng ký thi đua năm %(year)s chờ duyệt"),
        gettext_noop("%(unit)s đã nộp bản đăng ký thi đua năm %(year)s."),
    ),
    REGISTRATION_APPROVED: (
        gettext_noop("Bản đăng ký thi đua năm %(year)s được duyệt"),
        gettext_noop("Bản đăng ký thi đua năm %(year)s của đơn vị đã được duyệt."),
    ),
    REGISTRATION_RETURNED: (
        gettext_noop("Bản đăng ký thi đua năm %(year)s bị trả lại"),
        gettext_noop("Bản đăng ký thi đua năm %(year)s của đơn vị bị trả lại. %(reason)s"),
    ),
    NOMINATION_CAME: (
        gettext_noop("Có hồ sơ đề nghị khen thưởng chờ tiếp nhận"),
        gettext_noop("%(unit)s nộp hồ sơ “%(title)s”."),
    ),
    NOMINATION_RECEIVED: (
        gettext_noop("Hồ sơ đề nghị khen thưởng đã được tiếp nhận"),
        gettext_noop("Hồ sơ “%(title)s” đã được tiếp nhận; thẩm định xong trước hết ngày %(day)s."),
    ),
    NOMINATION_RETURNED: (
        gettext_noop("Hồ sơ đề nghị khen thưởng bị trả lại"),
        gettext_noop("Hồ sơ “%(title)s” bị trả lại. %(reason)s"),
    ),
    NOMINATION_APPRAISED: (
        gettext_noop("Hồ sơ đề nghị khen thưởng đã được thẩm định"),
        gettext_noop("Hồ sơ “%(title)s” đã được thẩm định: %(passed)s đạt, %(failed)s không đạt, %(other)s mức khác."),
    ),
    NOMINATION_FORWARDED: (
        gettext_noop("Hồ sơ đề nghị khen thưởng đã được trình cấp trên"),
        gettext_noop("Hồ sơ “%(title)s” đã được trình %(level)s."),
    ),
    NOMINATION_DECIDED: (
        gettext_noop("Hồ sơ đề nghị khen thưởng đã có quyết định"),
        gettext_noop("Hồ sơ “%(title)s” đã có quyết định."),
    ),
    FORWARDED_TAKEN_IN: (
        gettext_noop("Cấp trên đã tiếp nhận hồ sơ"),
        gettext_noop("%(level)s đã tiếp nhận hồ sơ “%(title)s”."),
    ),
    FORWARDED_SENT_BACK: (
        gettext_noop("Cấp trên trả lại hồ sơ"),
        gettext_noop("%(level)s trả lại hồ sơ “%(title)s”. %(reason)s"),
    ),
    FORWARDED_ANSWERED: (
        gettext_noop("Cấp trên đã trả kết quả hồ sơ"),
        gettext_noop(
            "%(level)s trả kết quả hồ sơ “%(title)s”: %(passed)s đạt, %(failed)s không đạt, %(other)s mức khác. %(decision)s"
        ),
    ),
    CONSULTATION_OPEN: (
        gettext_noop("Lấy ý kiến về danh sách khen thưởng"),
        gettext_noop("Danh sách khen thưởng “%(title)s” được lấy ý kiến đến hết ngày %(day)s."),
    ),
    OBJECTION_CAME: (
        gettext_noop("Có ý kiến về danh sách khen thưởng"),
        gettext_noop("Có ý kiến về danh sách “%(title)s” chờ trả lời bằng văn bản."),
    ),
    OBJECTION_ANSWERED: (
        gettext_noop("Ý kiến của bạn đã được trả lời"),
        gettext_noop("Ý kiến của bạn về danh sách “%(title)s” đã được trả lời."),
    ),
    AWARD_AMENDED: (
        gettext_noop("Nội dung khen thưởng được sửa đổi"),
        gettext_noop(
            "Quyết định số %(number)s ngày %(day)s sửa đổi nội dung khen thưởng đối với %(name)s tại quyết định số %(target)s."
        ),
    ),
    AWARD_REVOKED: (
        gettext_noop("Quyết định khen thưởng bị hủy bỏ"),
        gettext_noop(
            "Quyết định số %(number)s ngày %(day)s hủy bỏ khen thưởng đối với %(name)s tại quyết định số %(target)s."
        ),
    ),
}
