"""The signed tokens in the links of mails: they carry what the link is for and need no log-in, and cannot be made up."""

from collections.abc import Mapping

from django.conf import settings
from django.core.signing import BadSignature, Signer

CONFIRM, UNSUBSCRIBE = "mail.confirm", "mail.unsubscribe"
_PLACES = {CONFIRM: "confirm", UNSUBSCRIBE: "unsubscribe"}


def made(purpose: str, content: Mapping[str, str]) -> str:
    return Signer(salt=purpose).sign_object(dict(content))


def read(purpose: str, token: str) -> dict[str, str] | None:
    """What a token of ours carries; None for any other."""
    try:
        content = Signer(salt=purpose).unsign_object(token)
    except (BadSignature, ValueError):
        return None
    return dict(content)


def link(purpose: str, content: Mapping[str, str]) -> str:
    return f"{settings.PUBLIC_URL}/mail/{_PLACES[purpose]}/{made(purpose, content)}/"
