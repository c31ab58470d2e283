"""What mails say: subject, text and HTML in the reader's language, with titles and links and nothing else about anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from emulation import notice_words
from emulation.models import NoticeCopy
from emulation.rules.periods import VIETNAM

MOST_TITLES = 50
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def _letter(name: str, subject: str, values: dict[str, object]) -> Letter:
    known = {**values, "subject": subject, "home": settings.PUBLIC_URL, "language": translation.get_language()}
    text, html = (render_to_string(f"emulation/mail_{name}.{kind}", known) for kind in ("txt", "html"))
    return Letter(" ".join(subject.split())[:LONGEST_SUBJECT], text, html)


def of_notices(copies: Sequence[NoticeCopy], *, language: str, unsubscribe: str) -> Letter:
    """One mail about all of these notices: their titles, each with the way to it through the reader's inbox."""
    with translation.override(language):
        items = [
            {
                "title": notice_words.title(copy.notice.kind, copy.notice.values),
                "link": f"{settings.PUBLIC_URL}/notices/{copy.pk}/",
                "at": f"{copy.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
            }
            for copy in copies
        ]
        subject = str(items[0]["title"])
        if len(items) > 1:
            count = len(items)
            subject = ngettext("Thi Đua: %(count)s thông báo", "Thi Đua: %(count)s thông báo", count) % {"count": count}
        values: dict[str, object] = {
            "items": items[:MOST_TITLES],
            "more": max(len(items) - MOST_TITLES, 0),
            "unsubscribe": unsubscribe,
        }
        return _letter("notices", subject, values)


def of_confirmation(*, link: str, until: datetime, language: str) -> Letter:
    with translation.override(language):
        day = f"{until.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        return _letter("confirmation", gettext("Thi Đua: xác nhận địa chỉ thư"), {"link": link, "until": day})
