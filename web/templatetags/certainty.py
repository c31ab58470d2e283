"""The template word that brings the study of a ranking to its page."""

from django import template
from django.utils.translation import gettext

from emulation.boards.certainty import Section, beside
from emulation.boards.rankings import RankingBoard

register = template.Library()


@register.simple_tag
def rank_certainty(board: RankingBoard) -> Section | None:
    return beside(board)


@register.filter
def method_told(section: Section) -> str:
    """How the study was done, with its figures."""
    return gettext(section.method) % section.told
