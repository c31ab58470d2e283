"""The kinds of notices: what their titles and texts say. A slice that tells people something adds its rows here."""

from collections.abc import Mapping
from dataclasses import dataclass

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

KINDS: Mapping[str, Kind] = {
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
    MAIL_BOUNCES: Kind(
        gettext_noop("Địa chỉ thư của bạn không nhận được thư"),
        gettext_noop("Máy chủ đã từ chối nhiều thư gửi tới địa chỉ của bạn. Hãy kiểm tra và xác nhận lại địa chỉ."),
    ),
}
