"""Template words for entries of the ledger: what an event is called, and what an entry says, line by line."""

from django import template

from kernel.models import LedgerEntry
from web import event_words, payload_words

register = template.Library()


@register.filter
def event_title(type_: str) -> str:
    """The title of an event's type: ``{{ entry.type|event_title }}``."""
    return event_words.title(type_)


@register.filter
def payload_rows(entry: LedgerEntry) -> list[payload_words.Row]:
    """Names and values of what an entry says; what is more than words is written as JSON, one thing a line."""
    return payload_words.rows(entry.type, entry.payload)
