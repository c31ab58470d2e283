"""What somebody must write in words, such as a reason or an answer: refused where it is missing or too long."""

from kernel.errors import invalid_at
from kernel.text import gettext_noop, paragraphs

LONGEST = 2000


def reasoned(reason: str, code: str, *, limit: int = LONGEST) -> str:
    """The reason of an act. Raises `Invalid` under ``code``."""
    text = paragraphs(reason)
    if not 0 < len(text) <= limit:
        raise invalid_at(code, gettext_noop("Hãy ghi lý do, không quá %(limit)s ký tự."), "reason", limit=limit)
    return text


def written(text: str, code: str, path: str, *, limit: int) -> str:
    """What a field asks for. Raises `Invalid` under ``code``, at the field."""
    said = paragraphs(text)
    if not 0 < len(said) <= limit:
        raise invalid_at(code, gettext_noop("Hãy ghi nội dung này, không quá %(limit)s ký tự."), path, limit=limit)
    return said
