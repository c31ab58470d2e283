"""Template words for the study of a ranking on its page."""

from collections import Counter

from django import template
from django.utils.translation import gettext

from emulation.boards.certainty import Section
from emulation.boards.rankings import RankingBoard

register = template.Library()


@register.simple_tag
def shared_ranks(board: RankingBoard, section: Section) -> frozenset[int]:
    """Ranks that more than one holds in the list on show, whether this reader sees them all or not."""
    lists = [listed for listed in section.study.result["lists"] if listed["group"] == board.wish.cluster]
    counted = Counter(place["rank"] for place in lists[0]["places"]) if lists else Counter[int]()
    return frozenset(rank for rank, held in counted.items() if held > 1)


@register.filter
def method_told(section: Section) -> str:
    """How the study was done, with its figures."""
    return gettext(section.method) % section.told
