"""The kinds of notices: what their titles and texts say. A slice that tells people something adds its rows here."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulation.rules.awards.notices import TEXTS as AWARD_TEXTS
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Kind:
    """``title`` also stands in mails, so it names the thing and no more; ``text`` is read on the site alone. Places in both
    are filled from the notice's values. An ``urgent`` kind does not wait for quiet hours or a digest."""

    title: str
    text: str
    urgent: bool = False


LAUNCHED, RETURNED, DEADLINE, REMINDER = "campaign_launched", "evaluations_returned", "deadline_ahead", "reminder"
REMINDER_OF_PERSON = "reminder_person"
MAIL_BOUNCES = "mail_bounces"
VISIT_ANNOUNCED, VISIT_ASSIGNED, VISIT_BEGUN = "visit_announced", "visit_assigned", "visit_begun"
VISIT_MINUTED, FINDING_PROPOSED, FINDING_DECIDED = "visit_minuted", "finding_proposed", "finding_decided"
APPEALS_OPEN, APPEAL_CAME, APPEAL_TAKEN_UP = "appeals_open", "appeal_came", "appeal_taken_up"
APPEAL_WITHDRAWN, APPEAL_ANSWERED = "appeal_withdrawn", "appeal_answered"
FEEDBACK_RECEIVED, FEEDBACK_ROUTED, FEEDBACK_PRAISE = "feedback_received", "feedback_routed", "feedback_praise"
FEEDBACK_ANSWERED, FEEDBACK_BACK, FEEDBACK_OVERDUE = "feedback_answered", "feedback_back", "feedback_overdue"

TASK_ASSIGNED, TASK_EXTENDED, TASK_RETURNED = "task_assigned", "task_extended", "task_returned"
TASK_NEAR, TASK_OVERDUE = "task_near", "task_overdue"

COUNCIL_INVITED = "council_invited"

