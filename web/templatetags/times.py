"""Times as people say them: just now, yesterday at 14:05, three days ago; the exact one is a look away."""

from datetime import datetime, timedelta

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from kernel.text import gettext_noop
from web.templatetags.words import DASH, moment

register = template.Library()
_SOON = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAYS = 7
_RHYTHMS = (
    (86_400, gettext_noop("Mỗi ngày một lần"), gettext_noop("Cứ %(count)s ngày một lần")),
    (3_600, gettext_noop("Mỗi giờ một lần"), gettext_noop("Cứ %(count)s giờ một lần")),
    (60, gettext_noop("Mỗi phút một lần"), gettext_noop("Cứ %(count)s phút một lần")),
    (1, gettext_noop("Mỗi giây một lần"), gettext_noop("Cứ %(count)s giây một lần")),
)


def spoken(at: datetime, now: datetime) -> str:
    """A moment as somebody says it now; what is a week away or more by its date."""
    there, here = localtime(at), localtime(now)
    gone, days = now - at, (here.date() - there.date()).days
    clock = {"time": f"{there:%H:%M}"}
    if timedelta(0) <= gone < _SOON:
        return gettext("vừa xong")
    if timedelta(0) <= gone < _HOUR:
        minutes = int(gone.total_seconds()) // 60
        return ngettext("%(count)s phút trước", "%(count)s phút trước", minutes) % {"count": minutes}
    near = {0: gettext("hôm nay %(time)s"), 1: gettext("hôm qua %(time)s"), -1: gettext("ngày mai %(time)s")}
    if days in near:
        return near[days] % clock
    if 1 < days < _DAYS:
        return ngettext("%(count)s ngày trước", "%(count)s ngày trước", days) % {"count": days}
    return moment(at)


@register.filter
def every(seconds: int) -> str:
    """How often something is done, in the largest unit that says it exactly: every 5 seconds, every 10 minutes, every hour."""
    span, once, often = next(one for one in _RHYTHMS if seconds % one[0] == 0)
    count = seconds // span
    return gettext(once) if count == 1 else gettext(often) % {"count": count}


@register.filter
def said_at(at: datetime | None) -> str:
    """For a page: ``{{ copy.at|said_at }}``."""
    if at is None:
        return DASH
    words = spoken(at, settings.CLOCK())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', localtime(at).isoformat(timespec="minutes"), moment(at), words
    )
