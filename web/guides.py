"""Pages of the help inside the platform: all texts, the reader's own first, and one of them."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kernel.errors import Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.help_topics import BY_SLUG, TOPICS, Text, language, text


def _texts(visit: Visit) -> tuple[list[Text], list[Text]]:
    """What the reader's roles do, and what others do."""
    spoken, roles = language(), visit.actor.roles
    own = {one.slug for one in TOPICS if not one.roles or one.roles & roles}
    every = [text(one.slug, spoken) for one in TOPICS]
    return [one for one in every if one.slug in own], [one for one in every if one.slug not in own]


@require_safe
@member_required
def index(visit: Visit) -> HttpResponse:
    own, others = _texts(visit)
    groups = [(gettext_noop("Cho công việc của bạn"), own), (gettext_noop("Việc của người khác"), others)]
    return visit.page("web/help.html", {"groups": [group for group in groups if group[1]]})


@require_safe
@member_required
def topic(visit: Visit, slug: str) -> HttpResponse:
    if slug not in BY_SLUG:
        raise Missing("help.missing", gettext_noop("Không có bài trợ giúp này."))
    others = [one for one in _texts(visit)[0] if one.slug != slug]
    return visit.page("web/help_topic.html", {"text": text(slug, language()), "others": others})