KINDS: Mapping[str, Kind] = {
    **{kind: Kind(*texts) for kind, texts in AWARD_TEXTS.items()},
    COUNCIL_INVITED: Kind(
        gettext_noop("Giấy mời họp Hội đồng ngày %(on)s"),
        gettext_noop("%(council)s, phiên số %(number)s, ngày %(on)s, tại: %(place)s. Hồ sơ có trên trang phiên họp."),
    ),
    APPEALS_OPEN: Kind(
        gettext_noop("%(campaign)s: đã công bố xếp hạng, nhận khiếu nại"),
        gettext_noop("%(campaign)s: bảng xếp hạng tập thể đã công bố; đơn vị gửi khiếu nại được đến %(deadline)s."),
    ),
    APPEAL_CAME: Kind(
        gettext_noop("%(campaign)s: có khiếu nại mới"),
        gettext_noop("%(campaign)s: %(who)s gửi khiếu nại; trả lời trước %(deadline)s."),
    ),
    APPEAL_WITHDRAWN: Kind(
        gettext_noop("%(campaign)s: một khiếu nại đã được rút"), gettext_noop("%(campaign)s: %(who)s đã rút khiếu nại.")
    ),
    APPEAL_TAKEN_UP: Kind(
        gettext_noop("Khiếu nại đang được giải quyết"), gettext_noop("Hội đồng đã nhận giải quyết khiếu nại của bạn.")
    ),
    APPEAL_ANSWERED: Kind(gettext_noop("Khiếu nại đã được trả lời"), gettext_noop("%(answer)s")),
    TASK_ASSIGNED: Kind(
        gettext_noop("Nhiệm vụ %(code)s được giao"), gettext_noop("Nhiệm vụ %(code)s được giao, thời hạn %(until)s.")
    ),
    TASK_EXTENDED: Kind(
        gettext_noop("Nhiệm vụ %(code)s được gia hạn"),
        gettext_noop("Nhiệm vụ %(code)s được gia hạn đến %(until)s. %(reason)s"),
    ),
    TASK_RETURNED: Kind(
        gettext_noop("Nhiệm vụ %(code)s bị trả lại"),
        gettext_noop("Nhiệm vụ %(code)s bị trả lại, thời hạn %(until)s. %(reason)s"),
    ),
    TASK_NEAR: Kind(
        gettext_noop("Nhiệm vụ %(code)s sắp hết hạn"), gettext_noop("Nhiệm vụ %(code)s sắp hết hạn: %(until)s.")
    ),
    TASK_OVERDUE: Kind(
        gettext_noop("Nhiệm vụ %(code)s quá hạn"), gettext_noop("Nhiệm vụ %(code)s đã quá thời hạn %(until)s.")
    ),
    LAUNCHED: Kind(
        gettext_noop("Phong trào “%(campaign)s” đã được phát động"),
        gettext_noop("Phong trào “%(campaign)s” đã được phát động, gồm %(months)s tháng."),
    ),
    RETURNED: Kind(
        gettext_noop("%(month)s: phiếu bị trả lại"), gettext_noop("%(month)s: %(count)s phiếu bị trả lại. %(reason)s")
    ),
    DEADLINE: Kind(
        gettext_noop("%(month)s: sắp hết hạn nộp phiếu"),
        gettext_noop("%(month)s chưa nộp phiếu đơn vị; hạn nộp đến %(deadline)s."),
    ),
    REMINDER: Kind(
        gettext_noop("%(month)s: được nhắc hoàn thành phiếu"),
        gettext_noop("%(month)s: đơn vị còn phiếu chưa nộp hoặc chưa xác nhận; hạn nộp %(deadline)s."),
    ),
    REMINDER_OF_PERSON: Kind(
        gettext_noop("%(month)s: được nhắc hoàn thành phiếu cá nhân"),
        gettext_noop("%(month)s: phiếu của bạn chưa nộp; hạn nộp %(deadline)s."),
    ),
    FEEDBACK_RECEIVED: Kind(
        gettext_noop("Phản ánh số %(number)s chờ chuyển đơn vị"),
        gettext_noop("Phản ánh, kiến nghị số %(number)s mới đến; hạn chuyển đơn vị %(deadline)s."),
    ),
    FEEDBACK_ROUTED: Kind(
        gettext_noop("Phản ánh số %(number)s chờ đơn vị trả lời"),
        gettext_noop("Phản ánh, kiến nghị số %(number)s được chuyển đến đơn vị; hạn trả lời %(deadline)s."),
    ),
    FEEDBACK_PRAISE: Kind(
        gettext_noop("Lời khen của người dân, số %(number)s"),
        gettext_noop("Người dân gửi lời khen đến đơn vị, số %(number)s."),
    ),
    FEEDBACK_ANSWERED: Kind(
        gettext_noop("Phản ánh số %(number)s chờ duyệt trả lời"),
        gettext_noop("Đơn vị đã trả lời phản ánh, kiến nghị số %(number)s; chờ duyệt để gửi người dân."),
    ),
    FEEDBACK_BACK: Kind(
        gettext_noop("Phản ánh số %(number)s cần trả lời lại"),
        gettext_noop(
            "Trả lời phản ánh, kiến nghị số %(number)s bị trả lại hoặc người dân mở lại; hạn mới %(deadline)s."
        ),
    ),
    FEEDBACK_OVERDUE: Kind(
        gettext_noop("Phản ánh số %(number)s đã quá hạn"),
        gettext_noop("Phản ánh, kiến nghị số %(number)s quá hạn từ %(deadline)s."),
        urgent=True,
    ),
    MAIL_BOUNCES: Kind(
        gettext_noop("Địa chỉ thư của bạn không nhận được thư"),
        gettext_noop("Máy chủ đã từ chối nhiều thư gửi tới địa chỉ của bạn. Hãy kiểm tra và xác nhận lại địa chỉ."),
    ),
    VISIT_ANNOUNCED: Kind(
        gettext_noop("Lịch kiểm tra công vụ ngày %(day)s"),
        gettext_noop("“%(team)s” sẽ kiểm tra công vụ tại đơn vị ngày %(day)s."),
    ),
    VISIT_ASSIGNED: Kind(
        gettext_noop("Kế hoạch kiểm tra công vụ của đoàn"),
        gettext_noop("“%(team)s” kiểm tra đơn vị %(unit)s ngày %(day)s."),
    ),
    VISIT_BEGUN: Kind(
        gettext_noop("Đoàn kiểm tra công vụ đang làm việc tại đơn vị"),
        gettext_noop("“%(team)s” đã bắt đầu cuộc kiểm tra %(code)s tại đơn vị."),
        urgent=True,
    ),
    VISIT_MINUTED: Kind(
        gettext_noop("Biên bản kiểm tra %(code)s"),
        gettext_noop("Biên bản %(code)s có %(count)s phát hiện cần giải trình, hạn đến hết ngày %(day)s."),
    ),
    FINDING_PROPOSED: Kind(
        gettext_noop("Đề nghị xử lý sau kiểm tra %(code)s"),
        gettext_noop(
            "Trưởng đoàn đề nghị xử lý phát hiện %(code)s; cần chuyên viên thường trực ngoài đoàn quyết định."
        ),
    ),
    FINDING_DECIDED: Kind(
        gettext_noop("Kết quả xử lý phát hiện %(code)s"),
        gettext_noop("Phát hiện %(code)s đã có kết quả xử lý."),
    ),
}
