"""Ballot papers: a receipt drawn by lot and signed for one item, so that it is known again and nobody brings their own."""

import secrets

from django.core import signing

from emulation.rules import survey_codes
from kernel.errors import Invalid
from kernel.text import gettext_noop

SALT = "web.council.paper"


def paper_of(item: str) -> str:
    """A paper for an item: a repeated request with it is known as the same."""
    return signing.dumps([item, survey_codes.code_of(secrets.token_bytes(16))], salt=SALT)


def receipt_of(paper: str, item: str) -> str:
    """The receipt on a paper. Raises `Invalid` for one that was not made for this item."""
    message = gettext_noop("Lá phiếu không đúng; hãy tải lại trang.")
    try:
        named, code = signing.loads(paper, salt=SALT)
    except (signing.BadSignature, ValueError) as no:
        raise Invalid("session_item.paper", message) from no
    if named != item:
        raise Invalid("session_item.paper", message)
    return str(code)
